/* SPDX-License-Identifier: MIT */
#include "runtime/group/accumulator_parts.h"

#include "runtime/base/hot.h"

Kind accumulator_kind(const AccumulatorSpec *spec) {
  switch (spec->function) {
  case AGG_EXISTS: return KIND_BOOLEAN;
  case AGG_COUNT:
  case AGG_COUNT_DISTINCT: return KIND_INTEGER;
  case AGG_AVERAGE:
  case AGG_MEDIAN:
  case AGG_QUANTILE: return spec->value == KIND_MONEY ? KIND_MONEY : KIND_NUMBER;
  case AGG_SUM:
  case AGG_MIN:
  case AGG_MAX:
  case AGG_FIRST:
  case AGG_LAST:
  case AGG_RANK:
  case AGG_PERCENT_RANK:
  case AGG_RUNNING_SHARE:
  case AGG_COUNT_OF_ALL: break;
  }
  return spec->value;
}

static void keep(Accumulator *acc, OwnerArrayId array, uint32_t width) { acc->arrays[array].width = width; }

static uint32_t column_width(Kind kind) { return kind == KIND_TEXT ? 8 * sizeof(OwnedText) : 64; }

static void keep_sum(Accumulator *acc) {
  if (acc->spec.value == KIND_NUMBER) {
    keep(acc, OWNER_NUMBER, 64);
    keep(acc, OWNER_LOST, 64);
  } else {
    keep(acc, OWNER_SUM, 64);
  }
}

/* Which arrays the function keeps, and how its rows are taken. */
static AccumulatorFamily plan(Accumulator *acc) {
  switch (acc->spec.function) {
  case AGG_COUNT: keep(acc, OWNER_COUNT, 64); return FAMILY_TALLY;
  case AGG_EXISTS: keep(acc, OWNER_MET, 1); return FAMILY_TALLY;
  case AGG_SUM: keep_sum(acc); return FAMILY_TALLY;
  case AGG_AVERAGE:
    keep_sum(acc);
    keep(acc, OWNER_COUNT, 64);
    return FAMILY_TALLY;
  case AGG_FIRST:
  case AGG_LAST: keep(acc, OWNER_BEST_BY, column_width(acc->spec.by)); /* fall through */
  case AGG_MIN:
  case AGG_MAX:
    keep(acc, OWNER_BEST, column_width(acc->spec.value));
    keep(acc, OWNER_MET, 1);
    return FAMILY_BEST;
  case AGG_COUNT_DISTINCT:
  case AGG_MEDIAN:
  case AGG_QUANTILE:
  case AGG_RANK:
  case AGG_PERCENT_RANK:
  case AGG_RUNNING_SHARE:
  case AGG_COUNT_OF_ALL: break;
  }
  return FAMILY_BAG;
}

Accumulator *accumulator_new(const Alloc *alloc, const AccumulatorSpec *spec) {
  Accumulator *acc = MEM_NEW(alloc, Accumulator);
  if (!acc) return NULL;
  acc->alloc = alloc;
  acc->spec = *spec;
  acc->carries.alloc = alloc;
  arena_init(&acc->texts, alloc);
  bag_init(&acc->bag, alloc, false);
  acc->family = plan(acc);
  if (acc->family == FAMILY_BAG && spec->value == KIND_TEXT) {
    if (!dict_init(&acc->dict, alloc)) {
      accumulator_free(acc);
      return NULL;
    }
    acc->has_dict = true;
  }
  return acc;
}

void accumulator_free(Accumulator *acc) {
  if (!acc) return;
  for (int a = 0; a < OWNER_ARRAYS; a++) mem_free(acc->alloc, acc->arrays[a].p, acc->arrays[a].bytes);
  mem_free(acc->alloc, acc->faults, acc->fault_size * sizeof *acc->faults);
  carries_free(&acc->carries);
  arena_free(&acc->texts);
  bag_free(&acc->bag);
  if (acc->has_dict) dict_free(&acc->dict);
  mem_free(acc->alloc, acc, sizeof *acc);
}

static size_t array_bytes(uint32_t width, uint32_t owners) { return ((size_t)owners * width + 63) / 64 * 8; }

bool accumulator_reserve(Accumulator *acc, uint32_t owners) {
  if (owners <= acc->owners) return true;
  for (int a = 0; a < OWNER_ARRAYS; a++) {
    OwnerArray *array = &acc->arrays[a];
    size_t bytes = array_bytes(array->width, owners);
    if (bytes <= array->bytes) continue;
    void *p = mem_grow(acc->alloc, array->p, array->bytes, bytes);
    if (!p) return false;
    array->p = p;
    array->bytes = bytes;
  }
  acc->owners = owners;
  return true;
}

HOT static uint32_t greatest_owner(const AccumulatorRows *rows) {
  uint32_t most = 0;
  for (uint32_t k = 0; k < rows->count; k++) most = rows->owners[k] > most ? rows->owners[k] : most;
  return most;
}

