/* SPDX-License-Identifier: MIT
 * One column of a batch. Each kind has fast paths for how its values are usually stored; all else goes through stored_read, whose
 * answers the fast paths give too (test_scan holds them against each other). */
#include "runtime/store/column_reader.h"

#include "runtime/store/column_parts.h"

enum {
  DICT_MOST = 65536,     /* distinct texts worth a dictionary … */
  DICT_TRIAL = 4096,     /* … which is judged after so many rows … */
  DICT_BYTES = 8 << 20,  /* … and may hold so many bytes */
};

/* The labels of a `one of` make its dictionary. Where two are the same, or one is not as texts are read, stored_read alone tells. */
static bool note_labels(ColumnReader *reader, const Labels *labels) {
  bool apart = true;
  for (uint32_t i = 0; i < labels->count && apart; i++) {
    int32_t code = dict_code(&reader->dict, labels->names[i]);
    if (code < 0) return false;
    apart = code == (int32_t)i + DICT_LABELS && is_plain(labels->names[i]);
  }
  if (!apart) dict_free(&reader->dict);
  reader->dict_made = apart;
  return true;
}

bool column_reader_init(ColumnReader *reader, const StoredAs *as, Arena *texts, const Alloc *alloc) {
  reader->as = *as;
  reader->take_value = column_values_of(as->kind);
  reader->take_cells = column_cells_of(as->kind);
  reader->texts = texts;
  if (as->kind != KIND_TEXT && as->kind != KIND_CODE) return true;
  reader->dict_made = dict_init(&reader->dict, alloc);
  reader->use_dict = reader->dict_made && as->kind == KIND_TEXT;
  return reader->dict_made && (as->kind == KIND_TEXT || note_labels(reader, &as->labels));
}

void column_reader_free(ColumnReader *reader) {
  if (reader->dict_made) dict_free(&reader->dict);
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

void column_reader_blank(ColumnReader *reader) {
  if (kind_lane(reader->as.kind) == LANE_STR && !reader->use_dict && !reader->bare) memset(reader->str, 0, sizeof reader->str);
}

/* ---- any stored value ---- */

static void unknown(ColumnReader *reader, uint32_t lane, Fault fault) {
  mask_clear(&reader->valid, lane);
  reader->all_known = false;
  if (fault) {
    reader->faults[lane] = (uint8_t)fault;
    reader->faulted = true;
  }
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

/* Wherever it lies, it is copied, to the dictionary or to the batch's arena. */
static void put_text(ColumnReader *reader, uint32_t lane, Str text) {
  if (put_code(reader, text, lane)) return;
  char *p = arena_bytes(reader->texts, text.n);
  if (p && text.n) memcpy(p, text.p, text.n);
  reader->str[lane] = p ? (Str){p, text.n} : STR("");
}

void column_reader_put(ColumnReader *reader, Stored stored, uint32_t lane) {
  Value value;
  if (stored.type == STORED_NULL) { /* as stored_read has it, without the way there */
    put_nothing(reader, lane);
    unknown(reader, lane, reader->as.optional ? FAULT_NONE : FAULT_MISSING);
    return;
  }
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

BatchColumn column_reader_column(const ColumnReader *reader) {
  BatchColumn column = {.vec = {.kind = reader->as.kind, .valid = reader->all_known ? NULL : &reader->valid},
                        .fault = reader->faulted ? reader->faults : NULL};
  if (kind_lane(reader->as.kind) == LANE_BITS) column.vec.bits = &reader->bits;
  else if (reader->use_dict) column.vec.i32 = reader->i32;
  else column.vec.data = reader->str;
  if (reader->use_dict) column.vec.dict = &reader->dict;
  return column;
}
