/* SPDX-License-Identifier: MIT */
#include "runtime/assign/sample.h"

#include <math.h>

#include "runtime/group/radix.h"

static bool gains(const Candidates *candidates, const Candidate *candidate) {
  for (uint32_t i = 0; i < candidate->way_count; i++)
    if (way_gain(&candidates->ways[candidate->first_way + i], candidate->value) > 0) return true;
  return false;
}

uint32_t *sample_gainers(const Candidates *candidates, Arena *arena, uint32_t *count) {
  uint32_t *gainers = ARENA_ARRAY(arena, uint32_t, candidates->count);
  *count = 0;
  for (uint32_t i = 0; gainers && i < candidates->count; i++)
    if (gains(candidates, &candidates->items[i])) gainers[(*count)++] = i;
  return gainers;
}

static bool sample_make(Sample *sample, uint32_t most, Arena *arena) {
  *sample = (Sample){ARENA_ARRAY(arena, uint32_t, most), ARENA_ARRAY(arena, double, most), 0};
  return sample->items && sample->weights;
}

static void add(Sample *sample, uint32_t item, double weight) {
  sample->items[sample->count] = item;
  sample->weights[sample->count++] = weight;
}

/* Any number below n, always the same for i: keys may have a rhythm. */
static uint64_t scattered(uint64_t i, uint64_t n) {
  i = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
  i = (i ^ i >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
  return (i ^ i >> 32) % n;
}

bool sample_evenly(const uint32_t *gainers, uint32_t count, uint32_t most, Arena *arena, Sample *out) {
  if (most > count) most = count;
  if (!sample_make(out, most, arena)) return false;
  for (uint64_t i = 0; i < most; i++) {
    const uint64_t first = i * count / most, end = (i + 1) * count / most;
    add(out, gainers[first + scattered(i, end - first)], (double)count / most);
  }
  return true;
}

/* How a candidate is decided at these prices. */
typedef struct Decision {
  double margin;    /* how far another decision is, as a part of what this one takes: >= 0 */
  uint32_t channel; /* by which it is contacted; how many there are where it is not */
} Decision;

static Decision decide(const Prices *prices, uint32_t item) {
  const Candidate *candidate = &prices->candidates->items[item];
  double best = -INFINITY, second = 0, taken = 0;
  uint32_t channel = 0;
  for (uint32_t i = 0; i < candidate->way_count; i++) {
    const Way *way = &prices->candidates->ways[candidate->first_way + i];
    const double gain = way_gain(way, candidate->value);
    uint32_t period;
    if (gain <= 0) continue;
    const double net = prices_net(prices, way, candidate->value, &period);
    if (net <= best) {
      if (net > second) second = net;
      continue;
    }
    if (best > second) second = best;
    best = net;
    taken = gain - net;
    channel = way->channel;
  }
  const double margin = best > 0 ? best - second : 0 - best;
  return (Decision){taken > 0 ? margin / taken : margin > 0 ? INFINITY : 0, best > 0 ? channel : prices->channels};
}

/* Of those of each group one for each `step`, in the gainers' order; a group that is PLAN_NONE is none. */
static bool add_decided(const uint32_t *gainers, const uint32_t *group, uint32_t count, uint32_t groups, double step, Arena *arena,
                        Sample *out) {
  uint32_t *starts = ARENA_ARRAY(arena, uint32_t, groups + 1), *sorted = ARENA_ARRAY(arena, uint32_t, count);
  if (!starts || !sorted) return false;
  for (uint32_t i = 0; i < count; i++)
    if (group[i] != PLAN_NONE) starts[group[i] + 1]++;
  for (uint32_t i = 0; i < groups; i++) starts[i + 1] += starts[i];
  for (uint32_t i = 0; i < count; i++)
    if (group[i] != PLAN_NONE) sorted[starts[group[i]]++] = gainers[i];
  for (uint32_t g = 0, first = 0; g < groups; first = starts[g++]) {
    const uint32_t all = starts[g] - first, some = (uint32_t)((all + step - 1) / step);
    for (uint64_t i = 0; i < some; i++) add(out, sorted[first + i * all / some], (double)all / some);
  }
  return true;
}

bool sample_undecided(const Prices *prices, const uint32_t *gainers, uint32_t count, uint32_t most, Arena *arena, Sample *out) {
  uint64_t *keys = ARENA_ARRAY(arena, uint64_t, count), *keys_room = ARENA_ARRAY(arena, uint64_t, count);
  uint32_t *order = ARENA_ARRAY(arena, uint32_t, count), *room = ARENA_ARRAY(arena, uint32_t, count);
  uint32_t *group = ARENA_ARRAY(arena, uint32_t, count);
  if (!keys || !keys_room || !order || !room || !group || !sample_make(out, most + prices->channels + 1, arena)) return false;
  for (uint32_t i = 0; i < count; i++) {
    const Decision decision = decide(prices, gainers[i]);
    memcpy(&keys[i], &decision.margin, sizeof decision.margin);
    group[i] = decision.channel;
    order[i] = i;
  }
  radix_sort(keys, order, count, keys_room, room);
  const uint32_t undecided = most / 2;
  for (uint32_t i = 0; i < undecided; i++) {
    add(out, gainers[order[i]], 1);
    group[order[i]] = PLAN_NONE;
  }
  const double step = (double)(count - undecided) / (most - undecided);
  return add_decided(gainers, group, count, prices->channels + 1, step, arena, out);
}
