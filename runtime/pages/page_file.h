/* PageFile: a new database file, written page after page in blocks of a megabyte. It does not own its descriptor.
 *
 * Functions give 0 or an errno; once one has failed, all that follow fail alike. */
#ifndef CIBLE_PAGES_PAGE_FILE_H
#define CIBLE_PAGES_PAGE_FILE_H

#include <stdbool.h>

#include "runtime/base/alloc.h"
#include "runtime/pages/page_format.h"

enum { BUILT_PAGE_SIZE = 4096 /* as SQLite takes by itself */ };

typedef struct PageFile {
  const Alloc *alloc;
  int fd;
  int error;
  uint32_t unused; /* the page that holds the lock byte */
  uint32_t next;   /* the number of the page that comes next, never `unused` */
  uint8_t *block;  /* pages that wait to be written */
  uint32_t first, count;
} PageFile;

/* Begins behind page 1, which is written last. */
int page_file_open(PageFile *file, const Alloc *alloc, int fd);
/* The next page, its number in *number: zeroes, to be filled before the next call. NULL: `error` says why. */
uint8_t *page_file_add(PageFile *file, uint32_t *number);
/* How many pages the file has: it never ends with the unused one. */
static inline uint32_t page_file_pages(const PageFile *file) {
  uint32_t pages = file->next - 1;
  return pages == file->unused ? pages - 1 : pages;
}
/* Writes what waits, and page 1. */
int page_file_finish(PageFile *file, const uint8_t *first_page);
void page_file_close(PageFile *file);

#endif
