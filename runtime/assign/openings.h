/* Openings: for each channel the periods in which something may still fit, so that candidates need not be tried where all is full. */
#ifndef CIBLE_ASSIGN_OPENINGS_H
#define CIBLE_ASSIGN_OPENINGS_H

#include "runtime/plan/candidates.h"
#include "runtime/plan/room.h"

typedef struct Openings {
  const Candidates *candidates;
  uint32_t words;        /* of 64 periods a channel */
  uint64_t *bits;        /* channel * words */
  int64_t *least_effort; /* of any way, by channel */
  int64_t least_cost;    /* of any way at all */
  uint64_t count;        /* of bits that are set */
} Openings;

/* Room may only shrink while they are used. False where memory is out. */
bool openings_make(const Candidates *candidates, const Room *room, Arena *arena, Openings *out);
/* The way's next open period from `from` on with room for it; PLAN_NONE. */
uint32_t openings_next(Openings *openings, const Room *room, const Way *way, uint32_t from);
/* Is there no way at all that could still fit? */
bool openings_closed(const Openings *openings, const Room *room);

#endif
