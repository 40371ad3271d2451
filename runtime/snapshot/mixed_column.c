/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/mixed_column.h"

static bool copy_dict(MixedColumn *column, const Dict *kept, const Alloc *alloc) {
  column->has_dict = dict_init(&column->dict, alloc);
  for (uint32_t i = 0; column->has_dict && kept && i < kept->count; i++)
    if (dict_code(&column->dict, kept->items[i]) != (int32_t)i) return false;
  return column->has_dict;
}

bool mixed_column_init(MixedColumn *column, Kind kind, const Dict *kept, const Alloc *alloc) {
  column->kind = kind;
  column->has_dict = false;
  column->of = NULL;
  column->codes = NULL;
  column->code_count = 0;
  arena_init(&column->texts, alloc);
  mixed_column_begin(column);
  return kind != KIND_TEXT || copy_dict(column, kept, alloc);
}

static void forget_codes(MixedColumn *column) {
  if (column->codes) mem_free(column->texts.alloc, column->codes, column->code_count * sizeof *column->codes);
  column->codes = NULL;
  column->code_count = 0;
}

void mixed_column_free(MixedColumn *column) {
  if (!column->texts.alloc) return;
  forget_codes(column);
  if (column->has_dict) dict_free(&column->dict);
  column->has_dict = false;
  arena_free(&column->texts);
}

void mixed_column_begin(MixedColumn *column) {
  column->count = 0;
  column->any = column->coded = column->faulted = false;
  column->all_known = true;
  arena_reset(&column->texts);
}

/* ---- masks ---- */

/* Up to 64 bits from bit `at` on. */
static uint64_t bits_from(const Mask *mask, uint32_t at, uint32_t n) {
  const uint32_t w = at / 64, shift = at % 64;
  uint64_t bits = mask->words[w] >> shift;
  if (shift && shift + n > 64) bits |= mask->words[w + 1] << (64 - shift);
  return n == 64 ? bits : bits & (((uint64_t)1 << n) - 1);
}

static void put_bits(Mask *mask, uint32_t at, uint32_t n, uint64_t bits) {
  const uint32_t w = at / 64, shift = at % 64, first = n < 64 - shift ? n : 64 - shift;
  const uint64_t ones = n == 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1;
  mask->words[w] = (mask->words[w] & ~(ones << shift)) | bits << shift;
  if (first < n) mask->words[w + 1] = (mask->words[w + 1] & ~(ones >> first)) | bits >> first;
}

/* `from` NULL: all ones. */
static void copy_bits(Mask *to, uint32_t at, const Mask *from, uint32_t lane, uint32_t count) {
  for (uint32_t n; count; at += n, lane += n, count -= n) {
    n = count < 64 ? count : 64;
    put_bits(to, at, n, from ? bits_from(from, lane, n) : n == 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1);
  }
}

/* ---- texts ---- */

static Str text_of(const BatchColumn *from, const Dict *dict, uint32_t lane) {
  if (!vector_known(&from->vec, lane)) return STR("");
  return from->vec.dict ? dict_text(dict, from->vec.i32[lane]) : from->vec.str[lane];
}

/* What were codes become texts: from the last on, as these are wider. */
static void spell_out(MixedColumn *column) {
  for (uint32_t i = column->count; i-- > 0;) column->room.str[i] = dict_text(&column->dict, column->room.i32[i]);
  column->coded = false;
}

static bool widen_codes(MixedColumn *column, const Dict *of) {
  if (column->of != of) forget_codes(column);
  column->of = of;
  const uint32_t old = column->code_count, size = of->count + of->count / 2 + 64;
  if (of->count <= old) return true;
  int32_t *codes = mem_resize(column->texts.alloc, column->codes, old * sizeof *codes, size * sizeof *codes);
  if (!codes) return false;
  for (uint32_t i = old; i < size; i++) codes[i] = -1;
  column->codes = codes;
  column->code_count = size;
  return true;
}

