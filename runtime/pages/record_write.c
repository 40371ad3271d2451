/* SPDX-License-Identifier: MIT */
#include "runtime/pages/record_write.h"

#include <errno.h>

enum {
  ROW_BYTES_MOST = 1000000000, /* SQLite's own limit */
  WORD = 8                     /* short values are stored as whole words: what is too much is written over */
};

/* ---- varints ---- */

static uint32_t varint_bytes(uint64_t value) {
  uint32_t n = (63 - (uint32_t)__builtin_clzll(value | 1)) / 7 + 1; /* seven bits each */
  return n < VARINT_MOST ? n : VARINT_MOST;
}

uint8_t *varint_write(uint8_t *p, uint64_t value) {
  uint32_t n = varint_bytes(value), at = n;
  if (n == VARINT_MOST) {
    p[--at] = (uint8_t)value;
    value >>= 8;
    p[--at] = (uint8_t)value | 0x80;
  } else {
    p[--at] = (uint8_t)value & 0x7f;
  }
  while (at > 0) p[--at] = (uint8_t)(value >>= 7) | 0x80;
  return p + n;
}

const uint8_t *varint_read(const uint8_t *p, uint64_t *value) {
  uint64_t all = 0;
  for (uint32_t i = 0; i < VARINT_MOST - 1; i++) {
    all = all << 7 | (*p & 0x7f);
    if (!(*p++ & 0x80)) {
      *value = all;
      return p;
    }
  }
  *value = all << 8 | *p;
  return p + 1;
}

/* ---- rows ---- */

/* Of types below SERIAL_BLOB. */
static const uint8_t field_sizes[SERIAL_BLOB] = {[SERIAL_INT_8] = 1,  [SERIAL_INT_16] = 2, [SERIAL_INT_24] = 3, [SERIAL_INT_32] = 4,
                                                 [SERIAL_INT_48] = 6, [SERIAL_INT_64] = 8, [SERIAL_REAL] = 8};

void row_run_init(RowRun *run, const Alloc *alloc, bool by_key) {
  *run = (RowRun){.by_key = by_key, .ascending = true};
  buf_init(&run->cells, alloc);
}

void row_run_clear(RowRun *run) {
  run->cells.n = 0;
  run->count = 0;
  run->ascending = true;
}

void row_run_free(RowRun *run) {
  if (run->sizes) mem_free(run->cells.alloc, run->sizes, run->room * sizeof *run->sizes);
  buf_free(&run->cells);
  *run = (RowRun){.by_key = run->by_key, .ascending = true, .cells = run->cells};
}

static bool make_room(RowRun *run, uint32_t more) {
  if (run->count + more <= run->room) return true;
  uint32_t room = run->room ? run->room * 2 : 256; /* more than rows come at once */
  uint32_t *sizes = room > run->room ? mem_resize(run->cells.alloc, run->sizes, run->room * sizeof *sizes, room * sizeof *sizes) : NULL;
  if (!sizes) return false;
  run->sizes = sizes;
  run->room = room;
  return true;
}

static void note_key(RowRun *run, int64_t key) {
  if (!run->count) run->first = key;
  else if (key <= run->last) run->ascending = false;
  run->last = key;
}

/* Nearly all are of one byte. */
static inline uint8_t *put_varint(uint8_t *p, uint64_t value) {
  if (value >= 0x80) return varint_write(p, value);
  *p = (uint8_t)value;
  return p + 1;
}

/* A key: of two to four bytes, as most are. */
static inline uint8_t *put_key(uint8_t *p, uint64_t key) {
  enum { BITS = 7 };
  if (key < 0x80 || key >= (uint64_t)1 << 4 * BITS) return varint_write(p, key);
  if (key >= (uint64_t)1 << 3 * BITS) *p++ = (uint8_t)(key >> 3 * BITS | 0x80);
  if (key >= (uint64_t)1 << 2 * BITS) *p++ = (uint8_t)(key >> 2 * BITS | 0x80);
  *p++ = (uint8_t)(key >> BITS | 0x80);
  *p++ = (uint8_t)(key & 0x7f);
  return p;
}

/* What a record takes: its header, with the header's own length, and all. */
static uint64_t measure(const Field *fields, uint32_t count, uint32_t *header) {
  uint64_t body = 0;
  uint32_t n = count;
  for (uint32_t i = 0; i < count; i++) {
    if (fields[i].type >= 0x80) n += varint_bytes(fields[i].type) - 1;
    body += fields[i].size;
  }
  n += n < 0x7f ? 1 : varint_bytes(n + varint_bytes(n));
  *header = n;
  return n + body;
}

