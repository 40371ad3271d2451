/* SPDX-License-Identifier: MIT
 * How far a test is from what is wanted of it: the nearest miss. */
#include "lang/explain/why.h"

#include <math.h>

#include "lang/check/literal.h"
#include "runtime/data/calendar.h"

static bool is_day(const Value *value) { return value->kind == KIND_DATE || value->kind == KIND_DATETIME; }

enum { DAYS_SCALE = 365 };

/* From a value to the nearest that is past it; of numbers and money, which lie close, to itself. */
static double step_of(const Value *value) { return value->kind == KIND_INTEGER || value->kind == KIND_DATE ? 1 : 0; }

/* Scores are as large as they can be, anything else as it is. */
static double scale_of(const WhyNode *quantity, const Value *has) {
  const WhyNode *score = quantity->target && quantity->target->form == WHY_SCORE ? quantity->target : NULL;
  if (score) return score->symbol->score.hi - score->symbol->score.lo;
  double value;
  if (is_day(has)) return DAYS_SCALE;
  return why_number(has, &value) && value != 0 ? fabs(value) : 1;
}

/* To the bound, or where that must be passed, past it. */
static WhyGap gap_between(const WhyNode *quantity, const Value *has, const Value *bound, bool past) {
  double a, b;
  if (!why_number(has, &a) || !why_number(bound, &b)) return (WhyGap){0};
  WhyGap gap = {.known = true, .size = fabs(a - b), .relative = -1, .scale = scale_of(quantity, has), .over = a > b, .days = is_day(has)};
  if (past) gap.size += step_of(has);
  if (!gap.days && b != 0) gap.relative = gap.size / fabs(b);
  gap.beyond = past && gap.size == 0;
  return gap;
}

static bool wants_true(WhyWant want) { return want == WANT_TRUE || want == WANT_NOT_FALSE; }

CompareOp why_compare_op(const WhyNode *test, WhyWant want) {
  static const CompareOp opposite[] = {[COMPARE_EQ] = COMPARE_NE, [COMPARE_NE] = COMPARE_EQ, [COMPARE_LT] = COMPARE_GE,
                                       [COMPARE_LE] = COMPARE_GT, [COMPARE_GT] = COMPARE_LE, [COMPARE_GE] = COMPARE_LT};
  return wants_true(want) ? (CompareOp)test->expr->op : opposite[test->expr->op];
}

/* Of `x >= 5` the bound is what does not change from record to record, else the right side. */
static WhyGap of_compare(const WhyNode *leaf, WhyWant want) {
  const WhyNode *left = leaf->side[0], *right = leaf->side[1];
  CompareOp op = why_compare_op(leaf, want);
  if (!left || !right || op == COMPARE_NE) return (WhyGap){0};
  bool turned = left->constant && !right->constant, past = op == COMPARE_LT || op == COMPARE_GT;
  const WhyNode *has = turned ? right : left, *bound = turned ? left : right;
  WhyGap gap = gap_between(has, &has->value, &bound->value, past);
  bool less = op == COMPARE_LT || op == COMPARE_LE;
  if (gap.known && gap.size == step_of(&has->value) && past) gap.over = less != turned;
  return gap;
}

static WhyGap of_range(const WhyNode *leaf, WhyWant want) {
  const WhyNode *has = leaf->side[0];
  bool out = wants_true(want) == (leaf->expr->op != 0); /* `in` is to be false, or `not in` true */
  WhyGap low = gap_between(has, &has->value, &leaf->side[1]->value, out), high = gap_between(has, &has->value, &leaf->side[2]->value, out);
  if (!low.known || !high.known) return low.known ? low : high;
  if (out) low.over = true, high.over = false; /* down past the lower bound, up past the upper */
  return low.size <= high.size ? low : high;
}

bool why_days_within(const WhyPlan *plan, const AstNode *expr, int32_t *first, int32_t *last) {
  Duration span;
  if (!duration_of(expr->kid[WITHIN_SPAN], &span)) return false;
  bool next = expr->op == 1;
  int64_t count = next ? span.count : -span.count, day = plan->today;
  if (span.unit == DURATION_MONTHS) {
    int32_t moved;
    if (!date_add_months(plan->today, count, &moved)) return false;
    day = moved;
  } else if (span.unit == DURATION_DAYS) day += count;
  else return false;
  if (day < DATE_MIN || day > DATE_MAX) return false;
  *first = next ? plan->today : (int32_t)day + 1;
  *last = next ? (int32_t)day - 1 : plan->today;
  return true;
}

static WhyGap of_within(const WhyPlan *plan, const WhyNode *leaf) {
  const Value *value = &leaf->side[0]->value;
  Value first = {.kind = KIND_DATE, .known = true}, last = first, day = first;
  if (!value->known || !is_day(value) || !why_days_within(plan, leaf->expr, &first.i32, &last.i32)) return (WhyGap){0};
  day.i32 = value->kind == KIND_DATE ? value->i32 : date_of_datetime(value->i64);
  return gap_between(leaf->side[0], &day, day.i32 < first.i32 ? &first : &last, false);
}

/* How far an option is from the best: the one that was chosen. Of as good ones the earlier is taken. */
static WhyGap of_option(const WhyNode *option, const WhyNode *chosen) {
  const WhyNode *own = option->figure[FIGURE_BEST], *best = chosen ? chosen->figure[FIGURE_BEST] : NULL;
  return own && best ? gap_between(own, &own->value, &best->value, chosen->number < option->number) : (WhyGap){0};
}

WhyGap why_gap(const WhyPlan *plan, const WhyNode *leaf, WhyWant want) {
  if (leaf->form == WHY_OPTION) return of_option(leaf, leaf->target);
  if (leaf->form == WHY_CASE && leaf->target)
    return gap_between(leaf->target->amount, &leaf->target->amount->value, &leaf->amount->value, why_must_pass(leaf));
  if (leaf->form != WHY_TEST || !leaf->expr || !leaf->side[0]) return (WhyGap){0};
  const AstNode *expr = leaf->expr;
  if (expr->kind == AST_COMPARE) return of_compare(leaf, want);
  if (expr->kind == AST_IN && leaf->side[1] && leaf->side[2]) return of_range(leaf, want);
  return expr->kind == AST_WITHIN && wants_true(want) ? of_within(plan, leaf) : (WhyGap){0};
}
