/* SPDX-License-Identifier: MIT
 * The smallest changes in words: what would have to be otherwise, what is seen there, and how far off it is. */
#include "lang/review/review.h"

#include <stdio.h>

#include "runtime/data/numeric.h"
#include "runtime/data/written.h"

enum { LABELS_MOST = 64 };

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

bool why_is_text(const WhyNode *node) {
  if (!node->value.known) return false;
  return node->value.kind == KIND_TEXT || (node->expr && node->expr->type && node->expr->type->kind == TYPE_ONE_OF);
}

void why_show_value(const WhyPlan *plan, Buf *out, const WhyNode *node, bool bare) {
  if (!bare) buf_str(out, node->text);
  if (!bare) buf_text(out, node->value.known ? " = " : why_say(plan, " is unknown"));
  bool quoted = why_is_text(node) && node->value.kind != KIND_TEXT;
  if (quoted) buf_char(out, '"');
  if (bare || node->value.known) show_plain(out, &node->value, node->labels);
  if (quoted) buf_char(out, '"');
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
  if (!gap->known) return "";
  if (gap->beyond) return gap->over ? why_say(w->plan, "must be less") : why_say(w->plan, "must be more");
  Buf out;
  buf_init(&out, w->arena->alloc);
  write_size(w, &out, gap);
  buf_text(&out, gap_word(w->plan, gap));
  if (gap->relative >= 0.0005) buf_print(&out, ", %.1f %%", gap->relative * 100);
  return take(w, &out);
}

/* ---- what is wanted, in words ---- */

static bool begins(Str text, Str with) { return text.n >= with.n && memcmp(text.p, with.p, with.n) == 0; }

static Str after(Str text, uint32_t n) { return (Str){text.p + n, text.n - n}; }

/* `x >= 5` is to be false: `x < 5`. The joint stands between the words of the sides. */
static bool write_opposite(Buf *out, const WhyNode *leaf, WhyWant want) {
  static const char *const ops[] = {[COMPARE_EQ] = "=", [COMPARE_NE] = "!=", [COMPARE_LT] = "<", [COMPARE_LE] = "<=", [COMPARE_GT] = ">", [COMPARE_GE] = ">="};
  const AstNode *expr = leaf->expr;
  if (!expr || leaf->form != WHY_TEST) return false;
  bool test = expr->kind == AST_COMPARE || expr->kind == AST_IN || expr->kind == AST_IS;
  if (expr->kind == AST_NAME) buf_print(out, "not %.*s", STR_ARG(leaf->text));
  const Str words = leaf->text;
  if (!test) return expr->kind == AST_NAME;
  const WhyNode *left = leaf->side[0];
  if (!left || !begins(words, left->text)) return false;
  Str rest = after(words, left->text.n);
  static const struct {
    AstKind kind;
    uint8_t op;
    const char *is, *not;
  } joints[] = {{AST_IN, 0, " in ", " not in "}, {AST_IN, 1, " not in ", " in "}, {AST_IS, 0, " is ", " is not "}, {AST_IS, 1, " is not ", " is "}};
  for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
    if (expr->kind != joints[i].kind || expr->op != joints[i].op || !begins(rest, str_from(joints[i].is))) continue;
    buf_print(out, "%.*s%s%.*s", STR_ARG(left->text), joints[i].not, STR_ARG(after(rest, (uint32_t)strlen(joints[i].is))));
    return true;
  }
  if (expr->kind != AST_COMPARE) return false;
  const char *is = ops[expr->op];
  uint32_t n = (uint32_t)strlen(is);
  if (begins(rest, STR(" from "))) is = "from", n = 4; /* `size from 50` of a class */
  if (rest.n < n + 2 || memcmp(rest.p + 1, is, n) != 0 || rest.p[n + 1] != ' ') return false;
  buf_print(out, "%.*s %s%.*s", STR_ARG(left->text), ops[why_compare_op(leaf, want)], STR_ARG(after(rest, n + 1)));
  return true;
}

/* What stands in no one clause: a place among all, or the comparison of options. */
static const char *own_words(const Ways *w, const WhyNode *leaf) {
  Buf out;
  buf_init(&out, w->arena->alloc);
  if (leaf->form == WHY_CASE && leaf->target) {
    buf_str(&out, leaf->target->amount->text);
    buf_text(&out, why_must_pass(leaf) ? why_say(w->plan, " is more than ") : why_say(w->plan, " reaches "));
    why_show_value(w->plan, &out, leaf->amount, true);
  } else if (leaf->form == WHY_OPTION && leaf->figure[FIGURE_BEST] && leaf->target) {
    buf_str(&out, leaf->figure[FIGURE_BEST]->text);
    buf_print(&out, why_say(w->plan, " is better than that of `%.*s`, "), STR_ARG(leaf->target->text));
    why_show_value(w->plan, &out, leaf->target->figure[FIGURE_BEST], true);
  } else buf_str(&out, leaf->text);
  return take(w, &out);
}

/* The change in the words of rules; what has no opposite in them is told by `not:`. */
static const char *wish_text(const Ways *w, const WhyChange *change, const char *text) {
  bool off = change->want == WANT_FALSE || change->want == WANT_NOT_TRUE;
  if (!off) return text;
  Buf out;
  buf_init(&out, w->arena->alloc);
  if (!write_opposite(&out, change->leaf, change->want)) buf_print(&out, "%s%s", why_say(w->plan, "not: "), text);
  return take(w, &out);
}

