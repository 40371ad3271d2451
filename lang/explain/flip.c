/* SPDX-License-Identifier: MIT
 * The smallest changes: over `and`, `or`, `not`, `at least`, and through the definitions that are named. Exact where each test
 * stands once; a test that stands in two places counts in each. */
#include "lang/explain/flip.h"

const WhyFlip flip_none = {0};
const WhyFlip flip_impossible = {.count = UINT32_MAX};

const WhyFlip *flip_both(WhyPlan *plan, const WhyFlip *a, const WhyFlip *b) {
  if (a->count == UINT32_MAX || b->count == 0) return a;
  if (b->count == UINT32_MAX || a->count == 0) return b;
  WhyFlip *both = ARENA_NEW(plan->arena, WhyFlip);
  if (!both) return &flip_impossible;
  *both = (WhyFlip){.count = a->count + b->count, .distance = a->distance + b->distance, .left = a, .right = b};
  return both;
}

const WhyFlip *flip_less(const WhyFlip *a, const WhyFlip *b) {
  if (a->count != b->count) return a->count < b->count ? a : b;
  return b->distance < a->distance ? b : a;
}

/* Tests without a distance count as a whole step; an unknown one, of which the value may turn out to be anything, as one too. */
const WhyFlip *flip_leaf(WhyPlan *plan, const WhyNode *leaf, WhyWant want) {
  WhyFlip *flip = ARENA_NEW(plan->arena, WhyFlip);
  if (!flip) return &flip_impossible;
  WhyGap gap = why_gap(plan, leaf, want);
  double distance = gap.known && gap.relative >= 0 && gap.relative < 1 ? gap.relative : 1;
  *flip = (WhyFlip){.count = 1, .distance = distance, .leaf = leaf, .want = want};
  return flip;
}

static bool is_so(const Value *value, WhyWant want) {
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

const WhyFlip *flip_each(WhyPlan *plan, const WhyNode *parent, WhyWant want) {
  const WhyFlip *all = &flip_none;
  for (uint32_t i = 0; i < parent->count; i++) all = flip_both(plan, all, why_flip(plan, parent->parts[i], want));
  return all;
}

const WhyFlip *flip_any(WhyPlan *plan, const WhyNode *parent, WhyWant want) {
  const WhyFlip *best = &flip_impossible;
  for (uint32_t i = 0; i < parent->count; i++) best = flip_less(best, why_flip(plan, parent->parts[i], want));
  return best;
}

/* The `needed` cheapest of the parts. */
static const WhyFlip *cheapest(WhyPlan *plan, const WhyNode *parent, WhyWant want, uint32_t needed) {
  if (needed > parent->count) return &flip_impossible;
  bool *used = ARENA_ARRAY(plan->arena, bool, parent->count + 1);
  const WhyFlip *all = &flip_none;
  for (uint32_t n = 0; used && n < needed; n++) {
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < parent->count; i++) {
      if (used[i]) continue;
      const WhyFlip *flip = why_flip(plan, parent->parts[i], want);
      if (best == UINT32_MAX || flip_less(why_flip(plan, parent->parts[best], want), flip) == flip) best = i;
    }
    used[best] = true;
    all = flip_both(plan, all, why_flip(plan, parent->parts[best], want));
  }
  return used ? all : &flip_impossible;
}

/* True where `least` are; false where fewer could be. */
static const WhyFlip *at_least(WhyPlan *plan, const WhyNode *node, WhyWant want) {
  bool up = want == WANT_TRUE || want == WANT_NOT_FALSE;
  if (up) return cheapest(plan, node, want, node->number);
  if (node->number == 0) return &flip_impossible;
  return node->number > node->count ? &flip_none : cheapest(plan, node, want, node->count - node->number + 1);
}

static const WhyFlip *if_else(WhyPlan *plan, const WhyNode *node, WhyWant want) {
  if (node->count < 3) return &flip_impossible;
  const WhyFlip *then = flip_both(plan, why_flip(plan, node->parts[0], WANT_TRUE), why_flip(plan, node->parts[1], want));
  return flip_less(then, flip_both(plan, why_flip(plan, node->parts[0], WANT_NOT_TRUE), why_flip(plan, node->parts[2], want)));
}

