/* SPDX-License-Identifier: MIT */
#include "runtime/cell/glance.h"

#include "runtime/data/calendar.h"

enum {
  SMALL_DIGITS = 12,   /* an integer of so many fits every reading of numbers */
  EXACT_DIGITS = 15,   /* a decimal of so many is the same text again when it has been a number */
  INTEGER_DIGITS = 18, /* so many are always within 64 bits */
  MONEY_PLACES = 4,
};

static const uint32_t NUMBERS = 1u << READING_INTEGER | 1u << READING_GROUPED | 1u << READING_POINT | 1u << READING_COMMA |
                                1u << READING_MONEY_POINT | 1u << READING_MONEY_COMMA | 1u << READING_ZERO_ONE;

/* `-12`, `1234.56`: its digits as one number; as many of them stand behind the point. */
typedef struct Digits {
  uint64_t value;
  uint32_t count, places;
  bool negative;
} Digits;

/* False where it is nothing so plain: leading zeros, other characters, more than INTEGER_DIGITS. */
static bool take_digits(Str cell, Digits *out) {
  const char *p = cell.p, *end = p + cell.n;
  out->negative = p < end && *p == '-';
  p += out->negative;
  if (end - p > INTEGER_DIGITS + 1) return false;
  const char *first = p;
  uint64_t value = 0;
  uint32_t digit;
  while (p < end && (digit = (uint32_t)(uint8_t)*p - '0') <= 9) value = value * 10 + digit, p++;
  uint32_t whole = (uint32_t)(p - first);
  if (whole == 0 || (whole > 1 && *first == '0')) return false;
  out->places = 0;
  if (p < end) {
    if (*p++ != '.') return false;
    const char *behind = p;
    while (p < end && (digit = (uint32_t)(uint8_t)*p - '0') <= 9) value = value * 10 + digit, p++;
    out->places = (uint32_t)(p - behind);
    if (out->places == 0 || p < end) return false;
  }
  out->value = value;
  out->count = whole + out->places;
  return out->count <= INTEGER_DIGITS;
}

static uint32_t fits_of(const Digits *digits) {
  if (digits->places == 0) return digits->count <= SMALL_DIGITS ? NUMBERS : 0;
  bool exact = digits->places <= MONEY_PLACES && digits->count <= EXACT_DIGITS;
  return exact ? 1u << READING_POINT | 1u << READING_MONEY_POINT : 0;
}

uint32_t glance_fits(Str cell) {
  Digits digits;
  int32_t date;
  uint32_t fits;
  if (glance_date(cell, &date, &fits)) return fits;
  return take_digits(cell, &digits) ? fits_of(&digits) : 0;
}

bool glance_integer(Str cell, int64_t *out, uint32_t *fits) {
  Digits digits;
  if (!take_digits(cell, &digits) || digits.places) return false;
  *out = digits.negative ? -(int64_t)digits.value : (int64_t)digits.value;
  *fits = fits_of(&digits);
  return true;
}

/* Both operands are exact and the division rounds once: the nearest number, as number_parse gives it. */
bool glance_number(Str cell, double *out, uint32_t *fits) {
  static const double powers[EXACT_DIGITS + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  Digits digits;
  if (!take_digits(cell, &digits) || digits.count > EXACT_DIGITS) return false;
  double number = (double)digits.value / powers[digits.places];
  *out = digits.negative && digits.value ? -number : number;
  *fits = fits_of(&digits);
  return true;
}

bool glance_date(Str cell, int32_t *out, uint32_t *fits) {
  if (cell.n != 10 || cell.p[4] != '-' || !date_parse(cell, out)) return false;
  *fits = 1u << READING_DATE | 1u << READING_DATETIME;
  return true;
}
