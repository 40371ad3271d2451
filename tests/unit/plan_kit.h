/* Campaigns made up at random, with candidates, for the tests of runtime/plan; and what no plan may do. */
#ifndef CIBLE_TESTS_UNIT_PLAN_KIT_H
#define CIBLE_TESTS_UNIT_PLAN_KIT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/data/calendar.h"
#include "runtime/assign/assign.h"

/* As ck_assert, which is too slow for every one of many thousands; benches use it too. */
#define HOLDS(condition) \
  do { \
    if (!(condition)) { \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      abort(); \
    } \
  } while (0)

enum { KIT_CHANNELS = 4, KIT_TEAMS = 2, KIT_TARGETS = 3 };
static const int64_t kit_hour = INT64_C(3600000000);

typedef struct PlanKit {
  Arena arena;
  PlanCampaign campaign;
  PlanChannel channels[KIT_CHANNELS];
  PlanTeam teams[KIT_TEAMS];
  Calendar calendar;
  Candidates candidates;
  Room room;
} PlanKit;

/* What is made up: with so many candidates, ways each and periods at the most. */
typedef struct PlanShape {
  uint64_t seed;
  uint32_t candidates, channels, teams, days;
  PlanUnit by;
  double tightness; /* how many of the candidates the resources together could do with, about: above 1 there is enough */
  bool whole_sets;  /* every way in every period */
  bool odd;         /* costs and efforts of each candidate's own; else of the channel */
  bool best;        /* a way for each channel; else each candidate's own choice, which changes with the day */
} PlanShape;

static inline uint64_t kit_next(uint64_t *seed) {
  uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}
static inline uint32_t kit_below(uint64_t *seed, uint32_t n) { return (uint32_t)(kit_next(seed) % n); }
static inline double kit_share(uint64_t *seed) { return (double)(kit_next(seed) >> 11) / 9007199254740992.0; }

static inline PlanCapacity kit_capacity(uint64_t *seed, double a_day) {
  const PlanUnit per = kit_below(seed, 3);
  const int days = per == PLAN_DAY ? 1 : per == PLAN_WEEK ? 7 : 30;
  return (PlanCapacity){kit_below(seed, 5) > 0, (int64_t)(a_day * days * (0.5 + kit_share(seed)) + kit_share(seed)), per};
}

static inline void kit_campaign(PlanKit *kit, const PlanShape *shape, uint64_t *seed) {
  const double a_day = shape->tightness * shape->candidates / shape->channels / shape->days;
  for (uint32_t i = 0; i < shape->teams; i++) {
    kit->teams[i].work = kit_capacity(seed, a_day * shape->channels / 4.0);
    kit->teams[i].work.amount *= kit_hour;
  }
  for (uint32_t i = 0; i < shape->channels; i++) {
    const uint32_t team = kit_below(seed, KIT_TEAMS + 1);
    kit->channels[i] = (PlanChannel){.capacity = kit_capacity(seed, a_day), .team = team < shape->teams ? team : PLAN_NONE};
  }
  const int32_t from = 20000 + (int32_t)kit_below(seed, 400);
  kit->campaign = (PlanCampaign){
      .from = from,
      .to = from + (int32_t)shape->days - 1,
      .by = shape->by,
      .channels = kit->channels,
      .channel_count = shape->channels,
      .option_count = shape->channels,
      .teams = kit->teams,
      .team_count = shape->teams,
      .target_count = KIT_TARGETS,
      .budgeted = kit_below(seed, 4) > 0,
      .budget = (int64_t)(shape->tightness * shape->candidates * 20000 * (0.3 + kit_share(seed))) + 5000,
      .fixed_cost = kit_below(seed, 5000),
      .best = shape->best,
  };
}

/* Periods of a way: those from some day on, up to some day, with gaps now and then; PLAN_NONE where there are none. */
static inline uint32_t kit_set(PlanKit *kit, const PlanShape *shape, uint32_t first, uint32_t end, uint64_t *seed) {
  uint64_t bits[PERIODS_MOST / 64] = {0};
  const bool gaps = !shape->whole_sets && kit_below(seed, 8) == 0;
  bool any = false;
  for (uint32_t i = first; i < end; i++) {
    if (gaps && i % 3 == 1) continue;
    bits[i / 64] |= UINT64_C(1) << (i % 64);
    any = true;
  }
  return any ? period_set(&kit->candidates.sets, bits) : PLAN_NONE;
}

static inline void kit_add_way(PlanKit *kit, const PlanShape *shape, uint32_t channel, uint32_t first, uint32_t end, uint64_t *seed) {
  const uint32_t set = kit_set(kit, shape, first, end, seed);
  if (set == PLAN_NONE) return;
  Way way = {
      .cost = 4000 * (int64_t)(channel * channel),
      .effort = kit->channels[channel].team == PLAN_NONE ? 0 : kit_hour * (channel + 1) / 12,
      .response = 0.01 * (channel + 1) * (0.2 + kit_share(seed) * kit_share(seed)),
      .periods = set,
      .channel = (uint16_t)channel,
      .offer = UINT16_MAX,
  };
  if (shape->odd) {
    way.cost += kit_below(seed, 3000);
    if (way.effort) way.effort += kit_below(seed, 1000000000);
  }
  HOLDS(candidates_add_way(&kit->candidates, &way));
}

