/* SPDX-License-Identifier: MIT
 * Moves: what the changes of a way ask of the quantities that they compare. Each is moved as far as they ask, to the nearest value
 * that all of them take; changes that no value takes contradict each other. */
#include "lang/explain/flip.h"

#include <math.h>

#include "lang/check/literal.h"

#define FAR 1e12 /* past all that is compared */

static bool is_up(WhyWant want) { return want == WANT_TRUE || want == WANT_NOT_FALSE; }

static bool is_lax(WhyWant want) { return want == WANT_NOT_TRUE || want == WANT_NOT_FALSE; }

/* ---- what a test is about ---- */

static const Symbol *name_of(const AstNode *expr) { return expr && expr->kind == AST_NAME ? expr->symbol : NULL; }

const Symbol *moves_quantity(const WhyNode *side) { return side && !side->constant ? name_of(side->expr) : NULL; }

static bool is_fixed(const WhyNode *side) {
  const Symbol *symbol = side ? name_of(side->expr) : NULL;
  return side && (side->constant || (symbol && symbol->kind == SYM_PARAM));
}

static bool is_known_test(const WhyNode *test) { return test->expr && test->expr->kind == AST_IS_KNOWN; }

static const Symbol *seen_by(const WhyNode *test) {
  if (test->form != WHY_TEST || !test->expr || test->constant) return NULL;
  if (is_known_test(test)) return name_of(ast_bare(test->expr->kid[IS_KNOWN_VALUE]));
  if (!test->side[0]) return name_of(test->expr);
  const Symbol *left = moves_quantity(test->side[0]);
  return left || test->expr->kind != AST_COMPARE ? left : moves_quantity(test->side[1]);
}

/* ---- known or not ---- */

typedef enum Sight { SIGHT_AS_IT_IS, SIGHT_KNOWN, SIGHT_UNKNOWN } Sight;

static Sight sight_after(const Moves *m, const WhyChange *change) {
  if (is_known_test(change->leaf)) return is_up(change->want) == (change->leaf->expr->op == 0) ? SIGHT_KNOWN : SIGHT_UNKNOWN;
  return is_lax(change->want) && m->how == SUPPOSE_OPEN ? SIGHT_UNKNOWN : SIGHT_KNOWN;
}

static Sight sight_of(const Moves *m, const Symbol *symbol) {
  Sight sight = SIGHT_AS_IT_IS;
  for (uint32_t i = 0; symbol && i < m->way->count && sight != SIGHT_UNKNOWN; i++)
    if (seen_by(m->way->changes[i].leaf) == symbol) sight = sight_after(m, &m->way->changes[i]);
  return sight;
}

bool moves_leaves_unknown(const Moves *m, const WhyChange *change) {
  if (!is_lax(change->want) || change->leaf->form != WHY_TEST || is_known_test(change->leaf)) return false;
  return m->how == SUPPOSE_OPEN || sight_of(m, seen_by(change->leaf)) == SIGHT_UNKNOWN;
}

/* ---- numbers and days ---- */

const Moved *moves_of(const Moves *m, const Symbol *symbol) {
  for (uint32_t i = 0; symbol && i < m->count; i++)
    if (m->moved[i].symbol == symbol) return &m->moved[i];
  return NULL;
}

static Moved *move(Moves *m, const WhyNode *side) {
  const Symbol *symbol = moves_quantity(side);
  Moved *moved = (Moved *)moves_of(m, symbol);
  if (!symbol || moved || m->count >= WHY_CHANGES_MOST) return moved;
  moved = &m->moved[m->count++];
  *moved = (Moved){.symbol = symbol, .least = -INFINITY, .most = INFINITY};
  moved->known = why_number(&side->value, &moved->from);
  if (side->target && side->target->form == WHY_SCORE) moved->least = symbol->score.lo, moved->most = symbol->score.hi;
  return moved;
}

static void at_least(Moved *moved, double bound, bool past) {
  if (bound < moved->least || (bound == moved->least && !past)) return;
  moved->least = bound;
  moved->past_least = past;
}

static void at_most(Moved *moved, double bound, bool past) {
  if (bound > moved->most || (bound == moved->most && !past)) return;
  moved->most = bound;
  moved->past_most = past;
}

static void hold_at(Moves *m, const WhyNode *side, CompareOp op, double bound) {
  Moved *moved = move(m, side);
  if (!moved) return;
  if (op == COMPARE_GE || op == COMPARE_GT || op == COMPARE_EQ) at_least(moved, bound, op == COMPARE_GT);
  if (op == COMPARE_LE || op == COMPARE_LT || op == COMPARE_EQ) at_most(moved, bound, op == COMPARE_LT);
}

