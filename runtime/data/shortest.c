/* SPDX-License-Identifier: MIT
 * Three ways, the cheapest that can: numbers of few digits by trying them; numbers of ordinary size digit by digit in 128
 * bits; all others the same in a long integer. The digits are those of Steele and White: R / S is what is left of the number,
 * `low` and `high` (over S) are how far a decimal may lie below and above it and still read back as the number. */
#include "runtime/data/shortest.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "runtime/data/decimal.h"

/* ---- few digits ---- */

/* A decimal of at most 15 digits that is equal to the number is its shortest form: no two such read as one double. */
static bool short_decimal(double number, Shortest *out) {
  enum { PLACES_MOST = 6 };
  static const double powers[PLACES_MOST + 1] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  if (!(number >= 1e-5 && number < 1e15)) return false;
  for (int32_t places = 0; places <= PLACES_MOST; places++) {
    double scaled = number * powers[places];
    if (scaled >= 1e15) return false;
    uint64_t digits = (uint64_t)(scaled + 0.5);
    if ((double)digits / powers[places] != number) continue;
    *out = (Shortest){digits, -places};
    return true;
  }
  return false;
}

/* ---- the general case ---- */

/* number = mantissa * 2^exponent; decimals at the very border read back as the number where its mantissa is even. */
typedef struct Binary {
  uint64_t mantissa;
  int32_t exponent;
  bool even;
  bool uneven_gap; /* a power of two: the next double below is only half as far as the one above */
} Binary;

static Binary binary_of(double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
  int32_t biased = (int32_t)(bits >> 52);
  Binary b = {.even = fraction % 2 == 0, .uneven_gap = fraction == 0 && biased > 1};
  b.mantissa = biased ? fraction | (uint64_t)1 << 52 : fraction;
  b.exponent = (biased ? biased : 1) - 1075;
  return b;
}

/* The power of ten of the number's first digit, or one less. */
static int32_t first_place(const Binary *b) {
  int32_t bits = 63 - __builtin_clzll(b->mantissa) + b->exponent;
  return (int32_t)floor(bits * 0.30102999566398114 - 1e-9);
}

typedef unsigned __int128 Wide;

static uint32_t wide_digit(Wide *rest, Wide scale) {
  uint32_t digit = 0;
  for (int shift = 3; shift >= 0; shift--) {
    Wide part = scale << shift;
    bool fits = *rest >= part;
    *rest -= fits ? part : 0;
    digit |= (uint32_t)fits << shift;
  }
  return digit;
}

/* For 1e-15 <= number < 1e22, where rest and scale stay below 2^122. */
static Shortest wide_shortest(const Binary *b) {
  int32_t place = first_place(b), up = b->exponent > 0 ? b->exponent : 0, down = b->exponent < 0 ? -b->exponent : 0;
  uint32_t twice = b->uneven_gap ? 2 : 1;
  Wide rest = ((Wide)b->mantissa << up) * 2 * twice, low = (Wide)1 << up, high = low * twice;
  Wide scale = (Wide)2 * twice << down;
  for (int32_t i = place; i < 0; i++) rest *= 10, low *= 10, high *= 10;
  for (int32_t i = place; i > 0; i--) scale *= 10;
  if (b->even ? rest + high >= scale * 10 : rest + high > scale * 10) scale *= 10, place++;
  Shortest out = {0, place + 1};
  for (;;) {
    uint32_t digit = wide_digit(&rest, scale);
    bool below = b->even ? rest <= low : rest < low;
    bool above = b->even ? rest + high >= scale : rest + high > scale;
    out.exponent--;
    if (below || above) {
      bool up_one = above && (!below || rest * 2 > scale || (rest * 2 == scale && digit % 2));
      out.digits = out.digits * 10 + digit + up_one;
      return out;
    }
    out.digits = out.digits * 10 + digit;
    rest *= 10, low *= 10, high *= 10;
  }
}

/* ---- long integers: up to 1152 bits, enough for 2^1077 * 10 ---- */

enum { LIMBS = 38 };

typedef struct Long {
  uint32_t limbs[LIMBS]; /* the least first */
  uint32_t count;        /* no limb above is in use */
} Long;

