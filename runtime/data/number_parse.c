/* SPDX-License-Identifier: MIT
 * Text -> number, always the nearest double. Short decimals take one exact operation; the rest goes through strtod as
 * digits and an exponent, a form in which no locale shows. */
#include "runtime/data/numeric.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/data/decimal.h"

enum { EXACT_POWER = 22 };                     /* the greatest power of ten that is a double */
#define EXACT_DIGITS ((uint64_t)1 << 53)       /* integers up to here are doubles */

/* Both operands are exact and the operation rounds once: the result is the nearest double. */
static bool quick_double(uint64_t digits, int64_t exponent, double *out) {
  static const double powers[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (digits > EXACT_DIGITS || exponent > EXACT_POWER || exponent < -EXACT_POWER) return false;
  *out = exponent < 0 ? (double)digits / powers[-exponent] : (double)digits * powers[exponent];
  return true;
}

static int held_exponent(int64_t exponent) {
  enum { FAR = 99999 };
  return exponent > FAR ? FAR : exponent < -FAR ? -FAR : (int)exponent;
}

double decimal_double(uint64_t digits, int64_t exponent) {
  double number;
  if (quick_double(digits, exponent, &number)) return number;
  char text[64];
  snprintf(text, sizeof text, "%llue%d", (unsigned long long)digits, held_exponent(exponent));
  return strtod(text, NULL);
}

/* No double lies half way between two others with more than 767 significant digits: what follows is told by one digit more. */
enum { DIGITS_MOST = 770 };

static double slow_double(Str text, int64_t exponent) {
  char digits[DIGITS_MOST + 32];
  int n = 0;
  bool more = false;
  for (uint32_t i = 0; i < text.n && text.p[i] != 'e' && text.p[i] != 'E'; i++) {
    char c = text.p[i];
    if (c < '0' || c > '9' || (c == '0' && n == 0)) continue;
    if (n < DIGITS_MOST) {
      digits[n++] = c;
      /* The exponent belongs to the first DECIMAL_DIGITS of them. */
      if (n > DECIMAL_DIGITS) exponent--;
    } else {
      more |= c != '0';
    }
  }
  if (more) {
    digits[n++] = '1';
    exponent--;
  }
  snprintf(digits + n, sizeof digits - (size_t)n, "e%d", held_exponent(exponent));
  return strtod(digits, NULL);
}

Fault number_parse(Str text, double *out) {
  Decimal d;
  if (!decimal_scan(text, &d)) return FAULT_UNREADABLE;
  double number = 0;
  if (d.digits != 0) {
    bool quick = !d.more && d.digits <= EXACT_DIGITS && quick_double((uint64_t)d.digits, d.exponent, &number);
    if (!quick) number = slow_double(text, d.exponent);
  }
  if (isinf(number)) return FAULT_OUT_OF_RANGE;
  *out = d.negative && number != 0 ? -number : number;
  return FAULT_NONE;
}
