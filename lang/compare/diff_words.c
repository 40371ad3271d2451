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

const char *diff_state(const DiffText *t, const CibleDifference *item, const char *state) {
  bool word = item->kind == CIBLE_SEGMENT && (strcmp(state, "in") == 0 || strcmp(state, "out") == 0);
  return word ? diff_say(t, state) : state;
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

void diff_headline(const DiffText *t, const CibleDifference *item) {
  if (!item->compared) {
    bool both = item->before.there && item->after.there;
    buf_text(t->out, both ? diff_say(t, "another type of value") : item->after.there ? diff_say(t, "new") : diff_say(t, "gone"));
    if (item->kind == CIBLE_SEGMENT) {
      buf_text(t->out, ", ");
      diff_count(t->out, item->after.there ? item->after.size : item->before.size);
      buf_text(t->out, diff_say(t, " records"));
    }
    return;
  }
  if (item->kind == CIBLE_SEGMENT) {
    diff_count(t->out, item->before.size);
    buf_text(t->out, " → ");
    diff_count(t->out, item->after.size);
    diff_change(t->out, item->before.size, item->after.size);
    buf_text(t->out, ", ");
    diff_count(t->out, diff_flow(item, "out", "in"));
    buf_text(t->out, diff_say(t, " enter, "));
    diff_count(t->out, diff_flow(item, "in", "out"));
    buf_text(t->out, diff_say(t, " leave"));
    return;
  }
  diff_count(t->out, item->moved);
  buf_text(t->out, item->moved == 1 ? diff_say(t, " record changes") : diff_say(t, " records change"));
  if (item->before.summed && item->after.summed) {
    buf_text(t->out, diff_say(t, ", mean "));
    diff_number(t->out, item->before.mean);
    buf_text(t->out, " → ");
    diff_number(t->out, item->after.mean);
    buf_text(t->out, ", ");
    diff_count(t->out, item->higher);
    buf_text(t->out, diff_say(t, " higher, "));
    diff_count(t->out, item->lower);
    buf_text(t->out, diff_say(t, " lower"));
  }
}

void diff_costs(const DiffText *t, const CibleDifference *item) {
  buf_text(t->out, diff_say(t, "contacts"));
  buf_char(t->out, ' ');
  diff_count(t->out, item->before.size);
  buf_text(t->out, " → ");
  diff_count(t->out, item->after.size);
  buf_text(t->out, diff_say(t, ", cost "));
  diff_number(t->out, item->before.cost);
  buf_text(t->out, " → ");
  diff_number(t->out, item->after.cost);
  buf_text(t->out, diff_say(t, ", expected responses "));
  diff_number(t->out, item->before.responses);
  buf_text(t->out, " → ");
  diff_number(t->out, item->after.responses);
}
