/* Mask: one bit a record of a batch. Used for truth, for validity ("known") and for selections.
 * Bits at and behind the batch's end have no meaning; mask_count and mask_any look at the first n bits only. */
#ifndef CIBLE_DATA_MASK_H
#define CIBLE_DATA_MASK_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { BATCH_SIZE = 2048, MASK_WORDS = BATCH_SIZE / 64 };

typedef struct Mask {
  uint64_t words[MASK_WORDS];
} Mask;

static inline uint32_t mask_words(uint32_t n) { return (n + 63) / 64; }
static inline bool mask_get(const Mask *m, uint32_t i) { return m->words[i / 64] >> (i % 64) & 1; }
static inline void mask_set(Mask *m, uint32_t i) { m->words[i / 64] |= (uint64_t)1 << (i % 64); }
static inline void mask_clear(Mask *m, uint32_t i) { m->words[i / 64] &= ~((uint64_t)1 << (i % 64)); }
static inline void mask_none(Mask *m) { memset(m, 0, sizeof *m); }

/* The first n bits set, the others clear. */
static inline void mask_first(Mask *m, uint32_t n) {
  for (uint32_t w = 0; w < MASK_WORDS; w++) {
    uint32_t from = w * 64;
    m->words[w] = n >= from + 64 ? ~(uint64_t)0 : n > from ? ((uint64_t)1 << (n - from)) - 1 : 0;
  }
}

static inline uint64_t mask_word(const Mask *m, uint32_t w, uint32_t n) {
  uint64_t word = m->words[w];
  return w == n / 64 && n % 64 ? word & (((uint64_t)1 << (n % 64)) - 1) : word;
}

static inline uint32_t mask_count(const Mask *m, uint32_t n) {
  uint32_t count = 0;
  for (uint32_t w = 0; w < mask_words(n); w++) count += (uint32_t)__builtin_popcountll(mask_word(m, w, n));
  return count;
}

static inline bool mask_any(const Mask *m, uint32_t n) {
  for (uint32_t w = 0; w < mask_words(n); w++)
    if (mask_word(m, w, n)) return true;
  return false;
}

/* For each set bit of `mask` among the first n: MASK_EACH(mask, n, i) { … i … } */
#define MASK_EACH(mask, n, i)                                                                                          \
  for (uint32_t i##_w = 0; i##_w < mask_words(n); i##_w++)                                                             \
    for (uint64_t i##_bits = mask_word((mask), i##_w, (n)), i = 0;                                                     \
         i##_bits && (i = i##_w * 64 + (uint32_t)__builtin_ctzll(i##_bits), true); i##_bits &= i##_bits - 1)

#endif
