/* SPDX-License-Identifier: MIT
 * Reading a slot's values as the vector of a batch. */
#include "runtime/data/slot_values.h"

/* Bits first .. first+n-1 of an array of `count` bits as a mask. */
static void shift_bits(const uint64_t *words, uint32_t count, uint32_t first, uint32_t n, Mask *out) {
  uint32_t most = (count + 63) / 64, shift = first % 64;
  for (uint32_t w = 0; w < mask_words(n); w++) {
    uint32_t at = first / 64 + w;
    uint64_t word = words[at] >> shift;
    if (shift && at + 1 < most) word |= words[at + 1] << (64 - shift);
    out->words[w] = word;
  }
}

/* The one value of a slot without an owner. */
static void view_single(const SlotValues *values, Vector *out, SlotRoom *room) {
  out->constant = true;
  room->valid.words[0] = values->count && slot_known(values, 0);
  if (!room->valid.words[0]) {
    memset(&room->i64[0], 0, sizeof(Str));
    out->valid = &room->valid;
    out->data = room->i64;
  } else if (kind_lane(values->kind) == LANE_BITS) {
    room->bits.words[0] = values->bits[0];
    out->bits = &room->bits;
  } else {
    out->data = values->data;
  }
}

void slot_view(const SlotValues *values, uint32_t first, uint32_t n, Vector *out, SlotRoom *room) {
  *out = (Vector){.kind = values->kind};
  if (values->single) {
    view_single(values, out, room);
    return;
  }
  if (values->known) {
    shift_bits(values->known, values->count, first, n, &room->valid);
    if (mask_count(&room->valid, n) < n) out->valid = &room->valid;
  }
  switch (kind_lane(values->kind)) {
  case LANE_BITS:
    shift_bits(values->bits, values->count, first, n, &room->bits);
    out->bits = &room->bits;
    break;
  case LANE_I32: out->i32 = values->i32 + first; break;
  case LANE_I64: out->i64 = values->i64 + first; break;
  case LANE_F64: out->f64 = values->f64 + first; break;
  case LANE_STR: out->str = values->str + first; break;
  }
}

/* Which lanes have a known value; true where all do. */
static bool gather_known(const SlotValues *values, const uint32_t *ordinals, uint32_t n, Mask *valid) {
  bool all = true;
  for (uint32_t w = 0; w < mask_words(n); w++) {
    uint64_t word = 0;
    for (uint32_t i = w * 64; i < n && i < w * 64 + 64; i++) {
      bool known = ordinals[i] < values->count && slot_known(values, ordinals[i]);
      word |= (uint64_t)known << (i % 64);
      all &= known;
    }
    valid->words[w] = word;
  }
  return all;
}

static void gather_bits(const SlotValues *values, const uint32_t *ordinals, uint32_t n, Mask *bits) {
  for (uint32_t w = 0; w < mask_words(n); w++) {
    uint64_t word = 0;
    for (uint32_t i = w * 64; i < n && i < w * 64 + 64; i++) {
      uint32_t at = ordinals[i];
      if (at < values->count) word |= (values->bits[at / 64] >> (at % 64) & 1) << (i % 64);
    }
    bits->words[w] = word;
  }
}

/* Lanes without an ordinal take a zero. */
#define GATHER(T, from, to)                                                                                            \
  for (uint32_t i = 0; i < n; i++) to[i] = ordinals[i] < values->count ? from[ordinals[i]] : (T){0}

void slot_gather(const SlotValues *values, const uint32_t *ordinals, uint32_t n, Vector *out, SlotRoom *room) {
  *out = (Vector){.kind = values->kind};
  if (values->single) {
    view_single(values, out, room);
    return;
  }
  if (!gather_known(values, ordinals, n, &room->valid)) out->valid = &room->valid;
  out->data = room->i64;
  switch (kind_lane(values->kind)) {
  case LANE_BITS: gather_bits(values, ordinals, n, &room->bits); break;
  case LANE_I32: GATHER(int32_t, values->i32, room->i32); break;
  case LANE_I64: GATHER(int64_t, values->i64, room->i64); break;
  case LANE_F64: GATHER(double, values->f64, room->f64); break;
  case LANE_STR: GATHER(Str, values->str, room->str); break;
  }
}
