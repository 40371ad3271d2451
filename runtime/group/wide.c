/* SPDX-License-Identifier: MIT */
#include "runtime/group/wide.h"

#include <math.h>

static UWide magnitude(Wide x) { return x < 0 ? -(UWide)x : (UWide)x; }

int64_t wide_mean_half_even(Wide sum, uint64_t n) {
  UWide whole = magnitude(sum) / n, rest = magnitude(sum) % n;
  if (rest > n - rest || (rest == n - rest && whole & 1)) whole++;
  return sum < 0 ? (int64_t)-(uint64_t)whole : (int64_t)(uint64_t)whole;
}

static int bit_length(UWide x) {
  uint64_t high = (uint64_t)(x >> 64), low = (uint64_t)x;
  return high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
}

double wide_mean(Wide sum, uint64_t n) {
  UWide top = magnitude(sum);
  if (!top) return 0;
  /* Scaled so that the quotient has 55 to 64 bits: more than a double keeps, and one to round by. What is left of the division
   * stands as a last bit, so that the conversion rounds the true value, once. */
  int scale = 0, lack = 56 - (bit_length(top) - bit_length(n));
  if (lack > 0) {
    scale = lack;
    top <<= scale;
  }
  UWide quotient = top / n;
  uint64_t bits = (uint64_t)quotient | (top % n != 0);
  double mean = ldexp((double)bits, -scale);
  return sum < 0 ? -mean : mean;
}

int64_t wide_between(int64_t x, uint64_t d, double fraction) {
  int exponent;
  uint64_t mantissa = (uint64_t)ldexp(frexp(fraction, &exponent), 53); /* fraction = mantissa / 2^places, exactly */
  int places = 53 - exponent;
  if (!mantissa || places > 126) return x; /* d * mantissa has at most 117 bits: less than a half */
  UWide product = (UWide)d * mantissa, one = (UWide)1 << places, half = one >> 1;
  UWide rest = product & (one - 1);
  uint64_t sum = (uint64_t)x + (uint64_t)(product >> places);
  if (rest > half || (rest == half && sum & 1)) sum++;
  return (int64_t)sum;
}
