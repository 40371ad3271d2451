/* SPDX-License-Identifier: MIT
 * How far a test is from what is wanted of it: the nearest miss. */
#include "lang/explain/why.h"

#include <math.h>

#include "lang/check/literal.h"
#include "runtime/data/calendar.h"

static bool is_day(const Value *value) { return value->kind == KIND_DATE || value->kind == KIND_DATETIME; }

static WhyGap gap_between(const Value *has, const Value *bound) {
  double a, b;
  if (!why_number(has, &a) || !why_number(bound, &b)) return (WhyGap){0};
  WhyGap gap = {.known = true, .size = fabs(a - b), .relative = -1, .over = a > b, .days = is_day(has)};
  if (!gap.days && b != 0) gap.relative = gap.size / fabs(b);
  return gap;
}

static bool wants_true(WhyWant want) { return want == WANT_TRUE || want == WANT_NOT_FALSE; }

/* Of `x >= 5` the bound is what does not change from record to record, else the right side. */
static WhyGap of_compare(const WhyNode *leaf) {
  const WhyNode *left = leaf->side[0], *right = leaf->side[1];
  if (!left || !right) return (WhyGap){0};
  return left->constant && !right->constant ? gap_between(&right->value, &left->value) : gap_between(&left->value, &right->value);
}

static WhyGap of_range(const WhyNode *leaf) {
  WhyGap low = gap_between(&leaf->side[0]->value, &leaf->side[1]->value);
  WhyGap high = gap_between(&leaf->side[0]->value, &leaf->side[2]->value);
  if (!low.known || !high.known) return low.known ? low : high;
  return low.size <= high.size ? low : high;
}

/* The days of `within last 12 months`: after the first, up to the second. */
static bool days_within(const WhyPlan *plan, const AstNode *expr, int32_t *first, int32_t *last) {
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
  if (!value->known || !is_day(value) || !days_within(plan, leaf->expr, &first.i32, &last.i32)) return (WhyGap){0};
  day.i32 = value->kind == KIND_DATE ? value->i32 : date_of_datetime(value->i64);
  return day.i32 < first.i32 ? gap_between(&day, &first) : gap_between(&day, &last);
}

/* How far an option is from the best: the one that was chosen. */
static WhyGap of_option(const WhyNode *option, const WhyNode *chosen) {
  const WhyNode *own = option->figure[FIGURE_BEST], *best = chosen ? chosen->figure[FIGURE_BEST] : NULL;
  return own && best ? gap_between(&own->value, &best->value) : (WhyGap){0};
}

WhyGap why_gap(const WhyPlan *plan, const WhyNode *leaf, WhyWant want) {
  if (leaf->form == WHY_OPTION) return of_option(leaf, leaf->target);
  if (leaf->form == WHY_CASE && leaf->target) return gap_between(&leaf->target->amount->value, &leaf->amount->value);
  if (leaf->form != WHY_TEST || !leaf->expr || !leaf->side[0]) return (WhyGap){0};
  const AstNode *expr = leaf->expr;
  bool equals = expr->kind == AST_COMPARE && expr->op <= COMPARE_NE;
  if (expr->kind == AST_COMPARE && !(equals && !wants_true(want))) return of_compare(leaf);
  if (expr->kind == AST_IN && leaf->side[1] && leaf->side[2]) return of_range(leaf);
  return expr->kind == AST_WITHIN ? of_within(plan, leaf) : (WhyGap){0};
}
