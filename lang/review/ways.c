/* SPDX-License-Identifier: MIT
 * The smallest changes in words: what would have to be otherwise, what is seen there, and how far off it is. */
#include "lang/review/review.h"

#include <stdio.h>

#include "runtime/data/numeric.h"
#include "runtime/data/written.h"

enum { CHANGES_MOST = 40 /* more are no use to anybody */, LABELS_MOST = 64 };

typedef struct Ways {
  WhyPlan *plan;
  Arena *arena;
} Ways;

/* ---- values in words ---- */

const char *why_truth(const Value *value) { return !value->known ? "unknown" : value->truth ? "true" : "false"; }

void why_group_digits(Buf *out, Str text) {
  uint32_t from = text.n && text.p[0] == '-', to = from;
  while (to < text.n && text.p[to] >= '0' && text.p[to] <= '9') to++;
  bool plain = to - from > 4 && (to == text.n || text.p[to] == '.');
  for (uint32_t i = 0; i < text.n; i++) {
    if (plain && i > from && i < to && (to - i) % 3 == 0) buf_char(out, ' ');
    buf_char(out, text.p[i]);
  }
}

void why_show_number(Buf *out, double number) {
  char text[NUMBER_TEXT + 16];
  int n = snprintf(text, sizeof text, "%.10g", number);
  why_group_digits(out, (Str){text, (uint32_t)n});
}

static void show_money(Buf *out, const Value *value) {
  Buf digits;
  buf_init(&digits, out->alloc);
  value_write(&digits, value, NULL);
  why_group_digits(out, buf_view(&digits));
  buf_free(&digits);
}

static void show_plain(Buf *out, const Value *value, const Labels *labels) {
  if (!value->known) buf_text(out, "unknown");
  else if (value->kind == KIND_TEXT) text_write_json(out, value->str);
  else if (value->kind == KIND_MONEY) show_money(out, value);
  else if (value->kind == KIND_NUMBER) why_show_number(out, value->f64);
  else value_write(out, value, labels);
}

void why_show_value(const WhyPlan *plan, Buf *out, const WhyNode *node, bool bare) {
  if (!bare) buf_str(out, node->text);
  if (!bare) buf_text(out, node->value.known ? " = " : why_say(plan, " is unknown"));
  if (bare || node->value.known) show_plain(out, &node->value, node->labels);
}

static const char *take(const Ways *w, Buf *text) {
  Str kept = text->failed ? (Str){0} : arena_str(w->arena, buf_view(text));
  if (text->failed) w->arena->failed = true;
  buf_free(text);
  return kept.p ? kept.p : "";
}

/* ---- one change ---- */

static const char *has_text(const Ways *w, const WhyNode *leaf) {
  Buf out;
  buf_init(&out, w->arena->alloc);
  bool one = leaf->count == 1 && leaf->parts[0]->value.known && leaf->side[0];
  if (leaf->form == WHY_OPTION) why_show_value(w->plan, &out, leaf->figure[FIGURE_BEST] ? leaf->figure[FIGURE_BEST] : leaf, false);
  else if (leaf->form == WHY_CASE && leaf->target) why_show_value(w->plan, &out, leaf->target->amount, true);
  else
    for (uint32_t i = 0; i < leaf->count; i++) {
      if (i) buf_text(&out, ", ");
      why_show_value(w->plan, &out, leaf->parts[i], one);
    }
  return take(w, &out);
}

static void write_size(const Ways *w, Buf *out, const WhyGap *gap) {
  double size = gap->size;
  if (size < 1e11) size = (double)(int64_t)(size * 10000 + 0.5) / 10000;
  why_show_number(out, size);
  if (gap->days) buf_text(out, size == 1 ? why_say(w->plan, " day") : why_say(w->plan, " days"));
}

static const char *gap_word(const WhyPlan *plan, const WhyGap *gap) {
  if (gap->days) return gap->over ? why_say(plan, " too late") : why_say(plan, " too early");
  return gap->over ? why_say(plan, " over") : why_say(plan, " short");
}

/* What stands on the very bound is not told how far it is. */
static const char *gap_text(const Ways *w, const WhyGap *gap) {
  if (!gap->known || gap->size == 0) return "";
  Buf out;
  buf_init(&out, w->arena->alloc);
  write_size(w, &out, gap);
  buf_text(&out, gap_word(w->plan, gap));
  if (gap->relative >= 0) buf_print(&out, ", %.1f %%", gap->relative * 100);
  return take(w, &out);
}

