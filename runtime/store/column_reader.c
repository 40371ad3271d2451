/* SPDX-License-Identifier: MIT
 * From stored cells to typed lanes. Each kind has a fast path for how its values are usually stored; all else goes through
 * stored_read, whose answers the fast paths give too (test_scan holds them against each other). */
#include "runtime/store/column_reader.h"

#include <math.h>

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

enum {
  FEW_LABELS = 8,        /* compared one by one */
  DICT_MOST = 65536,     /* distinct texts worth a dictionary … */
  DICT_TRIAL = 4096,     /* … which is judged after so many rows … */
  DICT_BYTES = 8 << 20,  /* … and may hold so many bytes */
};

void column_reader_free(ColumnReader *reader) {
  if (reader->dict_made) dict_free(&reader->dict);
  map_free(&reader->codes);
}

void column_reader_begin(ColumnReader *reader) {
  mask_first(&reader->valid, BATCH_SIZE);
  reader->all_known = true;
  if (reader->faulted) memset(reader->faults, 0, sizeof reader->faults);
  reader->faulted = false;
  if (reader->as.kind == KIND_BOOLEAN) mask_none(&reader->bits);
  /* A dictionary pays while texts repeat: what it costs to look a text up is won back by computing once a distinct text. */
  bool tried = reader->dict_rows >= DICT_TRIAL;
  if (reader->dict.count > DICT_MOST || (tried && reader->dict.count > reader->dict_rows / 2) ||
      (reader->dict_made && reader->dict.texts.taken > DICT_BYTES))
    reader->use_dict = false;
}

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

static void unknown(ColumnReader *reader, uint32_t lane, Fault fault) {
  mask_clear(&reader->valid, lane);
  reader->all_known = false;
  if (fault) {
    reader->faults[lane] = (uint8_t)fault;
    reader->faulted = true;
  }
}

/* Texts live in the statement until its next step: they are copied, to the dictionary or to the batch's arena. */
static inline void put_text(ColumnReader *reader, uint32_t lane, Str text) {
  if (reader->bare) {
    reader->i32[lane] = 0;
    return;
  }
  if (reader->use_dict) {
    int32_t code = dict_code(&reader->dict, text);
    if (code < 0) reader->texts->failed = true;
    reader->i32[lane] = code < 0 ? 0 : code;
    reader->dict_rows++;
    return;
  }
  char *p = arena_bytes(reader->texts, text.n);
  if (p && text.n) memcpy(p, text.p, text.n);
  reader->str[lane] = p ? (Str){p, text.n} : STR("");
}

static void put_nothing(ColumnReader *reader, uint32_t lane) {
  switch (kind_lane(reader->as.kind)) {
  case LANE_BITS: break;
  case LANE_I32: reader->i32[lane] = 0; break;
  case LANE_I64: reader->i64[lane] = 0; break;
  case LANE_F64: reader->f64[lane] = 0; break;
  case LANE_STR:
    if (reader->use_dict) reader->i32[lane] = 0;
    else reader->str[lane] = STR("");
    break;
  }
}

/* Any stored value, by the rules of the language. */
static void put_stored(ColumnReader *reader, uint32_t lane, Stored stored) {
  Value value;
  Fault fault = stored_read(&reader->as, stored, reader->texts, &value);
  if (fault || !value.known) {
    put_nothing(reader, lane);
    unknown(reader, lane, fault);
    return;
  }
  switch (kind_lane(reader->as.kind)) {
  case LANE_BITS:
    if (value.truth) mask_set(&reader->bits, lane);
    break;
  case LANE_I32: reader->i32[lane] = value.i32; break;
  case LANE_I64: reader->i64[lane] = value.i64; break;
  case LANE_F64: reader->f64[lane] = value.f64; break;
  case LANE_STR: put_text(reader, lane, value.str); break;
  }
}

/* ---- cells ---- */

/* By sqlite3_value_*: each sqlite3_column_* call locks and unlocks, looks up the cell and looks for errors anew, which costs as
 * much as decoding it. A connection opened with NOMUTEX knows no difference between protected values and others.
 *
 * One function a kind: how its values are usually stored, by the shortest way. What is stored otherwise stands apart, so that the
 * usual pays no registers for it. */
