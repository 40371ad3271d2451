/* SPDX-License-Identifier: MIT */
#include "runtime/base/large_piece.h"

#if LARGE_PIECES
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_end(size_t size) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  return (size + page - 1) / page * page;
}

void *large_piece_new(size_t size) {
  if (size > SIZE_MAX / 2) return NULL;
  void *piece = mmap(NULL, page_end(size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return piece == MAP_FAILED ? NULL : piece;
}

void large_piece_free(void *piece, size_t size) { munmap(piece, page_end(size)); }

void *large_piece_resize(void *piece, size_t old_size, size_t new_size) {
  if (new_size > SIZE_MAX / 2) return NULL;
  const size_t from = page_end(old_size), to = page_end(new_size);
  char *at = from == to ? piece : mremap(piece, from, to, MREMAP_MAYMOVE);
  if (at == MAP_FAILED) return NULL;
  /* Of the last page before, what lay behind the piece: a larger one may have been here. */
  if (new_size > old_size) memset(at + old_size, 0, (from < new_size ? from : new_size) - old_size);
  return at;
}

#else

void *large_piece_new(size_t size) { return (void)size, NULL; }
void *large_piece_resize(void *piece, size_t old_size, size_t new_size) { return (void)piece, (void)old_size, (void)new_size, NULL; }
void large_piece_free(void *piece, size_t size) { (void)piece, (void)size; }

#endif
