/* An allocator that refuses one request, or all from one on: every test of a phase runs through all of them. */
#ifndef CIBLE_TESTS_UNIT_FAILING_H
#define CIBLE_TESTS_UNIT_FAILING_H

#include "runtime/base/alloc.h"

#include <stdbool.h>
#include <stdlib.h>

typedef struct Failing {
  long before; /* requests that are still granted */
  bool forever;
  bool failed; /* was one refused? */
} Failing;

static inline void *failing_fn(void *user, void *ptr, size_t old_size, size_t new_size) {
  Failing *failing = user;
  (void)old_size;
  if (new_size == 0) {
    free(ptr);
    return NULL;
  }
  if (failing->before == 0 && (failing->forever || !failing->failed)) {
    failing->failed = true;
    return NULL;
  }
  if (failing->before > 0) failing->before--;
  return realloc(ptr, new_size);
}

static inline Alloc failing_alloc(Failing *failing) { return (Alloc){failing_fn, failing}; }

#endif
