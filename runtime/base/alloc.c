/* SPDX-License-Identifier: MIT */
#include "runtime/base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/alloc_count.h"
#include "runtime/base/large_piece.h"

static void release(void *ptr, size_t size) {
  if (ptr && is_large_piece(size)) large_piece_free(ptr, size);
  else free(ptr);
}

/* From malloc's memory to a large piece, or back. */
static void *move(void *ptr, size_t old_size, size_t new_size) {
  void *to = is_large_piece(new_size) ? large_piece_new(new_size) : malloc(new_size);
  if (!to) return NULL;
  if (ptr) memcpy(to, ptr, old_size < new_size ? old_size : new_size);
  release(ptr, old_size);
  return to;
}

static void *system_alloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user;
  if (!ptr) old_size = 0;
  if (new_size == 0) {
    release(ptr, old_size);
    return NULL;
  }
  const bool was_large = is_large_piece(old_size), is_large = is_large_piece(new_size);
  if (was_large != is_large) return move(ptr, old_size, new_size);
  return is_large ? large_piece_resize(ptr, old_size, new_size) : realloc(ptr, new_size);
}

const Alloc alloc_system = {system_alloc, NULL};

/* Is what this gives beyond the old size zero as it comes? */
static bool is_zeroed(const Alloc *alloc, size_t size) {
  return is_large_piece(size) && alloc_behind(alloc)->fn == system_alloc;
}

void *mem_new(const Alloc *alloc, size_t size) {
  if (alloc->fn == system_alloc && !is_large_piece(size)) return calloc(1, size ? size : 1);
  return mem_grow(alloc, NULL, 0, size);
}

void *mem_resize(const Alloc *alloc, void *ptr, size_t old_size, size_t new_size) {
  return alloc->fn(alloc->user, ptr, old_size, new_size ? new_size : 1);
}

void *mem_grow(const Alloc *alloc, void *ptr, size_t old_size, size_t new_size) {
  char *grown = mem_resize(alloc, ptr, old_size, new_size);
  if (grown && new_size > old_size && !is_zeroed(alloc, new_size)) memset(grown + old_size, 0, new_size - old_size);
  return grown;
}

void mem_free(const Alloc *alloc, void *ptr, size_t size) {
  if (ptr) alloc->fn(alloc->user, ptr, size ? size : 1, 0);
}

enum { LINE = 64 };

/* The byte before says how far the piece begins ahead: 1 .. LINE. */
void *mem_new_lined(const Alloc *alloc, size_t size) {
  uint8_t *piece = size > SIZE_MAX - LINE ? NULL : mem_new(alloc, size + LINE);
  if (!piece) return NULL;
  uint8_t ahead = (uint8_t)(LINE - (uintptr_t)piece % LINE);
  piece[ahead - 1] = ahead;
  return piece + ahead;
}

void mem_free_lined(const Alloc *alloc, void *ptr, size_t size) {
  uint8_t *first = ptr;
  if (first) mem_free(alloc, first - first[-1], size + LINE);
}
