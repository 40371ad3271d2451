/* SPDX-License-Identifier: MIT
 * The smallest changes that would give another class or another option. */
#include "lang/explain/flip.h"

#include "lang/check/literal.h"

/* ---- classes ---- */

static const WhyFlip *taken(WhyPlan *plan, const WhyNode *one) {
  if (!one->condition) return &flip_none;
  return flip_to(plan, one->condition, one->form == WHY_UNLESS ? WANT_NOT_TRUE : WANT_TRUE);
}

static const WhyFlip *passed_over(WhyPlan *plan, const WhyNode *one) {
  if (!one->condition) return &flip_impossible;
  return flip_to(plan, one->condition, one->form == WHY_UNLESS ? WANT_TRUE : WANT_NOT_TRUE);
}

/* A case holds where it is taken and none before it is. */
static const WhyFlip *class_of(WhyPlan *plan, const WhyNode *definition, uint32_t code) {
  const WhyFlip *best = &flip_impossible, *before = &flip_none;
  for (uint32_t i = 0; i < definition->count; i++) {
    const WhyNode *one = definition->parts[i];
    if (one->form != WHY_CASE && one->form != WHY_UNLESS) continue;
    if (one->number == code) best = flip_either(plan, best, flip_both(plan, before, taken(plan, one)));
    before = flip_both(plan, before, passed_over(plan, one));
  }
  return best;
}

/* ---- ranks and shares ---- */

static bool is_true(const WhyNode *node) { return node->value.known && node->value.truth; }

/* Of records with the E of the last in the class, those with lower keys are in it. */
static bool wins_tie(const WhyNode *one) {
  int order;
  return one->side[0] && one->side[1] && why_order(&one->side[1]->value, &one->side[0]->value, &order) && order < 0;
}

bool why_must_pass(const WhyNode *one) { return !wins_tie(one); }

static bool is_reached(const WhyNode *one, double value) {
  double lowest;
  if (!one->amount || !why_number(&one->amount->value, &lowest)) return false;
  return value > lowest || (value == lowest && wins_tie(one));
}

uint32_t flip_ranked_case(const WhyNode *definition) {
  double value;
  bool known = definition->amount && why_number(&definition->amount->value, &value);
  uint32_t last = UINT32_MAX;
  for (uint32_t i = 0; i < definition->count; i++) {
    const WhyNode *one = definition->parts[i];
    if (one->form != WHY_CASE) continue;
    if (definition->value.known ? one->decides : known && is_reached(one, value)) return i;
    last = i;
  }
  return last;
}

/* A place among all hangs on all others: the cut itself is what would have to be passed, by a record that is ranked at all. */
static const WhyFlip *rank_of(WhyPlan *plan, const WhyNode *definition, uint32_t code) {
  WhyNode *among = definition->target;
  bool outside = among && !is_true(among);
  if (!definition->value.known && !outside) return &flip_impossible;
  const WhyFlip *ranked = outside ? flip_to(plan, among, WANT_TRUE) : &flip_none;
  uint32_t own = flip_ranked_case(definition);
  for (uint32_t i = 0; i <= own && i < definition->count; i++) {
    const WhyNode *one = definition->parts[i];
    if (one->form != WHY_CASE || one->number != code) continue;
    if (i == own) return ranked;
    if (one->amount && one->amount->value.known) return flip_both(plan, ranked, flip_leaf(plan, one, WANT_TRUE));
  }
  return &flip_impossible;
}

/* ---- options ---- */

WhyNode *flip_option(const WhyNode *choice, uint32_t code) {
  for (uint32_t i = 0; i < choice->count; i++)
    if (choice->parts[i]->form == WHY_OPTION && choice->parts[i]->number == code) return choice->parts[i];
  return NULL;
}

/* No preference for another option wins before clause `end`. */
static const WhyFlip *no_other_preferred(WhyPlan *plan, const WhyNode *choice, uint32_t end, uint32_t code) {
  const WhyFlip *all = &flip_none;
  for (uint32_t i = 0; i < end; i++) {
    const WhyNode *prefer = choice->parts[i];
    if (prefer->form != WHY_PREFER || prefer->number == code) continue;
    const WhyNode *option = flip_option(choice, prefer->number);
    bool wins = option && !option->refused && (!prefer->condition || (prefer->condition->value.known && prefer->condition->value.truth));
    if (!wins) continue;
    const WhyFlip *untrue = prefer->condition ? flip_to(plan, prefer->condition, WANT_NOT_TRUE) : &flip_impossible;
    all = flip_both(plan, all, flip_either(plan, untrue, flip_one_criterion(plan, option)));
  }
  return all;
}

static const WhyNode *best_clause(const WhyNode *choice) {
  for (uint32_t i = 0; i < choice->count; i++)
    if (choice->parts[i]->form == WHY_BEST) return choice->parts[i];
  return NULL;
}

