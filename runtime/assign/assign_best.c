/* SPDX-License-Identifier: MIT
 * Candidates by what they gain beyond what they take is worth; each goes where that is most, as far as there is room; then contact by
 * contact what can be bettered is. */
#include <math.h>

#include "runtime/assign/exchange.h"
#include "runtime/assign/multipliers.h"
#include "runtime/assign/openings.h"
#include "runtime/group/radix.h"

enum { PASSES_MOST = 4, PAIRS_MOST = 200000 };
static const double NEARLY_PAID = 5e-4, NEARLY_GAINED = 5e-5; /* of what is paid and gained: prices are no more exact */
static const double LITTLE = 1e-3; /* of the gain: what anything counts for at least */

/* What the candidate nets at these prices, if all periods had room; -INFINITY where no way of it gains. */
static double net_of(const Prices *prices, const Candidate *candidate) {
  double most = -INFINITY;
  for (uint32_t i = 0; i < candidate->way_count; i++) {
    const Way *way = &prices->candidates->ways[candidate->first_way + i];
    uint32_t period;
    if (way_gain(way, candidate->value) > 0) most = fmax(most, prices_net(prices, way, candidate->value, &period));
  }
  return most;
}

/* Those with a way that gains, by what they net; NULL where memory is out. */
static const uint32_t *by_net(const Prices *prices, Arena *arena, uint32_t *count) {
  const Candidates *candidates = prices->candidates;
  uint64_t *keys = ARENA_ARRAY(arena, uint64_t, candidates->count), *keys_room = ARENA_ARRAY(arena, uint64_t, candidates->count);
  uint32_t *order = ARENA_ARRAY(arena, uint32_t, candidates->count), *room = ARENA_ARRAY(arena, uint32_t, candidates->count);
  *count = 0;
  if (!keys || !keys_room || !order || !room) return NULL;
  for (uint32_t i = 0; i < candidates->count; i++) {
    const double net = net_of(prices, &candidates->items[i]);
    if (net == -INFINITY) continue;
    keys[*count] = assign_descending(net);
    order[(*count)++] = i;
  }
  radix_sort(keys, order, *count, keys_room, room);
  return order;
}

typedef struct Placer {
  const Prices *prices;
  const Room *whole; /* as there was at first */
  Room *room;
  Openings openings;
} Placer;

/* What is left of a source in the period, as a part of what there was. */
static double share_left(const RoomSource *source, const RoomSource *whole, uint32_t period) {
  if (!source->bounded) return 1;
  const uint32_t window = source->windows.of_period[period];
  return (double)source->left[window] / (double)whole->left[window];
}

/* How scarce what the way takes in the period has become: what is paid for each, a little at least, over the share of it that is left. */
static double scarcity(const Placer *placer, const Way *way, double gain, uint32_t period) {
  const uint32_t team = placer->room->campaign->channels[way->channel].team;
  const double contacts = share_left(&placer->room->channels[way->channel], &placer->whole->channels[way->channel], period);
  const double hours = team == PLAN_NONE ? 1 : share_left(&placer->room->teams[team], &placer->whole->teams[team], period);
  const double contact = placer->prices->contact[(size_t)way->channel * placer->prices->periods + period];
  const double effort = (double)way->effort * prices_effort(placer->prices, team)[period];
  return (contact + LITTLE * gain) / contacts + (effort + LITTLE * gain) / fmax(hours, 1e-9);
}

static double net_in(const Prices *prices, const Way *way, int64_t value, uint32_t period) {
  const uint32_t team = prices->room->campaign->channels[way->channel].team;
  return way_gain(way, value) - (double)way->cost * prices->budget - prices->contact[(size_t)way->channel * prices->periods + period] -
         (double)way->effort * prices_effort(prices, team)[period];
}

