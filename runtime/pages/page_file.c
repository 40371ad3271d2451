/* SPDX-License-Identifier: MIT */
#include "runtime/pages/page_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { BLOCK_PAGES = 256, PAGES_MOST = 0xfffffffe };

static int fail(PageFile *file, int error) {
  if (!file->error) file->error = error;
  return file->error;
}

int page_file_open(PageFile *file, const Alloc *alloc, int fd) {
  *file = (PageFile){.alloc = alloc, .fd = fd, .unused = lock_page(BUILT_PAGE_SIZE), .next = 2};
  file->block = mem_new(alloc, (size_t)BLOCK_PAGES * BUILT_PAGE_SIZE);
  return file->block ? 0 : fail(file, ENOMEM);
}

void page_file_close(PageFile *file) {
  if (file->block) mem_free(file->alloc, file->block, (size_t)BLOCK_PAGES * BUILT_PAGE_SIZE);
  file->block = NULL;
}

static int write_at(PageFile *file, const uint8_t *bytes, size_t n, uint64_t at) {
  while (n) {
    ssize_t written = pwrite(file->fd, bytes, n, (off_t)at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(file, written < 0 ? errno : EIO);
    bytes += written;
    at += (uint64_t)written;
    n -= (size_t)written;
  }
  return 0;
}

/* The disk may begin with what is there while more is made: the fsync at the end has less to wait for. */
static int write_block(PageFile *file) {
  uint64_t at = (uint64_t)(file->first - 1) * BUILT_PAGE_SIZE;
  size_t n = (size_t)file->count * BUILT_PAGE_SIZE;
  if (!n || file->error || write_at(file, file->block, n, at)) return file->error;
  sync_file_range(file->fd, (off_t)at, (off_t)n, SYNC_FILE_RANGE_WRITE);
  file->count = 0;
  return 0;
}

uint8_t *page_file_add(PageFile *file, uint32_t *number) {
  bool is_apart = file->count && file->first + file->count != file->next; /* the unused page lies between */
  if ((file->count == BLOCK_PAGES || is_apart) && write_block(file)) return NULL;
  if (file->error || file->next >= PAGES_MOST) {
    fail(file, EFBIG);
    return NULL;
  }
  if (!file->count) file->first = file->next;
  *number = file->next++;
  if (file->next == file->unused) file->next++;
  uint8_t *page = file->block + (size_t)file->count++ * BUILT_PAGE_SIZE;
  memset(page, 0, BUILT_PAGE_SIZE);
  return page;
}

int page_file_finish(PageFile *file, const uint8_t *first_page) {
  if (write_block(file)) return file->error;
  return write_at(file, first_page, BUILT_PAGE_SIZE, 0);
}