static void long_times(Long *a, uint32_t factor) {
  uint64_t carry = 0;
  for (uint32_t i = 0; i < a->count; i++) {
    carry += (uint64_t)a->limbs[i] * factor;
    a->limbs[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry) a->limbs[a->count++] = (uint32_t)carry;
}

/* value * 2^shift */
static Long long_shifted(uint64_t value, uint32_t shift) {
  Long a = {0};
  uint32_t at = shift / 32;
  Wide moved = (Wide)value << shift % 32;
  for (uint32_t i = 0; i < 3; i++) a.limbs[at + i] = (uint32_t)(moved >> 32 * i);
  a.count = at + 3;
  while (a.count && !a.limbs[a.count - 1]) a.count--;
  return a;
}

static void long_power_of_ten(Long *a, uint32_t power) {
  for (; power >= 9; power -= 9) long_times(a, 1000000000);
  long_times(a, (uint32_t)power_of_ten(power));
}

static int long_compare(const Long *a, const Long *b) {
  if (a->count != b->count) return a->count < b->count ? -1 : 1;
  for (uint32_t i = a->count; i-- > 0;)
    if (a->limbs[i] != b->limbs[i]) return a->limbs[i] < b->limbs[i] ? -1 : 1;
  return 0;
}

static Long long_sum(const Long *a, const Long *b) {
  Long sum = {0};
  uint32_t count = a->count > b->count ? a->count : b->count;
  uint64_t carry = 0;
  for (uint32_t i = 0; i < count; i++) {
    carry += (uint64_t)a->limbs[i] + b->limbs[i];
    sum.limbs[i] = (uint32_t)carry;
    carry >>= 32;
  }
  sum.count = count;
  if (carry) sum.limbs[sum.count++] = (uint32_t)carry;
  return sum;
}

/* a - b for a >= b. */
static void long_less(Long *a, const Long *b) {
  int64_t borrow = 0;
  for (uint32_t i = 0; i < a->count; i++) {
    borrow += (int64_t)a->limbs[i] - b->limbs[i];
    a->limbs[i] = (uint32_t)borrow;
    borrow >>= 32;
  }
  while (a->count && !a->limbs[a->count - 1]) a->count--;
}

static uint32_t long_digit(Long *rest, const Long *scale) {
  uint32_t digit = 0;
  for (; long_compare(rest, scale) >= 0; digit++) long_less(rest, scale);
  return digit;
}

/* Is rest + high >= scale (or only >, where a border does not read back)? */
static bool long_reaches(const Long *rest, const Long *high, const Long *scale, bool even) {
  Long sum = long_sum(rest, high);
  int order = long_compare(&sum, scale);
  return even ? order >= 0 : order > 0;
}

static Shortest long_shortest(const Binary *b) {
  int32_t place = first_place(b);
  uint32_t up = b->exponent > 0 ? (uint32_t)b->exponent : 0, down = b->exponent < 0 ? (uint32_t)-b->exponent : 0;
  uint32_t twice = b->uneven_gap ? 1 : 0;
  Long rest = long_shifted(b->mantissa, up + 1 + twice), low = long_shifted(1, up), high = long_shifted(1, up + twice);
  Long scale = long_shifted(1, down + 1 + twice);
  if (place >= 0) {
    long_power_of_ten(&scale, (uint32_t)place);
  } else {
    long_power_of_ten(&rest, (uint32_t)-place);
    long_power_of_ten(&low, (uint32_t)-place);
    long_power_of_ten(&high, (uint32_t)-place);
  }
  Long tenfold = scale;
  long_times(&tenfold, 10);
  if (long_reaches(&rest, &high, &tenfold, b->even)) scale = tenfold, place++;
  Shortest out = {0, place + 1};
  for (;;) {
    uint32_t digit = long_digit(&rest, &scale);
    int below_order = long_compare(&rest, &low);
    bool below = b->even ? below_order <= 0 : below_order < 0, above = long_reaches(&rest, &high, &scale, b->even);
    out.exponent--;
    if (below || above) {
      Long doubled = long_sum(&rest, &rest);
      int half = long_compare(&doubled, &scale);
      bool up_one = above && (!below || half > 0 || (half == 0 && digit % 2));
      out.digits = out.digits * 10 + digit + up_one;
      return out;
    }
    out.digits = out.digits * 10 + digit;
    long_times(&rest, 10);
    long_times(&low, 10);
    long_times(&high, 10);
  }
}

static Shortest without_zeros(Shortest s) {
  for (; s.digits && s.digits % 10 == 0; s.digits /= 10) s.exponent++;
  return s;
}

Shortest shortest_of(double number) {
  Shortest out = {0, 0};
  if (number == 0) return out;
  if (short_decimal(number, &out)) return without_zeros(out);
  Binary b = binary_of(number);
  return without_zeros(number >= 1e-15 && number < 1e22 ? wide_shortest(&b) : long_shortest(&b));
}
