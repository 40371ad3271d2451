/* Numbers that look random and are the same everywhere: every row draws from a generator of its own, seeded by the seed, the
 * table and the row's number, so that a row does not hang on how many others there are. */
#ifndef CIBLE_EXAMPLES_RANDOM_H
#define CIBLE_EXAMPLES_RANDOM_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Random {
  uint64_t state;
} Random;

/* splitmix64: a counter, and a mix of its bits. */
static inline uint64_t random_next(Random *r) {
  uint64_t z = r->state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

static inline Random random_row(uint64_t seed, uint32_t table, uint64_t row) {
  Random r = {seed * 0xD1342543DE82EF95u + table};
  r.state = random_next(&r) ^ row * 0x9E3779B97F4A7C15u;
  random_next(&r);
  return r;
}

/* 0 .. n - 1 */
static inline uint32_t random_below(Random *r, uint32_t n) { return (uint32_t)((random_next(r) >> 32) * n >> 32); }
static inline double random_unit(Random *r) { return (double)(random_next(r) >> 11) * 0x1p-53; }
static inline bool random_percent(Random *r, double percent) { return random_unit(r) * 100 < percent; }
/* lo .. hi, both included */
static inline int64_t random_within(Random *r, int64_t lo, int64_t hi) { return lo + random_below(r, (uint32_t)(hi - lo + 1)); }

/* About normal, mean 0, deviation 1: a sum of twelve. */
static inline double random_normal(Random *r) {
  double sum = -6;
  for (int i = 0; i < 12; i++) sum += random_unit(r);
  return sum;
}

/* Log-normal with that median, at least `least`. */
static inline int64_t random_size(Random *r, double median, double spread, int64_t least) {
  double x = floor(median * exp(spread * random_normal(r)));
  return x < (double)least ? least : (int64_t)x;
}

/* 0 .. n - 1, low numbers far more often: the square of a uniform draw. */
static inline uint32_t random_skewed(Random *r, uint32_t n) {
  double u = random_unit(r);
  return (uint32_t)(u * u * n);
}

#endif
