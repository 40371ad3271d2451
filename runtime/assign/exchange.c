/* SPDX-License-Identifier: MIT */
#include "runtime/assign/exchange.h"

#include "runtime/group/radix.h"

static void take(const Candidates *candidates, Room *room, Chosen chosen) {
  const Way *way = &candidates->ways[chosen.way];
  room_take(room, way->channel, chosen.period, way->cost, way->effort);
}

static void give(const Candidates *candidates, Room *room, Chosen chosen) {
  const Way *way = &candidates->ways[chosen.way];
  room_give(room, way->channel, chosen.period, way->cost, way->effort);
}

/* The first period with room for the way; PLAN_NONE. */
static uint32_t first_room(const Candidates *candidates, const Room *room, const Way *way) {
  uint32_t period = period_set_next(&candidates->sets, way->periods, 0);
  while (period != PLAN_NONE && room_lacks(room, way->channel, period, way->cost, way->effort) != LACK_NONE)
    period = period_set_next(&candidates->sets, way->periods, period + 1);
  return period;
}

/* ---- each for itself ---- */

static double gain_of(const Candidates *candidates, const Candidate *candidate, Chosen chosen) {
  return chosen.way == PLAN_NONE ? 0 : way_gain(&candidates->ways[chosen.way], candidate->value);
}

static bool better(const Candidates *candidates, const Candidate *candidate, double than) {
  for (uint32_t i = 0; i < candidate->way_count; i++)
    if (way_gain(&candidates->ways[candidate->first_way + i], candidate->value) > than) return true;
  return false;
}

/* Where the candidate, who takes no room now, gains most; what it gains there. It takes that room. */
static double settle(const Candidates *candidates, Room *room, const Candidate *candidate, Chosen *chosen) {
  double gain = 0;
  *chosen = (Chosen){PLAN_NONE, PLAN_NONE};
  for (uint32_t k = candidate->first_way; k < candidate->first_way + candidate->way_count; k++) {
    const Way *way = &candidates->ways[k];
    if (way_gain(way, candidate->value) <= gain) continue;
    const uint32_t period = first_room(candidates, room, way);
    if (period == PLAN_NONE) continue;
    *chosen = (Chosen){k, period};
    gain = way_gain(way, candidate->value);
  }
  if (chosen->way != PLAN_NONE) take(candidates, room, *chosen);
  return gain;
}

bool exchange_each(const Candidates *candidates, Room *room, Chosen *chosen) {
  bool changed = false;
  for (uint32_t i = 0; i < candidates->count; i++) {
    const Candidate *candidate = &candidates->items[i];
    const Chosen old = chosen[i];
    if (!better(candidates, candidate, gain_of(candidates, candidate, old))) continue;
    if (old.way != PLAN_NONE) give(candidates, room, old);
    settle(candidates, room, candidate, &chosen[i]);
    changed |= chosen[i].way != old.way;
  }
  return changed;
}

/* ---- pairs ---- */

/* Both leave; `one` settles first, then `other`. Undone where they do not gain more together. */
static void try_pair(const Candidates *candidates, Room *room, uint32_t one, uint32_t other, Chosen *chosen) {
  const Candidate *first = &candidates->items[one], *second = &candidates->items[other];
  const Chosen old_one = chosen[one], old_other = chosen[other];
  const double old = gain_of(candidates, first, old_one) + gain_of(candidates, second, old_other);
  if (old_one.way != PLAN_NONE) give(candidates, room, old_one);
  give(candidates, room, old_other);
  const double gain = settle(candidates, room, first, &chosen[one]) + settle(candidates, room, second, &chosen[other]);
  if (gain > old * (1 + 1e-12)) return;
  if (chosen[one].way != PLAN_NONE) give(candidates, room, chosen[one]);
  if (chosen[other].way != PLAN_NONE) give(candidates, room, chosen[other]);
  chosen[one] = old_one;
  chosen[other] = old_other;
  if (old_one.way != PLAN_NONE) take(candidates, room, old_one);
  take(candidates, room, old_other);
}

/* Those of a group who are contacted, in its order; items NULL where memory is out. */
static Group contacted(Group group, const Chosen *chosen, Arena *arena) {
  uint32_t *items = ARENA_ARRAY(arena, uint32_t, group.count + 1), count = 0;
  for (uint32_t i = 0; items && i < group.count; i++)
    if (chosen[group.items[i]].way != PLAN_NONE) items[count++] = group.items[i];
  return (Group){items, count};
}

static void try_pairs(const Candidates *candidates, Room *room, Group wanting, Group others, uint64_t tries, Chosen *chosen) {
  for (uint32_t i = 0; i < wanting.count; i++)
    for (uint32_t k = 0; k < others.count; k++) {
      const uint32_t one = wanting.items[i], other = others.items[k];
      if (one == other) continue;
      if (!better(candidates, &candidates->items[one], gain_of(candidates, &candidates->items[one], chosen[one]))) break;
      if (tries-- == 0) return;
      if (chosen[other].way != PLAN_NONE) try_pair(candidates, room, one, other, chosen); /* else it has made way to another */
    }
}

bool exchange_pairs(const Candidates *candidates, Room *room, Group wanting, Group others, uint64_t tries, Chosen *chosen) {
  Arena arena;
  arena_init(&arena, candidates->alloc);
  const Group placed = contacted(others, chosen, &arena);
  const bool done = placed.items != NULL;
  if (placed.count) try_pairs(candidates, room, wanting, placed, tries, chosen);
  arena_free(&arena);
  return done;
}

/* ---- windows ---- */

