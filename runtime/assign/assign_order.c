/* SPDX-License-Identifier: MIT
 * In order: candidates by target, expected gain, key; each takes the earliest period with room. */
#include "runtime/group/radix.h"
#include "runtime/assign/assign_parts.h"
#include "runtime/assign/openings.h"

/* The way that the candidate would take in the first of all its periods. */
static const Way *first_way(const Candidates *candidates, const Candidate *candidate) {
  const Way *first = &candidates->ways[candidate->first_way];
  uint32_t earliest = PLAN_NONE;
  for (uint32_t i = 0; i < candidate->way_count; i++) {
    const Way *way = &candidates->ways[candidate->first_way + i];
    const uint32_t period = period_set_next(&candidates->sets, way->periods, 0);
    if (period < earliest) first = way, earliest = period;
  }
  return first;
}

/* Bits that ascend as the number descends. */
static uint64_t descending(double number) {
  uint64_t bits;
  number += 0.0; /* -0 is 0 */
  memcpy(&bits, &number, sizeof bits);
  return bits >> 63 ? bits : ~bits & INT64_MAX;
}

/* By target, where the candidates of each begin; of the one behind the last, where they end. NULL where memory is out. */
static uint32_t *target_starts(const Candidates *candidates, uint32_t *targets, Arena *arena) {
  *targets = 0;
  for (uint32_t i = 0; i < candidates->count; i++)
    if (candidates->items[i].target >= *targets) *targets = candidates->items[i].target + 1;
  uint32_t *starts = ARENA_ARRAY(arena, uint32_t, *targets + 1);
  if (!starts) return NULL;
  for (uint32_t i = 0; i < candidates->count; i++) starts[candidates->items[i].target + 1]++;
  for (uint32_t i = 0; i < *targets; i++) starts[i + 1] += starts[i];
  return starts;
}

/* Candidates in their order; NULL where memory is out. */
static const uint32_t *in_order(const Candidates *candidates, Arena *arena) {
  const uint32_t n = candidates->count;
  uint64_t *keys = ARENA_ARRAY(arena, uint64_t, n), *keys_room = ARENA_ARRAY(arena, uint64_t, n);
  uint32_t *order = ARENA_ARRAY(arena, uint32_t, n), *room = ARENA_ARRAY(arena, uint32_t, n);
  uint32_t targets, *starts = target_starts(candidates, &targets, arena);
  if (!keys || !keys_room || !order || !room || !starts) return NULL;
  for (uint32_t i = 0; i < n; i++) {
    const Candidate *candidate = &candidates->items[i];
    const uint32_t at = starts[candidate->target]++;
    keys[at] = descending(way_gain(first_way(candidates, candidate), candidate->value));
    order[at] = i;
  }
  for (uint32_t i = 0, start = 0; i < targets; start = starts[i++])
    radix_sort(keys + start, order + start, starts[i] - start, keys_room, room);
  return order;
}

/* The earliest period with room, and which way it is by; ways that stand first go first. */
static Chosen find(Openings *openings, const Room *room, const Candidate *candidate) {
  Chosen chosen = {PLAN_NONE, PLAN_NONE};
  for (uint32_t i = 0; i < candidate->way_count; i++) {
    const uint32_t way = candidate->first_way + i;
    const uint32_t period = openings_find(openings, room, &openings->candidates->ways[way], chosen.period);
    if (period != PLAN_NONE) chosen = (Chosen){way, period};
  }
  return chosen;
}

/* The order jumps about in memory: what is soon looked at is asked for now. */
static void fetch(const Candidates *candidates, const uint32_t *order, uint32_t i, const Chosen *chosen, const uint32_t *lack) {
  enum { WAYS_AHEAD = 16, ITEMS_AHEAD = 32 };
  if (candidates->count - i <= ITEMS_AHEAD) return;
  __builtin_prefetch(&candidates->items[order[i + ITEMS_AHEAD]]);
  __builtin_prefetch(&chosen[order[i + ITEMS_AHEAD]], 1);
  __builtin_prefetch(&lack[order[i + ITEMS_AHEAD]], 1);
  __builtin_prefetch(&candidates->ways[candidates->items[order[i + WAYS_AHEAD]].first_way]);
}

/* What those lack who were not looked at, as nothing fits any more: by their keys, as they lie in memory. */
static void lack_all(const Candidates *candidates, const Room *room, const Chosen *chosen, uint32_t *lack) {
  for (uint32_t i = 0; i < candidates->count; i++)
    if (chosen[i].way == PLAN_NONE && lack[i] == LACK_NONE) lack[i] = assign_lack(candidates, room, i);
}

static bool assign(const Candidates *candidates, Room *room, Chosen *chosen, uint32_t *lack, Arena *arena) {
  Openings openings;
  const uint32_t *order = in_order(candidates, arena);
  if (!order || !openings_make(candidates, room, arena, &openings)) return false;
  for (uint32_t i = 0; i < candidates->count; i++) chosen[i] = (Chosen){PLAN_NONE, PLAN_NONE};
  for (uint32_t i = 0; i < candidates->count && !openings_closed(&openings, room); i++) {
    const uint32_t at = order[i];
    fetch(candidates, order, i, chosen, lack);
    chosen[at] = find(&openings, room, &candidates->items[at]);
    if (chosen[at].way == PLAN_NONE) {
      lack[at] = assign_lack(candidates, room, at);
      continue;
    }
    const Way *way = &candidates->ways[chosen[at].way];
    room_take(room, way->channel, chosen[at].period, way->cost, way->effort);
  }
  lack_all(candidates, room, chosen, lack);
  return true;
}

Status assign_in_order(const Candidates *candidates, const Calendar *calendar, Room *room, Assignment *out) {
  (void)calendar;
  Arena arena;
  arena_init(&arena, candidates->alloc);
  Chosen *chosen = ARENA_ARRAY(&arena, Chosen, candidates->count);
  const bool done = assignment_begin(candidates, out) && chosen && assign(candidates, room, chosen, out->lack, &arena) &&
                    assignment_place(candidates, chosen, out);
  arena_free(&arena);
  if (done) return STATUS_OK;
  assignment_free(out);
  return STATUS_NO_MEMORY;
}