static const WhyFlip *by_default(WhyPlan *plan, const WhyNode *node, WhyWant want) {
  if (node->count < 2) return &flip_impossible;
  const WhyFlip *itself = why_flip(plan, node->parts[0], want);
  return node->parts[0]->value.known ? itself : flip_less(why_flip(plan, node->parts[1], want), itself);
}

/* ---- definitions ---- */

const WhyFlip *flip_criteria(WhyPlan *plan, const WhyNode *parent) {
  const WhyFlip *all = &flip_none;
  for (uint32_t i = 0; i < parent->count; i++) {
    const WhyNode *clause = parent->parts[i];
    if (clause->form != WHY_REQUIRE && clause->form != WHY_EXCLUDE) continue;
    all = flip_both(plan, all, why_flip(plan, clause->condition, clause->form == WHY_REQUIRE ? WANT_TRUE : WANT_FALSE));
  }
  return all;
}

const WhyFlip *flip_one_criterion(WhyPlan *plan, const WhyNode *parent) {
  const WhyFlip *best = &flip_impossible;
  for (uint32_t i = 0; i < parent->count; i++) {
    const WhyNode *clause = parent->parts[i];
    if (clause->form != WHY_REQUIRE && clause->form != WHY_EXCLUDE) continue;
    best = flip_less(best, why_flip(plan, clause->condition, clause->form == WHY_REQUIRE ? WANT_NOT_TRUE : WANT_NOT_FALSE));
  }
  return best;
}

/* `temperature is hot`, `contact is not one of (…)` */
static const WhyFlip *by_label(WhyPlan *plan, const WhyNode *test, WhyWant want) {
  WhyNode *named = test->side[0];
  const AstNode *labels = test->expr ? test->expr->kid[IS_LABELS] : NULL;
  if (!named || !named->target || !named->labels || !labels) return flip_leaf(plan, test, want);
  bool in = (want == WANT_TRUE || want == WANT_NOT_FALSE) != (test->expr->op != 0);
  const WhyFlip *best = &flip_impossible;
  for (uint32_t code = 0; code < named->labels->count; code++) {
    bool listed = false;
    uint32_t count = labels->kind == AST_LIST ? labels->count : 1;
    for (uint32_t i = 0; i < count; i++) {
      const Value *label = (labels->kind == AST_LIST ? labels->kid[i] : labels)->constant;
      listed |= label && (uint32_t)label->i32 == code;
    }
    if (listed == in) best = flip_less(best, why_flip_label(plan, named->target, code));
  }
  return best->count == UINT32_MAX ? flip_leaf(plan, test, want) : best;
}

static const WhyFlip *flip_segment(WhyPlan *plan, const WhyNode *node, WhyWant want) {
  return want == WANT_TRUE || want == WANT_NOT_FALSE ? flip_criteria(plan, node) : flip_one_criterion(plan, node);
}

static const WhyFlip *flip_of(WhyPlan *plan, WhyNode *node, WhyWant want) {
  bool all = want == WANT_TRUE || want == WANT_NOT_FALSE;
  switch (node->form) {
  case WHY_ALL: return all ? flip_each(plan, node, want) : flip_any(plan, node, want);
  case WHY_ANY: return all ? flip_any(plan, node, want) : flip_each(plan, node, want);
  case WHY_NOT: return node->count ? why_flip(plan, node->parts[0], opposite(want)) : &flip_impossible;
  case WHY_AT_LEAST: return at_least(plan, node, want);
  case WHY_IF: return if_else(plan, node, want);
  case WHY_DEFAULT: return by_default(plan, node, want);
  case WHY_NAME: return node->target ? why_flip(plan, node->target, want) : flip_leaf(plan, node, want);
  case WHY_SEGMENT: return flip_segment(plan, node, want);
  case WHY_LET: return node->condition ? why_flip(plan, node->condition, want) : flip_leaf(plan, node, want);
  case WHY_TEST:
    if (node->constant) return &flip_impossible;
    return node->expr && node->expr->kind == AST_IS ? by_label(plan, node, want) : flip_leaf(plan, node, want);
  default: return flip_leaf(plan, node, want);
  }
}

const WhyFlip *why_flip(WhyPlan *plan, WhyNode *node, WhyWant want) {
  if (!node) return &flip_impossible;
  if (is_so(&node->value, want)) return &flip_none;
  if (!node->flip[want]) node->flip[want] = flip_of(plan, node, want);
  return node->flip[want];
}
