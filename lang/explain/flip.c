/* SPDX-License-Identifier: MIT
 * The smallest changes: over `and`, `or`, `not`, `at least`, and through the definitions that are named. What is found takes every
 * test for itself; suppose.c then looks whether it does what it should, and whether less of it would. */
#include "lang/explain/flip.h"

bool flip_is_so(const Value *value, WhyWant want) {
  switch (want) {
  case WANT_TRUE: return value->known && value->truth;
  case WANT_FALSE: return value->known && !value->truth;
  case WANT_NOT_TRUE: return !value->known || !value->truth;
  case WANT_NOT_FALSE: return !value->known || value->truth;
  case WANT_COUNT: return false;
  }
  return false;
}

static WhyWant opposite(WhyWant want) {
  static const WhyWant of[WANT_COUNT] = {WANT_FALSE, WANT_TRUE, WANT_NOT_FALSE, WANT_NOT_TRUE};
  return of[want];
}

/* ---- parts ---- */

/* A way for each of the nodes. */
static const WhyFlip *flip_each(WhyPlan *plan, const WhyNode *parent, WhyWant want) {
  const WhyFlip *all = &flip_none;
  for (uint32_t i = 0; i < parent->count; i++) all = flip_both(plan, all, flip_to(plan, parent->parts[i], want));
  return all;
}

/* A way for one of them. */
static const WhyFlip *flip_any(WhyPlan *plan, const WhyNode *parent, WhyWant want) {
  const WhyFlip *best = &flip_impossible;
  for (uint32_t i = 0; i < parent->count; i++) best = flip_either(plan, best, flip_to(plan, parent->parts[i], want));
  return best;
}

/* `needed` of the parts: of those met so far, ways for each number of them. */
static const WhyFlip *several(WhyPlan *plan, const WhyNode *parent, WhyWant want, uint32_t needed) {
  if (needed > parent->count) return &flip_impossible;
  const WhyFlip **ways = ARENA_ARRAY(plan->arena, const WhyFlip *, (size_t)needed + 1);
  if (!ways) return &flip_impossible;
  for (uint32_t n = 0; n <= needed; n++) ways[n] = n ? &flip_impossible : &flip_none;
  for (uint32_t i = 0; i < parent->count; i++) {
    const WhyFlip *part = flip_to(plan, parent->parts[i], want);
    for (uint32_t n = needed; n; n--) ways[n] = flip_either(plan, ways[n], flip_both(plan, ways[n - 1], part));
  }
  return ways[needed];
}

/* True where `least` are; false where fewer could be. */
static const WhyFlip *at_least(WhyPlan *plan, const WhyNode *node, WhyWant want) {
  bool up = want == WANT_TRUE || want == WANT_NOT_FALSE;
  if (up) return several(plan, node, want, node->number);
  if (node->number == 0) return &flip_impossible;
  return node->number > node->count ? &flip_none : several(plan, node, want, node->count - node->number + 1);
}

static const WhyFlip *if_else(WhyPlan *plan, const WhyNode *node, WhyWant want) {
  if (node->count < 3) return &flip_impossible;
  const WhyFlip *then = flip_both(plan, flip_to(plan, node->parts[0], WANT_TRUE), flip_to(plan, node->parts[1], want));
  return flip_either(plan, then, flip_both(plan, flip_to(plan, node->parts[0], WANT_NOT_TRUE), flip_to(plan, node->parts[2], want)));
}

/* What stands for the unknown counts as long as the condition is not known to be the opposite. */
static const WhyFlip *by_default(WhyPlan *plan, const WhyNode *node, WhyWant want) {
  if (node->count < 2) return &flip_impossible;
  bool up = want == WANT_TRUE || want == WANT_NOT_FALSE;
  const WhyFlip *itself = flip_to(plan, node->parts[0], up ? WANT_TRUE : WANT_FALSE);
  const WhyFlip *open = flip_to(plan, node->parts[0], up ? WANT_NOT_FALSE : WANT_NOT_TRUE);
  return flip_either(plan, flip_both(plan, open, flip_to(plan, node->parts[1], want)), itself);
}

/* ---- definitions ---- */

const WhyFlip *flip_criteria(WhyPlan *plan, const WhyNode *parent) {
  const WhyFlip *all = &flip_none;
  for (uint32_t i = 0; i < parent->count; i++) {
    const WhyNode *clause = parent->parts[i];
    if (clause->form != WHY_REQUIRE && clause->form != WHY_EXCLUDE) continue;
    all = flip_both(plan, all, flip_to(plan, clause->condition, clause->form == WHY_REQUIRE ? WANT_TRUE : WANT_FALSE));
  }
  return all;
}

const WhyFlip *flip_one_criterion(WhyPlan *plan, const WhyNode *parent) {
  const WhyFlip *best = &flip_impossible;
  for (uint32_t i = 0; i < parent->count; i++) {
    const WhyNode *clause = parent->parts[i];
    if (clause->form != WHY_REQUIRE && clause->form != WHY_EXCLUDE) continue;
    best = flip_either(plan, best, flip_to(plan, clause->condition, clause->form == WHY_REQUIRE ? WANT_NOT_TRUE : WANT_NOT_FALSE));
  }
  return best;
}

