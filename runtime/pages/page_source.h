/* PageSource: a SQLite database file as pages of bytes, for reading beside SQLite. Whoever opens one sees to it that nobody changes
 * the file meanwhile (a read transaction), and hands over how bytes are read, so that no descriptor of ours ever touches the file.
 *
 * Every byte of the file is held to be hostile: what does not fit is PAGES_STRANGE, and the caller asks SQLite instead, whose
 * answer, rows or an error, then stands. Nothing here recurses, and nothing takes more memory than the file has pages.
 * Source of the format: https://www.sqlite.org/fileformat2.html */
#ifndef CIBLE_PAGES_PAGE_SOURCE_H
#define CIBLE_PAGES_PAGE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

typedef enum PageStatus {
  PAGES_OK,
  PAGES_STRANGE,   /* damaged, cut short, cannot be read, or of a form that is not known here */
  PAGES_NO_MEMORY,
} PageStatus;

/* Reads n bytes at that place of the file; false where it cannot give all of them. */
typedef bool (*PageRead)(void *self, uint64_t at, void *to, uint32_t n);

typedef struct PageSource {
  PageRead read;
  void *self;
  uint32_t page_size; /* 512 .. 65 536 */
  uint32_t usable;    /* bytes of a page without those reserved at its end */
  uint32_t pages;     /* in the file */
} PageSource;

enum { PAGE_SLACK = 32 /* bytes behind a buffer of pages that may be read, whatever they hold */ };

/* Reads the file's header; `size` is the file's, in bytes. PAGES_STRANGE where it is no database, or not in UTF-8. */
PageStatus page_source_open(PageSource *file, PageRead read, void *self, uint64_t size);
/* Reads `count` pages from number `first` on (the first page of a file is 1). */
bool page_source_read(const PageSource *file, uint32_t first, uint32_t count, uint8_t *to);

#endif
