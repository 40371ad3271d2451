/* SPDX-License-Identifier: MIT */
#include "runtime/data/decimal.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

const uint64_t powers_of_ten[20] = {
    1ull, 10ull, 100ull, 1000ull, 10000ull, 100000ull, 1000000ull, 10000000ull, 100000000ull, 1000000000ull, 10000000000ull,
    100000000000ull, 1000000000000ull, 10000000000000ull, 100000000000000ull, 1000000000000000ull, 10000000000000000ull,
    100000000000000000ull, 1000000000000000000ull, 10000000000000000000ull,
};

/* How many digits were kept, and where they stand. */
typedef struct Reader {
  uint64_t low;   /* the first 18 significant digits: the usual number needs no wide arithmetic */
  uint32_t kept;  /* significant digits in low or in the Decimal */
  uint32_t seen;  /* digits in all */
  int64_t places; /* digits behind the point that were kept, less those before it that were not */
  bool behind;    /* the point was passed */
} Reader;

static void take_digit(Reader *r, Decimal *out, uint32_t digit) {
  r->seen++;
  if (r->kept < 18) {
    r->low = r->low * 10 + digit;
    r->kept += r->low != 0;
  } else if (r->kept < DECIMAL_DIGITS) {
    if (r->kept == 18) out->digits = r->low;
    out->digits = out->digits * 10 + digit;
    r->kept++;
  } else {
    out->more |= digit != 0;
    r->places -= !r->behind;
    return;
  }
  r->places += r->behind;
}

/* `e-12` at p, up to the end. Far exponents are held: they mean nothing or infinity, whatever they are exactly. */
static bool scan_exponent(const char *p, const char *end, int64_t *exponent) {
  enum { FAR = 100000000 };
  bool negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+')) p++;
  if (p == end) return false;
  int64_t value = 0;
  for (; p < end; p++) {
    if (!is_digit(*p)) return false;
    if (value < FAR) value = value * 10 + (*p - '0');
  }
  *exponent = negative ? -value : value;
  return true;
}

bool decimal_scan(Str text, Decimal *out) {
  *out = (Decimal){0};
  Reader r = {0};
  const char *p = text.p, *end = p + text.n;
  if (p < end && (*p == '-' || *p == '+')) out->negative = *p++ == '-';
  for (; p < end; p++) {
    if (is_digit(*p)) {
      take_digit(&r, out, (uint32_t)(*p - '0'));
    } else if (*p == '.' && !r.behind) {
      r.behind = true;
    } else {
      break;
    }
  }
  if (!r.seen) return false;
  if (r.kept <= 18) out->digits = r.low;
  int64_t exponent = 0;
  if (p < end && ((*p != 'e' && *p != 'E') || !scan_exponent(p + 1, end, &exponent))) return false;
  out->exponent = exponent - r.places;
  return true;
}