/* ---- what alone would do it ---- */

/* Of the terms of a score that is compared, one whose condition alone, made otherwise, would be enough; the nearest. */
typedef struct TermSearch {
  const WhyNode *score, *term;
  const WhyWay *way;
  double makes;
} TermSearch;

static bool is_enough(const WhyNode *test, WhyWant want, double score) {
  double bound;
  if (!why_number(&test->side[1]->value, &bound)) return false;
  switch (why_compare_op(test, want)) {
  case COMPARE_LT: return score < bound;
  case COMPARE_LE: return score <= bound;
  case COMPARE_GT: return score > bound;
  case COMPARE_GE: return score >= bound;
  default: return false;
  }
}

static void search_terms(const Ways *w, const WhyChange *change, const WhyNode *parent, TermSearch *found) {
  for (uint32_t i = 0; i < parent->count; i++) {
    const WhyNode *term = parent->parts[i];
    double makes;
    if (term->form == WHY_GROUP) search_terms(w, change, term, found);
    if ((term->form != WHY_ADD && term->form != WHY_SUBTRACT) || !term->condition) continue;
    bool given = term->condition->value.known && term->condition->value.truth;
    if (!why_score_if(found->score, term, !given, &makes) || !is_enough(change->leaf, change->want, makes)) continue;
    const WhyWay *way = why_way(w->plan, term->condition, given ? WANT_NOT_TRUE : WANT_TRUE);
    bool nearer = way && (!found->way || way->count < found->way->count || (way->count == found->way->count && way->distance < found->way->distance));
    if (nearer) found->term = term, found->way = way, found->makes = makes;
  }
}

/* "`balance > 2_500` would make it 40" */
static const char *term_text(const Ways *w, const WhyChange *change) {
  const WhyNode *leaf = change->leaf;
  bool compares = leaf->form == WHY_TEST && leaf->expr && leaf->expr->kind == AST_COMPARE && leaf->side[0] && leaf->side[1];
  const WhyNode *score = compares ? leaf->side[0]->target : NULL;
  if (!score || score->form != WHY_SCORE) return "";
  TermSearch found = {.score = score};
  search_terms(w, change, score, &found);
  if (!found.way || found.way->count != 1) return "";
  Buf out, words;
  buf_init(&out, w->arena->alloc);
  buf_init(&words, w->arena->alloc);
  const WhyChange *one = &found.way->changes[0];
  const char *wish = wish_text(w, one, own_words(w, one->leaf));
  why_show_number(&words, found.makes);
  buf_print(&out, why_say(w->plan, "`%s` would make it %s"), wish, buf_z(&words));
  buf_free(&words);
  return take(w, &out);
}

static void publish_change(const Ways *w, const WhyChange *change, CibleChange *out) {
  static const char *const wants[WANT_COUNT] = {"true", "false", "not true", "not false"};
  const WhyNode *leaf = change->leaf;
  WhyGap gap = why_gap(w->plan, leaf, change->want);
  bool truth = leaf->form != WHY_OPTION && leaf->form != WHY_CASE;
  *out = (CibleChange){.text = own_words(w, leaf), .wanted = wants[change->want], .is = truth ? why_truth(&leaf->value) : "false",
                       .has = has_text(w, leaf), .gap = gap_text(w, &gap), .relative = gap.known ? gap.relative : -1,
                       .term = term_text(w, change)};
  out->wish = wish_text(w, change, out->text);
  Place place = source_place(w->plan->checked->sources, leaf->span.from);
  if (!leaf->span.to || !place.file) return;
  Str name = arena_str(w->arena, place.file->name);
  out->file = name.p;
  out->line = (int)place.line;
  out->column = (int)place.column;
}

/* ---- a way ---- */

bool why_changes(WhyPlan *plan, const WhyWay *way, Arena *arena, const CibleChange **out, size_t *out_count) {
  Ways w = {plan, arena};
  CibleChange *changes = way ? ARENA_ARRAY(arena, CibleChange, way->count + 1) : NULL;
  if (!changes) return false;
  for (uint32_t i = 0; i < way->count; i++) publish_change(&w, &way->changes[i], &changes[i]);
  *out = changes;
  *out_count = way->count;
  return true;
}

static void add_way(const Ways *w, const WhyWay *found, const char *to, CibleWhy *out, CibleWay *ways) {
  CibleWay *way = &ways[out->way_count];
  *way = (CibleWay){.to = to};
  if (why_changes(w->plan, found, w->arena, &way->changes, &way->change_count)) out->way_count++;
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
  if (node->form == WHY_SEGMENT) add_way(&w, why_way(plan, node, WANT_TRUE), "in", out, ways);
  else if (condition || (node->form == WHY_LET && node->condition)) add_way(&w, why_way(plan, node, WANT_TRUE), "true", out, ways);
  for (uint32_t code = 0; labels && code < most; code++) {
    if (node->form == WHY_CHOICE && code >= node->symbol->choose.count) continue; /* `none` */
    Str label = arena_str(arena, labels->names[code]);
    if (label.p) add_way(&w, why_way_label(plan, node, code), label.p, out, ways);
  }
}
