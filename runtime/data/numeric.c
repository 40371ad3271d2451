/* SPDX-License-Identifier: MIT
 * Integers and money as text, and the roundings. Numbers as text are in number_parse.c and number_write.c. */
#include "runtime/data/numeric.h"

#include <math.h>

#include "runtime/data/decimal.h"
#include "runtime/data/shortest.h"
#include "runtime/data/value.h"

enum { MONEY_PLACES = 4 };
#define TWO_63 9223372036854775808.0

typedef unsigned __int128 Wide;

Fault integer_parse(Str text, int64_t *out) {
  const char *p = text.p, *end = p + text.n;
  bool negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+')) p++;
  if (p == end) return FAULT_UNREADABLE;
  uint64_t value = 0, most = (uint64_t)INT64_MAX + negative;
  bool beyond = false;
  for (; p < end; p++) {
    uint64_t digit = (uint64_t)(uint8_t)*p - '0';
    if (digit > 9) return FAULT_UNREADABLE;
    beyond |= value > (most - digit) / 10;
    value = value * 10 + digit;
  }
  if (beyond) return FAULT_OVERFLOW;
  *out = negative ? (int64_t)(0 - value) : (int64_t)value;
  return FAULT_NONE;
}

static bool with_sign(Wide value, bool negative, int64_t *out) {
  if (value > (uint64_t)INT64_MAX + (Wide)negative) return false;
  *out = negative ? (int64_t)(0 - (uint64_t)value) : (int64_t)value;
  return true;
}

/* value / 10^power to the nearest, half to even; `more` says that the value is a little greater than told. */
static Wide shifted_down(Wide value, int64_t power, bool more, bool *exact) {
  if (power > DECIMAL_DIGITS) {
    *exact = value == 0 && !more;
    return 0;
  }
  Wide divisor = 1;
  for (int64_t i = 0; i < power; i++) divisor *= 10;
  Wide whole = value / divisor, rest = value % divisor, half = divisor / 2;
  *exact = rest == 0 && !more;
  bool up = rest > half || (rest == half && half && (more || whole % 2));
  return whole + up;
}

/* A decimal as money; all sums that fit have fewer than 20 digits. */
static Fault money_of_decimal(const Decimal *d, int64_t *out, bool *exact) {
  int64_t power = d->exponent + MONEY_PLACES;
  Wide value = d->digits;
  *exact = !d->more;
  if (power < 0) {
    value = shifted_down(value, -power, d->more, exact);
  } else if (value) {
    if (power > 19 || d->more || value > (Wide)INT64_MAX + 1) return FAULT_OVERFLOW;
    value *= power_of_ten((uint32_t)power);
  }
  return with_sign(value, d->negative, out) ? FAULT_NONE : FAULT_OVERFLOW;
}

Fault money_parse(Str text, int64_t *out, bool *exact) {
  Decimal d;
  bool unheard;
  if (!decimal_scan(text, &d)) return FAULT_UNREADABLE;
  return money_of_decimal(&d, out, exact ? exact : &unheard);
}

Fault money_of_number(double number, int64_t *out) {
  Shortest s = shortest_of(fabs(number));
  Decimal d = {.negative = number < 0, .digits = s.digits, .exponent = s.exponent};
  bool exact;
  return money_of_decimal(&d, out, &exact);
}

Fault money_of_integer(int64_t integer, int64_t *out) {
  return __builtin_mul_overflow(integer, (int64_t)MONEY_SCALE, out) ? FAULT_OVERFLOW : FAULT_NONE;
}

double number_of_money(int64_t money) {
  const int64_t exact = (int64_t)1 << 53;
  if (money >= -exact && money <= exact) return (double)money / MONEY_SCALE;
  uint64_t amount = money < 0 ? 0 - (uint64_t)money : (uint64_t)money;
  double number = decimal_double(amount, -MONEY_PLACES);
  return money < 0 ? -number : number;
}

bool decimal_parse(Str text, int64_t *mantissa, uint32_t *scale) {
  enum { SCALE_MOST = 18 };
  Decimal d;
  if (!decimal_scan(text, &d) || d.more) return false;
  if (d.digits == 0) d.exponent = 0;
  for (; d.exponent < 0 && d.digits % 10 == 0; d.digits /= 10) d.exponent++;
  if (d.exponent < -SCALE_MOST || d.exponent > SCALE_MOST || d.digits > INT64_MAX) return false;
  if (d.exponent > 0) d.digits *= power_of_ten((uint32_t)d.exponent);
  *scale = d.exponent < 0 ? (uint32_t)-d.exponent : 0;
  return with_sign(d.digits, d.negative, mantissa);
}

bool muldiv_half_even(int64_t a, int64_t b, int64_t c, int64_t *out) {
  __int128 product = (__int128)a * b;
  bool negative = (product < 0) != (c < 0);
  Wide top = product < 0 ? 0 - (Wide)product : (Wide)product;
  uint64_t divisor = c < 0 ? 0 - (uint64_t)c : (uint64_t)c;
  Wide whole = top / divisor;
  uint64_t rest = (uint64_t)(top % divisor), left = divisor - rest;
  bool up = rest > left || (rest == left && whole % 2);
  return with_sign(whole + up, negative, out);
}

