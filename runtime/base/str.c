/* SPDX-License-Identifier: MIT */
#include "runtime/base/str.h"

#include <sys/random.h>

static uint64_t mix(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The 1 to 8 bytes at p, the first the lowest. */
static uint64_t load(const char *p, size_t n) {
  if (n >= 4) return str_four(p) | (uint64_t)str_four(p + n - 4) << (n - 4) * 8;
  uint64_t middle = (uint8_t)p[n / 2], last = (uint8_t)p[n - 1];
  return (uint8_t)p[0] | middle << n / 2 * 8 | last << (n - 1) * 8;
}

uint64_t str_hash(Str s, uint64_t seed) {
  const uint64_t k0 = 0xa0761d6478bd642full, k1 = 0xe7037ed1a0b428dbull;
  uint64_t h = seed ^ k0;
  const char *p = s.p;
  size_t n = s.n;
  for (; n > 8; p += 8, n -= 8) h = mix(h ^ str_eight(p), k1);
  if (n) h = mix(h ^ load(p, n), k1);
  return mix(h ^ s.n, k0 ^ seed);
}

uint64_t str_seed(void) {
  uint64_t seed = 0;
  if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed) seed = 0x9e3779b97f4a7c15ull;
  return seed;
}

enum { DISTANCE_MAX = 64 };

unsigned str_distance(Str a, Str b, unsigned limit) {
  if (a.n > DISTANCE_MAX || b.n > DISTANCE_MAX) return limit + 1;
  unsigned rows[3][DISTANCE_MAX + 1];
  unsigned *before = rows[0], *last = rows[1], *row = rows[2];
  for (uint32_t j = 0; j <= b.n; j++) last[j] = j;
  for (uint32_t i = 1; i <= a.n; i++) {
    row[0] = i;
    for (uint32_t j = 1; j <= b.n; j++) {
      unsigned best = last[j - 1] + (a.p[i - 1] != b.p[j - 1]);
      if (last[j] + 1 < best) best = last[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      bool swapped = i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1];
      if (swapped && before[j - 2] + 1 < best) best = before[j - 2] + 1;
      row[j] = best;
    }
    unsigned *oldest = before;
    before = last, last = row, row = oldest;
  }
  return last[b.n] > limit ? limit + 1 : last[b.n];
}
