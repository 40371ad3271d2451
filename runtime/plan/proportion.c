/* SPDX-License-Identifier: MIT */
#include "runtime/plan/proportion.h"

#include <math.h>

static const double Z = 1.959963984540054; /* the normal distribution's 97.5 % point */

Proportion proportion(uint64_t part, uint64_t of) {
  if (!of) return (Proportion){NAN, NAN, NAN};
  double n = (double)of, p = (double)part / n, z2 = Z * Z;
  double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  double half = Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return (Proportion){p, part == 0 ? 0 : fmax(0, middle - half), part == of ? 1 : fmin(1, middle + half)};
}

Proportion proportion_difference(uint64_t part, uint64_t of, uint64_t other_part, uint64_t other_of) {
  if (!of || !other_of) return (Proportion){NAN, NAN, NAN};
  Proportion a = proportion(part, of), b = proportion(other_part, other_of);
  double down = sqrt((a.share - a.low) * (a.share - a.low) + (b.high - b.share) * (b.high - b.share));
  double up = sqrt((a.high - a.share) * (a.high - a.share) + (b.share - b.low) * (b.share - b.low));
  double difference = a.share - b.share;
  return (Proportion){difference, fmax(-1, difference - down), fmin(1, difference + up)};
}
