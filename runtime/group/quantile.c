/* SPDX-License-Identifier: MIT */
#include "runtime/group/quantile.h"

#include <math.h>

#include "runtime/group/sort_key.h"
#include "runtime/group/wide.h"

static double number_of(uint64_t key, Kind kind) {
  return kind == KIND_NUMBER ? sort_key_number(key) : (double)sort_key_int(key);
}

/* Between two finite numbers, whose difference may be none. */
static double between(double x, double y, double fraction) {
  double distance = y - x;
  double result = isfinite(distance) ? x + distance * fraction : x * (1 - fraction) + y * fraction;
  return result + 0.0; /* no -0.0 */
}

Value quantile_of(const uint64_t *keys, size_t n, Kind kind, double p) {
  double position = p * (double)(n - 1), whole = floor(position), fraction = position - whole;
  size_t at = (size_t)whole;
  if (at >= n - 1) at = n - 1, fraction = 0;
  uint64_t x = keys[at], y = fraction > 0 ? keys[at + 1] : x;
  if (kind == KIND_MONEY)
    return (Value){.kind = KIND_MONEY, .known = true, .i64 = wide_between(sort_key_int(x), y - x, fraction)};
  return (Value){.kind = KIND_NUMBER, .known = true, .f64 = between(number_of(x, kind), number_of(y, kind), fraction)};
}
