/* SPDX-License-Identifier: MIT */
#include "runtime/base/arena.h"

#include <stdarg.h>
#include <stdio.h>

enum { ALIGN = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct ArenaBlock {
  ArenaBlock *older;
  size_t size, used; /* of data */
  _Alignas(ALIGN) char data[];
};

void arena_init(Arena *arena, const Alloc *alloc) { *arena = (Arena){.alloc = alloc}; }

static void free_blocks(Arena *arena, ArenaBlock *block) {
  while (block) {
    ArenaBlock *older = block->older;
    arena->taken -= block->size;
    mem_free(arena->alloc, block, sizeof *block + block->size);
    block = older;
  }
}

void arena_free(Arena *arena) {
  free_blocks(arena, arena->blocks);
  arena->blocks = NULL;
  arena->failed = false;
}

void arena_reset(Arena *arena) {
  if (!arena->blocks) return;
  free_blocks(arena, arena->blocks->older);
  arena->blocks->older = NULL;
  arena->blocks->used = 0;
  arena->failed = false;
}

static ArenaBlock *add_block(Arena *arena, size_t size) {
  size_t grown = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
  if (grown > LARGEST_BLOCK) grown = LARGEST_BLOCK;
  if (grown < size) grown = size;
  ArenaBlock *block = arena->alloc->fn(arena->alloc->user, NULL, 0, sizeof *block + grown);
  if (!block) {
    arena->failed = true;
    return NULL;
  }
  *block = (ArenaBlock){.older = arena->blocks, .size = grown};
  arena->blocks = block;
  arena->taken += grown;
  return block;
}

static char *take(Arena *arena, size_t size, size_t align) {
  if (arena->failed || size > SIZE_MAX / 4) {
    arena->failed = true;
    return NULL;
  }
  ArenaBlock *block = arena->blocks;
  size_t start = block ? (block->used + align - 1) & ~(align - 1) : 0;
  if (!block || start + size > block->size) {
    block = add_block(arena, size);
    if (!block) return NULL;
    start = 0;
  }
  block->used = start + size;
  return block->data + start;
}

void *arena_alloc(Arena *arena, size_t size) {
  char *p = take(arena, size, ALIGN);
  return p ? memset(p, 0, size) : NULL;
}

char *arena_bytes(Arena *arena, size_t size) { return take(arena, size, 1); }

Str arena_str(Arena *arena, Str s) {
  char *p = arena_bytes(arena, (size_t)s.n + 1);
  if (!p) return (Str){NULL, 0};
  if (s.n) memcpy(p, s.p, s.n);
  p[s.n] = 0;
  return (Str){p, s.n};
}

Str arena_format(Arena *arena, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  char *p = n < 0 ? NULL : arena_bytes(arena, (size_t)n + 1);
  if (p) vsnprintf(p, (size_t)n + 1, format, again);
  va_end(again);
  va_end(args);
  return p ? (Str){p, (uint32_t)n} : STR("");
}
