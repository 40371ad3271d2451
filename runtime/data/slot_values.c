/* SPDX-License-Identifier: MIT */
#include "runtime/data/slot_values.h"

void slot_init(SlotValues *values, const Alloc *alloc, Kind kind) {
  *values = (SlotValues){.alloc = alloc, .kind = kind};
  arena_init(&values->texts, alloc);
}

size_t slot_lane_bytes(Kind kind, size_t count) {
  switch (kind_lane(kind)) {
  case LANE_BITS: return (count + 63) / 64 * 8;
  case LANE_I32: return count * sizeof(int32_t);
  case LANE_I64: return count * sizeof(int64_t);
  case LANE_F64: return count * sizeof(double);
  case LANE_STR: return count * sizeof(Str);
  }
  return 0;
}

static size_t bit_bytes(size_t count) { return (count + 63) / 64 * 8; }

void slot_free(SlotValues *values) {
  if (!values->alloc) return;
  mem_free(values->alloc, values->data, slot_lane_bytes(values->kind, values->size));
  mem_free(values->alloc, values->known, bit_bytes(values->known_size));
  arena_free(&values->texts);
  *values = (SlotValues){.kind = values->kind};
}

size_t slot_bytes(const SlotValues *values) {
  return sizeof *values + slot_lane_bytes(values->kind, values->size) + bit_bytes(values->known_size) + values->texts.taken;
}

/* Half as much again where that is more, so that many small additions cost little. */
static uint32_t grown(uint32_t size, uint32_t count) {
  uint64_t more = (uint64_t)size + size / 2 + 64;
  if (more < count) return count;
  return more < ORDINAL_NONE ? (uint32_t)more : ORDINAL_NONE - 1;
}

/* Clear data to `size` ordinals. */
static bool resize_data(SlotValues *values, uint32_t size) {
  size_t from = slot_lane_bytes(values->kind, values->size), to = slot_lane_bytes(values->kind, size);
  if (to > from || !values->data) {
    void *data = mem_grow(values->alloc, values->data, values->data ? from : 0, to);
    if (!data) return false;
    values->data = data;
  }
  values->size = size;
  return true;
}

bool slot_reserve(SlotValues *values, uint32_t count) {
  return count <= values->size || resize_data(values, count);
}

/* Sets bits from..to-1. */
static void set_bits(uint64_t *words, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to;) {
    if (i % 64 == 0 && to - i >= 64) {
      words[i / 64] = ~(uint64_t)0;
      i += 64;
    } else {
      words[i / 64] |= (uint64_t)1 << (i % 64);
      i++;
    }
  }
}

/* A bitmap of what is known that has room for all ordinals that there is room for; where there was none, all so far are known. */
static bool need_known(SlotValues *values) {
  if (values->known && values->known_size >= values->size) return true;
  bool first = !values->known;
  size_t from = bit_bytes(values->known_size), to = bit_bytes(values->size);
  uint64_t *known = mem_grow(values->alloc, values->known, first ? 0 : from, to);
  if (!known) return false;
  if (first) set_bits(known, 0, values->count);
  values->known = known;
  values->known_size = values->size;
  return true;
}

/* Room for `count`; new ordinals are not counted yet. */
static bool make_room(SlotValues *values, uint32_t count) {
  if (count > values->size && !resize_data(values, grown(values->size, count))) return false;
  return !values->known || need_known(values);
}

bool slot_extend(SlotValues *values, uint32_t count) {
  if (count <= values->count) return true;
  if (count > values->size && !resize_data(values, count)) return false;
  if (!need_known(values)) return false;
  values->count = count;
  return true;
}

static bool set_text(SlotValues *values, uint32_t ordinal, Str text) {
  values->str[ordinal] = arena_str(&values->texts, text);
  return values->str[ordinal].p != NULL;
}

bool slot_set(SlotValues *values, uint32_t ordinal, const Value *value) {
  uint64_t bit = (uint64_t)1 << (ordinal % 64);
  if (!value->known) {
    if (!need_known(values)) return false;
    values->known[ordinal / 64] &= ~bit;
    return true;
  }
  if (values->known) values->known[ordinal / 64] |= bit;
  switch (kind_lane(values->kind)) {
  case LANE_BITS:
    if (value->truth) values->bits[ordinal / 64] |= bit;
    else values->bits[ordinal / 64] &= ~bit;
    break;
  case LANE_I32: values->i32[ordinal] = value->i32; break;
  case LANE_I64: values->i64[ordinal] = value->i64; break;
  case LANE_F64: values->f64[ordinal] = value->f64; break;
  case LANE_STR: return set_text(values, ordinal, value->str);
  }
  return true;
}

/* Are all n lanes in and known? */
static bool all_known(const Vector *vector, const Mask *lanes, uint32_t n) {
  if (lanes && mask_count(lanes, n) != n) return false;
  return !vector->valid || (vector->constant ? mask_get(vector->valid, 0) : mask_count(vector->valid, n) == n);
}

/* Puts n bits behind the first `at`, where there are none yet. */
static void put_bits(uint64_t *to, uint32_t at, const Mask *from, const Mask *lanes, uint32_t n) {
  for (uint32_t w = 0; w < mask_words(n); w++) {
    uint64_t word = mask_word(from, w, n) & (lanes ? lanes->words[w] : ~(uint64_t)0);
    uint64_t *word_to = &to[at / 64 + w];
    word_to[0] |= word << at % 64;
    if (at % 64 && word >> (64 - at % 64)) word_to[1] |= word >> (64 - at % 64);
  }
}

/* Whole lanes at once; not of texts, which are copied one by one. */
static bool append_plain(SlotValues *values, const Vector *vector, const Mask *lanes, uint32_t n) {
  if (vector->constant || !vector->data || kind_lane(values->kind) == LANE_STR) return false;
  size_t width = slot_lane_bytes(values->kind, 1);
  if (kind_lane(values->kind) == LANE_BITS) put_bits(values->bits, values->count, vector->bits, lanes, n);
  else memcpy((char *)values->data + values->count * width, vector->data, n * width);
  Mask every;
  mask_first(&every, n);
  if (values->known) put_bits(values->known, values->count, vector->valid ? vector->valid : &every, lanes, n);
  return true;
}

bool slot_append(SlotValues *values, const Vector *vector, const Mask *lanes, uint32_t n) {
  if (!n) return true;
  if (n >= ORDINAL_NONE - values->count || !make_room(values, values->count + n)) return false;
  bool all = all_known(vector, lanes, n);
  if (!all && !need_known(values)) return false;
  uint32_t first = values->count;
  if (!append_plain(values, vector, lanes, n)) {
    for (uint32_t i = 0; i < n; i++) {
      Value value = vector_get(vector, i);
      if (lanes && !mask_get(lanes, i)) value.known = false;
      if (value.known && !slot_set(values, first + i, &value)) return false;
    }
  }
  values->count = first + n;
  return true;
}

Value slot_get(const SlotValues *values, uint32_t ordinal) {
  Value value = {.kind = values->kind};
  if (values->single) ordinal = 0;
  if (ordinal >= values->count || !slot_known(values, ordinal)) return value;
  value.known = true;
  switch (kind_lane(values->kind)) {
  case LANE_BITS: value.truth = values->bits[ordinal / 64] >> (ordinal % 64) & 1; break;
  case LANE_I32: value.i32 = values->i32[ordinal]; break;
  case LANE_I64: value.i64 = values->i64[ordinal]; break;
  case LANE_F64: value.f64 = values->f64[ordinal]; break;
  case LANE_STR: value.str = values->str[ordinal]; break;
  }
  return value;
}
