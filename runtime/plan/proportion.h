/* Proportions: how sure a share is, and the difference of two. */
#ifndef CIBLE_PLAN_PROPORTION_H
#define CIBLE_PLAN_PROPORTION_H

#include <stdint.h>

/* A share of `of`, with its confidence interval of 95 %. `of` 0: nothing is known, all three are NAN. */
typedef struct Proportion {
  double share, low, high;
} Proportion;

/* By Wilson's score interval (Wilson, JASA 22, 1927): good for few records and shares near 0 and 1 too. */
Proportion proportion(uint64_t part, uint64_t of);
/* The first share less the second, by Newcombe's hybrid score interval (method 10 of Newcombe, Statistics in Medicine 17, 1998). */
Proportion proportion_difference(uint64_t part, uint64_t of, uint64_t other_part, uint64_t other_of);

#endif
