/* Wide: sums of 64-bit integers in 128 bits, and their exact division by a count. */
#ifndef CIBLE_GROUP_WIDE_H
#define CIBLE_GROUP_WIDE_H

#include <stdint.h>

typedef __int128 Wide;
typedef unsigned __int128 UWide;

/* sum / n to the nearest integer, half to even; 0 < n < 2^63, and the quotient fits (a mean of such integers does). */
int64_t wide_mean_half_even(Wide sum, uint64_t n);
/* The double that is nearest to sum / n; 0 < n < 2^63, |sum| < 2^63 n. */
double wide_mean(Wide sum, uint64_t n);
/* x + round(d * fraction), half to even on the whole; 0 <= fraction < 1, x + d does not overflow and d >= 0. */
int64_t wide_between(int64_t x, uint64_t d, double fraction);

#endif
