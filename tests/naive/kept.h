/* Runs that keep what they have computed, against runs that keep nothing: a random program, changed in one constant again and again,
 * over rows that change meanwhile. Every answer must be the same, to the byte. */
#ifndef CIBLE_TESTS_NAIVE_KEPT_H
#define CIBLE_TESTS_NAIVE_KEPT_H

#include <stdbool.h>
#include <stdint.h>

/* How many of `programs` random programs, numbered from `seed`, gave another answer. Each that does is told. `filed`: what is kept is
 * kept in files, for other handles. */
uint32_t kept_run(uint32_t programs, uint64_t seed, bool sets, bool filed, const char *folder);

#endif
