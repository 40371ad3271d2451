/* SPDX-License-Identifier: MIT */
#include "runtime/base/map.h"

void map_free(Map *map) {
  mem_free(map->alloc, map->slots, map->size * sizeof *map->slots);
  map->slots = NULL;
  map->count = map->size = 0;
}

static MapSlot *slot_of(MapSlot *slots, size_t size, uint64_t seed, Str key) {
  size_t i = str_hash(key, seed) & (size - 1);
  while (slots[i].key.p && !str_equal(slots[i].key, key)) i = (i + 1) & (size - 1);
  return &slots[i];
}

void *map_get(const Map *map, Str key) {
  return map->size ? slot_of(map->slots, map->size, map->seed, key)->value : NULL;
}

static bool grow(Map *map) {
  size_t size = map->size ? map->size * 2 : 16;
  MapSlot *slots = MEM_ARRAY(map->alloc, MapSlot, size);
  if (!slots) return false;
  for (size_t i = 0; i < map->size; i++)
    if (map->slots[i].key.p) *slot_of(slots, size, map->seed, map->slots[i].key) = map->slots[i];
  mem_free(map->alloc, map->slots, map->size * sizeof *slots);
  map->slots = slots;
  map->size = size;
  return true;
}

bool map_put(Map *map, Str key, void *value) {
  if ((map->count + 1) * 4 > map->size * 3 && !grow(map)) return false;
  MapSlot *slot = slot_of(map->slots, map->size, map->seed, key);
  if (!slot->key.p) map->count++;
  *slot = (MapSlot){key.p ? key : STR(""), value};
  return true;
}
