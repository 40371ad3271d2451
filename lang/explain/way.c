/* SPDX-License-Identifier: MIT
 * Ways: sets of changes, in the order in which they were met. Of alternatives the least are kept, and none that holds all of
 * another; so what is told is the fewest where there are few enough of them, and close to it elsewhere. */
#include "lang/explain/flip.h"

const WhyFlip flip_none = {.count = 1};
const WhyFlip flip_impossible = {0};

/* ---- changes ---- */

static const Symbol *symbol_of(const WhyNode *node) {
  return node && node->expr && node->expr->kind == AST_NAME ? node->expr->symbol : NULL;
}

/* Two clauses of the same words about the same column are one test. */
bool way_same_leaf(const WhyNode *a, const WhyNode *b) {
  if (a == b || (a->expr && a->expr == b->expr)) return true;
  if (a->form != WHY_TEST || b->form != WHY_TEST || !str_equal(a->text, b->text)) return false;
  const Symbol *own = symbol_of(a->side[0] ? a->side[0] : a);
  return own && own == symbol_of(b->side[0] ? b->side[0] : b);
}

/* Both wishes as one; false where they cannot both be. */
static bool join_wants(WhyWant a, WhyWant b, WhyWant *out) {
  bool a_up = a == WANT_TRUE || a == WANT_NOT_FALSE, b_up = b == WANT_TRUE || b == WANT_NOT_FALSE;
  if (a_up != b_up) return false;
  *out = a == b ? a : a_up ? WANT_TRUE : WANT_FALSE;
  return true;
}

static bool add_change(WhyWay *way, WhyChange *changes, WhyChange change) {
  for (uint32_t i = 0; i < way->count; i++)
    if (way_same_leaf(changes[i].leaf, change.leaf)) return join_wants(changes[i].want, change.want, &changes[i].want);
  if (way->count >= WHY_CHANGES_MOST) return false;
  changes[way->count++] = change;
  way->distance += change.distance;
  return true;
}

/* What is true is not false either. */
static bool implies(WhyWant a, WhyWant b) { return a == b || (a == WANT_TRUE && b == WANT_NOT_FALSE) || (a == WANT_FALSE && b == WANT_NOT_TRUE); }

static bool has_change(const WhyWay *way, const WhyChange *change) {
  for (uint32_t i = 0; i < way->count; i++)
    if (way_same_leaf(way->changes[i].leaf, change->leaf) && implies(way->changes[i].want, change->want)) return true;
  return false;
}

static bool holds_all(const WhyWay *way, const WhyWay *of) {
  for (uint32_t i = 0; i < of->count; i++)
    if (!has_change(way, &of->changes[i])) return false;
  return true;
}

bool way_is_less(const WhyWay *a, const WhyWay *b) {
  if (a->count != b->count) return a->count < b->count;
  return a->distance < b->distance;
}

const WhyWay *way_without(WhyPlan *plan, const WhyWay *way, uint32_t change) {
  WhyWay *less = ARENA_NEW(plan->arena, WhyWay);
  WhyChange *changes = ARENA_ARRAY(plan->arena, WhyChange, way->count + 1);
  if (!less || !changes) return NULL;
  less->changes = changes;
  for (uint32_t i = 0; i < way->count; i++)
    if (i != change) (void)add_change(less, changes, way->changes[i]);
  return less;
}

const WhyWay *way_firm(WhyPlan *plan, const WhyWay *way) {
  WhyChange *changes = ARENA_ARRAY(plan->arena, WhyChange, way->count + 1);
  WhyWay *firm = ARENA_NEW(plan->arena, WhyWay);
  if (!firm || !changes) return NULL;
  for (uint32_t i = 0; i < way->count; i++) {
    WhyWant want = way->changes[i].want;
    changes[i] = way->changes[i];
    changes[i].want = want == WANT_NOT_TRUE ? WANT_FALSE : want == WANT_NOT_FALSE ? WANT_TRUE : want;
  }
  *firm = *way;
  firm->changes = changes;
  return firm;
}

/* ---- alternatives ---- */

/* Puts a way among the kept ones, the least first; of equal ones the first met. */
static void keep_way(WhyFlip *flip, WhyWay way) {
  for (uint32_t i = 0; i < flip->count; i++)
    if (holds_all(&way, &flip->ways[i])) return;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < flip->count; i++)
    if (!holds_all(&flip->ways[i], &way)) flip->ways[kept++] = flip->ways[i];
  flip->count = kept;
  uint32_t at = kept;
  while (at && way_is_less(&way, &flip->ways[at - 1])) at--;
  if (at >= WHY_WAYS_MOST) return;
  if (flip->count < WHY_WAYS_MOST) flip->count++;
  memmove(&flip->ways[at + 1], &flip->ways[at], (flip->count - at - 1) * sizeof *flip->ways);
  flip->ways[at] = way;
}

static void keep_union(WhyPlan *plan, WhyFlip *flip, const WhyWay *a, const WhyWay *b) {
  WhyChange *changes = ARENA_ARRAY(plan->arena, WhyChange, a->count + b->count + 1);
  if (!changes) return;
  WhyWay way = {.changes = changes};
  for (uint32_t i = 0; i < a->count; i++)
    if (!add_change(&way, changes, a->changes[i])) return;
  for (uint32_t i = 0; i < b->count; i++)
    if (!add_change(&way, changes, b->changes[i])) return;
  keep_way(flip, way);
}

static bool is_none(const WhyFlip *flip) { return flip->count && flip->ways[0].count == 0; }

const WhyFlip *flip_both(WhyPlan *plan, const WhyFlip *a, const WhyFlip *b) {
  if (!a->count || is_none(b)) return a;
  if (!b->count || is_none(a)) return b;
  WhyFlip *both = ARENA_NEW(plan->arena, WhyFlip);
  if (!both) return &flip_impossible;
  for (uint32_t i = 0; i < a->count; i++)
    for (uint32_t k = 0; k < b->count; k++) keep_union(plan, both, &a->ways[i], &b->ways[k]);
  return both;
}

const WhyFlip *flip_either(WhyPlan *plan, const WhyFlip *a, const WhyFlip *b) {
  if (!b->count || is_none(a)) return a;
  if (!a->count || is_none(b)) return b;
  WhyFlip *either = ARENA_NEW(plan->arena, WhyFlip);
  if (!either) return a;
  *either = *a;
  for (uint32_t i = 0; i < b->count; i++) keep_way(either, b->ways[i]);
  return either;
}

/* Of one quantity the nearer threshold is the shorter way, and no way is as long as a whole step: that is what a test without a
 * distance counts, and an unknown one, of which the value may turn out to be anything. */
static double distance_of(const WhyPlan *plan, const WhyNode *leaf, WhyWant want) {
  WhyGap gap = why_gap(plan, leaf, want);
  if (!gap.known) return 1;
  double relative = gap.size / gap.scale;
  return relative / (1 + relative);
}

const WhyFlip *flip_leaf(WhyPlan *plan, const WhyNode *leaf, WhyWant want) {
  WhyFlip *flip = ARENA_NEW(plan->arena, WhyFlip);
  WhyChange *change = ARENA_NEW(plan->arena, WhyChange);
  if (!flip || !change) return &flip_impossible;
  *change = (WhyChange){leaf, want, distance_of(plan, leaf, want)};
  flip->count = 1;
  flip->ways[0] = (WhyWay){1, change->distance, change};
  return flip;
}
