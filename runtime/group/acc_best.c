/* SPDX-License-Identifier: MIT */
/* Min, max, first, last: the one value of an owner with the extreme order. */
#include "runtime/group/accumulator_parts.h"
#include "runtime/group/sort_key.h"

_Static_assert(sizeof(OwnedText) == sizeof(Str), "an array of one becomes one of the other");

static Str text_at(const Vector *v, uint32_t lane) { return v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane]; }

/* < 0, 0, > 0: the lane is less than what the owner has, the same, or more. */
static int compare(const OwnerArray *array, uint32_t owner, const Vector *v, uint32_t lane) {
  if (v->kind == KIND_TEXT) {
    const OwnedText *text = &array->texts[owner];
    return str_compare(text_at(v, lane), (Str){text->p, text->n});
  }
  uint64_t key = sort_key_at(v, lane), kept = array->words[owner];
  return (key > kept) - (key < kept);
}

/* Over the old text where it has the room; else in twice the room, so that many replacements leave little behind. */
static bool store_text(Arena *texts, OwnedText *text, Str s) {
  if (s.n > text->room || !text->p) {
    uint32_t room = s.n > UINT32_MAX / 2 ? s.n : s.n < text->room * (uint64_t)2 ? text->room * 2 : (s.n + 7) / 8 * 8;
    char *p = arena_bytes(texts, room ? room : 1);
    if (!p) return false;
    *text = (OwnedText){.p = p, .room = room};
  }
  if (s.n) memcpy(text->p, s.p, s.n);
  text->n = s.n;
  return true;
}

static bool store(Accumulator *acc, OwnerArrayId array, uint32_t owner, const Vector *v, uint32_t lane) {
  if (v->kind == KIND_TEXT) return store_text(&acc->texts, &acc->arrays[array].texts[owner], text_at(v, lane));
  acc->arrays[array].words[owner] = sort_key_at(v, lane);
  return true;
}

/* Does the row come before what its owner has? `sign` is 1 where the least is wanted, -1 for the greatest. */
static bool is_better(const Accumulator *acc, const AccumulatorRows *rows, uint32_t row, uint32_t owner, int sign) {
  if (!owner_met(acc, owner)) return true;
  int c = 0;
  if (rows->by) c = compare(&acc->arrays[OWNER_BEST_BY], owner, rows->by, row_lane(rows->by, row));
  if (!c) c = compare(&acc->arrays[OWNER_BEST], owner, rows->value, row_lane(rows->value, row));
  return c * sign < 0;
}

static void fetch_ahead(const OwnerArray *array, const AccumulatorRows *rows, uint32_t k) {
  __builtin_prefetch((const char *)array->p + (size_t)rows->owners[k + OWNERS_AHEAD] * (array->width / 8), 1);
}

/* The least sort keys, all bits turned by `flip`: which makes them the greatest where it is all ones. */
#define KEEP_LEAST(KEY)                                                                                                \
  for (uint32_t k = 0; k < rows->count; k++) {                                                                         \
    FETCH_AHEAD(rows, k, best);                                                                                        \
    const uint32_t owner = rows->owners[k], lane = rows->rows[k] * step;                                               \
    const uint64_t key = (KEY) ^ flip, bit = (uint64_t)1 << (owner % 64), kept = best[owner] ^ flip;                   \
    const bool better = !(met[owner / 64] & bit) || key < kept;                                                        \
    best[owner] = (better ? key : kept) ^ flip;                                                                        \
    met[owner / 64] |= bit;                                                                                            \
  }

/* Min and max of what is no text. */
static void keep_extremes(Accumulator *acc, const AccumulatorRows *rows, uint64_t flip) {
  const Vector *v = rows->value;
  uint64_t *best = acc->arrays[OWNER_BEST].words, *met = acc->arrays[OWNER_MET].words;
  const uint32_t step = !v->constant;
  switch (kind_lane(v->kind)) {
  case LANE_BITS: KEEP_LEAST(mask_get(v->bits, lane)) break;
  case LANE_I32: KEEP_LEAST(sort_key_of_int(v->i32[lane])) break;
  case LANE_I64: KEEP_LEAST(sort_key_of_int(v->i64[lane])) break;
  case LANE_F64: KEEP_LEAST(sort_key_of_number(v->f64[lane])) break;
  case LANE_STR: break;
  }
}

bool acc_best_add(Accumulator *acc, const AccumulatorRows *rows) {
  Aggregate function = acc->spec.function;
  if (!rows->by && rows->value->kind != KIND_TEXT) {
    keep_extremes(acc, rows, function == AGG_MIN ? 0 : ~(uint64_t)0);
    return true;
  }
  int sign = function == AGG_MIN || function == AGG_FIRST ? 1 : -1;
  for (uint32_t k = 0; k < rows->count; k++) {
    fetch_ahead(&acc->arrays[OWNER_BEST], rows, k);
    if (rows->by) fetch_ahead(&acc->arrays[OWNER_BEST_BY], rows, k);
    uint32_t row = rows->rows[k], owner = rows->owners[k];
    if (!is_better(acc, rows, row, owner, sign)) continue;
    if (!store(acc, OWNER_BEST, owner, rows->value, row_lane(rows->value, row))) return false;
    if (rows->by && !store(acc, OWNER_BEST_BY, owner, rows->by, row_lane(rows->by, row))) return false;
    acc->arrays[OWNER_MET].words[owner / 64] |= (uint64_t)1 << (owner % 64);
  }
  return true;
}

static void finish_texts(Accumulator *acc, uint32_t count, SlotValues *out) {
  OwnedText *texts = acc->arrays[OWNER_BEST].texts;
  for (uint32_t o = 0; o < count; o++) {
    Str text = texts[o].p ? (Str){texts[o].p, texts[o].n} : STR("");
    memcpy(&texts[o], &text, sizeof text);
  }
  accumulator_give_data(acc, OWNER_BEST, count, out);
  out->texts = acc->texts;
  arena_init(&acc->texts, acc->alloc);
}

/* Sort keys become values where they stand. */
static void finish_words(Accumulator *acc, uint32_t count, SlotValues *out) {
  accumulator_give_data(acc, OWNER_BEST, count, out);
  bool number = kind_lane(out->kind) == LANE_F64;
  for (uint32_t o = 0; o < count; o++) {
    uint64_t key;
    memcpy(&key, &out->i64[o], sizeof key);
    if (!owner_met(acc, o)) out->i64[o] = 0;
    else if (number) out->f64[o] = sort_key_number(key);
    else out->i64[o] = sort_key_int(key);
  }
}

/* Kinds that take less room than their sort keys. */
static bool finish_narrow(Accumulator *acc, uint32_t count, SlotValues *out) {
  if (!slot_reserve(out, count)) return false;
  out->count = count;
  for (uint32_t o = 0; o < count; o++) {
    if (!owner_met(acc, o)) continue;
    Value value = sort_key_value(out->kind, acc->arrays[OWNER_BEST].words[o]);
    if (!slot_set(out, o, &value)) return false;
  }
  return true;
}

bool acc_best_finish(Accumulator *acc, uint32_t count, SlotValues *out) {
  switch (kind_lane(out->kind)) {
  case LANE_STR: finish_texts(acc, count, out); break;
  case LANE_I64:
  case LANE_F64: finish_words(acc, count, out); break;
  case LANE_I32:
  case LANE_BITS:
    if (!finish_narrow(acc, count, out)) return false;
    break;
  }
  accumulator_give_known(acc, OWNER_MET, out);
  return true;
}