/* Would the other be taken before the option, were both there? Without `by` the order decides. */
static bool comes_before(const WhyNode *choice, const WhyNode *other, const WhyNode *option) {
  const WhyNode *best = best_clause(choice);
  double own, its;
  if (other == option) return false;
  if (!best || !option->figure[FIGURE_BEST] || !other->figure[FIGURE_BEST]) return other->number < option->number;
  if (!why_number(&other->figure[FIGURE_BEST]->value, &its)) return false;
  if (!why_number(&option->figure[FIGURE_BEST]->value, &own) || own == its) return other->number < option->number;
  return best->number ? its > own : its < own;
}

/* What the option has under this name. */
static const AstNode *figure_named(const Service *service, Str name) {
  return str_is(name, "cost") ? service->cost : str_is(name, "response") ? service->response : str_is(name, "price") ? service->price
       : str_is(name, "margin") ? service->margin : NULL;
}

/* Does the figure hang on the record? */
static bool is_of_record(const Service *service, const AstNode *expr) {
  expr = expr ? ast_bare(expr) : NULL;
  if (!expr || expr->constant) return false;
  if (expr->kind == AST_NAME) {
    const Symbol *symbol = expr->symbol;
    if (symbol && symbol->kind == SYM_CHOOSE) return is_of_record(service, figure_named(service, expr->text));
    return symbol && symbol->kind != SYM_PARAM;
  }
  for (uint32_t i = 0; i < expr->count; i++)
    if (is_of_record(service, expr->kid[i])) return true;
  return false;
}

static bool is_movable(const WhyNode *option) {
  const WhyNode *best = option->figure[FIGURE_BEST];
  return best && is_of_record(&option->symbol->service, best->expr);
}

/* Can its figure get better than that of the chosen one, and would it then be taken? */
static bool can_get_best(const WhyNode *choice, const WhyNode *option) {
  const WhyNode *chosen = option->target;
  if (!chosen || !chosen->figure[FIGURE_BEST] || !chosen->figure[FIGURE_BEST]->value.known) return false;
  for (uint32_t i = 0; i < choice->count; i++) {
    const WhyNode *other = choice->parts[i];
    if (other->form != WHY_OPTION || other->refused || !comes_before(choice, other, option)) continue;
    if (comes_before(choice, other, chosen) || (!is_movable(option) && !is_movable(other))) return false;
  }
  return true;
}

/* Better than all that can be taken, or these refused. */
static const WhyFlip *by_comparison(WhyPlan *plan, const WhyNode *choice, const WhyNode *option) {
  const WhyFlip *all = &flip_none;
  bool known = !option->figure[FIGURE_BEST] || option->figure[FIGURE_BEST]->value.known;
  for (uint32_t i = 0; i < choice->count; i++) {
    const WhyNode *other = choice->parts[i];
    if (other->form != WHY_OPTION || other->refused || !comes_before(choice, other, option)) continue;
    all = flip_both(plan, all, flip_one_criterion(plan, other));
  }
  if (!known) all = &flip_impossible;
  return can_get_best(choice, option) ? flip_either(plan, all, flip_leaf(plan, option, WANT_TRUE)) : all;
}

static const WhyFlip *chosen(WhyPlan *plan, const WhyNode *choice, uint32_t code) {
  const WhyNode *option = flip_option(choice, code);
  if (!option) return &flip_impossible;
  const WhyFlip *best = flip_both(plan, no_other_preferred(plan, choice, choice->count, code), by_comparison(plan, choice, option));
  for (uint32_t i = 0; i < choice->count; i++) {
    const WhyNode *prefer = choice->parts[i];
    if (prefer->form != WHY_PREFER || prefer->number != code) continue;
    const WhyFlip *wanted = prefer->condition ? flip_to(plan, prefer->condition, WANT_TRUE) : &flip_none;
    best = flip_either(plan, best, flip_both(plan, no_other_preferred(plan, choice, i, code), wanted));
  }
  return flip_both(plan, flip_criteria(plan, option), best);
}

/* `none`: nothing can be taken. */
static const WhyFlip *none_left(WhyPlan *plan, const WhyNode *choice) {
  const WhyFlip *all = &flip_none;
  for (uint32_t i = 0; i < choice->count; i++) {
    const WhyNode *option = choice->parts[i];
    if (option->form == WHY_OPTION && !option->refused) all = flip_both(plan, all, flip_one_criterion(plan, option));
  }
  return all;
}

const WhyFlip *flip_label(WhyPlan *plan, WhyNode *definition, uint32_t code) {
  if (definition->value.known && (uint32_t)definition->value.i32 == code) return &flip_none;
  if (definition->form == WHY_CHOICE)
    return code < definition->symbol->choose.count ? chosen(plan, definition, code) : none_left(plan, definition);
  if (definition->form != WHY_CLASSES) return &flip_impossible;
  ClassifyForm form = definition->symbol->classify.form;
  return form == FORM_RANK || form == FORM_SHARE ? rank_of(plan, definition, code) : class_of(plan, definition, code);
}
