/* SPDX-License-Identifier: MIT
 * What if: the plan of a record looked at again with changes made. A test that is changed is as wanted; the quantity that it compares
 * is moved as far as it asks, and other tests of that quantity, and the figures of options that are made from it, follow. What
 * hangs on more than that is taken as it is. */
#include "lang/explain/flip.h"

#include <math.h>

#include "lang/check/literal.h"

typedef struct Supposing {
  WhyPlan *plan;
  const WhyWay *way;
  Moves moves;
} Supposing;

static bool truth_of(Supposing *s, WhyNode *node, bool *truth);

/* ---- tests ---- */

static const WhyChange *change_of(const Supposing *s, const WhyNode *node) {
  for (uint32_t i = 0; i < s->way->count; i++)
    if (way_same_leaf(s->way->changes[i].leaf, node)) return &s->way->changes[i];
  return NULL;
}

static uint32_t label_of(Supposing *s, WhyNode *node);

/* Sets *truth and returns whether it is known. */
static bool test_truth(Supposing *s, WhyNode *node, bool *truth) {
  const AstNode *expr = node->expr;
  if (expr && expr->kind == AST_IS && expr->kid[IS_LABELS] && node->side[0] && node->side[0]->target && node->side[0]->labels) {
    uint32_t code = label_of(s, node->side[0]->target);
    *truth = flip_names_label(node, code) != (expr->op != 0);
    return code != UINT32_MAX;
  }
  return moves_truth(&s->moves, node, truth);
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
    if (change) {
      node->supposed.known = !moves_leaves_unknown(&s->moves, change);
      node->supposed.truth = node->supposed.known && (change->want == WANT_TRUE || change->want == WANT_NOT_FALSE);
    } else {
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
  const Moved *moved = moves_of(&s->moves, symbol);
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
  if (s->moves.count && best->expr && evaluate(s, option, best->expr, out)) return true;
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

bool suppose(WhyPlan *plan, WhyNode *node, WhyWant want, uint32_t code, const WhyWay *way, Supposition how) {
  Supposing s = {.plan = plan, .way = way};
  Value value = {.kind = KIND_BOOLEAN};
  plan->supposition++;
  if (!moves_take(&s.moves, plan, way, how)) return false;
  if (want == WANT_COUNT) return label_of(&s, node) == code;
  value.known = truth_of(&s, node, &value.truth);
  return flip_is_so(&value, want);
}