static bool add_codes(MixedColumn *column, const BatchColumn *from, uint32_t lane, uint32_t count, bool is_kept) {
  int32_t *to = column->room.i32 + column->count;
  if (!is_kept && !widen_codes(column, from->vec.dict)) return false;
  for (uint32_t i = 0; i < count; i++) {
    int32_t code = vector_known(&from->vec, lane + i) ? from->vec.i32[lane + i] : 0;
    if (!is_kept && column->codes[code] < 0) {
      column->codes[code] = dict_code(&column->dict, dict_text(from->vec.dict, code));
      if (column->codes[code] < 0) return false;
    }
    to[i] = is_kept ? code : column->codes[code];
  }
  return true;
}

static bool add_texts(MixedColumn *column, const BatchColumn *from, uint32_t lane, uint32_t count, bool is_kept) {
  const bool coded = from->vec.dict != NULL;
  if (!column->any) column->coded = coded;
  column->any = true;
  if (column->coded && coded) return add_codes(column, from, lane, count, is_kept);
  if (column->coded) spell_out(column);
  const Dict *dict = is_kept ? &column->dict : from->vec.dict;
  for (uint32_t i = 0; i < count; i++) {
    const Str text = text_of(from, dict, lane + i);
    column->room.str[column->count + i] = is_kept ? text : arena_str(&column->texts, text);
  }
  return !column->texts.failed;
}

/* ---- columns ---- */

static bool add_values(MixedColumn *column, const BatchColumn *from, uint32_t lane, uint32_t count, bool is_kept) {
  const uint32_t at = column->count;
  switch (kind_lane(column->kind)) {
  case LANE_BITS: copy_bits(&column->room.bits, at, from->vec.bits, lane, count); break;
  case LANE_I32: memcpy(column->room.i32 + at, from->vec.i32 + lane, count * sizeof(int32_t)); break;
  case LANE_I64: memcpy(column->room.i64 + at, from->vec.i64 + lane, count * sizeof(int64_t)); break;
  case LANE_F64: memcpy(column->room.f64 + at, from->vec.f64 + lane, count * sizeof(double)); break;
  case LANE_STR: return add_texts(column, from, lane, count, is_kept);
  }
  return true;
}

bool mixed_column_add(MixedColumn *column, const BatchColumn *from, uint32_t lane, uint32_t count, bool is_kept) {
  if (from->vec.valid || !column->all_known) {
    if (column->all_known) mask_first(&column->room.valid, column->count);
    copy_bits(&column->room.valid, column->count, from->vec.valid, lane, count);
    column->all_known = false;
  }
  if (from->fault && !column->faulted) memset(column->faults, 0, column->count);
  column->faulted |= from->fault != NULL;
  if (from->fault) memcpy(column->faults + column->count, from->fault + lane, count);
  else if (column->faulted) memset(column->faults + column->count, 0, count);
  if (!add_values(column, from, lane, count, is_kept)) return false;
  column->count += count;
  return true;
}

BatchColumn mixed_column_view(const MixedColumn *column) {
  return (BatchColumn){.vec = {.kind = column->kind, .valid = column->all_known ? NULL : &column->room.valid, .data = &column->room.bits,
                               .dict = column->coded ? &column->dict : NULL},
                       .fault = column->faulted ? column->faults : NULL};
}

bool known_differs(const BatchColumn *a, const BatchColumn *b, uint32_t lane) {
  return vector_known(&a->vec, lane) != vector_known(&b->vec, lane) || (a->fault ? a->fault[lane] : 0) != (b->fault ? b->fault[lane] : 0);
}

bool lanes_differ(const BatchColumn *a, const BatchColumn *b, uint32_t lane) {
  if (known_differs(a, b, lane)) return true;
  if (!vector_known(&a->vec, lane)) return false;
  switch (kind_lane(a->vec.kind)) {
  case LANE_BITS: return mask_get(a->vec.bits, lane) != mask_get(b->vec.bits, lane);
  case LANE_I32: return a->vec.i32[lane] != b->vec.i32[lane];
  case LANE_I64: return a->vec.i64[lane] != b->vec.i64[lane];
  case LANE_F64: return memcmp(&a->vec.f64[lane], &b->vec.f64[lane], sizeof(double)) != 0;
  case LANE_STR:
    if (a->vec.dict && a->vec.dict == b->vec.dict) return a->vec.i32[lane] != b->vec.i32[lane];
    return !str_equal(text_of(a, a->vec.dict, lane), text_of(b, b->vec.dict, lane));
  }
  return true;
}
