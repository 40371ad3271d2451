/* SPDX-License-Identifier: MIT
 * Prices come from a linear program over some of the candidates: at first any of them, then those whom these prices leave nearly
 * undecided, with a few that stand for all others. Many windows of one source share a price. */
#include "runtime/assign/multipliers.h"

#include "runtime/assign/choice_lp.h"
#include "runtime/assign/sample.h"

enum {
  ROUNDS_MOST = 4,
  SHARED_WINDOWS = 16,    /* prices of one source */
  OPTIONS_MOST = 500000,  /* of one program, about */
  WORK_MOST = 30000000,   /* candidates * rows * rows, about: for one step of the solver */
  SAMPLE_LEAST = 2000,
  SAMPLE_MOST = 30000,
};

/* A round that betters the dual by less, as a part of it, is the last: the next one would by about the square of that. */
static const double ENOUGH = 2e-4;

/* The resources as rows: 1 of each is `amount`. */
typedef struct Rows {
  uint32_t count;
  double amount[CHOICE_ROWS_MOST];
  uint32_t budget;  /* PLAN_NONE */
  uint32_t *contact, *effort; /* channel * periods, team * periods: PLAN_NONE without end or with nothing left */
} Rows;

static double at_least_0(int64_t left) { return left > 0 ? (double)left : 0; }

/* Rows for a source, by period. Those that would be too many are without a price. */
static void add_source(Rows *rows, const RoomSource *source, uint32_t periods, uint32_t *of_period) {
  const uint32_t windows = source->bounded ? source->windows.count : 0, first = rows->count;
  const uint32_t groups = windows < SHARED_WINDOWS ? windows : SHARED_WINDOWS;
  for (uint32_t period = 0; period < periods; period++) of_period[period] = PLAN_NONE;
  if (!groups || first + groups > CHOICE_ROWS_MOST) return;
  for (uint32_t window = 0; window < windows; window++)
    rows->amount[first + (uint64_t)window * groups / windows] += at_least_0(source->left[window]);
  for (uint32_t period = 0; period < periods; period++) {
    const uint32_t window = source->windows.of_period[period];
    if (source->left[window] > 0) of_period[period] = first + (uint32_t)((uint64_t)window * groups / windows);
  }
  rows->count = first + groups;
}

static bool rows_make(const Prices *prices, Arena *arena, Rows *rows) {
  const Room *room = prices->room;
  const uint32_t channels = prices->channels, teams = room->campaign->team_count, periods = prices->periods;
  *rows = (Rows){.budget = PLAN_NONE,
                 .contact = ARENA_ARRAY(arena, uint32_t, (size_t)channels * periods),
                 .effort = ARENA_ARRAY(arena, uint32_t, (size_t)(teams + 1) * periods)};
  if (!rows->contact || !rows->effort) return false;
  if (room->budgeted && room->budget > 0) {
    rows->budget = rows->count++;
    rows->amount[rows->budget] = (double)room->budget;
  }
  for (uint32_t i = 0; i < channels; i++) add_source(rows, &room->channels[i], periods, rows->contact + (size_t)i * periods);
  for (uint32_t i = 0; i < teams; i++) add_source(rows, &room->teams[i], periods, rows->effort + (size_t)i * periods);
  for (uint32_t period = 0; period < periods; period++) rows->effort[(size_t)teams * periods + period] = PLAN_NONE;
  return true;
}

/* ---- the program ---- */

typedef struct Build {
  const Prices *prices;
  const Rows *rows;
  ChoiceLp lp;
  uint32_t size;   /* room for options */
  double unit;     /* a gain of 1 in the program */
} Build;

static void set_use(const Build *build, ChoiceUse *use, int k, uint32_t row, double amount) {
  use->row[k] = row == PLAN_NONE ? build->rows->count : row;
  use->amount[k] = row == PLAN_NONE ? 0 : amount / build->rows->amount[row];
}

static bool grow(Build *build, Arena *arena, uint32_t count) {
  const uint32_t size = build->size + build->size / 2 + 4096;
  ChoiceUse *use = ARENA_ARRAY(arena, ChoiceUse, size);
  double *gain = ARENA_ARRAY(arena, double, size);
  if (!use || !gain) return false;
  if (count) {
    memcpy(use, build->lp.use, count * sizeof *use);
    memcpy(gain, build->lp.gain, count * sizeof *gain);
  }
  build->lp.use = use;
  build->lp.gain = gain;
  build->size = size;
  return true;
}

/* Does the option stand already, among those from `first` on? */
static bool stands(const Build *build, uint32_t first, uint32_t count, const ChoiceUse *use) {
  for (uint32_t i = count; i-- > first;)
    if (build->lp.use[i].row[1] == use->row[1] && build->lp.use[i].row[2] == use->row[2]) return true;
  return false;
}

/* The way's options: one for each pair of rows that it could take from. `count` options stand before. */
static bool add_way(Build *build, const Way *way, double gain, double weight, uint32_t *count, Arena *arena) {
  const Prices *prices = build->prices;
  const Room *room = prices->room;
  const uint32_t team = room->campaign->channels[way->channel].team, first = *count;
  const uint32_t *contact = build->rows->contact + (size_t)way->channel * prices->periods;
  const uint32_t *effort = build->rows->effort + (size_t)(team == PLAN_NONE ? room->campaign->team_count : team) * prices->periods;
  for (uint32_t period = 0; (period = period_set_next(&prices->candidates->sets, way->periods, period)) != PLAN_NONE; period++) {
    ChoiceUse use;
    if (room_lacks(room, way->channel, period, way->cost, way->effort) != LACK_NONE) continue;
    set_use(build, &use, 0, build->rows->budget, weight * (double)way->cost);
    set_use(build, &use, 1, contact[period], weight);
    set_use(build, &use, 2, effort[period], weight * (double)way->effort);
    if (stands(build, first, *count, &use)) continue;
    if (*count == build->size && !grow(build, arena, *count)) return false;
    build->lp.use[*count] = use;
    build->lp.gain[(*count)++] = weight * gain / build->unit;
  }
  return true;
}

