/* Bag: values of many owners kept as they come, and put together owner by owner once at the end. */
#ifndef CIBLE_GROUP_BAG_H
#define CIBLE_GROUP_BAG_H

#include <stdbool.h>

#include "runtime/base/alloc.h"
#include "runtime/base/status.h"

#include <stdint.h>

typedef struct BagBlock {
  uint32_t count, size;
  uint64_t *keys, *extras; /* extras: NULL where the bag has none */
  uint32_t *ordinals;
} BagBlock;

typedef struct Bag {
  const Alloc *alloc;
  bool has_extra; /* a second word a value */
  BagBlock *blocks;
  uint32_t count, size; /* of blocks */
  size_t rows;
} Bag;

void bag_init(Bag *bag, const Alloc *alloc, bool has_extra);
void bag_free(Bag *bag);
MUST_CHECK bool bag_add(Bag *bag, uint32_t ordinal, uint64_t key, uint64_t extra);

/* The values of owner o, in the order added: first(o) .. ends[o] - 1 of keys and extras. */
typedef struct BagGroups {
  const Alloc *alloc;
  uint32_t owners;
  size_t rows;
  size_t *ends;
  uint64_t *keys, *extras;
} BagGroups;

static inline size_t bag_first(const BagGroups *groups, uint32_t owner) { return owner ? groups->ends[owner - 1] : 0; }

/* Empties the bag. All ordinals are below `owners`. False where memory is out; the caller frees the groups, whatever is returned. */
MUST_CHECK bool bag_group(Bag *bag, uint32_t owners, BagGroups *out);
void bag_groups_free(BagGroups *groups);

#endif
