/* SPDX-License-Identifier: MIT */
#include "runtime/vm/set_index.h"

#include <stdlib.h>

#include "runtime/vm/kernel.h"

static int by_int(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static int by_number(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static bool make_ints(SetIndex *index, Arena *arena) {
  const ProgramSet *set = index->set;
  index->ints = ARENA_ARRAY(arena, int64_t, set->count);
  if (!index->ints) return false;
  bool narrow = kind_lane(set->kind) == LANE_I32;
  for (uint32_t i = 0; i < set->count; i++) index->ints[i] = narrow ? set->items[i].i32 : set->items[i].i64;
  qsort(index->ints, set->count, sizeof *index->ints, by_int);
  if (!set->count) return true;
  index->least = index->ints[0];
  uint64_t span = (uint64_t)index->ints[set->count - 1] - (uint64_t)index->least;
  if (span >= SET_SPAN_MOST) return true;
  index->span = span + 1;
  index->bits = ARENA_ARRAY(arena, uint8_t, index->span);
  if (!index->bits) return false;
  for (uint32_t i = 0; i < set->count; i++) {
    uint64_t at = (uint64_t)index->ints[i] - (uint64_t)index->least;
    index->bits[at] = 1;
    if (at < 64) index->word |= (uint64_t)1 << at;
  }
  return true;
}

static bool make_numbers(SetIndex *index, Arena *arena) {
  index->numbers = ARENA_ARRAY(arena, double, index->set->count);
  if (!index->numbers) return false;
  for (uint32_t i = 0; i < index->set->count; i++) index->numbers[i] = index->set->items[i].f64;
  qsort(index->numbers, index->set->count, sizeof *index->numbers, by_number);
  return true;
}

static uint32_t slot_of(const SetIndex *index, Str text) {
  uint32_t i = (uint32_t)str_hash(text, index->seed) & (index->slot_count - 1);
  while (index->slots[i] && !str_equal(index->set->items[index->slots[i] - 1].str, text))
    i = (i + 1) & (index->slot_count - 1);
  return i;
}

static bool make_texts(SetIndex *index, Arena *arena) {
  index->slot_count = 4;
  while (index->slot_count < index->set->count * 2) index->slot_count *= 2;
  index->slots = ARENA_ARRAY(arena, uint32_t, index->slot_count);
  if (!index->slots) return false;
  index->seed = str_seed();
  for (uint32_t i = 0; i < index->set->count; i++) index->slots[slot_of(index, index->set->items[i].str)] = i + 1;
  return true;
}

bool set_index_make(SetIndex *index, const ProgramSet *set, Arena *arena) {
  index->set = set;
  switch (kind_lane(set->kind)) {
  case LANE_BITS: return true;
  case LANE_I32:
  case LANE_I64: return make_ints(index, arena);
  case LANE_F64: return make_numbers(index, arena);
  case LANE_STR: return make_texts(index, arena);
  }
  return false;
}

const SetIndex *set_index(Vm *vm, const Instr *instr) {
  SetIndex *index = *site_of(vm, instr);
  if (index) return index;
  index = site_new(vm, instr, sizeof *index);
  if (index && set_index_make(index, &vm->program->sets[instr->imm], &vm->keep)) return index;
  *site_of(vm, instr) = NULL;
  vm->no_memory = true;
  return NULL;
}

bool set_has_int(const SetIndex *index, int64_t x) {
  uint32_t from = 0, to = index->set->count;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (index->ints[middle] < x) from = middle + 1;
    else to = middle;
  }
  return from < index->set->count && index->ints[from] == x;
}

bool set_has_number(const SetIndex *index, double x) {
  uint32_t from = 0, to = index->set->count;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (index->numbers[middle] < x) from = middle + 1;
    else to = middle;
  }
  return from < index->set->count && index->numbers[from] == x;
}

bool set_has_text(const SetIndex *index, Str text) { return index->slots[slot_of(index, text)] != 0; }
