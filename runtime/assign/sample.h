/* Sample: some of the candidates who could gain anything, each for as many as its weight says. */
#ifndef CIBLE_ASSIGN_SAMPLE_H
#define CIBLE_ASSIGN_SAMPLE_H

#include "runtime/assign/prices.h"

typedef struct Sample {
  uint32_t *items;
  double *weights;
  uint32_t count;
} Sample;

/* The candidates with a way that gains; NULL where memory is out. */
uint32_t *sample_gainers(const Candidates *candidates, Arena *arena, uint32_t *count);
/* `most` of them, or all where they are fewer, from all parts of their order alike. */
bool sample_evenly(const uint32_t *gainers, uint32_t count, uint32_t most, Arena *arena, Sample *out);
/* About `most` of them, more than which they are: first of all those whom other prices would soon have decided otherwise, each for
 * itself; and some of the rest, for all of those who are decided in the same way. */
bool sample_undecided(const Prices *prices, const uint32_t *gainers, uint32_t count, uint32_t most, Arena *arena, Sample *out);

#endif
