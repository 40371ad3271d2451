/* SPDX-License-Identifier: MIT
 * A period is closed to a channel by the first that is turned away there for a reason that holds for all: so each closes once, and
 * is looked at no more. */
#include "runtime/plan/openings.h"

bool openings_make(const Candidates *candidates, const Room *room, Arena *arena, Openings *out) {
  const uint32_t channels = room->campaign->channel_count, words = candidates->sets.words;
  *out = (Openings){
      .candidates = candidates,
      .words = words,
      .bits = ARENA_ARRAY(arena, uint64_t, (size_t)channels * words),
      .least_effort = ARENA_ARRAY(arena, int64_t, channels),
  };
  if (!out->bits || !out->least_effort) return false;
  for (size_t i = 0; i < (size_t)channels * words; i++) out->bits[i] = UINT64_MAX;
  for (uint32_t i = 0; i < channels; i++) out->least_effort[i] = INT64_MAX;
  for (uint32_t i = 0; i < candidates->way_count; i++) {
    const Way *way = &candidates->ways[i];
    int64_t *least = &out->least_effort[way->channel];
    if (way->effort < *least) *least = way->effort;
  }
  return true;
}

uint32_t openings_find(Openings *openings, const Room *room, const Way *way, uint32_t end) {
  if (room->budgeted && way->cost > room->budget) return PLAN_NONE;
  const uint64_t *set = openings->candidates->sets.bits + (size_t)way->periods * openings->words;
  uint64_t *open = openings->bits + (size_t)way->channel * openings->words;
  for (uint32_t i = 0; i < openings->words && i * 64 < end; i++)
    for (uint64_t word = set[i] & open[i]; word; word &= word - 1) {
      const uint32_t period = i * 64 + (uint32_t)__builtin_ctzll(word);
      if (period >= end) return PLAN_NONE;
      const RoomLack lack = room_lacks(room, way->channel, period, way->cost, way->effort);
      if (lack == LACK_NONE) return period;
      if (lack == LACK_CAPACITY || way->effort <= openings->least_effort[way->channel]) open[i] &= ~(word & -word);
    }
  return PLAN_NONE;
}