/* The most that the candidate nets where there is room. */
static double find_most(Placer *placer, const Candidate *candidate) {
  double most = -INFINITY;
  for (uint32_t i = candidate->first_way; i < candidate->first_way + candidate->way_count; i++) {
    const Way *way = &placer->prices->candidates->ways[i];
    uint32_t period;
    if (way_gain(way, candidate->value) <= 0) continue;
    const double net = prices_net(placer->prices, way, candidate->value, &period);
    if (net <= most) continue;
    if (room_lacks(placer->room, way->channel, period, way->cost, way->effort) == LACK_NONE) {
      most = net;
      continue;
    }
    for (period = 0; (period = openings_next(&placer->openings, placer->room, way, period)) != PLAN_NONE; period++)
      most = fmax(most, net_in(placer->prices, way, candidate->value, period));
  }
  return most;
}

/* Where the candidate nets most, or nearly, of what has room; of such, where what it takes is the least scarce: those who can go to few
 * periods only then find room there, and contacts and hours run out together. */
static Chosen find(Placer *placer, const Candidate *candidate) {
  Chosen best = {PLAN_NONE, PLAN_NONE};
  const double most = find_most(placer, candidate);
  double least = INFINITY;
  for (uint32_t i = candidate->first_way; most > -INFINITY && i < candidate->first_way + candidate->way_count; i++) {
    const Way *way = &placer->prices->candidates->ways[i];
    const double gain = way_gain(way, candidate->value), enough = most - NEARLY_PAID * fmax(gain - most, 0) - NEARLY_GAINED * gain;
    uint32_t period;
    if (gain <= 0 || prices_net(placer->prices, way, candidate->value, &period) < enough) continue;
    for (period = 0; (period = openings_next(&placer->openings, placer->room, way, period)) != PLAN_NONE; period++) {
      if (net_in(placer->prices, way, candidate->value, period) < enough) continue;
      const double here = scarcity(placer, way, gain, period);
      if (here < least) best = (Chosen){i, period}, least = here;
    }
  }
  return best;
}

static bool place_all(const Prices *prices, Room *room, const uint32_t *order, uint32_t count, Chosen *chosen, Arena *arena) {
  const Candidates *candidates = prices->candidates;
  Placer placer = {.prices = prices, .room = room, .whole = prices->room};
  if (!openings_make(candidates, room, arena, &placer.openings)) return false;
  for (uint32_t i = 0; i < candidates->count; i++) chosen[i] = (Chosen){PLAN_NONE, PLAN_NONE};
  for (uint32_t i = 0; i < count && !openings_closed(&placer.openings, room); i++) {
    const Chosen found = find(&placer, &candidates->items[order[i]]);
    chosen[order[i]] = found;
    if (found.way == PLAN_NONE) continue;
    const Way *way = &candidates->ways[found.way];
    room_take(room, way->channel, found.period, way->cost, way->effort);
  }
  return true;
}

/* Those who would net more elsewhere, by prices alone: as they stand in the order. */
static bool find_wanting(const Prices *prices, Group order, const Chosen *chosen, Arena *arena, Group *out) {
  uint32_t *items = ARENA_ARRAY(arena, uint32_t, order.count);
  *out = (Group){items, 0};
  for (uint32_t i = 0; items && i < order.count; i++) {
    const Candidate *candidate = &prices->candidates->items[order.items[i]];
    const Chosen now = chosen[order.items[i]];
    const Way *way = &prices->candidates->ways[now.way == PLAN_NONE ? candidate->first_way : now.way];
    const double net = now.way == PLAN_NONE ? 0 : net_in(prices, way, candidate->value, now.period), most = net_of(prices, candidate);
    if (most > net + 1e-3 * fabs(net)) items[out->count++] = order.items[i];
  }
  return items;
}