static void hold(Moves *m, const WhyNode *side, CompareOp op, const WhyNode *bound) {
  double number;
  if (is_fixed(bound) && why_number(&bound->value, &number) && op != COMPARE_NE) hold_at(m, side, op, number);
}

static CompareOp turned(CompareOp op) {
  return op == COMPARE_LT ? COMPARE_GT : op == COMPARE_GT ? COMPARE_LT : op == COMPARE_LE ? COMPARE_GE : op == COMPARE_GE ? COMPARE_LE : op;
}

/* Outside of `within last`: before it, unless the day is still to come; of `next` the other way round. */
static void hold_days(Moves *m, const WhyNode *test, bool inside) {
  int32_t first, last;
  const Symbol *symbol = moves_quantity(test->side[0]);
  if (!symbol || !why_days_within(m->plan, test->expr, &first, &last)) return;
  const Value *value = &test->side[0]->value;
  bool instant = symbol->type->kind == TYPE_DATETIME, next = test->expr->op == 1;
  double end = (double)last + instant, day;
  bool known = why_number(value, &day), late = known && day >= end, early = known && day < first;
  if (inside) {
    hold_at(m, test->side[0], COMPARE_GE, first);
    hold_at(m, test->side[0], instant ? COMPARE_LT : COMPARE_LE, end);
  } else if (next ? !early : late) hold_at(m, test->side[0], instant ? COMPARE_GE : COMPARE_GT, end);
  else hold_at(m, test->side[0], COMPARE_LT, first);
}

static void take_change(Moves *m, const WhyChange *change) {
  const WhyNode *leaf = change->leaf;
  bool up = is_up(change->want);
  if (leaf->form != WHY_TEST || !leaf->expr || !leaf->side[0] || moves_leaves_unknown(m, change)) return;
  if (leaf->expr->kind == AST_WITHIN) hold_days(m, leaf, up);
  if (!leaf->side[1]) return;
  if (leaf->expr->kind == AST_COMPARE) {
    CompareOp op = why_compare_op(leaf, change->want);
    if (moves_quantity(leaf->side[0])) hold(m, leaf->side[0], op, leaf->side[1]);
    else hold(m, leaf->side[1], turned(op), leaf->side[0]);
  } else if (leaf->expr->kind == AST_IN && leaf->side[2] && up == (leaf->expr->op == 0)) {
    hold(m, leaf->side[0], COMPARE_GE, leaf->side[1]);
    hold(m, leaf->side[0], COMPARE_LE, leaf->side[2]);
  }
}

/* ---- the nearest value ---- */

static bool is_whole(const Moved *moved) { return moved->symbol->type->kind == TYPE_INTEGER || moved->symbol->type->kind == TYPE_DATE; }

/* Must the quantity be no value from `low` to `high`? What is moved alone is all that this is asked of. */
static bool keeps_out(const WhyChange *change, const Symbol *symbol, double *low, double *high) {
  const WhyNode *leaf = change->leaf;
  if (seen_by(leaf) != symbol || !leaf->side[0] || !leaf->side[1]) return false;
  if (leaf->expr->kind == AST_COMPARE && why_compare_op(leaf, change->want) == COMPARE_NE) {
    const WhyNode *bound = moves_quantity(leaf->side[0]) ? leaf->side[1] : leaf->side[0];
    return is_fixed(bound) && why_number(&bound->value, low) && why_number(&bound->value, high);
  }
  bool out = leaf->expr->kind == AST_IN && leaf->side[2] && is_up(change->want) == (leaf->expr->op != 0);
  return out && is_fixed(leaf->side[1]) && is_fixed(leaf->side[2]) && why_number(&leaf->side[1]->value, low) &&
         why_number(&leaf->side[2]->value, high);
}

static bool is_free(const Moves *m, const Moved *moved, double low, double high, double value) {
  if (value < low || value > high) return false;
  for (uint32_t i = 0; i < m->way->count; i++) {
    double from, to;
    if (keeps_out(&m->way->changes[i], moved->symbol, &from, &to) && value >= from && value <= to) return false;
  }
  return true;
}

/* The nearest that is in none of what is kept out, where `nearest` is; false where there is none. */
static bool step_aside(const Moves *m, Moved *moved, double low, double high, double nearest) {
  bool whole = is_whole(moved);
  for (uint32_t i = 0; low <= high && i < m->way->count; i++) {
    double from, to;
    if (!keeps_out(&m->way->changes[i], moved->symbol, &from, &to)) continue;
    double beside[] = {whole ? from - 1 : nextafter(from, -INFINITY), whole ? to + 1 : nextafter(to, INFINITY)};
    for (uint32_t k = 0; k < 2; k++) {
      bool nearer = moved->value == nearest || fabs(beside[k] - nearest) < fabs(moved->value - nearest);
      if (nearer && is_free(m, moved, low, high, beside[k])) moved->value = beside[k];
    }
  }
  return moved->value != nearest;
}

