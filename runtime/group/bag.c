/* SPDX-License-Identifier: MIT */
#include "runtime/group/bag.h"

#include <string.h>

enum { BLOCK_LEAST = 256, BLOCK_MOST = 16384 };

void bag_init(Bag *bag, const Alloc *alloc, bool has_extra) { *bag = (Bag){.alloc = alloc, .has_extra = has_extra}; }

static void block_free(const Alloc *alloc, BagBlock *block) {
  mem_free(alloc, block->keys, block->size * sizeof *block->keys);
  mem_free(alloc, block->extras, block->size * sizeof *block->extras);
  mem_free(alloc, block->ordinals, block->size * sizeof *block->ordinals);
  *block = (BagBlock){0};
}

void bag_free(Bag *bag) {
  for (uint32_t b = 0; b < bag->count; b++) block_free(bag->alloc, &bag->blocks[b]);
  mem_free(bag->alloc, bag->blocks, bag->size * sizeof *bag->blocks);
  bag_init(bag, bag->alloc, bag->has_extra);
}

static bool more_blocks(Bag *bag) {
  if (bag->count < bag->size) return true;
  uint32_t size = bag->size ? bag->size * 2 : 8;
  BagBlock *blocks =
      mem_resize(bag->alloc, bag->blocks, bag->size * sizeof *blocks, size * sizeof *blocks);
  if (!blocks) return false;
  bag->blocks = blocks;
  bag->size = size;
  return true;
}

/* The next block: as large as all before, so that a few values take little and many waste little. */
static bool add_block(Bag *bag) {
  if (!more_blocks(bag)) return false;
  uint32_t size = bag->rows < BLOCK_LEAST ? BLOCK_LEAST : bag->rows < BLOCK_MOST ? (uint32_t)bag->rows : BLOCK_MOST;
  BagBlock block = {.size = size};
  block.keys = MEM_ARRAY(bag->alloc, uint64_t, size);
  block.ordinals = block.keys ? MEM_ARRAY(bag->alloc, uint32_t, size) : NULL;
  if (bag->has_extra && block.ordinals) block.extras = MEM_ARRAY(bag->alloc, uint64_t, size);
  if (!block.ordinals || (bag->has_extra && !block.extras)) {
    block_free(bag->alloc, &block);
    return false;
  }
  bag->blocks[bag->count++] = block;
  return true;
}

bool bag_add(Bag *bag, uint32_t ordinal, uint64_t key, uint64_t extra) {
  if (!bag->count || bag->blocks[bag->count - 1].count == bag->blocks[bag->count - 1].size)
    if (!add_block(bag)) return false;
  BagBlock *block = &bag->blocks[bag->count - 1];
  block->ordinals[block->count] = ordinal;
  block->keys[block->count] = key;
  if (block->extras) block->extras[block->count] = extra;
  block->count++;
  bag->rows++;
  return true;
}

/* ends[o] becomes the first place of owner o; as values are put there it moves on to the end. */
static void starts_of(const Bag *bag, size_t *ends, uint32_t owners) {
  for (uint32_t b = 0; b < bag->count; b++)
    for (uint32_t i = 0; i < bag->blocks[b].count; i++) ends[bag->blocks[b].ordinals[i]]++;
  size_t before = 0;
  for (uint32_t o = 0; o < owners; o++) {
    size_t count = ends[o];
    ends[o] = before;
    before += count;
  }
}

bool bag_group(Bag *bag, uint32_t owners, BagGroups *out) {
  *out = (BagGroups){.alloc = bag->alloc, .owners = owners, .rows = bag->rows};
  out->ends = MEM_ARRAY(bag->alloc, size_t, owners);
  out->keys = out->ends ? MEM_ARRAY(bag->alloc, uint64_t, bag->rows) : NULL;
  if (out->keys && bag->has_extra) out->extras = MEM_ARRAY(bag->alloc, uint64_t, bag->rows);
  if (!out->keys || (bag->has_extra && !out->extras)) return false;
  starts_of(bag, out->ends, owners);
  for (uint32_t b = 0; b < bag->count; b++) {
    BagBlock *block = &bag->blocks[b];
    for (uint32_t i = 0; i < block->count; i++) {
      size_t at = out->ends[block->ordinals[i]]++;
      out->keys[at] = block->keys[i];
      if (out->extras) out->extras[at] = block->extras[i];
    }
    block_free(bag->alloc, block);
  }
  bag_free(bag);
  return true;
}

void bag_groups_free(BagGroups *groups) {
  if (!groups->alloc) return;
  mem_free(groups->alloc, groups->ends, groups->owners * sizeof *groups->ends);
  mem_free(groups->alloc, groups->keys, groups->rows * sizeof *groups->keys);
  mem_free(groups->alloc, groups->extras, groups->rows * sizeof *groups->extras);
  *groups = (BagGroups){0};
}
