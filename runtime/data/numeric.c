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

static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354"
                                  "555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static void write_pair(char *p, uint32_t value) { memcpy(p, digit_pairs + value * 2, 2); }

/* A number below 10^8, with zeros in front. */
static void write_eight(char *p, uint32_t value) {
  uint32_t high = value / 10000, low = value % 10000;
  write_pair(p, high / 100);
  write_pair(p + 2, high % 100);
  write_pair(p + 4, low / 100);
  write_pair(p + 6, low % 100);
}

static uint32_t digit_count(uint64_t value) {
  uint32_t bits = 64 - (uint32_t)__builtin_clzll(value | 1), least = bits * 1233 >> 12; /* log10(2) is 1233 / 4096 */
  return least + (value >= power_of_ten(least)) + (value == 0);
}

uint32_t integer_write(int64_t integer, char *out) {
  uint64_t amount = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
  uint32_t n = digit_count(amount) + (integer < 0);
  char *p = out + n;
  for (; amount >= 100000000; amount /= 100000000) write_eight(p -= 8, (uint32_t)(amount % 100000000));
  uint32_t rest = (uint32_t)amount;
  for (; rest >= 100; rest /= 100) write_pair(p -= 2, rest % 100);
  if (rest >= 10) write_pair(p - 2, rest);
  else p[-1] = (char)('0' + rest);
  if (integer < 0) *out = '-';
  return n;
}

uint32_t money_write(int64_t money, char *out) {
  char *p = out;
  uint64_t amount = money < 0 ? 0 - (uint64_t)money : (uint64_t)money;
  if (money < 0) *p++ = '-';
  p += integer_write((int64_t)(amount / MONEY_SCALE), p);
  *p++ = '.';
  uint32_t part = (uint32_t)(amount % MONEY_SCALE);
  for (uint32_t unit = MONEY_SCALE / 10; unit && (unit >= 100 || part); unit /= 10, p++) {
    *p = (char)('0' + part / unit);
    part %= unit;
  }
  return (uint32_t)(p - out);
}