/* False where no value is as they ask. */
static bool settle(const Moves *m, Moved *moved) {
  bool whole = is_whole(moved);
  double low = moved->least, high = moved->most;
  if (moved->past_least) low = whole ? low + 1 : nextafter(low, INFINITY);
  if (moved->past_most) high = whole ? high - 1 : nextafter(high, -INFINITY);
  bool stays = moved->known && moved->from >= low && moved->from <= high, up = low > -INFINITY && (!moved->known || moved->from < low);
  double far = up ? fmin(high, low + FAR) : fmax(low, high - FAR);
  moved->value = stays ? moved->from : up ? low : high;
  if (m->how == SUPPOSE_FAR && !stays && is_free(m, moved, low, high, far)) moved->value = far;
  return is_free(m, moved, low, high, moved->value) || step_aside(m, moved, low, high, moved->value);
}

/* ---- texts ---- */

static bool is_same(const Value *a, const Value *b) {
  return a->kind == b->kind && (a->kind == KIND_TEXT ? str_equal(a->str, b->str) : a->i32 == b->i32);
}

/* The text, or label of a column, that a comparison with it holds against; NULL: none. */
static const Value *text_beside(const WhyNode *test) {
  if (!test->expr || test->expr->kind != AST_COMPARE || !test->side[0] || !test->side[1]) return NULL;
  const Value *constant = test->side[1]->constant ? test->side[1]->constant : test->side[0]->constant;
  return constant && constant->known && (constant->kind == KIND_TEXT || constant->kind == KIND_CODE) ? constant : NULL;
}

/* What a change says that it is; NULL: nothing does. */
static const Value *text_of(const Moves *m, const Symbol *symbol) {
  for (uint32_t i = 0; i < m->way->count; i++) {
    const WhyChange *change = &m->way->changes[i];
    const Value *text = seen_by(change->leaf) == symbol && !moves_leaves_unknown(m, change) ? text_beside(change->leaf) : NULL;
    if (text && why_compare_op(change->leaf, change->want) == COMPARE_EQ) return text;
  }
  return NULL;
}

static bool names_text(const WhyNode *test, const Value *text) {
  const AstNode *set = test->expr->kind == AST_IN ? test->expr->kid[IN_SET] : NULL;
  const Value *beside = text_beside(test);
  if (beside) return beside->kind == text->kind && is_same(beside, text);
  for (uint32_t i = 0; set && set->kind == AST_LIST && i < set->count; i++) {
    const Value *one = set->kid[i]->constant;
    if (one && one->known && one->kind == text->kind && is_same(one, text)) return true;
  }
  return false;
}

/* Do the changes say that it is another? */
static bool is_other(const Moves *m, const Symbol *symbol, const Value *text) {
  if (text->kind != KIND_TEXT && text->kind != KIND_CODE) return false;
  for (uint32_t i = 0; i < m->way->count; i++) {
    const WhyChange *change = &m->way->changes[i];
    const WhyNode *leaf = change->leaf;
    if (seen_by(leaf) != symbol || moves_leaves_unknown(m, change)) continue;
    bool in = leaf->expr->kind == AST_IN && !leaf->side[2];
    bool other = in ? is_up(change->want) == (leaf->expr->op != 0) : text_beside(leaf) && why_compare_op(leaf, change->want) == COMPARE_NE;
    if (other && (m->how != SUPPOSE_FAR || names_text(leaf, text))) return true;
  }
  return false;
}

/* ---- tests ---- */

static bool holds(CompareOp op, double a, double b) {
  switch (op) {
  case COMPARE_EQ: return a == b;
  case COMPARE_NE: return a != b;
  case COMPARE_LT: return a < b;
  case COMPARE_LE: return a <= b;
  case COMPARE_GT: return a > b;
  case COMPARE_GE: return a >= b;
  }
  return false;
}

static bool number_of(const Moves *m, const WhyNode *side, double *out) {
  const Moved *moved = moves_of(m, moves_quantity(side));
  if (moved) *out = moved->value;
  return moved || why_number(&side->value, out);
}

/* In a list of constants? False where that cannot be said. */
static bool in_numbers(const AstNode *set, double value, bool *found) {
  *found = false;
  for (uint32_t i = 0; set->kind == AST_LIST && i < set->count; i++) {
    double one;
    if (!set->kid[i]->constant || !why_number(set->kid[i]->constant, &one)) return false;
    *found |= one == value;
  }
  return set->kind == AST_LIST;
}

