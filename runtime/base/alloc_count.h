/* An allocator that counts what is held through it, and refuses what would pass a limit, before it is asked for. */
#ifndef CIBLE_BASE_ALLOC_COUNT_H
#define CIBLE_BASE_ALLOC_COUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/alloc.h"

typedef struct AllocCount {
  Alloc from;     /* where memory comes from */
  uint64_t limit; /* bytes; 0: none */
  uint64_t held;  /* atomic: bytes */
  uint64_t most;  /* atomic: the most that were held */
  bool refused;   /* atomic: the limit has kept something from being allocated */
} AllocCount;

/* Begins anew: nothing is held through it, or what is will be given back to `from` without being counted. */
void alloc_count_begin(AllocCount *count, Alloc from, uint64_t limit);
/* The hook; valid as long as the count, which may be used by several threads. */
Alloc alloc_counted(AllocCount *count);
/* Where its memory comes from in the end: itself, where it does not count. */
const Alloc *alloc_behind(const Alloc *alloc);

#endif
