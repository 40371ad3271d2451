/* SPDX-License-Identifier: MIT
 * In order: candidates by target, expected gain, key; each takes the earliest period with room. */
#include "runtime/assign/assign_parts.h"
#include "runtime/assign/openings.h"
#include "runtime/group/radix.h"

typedef struct Turns {
  const Candidates *candidates;
  bool gaining;    /* as if there were no ways that lose */
  uint32_t *order; /* who is when */
  uint32_t count;
} Turns;

/* The way that the candidate would take in the first of all its periods; NULL: none counts. */
static const Way *first_way(const Turns *turns, const Candidate *candidate) {
  const Way *first = NULL;
  uint32_t earliest = PLAN_NONE;
  for (uint32_t i = candidate->first_way; i < candidate->first_way + candidate->way_count; i++) {
    const Way *way = &turns->candidates->ways[i];
    if (!assign_counts(way, candidate->value, turns->gaining)) continue;
    const uint32_t period = period_set_next(&turns->candidates->sets, way->periods, 0);
    if (period < earliest) first = way, earliest = period;
  }
  return first;
}

/* Where the candidates of each target begin; NULL where memory is out. */
static uint32_t *target_starts(const Turns *turns, uint32_t *targets, Arena *arena) {
  const Candidates *candidates = turns->candidates;
  *targets = 0;
  for (uint32_t i = 0; i < candidates->count; i++)
    if (candidates->items[i].target >= *targets) *targets = candidates->items[i].target + 1;
  uint32_t *starts = ARENA_ARRAY(arena, uint32_t, *targets + 1);
  if (!starts) return NULL;
  for (uint32_t i = 0; i < candidates->count; i++)
    if (first_way(turns, &candidates->items[i])) starts[candidates->items[i].target + 1]++;
  for (uint32_t i = 0; i < *targets; i++) starts[i + 1] += starts[i];
  return starts;
}

/* By gain within each target, whose candidates lie behind those of the one before. */
static bool turns_make(Turns *turns, Arena *arena) {
  const Candidates *candidates = turns->candidates;
  const uint32_t n = candidates->count;
  uint64_t *keys = ARENA_ARRAY(arena, uint64_t, n), *keys_room = ARENA_ARRAY(arena, uint64_t, n);
  uint32_t *order = ARENA_ARRAY(arena, uint32_t, n), *room = ARENA_ARRAY(arena, uint32_t, n);
  uint32_t targets, *ends = target_starts(turns, &targets, arena);
  if (!keys || !keys_room || !order || !room || !ends) return false;
  for (uint32_t i = 0; i < n; i++) {
    const Candidate *candidate = &candidates->items[i];
    const Way *way = first_way(turns, candidate);
    if (!way) continue;
    const uint32_t at = ends[candidate->target]++;
    keys[at] = assign_descending(way_gain(way, candidate->value));
    order[at] = i;
  }
  for (uint32_t target = 0, start = 0; target < targets; start = ends[target++])
    radix_sort(keys + start, order + start, ends[target] - start, keys_room, room);
  turns->order = order;
  turns->count = targets ? ends[targets - 1] : 0;
  return true;
}

/* The earliest period with room, and which way it is by; ways that stand first go first. */
static Chosen find(const Turns *turns, Openings *openings, const Room *room, const Candidate *candidate) {
  Chosen chosen = {PLAN_NONE, PLAN_NONE};
  for (uint32_t i = candidate->first_way; i < candidate->first_way + candidate->way_count; i++) {
    const Way *way = &turns->candidates->ways[i];
    if (!assign_counts(way, candidate->value, turns->gaining)) continue;
    const uint32_t period = openings_next(openings, room, way, 0);
    if (period < chosen.period) chosen = (Chosen){i, period};
  }
  return chosen;
}

/* The order jumps about in memory: what is soon looked at is asked for now. */
static void fetch(const Turns *turns, uint32_t i, const Chosen *chosen, const uint32_t *lack) {
  enum { WAYS_AHEAD = 16, ITEMS_AHEAD = 32 };
  const uint32_t *order = turns->order;
  if (turns->count - i <= ITEMS_AHEAD) return;
  __builtin_prefetch(&turns->candidates->items[order[i + ITEMS_AHEAD]]);
  __builtin_prefetch(&chosen[order[i + ITEMS_AHEAD]], 1);
  __builtin_prefetch(&lack[order[i + ITEMS_AHEAD]], 1);
  __builtin_prefetch(&turns->candidates->ways[turns->candidates->items[order[i + WAYS_AHEAD]].first_way]);
}

/* What those lack who were not looked at, as nothing fits any more: by their keys, as they lie in memory. */
static void lack_all(const Turns *turns, const Room *room, const Chosen *chosen, uint32_t *lack) {
  for (uint32_t i = 0; i < turns->candidates->count; i++)
    if (chosen[i].way == PLAN_NONE && lack[i] == LACK_NONE) lack[i] = assign_lack(turns->candidates, room, i, turns->gaining);
}

static bool place_all(Turns *turns, Room *room, Chosen *chosen, uint32_t *lack, Arena *arena) {
  const Candidates *candidates = turns->candidates;
  Openings openings;
  if (!turns_make(turns, arena) || !openings_make(candidates, room, arena, &openings)) return false;
  for (uint32_t i = 0; i < candidates->count; i++) chosen[i] = (Chosen){PLAN_NONE, PLAN_NONE};
  for (uint32_t i = 0; i < turns->count && !openings_closed(&openings, room); i++) {
    const uint32_t at = turns->order[i];
    fetch(turns, i, chosen, lack);
    chosen[at] = find(turns, &openings, room, &candidates->items[at]);
    if (chosen[at].way == PLAN_NONE) {
      lack[at] = assign_lack(candidates, room, at, turns->gaining);
      continue;
    }
    const Way *way = &candidates->ways[chosen[at].way];
    room_take(room, way->channel, chosen[at].period, way->cost, way->effort);
  }
  lack_all(turns, room, chosen, lack);
  return true;
}

bool assign_ordered(const Candidates *candidates, bool gaining, Room *room, Chosen *chosen, uint32_t *lack) {
  Arena arena;
  arena_init(&arena, candidates->alloc);
  Turns turns = {.candidates = candidates, .gaining = gaining};
  const bool done = place_all(&turns, room, chosen, lack, &arena);
  arena_free(&arena);
  return done;
}

Status assign_in_order(const Candidates *candidates, const Calendar *calendar, Room *room, Assignment *out) {
  (void)calendar;
  const size_t bytes = candidates->count * sizeof(Chosen);
  Chosen *chosen = mem_new(candidates->alloc, bytes);
  const bool done = assignment_begin(candidates, out) && chosen && assign_ordered(candidates, false, room, chosen, out->lack) &&
                    assignment_place(candidates, chosen, out);
  mem_free(candidates->alloc, chosen, bytes);
  if (done) return STATUS_OK;
  assignment_free(out);
  return STATUS_NO_MEMORY;
}