/* What stands in no one clause: a place among all, or the comparison of options. */
static const char *own_words(const Ways *w, const WhyNode *leaf) {
  Buf out;
  buf_init(&out, w->arena->alloc);
  if (leaf->form == WHY_CASE && leaf->target) {
    buf_str(&out, leaf->target->amount->text);
    buf_text(&out, why_say(w->plan, " reaches "));
    why_show_value(w->plan, &out, leaf->amount, true);
  } else if (leaf->form == WHY_OPTION && leaf->figure[FIGURE_BEST] && leaf->target) {
    buf_str(&out, leaf->figure[FIGURE_BEST]->text);
    buf_print(&out, why_say(w->plan, " is better than that of `%.*s`, "), STR_ARG(leaf->target->text));
    why_show_value(w->plan, &out, leaf->target->figure[FIGURE_BEST], true);
  } else if (leaf->form == WHY_OPTION) buf_text(&out, why_say(w->plan, "no option stands before it"));
  else buf_str(&out, leaf->text);
  return take(w, &out);
}

static void publish_change(const Ways *w, const WhyFlip *flip, CibleChange *out) {
  static const char *const wants[WANT_COUNT] = {"true", "false", "not true", "not false"};
  const WhyNode *leaf = flip->leaf;
  WhyGap gap = why_gap(w->plan, leaf, flip->want);
  bool truth = leaf->form != WHY_OPTION && leaf->form != WHY_CASE;
  *out = (CibleChange){.text = own_words(w, leaf), .wanted = wants[flip->want], .is = truth ? why_truth(&leaf->value) : "false",
                       .has = has_text(w, leaf), .gap = gap_text(w, &gap), .relative = gap.known ? gap.relative : -1};
  Place place = source_place(w->plan->checked->sources, leaf->span.from);
  if (!leaf->span.to || !place.file) return;
  Str name = arena_str(w->arena, place.file->name);
  out->file = name.p;
  out->line = (int)place.line;
  out->column = (int)place.column;
}

/* ---- a way ---- */

/* Collects the leaves, each once; false where one would have to be two things at once. */
static bool collect(const WhyFlip *flip, const WhyFlip **leaves, uint32_t *count) {
  if (!flip->leaf) return !flip->left || (collect(flip->left, leaves, count) && collect(flip->right, leaves, count));
  for (uint32_t i = 0; i < *count; i++) {
    bool same = leaves[i]->leaf == flip->leaf || (flip->leaf->expr && leaves[i]->leaf->expr == flip->leaf->expr);
    if (same) return leaves[i]->want == flip->want;
  }
  leaves[(*count)++] = flip;
  return true;
}

bool why_changes(WhyPlan *plan, const WhyFlip *flip, Arena *arena, const CibleChange **out, size_t *out_count) {
  Ways w = {plan, arena};
  const WhyFlip *leaves[CHANGES_MOST];
  uint32_t count = 0;
  if (flip->count == 0 || flip->count > CHANGES_MOST || !collect(flip, leaves, &count)) return false;
  CibleChange *changes = ARENA_ARRAY(arena, CibleChange, count + 1);
  if (!changes) return false;
  for (uint32_t i = 0; i < count; i++) publish_change(&w, leaves[i], &changes[i]);
  *out = changes;
  *out_count = count;
  return true;
}

static void add_way(const Ways *w, const WhyFlip *flip, const char *to, CibleWhy *out, CibleWay *ways) {
  CibleWay *way = &ways[out->way_count];
  *way = (CibleWay){.to = to};
  if (why_changes(w->plan, flip, w->arena, &way->changes, &way->change_count)) out->way_count++;
}

static bool is_condition(WhyForm form) {
  return form == WHY_TEST || form == WHY_ALL || form == WHY_ANY || form == WHY_NOT || form == WHY_AT_LEAST || form == WHY_IF ||
         form == WHY_DEFAULT || form == WHY_NAME;
}

void why_ways(WhyPlan *plan, WhyNode *node, CibleWhy *out, Arena *arena) {
  Ways w = {plan, arena};
  const Labels *labels = node->form == WHY_CLASSES || node->form == WHY_CHOICE ? node->symbol->type->labels : NULL;
  bool condition = is_condition(node->form);
  uint32_t most = labels ? labels->count < LABELS_MOST ? labels->count : LABELS_MOST : 1;
  CibleWay *ways = ARENA_ARRAY(arena, CibleWay, most + 1);
  if (!ways) return;
  out->ways = ways;
  if (node->form == WHY_SEGMENT) add_way(&w, why_flip(plan, node, WANT_TRUE), "in", out, ways);
  else if (condition || (node->form == WHY_LET && node->condition)) add_way(&w, why_flip(plan, node, WANT_TRUE), "true", out, ways);
  for (uint32_t code = 0; labels && code < most; code++) {
    if (node->form == WHY_CHOICE && code >= node->symbol->choose.count) continue; /* `none` */
    Str label = arena_str(arena, labels->names[code]);
    if (label.p) add_way(&w, why_flip_label(plan, node, code), label.p, out, ways);
  }
}
