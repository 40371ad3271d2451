/* SPDX-License-Identifier: MIT */
#include "runtime/base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void *system_alloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user;
  (void)old_size;
  if (new_size == 0) {
    free(ptr);
    return NULL;
  }
  return realloc(ptr, new_size);
}

const Alloc alloc_system = {system_alloc, NULL};

void *mem_new(const Alloc *alloc, size_t size) {
  if (size == 0) size = 1;
  if (alloc->fn == system_alloc) return calloc(1, size); /* pages fresh from the system are zero as they come */
  void *ptr = alloc->fn(alloc->user, NULL, 0, size);
  if (ptr) memset(ptr, 0, size);
  return ptr;
}

void *mem_resize(const Alloc *alloc, void *ptr, size_t old_size, size_t new_size) {
  return alloc->fn(alloc->user, ptr, old_size, new_size ? new_size : 1);
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
