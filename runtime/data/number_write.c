/* SPDX-License-Identifier: MIT
 * Number -> text, in the shortest form that reads back the same, laid out as ECMAScript does: plain digits from 1e-6 to
 * below 1e21, else one digit, the others behind a point, and an exponent with its sign. */
#include "runtime/data/numeric.h"

#include <math.h>

#include "runtime/data/shortest.h"

enum { AT_ONCE = 16 };

static char *write_zeros(char *p, int32_t n) {
  for (; n > 0; n--) *p++ = '0';
  return p;
}

static char *copy(char *p, const char *digits, int32_t n) { return str_put(p, (Str){digits, (uint32_t)n}); }

/* `before` digits stand before the point; it may lie outside of them. Behind the digits there is room to be read. */
static char *write_plain(char *p, const char *digits, int32_t n, int32_t before) {
  if (before <= 0) {
    *p++ = '0';
    *p++ = '.';
    return copy(write_zeros(p, -before), digits, n);
  }
  if (before >= n) return write_zeros(copy(p, digits, n), before - n);
  if (before > AT_ONCE || n - before > AT_ONCE) {
    p = copy(p, digits, before);
    *p++ = '.';
    return copy(p, digits + before, n - before);
  }
  memcpy(p, digits, AT_ONCE); /* how many of them count is no branch */
  p += before;
  *p++ = '.';
  memcpy(p, digits + before, AT_ONCE);
  return p + n - before;
}

static char *write_scientific(char *p, const char *digits, int32_t n, int32_t exponent) {
  *p++ = digits[0];
  if (n > 1) {
    *p++ = '.';
    p = copy(p, digits + 1, n - 1);
  }
  *p++ = 'e';
  *p++ = exponent < 0 ? '-' : '+';
  return p + integer_write(exponent < 0 ? -exponent : exponent, p);
}

uint32_t number_write(double number, char *out) {
  if (fabs(number) < 1e15 && number == (double)(int64_t)number) return integer_write((int64_t)number, out);
  char *p = out;
  if (number < 0) *p++ = '-';
  Shortest s = shortest_of(fabs(number));
  char digits[NUMBER_TEXT];
  int32_t n = (int32_t)integer_write((int64_t)s.digits, digits);
  int32_t before = n + s.exponent;
  bool plain = before > -6 && before <= 21;
  p = plain ? write_plain(p, digits, n, before) : write_scientific(p, digits, n, before - 1);
  return (uint32_t)(p - out);
}
