/* SPDX-License-Identifier: MIT
 * Two ways: numbers of ordinary size by one multiplication in 128 bits (the way that R. Giulietti has named Schubfach), all others
 * digit by digit in a long integer. The digits of the second are those of Steele and White: R / S is what is left of the number,
 * `low` and `high` (over S) are how far a decimal may lie below and above it and still read back as the number. */
#include "runtime/data/shortest.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "runtime/data/decimal.h"

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

/* ---- ordinary size ---- */

enum { POWER_MOST = 38 /* 10^38 still fits 128 bits */, TO_ODD = 1 };

/* 10^power, shifted up until the highest of 128 bits is set, and one more, so that products with it lie above the true ones. */
static Wide scaled_power(uint32_t power) {
#define PRODUCT(A, B) ((Wide)(uint64_t)1e##A * (uint64_t)1e##B)
#define HIGH(A, B) (uint64_t)(PRODUCT(A, B) >> 64)
#define FREE(A, B) (HIGH(A, B) ? __builtin_clzll(HIGH(A, B)) : 64 + __builtin_clzll((uint64_t)PRODUCT(A, B)))
#define TEN(A, B) (PRODUCT(A, B) << FREE(A, B)) + 1
  static const Wide powers[POWER_MOST + 1] = {
      TEN(0, 0), TEN(0, 1), TEN(1, 1), TEN(1, 2), TEN(2, 2), TEN(2, 3), TEN(3, 3), TEN(3, 4), TEN(4, 4), TEN(4, 5), TEN(5, 5),
      TEN(5, 6), TEN(6, 6), TEN(6, 7), TEN(7, 7), TEN(7, 8), TEN(8, 8), TEN(8, 9), TEN(9, 9), TEN(9, 10), TEN(10, 10), TEN(10, 11),
      TEN(11, 11), TEN(11, 12), TEN(12, 12), TEN(12, 13), TEN(13, 13), TEN(13, 14), TEN(14, 14), TEN(14, 15), TEN(15, 15), TEN(15, 16),
      TEN(16, 16), TEN(16, 17), TEN(17, 17), TEN(17, 18), TEN(18, 18), TEN(18, 19), TEN(19, 19),
  };
#undef TEN
#undef FREE
#undef HIGH
#undef PRODUCT
  return powers[power];
}

/* power * value / 2^128, rounded down, but to an odd number where anything was lost: so it compares as the true product does. */
static uint64_t product_to_odd(Wide power, uint64_t value) {
  Wide low = (Wide)(uint64_t)power * value, high = (Wide)(uint64_t)(power >> 64) * value;
  uint64_t middle = (uint64_t)high + (uint64_t)(low >> 64), top = (uint64_t)(high >> 64) + (middle < (uint64_t)high);
  return top | (middle > TO_ODD);
}

/* floor(log2(10^n)) and floor(log10(2^n)), of 3/4 * 2^n where the gap is uneven: for exponents of doubles. */
static int32_t log2_of_ten(int32_t n) { return (n * 1741647) >> 19; }
static int32_t log10_of_two(int32_t n, bool uneven) { return (n * 1262611 - (uneven ? 524031 : 0)) >> 22; }

/* All in quarters of 10^place: the number, and the ends of what reads back as it. Of the decimals with the fewest digits between
 * them, the nearest. False where the power of ten is out of reach. */
static bool quick_shortest(const Binary *b, Shortest *out) {
  int32_t place = log10_of_two(b->exponent, b->uneven_gap);
  if (place > 0 || -place > POWER_MOST) return false;
  Wide power = scaled_power((uint32_t)-place);
  uint64_t four = b->mantissa * 4, out_of_it = !b->even;
  int32_t shift = b->exponent + log2_of_ten(-place) + 1;
  uint64_t low = product_to_odd(power, (four - 2 + b->uneven_gap) << shift) + out_of_it;
  uint64_t number = product_to_odd(power, four << shift);
  uint64_t high = product_to_odd(power, (four + 2) << shift) - out_of_it;
  uint64_t tenth = number / 40;
  bool tenth_fits = low <= tenth * 40, next_tenth_fits = (tenth + 1) * 40 <= high;
  if (tenth_fits != next_tenth_fits) {
    *out = (Shortest){tenth + next_tenth_fits, place + 1};
    return true;
  }
  uint64_t unit = number / 4;
  bool fits = low <= unit * 4, next_fits = (unit + 1) * 4 <= high;
  uint64_t half = unit * 4 + 2;
  bool up = fits != next_fits ? next_fits : number > half || (number == half && unit % 2);
  *out = (Shortest){unit + up, place};
  return true;
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

/* Seldom many: a long division only where it takes eight at once. */
static Shortest without_zeros(Shortest s) {
  if (s.digits % 10) return s;
  if (s.digits && s.digits % 100000000 == 0) s = (Shortest){s.digits / 100000000, s.exponent + 8};
  for (; s.digits && s.digits % 10 == 0; s.digits /= 10) s.exponent++;
  return s;
}

Shortest shortest_of(double number) {
  Shortest out = {0, 0};
  if (number == 0) return out;
  Binary b = binary_of(number);
  if (!quick_shortest(&b, &out)) out = long_shortest(&b);
  return without_zeros(out);
}