/* Those who are contacted, by the channel and window of its capacity that they take from. */
typedef struct Places {
  uint32_t *first; /* channel * periods + window, where those who were not asked yet begin; the next one's is where they end */
  uint32_t *end;
  uint32_t *items;
  uint32_t periods;
} Places;

static size_t place_of(const Places *places, const Room *room, uint32_t channel, uint32_t period) {
  return (size_t)channel * places->periods + room->channels[channel].windows.of_period[period];
}

static bool is_placed(const Candidates *candidates, const Room *room, Chosen chosen) {
  return chosen.way != PLAN_NONE && room->channels[candidates->ways[chosen.way].channel].bounded;
}

static bool places_make(const Candidates *candidates, const Room *room, const Chosen *chosen, Arena *arena, Places *places) {
  const size_t count = (size_t)room->campaign->channel_count * candidates->sets.periods;
  uint32_t placed = 0;
  for (uint32_t i = 0; i < candidates->count; i++) placed += is_placed(candidates, room, chosen[i]);
  *places = (Places){.first = ARENA_ARRAY(arena, uint32_t, count),
                     .end = ARENA_ARRAY(arena, uint32_t, count),
                     .items = ARENA_ARRAY(arena, uint32_t, placed),
                     .periods = candidates->sets.periods};
  if (!places->first || !places->end || !places->items) return false;
  for (uint32_t i = 0; i < candidates->count; i++)
    if (is_placed(candidates, room, chosen[i]))
      places->end[place_of(places, room, candidates->ways[chosen[i].way].channel, chosen[i].period)]++;
  for (size_t i = 0, before = 0; i < count; i++) {
    places->first[i] = (uint32_t)before;
    before += places->end[i];
    places->end[i] = places->first[i];
  }
  for (uint32_t i = 0; i < candidates->count; i++)
    if (is_placed(candidates, room, chosen[i]))
      places->items[places->end[place_of(places, room, candidates->ways[chosen[i].way].channel, chosen[i].period)]++] = i;
  return true;
}

/* Makes room in the period: one of those contacted in its window moves to another one. Who could not is not asked again, as room only
 * shrinks. */
static bool make_room(const Candidates *candidates, Room *room, Places *places, Chosen *chosen, const Way *way, uint32_t period) {
  const size_t place = place_of(places, room, way->channel, period);
  while (places->first[place] < places->end[place]) {
    const uint32_t item = places->items[places->first[place]];
    const Chosen old = chosen[item];
    const Way *own = &candidates->ways[old.way];
    const uint32_t other = first_room(candidates, room, own);
    if (other != PLAN_NONE) {
      give(candidates, room, old);
      if (room_lacks(room, way->channel, period, way->cost, way->effort) != LACK_NONE) {
        take(candidates, room, old);
        return false;
      }
      chosen[item].period = other;
      take(candidates, room, chosen[item]);
    }
    places->first[place]++;
    if (other != PLAN_NONE) return room_lacks(room, way->channel, period, way->cost, way->effort) == LACK_NONE;
  }
  return false;
}

/* The candidate takes its best way for which room can be made. */
static void place(const Candidates *candidates, Room *room, Places *places, uint32_t item, Chosen *chosen) {
  const Candidate *candidate = &candidates->items[item];
  double best = 0;
  for (uint32_t k = candidate->first_way; k < candidate->first_way + candidate->way_count; k++) {
    const Way *way = &candidates->ways[k];
    if (way_gain(way, candidate->value) <= best || (room->budgeted && way->cost > room->budget)) continue;
    for (uint32_t period = 0; (period = period_set_next(&candidates->sets, way->periods, period)) != PLAN_NONE; period++) {
      if (room_lacks(room, way->channel, period, way->cost, way->effort) != LACK_CAPACITY) continue;
      if (!make_room(candidates, room, places, chosen, way, period)) continue;
      if (chosen[item].way != PLAN_NONE) give(candidates, room, chosen[item]);
      chosen[item] = (Chosen){k, period};
      take(candidates, room, chosen[item]);
      best = way_gain(way, candidate->value);
      break;
    }
  }
}

bool exchange_windows(const Candidates *candidates, Room *room, Group order, Chosen *chosen) {
  Arena arena;
  Places places;
  arena_init(&arena, candidates->alloc);
  const bool made = places_make(candidates, room, chosen, &arena, &places);
  for (uint32_t i = 0; made && i < order.count; i++)
    if (chosen[order.items[i]].way == PLAN_NONE) place(candidates, room, &places, order.items[i], chosen);
  arena_free(&arena);
  return made;
}

/* ---- earlier ---- */

bool exchange_earlier(const Candidates *candidates, Room *room, Chosen *chosen) {
  const uint32_t n = candidates->count;
  Arena arena;
  arena_init(&arena, candidates->alloc);
  uint64_t *keys = ARENA_ARRAY(&arena, uint64_t, n), *keys_room = ARENA_ARRAY(&arena, uint64_t, n);
  uint32_t *order = ARENA_ARRAY(&arena, uint32_t, n), *order_room = ARENA_ARRAY(&arena, uint32_t, n), count = 0;
  const bool made = keys && keys_room && order && order_room;
  for (uint32_t i = 0; made && i < n; i++) {
    if (chosen[i].way == PLAN_NONE) continue;
    keys[count] = assign_descending(gain_of(candidates, &candidates->items[i], chosen[i]));
    order[count++] = i;
  }
  if (made) radix_sort(keys, order, count, keys_room, order_room);
  for (uint32_t i = 0; made && i < count; i++) {
    Chosen *one = &chosen[order[i]];
    const Way *way = &candidates->ways[one->way];
    give(candidates, room, *one);
    one->period = first_room(candidates, room, way);
    take(candidates, room, *one);
  }
  arena_free(&arena);
  return made;
}
