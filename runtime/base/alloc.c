/* SPDX-License-Identifier: MIT */
#include "runtime/base/alloc.h"

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