static bool build_make(Build *build, const Sample *sample, Arena *arena) {
  const Candidates *candidates = build->prices->candidates;
  uint32_t count = 0;
  build->lp.rows = build->rows->count;
  build->lp.blocks = sample->count;
  build->lp.first = ARENA_ARRAY(arena, uint32_t, sample->count + 1);
  if (!build->lp.first) return false;
  for (uint32_t i = 0; i < sample->count; i++) {
    const Candidate *candidate = &candidates->items[sample->items[i]];
    build->lp.first[i] = count;
    for (uint32_t k = 0; k < candidate->way_count; k++) {
      const Way *way = &candidates->ways[candidate->first_way + k];
      const double gain = way_gain(way, candidate->value);
      if (gain > 0 && !add_way(build, way, gain, sample->weights[i], &count, arena)) return false;
    }
  }
  build->lp.first[sample->count] = count;
  return true;
}

/* ---- prices ---- */

static void take_worths(Prices *prices, const Rows *rows, const double *worth, double unit) {
  const size_t contacts = (size_t)prices->channels * prices->periods;
  const size_t efforts = (size_t)prices->room->campaign->team_count * prices->periods;
  if (rows->budget != PLAN_NONE) prices->budget = unit * worth[rows->budget] / rows->amount[rows->budget];
  for (size_t i = 0; i < contacts; i++)
    if (rows->contact[i] != PLAN_NONE) prices->contact[i] = unit * worth[rows->contact[i]] / rows->amount[rows->contact[i]];
  for (size_t i = 0; i < efforts; i++)
    if (rows->effort[i] != PLAN_NONE) prices->effort[i] = unit * worth[rows->effort[i]] / rows->amount[rows->effort[i]];
}

/* The worths of rows for the sample. */
static bool solve(const Prices *prices, const Rows *rows, const Sample *sample, double unit, const Alloc *alloc, double *worth) {
  Arena arena;
  arena_init(&arena, alloc);
  Build build = {.prices = prices, .rows = rows, .unit = unit};
  const bool done = build_make(&build, sample, &arena) && choice_lp_solve(&build.lp, &arena, worth);
  arena_free(&arena);
  return done;
}

/* What a gain is on average: gains in programs are about 1. */
static double average_gain(const Candidates *candidates, const uint32_t *gainers, uint32_t count) {
  double sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    const Candidate *candidate = &candidates->items[gainers[i]];
    double most = 0;
    for (uint32_t k = 0; k < candidate->way_count; k++) {
      const double gain = way_gain(&candidates->ways[candidate->first_way + k], candidate->value);
      if (gain > most) most = gain;
    }
    sum += most;
  }
  return sum / count;
}

/* How many candidates a program takes. */
static uint32_t sample_size(const Prices *prices, const Rows *rows) {
  const uint64_t pairs = (uint64_t)prices->channels * (prices->periods < 2 * SHARED_WINDOWS ? prices->periods : 2 * SHARED_WINDOWS);
  const uint64_t by_work = WORK_MOST / ((uint64_t)rows->count * rows->count / 2 + 100), by_options = OPTIONS_MOST / (pairs + 1);
  const uint64_t size = by_work < by_options ? by_work : by_options;
  return size < SAMPLE_LEAST ? SAMPLE_LEAST : size > SAMPLE_MOST ? SAMPLE_MOST : (uint32_t)size;
}

static bool refine(Prices *prices, const Rows *rows, const uint32_t *gainers, uint32_t count, Arena *arena, double *dual) {
  const uint32_t most = sample_size(prices, rows);
  const double unit = average_gain(prices->candidates, gainers, count);
  double worth[CHOICE_ROWS_MOST + 1] = {0}, best[CHOICE_ROWS_MOST + 1] = {0};
  for (int round = 0; round < ROUNDS_MOST; round++) {
    Arena own;
    Sample sample;
    arena_init(&own, arena->alloc);
    const bool done = (round == 0 ? sample_evenly(gainers, count, count > most ? most / 3 : most, &own, &sample)
                                  : sample_undecided(prices, gainers, count, most, &own, &sample)) &&
                      solve(prices, rows, &sample, unit, arena->alloc, worth);
    arena_free(&own);
    if (!done) return false;
    take_worths(prices, rows, worth, unit);
    if (!prices_list(prices, arena)) return false;
    const double now = prices_dual(prices), gained = *dual - now;
    if (now < *dual) {
      *dual = now;
      memcpy(best, worth, sizeof worth);
    }
    if (count <= most || (round > 0 && gained < ENOUGH * *dual)) break;
  }
  take_worths(prices, rows, best, unit);
  return prices_list(prices, arena);
}

bool multipliers_find(Prices *prices, Arena *arena, double *dual) {
  uint32_t count;
  const uint32_t *gainers = sample_gainers(prices->candidates, arena, &count);
  Rows *rows = ARENA_NEW(arena, Rows);
  if (!gainers || !rows || !rows_make(prices, arena, rows)) return false;
  *dual = prices_dual(prices);
  return !count || !rows->count || refine(prices, rows, gainers, count, arena, dual);
}
