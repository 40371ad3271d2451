/* Large pieces: memory straight from the system, which grows without being copied and comes zeroed without being looked at. Where the
 * system cannot move pages, nothing is a large piece. They come in pages of the ordinary size: see "What was tried" in
 * docs/performance.md. */
#ifndef CIBLE_BASE_LARGE_PIECE_H
#define CIBLE_BASE_LARGE_PIECE_H

#include <stdbool.h>
#include <stddef.h>

/* Memory checkers watch the ends of malloc's pieces alone. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define LARGE_PIECES_WATCHED 1
#endif
#endif
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(LARGE_PIECES_WATCHED)
#define LARGE_PIECES 1
#else
#define LARGE_PIECES 0
#endif

static inline bool is_large_piece(size_t size) { return LARGE_PIECES && size >= (size_t)4 << 20; }

/* All sizes are those of large pieces. NULL where memory is out; what is there beforehand then stays. */
void *large_piece_new(size_t size);                                    /* zeroed */
void *large_piece_resize(void *piece, size_t old_size, size_t new_size); /* what is new is zero */
void large_piece_free(void *piece, size_t size);

#endif
