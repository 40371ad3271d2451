/* Rows as records of the file format: fields, and runs of rows as cells that only wait for their page.
 *
 * Runs are made by any thread, each its own, and handed to a table (database_build.h) in their order. */
#ifndef CIBLE_PAGES_RECORD_WRITE_H
#define CIBLE_PAGES_RECORD_WRITE_H

#include "runtime/base/buf.h"
#include "runtime/pages/page_format.h"

/* One value of a row, as it is stored. */
typedef struct Field {
  uint32_t type; /* serial type */
  uint32_t size; /* in bytes */
  union {
    uint64_t word;     /* up to 8 bytes: they themselves, the first of them first in memory */
    const char *bytes; /* more: borrowed */
  };
} Field;

static inline Field field_null(void) { return (Field){.type = SERIAL_NULL}; }

static inline Field field_integer(int64_t value) {
  static const uint8_t types[] = {SERIAL_INT_8,  SERIAL_INT_16, SERIAL_INT_24, SERIAL_INT_32,
                                  SERIAL_INT_48, SERIAL_INT_48, SERIAL_INT_64, SERIAL_INT_64}; /* by whole bytes needed */
  static const uint8_t sizes[] = {0, 1, 2, 3, 4, 6, 8};
  if (value == 0 || value == 1) return (Field){.type = SERIAL_ZERO + (uint32_t)value};
  uint64_t magnitude = (uint64_t)(value < 0 ? ~value : value);
  uint32_t type = types[magnitude ? (64 - __builtin_clzll(magnitude)) / 8 : 0], size = sizes[type];
  return (Field){.type = type, .size = size, .word = __builtin_bswap64((uint64_t)value << (64 - 8 * size))};
}

/* For a column of type REAL: whole numbers of up to six bytes are kept as integers, and read back as numbers. */
static inline Field field_real(double value) {
  enum { WHOLE_BITS = 47 };
  if (value > -(double)((int64_t)1 << WHOLE_BITS) && value < (double)((int64_t)1 << WHOLE_BITS) && value == (double)(int64_t)value)
    return field_integer((int64_t)value);
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (Field){.type = SERIAL_REAL, .size = 8, .word = __builtin_bswap64(bits)};
}

/* Up to 8 bytes as a word; those of a longer piece may overlap. */
static inline uint64_t short_word(const char *p, uint32_t n) {
  if (n >= 4) return str_four(p) | (uint64_t)str_four(p + n - 4) << 8 * (n - 4);
  uint64_t word = 0;
  for (uint32_t i = 0; i < n; i++) word |= (uint64_t)(uint8_t)p[i] << 8 * i;
  return word;
}

static inline Field field_text(Str text) {
  Field field = {.type = SERIAL_TEXT + 2 * text.n, .size = text.n};
  if (text.n > 8) field.bytes = text.p;
  else field.word = short_word(text.p, text.n);
  return field;
}

/* Rows, one behind the other, as cells: | varint payload bytes | varint key, in runs by key | payload |. */
typedef struct RowRun {
  Buf cells;
  uint32_t *sizes; /* of each cell */
  uint32_t count, room;
  bool by_key;         /* the key is the rowid; else rows are numbered where they are added to their table */
  bool ascending;      /* each key is greater than the one before */
  int64_t first, last; /* keys */
} RowRun;

void row_run_init(RowRun *run, const Alloc *alloc, bool by_key);
/* Forgets the rows, keeps the memory. */
void row_run_clear(RowRun *run);
void row_run_free(RowRun *run);
/* Adds a row; `key` counts in runs by key, whose column is then a field that is NULL. 0, ENOMEM, or EFBIG: longer than SQLite
 * allows a row to be. */
int row_run_add(RowRun *run, int64_t key, const Field *fields, uint32_t count);

/* Rows of short fields, made column by column: of each row its types, a byte each, and its fields' bytes one behind the other. */
enum { SHORT_FIELDS_MOST = 120, SHORT_TEXT_MOST = 57 /* of more, a row's or a text's length takes two bytes */ };
typedef struct ShortRows {
  uint32_t count, width;         /* rows; fields of each, SHORT_FIELDS_MOST at the most */
  uint32_t type_room, body_room; /* bytes from row to row: whole words, of which what is too much may be written over */
  uint8_t *types, *bodies;
  uint32_t *sizes;               /* of each body so far */
} ShortRows;

/* By value: what is written into bodies may be anything, as a compiler sees it. */
static inline void short_rows_put(ShortRows rows, uint32_t row, uint32_t column, Field field) {
  const uint32_t size = rows.sizes[row];
  uint8_t *body = rows.bodies + (size_t)row * rows.body_room + size;
  rows.sizes[row] = size + field.size;
  rows.types[(size_t)row * rows.type_room + column] = (uint8_t)field.type;
  if (field.size <= sizeof field.word) memcpy(body, &field.word, sizeof field.word);
  else memcpy(body, field.bytes, field.size);
}

/* Adds them all; keys count in runs by key. 0 or ENOMEM. */
int row_run_add_short(RowRun *run, const int64_t *keys, const ShortRows *rows);

/* ---- for the builders of trees ---- */

/* The rows of `run`, which is not by key, as rows by key: numbered from `first` on. They replace what `out` holds. */
int row_run_number(RowRun *out, const RowRun *run, int64_t first);
/* A text among the fields of a record (a cell behind its varints) that was written here. */
Str record_text(const uint8_t *record, uint32_t field);

/* The place behind it. */
uint8_t *varint_write(uint8_t *p, uint64_t value);
/* Of a varint that was written here; the place behind it. */
const uint8_t *varint_read(const uint8_t *p, uint64_t *value);

#endif
