/* Str: a borrowed run of bytes. It owns nothing and need not end in a NUL. */
#ifndef CIBLE_BASE_STR_H
#define CIBLE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Str {
  const char *p;
  uint32_t n; /* bytes */
} Str;

#define STR(literal) ((Str){("" literal), sizeof(literal) - 1})
#define STR_ARG(s) (int)(s).n, (s).p /* for "%.*s" */

static inline Str str_from(const char *z) { return (Str){z, z ? (uint32_t)strlen(z) : 0}; }

static inline uint64_t str_eight(const char *p) {
  uint64_t word;
  memcpy(&word, p, sizeof word);
  return word;
}

static inline uint32_t str_four(const char *p) {
  uint32_t word;
  memcpy(&word, p, sizeof word);
  return word;
}

/* A text's first eight bytes, behind a shorter one's zeros, and its last eight, of a shorter one none: of up to STR_ENDS_MOST bytes
 * they and its length tell it from all others. */
typedef struct StrEnds {
  uint64_t first, last;
} StrEnds;
enum { STR_ENDS_MOST = 16 };

static inline StrEnds str_ends(Str s) {
  const uint8_t *p = (const uint8_t *)s.p;
  uint32_t n = s.n;
  if (n >= 8) return (StrEnds){str_eight(s.p), str_eight(s.p + n - 8)};
  if (n >= 4) return (StrEnds){str_four(s.p) | (uint64_t)str_four(s.p + n - 4) << (n - 4) * 8, 0};
  return (StrEnds){n ? p[0] | (uint64_t)p[n / 2] << n / 2 * 8 | (uint64_t)p[n - 1] << (n - 1) * 8 : 0, 0};
}

/* Short texts are compared by their first and their last bytes, which may overlap: a call costs more. */
static inline bool str_equal(Str a, Str b) {
  uint32_t n = a.n;
  if (n != b.n) return false;
  if (n > 16) return memcmp(a.p, b.p, n) == 0;
  if (n >= 8) return ((str_eight(a.p) ^ str_eight(b.p)) | (str_eight(a.p + n - 8) ^ str_eight(b.p + n - 8))) == 0;
  if (n >= 4) return ((str_four(a.p) ^ str_four(b.p)) | (str_four(a.p + n - 4) ^ str_four(b.p + n - 4))) == 0;
  return n == 0 || ((a.p[0] ^ b.p[0]) | (a.p[n / 2] ^ b.p[n / 2]) | (a.p[n - 1] ^ b.p[n - 1])) == 0;
}

/* Copies the bytes to p and gives the place behind them; short ones likewise. */
static inline char *str_put(char *p, Str s) {
  if (s.n > 16) {
    memcpy(p, s.p, s.n);
  } else if (s.n >= 8) {
    uint64_t first = str_eight(s.p), last = str_eight(s.p + s.n - 8);
    memcpy(p, &first, 8);
    memcpy(p + s.n - 8, &last, 8);
  } else if (s.n >= 4) {
    uint32_t first = str_four(s.p), last = str_four(s.p + s.n - 4);
    memcpy(p, &first, 4);
    memcpy(p + s.n - 4, &last, 4);
  } else {
    for (uint32_t i = 0; i < s.n; i++) p[i] = s.p[i];
  }
  return p + s.n;
}

static inline bool str_is(Str a, const char *z) { return str_equal(a, str_from(z)); }

/* By bytes, which for UTF-8 is by code points: < 0, 0 or > 0. */
static inline int str_compare(Str a, Str b) {
  uint32_t n = a.n < b.n ? a.n : b.n;
  int c = n ? memcmp(a.p, b.p, n) : 0;
  return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* A seeded hash: a table that holds a user's data takes a random seed, so that no input can make it slow. */
uint64_t str_hash(Str s, uint64_t seed);
/* A seed from the system's random source (a fixed one where there is none). */
uint64_t str_seed(void);
/* The edit distance of two names, at most `limit` + 1: for "did you mean". Counts a swap of neighbours as one. */
unsigned str_distance(Str a, Str b, unsigned limit);

#endif
