/* What the files of the radix sort share; nobody else includes it. */
#ifndef CIBLE_GROUP_RADIX_PARTS_H
#define CIBLE_GROUP_RADIX_PARTS_H

#include <stdbool.h>

#include "runtime/group/radix.h"

enum { RADIX_DIGIT = 8 /* bits */ };

/* Keys with what goes along with them, which may be nothing. */
typedef struct Lane {
  uint64_t *keys;
  uint32_t *with;
} Lane;

static inline Lane lane_at(Lane lane, size_t at) { return (Lane){lane.keys + at, lane.with ? lane.with + at : NULL}; }
void lane_copy(Lane to, Lane from, size_t n);

/* The bits in which any of the keys differ from the first; n > 0. */
uint64_t radix_differing_bits(const uint64_t *keys, size_t n);
/* How many have each value of the `digit` bits above `shift`. */
void radix_count(Lane from, size_t n, uint32_t shift, uint32_t digit, size_t *counts);
/* Moves all, those of value v to places[v] and on, which becomes where they end. */
void radix_move(Lane from, size_t n, uint32_t shift, uint32_t digit, size_t *places, Lane to);
/* Sorts `from`; the result stands in `room` where `moved` says so. */
void radix_sort_lane(Lane from, size_t n, Lane room, bool moved);

#endif
