/* SPDX-License-Identifier: MIT
 * The smallest changes that would give another class or another option. */
#include "lang/explain/flip.h"

/* ---- classes ---- */

static const WhyFlip *taken(WhyPlan *plan, const WhyNode *one) {
  if (!one->condition) return &flip_none;
  return why_flip(plan, one->condition, one->form == WHY_UNLESS ? WANT_NOT_TRUE : WANT_TRUE);
}

static const WhyFlip *passed_over(WhyPlan *plan, const WhyNode *one) {
  if (!one->condition) return &flip_impossible;
  return why_flip(plan, one->condition, one->form == WHY_UNLESS ? WANT_TRUE : WANT_NOT_TRUE);
}

/* A case holds where it is taken and none before it is. */
static const WhyFlip *class_of(WhyPlan *plan, const WhyNode *definition, uint32_t code) {
  const WhyFlip *best = &flip_impossible, *before = &flip_none;
  for (uint32_t i = 0; i < definition->count; i++) {
    const WhyNode *one = definition->parts[i];
    if (one->form != WHY_CASE && one->form != WHY_UNLESS) continue;
    if (one->number == code) best = flip_less(best, flip_both(plan, before, taken(plan, one)));
    before = flip_both(plan, before, passed_over(plan, one));
  }
  return best;
}

/* A place among all hangs on all others: the cut itself is what would have to be passed. Of the classes above its own alone. */
static const WhyFlip *rank_of(WhyPlan *plan, const WhyNode *definition, uint32_t code) {
  for (uint32_t i = 0; i < definition->count; i++) {
    const WhyNode *one = definition->parts[i];
    if (one->form == WHY_CASE && one->decides) return &flip_impossible;
    if (one->form == WHY_CASE && one->number == code && one->amount && one->amount->value.known) return flip_leaf(plan, one, WANT_TRUE);
  }
  return &flip_impossible;
}

/* ---- options ---- */

static const WhyNode *option_at(const WhyNode *choice, uint32_t code) {
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
    const WhyNode *option = option_at(choice, prefer->number);
    bool wins = option && !option->refused && (!prefer->condition || (prefer->condition->value.known && prefer->condition->value.truth));
    if (!wins) continue;
    const WhyFlip *untrue = prefer->condition ? why_flip(plan, prefer->condition, WANT_NOT_TRUE) : &flip_impossible;
    all = flip_both(plan, all, flip_less(untrue, flip_one_criterion(plan, option)));
  }
  return all;
}

/* Is it, as things stand, the best of what can be taken? */
static bool is_best(const WhyNode *choice, const WhyNode *option, bool highest) {
  double own, other;
  if (!option->figure[FIGURE_BEST]) {
    for (uint32_t i = 0; i < option->number; i++)
      if (!option_at(choice, i)->refused) return false;
    return true;
  }
  if (!why_number(&option->figure[FIGURE_BEST]->value, &own)) return false;
  for (uint32_t i = 0; i < choice->count; i++) {
    const WhyNode *rival = choice->parts[i];
    if (rival->form != WHY_OPTION || rival == option || rival->refused || !why_number(&rival->figure[FIGURE_BEST]->value, &other)) continue;
    if (highest ? other > own : other < own) return false;
    if (other == own && rival->number < option->number) return false;
  }
  return true;
}

static const WhyNode *best_clause(const WhyNode *choice) {
  for (uint32_t i = 0; i < choice->count; i++)
    if (choice->parts[i]->form == WHY_BEST) return choice->parts[i];
  return NULL;
}

static const WhyFlip *by_comparison(WhyPlan *plan, const WhyNode *choice, const WhyNode *option) {
  const WhyNode *best = best_clause(choice);
  if (is_best(choice, option, best && best->number)) return &flip_none;
  return flip_leaf(plan, option, WANT_TRUE);
}

static const WhyFlip *chosen(WhyPlan *plan, const WhyNode *choice, uint32_t code) {
  const WhyNode *option = option_at(choice, code);
  if (!option) return &flip_impossible;
  const WhyFlip *best = flip_both(plan, no_other_preferred(plan, choice, choice->count, code), by_comparison(plan, choice, option));
  for (uint32_t i = 0; i < choice->count; i++) {
    const WhyNode *prefer = choice->parts[i];
    if (prefer->form != WHY_PREFER || prefer->number != code) continue;
    const WhyFlip *wanted = prefer->condition ? why_flip(plan, prefer->condition, WANT_TRUE) : &flip_none;
    best = flip_less(best, flip_both(plan, no_other_preferred(plan, choice, i, code), wanted));
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

const WhyFlip *why_flip_label(WhyPlan *plan, WhyNode *definition, uint32_t code) {
  if (definition->value.known && (uint32_t)definition->value.i32 == code) return &flip_none;
  if (definition->form == WHY_CHOICE)
    return code < definition->symbol->choose.count ? chosen(plan, definition, code) : none_left(plan, definition);
  if (definition->form != WHY_CLASSES) return &flip_impossible;
  ClassifyForm form = definition->symbol->classify.form;
  return form == FORM_RANK || form == FORM_SHARE ? rank_of(plan, definition, code) : class_of(plan, definition, code);
}