static inline void kit_candidate(PlanKit *kit, const PlanShape *shape, uint32_t row, uint64_t *seed) {
  const uint32_t periods = kit->calendar.count;
  const double size = kit_share(seed);
  const int64_t value = kit_below(seed, 30) ? (int64_t)(100000 + 9900000 * size * size * size) : 0;
  const uint32_t way_count = kit->candidates.way_count;
  HOLDS(candidates_add(&kit->candidates, value, row, kit_below(seed, KIT_TARGETS)));
  uint32_t start = shape->whole_sets || kit_below(seed, 3) ? 0 : kit_below(seed, periods), end = periods;
  if (!shape->whole_sets && kit_below(seed, 6) == 0) end = start + 1 + kit_below(seed, periods - start);
  if (shape->best) {
    for (uint32_t channel = 0; channel < shape->channels; channel++)
      if (kit_below(seed, 5)) kit_add_way(kit, shape, channel, start, end, seed);
  } else {
    const uint32_t turn = start + kit_below(seed, end - start + 1), channel = kit_below(seed, shape->channels);
    kit_add_way(kit, shape, channel, turn, end, seed);
    if (turn > start && shape->channels > 1) kit_add_way(kit, shape, (channel + 1) % shape->channels, start, turn, seed);
  }
  if (kit->candidates.way_count == way_count) kit->candidates.count--;
}

static inline void kit_make(PlanKit *kit, const PlanShape *shape) {
  uint64_t seed = shape->seed * 977 + 5;
  *kit = (PlanKit){0};
  arena_init(&kit->arena, &alloc_system);
  kit_campaign(kit, shape, &seed);
  HOLDS(calendar_make(&kit->campaign, kit->campaign.from, &kit->arena, &kit->calendar));
  candidates_init(&kit->candidates, &alloc_system, kit->calendar.count);
  for (uint32_t i = 0; i < shape->candidates; i++) kit_candidate(kit, shape, i, &seed);
  HOLDS(room_make(&kit->campaign, &kit->calendar, &kit->arena, &kit->room));
}

static inline void kit_free(PlanKit *kit) {
  candidates_free(&kit->candidates);
  arena_free(&kit->arena);
}

/* All the room there was at first. */
static inline Room kit_room(PlanKit *kit) {
  Room room;
  HOLDS(room_make(&kit->campaign, &kit->calendar, &kit->arena, &room));
  return room;
}

/* A small campaign of any kind. */
static inline PlanShape kit_small(uint64_t seed, uint32_t most) {
  uint64_t s = seed * 31 + 7;
  return (PlanShape){
      .seed = seed,
      .candidates = 1 + kit_below(&s, most),
      .channels = 1 + kit_below(&s, 3),
      .teams = kit_below(&s, KIT_TEAMS + 1),
      .days = 1 + kit_below(&s, 20),
      .by = PLAN_WEEK,
      .tightness = 0.2 + 1.2 * kit_share(&s),
      .whole_sets = kit_below(&s, 4) == 0,
      .odd = kit_below(&s, 2),
      .best = kit_below(&s, 2),
  };
}

/* ---- conservation, counted anew ---- */

static inline void kit_source_kept(const RoomSource *source, const int64_t *taken, const int64_t *left) {
  for (uint32_t w = 0; source->bounded && w < source->windows.count; w++) {
    HOLDS(taken[w] <= (source->left[w] > 0 ? source->left[w] : 0));
    HOLDS(source->left[w] - taken[w] == left[w]);
  }
}

static inline void kit_taken(const PlanKit *kit, const Assignment *assignment, bool of_team, uint32_t source, int64_t *taken) {
  const RoomSource *from = of_team ? &kit->room.teams[source] : &kit->room.channels[source];
  for (uint32_t i = 0; i < assignment->count; i++) {
    const Placed *placed = &assignment->items[i];
    const Way *way = &kit->candidates.ways[placed->way];
    if ((of_team ? kit->channels[way->channel].team : way->channel) != source) continue;
    taken[from->windows.of_period[placed->period]] += of_team ? way->effort : 1;
  }
}

/* No cent, contact or microsecond more than there is in `kit->room`, of which `left` is what is left; each candidate once, in a way and
 * period of its own. */
static inline void kit_kept(const PlanKit *kit, const Assignment *assignment, const Room *left) {
  int64_t cost = 0;
  double gain = 0;
  for (uint32_t i = 0; i < assignment->count; i++) {
    const Placed *placed = &assignment->items[i];
    HOLDS(i == 0 || placed->candidate > assignment->items[i - 1].candidate);
    HOLDS(placed->candidate < kit->candidates.count);
    const Candidate *candidate = &kit->candidates.items[placed->candidate];
    HOLDS(placed->way >= candidate->first_way && placed->way < candidate->first_way + candidate->way_count);
    const Way *way = &kit->candidates.ways[placed->way];
    HOLDS(period_set_has(&kit->candidates.sets, way->periods, placed->period));
    cost += way->cost;
    gain += way_gain(way, candidate->value);
  }
  HOLDS(gain == assignment->gain);
  if (kit->room.budgeted) {
    HOLDS(cost <= (kit->room.budget > 0 ? kit->room.budget : 0));
    HOLDS(kit->room.budget - cost == left->budget);
  }
  for (uint32_t i = 0; i < kit->campaign.channel_count; i++) {
    int64_t taken[PERIODS_MOST] = {0};
    if (kit->room.channels[i].bounded) kit_taken(kit, assignment, false, i, taken);
    kit_source_kept(&kit->room.channels[i], taken, left->channels[i].left);
  }
  for (uint32_t i = 0; i < kit->campaign.team_count; i++) {
    int64_t taken[PERIODS_MOST] = {0};
    if (kit->room.teams[i].bounded) kit_taken(kit, assignment, true, i, taken);
    kit_source_kept(&kit->room.teams[i], taken, left->teams[i].left);
  }
}

#endif