__attribute__((noinline)) static void take_other(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  if (sqlite3_value_type(value) == SQLITE_NULL) {
    put_nothing(reader, lane);
    unknown(reader, lane, reader->as.optional ? FAULT_NONE : FAULT_MISSING);
    return;
  }
  Stored stored = stored_value(value);
  if (stored.type == STORED_TEXT && !stored.text.p) {
    reader->texts->failed = true;
    stored.text = STR("");
  }
  put_stored(reader, lane, stored);
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

/* A REAL m / 10 000 of at most 15 digits is the only such decimal near it, so it is also its shortest form. */
static void take_money(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  double real = sqlite3_value_type(value) == SQLITE_FLOAT ? sqlite3_value_double(value) : INFINITY, scaled = real * MONEY_SCALE;
  int64_t money = fabs(scaled) < 1e15 ? llrint(scaled) : 0;
  if (fabs(scaled) < 1e15 && (double)money / MONEY_SCALE == real) reader->i64[lane] = money;
  else take_other(reader, value, lane);
}

/* Texts in plain ASCII are in NFC as they stand. */
static bool is_ascii(Str text) {
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

/* A text's bytes; none where it is no text, or may be blank or padded: that is left to stored_read. */
static inline Str plain_text(sqlite3_value *value) {
  if (sqlite3_value_type(value) != SQLITE_TEXT) return STR("");
  Str text = text_of(value);
  return text.n && (uint8_t)text.p[0] > ' ' ? text : STR("");
}

static void take_text(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  Str text = plain_text(value);
  if (text.n && text.n <= TEXT_MOST && is_ascii(text)) put_text(reader, lane, text);
  else take_other(reader, value, lane);
}

static void take_date(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  Str text = plain_text(value);
  if (!text.n || !date_parse(text, &reader->i32[lane])) take_other(reader, value, lane);
}

/* labels->count where it is none of them. */
static uint32_t label_of(const ColumnReader *reader, Str text) {
  const Labels *labels = &reader->as.labels;
  uint32_t code = 0;
  if (labels->count > FEW_LABELS) {
    const Str *found = map_get(&reader->codes, text);
    return found ? (uint32_t)(found - labels->names) : labels->count;
  }
  while (code < labels->count && !str_equal(labels->names[code], text)) code++;
  return code;
}

static void take_code(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  const Labels *labels = &reader->as.labels;
  Str text = labels->count ? plain_text(value) : STR("");
  bool again = text.n && str_equal(labels->names[reader->last_code], text);
  uint32_t code = again ? (uint32_t)reader->last_code : text.n ? label_of(reader, text) : labels->count;
  if (code < labels->count) reader->i32[lane] = reader->last_code = (int32_t)code;
  else take_other(reader, value, lane);
}

static TakeCell take_of(Kind kind) {
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

bool column_reader_init(ColumnReader *reader, const StoredAs *as, Arena *texts, const Alloc *alloc) {
  reader->as = *as;
  reader->take = take_of(as->kind);
  reader->texts = texts;
  map_init(&reader->codes, alloc);
  if (as->kind == KIND_TEXT) {
    reader->dict_made = dict_init(&reader->dict, alloc);
    reader->use_dict = reader->dict_made;
    return reader->dict_made;
  }
  if (as->kind == KIND_CODE && as->labels.count > FEW_LABELS)
    for (uint32_t i = 0; i < as->labels.count; i++)
      if (!map_put(&reader->codes, as->labels.names[i], (void *)(uintptr_t)&as->labels.names[i])) return false;
  return true;
}

BatchColumn column_reader_column(const ColumnReader *reader) {
  BatchColumn column = {.vec = {.kind = reader->as.kind, .valid = reader->all_known ? NULL : &reader->valid},
                        .fault = reader->faulted ? reader->faults : NULL};
  if (kind_lane(reader->as.kind) == LANE_BITS) column.vec.bits = &reader->bits;
  else if (reader->use_dict) column.vec.i32 = reader->i32;
  else column.vec.data = reader->str;
  if (reader->use_dict) column.vec.dict = &reader->dict;
  return column;
}
