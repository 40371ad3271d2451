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

bool column_reader_init(ColumnReader *reader, const StoredAs *as, Arena *texts, const Alloc *alloc) {
  reader->as = *as;
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

/* The bytes of a TEXT or BLOB value. For a database in UTF-8 they are taken as a blob's: as a text, SQLite would copy them to
 * put a NUL behind. p is NULL where SQLite has no memory to convert another encoding. */
static Str value_bytes(sqlite3_value *value) {
  bool text = sqlite3_value_type(value) == SQLITE_TEXT;
  bool convert = text && sqlite3_value_encoding(value) != SQLITE_UTF8;
  const char *p = convert ? (const char *)sqlite3_value_text(value) : sqlite3_value_blob(value);
  uint32_t n = (uint32_t)sqlite3_value_bytes(value);
  return p || convert ? (Str){p, n} : STR("");
}

static Stored stored_value(sqlite3_value *value) {
  switch (sqlite3_value_type(value)) {
  case SQLITE_INTEGER: return (Stored){.type = STORED_INTEGER, .integer = sqlite3_value_int64(value)};
  case SQLITE_FLOAT: return (Stored){.type = STORED_REAL, .real = sqlite3_value_double(value)};
  case SQLITE_TEXT: return (Stored){.type = STORED_TEXT, .text = value_bytes(value)};
  case SQLITE_BLOB: return (Stored){.type = STORED_BLOB, .text = value_bytes(value)};
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

/* Texts that may be blank or padded are left to stored_read. */
static bool starts_plainly(Str text) { return text.n && (uint8_t)text.p[0] > ' '; }

static bool fast_text(ColumnReader *reader, Str text, uint32_t lane) {
  if (!starts_plainly(text) || text.n > TEXT_MOST || !is_ascii(text)) return false;
  put_text(reader, lane, text);
  return true;
}

static bool fast_code(ColumnReader *reader, Str text, uint32_t lane) {
  const Labels *labels = &reader->as.labels;
  if (!starts_plainly(text) || !labels->count) return false;
  if (str_equal(labels->names[reader->last_code], text)) {
    reader->i32[lane] = reader->last_code;
    return true;
  }
  uint32_t code = 0;
  if (labels->count > FEW_LABELS) {
    const Str *found = map_get(&reader->codes, text);
    code = found ? (uint32_t)(found - labels->names) : labels->count;
  } else {
    while (code < labels->count && !str_equal(labels->names[code], text)) code++;
  }
  if (code == labels->count) return false;
  reader->i32[lane] = reader->last_code = (int32_t)code;
  return true;
}

/* A REAL m / 10 000 of at most 15 digits is the only such decimal near it, so it is also its shortest form. */
static bool fast_money(double real, int64_t *out) {
  double scaled = real * MONEY_SCALE;
  if (!(fabs(scaled) < 1e15)) return false;
  int64_t money = llrint(scaled);
  *out = money;
  return (double)money / MONEY_SCALE == real;
}

static bool fast_integer(ColumnReader *reader, int64_t integer, uint32_t lane) {
  if (reader->as.kind == KIND_INTEGER) {
    reader->i64[lane] = integer;
    return true;
  }
  if (reader->as.kind != KIND_BOOLEAN || (uint64_t)integer > 1) return false;
  reader->bits.words[lane / 64] |= (uint64_t)integer << (lane % 64);
  return true;
}

static bool fast_real(ColumnReader *reader, double real, uint32_t lane) {
  if (reader->as.kind == KIND_MONEY) return fast_money(real, &reader->i64[lane]);
  if (reader->as.kind != KIND_NUMBER || !isfinite(real)) return false;
  reader->f64[lane] = real + 0.0; /* -0.0 becomes 0.0 */
  return true;
}

static bool fast_bytes(ColumnReader *reader, Str text, uint32_t lane) {
  switch (reader->as.kind) {
  case KIND_TEXT: return fast_text(reader, text, lane);
  case KIND_CODE: return fast_code(reader, text, lane);
  case KIND_DATE: return text.n == 10 && date_parse(text, &reader->i32[lane]);
  case KIND_BOOLEAN:
  case KIND_INTEGER:
  case KIND_NUMBER:
  case KIND_MONEY:
  case KIND_DATETIME:
  case KIND_COUNT: return false;
  }
  return false;
}

/* What has no fast path stands apart, so that those who have one pay no registers for it. */
__attribute__((noinline)) static void take_other(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  put_stored(reader, lane, stored_value(value));
}

__attribute__((noinline)) static void take_null(ColumnReader *reader, uint32_t lane) {
  put_nothing(reader, lane);
  unknown(reader, lane, reader->as.optional ? FAULT_NONE : FAULT_MISSING);
}

/* sqlite3_value_text gives what the row holds where it is UTF-8 with a NUL behind, as a table's texts are when SQLite has decoded
 * them; else it converts. NULL: SQLite has no memory for that. */
__attribute__((noinline)) static void take_text(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  Str text = {(const char *)sqlite3_value_text(value), 0};
  text.n = (uint32_t)sqlite3_value_bytes(value);
  if (!text.p) {
    reader->texts->failed = true;
    text = STR("");
  }
  if (!fast_bytes(reader, text, lane)) put_stored(reader, lane, (Stored){.type = STORED_TEXT, .text = text});
}

/* By sqlite3_value_*: each sqlite3_column_* call locks and unlocks, looks up the cell and looks for errors anew, which costs as
 * much as decoding it. A connection opened with NOMUTEX knows no difference between protected values and others. Scalars, not
 * a Stored, go to the fast paths: a struct built in memory and read back at once costs more than the rest. */
void column_reader_take(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  switch (sqlite3_value_type(value)) {
  case SQLITE_INTEGER:
    if (fast_integer(reader, sqlite3_value_int64(value), lane)) return;
    break;
  case SQLITE_FLOAT:
    if (fast_real(reader, sqlite3_value_double(value), lane)) return;
    break;
  case SQLITE_TEXT: take_text(reader, value, lane); return;
  case SQLITE_NULL: take_null(reader, lane); return;
  }
  take_other(reader, value, lane);
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
