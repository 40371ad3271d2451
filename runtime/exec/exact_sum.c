/* SPDX-License-Identifier: MIT */
#include "runtime/exec/exact_sum.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { CARRY_AFTER = 1 << 29, LOWEST = -1074 };

/* Brings every limb but the highest into 0 .. 2^32 - 1: the one form that a sum has, whatever the order of its additions. */
static void carry(ExactSum *sum) {
  int64_t over = 0;
  for (int i = 0; i < EXACT_LIMBS; i++) {
    int64_t limb = sum->limbs[i] + over;
    over = limb >> 32;
    if (i < EXACT_LIMBS - 1) limb &= 0xffffffff;
    sum->limbs[i] = limb;
  }
  sum->pending = 0;
}

void exact_add(ExactSum *sum, double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  uint32_t exponent = bits >> 52 & 0x7ff;
  uint64_t mantissa = bits & (((uint64_t)1 << 52) - 1);
  if (exponent) mantissa |= (uint64_t)1 << 52;
  uint32_t shift = exponent ? exponent - 1 : 0; /* above the least double */
  unsigned __int128 wide = (unsigned __int128)mantissa << (shift % 32);
  int64_t *limb = &sum->limbs[shift / 32];
  int64_t sign = bits >> 63 ? -1 : 1;
  limb[0] += sign * (int64_t)(uint32_t)wide;
  limb[1] += sign * (int64_t)(uint32_t)(wide >> 32);
  limb[2] += sign * (int64_t)(uint32_t)(wide >> 64);
  if (++sum->pending == CARRY_AFTER) carry(sum);
}

void exact_merge(ExactSum *sum, ExactSum *other) {
  carry(sum);
  carry(other);
  for (int i = 0; i < EXACT_LIMBS; i++) sum->limbs[i] += other->limbs[i];
  sum->pending = 1;
}

double exact_mean(ExactSum *sum, uint64_t n) {
  carry(sum);
  ExactSum positive = *sum;
  bool negative = positive.limbs[EXACT_LIMBS - 1] < 0;
  if (negative) {
    for (int i = 0; i < EXACT_LIMBS; i++) positive.limbs[i] = -positive.limbs[i];
    carry(&positive);
  }
  int top = EXACT_LIMBS - 1;
  while (top > 0 && !positive.limbs[top]) top--;
  /* The four highest limbs hold at least 97 bits, more than a long double keeps. */
  long double value = 0;
  for (int i = top; i >= 0 && i > top - 4; i--) value += ldexpl((long double)positive.limbs[i], 32 * i + LOWEST);
  double mean = (double)(value / (long double)n);
  return negative ? -mean : mean;
}
