/* Arena: memory that is given back all at once. One holds a compilation, one a program, one the texts of a batch.
 * Running out is sticky: arena_alloc then answers NULL for ever and `failed` says so, which each phase checks at its end. */
#ifndef CIBLE_BASE_ARENA_H
#define CIBLE_BASE_ARENA_H

#include "runtime/base/alloc.h"
#include "runtime/base/str.h"

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
  const Alloc *alloc;
  ArenaBlock *blocks; /* the newest first */
  size_t taken;       /* bytes in all blocks */
  bool failed;
} Arena;

void arena_init(Arena *arena, const Alloc *alloc);
/* Gives all memory back; the arena may be used again. */
void arena_free(Arena *arena);
/* Forgets the contents but keeps the largest block: for batches. */
void arena_reset(Arena *arena);

/* Zeroed, aligned to 16 bytes; NULL where memory is out. */
void *arena_alloc(Arena *arena, size_t size);
/* Not zeroed, aligned to 1 byte. */
char *arena_bytes(Arena *arena, size_t size);
/* A copy that ends in a NUL (not counted in n). p is NULL where memory is out. */
Str arena_str(Arena *arena, Str s);
/* A formatted text, NUL-terminated; "" where memory is out. */
Str arena_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(arena, T) ((T *)arena_alloc((arena), sizeof(T)))
#define ARENA_ARRAY(arena, T, n) ((T *)arena_alloc((arena), sizeof(T) * (size_t)(n)))

#endif