/* By prices. */
static bool priced(const Candidates *candidates, const Room *whole, Room *room, Chosen *chosen) {
  Arena arena;
  Prices prices;
  double dual;
  Group order = {NULL, 0}, wanting;
  arena_init(&arena, candidates->alloc);
  if (prices_make(candidates, whole, &arena, &prices) && multipliers_find(&prices, &arena, &dual))
    order.items = by_net(&prices, &arena, &order.count);
  bool done = order.items && place_all(&prices, room, order.items, order.count, chosen, &arena) &&
                    exchange_windows(candidates, room, order, chosen) && find_wanting(&prices, order, chosen, &arena, &wanting);
  done = done && exchange_pairs(candidates, room, wanting, order, PAIRS_MOST, chosen) &&
         exchange_pairs(candidates, room, order, order, PAIRS_MOST, chosen);
  arena_free(&arena);
  return done;
}

/* In order, then without the contacts that lose. */
static bool ordered(const Candidates *candidates, bool gaining, Room *room, Chosen *chosen, uint32_t *lack) {
  if (!assign_ordered(candidates, gaining, room, chosen, lack)) return false;
  for (uint32_t i = 0; i < candidates->count; i++) {
    if (chosen[i].way == PLAN_NONE) continue;
    const Way *way = &candidates->ways[chosen[i].way];
    if (way_gain(way, candidates->items[i].value) > 0) continue;
    room_give(room, way->channel, chosen[i].period, way->cost, way->effort);
    chosen[i] = (Chosen){PLAN_NONE, PLAN_NONE};
  }
  return true;
}

static double gain_of(const Candidates *candidates, const Chosen *chosen) {
  double gain = 0;
  for (uint32_t i = 0; i < candidates->count; i++)
    if (chosen[i].way != PLAN_NONE) gain += way_gain(&candidates->ways[chosen[i].way], candidates->items[i].value);
  return gain;
}

/* A plan made in one of several ways, and the room that it leaves. */
typedef struct Draft {
  Room room;
  Chosen *chosen;
  double gain;
} Draft;

enum { BY_PRICES, IN_ORDER, IN_ORDER_OF_GAINERS, DRAFTS };

static bool draft_make(const Candidates *candidates, const Room *room, int how, Arena *arena, uint32_t *lack, Draft *draft) {
  draft->chosen = ARENA_ARRAY(arena, Chosen, candidates->count);
  if (!draft->chosen || !room_copy(room, arena, &draft->room)) return false;
  if (!(how == BY_PRICES ? priced(candidates, room, &draft->room, draft->chosen)
                         : ordered(candidates, how == IN_ORDER_OF_GAINERS, &draft->room, draft->chosen, lack)))
    return false;
  draft->gain = gain_of(candidates, draft->chosen);
  return true;
}

static bool assign(const Candidates *candidates, Room *room, Arena *arena, Assignment *out) {
  Draft drafts[DRAFTS], *best = &drafts[0];
  for (int i = 0; i < DRAFTS; i++) {
    if (!draft_make(candidates, room, i, arena, out->lack, &drafts[i])) return false;
    if (drafts[i].gain > best->gain) best = &drafts[i];
  }
  for (int i = 0; i < PASSES_MOST && exchange_each(candidates, &best->room, best->chosen); i++) continue;
  if (!exchange_earlier(candidates, &best->room, best->chosen)) return false;
  for (uint32_t i = 0; i < candidates->count; i++)
    out->lack[i] = best->chosen[i].way == PLAN_NONE ? assign_lack(candidates, &best->room, i, true) : LACK_NONE;
  room_become(room, &best->room);
  return assignment_place(candidates, best->chosen, out);
}

Status assign_best(const Candidates *candidates, const Calendar *calendar, Room *room, Assignment *out) {
  (void)calendar;
  Arena arena;
  arena_init(&arena, candidates->alloc);
  const bool done = assignment_begin(candidates, out) && assign(candidates, room, &arena, out);
  arena_free(&arena);
  if (done) return STATUS_OK;
  assignment_free(out);
  return STATUS_NO_MEMORY;
}
