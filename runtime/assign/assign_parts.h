/* What the ways of assigning share. */
#ifndef CIBLE_ASSIGN_PARTS_H
#define CIBLE_ASSIGN_PARTS_H

#include "runtime/assign/assign.h"

/* What a candidate is given; both PLAN_NONE: it is left out. */
typedef struct Chosen {
  uint32_t way, period; /* way in candidates->ways */
} Chosen;

/* An assignment of nothing, with room for what each lacks. False where memory is out. */
bool assignment_begin(const Candidates *candidates, Assignment *out);
/* Fills it from what each candidate is given. */
bool assignment_place(const Candidates *candidates, const Chosen *chosen, Assignment *assignment);
/* What is missing in the last period in which the candidate could be contacted. */
RoomLack assign_lack(const Candidates *candidates, const Room *room, uint32_t candidate);

#endif
