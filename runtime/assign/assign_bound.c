/* SPDX-License-Identifier: MIT */
#include "runtime/assign/assign.h"
#include "runtime/assign/multipliers.h"

Status assign_bound(const Candidates *candidates, const Calendar *calendar, const Room *room, double *bound) {
  (void)calendar;
  *bound = 0;
  if (room->budgeted && room->budget < 0) return STATUS_OK; /* not even what costs nothing */
  Arena arena;
  Prices prices;
  arena_init(&arena, candidates->alloc);
  const bool done = prices_make(candidates, room, &arena, &prices) && multipliers_find(&prices, &arena, bound);
  arena_free(&arena);
  return done ? STATUS_OK : STATUS_NO_MEMORY;
}
