/* Reading varints: seven bits a byte, the highest first; all eight of a ninth. */
#ifndef CIBLE_PAGES_VARINT_READ_H
#define CIBLE_PAGES_VARINT_READ_H

#include "runtime/pages/page_format.h"

/* Any length, VARINT_MOST bytes at most; gives the place behind. */
static inline const uint8_t *varint_read_long(const uint8_t *p, uint64_t *out) {
  uint64_t value = 0;
  for (int i = 0; i < VARINT_MOST - 1; i++) {
    value = value << 7 | (p[i] & 0x7f);
    if (!(p[i] & 0x80)) {
      *out = value;
      return p + i + 1;
    }
  }
  *out = value << 8 | p[VARINT_MOST - 1];
  return p + VARINT_MOST;
}

/* The same; most are one or two bytes long. */
static inline const uint8_t *varint_read(const uint8_t *p, uint64_t *out) {
  if (!(p[0] & 0x80)) {
    *out = p[0];
    return p + 1;
  }
  if (!(p[1] & 0x80)) {
    *out = (uint64_t)(p[0] & 0x7f) << 7 | p[1];
    return p + 2;
  }
  return varint_read_long(p, out);
}

/* The same where the number before was as long, as rowids are. */
static inline const uint8_t *varint_read_rowid(const uint8_t *p, uint64_t *out) {
  if (!(p[0] & p[1] & 0x80)) return varint_read(p, out);
  const uint32_t high = (p[0] & 0x7fu) << 7 | (p[1] & 0x7fu);
  if (!(p[2] & 0x80)) {
    *out = high << 7 | p[2];
    return p + 3;
  }
  if (!(p[3] & 0x80)) {
    *out = (high << 7 | (p[2] & 0x7fu)) << 7 | p[3];
    return p + 4;
  }
  return varint_read_long(p, out);
}

/* The same where one byte is as likely as two: no branch tells them apart. */
static inline const uint8_t *varint_read_short(const uint8_t *p, uint64_t *out) {
  uint32_t first = p[0], second = p[1], two = first >> 7;
  if (first & second & 0x80) return varint_read_long(p, out);
  *out = (first & 0x7f) << two * 7 | (second & -two);
  return p + 1 + two;
}

#endif
