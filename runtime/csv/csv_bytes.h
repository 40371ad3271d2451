/* Bytes looked at many at once: the ends of cells, and whether all of a text is plain ASCII. */
#ifndef CIBLE_CSV_CSV_BYTES_H
#define CIBLE_CSV_CSV_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

enum { CSV_STRIDE = 64 };

/* A bit for each of the CSV_STRIDE bytes at p that is a line end or one of the delimiters. */
static inline uint64_t csv_stops(const char *p, char delimiter, char other) {
  const __m128i a = _mm_set1_epi8(delimiter), b = _mm_set1_epi8(other), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
  uint64_t stops = 0;
  for (int i = 0; i < CSV_STRIDE; i += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(p + i));
    __m128i cells = _mm_or_si128(_mm_cmpeq_epi8(bytes, a), _mm_cmpeq_epi8(bytes, b));
    __m128i lines = _mm_or_si128(_mm_cmpeq_epi8(bytes, lf), _mm_cmpeq_epi8(bytes, cr));
    stops |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(cells, lines)) << i;
  }
  return stops;
}

/* Are all n bytes ASCII, without a NUL? */
static inline bool csv_is_ascii(const char *p, size_t n) {
  const __m128i zero = _mm_setzero_si128();
  __m128i odd = zero;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(p + i));
    odd = _mm_or_si128(odd, _mm_or_si128(bytes, _mm_cmpeq_epi8(bytes, zero)));
  }
  bool tail = false;
  for (; i < n; i++) tail |= (signed char)p[i] <= 0;
  return !tail && _mm_movemask_epi8(odd) == 0;
}

#else

enum { CSV_STRIDE = 8 };

/* A bit at the top of each byte of `word` that is `c`. */
static inline uint64_t csv_bytes_equal(uint64_t word, char c) {
  const uint64_t low = 0x7f7f7f7f7f7f7f7fu;
  uint64_t differ = word ^ (0x0101010101010101u * (uint8_t)c);
  return ~(((differ & low) + low) | differ | low);
}

static inline uint64_t csv_stops(const char *p, char delimiter, char other) {
  uint64_t word, stops = 0;
  memcpy(&word, p, sizeof word);
  word = csv_bytes_equal(word, delimiter) | csv_bytes_equal(word, other) | csv_bytes_equal(word, '\n') | csv_bytes_equal(word, '\r');
  for (int i = 0; word && i < CSV_STRIDE; i++) stops |= (uint64_t)(((const uint8_t *)&word)[i] >> 7) << i;
  return stops;
}

static inline bool csv_is_ascii(const char *p, size_t n) {
  bool odd = false;
  for (size_t i = 0; i < n; i++) odd |= (signed char)p[i] <= 0;
  return !odd;
}

#endif
#endif
