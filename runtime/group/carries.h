/* Carries: how often the running 64-bit sum of an owner has wrapped round, upwards less downwards. Few ever do: a hash table of
 * those. The true sum is the wrapped one + 2^64 times that. */
#ifndef CIBLE_GROUP_CARRIES_H
#define CIBLE_GROUP_CARRIES_H

#include <stdbool.h>

#include "runtime/base/alloc.h"
#include "runtime/base/status.h"

#include <stdint.h>

typedef struct Carry {
  int64_t times;
  uint32_t owner;
  bool used;
} Carry;

typedef struct Carries {
  const Alloc *alloc;
  Carry *slots;
  uint32_t count, size; /* size is 0 or a power of two */
} Carries;

void carries_free(Carries *carries);
MUST_CHECK bool carries_add(Carries *carries, uint32_t owner, int64_t times);
int64_t carries_get(const Carries *carries, uint32_t owner);

#endif
