/* RecordSet: which records of one table something was found in: a set of record numbers (the part of the scan, and the place in it),
 * as bits in chunks. What was found by one pass can so be held against what another has found. */
#ifndef CIBLE_VM_RECORD_SET_H
#define CIBLE_VM_RECORD_SET_H

#include "runtime/base/arena.h"

typedef struct RecordChunk RecordChunk;

/* Zero is the empty set; its memory is the arena's. */
typedef struct RecordSet {
  RecordChunk **slots;
  uint32_t count, size;
  RecordChunk *last; /* the chunk met last: records come in order */
} RecordSet;

static inline uint64_t record_number(uint32_t part, uint32_t index) { return (uint64_t)part << 32 | index; }

bool record_set_has(const RecordSet *set, uint64_t number);
/* Where memory is out, the arena's `failed` says so. */
void record_set_put(RecordSet *set, uint64_t number, Arena *arena);
/* Puts those of `from` that none of the `count` sets `others` has; how many these are. */
uint64_t record_set_take(RecordSet *set, const RecordSet *from, const RecordSet *const *others, uint32_t count, Arena *arena);

#endif
