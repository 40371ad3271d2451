/* SPDX-License-Identifier: MIT
 * What if: the plan of a record looked at again with changes made. A test that is changed is as wanted; the quantity that it compares
 * is moved as far as it asks, and other tests of that quantity, and the figures of options that are made from it, follow. What
 * hangs on more than that is taken as it is. */
#include "lang/explain/flip.h"

#include <math.h>

#include "lang/check/literal.h"

typedef struct Moved {
  const Symbol *symbol;
  double from, least, most, value;
  bool known, past_least, past_most;
} Moved;

typedef struct Supposing {
  WhyPlan *plan;
  const WhyWay *way;
  Moved moved[WHY_CHANGES_MOST];
  uint32_t count;
} Supposing;

static bool truth_of(Supposing *s, WhyNode *node, bool *truth);

/* ---- what is moved ---- */

static const Symbol *quantity(const WhyNode *side) {
  return side && !side->constant && side->expr && side->expr->kind == AST_NAME ? side->expr->symbol : NULL;
}

static bool is_fixed(const WhyNode *side) {
  return side && (side->constant || (side->expr && side->expr->kind == AST_NAME && side->expr->symbol && side->expr->symbol->kind == SYM_PARAM));
}

static Moved *moved_of(Supposing *s, const Symbol *symbol) {
  for (uint32_t i = 0; i < s->count; i++)
    if (s->moved[i].symbol == symbol) return &s->moved[i];
  return NULL;
}

