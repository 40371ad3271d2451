/* SPDX-License-Identifier: MIT */
#include "runtime/assign/assign_parts.h"

bool assignment_begin(const Candidates *candidates, Assignment *out) {
  *out = (Assignment){.alloc = candidates->alloc, .candidates = candidates->count};
  out->lack = MEM_ARRAY(out->alloc, uint32_t, out->candidates);
  return out->lack;
}

void assignment_free(Assignment *assignment) {
  mem_free(assignment->alloc, assignment->items, assignment->count * sizeof *assignment->items);
  mem_free(assignment->alloc, assignment->lack, assignment->candidates * sizeof *assignment->lack);
  *assignment = (Assignment){.alloc = assignment->alloc};
}

bool assignment_place(const Candidates *candidates, const Chosen *chosen, Assignment *assignment) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < candidates->count; i++) count += chosen[i].way != PLAN_NONE;
  assignment->items = MEM_ARRAY(assignment->alloc, Placed, count);
  if (!assignment->items) return false;
  for (uint32_t i = 0; i < candidates->count; i++) {
    if (chosen[i].way == PLAN_NONE) continue;
    assignment->items[assignment->count++] = (Placed){i, chosen[i].way, chosen[i].period};
    assignment->gain += way_gain(&candidates->ways[chosen[i].way], candidates->items[i].value);
  }
  return true;
}

RoomLack assign_lack(const Candidates *candidates, const Room *room, uint32_t candidate, bool gaining) {
  const Candidate *item = &candidates->items[candidate];
  const Way *last = NULL;
  uint32_t latest = 0;
  for (uint32_t i = item->first_way; i < item->first_way + item->way_count; i++) {
    const Way *way = &candidates->ways[i];
    if (!assign_counts(way, item->value, gaining)) continue;
    const uint32_t period = period_set_last(&candidates->sets, way->periods);
    if (!last || period > latest) last = way, latest = period;
  }
  return last ? room_lacks(room, last->channel, latest, last->cost, last->effort) : LACK_NONE;
}
