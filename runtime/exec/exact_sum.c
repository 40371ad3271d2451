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
