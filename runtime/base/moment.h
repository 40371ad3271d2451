/* The clock by which durations are measured: nanoseconds from an unknown beginning, never backwards. */
#ifndef CIBLE_BASE_MOMENT_H
#define CIBLE_BASE_MOMENT_H

#include <stdint.h>
#include <time.h>

static inline uint64_t moment_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

#endif
