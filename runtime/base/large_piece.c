/* SPDX-License-Identifier: MIT */
#include "runtime/base/large_piece.h"

#if LARGE_PIECES
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGE_PAGE ((size_t)2 << 20)

static size_t page_end(size_t size) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (size + page - 1) / page * page;
}

/* Whole pages that begin where a large one can: more is taken, and what stands over given back. */
static char *take(size_t bytes) {
  char *all = mmap(NULL, bytes + LARGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED) return NULL;
  const size_t before = (LARGE_PAGE - (uintptr_t)all % LARGE_PAGE) % LARGE_PAGE;
  if (before) munmap(all, before);
  munmap(all + before + bytes, LARGE_PAGE - before);
  madvise(all + before, bytes, MADV_HUGEPAGE); /* a wish: it may have none */
  return all + before;
}

void *large_piece_new(size_t size) { return size > SIZE_MAX / 2 ? NULL : take(page_end(size)); }

void large_piece_free(void *piece, size_t size) { munmap(piece, page_end(size)); }

/* Where it stands, or, its pages moved but not what is in them, elsewhere. */
void *large_piece_resize(void *piece, size_t old_size, size_t new_size) {
  if (new_size > SIZE_MAX / 2) return NULL;
  const size_t from = page_end(old_size), to = page_end(new_size);
  char *at = from == to ? piece : mremap(piece, from, to, 0);
  if (at == MAP_FAILED) {
    char *room = take(to);
    if (!room) return NULL;
    at = mremap(piece, from, to, MREMAP_MAYMOVE | MREMAP_FIXED, room);
    if (at == MAP_FAILED) {
      munmap(room, to);
      return NULL;
    }
  }
  /* Of the last page before, what lay behind the piece: a larger one may have been here. */
  if (new_size > old_size) memset(at + old_size, 0, (from < new_size ? from : new_size) - old_size);
  return at;
}

#else

void *large_piece_new(size_t size) { return (void)size, NULL; }
void *large_piece_resize(void *piece, size_t old_size, size_t new_size) { return (void)piece, (void)old_size, (void)new_size, NULL; }
void large_piece_free(void *piece, size_t size) { (void)piece, (void)size; }

#endif