static uint8_t *write_record(uint8_t *p, uint32_t header, const Field *fields, uint32_t count) {
  p = put_varint(p, header);
  for (uint32_t i = 0; i < count; i++) p = put_varint(p, fields[i].type);
  for (uint32_t i = 0; i < count; i++) {
    if (fields[i].size <= WORD) memcpy(p, &fields[i].word, WORD);
    else memcpy(p, fields[i].bytes, fields[i].size);
    p += fields[i].size;
  }
  return p;
}

int row_run_add(RowRun *run, int64_t key, const Field *fields, uint32_t count) {
  uint32_t header;
  uint64_t bytes = measure(fields, count, &header);
  if (bytes > ROW_BYTES_MOST) return EFBIG;
  uint8_t *cell = make_room(run, 1) ? (uint8_t *)buf_room(&run->cells, bytes + 2 * VARINT_MOST + WORD) : NULL;
  if (!cell) return ENOMEM;
  uint8_t *p = put_varint(cell, bytes);
  if (run->by_key) {
    note_key(run, key);
    p = put_key(p, (uint64_t)key);
  }
  size_t size = (size_t)(write_record(p, header, fields, count) - cell);
  run->sizes[run->count++] = (uint32_t)size;
  run->cells.n += size;
  return 0;
}

/* A word at a time, and up to a word too much. */
static inline void copy_words(uint8_t *to, const uint8_t *from, uint32_t n) {
  for (uint32_t i = 0; i < n; i += WORD) memcpy(to + i, from + i, WORD);
}

/* Their keys, which are in order as a rule. */
static void note_keys(RowRun *run, const int64_t *keys, uint32_t count) {
  for (uint32_t r = 0; r < count; r++) {
    note_key(run, keys[r]);
    run->count++;
  }
  run->count -= count;
}

int row_run_add_short(RowRun *run, const int64_t *keys, const ShortRows *some) {
  const ShortRows rows = *some;
  const size_t most = 2 * VARINT_MOST + rows.type_room + rows.body_room;
  uint8_t *begin = (uint8_t *)buf_room(&run->cells, rows.count * most), *cell = begin;
  if (!begin || !make_room(run, rows.count)) return ENOMEM;
  const bool by_key = run->by_key;
  const uint32_t header = rows.width + 1;
  uint32_t *sizes = run->sizes + run->count;
  if (by_key) note_keys(run, keys, rows.count);
  for (uint32_t r = 0; r < rows.count; r++) {
    uint8_t *p = put_varint(cell, header + rows.sizes[r]);
    if (by_key) p = put_key(p, (uint64_t)keys[r]);
    *p++ = (uint8_t)header;
    copy_words(p, rows.types + (size_t)r * rows.type_room, rows.width);
    p += rows.width;
    copy_words(p, rows.bodies + (size_t)r * rows.body_room, rows.sizes[r]);
    p += rows.sizes[r];
    sizes[r] = (uint32_t)(p - cell);
    cell = p;
  }
  run->count += rows.count;
  run->cells.n += (size_t)(cell - begin);
  return 0;
}

int row_run_number(RowRun *out, const RowRun *run, int64_t first) {
  row_run_clear(out);
  const uint8_t *cell = (const uint8_t *)run->cells.p;
  for (uint32_t i = 0; i < run->count; cell += run->sizes[i++]) {
    uint64_t bytes;
    const uint8_t *record = varint_read(cell, &bytes);
    uint8_t *begin = make_room(out, 1) ? (uint8_t *)buf_room(&out->cells, run->sizes[i] + VARINT_MOST) : NULL;
    if (!begin) return ENOMEM;
    note_key(out, first + i);
    uint8_t *p = varint_write(varint_write(begin, bytes), (uint64_t)(first + i));
    memcpy(p, record, bytes);
    out->sizes[out->count++] = (uint32_t)(p + bytes - begin);
    out->cells.n += (size_t)(p + bytes - begin);
  }
  return 0;
}

Str record_text(const uint8_t *record, uint32_t field) {
  uint64_t header, type, before = 0;
  const uint8_t *p = varint_read(record, &header);
  for (uint32_t i = 0;; i++) {
    p = varint_read(p, &type);
    if (i == field) break;
    before += type >= SERIAL_BLOB ? (type - SERIAL_BLOB) / 2 : field_sizes[type];
  }
  if (type < SERIAL_TEXT || type % 2 == 0) return STR("");
  return (Str){(const char *)record + header + before, (uint32_t)(type - SERIAL_TEXT) / 2};
}
