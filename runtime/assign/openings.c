/* SPDX-License-Identifier: MIT
 * A period is closed to a channel by the first that is turned away there for a reason that holds for all: so each closes once, and
 * is looked at no more. */
#include "runtime/assign/openings.h"

static void measure(Openings *openings, uint32_t channels) {
  const Candidates *candidates = openings->candidates;
  openings->least_cost = INT64_MAX;
  for (uint32_t i = 0; i < channels; i++) openings->least_effort[i] = INT64_MAX;
  for (uint32_t i = 0; i < candidates->way_count; i++) {
    const Way *way = &candidates->ways[i];
    int64_t *least = &openings->least_effort[way->channel];
    if (way->effort < *least) *least = way->effort;
    if (way->cost < openings->least_cost) openings->least_cost = way->cost;
  }
}

bool openings_make(const Candidates *candidates, const Room *room, Arena *arena, Openings *out) {
  const uint32_t channels = room->campaign->channel_count, periods = candidates->sets.periods;
  *out = (Openings){
      .candidates = candidates,
      .words = candidates->sets.words,
      .bits = ARENA_ARRAY(arena, uint64_t, (size_t)channels * candidates->sets.words),
      .least_effort = ARENA_ARRAY(arena, int64_t, channels),
  };
  if (!out->bits || !out->least_effort) return false;
  measure(out, channels);
  for (uint32_t channel = 0; channel < channels; channel++) {
    uint64_t *open = out->bits + (size_t)channel * out->words;
    if (out->least_effort[channel] == INT64_MAX) continue; /* nobody could be contacted by it */
    for (uint32_t period = 0; period < periods; period++) open[period / 64] |= UINT64_C(1) << (period % 64);
    out->count += periods;
  }
  return true;
}

bool openings_closed(const Openings *openings, const Room *room) {
  return openings->count == 0 || (room->budgeted && openings->least_cost > room->budget);
}

/* Turned away for want of hours, only what takes the least shows that nothing fits. */
static void turn_away(Openings *openings, const Way *way, uint32_t period, RoomLack lack) {
  if (lack != LACK_CAPACITY && way->effort > openings->least_effort[way->channel]) return;
  openings->bits[(size_t)way->channel * openings->words + period / 64] &= ~(UINT64_C(1) << (period % 64));
  openings->count--;
}

uint32_t openings_next(Openings *openings, const Room *room, const Way *way, uint32_t from) {
  const uint64_t *set = openings->candidates->sets.bits + (size_t)way->periods * openings->words;
  const uint64_t *open = openings->bits + (size_t)way->channel * openings->words;
  uint64_t mask = UINT64_MAX << (from % 64);
  for (uint32_t i = from / 64; i < openings->words; i++, mask = UINT64_MAX)
    for (uint64_t word = set[i] & open[i] & mask; word; word &= word - 1) {
      const uint32_t period = i * 64 + (uint32_t)__builtin_ctzll(word);
      const RoomLack lack = room_lacks(room, way->channel, period, way->cost, way->effort);
      if (lack == LACK_NONE) return period;
      if (lack == LACK_BUDGET) return PLAN_NONE;
      turn_away(openings, way, period, lack);
    }
  return PLAN_NONE;
}