static bool days_truth(const Moves *m, const WhyNode *test, const Moved *moved, bool *truth) {
  int32_t first, last;
  if (!why_days_within(m->plan, test->expr, &first, &last)) return false;
  double day = floor(moved->value);
  *truth = day >= first && day <= last;
  return true;
}

/* Is the text this one? False where that cannot be said. What must be another is, at the nearest, none of those in the rules. */
static bool text_is(const Moves *m, const Symbol *symbol, const Value *one, bool *same) {
  const Value *text = text_of(m, symbol);
  if (text && text->kind != one->kind) return false;
  *same = text && is_same(text, one);
  return text || is_other(m, symbol, one);
}

static bool follow_text(const Moves *m, const WhyNode *test, const Symbol *symbol, bool *truth) {
  const AstNode *expr = test->expr;
  const Value *beside = text_beside(test);
  bool same, found = false;
  if (beside && (expr->op == COMPARE_EQ || expr->op == COMPARE_NE)) {
    if (!text_is(m, symbol, beside, &same)) return false;
    return *truth = same == (expr->op == COMPARE_EQ), true;
  }
  const AstNode *set = expr->kind == AST_IN ? expr->kid[IN_SET] : NULL;
  if (!set || set->kind != AST_LIST) return false;
  for (uint32_t i = 0; i < set->count; i++) {
    const Value *one = set->kid[i]->constant;
    if (!one || !text_is(m, symbol, one, &same)) return false;
    found |= same;
  }
  return *truth = found == (expr->op == 0), true;
}

static bool follow_number(const Moves *m, const WhyNode *test, const Moved *moved, bool *truth) {
  const AstNode *expr = test->expr;
  double a, b, c;
  bool found;
  if (expr->kind == AST_WITHIN) return moved && days_truth(m, test, moved, truth);
  if ((expr->kind != AST_COMPARE && expr->kind != AST_IN) || !test->side[0] || !number_of(m, test->side[0], &a)) return false;
  if (expr->kind == AST_COMPARE) return test->side[1] && number_of(m, test->side[1], &b) && (*truth = holds((CompareOp)expr->op, a, b), true);
  if (!test->side[2]) return moved && in_numbers(expr->kid[IN_SET], a, &found) && (*truth = found == (expr->op == 0), true);
  return number_of(m, test->side[1], &b) && number_of(m, test->side[2], &c) && (*truth = (b <= a && a <= c) == (expr->op == 0), true);
}

/* Of a test about what is moved; false where it cannot be worked out. */
static bool follow(const Moves *m, const WhyNode *test, const Symbol *symbol, bool *truth) {
  bool moved = false;
  for (uint32_t i = 0; i < 3; i++) moved |= moves_of(m, moves_quantity(test->side[i])) != NULL;
  return moved ? follow_number(m, test, moves_of(m, symbol), truth) : symbol && follow_text(m, test, symbol, truth);
}

bool moves_truth(const Moves *m, const WhyNode *test, bool *truth) {
  const Symbol *symbol = seen_by(test);
  Sight sight = sight_of(m, symbol);
  *truth = test->value.truth;
  if (symbol && is_known_test(test) && sight != SIGHT_AS_IT_IS) return *truth = (sight == SIGHT_KNOWN) == (test->expr->op == 0), true;
  if (sight == SIGHT_UNKNOWN) return false;
  return (test->expr && follow(m, test, symbol, truth)) || test->value.known;
}

/* ---- the whole ---- */

/* Does the change do what it should, as far as can be said? One of two quantities is left to the other. */
static bool agrees(const Moves *m, const WhyChange *change) {
  const WhyNode *leaf = change->leaf;
  const Symbol *symbol = seen_by(leaf);
  bool truth;
  if (!symbol || moves_leaves_unknown(m, change)) return true;
  if (sight_of(m, symbol) != sight_after(m, change)) return false;
  for (uint32_t i = 0; i < 3; i++)
    if (leaf->side[i] && !is_fixed(leaf->side[i]) && moves_quantity(leaf->side[i]) != symbol) return true;
  return !follow(m, leaf, symbol, &truth) || truth == is_up(change->want);
}

bool moves_take(Moves *m, const WhyPlan *plan, const WhyWay *way, Supposition how) {
  *m = (Moves){.plan = plan, .way = way, .how = how};
  for (uint32_t i = 0; i < way->count; i++) take_change(m, &way->changes[i]);
  for (uint32_t i = 0; i < m->count; i++)
    if (!settle(m, &m->moved[i])) return false;
  for (uint32_t i = 0; i < way->count; i++)
    if (!agrees(m, &way->changes[i])) return false;
  return true;
}