static Moved *move(Supposing *s, const WhyNode *side) {
  const Symbol *symbol = quantity(side);
  Moved *moved = symbol ? moved_of(s, symbol) : NULL;
  if (!symbol || moved || s->count >= WHY_CHANGES_MOST) return moved;
  moved = &s->moved[s->count++];
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

static void hold(Supposing *s, const WhyNode *side, CompareOp op, const WhyNode *bound) {
  double number;
  if (!is_fixed(bound) || !why_number(&bound->value, &number) || op == COMPARE_NE) return;
  Moved *moved = move(s, side);
  if (!moved) return;
  if (op == COMPARE_GE || op == COMPARE_GT || op == COMPARE_EQ) at_least(moved, number, op == COMPARE_GT);
  if (op == COMPARE_LE || op == COMPARE_LT || op == COMPARE_EQ) at_most(moved, number, op == COMPARE_LT);
}

static CompareOp turned(CompareOp op) {
  return op == COMPARE_LT ? COMPARE_GT : op == COMPARE_GT ? COMPARE_LT : op == COMPARE_LE ? COMPARE_GE : op == COMPARE_GE ? COMPARE_LE : op;
}

static void take_change(Supposing *s, const WhyChange *change) {
  const WhyNode *leaf = change->leaf;
  if (leaf->form != WHY_TEST || !leaf->expr || !leaf->side[0] || !leaf->side[1]) return;
  bool up = change->want == WANT_TRUE || change->want == WANT_NOT_FALSE;
  if (leaf->expr->kind == AST_COMPARE) {
    CompareOp op = why_compare_op(leaf, change->want);
    if (quantity(leaf->side[0])) hold(s, leaf->side[0], op, leaf->side[1]);
    else hold(s, leaf->side[1], turned(op), leaf->side[0]);
  } else if (leaf->expr->kind == AST_IN && leaf->side[2] && up == (leaf->expr->op == 0)) {
    hold(s, leaf->side[0], COMPARE_GE, leaf->side[1]);
    hold(s, leaf->side[0], COMPARE_LE, leaf->side[2]);
  }
}

/* The nearest value that all of them take; false where there is none. */
static bool settle(Moved *moved) {
  TypeKind kind = moved->symbol->type->kind;
  bool whole = kind == TYPE_INTEGER || kind == TYPE_DATE;
  double low = moved->least, high = moved->most;
  if (moved->past_least) low = whole ? low + 1 : nextafter(low, INFINITY);
  if (moved->past_most) high = whole ? high - 1 : nextafter(high, -INFINITY);
  moved->value = moved->known && moved->from >= low && moved->from <= high ? moved->from : low > -INFINITY && (!moved->known || moved->from < low) ? low : high;
  return low <= high;
}

static bool number_of(Supposing *s, const WhyNode *side, double *out) {
  const Symbol *symbol = quantity(side);
  const Moved *moved = symbol ? moved_of(s, symbol) : NULL;
  if (moved) *out = moved->value;
  return moved || why_number(&side->value, out);
}

/* ---- tests ---- */

static const WhyChange *change_of(const Supposing *s, const WhyNode *node) {
  for (uint32_t i = 0; i < s->way->count; i++)
    if (way_same_leaf(s->way->changes[i].leaf, node)) return &s->way->changes[i];
  return NULL;
}

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

static bool is_moved(Supposing *s, const WhyNode *test) {
  for (uint32_t i = 0; i < 3; i++)
    if (test->side[i] && quantity(test->side[i]) && moved_of(s, quantity(test->side[i]))) return true;
  return false;
}

static uint32_t label_of(Supposing *s, WhyNode *node);

/* Sets *truth and returns whether it is known. */
static bool test_truth(Supposing *s, WhyNode *node, bool *truth) {
  double a, b, c;
  const AstNode *expr = node->expr;
  *truth = node->value.truth;
  if (expr && expr->kind == AST_IS && expr->kid[IS_LABELS] && node->side[0] && node->side[0]->target && node->side[0]->labels) {
    uint32_t code = label_of(s, node->side[0]->target);
    *truth = flip_names_label(node, code) != (expr->op != 0);
    return code != UINT32_MAX;
  }
  if (!expr || !is_moved(s, node) || !node->side[1]) return node->value.known;
  if (expr->kind == AST_COMPARE && number_of(s, node->side[0], &a) && number_of(s, node->side[1], &b))
    return *truth = holds((CompareOp)expr->op, a, b), true;
  if (expr->kind == AST_IN && node->side[2] && number_of(s, node->side[0], &a) && number_of(s, node->side[1], &b) && number_of(s, node->side[2], &c))
    return *truth = (b <= a && a <= c) != (expr->op != 0), true;
  return node->value.known;
}

/* ---- conditions ---- */

/* How many parts are true, and how many could be. */
static void count_truths(Supposing *s, const WhyNode *node, uint32_t *trues, uint32_t *possible) {
  *trues = *possible = 0;
  for (uint32_t i = 0; i < node->count; i++) {
    bool truth, known = truth_of(s, node->parts[i], &truth);
    *trues += known && truth;
    *possible += !known || truth;
  }
}

static bool at_least_truth(Supposing *s, const WhyNode *node, uint32_t needed, bool *truth) {
  uint32_t trues, possible;
  count_truths(s, node, &trues, &possible);
  *truth = trues >= needed;
  return trues >= needed || possible < needed;
}

static bool meets(Supposing *s, const WhyNode *clause) {
  bool truth, known = truth_of(s, clause->condition, &truth);
  return known && truth == (clause->form == WHY_REQUIRE);
}

static bool meets_all(Supposing *s, const WhyNode *parent) {
  for (uint32_t i = 0; i < parent->count; i++) {
    const WhyNode *clause = parent->parts[i];
    if ((clause->form == WHY_REQUIRE || clause->form == WHY_EXCLUDE) && !meets(s, clause)) return false;
  }
  return true;
}

/* Of the largest programs not every part is there: then the node is as it was. */
static bool has_parts(const WhyNode *node) {
  switch (node->form) {
  case WHY_NOT: return node->count >= 1;
  case WHY_IF: return node->count >= 3;
  case WHY_DEFAULT: return node->count >= 2;
  default: return true;
  }
}

static bool condition_truth(Supposing *s, WhyNode *node, bool *truth) {
  switch (has_parts(node) ? node->form : WHY_VALUE) {
  case WHY_TEST: return test_truth(s, node, truth);
  case WHY_ALL: return at_least_truth(s, node, node->count, truth);
  case WHY_ANY: return at_least_truth(s, node, 1, truth);
  case WHY_AT_LEAST: return at_least_truth(s, node, node->number, truth);
  case WHY_NOT: {
    bool known = truth_of(s, node->parts[0], truth);
    *truth = !*truth;
    return known;
  }
  case WHY_IF: {
    bool known = truth_of(s, node->parts[0], truth);
    return truth_of(s, node->parts[known && *truth ? 1 : 2], truth);
  }
  case WHY_DEFAULT: return truth_of(s, node->parts[0], truth) || truth_of(s, node->parts[1], truth);
  case WHY_NAME:
    if (node->target) return truth_of(s, node->target, truth);
    break;
  case WHY_LET:
    if (node->condition) return truth_of(s, node->condition, truth);
    break;
  case WHY_SEGMENT: return *truth = meets_all(s, node), true;
  default: break;
  }
  *truth = node->value.truth;
  return node->value.known;
}

static bool truth_of(Supposing *s, WhyNode *node, bool *truth) {
  if (!node) return *truth = false;
  if (node->supposition != s->plan->supposition) {
    const WhyChange *change = change_of(s, node);
    node->supposed = (Value){.kind = KIND_BOOLEAN, .known = true};
    if (change) node->supposed.truth = change->want == WANT_TRUE || change->want == WANT_NOT_FALSE;
    else {
      bool is = false, known = condition_truth(s, node, &is);
      node->supposed.known = known;
      node->supposed.truth = known && is;
    }
    node->supposition = s->plan->supposition;
  }
  *truth = node->supposed.truth;
  return node->supposed.known;
}

/* ---- labels ---- */

static uint32_t class_of(Supposing *s, const WhyNode *node) {
  for (uint32_t i = 0; i < node->count; i++) {
    WhyNode *one = node->parts[i];
    if (one->form != WHY_CASE && one->form != WHY_UNLESS) continue;
    bool truth, known = one->condition && truth_of(s, one->condition, &truth);
    if (!one->condition || (one->form == WHY_UNLESS ? !(known && truth) : known && truth)) return one->number;
  }
  return UINT32_MAX;
}

static uint32_t rank_of(Supposing *s, WhyNode *node) {
  bool inside = true;
  if (node->target && !(truth_of(s, node->target, &inside) && inside)) return UINT32_MAX;
  for (uint32_t i = 0; i < s->way->count; i++)
    if (s->way->changes[i].leaf->form == WHY_CASE && s->way->changes[i].leaf->target == node) return s->way->changes[i].leaf->number;
  uint32_t at = flip_ranked_case(node);
  return at < node->count ? node->parts[at]->number : UINT32_MAX;
}

/* ---- options ---- */

static bool evaluate(Supposing *s, const WhyNode *option, const AstNode *expr, double *out);

static bool arithmetic(Supposing *s, const WhyNode *option, const AstNode *expr, double *out) {
  double a, b;
  if (!evaluate(s, option, expr->kid[ARITH_LEFT], &a) || !evaluate(s, option, expr->kid[ARITH_RIGHT], &b)) return false;
  *out = expr->op == '+' ? a + b : expr->op == '-' ? a - b : expr->op == '*' ? a * b : a / b;
  return isfinite(*out);
}

/* `cost`, `response` of the option within `by`; else a column or definition of the record. */
static bool name_value(Supposing *s, const WhyNode *option, const AstNode *expr, double *out) {
  const Symbol *symbol = expr->symbol;
  if (!symbol) return false;
  if (symbol->kind == SYM_CHOOSE) {
    const AstNode *response = option->symbol->service.response;
    if (str_is(expr->text, "response") && response) {
      if (!evaluate(s, option, response, out)) return false;
      *out = *out < 0 ? 0 : *out > 1 ? 1 : *out;
      return true;
    }
    bool cost = str_is(expr->text, "cost") && option->figure[FIGURE_COST];
    return cost && why_number(&option->figure[FIGURE_COST]->value, out);
  }
  const Moved *moved = moved_of(s, symbol);
  if (moved) return *out = moved->value, true;
  uint32_t named = symbol->kind == SYM_FORMAL ? 0 : s->plan->named[symbol->ordinal];
  return named && why_number(&s->plan->values[named - 1], out);
}

static bool evaluate(Supposing *s, const WhyNode *option, const AstNode *expr, double *out) {
  expr = ast_bare(expr);
  if (expr->constant) return why_number(expr->constant, out);
  if (expr->kind == AST_ARITH) return arithmetic(s, option, expr, out);
  if (expr->kind == AST_NEG && evaluate(s, option, expr->kid[NEG_OPERAND], out)) return *out = -*out, true;
  return expr->kind == AST_NAME && name_value(s, option, expr, out);
}

/* What the choice compares; as it was where it cannot be worked out. */
static bool figure_of(Supposing *s, const WhyNode *option, double *out) {
  const WhyNode *best = option->figure[FIGURE_BEST];
  if (s->count && best->expr && evaluate(s, option, best->expr, out)) return true;
  return why_number(&best->value, out);
}

static const WhyNode *best_of(Supposing *s, const WhyNode *choice, bool highest) {
  const WhyNode *best = NULL;
  double least = 0, value;
  for (uint32_t i = 0; i < choice->symbol->choose.count; i++) {
    const WhyNode *option = flip_option(choice, i);
    if (!option || !meets_all(s, option)) continue;
    for (uint32_t k = 0; k < s->way->count; k++)
      if (s->way->changes[k].leaf == option) return option;
    if (!option->figure[FIGURE_BEST]) {
      if (!best) best = option;
    } else if (figure_of(s, option, &value) && (!best || (highest ? value > least : value < least))) {
      best = option;
      least = value;
    }
  }
  return best;
}

static uint32_t option_of(Supposing *s, const WhyNode *choice) {
  bool highest = false;
  for (uint32_t i = 0; i < choice->count; i++) {
    const WhyNode *prefer = choice->parts[i];
    if (prefer->form == WHY_BEST) highest = prefer->number != 0;
    bool truth = true, known = prefer->form == WHY_PREFER && (!prefer->condition || truth_of(s, prefer->condition, &truth));
    const WhyNode *option = known && truth ? flip_option(choice, prefer->number) : NULL;
    if (option && meets_all(s, option)) return prefer->number;
  }
  const WhyNode *best = best_of(s, choice, highest);
  return best ? best->number : choice->symbol->choose.count;
}

static uint32_t label_of(Supposing *s, WhyNode *node) {
  if (node->form == WHY_CHOICE) return option_of(s, node);
  if (node->form != WHY_CLASSES) return node->value.known ? (uint32_t)node->value.i32 : UINT32_MAX;
  ClassifyForm form = node->symbol->classify.form;
  return form == FORM_RANK || form == FORM_SHARE ? rank_of(s, node) : class_of(s, node);
}

/* ---- the whole ---- */

static bool begin(Supposing *s, WhyPlan *plan, const WhyWay *way) {
  *s = (Supposing){.plan = plan, .way = way};
  plan->supposition++;
  for (uint32_t i = 0; i < way->count; i++) take_change(s, &way->changes[i]);
  for (uint32_t i = 0; i < s->count; i++)
    if (!settle(&s->moved[i])) return false;
  return true;
}

bool suppose_is_so(WhyPlan *plan, WhyNode *node, WhyWant want, const WhyWay *way) {
  Supposing s;
  Value value = {.kind = KIND_BOOLEAN};
  if (!begin(&s, plan, way)) return false;
  value.known = truth_of(&s, node, &value.truth);
  return flip_is_so(&value, want);
}

bool suppose_is_label(WhyPlan *plan, WhyNode *definition, uint32_t code, const WhyWay *way) {
  Supposing s;
  return begin(&s, plan, way) && label_of(&s, definition) == code;
}
