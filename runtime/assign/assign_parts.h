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
/* What is missing in the last period in which the candidate could be contacted; with `gaining`, by a way that gains (LACK_NONE: there is
 * none). */
RoomLack assign_lack(const Candidates *candidates, const Room *room, uint32_t candidate, bool gaining);
/* Does the way count, where with `gaining` those that lose do not? */
static inline bool assign_counts(const Way *way, int64_t value, bool gaining) { return !gaining || way_gain(way, value) > 0; }

/* Bits that ascend as the number descends; 0 and -0 are the same. */
static inline uint64_t assign_descending(double number) {
  uint64_t bits;
  number += 0.0;
  memcpy(&bits, &number, sizeof bits);
  return bits >> 63 ? bits : ~bits & INT64_MAX;
}

/* In order; with `gaining`, as if there were no ways that lose. Room is taken; `chosen` by candidate, and what those lack who find no
 * room. False where memory is out. */
bool assign_ordered(const Candidates *candidates, bool gaining, Room *room, Chosen *chosen, uint32_t *lack);

#endif
