/* SPDX-License-Identifier: MIT */
#include "runtime/assign/prices.h"

#include <float.h>
#include <math.h>

static void close_dry(const RoomSource *source, uint32_t periods, double *prices) {
  for (uint32_t period = 0; source->bounded && period < periods; period++)
    if (source->left[source->windows.of_period[period]] <= 0) prices[period] = PRICE_CLOSED;
}

bool prices_make(const Candidates *candidates, const Room *room, Arena *arena, Prices *out) {
  const uint32_t channels = room->campaign->channel_count, teams = room->campaign->team_count, periods = candidates->sets.periods;
  *out = (Prices){
      .candidates = candidates,
      .room = room,
      .channels = channels,
      .periods = periods,
      .budget = room->budgeted && room->budget <= 0 ? PRICE_CLOSED : 0,
      .contact = ARENA_ARRAY(arena, double, (size_t)channels * periods),
      .effort = ARENA_ARRAY(arena, double, (size_t)(teams + 1) * periods),
      .list_first = ARENA_ARRAY(arena, uint32_t, (size_t)candidates->sets.count * channels + 1),
  };
  if (!out->contact || !out->effort || !out->list_first) return false;
  for (uint32_t i = 0; i < channels; i++) close_dry(&room->channels[i], periods, out->contact + (size_t)i * periods);
  for (uint32_t i = 0; i < teams; i++) close_dry(&room->teams[i], periods, out->effort + (size_t)i * periods);
  return prices_list(out, arena);
}

/* ---- the cheapest periods ---- */

/* The prices of a channel by period. */
typedef struct Fares {
  const double *contact, *effort;
} Fares;

static Fares fares_of(const Prices *prices, uint32_t channel) {
  return (Fares){prices->contact + (size_t)channel * prices->periods,
                 prices_effort(prices, prices->room->campaign->channels[channel].team)};
}

/* Adds the period to the list of `count`, unless an earlier one is as cheap; drops those that are no cheaper than it. The new count. */
static uint32_t list_add(Fares fares, uint32_t *list, uint32_t count, uint32_t period) {
  const double contact = fares.contact[period], effort = fares.effort[period];
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++)
    if (fares.contact[list[i]] <= contact && fares.effort[list[i]] <= effort) return count;
  for (uint32_t i = 0; i < count; i++)
    if (fares.contact[list[i]] < contact || fares.effort[list[i]] < effort) list[kept++] = list[i];
  list[kept] = period;
  return kept + 1;
}

/* Which sets stand with which channels: 1 each, in list_first. */
static void mark_used(Prices *prices) {
  const Candidates *candidates = prices->candidates;
  memset(prices->list_first, 0, ((size_t)candidates->sets.count * prices->channels + 1) * sizeof *prices->list_first);
  for (uint32_t i = 0; i < candidates->way_count; i++) {
    const Way *way = &candidates->ways[i];
    prices->list_first[(size_t)way->periods * prices->channels + way->channel] = 1;
  }
}

/* The list of a set and channel; how many it takes. */
static uint32_t list_of(const Prices *prices, uint32_t set, uint32_t channel, uint32_t *list) {
  const Fares fares = fares_of(prices, channel);
  const PeriodSets *sets = &prices->candidates->sets;
  uint32_t count = 0;
  for (uint32_t period = 0; (period = period_set_next(sets, set, period)) != PLAN_NONE; period++)
    count = list_add(fares, list, count, period);
  return count;
}

bool prices_list(Prices *prices, Arena *arena) {
  const size_t pairs = (size_t)prices->candidates->sets.count * prices->channels;
  uint32_t *room = ARENA_ARRAY(arena, uint32_t, prices->periods + 1), count = 0, size = 0;
  if (!room) return false;
  prices->list = room;
  mark_used(prices);
  for (size_t at = 0; at < pairs; at++) {
    const bool used = prices->list_first[at];
    const uint32_t found = used ? list_of(prices, (uint32_t)(at / prices->channels), (uint32_t)(at % prices->channels), room) : 0;
    if (count + found > size) {
      size += size / 2 + found + 1024;
      uint32_t *list = ARENA_ARRAY(arena, uint32_t, size);
      if (!list) return false;
      memcpy(list, prices->list, count * sizeof *list);
      prices->list = list;
    }
    memcpy(prices->list + count, room, found * sizeof *room);
    prices->list_first[at] = count;
    count += found;
  }
  prices->list_first[pairs] = count;
  return true;
}

double prices_least(const Prices *prices, const Way *way, uint32_t *period) {
  const size_t at = (size_t)way->periods * prices->channels + way->channel;
  const Fares fares = fares_of(prices, way->channel);
  double least = INFINITY;
  *period = PLAN_NONE;
  for (uint32_t i = prices->list_first[at]; i < prices->list_first[at + 1]; i++) {
    const uint32_t p = prices->list[i];
    const double price = fares.contact[p] + (double)way->effort * fares.effort[p];
    if (price < least) least = price, *period = p;
  }
  return least;
}

double prices_net(const Prices *prices, const Way *way, int64_t value, uint32_t *period) {
  return way_gain(way, value) - (double)way->cost * prices->budget - prices_least(prices, way, period);
}

/* ---- the dual ---- */

/* Enough for the few operations by which a number came about. */
static const double rounding = 16 * DBL_EPSILON;

/* What is left in the windows, at their prices: each window's is that of all its periods. */
static double source_worth(const RoomSource *source, uint32_t periods, const double *prices) {
  double worth = 0;
  for (uint32_t period = 0; source->bounded && period < periods; period++) {
    const uint32_t window = source->windows.of_period[period];
    const bool first = period == 0 || source->windows.of_period[period - 1] != window;
    if (first && source->left[window] > 0) worth += (double)source->left[window] * prices[period];
  }
  return worth;
}

/* At least what the way nets. */
static double net_most(const Prices *prices, const Way *way, int64_t value) {
  uint32_t period;
  const double brings = way->response * (double)value, takes = (double)way->cost, of_budget = takes * prices->budget;
  const double least = prices_least(prices, way, &period);
  return brings - takes - of_budget - least + rounding * (brings + takes + of_budget + least);
}

double prices_dual(const Prices *prices) {
  const Candidates *candidates = prices->candidates;
  const PlanCampaign *campaign = prices->room->campaign;
  double dual = prices->room->budgeted && prices->room->budget > 0 ? (double)prices->room->budget * prices->budget : 0;
  for (uint32_t i = 0; i < campaign->channel_count; i++)
    dual += source_worth(&prices->room->channels[i], prices->periods, prices->contact + (size_t)i * prices->periods);
  for (uint32_t i = 0; i < campaign->team_count; i++)
    dual += source_worth(&prices->room->teams[i], prices->periods, prices_effort(prices, i));
  for (uint32_t i = 0; i < candidates->count; i++) {
    const Candidate *candidate = &candidates->items[i];
    double most = 0;
    for (uint32_t k = 0; k < candidate->way_count; k++) {
      const double net = net_most(prices, &candidates->ways[candidate->first_way + k], candidate->value);
      if (net > most) most = net;
    }
    dual += most;
  }
  const double terms = 4.0 * ((double)candidates->count + (campaign->channel_count + campaign->team_count) * (double)prices->periods + 4);
  return dual * (1 + terms * DBL_EPSILON);
}