Fault integer_half_even(double number, int64_t *out) {
  double whole = rint(number);
  if (!(whole >= -TWO_63 && whole < TWO_63)) return FAULT_OVERFLOW;
  *out = (int64_t)whole;
  return FAULT_NONE;
}

double number_round(double number, int64_t places) {
  enum { FAR = 400 }; /* no double has a digit so far from its point */
  if (number == 0 || places < -FAR) return 0;
  if (places > FAR) return number;
  Shortest s = shortest_of(fabs(number));
  int64_t drop = -places > s.exponent ? -places - s.exponent : 0; /* digits to take away */
  if (drop == 0) return number;
  if (drop > 18) return 0;
  uint64_t divisor = power_of_ten((uint32_t)drop);
  uint64_t whole = s.digits / divisor + (s.digits % divisor >= divisor / 2);
  double rounded = decimal_double(whole, s.exponent + drop);
  return number < 0 && rounded != 0 ? -rounded : rounded;
}

double number_short(double number) {
  enum { DIGITS = 12 };
  double size = fabs(number);
  if (size < 1e15 && number == (double)(int64_t)number) return number;
  return number_round(number, DIGITS - 1 - (int64_t)floor(log10(size)));
}

Fault integer_round(int64_t integer, int64_t places, int64_t *out) {
  enum { DIGITS_MOST = 19 };
  *out = places >= 0 ? integer : 0;
  if (places >= 0 || places < -DIGITS_MOST) return FAULT_NONE;
  uint64_t unit = power_of_ten((uint32_t)-places);
  uint64_t amount = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
  Wide rounded = (Wide)(amount / unit + (amount % unit >= unit / 2)) * unit;
  return with_sign(rounded, integer < 0, out) ? FAULT_NONE : FAULT_OVERFLOW;
}

enum { AT_ONCE = 8, EIGHT_DIGITS = 100000000 };

/* The digits of a number below 10^8, zeros in front, the first in the lowest byte: by fours, pairs and single ones in all places at
 * once. A quotient by 100 or 10 is a product with nearly the inverse, exact for what a place can hold. */
static inline uint64_t eight_digits(uint32_t value) {
  const uint64_t fours = value / 10000 | (uint64_t)(value % 10000) << 32;
  const uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007F0000007Full;
  const uint64_t pairs = hundreds | (fours - hundreds * 100) << 16;
  const uint64_t tens = (pairs * 103 >> 10) & 0x000F000F000F000Full;
  return (tens | (pairs - tens * 10) << 8) + 0x3030303030303030ull;
}

/* The last `n` of eight digits, others behind them: what follows is written over them. */
static inline char *write_last(char *p, uint32_t value, uint32_t n) {
  const uint64_t digits = eight_digits(value) >> (AT_ONCE - n) * 8;
  memcpy(p, &digits, AT_ONCE);
  return p + n;
}

/* The last `n` digits, n from 1 to 20, and the place behind them. */
static char *write_digits(char *p, uint64_t value, uint32_t n) {
  if (n <= AT_ONCE) return write_last(p, (uint32_t)value, n);
  const uint32_t last = (uint32_t)(value % EIGHT_DIGITS);
  value /= EIGHT_DIGITS;
  n -= AT_ONCE;
  if (n > AT_ONCE) {
    p = write_last(p, (uint32_t)(value / EIGHT_DIGITS), n - AT_ONCE);
    p = write_last(p, (uint32_t)(value % EIGHT_DIGITS), AT_ONCE);
  } else {
    p = write_last(p, (uint32_t)value, n);
  }
  return write_last(p, last, AT_ONCE);
}

static uint32_t digit_count(uint64_t value) {
  uint32_t bits = 64 - (uint32_t)__builtin_clzll(value | 1), least = bits * 1233 >> 12; /* log10(2) is 1233 / 4096 */
  return least + (value >= power_of_ten(least)) + (value == 0);
}

uint32_t integer_write(int64_t integer, char *out) {
  const uint64_t amount = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
  char *p = out;
  if (integer < 0) *p++ = '-';
  return (uint32_t)(write_digits(p, amount, digit_count(amount)) - out);
}

uint32_t money_write(int64_t money, char *out) {
  char *p = out;
  uint64_t amount = money < 0 ? 0 - (uint64_t)money : (uint64_t)money;
  if (money < 0) *p++ = '-';
  p += integer_write((int64_t)(amount / MONEY_SCALE), p);
  *p++ = '.';
  const uint32_t part = (uint32_t)(amount % MONEY_SCALE);
  write_digits(p, part, 4);
  p += part % 10 ? 4 : part % 100 ? 3 : 2;
  return (uint32_t)(p - out);
}
