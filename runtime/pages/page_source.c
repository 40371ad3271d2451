/* SPDX-License-Identifier: MIT */
#include "runtime/pages/page_source.h"

#include <string.h>

#include "runtime/pages/page_format.h"

enum { USABLE_LEAST = 480, READ_VERSION_MOST = 2, ENCODING_UNSET = 0, ENCODING_UTF8 = 1 };

PageStatus page_source_open(PageSource *file, PageRead read, void *self, uint64_t size) {
  static const char magic[16] = FILE_MAGIC;
  static const uint8_t fractions[3] = {64, 32, 32};
  uint8_t header[FILE_HEADER_BYTES];
  *file = (PageSource){.read = read, .self = self};
  if (size < sizeof header || !read(self, 0, header, sizeof header) || memcmp(header, magic, sizeof magic)) return PAGES_STRANGE;
  uint32_t page_size = get_be16(header + FILE_AT_PAGE_SIZE), encoding = get_be32(header + FILE_AT_ENCODING);
  if (page_size == 1) page_size = PAGE_SIZE_MOST;
  bool good = page_size >= PAGE_SIZE_LEAST && !(page_size & (page_size - 1)) && !memcmp(header + FILE_AT_PAYLOAD_FRACTIONS, fractions, sizeof fractions) &&
              header[FILE_AT_READ_VERSION] >= 1 && header[FILE_AT_READ_VERSION] <= READ_VERSION_MOST &&
              (encoding == ENCODING_UTF8 || encoding == ENCODING_UNSET);
  if (!good || page_size - header[FILE_AT_RESERVED] < USABLE_LEAST) return PAGES_STRANGE;
  uint64_t pages = size / page_size;
  /* As SQLite counts them: what lies behind, no page of the database may point to. */
  uint32_t said = get_be32(header + FILE_AT_PAGES);
  if (said && said < pages && !memcmp(header + FILE_AT_CHANGE_COUNTER, header + FILE_AT_VALID_FOR, sizeof said)) pages = said;
  file->page_size = page_size;
  file->usable = page_size - header[FILE_AT_RESERVED];
  file->pages = pages > UINT32_MAX - 1 ? UINT32_MAX - 1 : (uint32_t)pages;
  return PAGES_OK;
}

bool page_source_read(const PageSource *file, uint32_t first, uint32_t count, uint8_t *to) {
  if (!first || first > file->pages || count > file->pages - first + 1) return false;
  return file->read(file->self, (uint64_t)(first - 1) * file->page_size, to, count * file->page_size);
}
