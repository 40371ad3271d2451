/* What the ways of reading a column share: SQLite's values (column_values.c) and cells of its pages (column_cells.c). */
#ifndef CIBLE_STORE_COLUMN_PARTS_H
#define CIBLE_STORE_COLUMN_PARTS_H

#include <math.h>

#include "runtime/store/column_reader.h"

TakeValue column_values_of(Kind kind);
TakeCells column_cells_of(Kind kind);

enum { DICT_LABELS = 1 /* the code of a `one of`'s first label in its dictionary, behind the empty text */ };

/* Is it worth no copy, whatever the reader does with texts? */
static inline bool put_code(ColumnReader *reader, Str text, uint32_t lane) {
  if (reader->bare) {
    reader->i32[lane] = 0;
    return true;
  }
  if (!reader->use_dict) return false;
  int32_t code = dict_code(&reader->dict, text);
  if (code < 0) reader->texts->failed = true;
  reader->i32[lane] = code < 0 ? 0 : code;
  reader->dict_rows++;
  return true;
}

/* Texts in plain ASCII are in NFC as they stand. */
static inline bool is_ascii(Str text) {
  uint64_t high = 0;
  uint32_t n = text.n;
  if (n >= 8) {
    for (uint32_t i = 0; i + 8 < n; i += 8) high |= str_eight(text.p + i);
    high |= str_eight(text.p + n - 8);
  } else if (n >= 4) {
    high = str_four(text.p) | str_four(text.p + n - 4);
  } else {
    for (uint32_t i = 0; i < n; i++) high |= (uint8_t)text.p[i];
  }
  return !(high & 0x8080808080808080u);
}

/* A text as it stands, where it is neither blank nor padded nor in need of NFC; all else is left to stored_read. */
static inline bool is_plain(Str text) { return text.n && (uint8_t)text.p[0] > ' '; }

/* A REAL m / 10 000 of at most 15 digits is the only such decimal near it, so it is also its shortest form. */
static inline bool money_plain(double real, int64_t *out) {
  double scaled = real * MONEY_SCALE;
  if (!(fabs(scaled) < 1e15)) return false;
  *out = llrint(scaled);
  return (double)*out / MONEY_SCALE == real;
}

#endif
