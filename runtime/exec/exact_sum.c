/* SPDX-License-Identifier: MIT */
#include "runtime/exec/exact_sum.h"

#include <math.h>
#include <stdbool.h>

enum { LOWEST = -1074 };

/* Every limb but the highest comes into 0 .. 2^32 - 1. */
void exact_carry(ExactSum *sum) {
  int64_t over = 0;
  for (int i = 0; i < EXACT_LIMBS; i++) {
    int64_t limb = sum->limbs[i] + over;
    over = limb >> 32;
    if (i < EXACT_LIMBS - 1) limb &= 0xffffffff;
    sum->limbs[i] = limb;
  }
  sum->pending = 0;
}

enum {
  EXPONENTS = 1 << 11,
  AT_ONCE = 1 << 10, /* mantissas of 53 bits that 64 hold the sum of, with its sign */
};

/* Mantissas are added up by their exponents first: one addition a number, and few exponents. */
void exact_add_all(ExactSum *sum, const double *numbers, size_t count) {
  int64_t sums[EXPONENTS] = {0};
  for (size_t from = 0, to; from < count; from = to) {
    to = count - from < AT_ONCE ? count : from + AT_ONCE;
    uint32_t low = EXPONENTS, high = 0;
    for (size_t i = from; i < to; i++) {
      uint32_t exponent;
      const int64_t mantissa = exact_mantissa(numbers[i], &exponent);
      low = exponent < low ? exponent : low;
      high = exponent > high ? exponent : high;
      sums[exponent] += mantissa;
    }
    for (uint32_t e = low; e <= high; e++) {
      if (!sums[e]) continue;
      exact_add_mantissas(sum, e, sums[e]);
      sums[e] = 0;
    }
  }
}

void exact_merge(ExactSum *sum, ExactSum *other) {
  exact_carry(sum);
  exact_carry(other);
  for (int i = 0; i < EXACT_LIMBS; i++) sum->limbs[i] += other->limbs[i];
  sum->pending = 1;
}

double exact_mean(ExactSum *sum, uint64_t n) {
  exact_carry(sum);
  ExactSum positive = *sum;
  bool negative = positive.limbs[EXACT_LIMBS - 1] < 0;
  if (negative) {
    for (int i = 0; i < EXACT_LIMBS; i++) positive.limbs[i] = -positive.limbs[i];
    exact_carry(&positive);
  }
  int top = EXACT_LIMBS - 1;
  while (top > 0 && !positive.limbs[top]) top--;
  /* The four highest limbs hold at least 97 bits, more than a long double keeps. */
  long double value = 0;
  for (int i = top; i >= 0 && i > top - 4; i--) value += ldexpl((long double)positive.limbs[i], 32 * i + LOWEST);
  double mean = (double)(value / (long double)n);
  return negative ? -mean : mean;
}