bool flip_names_label(const WhyNode *test, uint32_t code) {
  const AstNode *labels = test->expr->kid[IS_LABELS];
  uint32_t count = labels->kind == AST_LIST ? labels->count : 1;
  for (uint32_t i = 0; i < count; i++) {
    const Value *label = (labels->kind == AST_LIST ? labels->kid[i] : labels)->constant;
    if (label && (uint32_t)label->i32 == code) return true;
  }
  return false;
}

/* `temperature is hot`, `contact is not one of (…)` */
static const WhyFlip *by_label(WhyPlan *plan, const WhyNode *test, WhyWant want) {
  const WhyNode *named = test->side[0];
  if (!named || !named->target || !named->labels || !test->expr->kid[IS_LABELS]) return flip_leaf(plan, test, want);
  bool in = (want == WANT_TRUE || want == WANT_NOT_FALSE) != (test->expr->op != 0);
  const WhyFlip *best = &flip_impossible;
  for (uint32_t code = 0; code < named->labels->count; code++)
    if (flip_names_label(test, code) == in) best = flip_either(plan, best, flip_label(plan, named->target, code));
  return best->count ? best : flip_leaf(plan, test, want);
}

static const WhyFlip *flip_segment(WhyPlan *plan, const WhyNode *node, WhyWant want) {
  return want == WANT_TRUE || want == WANT_NOT_FALSE ? flip_criteria(plan, node) : flip_one_criterion(plan, node);
}

static const WhyFlip *flip_of(WhyPlan *plan, WhyNode *node, WhyWant want) {
  bool all = want == WANT_TRUE || want == WANT_NOT_FALSE;
  switch (node->form) {
  case WHY_ALL: return all ? flip_each(plan, node, want) : flip_any(plan, node, want);
  case WHY_ANY: return all ? flip_any(plan, node, want) : flip_each(plan, node, want);
  case WHY_NOT: return node->count ? flip_to(plan, node->parts[0], opposite(want)) : &flip_impossible;
  case WHY_AT_LEAST: return at_least(plan, node, want);
  case WHY_IF: return if_else(plan, node, want);
  case WHY_DEFAULT: return by_default(plan, node, want);
  case WHY_NAME: return node->target ? flip_to(plan, node->target, want) : flip_leaf(plan, node, want);
  case WHY_SEGMENT: return flip_segment(plan, node, want);
  case WHY_LET: return node->condition ? flip_to(plan, node->condition, want) : flip_leaf(plan, node, want);
  case WHY_TEST:
    if (node->constant) return &flip_impossible;
    return node->expr && node->expr->kind == AST_IS ? by_label(plan, node, want) : flip_leaf(plan, node, want);
  default: return flip_leaf(plan, node, want);
  }
}

const WhyFlip *flip_to(WhyPlan *plan, WhyNode *node, WhyWant want) {
  if (!node) return &flip_impossible;
  if (flip_is_so(&node->value, want)) return &flip_none;
  if (!node->flip[want]) node->flip[want] = flip_of(plan, node, want);
  return node->flip[want];
}

/* ---- what is told ---- */

/* The way without the changes that the others bring about, however far these go. */
static const WhyWay *shortened(WhyPlan *plan, WhyNode *node, WhyWant want, uint32_t code, const WhyWay *way) {
  for (uint32_t i = way->count; i-- && way->count > 1;) {
    const WhyWay *less = way_without(plan, way, i);
    bool enough = less && suppose(plan, node, want, code, less, SUPPOSE_NEAR) && suppose(plan, node, want, code, less, SUPPOSE_FAR);
    if (enough) way = less;
  }
  return way;
}

/* Of the ways that do what they should, the least; what may also get unknown is not told to be so where that would not do. */
static const WhyWay *least(WhyPlan *plan, WhyNode *node, WhyWant want, uint32_t code, const WhyFlip *flip) {
  const WhyWay *best = NULL;
  for (uint32_t i = 0; i < flip->count; i++) {
    const WhyWay *way = &flip->ways[i];
    if (!way->count) return NULL;
    if (!suppose(plan, node, want, code, way, SUPPOSE_NEAR)) continue;
    way = shortened(plan, node, want, code, way);
    if (!best || way_is_less(way, best)) best = way;
  }
  return !best || suppose(plan, node, want, code, best, SUPPOSE_OPEN) ? best : way_firm(plan, best);
}

const WhyWay *why_way(WhyPlan *plan, WhyNode *node, WhyWant want) { return least(plan, node, want, 0, flip_to(plan, node, want)); }

const WhyWay *why_way_label(WhyPlan *plan, WhyNode *definition, uint32_t code) {
  return least(plan, definition, WANT_COUNT, code, flip_label(plan, definition, code));
}
