/* SPDX-License-Identifier: MIT */
#include "runtime/data/lookup.h"

static uint64_t hash_int(int64_t key, uint64_t seed) {
  unsigned __int128 product = (unsigned __int128)((uint64_t)key ^ seed) * 0x9e3779b97f4a7c15ull;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The slot that holds an equal key, or the free one where it would stand. */
static uint32_t slot_int(const Lookup *lookup, int64_t key) {
  uint32_t i = (uint32_t)hash_int(key, lookup->seed) & (lookup->slot_count - 1);
  while (lookup->slots[i] && lookup->int_keys[lookup->slots[i] - 1] != key) i = (i + 1) & (lookup->slot_count - 1);
  return i;
}

static uint32_t slot_text(const Lookup *lookup, Str key) {
  uint32_t i = (uint32_t)str_hash(key, lookup->seed) & (lookup->slot_count - 1);
  while (lookup->slots[i] && !str_equal(lookup->text_keys[lookup->slots[i] - 1], key))
    i = (i + 1) & (lookup->slot_count - 1);
  return i;
}

bool lookup_index(Lookup *lookup, uint32_t *twice) {
  *twice = UINT32_MAX;
  if (lookup->rows > INT32_MAX / 4) return false;
  uint32_t slot_count = 16;
  while (slot_count < lookup->rows * 2) slot_count *= 2;
  lookup->slots = ARENA_ARRAY(&lookup->arena, uint32_t, slot_count);
  if (!lookup->slots) return false;
  lookup->slot_count = slot_count;
  lookup->seed = str_seed();
  for (uint32_t row = 0; row < lookup->rows; row++) {
    bool by_text = lookup->key_kind == KIND_TEXT;
    uint32_t slot = by_text ? slot_text(lookup, lookup->text_keys[row]) : slot_int(lookup, lookup->int_keys[row]);
    if (lookup->slots[slot]) {
      *twice = row;
      return false;
    }
    lookup->slots[slot] = row + 1;
  }
  return true;
}

int32_t lookup_find_int(const Lookup *lookup, int64_t key) {
  return lookup->slots ? (int32_t)lookup->slots[slot_int(lookup, key)] - 1 : -1;
}

int32_t lookup_find_text(const Lookup *lookup, Str key) {
  return lookup->slots ? (int32_t)lookup->slots[slot_text(lookup, key)] - 1 : -1;
}
