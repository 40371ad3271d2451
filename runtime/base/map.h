/* Map: from a text to a pointer, by open addressing. Keys are borrowed: they must outlive the map. */
#ifndef CIBLE_BASE_MAP_H
#define CIBLE_BASE_MAP_H

#include "runtime/base/alloc.h"
#include "runtime/base/str.h"

typedef struct MapSlot {
  Str key; /* p is NULL in a free slot */
  void *value;
} MapSlot;

typedef struct Map {
  const Alloc *alloc;
  MapSlot *slots;
  size_t count, size; /* size is 0 or a power of two */
  uint64_t seed;
} Map;

/* (No symbol of its own: libedit, which the program carries within itself, has one of that name.) */
static inline void map_init(Map *map, const Alloc *alloc) { *map = (Map){.alloc = alloc, .seed = str_seed()}; }
void map_free(Map *map);
/* NULL where the key is not there. */
void *map_get(const Map *map, Str key);
/* Adds or replaces; the value may not be NULL. False where memory is out (the map is as before). */
bool map_put(Map *map, Str key, void *value) __attribute__((warn_unused_result));

#endif