/* Room for the owners of these rows, and some more where they are more than were foreseen. */
static bool need_owners(Accumulator *acc, const AccumulatorRows *rows) {
  if (rows->one_owner) return acc->owners || accumulator_reserve(acc, 1);
  const uint32_t most = greatest_owner(rows);
  if (most < acc->owners) return true;
  uint64_t size = (uint64_t)most + most / 2 + 64;
  return accumulator_reserve(acc, size < ORDINAL_NONE ? (uint32_t)size : ORDINAL_NONE);
}

/* Drops lanes in which the input is unknown. */
static void keep_known(Mask *lanes, const Vector *input, uint32_t n) {
  if (!input->valid) return;
  if (input->constant) {
    if (!mask_get(input->valid, 0)) mask_none(lanes);
    return;
  }
  for (uint32_t w = 0; w < mask_words(n); w++) lanes->words[w] &= input->valid->words[w];
}

/* As the row at place `at`; false where it is nobody's. */
static inline bool put_row(AccumulatorRows *rows, const uint32_t *ordinals, uint32_t at, uint32_t row) {
  rows->rows[at] = (uint16_t)row;
  rows->owners[at] = ordinals ? ordinals[row] : 0;
  return rows->owners[at] != ORDINAL_NONE;
}

static void choose_rows(AccumulatorRows *rows, const uint32_t *ordinals, const Mask *lanes, uint32_t n) {
  Mask in;
  if (lanes) in = *lanes;
  else mask_first(&in, n);
  if (rows->value) keep_known(&in, rows->value, n);
  if (rows->by) keep_known(&in, rows->by, n);
  uint32_t count = 0;
  for (uint32_t w = 0; w < mask_words(n); w++) {
    const uint64_t bits = mask_word(&in, w, n);
    if (bits == ~(uint64_t)0) {
      for (uint32_t i = w * 64; i < w * 64 + 64; i++) count += put_row(rows, ordinals, count, i);
      continue;
    }
    for (uint64_t left = bits; left; left &= left - 1) count += put_row(rows, ordinals, count, w * 64 + (uint32_t)__builtin_ctzll(left));
  }
  rows->count = count;
  memset(rows->owners + count, 0, OWNERS_AHEAD * sizeof *rows->owners);
}

bool accumulator_add(Accumulator *acc, const uint32_t *ordinals, const Vector *value, const Vector *by, const Mask *lanes,
                     uint32_t n) {
  Aggregate function = acc->spec.function;
  AccumulatorRows rows;
  rows.one_owner = !ordinals;
  rows.value = function == AGG_COUNT || function == AGG_EXISTS ? NULL : value;
  rows.by = function == AGG_FIRST || function == AGG_LAST ? by : NULL;
  choose_rows(&rows, ordinals, lanes, n);
  if (!rows.count) return true;
  if (acc->family != FAMILY_BAG && !need_owners(acc, &rows)) return false;
  switch (acc->family) {
  case FAMILY_TALLY: return acc_tally_add(acc, &rows);
  case FAMILY_BEST: return acc_best_add(acc, &rows);
  case FAMILY_BAG: return acc_bag_add(acc, &rows);
  }
  return false;
}

bool accumulator_finish(Accumulator *acc, uint32_t count, SlotValues *out) {
  slot_init(out, acc->alloc, accumulator_kind(&acc->spec));
  if (!accumulator_reserve(acc, count ? count : 1)) return false;
  switch (acc->family) {
  case FAMILY_TALLY: return acc_tally_finish(acc, count, out);
  case FAMILY_BEST: return acc_best_finish(acc, count, out);
  case FAMILY_BAG: return acc_bag_finish(acc, count, out);
  }
  return false;
}

bool accumulator_fault(Accumulator *acc, uint32_t owner) {
  if (acc->fault_count == acc->fault_size) {
    uint32_t size = acc->fault_size ? acc->fault_size * 2 : 16;
    uint32_t *faults =
        mem_resize(acc->alloc, acc->faults, acc->fault_size * sizeof *faults, size * sizeof *faults);
    if (!faults) return false;
    acc->faults = faults;
    acc->fault_size = size;
  }
  acc->faults[acc->fault_count++] = owner;
  return true;
}

AccumulatorFaults accumulator_faults(const Accumulator *acc) {
  Fault fault = acc->spec.value == KIND_NUMBER ? FAULT_OUT_OF_RANGE : FAULT_OVERFLOW;
  return (AccumulatorFaults){.ordinals = acc->faults, .count = acc->fault_count, .fault = fault};
}

void accumulator_give_data(Accumulator *acc, OwnerArrayId array, uint32_t count, SlotValues *out) {
  OwnerArray *from = &acc->arrays[array];
  out->data = from->p;
  out->size = (uint32_t)(from->bytes * 8 / from->width);
  out->count = count;
  *from = (OwnerArray){.width = 0};
}

void accumulator_give_known(Accumulator *acc, OwnerArrayId array, SlotValues *out) {
  OwnerArray *from = &acc->arrays[array];
  out->known = from->words;
  out->known_size = (uint32_t)(from->bytes * 8 / from->width);
  *from = (OwnerArray){.width = 0};
}
