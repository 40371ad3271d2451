/* SPDX-License-Identifier: MIT
 * What text and Markdown of a comparison say alike. */
#include "lang/compare/diff_words.h"

#include <stdio.h>

#include "runtime/base/utf8.h"

void diff_count(Buf *out, uint64_t count) {
  char digits[24];
  int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
  for (int i = 0; i < n; i++) {
    if (i && (n - i) % 3 == 0) buf_char(out, ' ');
    buf_char(out, digits[i]);
  }
}

void diff_change(Buf *out, uint64_t before, uint64_t after) {
  if (before == after) return;
  buf_text(out, after > before ? " (+" : " (−");
  diff_count(out, after > before ? after - before : before - after);
  buf_char(out, ')');
}

/* Amounts and expected responses: two decimals are enough for a person. */
void diff_number(Buf *out, double number) {
  char text[48];
  int n = snprintf(text, sizeof text, "%.2f", number);
  why_group_digits(out, (Str){text, n < (int)sizeof text ? (uint32_t)n : (uint32_t)sizeof text - 1});
}

const char *diff_kind(CibleDefinitionKind kind) {
  return kind == CIBLE_SEGMENT ? "segment" : kind == CIBLE_SCORE ? "score" : kind == CIBLE_CLASSIFY ? "classify" : kind == CIBLE_CHOOSE ? "choose" : "let";
}

uint64_t diff_flow(const CibleDifference *item, const char *from, const char *to) {
  for (size_t i = 0; i < item->flow_count; i++)
    if (strcmp(item->flows[i].from, from) == 0 && strcmp(item->flows[i].to, to) == 0) return item->flows[i].records;
  return 0;
}

static size_t add_state(const char **states, size_t count, const char *state) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(states[i], state) == 0) return count;
  states[count] = state;
  return count + 1;
}

size_t diff_states(const CibleDifference *item, bool from, const char **states) {
  size_t count = 0;
  for (size_t i = 0; i < item->flow_count; i++) count = add_state(states, count, from ? item->flows[i].from : item->flows[i].to);
  return count;
}

bool diff_is_told(const CibleDifference *item) { return item->moved || !item->compared; }

void diff_headline(Buf *out, const CibleDifference *item) {
  if (!item->compared) {
    bool both = item->before.there && item->after.there;
    buf_text(out, both ? "another type of value" : item->after.there ? "new" : "gone");
    if (item->kind == CIBLE_SEGMENT) {
      buf_text(out, ", ");
      diff_count(out, item->after.there ? item->after.size : item->before.size);
      buf_text(out, " records");
    }
    return;
  }
  if (item->kind == CIBLE_SEGMENT) {
    diff_count(out, item->before.size);
    buf_text(out, " → ");
    diff_count(out, item->after.size);
    diff_change(out, item->before.size, item->after.size);
    buf_text(out, ", ");
    diff_count(out, diff_flow(item, "out", "in"));
    buf_text(out, " enter, ");
    diff_count(out, diff_flow(item, "in", "out"));
    buf_text(out, " leave");
    return;
  }
  diff_count(out, item->moved);
  buf_text(out, item->moved == 1 ? " record changes" : " records change");
  if (item->before.summed && item->after.summed) {
    buf_text(out, ", mean ");
    diff_number(out, item->before.mean);
    buf_text(out, " → ");
    diff_number(out, item->after.mean);
    buf_text(out, ", ");
    diff_count(out, item->higher);
    buf_text(out, " higher, ");
    diff_count(out, item->lower);
    buf_text(out, " lower");
  }
}

void diff_costs(Buf *out, const CibleDifference *item) {
  buf_text(out, "contacts ");
  diff_count(out, item->before.size);
  buf_text(out, " → ");
  diff_count(out, item->after.size);
  buf_text(out, ", cost ");
  diff_number(out, item->before.cost);
  buf_text(out, " → ");
  diff_number(out, item->after.cost);
  buf_text(out, ", expected responses ");
  diff_number(out, item->before.responses);
  buf_text(out, " → ");
  diff_number(out, item->after.responses);
}
