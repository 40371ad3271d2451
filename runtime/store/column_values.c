/* SPDX-License-Identifier: MIT
 * Columns from SQLite's values, by sqlite3_value_*: each sqlite3_column_* call locks and unlocks, looks up the cell and looks for
 * errors anew, which costs as much as decoding it. A connection opened with NOMUTEX knows no difference between protected values
 * and others.
 *
 * One function a kind: how its values are usually stored, by the shortest way. What is stored otherwise stands apart, so that the
 * usual pays no registers for it. */
#include "runtime/data/calendar.h"
#include "runtime/store/column_parts.h"

/* A table's texts, when SQLite has decoded them from UTF-8, end in a NUL, and sqlite3_value_text gives them as they stand; else it
 * converts. p is NULL where SQLite has no memory for that. */
static inline Str text_of(sqlite3_value *value) {
  const char *p = (const char *)sqlite3_value_text(value);
  return (Str){p, (uint32_t)sqlite3_value_bytes(value)};
}

static Str blob_of(sqlite3_value *value) {
  const char *p = sqlite3_value_blob(value);
  return p ? (Str){p, (uint32_t)sqlite3_value_bytes(value)} : STR(""); /* an empty one has no bytes */
}

static Stored stored_value(sqlite3_value *value) {
  switch (sqlite3_value_type(value)) {
  case SQLITE_INTEGER: return (Stored){.type = STORED_INTEGER, .integer = sqlite3_value_int64(value)};
  case SQLITE_FLOAT: return (Stored){.type = STORED_REAL, .real = sqlite3_value_double(value)};
  case SQLITE_TEXT: return (Stored){.type = STORED_TEXT, .text = text_of(value)};
  case SQLITE_BLOB: return (Stored){.type = STORED_BLOB, .text = blob_of(value)};
  default: return (Stored){.type = STORED_NULL};
  }
}

Stored column_stored(sqlite3_stmt *stmt, int cell) { return stored_value(sqlite3_column_value(stmt, cell)); }

__attribute__((noinline)) static void take_other(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  Stored stored = stored_value(value);
  if (stored.type == STORED_TEXT && !stored.text.p) {
    reader->texts->failed = true;
    stored.text = STR("");
  }
  column_reader_put(reader, stored, lane);
}

static void take_integer(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  if (sqlite3_value_type(value) == SQLITE_INTEGER) reader->i64[lane] = sqlite3_value_int64(value);
  else take_other(reader, value, lane);
}

static void take_boolean(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  uint64_t truth = sqlite3_value_type(value) == SQLITE_INTEGER ? (uint64_t)sqlite3_value_int64(value) : 2;
  if (truth <= 1) reader->bits.words[lane / 64] |= truth << (lane % 64);
  else take_other(reader, value, lane);
}

static void take_number(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  double real = sqlite3_value_type(value) == SQLITE_FLOAT ? sqlite3_value_double(value) : INFINITY;
  if (isfinite(real)) reader->f64[lane] = real + 0.0; /* -0.0 becomes 0.0 */
  else take_other(reader, value, lane);
}

static void take_money(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  double real = sqlite3_value_type(value) == SQLITE_FLOAT ? sqlite3_value_double(value) : INFINITY;
  int64_t money;
  if (money_plain(real, &money)) reader->i64[lane] = money;
  else take_other(reader, value, lane);
}

/* A text's bytes; none where it is no text. */
static inline Str plain_text(sqlite3_value *value) { return sqlite3_value_type(value) == SQLITE_TEXT ? text_of(value) : STR(""); }

/* Texts live in the statement until its next step: they are copied. */
static void take_text(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  Str text = plain_text(value);
  if (!is_plain(text) || text.n > TEXT_MOST || !is_ascii(text)) {
    take_other(reader, value, lane);
    return;
  }
  if (put_code(reader, text, lane)) return;
  char *p = arena_bytes(reader->texts, text.n);
  if (p) memcpy(p, text.p, text.n);
  reader->str[lane] = p ? (Str){p, text.n} : STR("");
}

static void take_date(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  Str text = plain_text(value);
  if (!is_plain(text) || !date_parse(text, &reader->i32[lane])) take_other(reader, value, lane);
}

static void take_code(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  Str text = plain_text(value);
  int32_t code = reader->dict_made ? dict_find(&reader->dict, text) - DICT_LABELS : -1;
  if (code >= 0) reader->i32[lane] = code;
  else take_other(reader, value, lane);
}

TakeValue column_values_of(Kind kind) {
  switch (kind) {
  case KIND_BOOLEAN: return take_boolean;
  case KIND_INTEGER: return take_integer;
  case KIND_NUMBER: return take_number;
  case KIND_MONEY: return take_money;
  case KIND_TEXT: return take_text;
  case KIND_DATE: return take_date;
  case KIND_CODE: return take_code;
  case KIND_DATETIME:
  case KIND_COUNT: break;
  }
  return take_other;
}
