/* Assignment: which candidate is contacted in which way and period, within the room. */
#ifndef CIBLE_ASSIGN_ASSIGN_H
#define CIBLE_ASSIGN_ASSIGN_H

#include "runtime/base/status.h"
#include "runtime/plan/candidates.h"
#include "runtime/plan/room.h"

typedef struct Placed {
  uint32_t candidate, way, period; /* way: in candidates->ways */
} Placed;

typedef struct Assignment {
  const Alloc *alloc;
  Placed *items; /* by candidate */
  uint32_t count;
  uint32_t *lack; /* a RoomLack of each candidate: what was missing in the last period that it could have been contacted in; LACK_NONE
                     for those that are, and for those that the plan is better without */
  uint32_t candidates; /* how many there are */
  double gain;         /* expected, of all: in 1/10 000 */
} Assignment;
void assignment_free(Assignment *assignment);

/* Candidates by target, then by expected gain (of the way in its first period) descending, then key; each takes the earliest period
 * with room, by the first of its ways that has room there, which is taken from `room`. STATUS_NO_MEMORY, and nothing to free, or OK. */
Status assign_in_order(const Candidates *candidates, const Calendar *calendar, Room *room, Assignment *out) MUST_CHECK;

/* As much expected gain as can be found: repeatable, within the room, at least as much as in order. No contact that would lose. */
Status assign_best(const Candidates *candidates, const Calendar *calendar, Room *room, Assignment *out) MUST_CHECK;

/* A gain that no assignment of these candidates within this room can pass (assign nothing before): proven by Lagrangian duality. It
 * holds for candidates taken in any way; contacts that would lose are not counted in it. */
Status assign_bound(const Candidates *candidates, const Calendar *calendar, const Room *room, double *bound) MUST_CHECK;

#endif
