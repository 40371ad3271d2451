/* The one allocator hook: every byte that Cible takes comes through an Alloc. */
#ifndef CIBLE_BASE_ALLOC_H
#define CIBLE_BASE_ALLOC_H

#include <stddef.h>

/* Resizes `ptr` (NULL: new) from old_size to new_size bytes (0: free, returns NULL). Returns NULL where memory is out. */
typedef void *(*AllocFn)(void *user, void *ptr, size_t old_size, size_t new_size);

typedef struct Alloc {
  AllocFn fn;
  void *user;
} Alloc;

/* malloc and free, and the system itself for large pieces; used wherever an embedder gives no hook of its own. */
extern const Alloc alloc_system;

/* New memory is zeroed. The caller owns it and gives it back with the same size. NULL where memory is out. */
void *mem_new(const Alloc *alloc, size_t size);
void *mem_resize(const Alloc *alloc, void *ptr, size_t old_size, size_t new_size);
/* The same, and what is new is zeroed: without a look at it where it comes so from the system. */
void *mem_grow(const Alloc *alloc, void *ptr, size_t old_size, size_t new_size);
void mem_free(const Alloc *alloc, void *ptr, size_t size);

/* The same, beginning at a cache line: for what files are read into. The system copies at a quarter of its speed (Zen 3's rep movsb)
 * where source and target lie 1 to 31 bytes apart within their pages, as a file's pages and large pieces of malloc's do. */
void *mem_new_lined(const Alloc *alloc, size_t size);
void mem_free_lined(const Alloc *alloc, void *ptr, size_t size);

#define MEM_NEW(alloc, T) ((T *)mem_new((alloc), sizeof(T)))
#define MEM_ARRAY(alloc, T, n) ((T *)mem_new((alloc), sizeof(T) * (size_t)(n)))

#endif
