/* What images are read with: numbers, texts, lists, each held against the bytes that are left. */
#ifndef CIBLE_CODE_IMAGE_READER_H
#define CIBLE_CODE_IMAGE_READER_H

#include "runtime/base/arena.h"
#include "runtime/base/span.h"
#include "runtime/data/value.h"

typedef struct Reader {
  Arena *arena;
  Str bytes;
  uint32_t at;
  bool failed; /* sticky: what is read then is zero */
} Reader;

uint8_t reader_u8(Reader *r);
uint16_t reader_u16(Reader *r);
uint32_t reader_u32(Reader *r);
uint64_t reader_u64(Reader *r);
double reader_f64(Reader *r);
/* A byte that must be below `count`. */
uint8_t reader_enum(Reader *r, uint8_t count);
bool reader_bool(Reader *r);
Kind reader_kind(Reader *r);
Str reader_str(Reader *r);
Span reader_span(Reader *r);
/* How many follow, each of at least `least` bytes. */
uint32_t reader_count(Reader *r, uint32_t least);
Labels reader_labels(Reader *r);
Value reader_value(Reader *r);

/* Reads a list whose items take at least `least` bytes each. */
#define READ_EACH(r, T, count, items, least, get)                                                                      \
  do {                                                                                                                 \
    (count) = reader_count(r, least);                                                                                  \
    (items) = ARENA_ARRAY((r)->arena, T, count);                                                                       \
    for (uint32_t i = 0; (items) && i < (count); i++) (items)[i] = get(r);                                             \
  } while (0)

#endif
