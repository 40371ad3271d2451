/* SPDX-License-Identifier: MIT */
#include "runtime/pages/leaf_mark.h"

#include <sys/types.h>

#include <sha2.h>

#include "runtime/base/hot.h"
#include "runtime/pages/varint_read.h"

enum { READ_BYTES = 1 << 16, SIZE_BYTES_MOST = 5 /* of a record's size, as in leaf_rows.c */ };

/* SHA-256 of the seed and a counter, as many times as it takes. */
void leaf_key_make(LeafKey *key, const uint8_t seed[LEAF_SEED_BYTES]) {
  uint8_t block[SHA256_DIGEST_LENGTH];
  uint8_t *to = (uint8_t *)key->words;
  for (size_t at = 0; at < sizeof key->words; at += sizeof block) {
    const size_t left = sizeof key->words - at;
    SHA2_CTX sum;
    SHA256Init(&sum);
    SHA256Update(&sum, seed, LEAF_SEED_BYTES);
    SHA256Update(&sum, (const uint8_t *)&at, sizeof at);
    SHA256Final(block, &sum);
    memcpy(to + at, block, left < sizeof block ? left : sizeof block);
  }
}

typedef unsigned __int128 Wide;

/* A page's size is a multiple of sixteen bytes. */
HOT static void sum_page(const uint8_t *page, uint32_t size, const LeafKey *key, uint64_t out[LEAF_SUM_WORDS]) {
  Wide one = 0, other = 0;
  for (uint32_t i = 0; i < size / sizeof(uint64_t); i += 2) {
    uint64_t words[2];
    memcpy(words, page + i * sizeof *words, sizeof words);
    one += (Wide)(words[0] + key->words[i]) * (words[1] + key->words[i + 1]);
    other += (Wide)(words[0] + key->words[i + 2]) * (words[1] + key->words[i + 3]);
  }
  out[0] = (uint64_t)one;
  out[1] = (uint64_t)(one >> 64);
  out[2] = (uint64_t)other;
  out[3] = (uint64_t)(other >> 64);
}

/* Looks at the cells: they must be in order, above `before` where there is one and not above `last`. */
static bool look_at_cells(const uint8_t *page, uint32_t usable, const int64_t *before, int64_t last, LeafMark *mark, bool *goes_on) {
  const uint32_t count = get_be16(page + PAGE_AT_CELLS), behind = PAGE_LEAF_HEAD + CELL_POINTER_BYTES * count;
  int64_t previous = before ? *before : 0;
  bool any = before != NULL;
  for (uint32_t cell = 0; cell < count; cell++) {
    const uint32_t at = get_be16(page + PAGE_LEAF_HEAD + CELL_POINTER_BYTES * cell);
    if (at < behind || at > usable - CELL_BYTES_LEAST) return false;
    uint64_t size, rowid;
    const uint8_t *p = varint_read(page + at, &size);
    if (p > page + at + SIZE_BYTES_MOST) return false;
    p = varint_read(p, &rowid);
    if ((any && (int64_t)rowid <= previous) || (int64_t)rowid > last) return false;
    if (size > table_local_most(usable)) *goes_on = true;
    else if ((uint64_t)(p - page) + size > usable) return false;
    if (!cell) mark->first = (int64_t)rowid;
    previous = (int64_t)rowid;
    any = true;
  }
  mark->rows = count;
  return true;
}

static bool mark_leaf(const PageSource *file, const LeafList *list, uint32_t leaf, const uint8_t *page, const LeafKey *key, LeafMark *mark) {
  const uint32_t count = get_be16(page + PAGE_AT_CELLS);
  const bool empty = !count && list->count > 1; /* only the root may be */
  bool goes_on = false;
  *mark = (LeafMark){.rows = 0};
  if (page[PAGE_AT_TYPE] != PAGE_TABLE_LEAF || empty || count > page_cells_most(file->page_size)) return false;
  const int64_t *before = leaf ? &list->items[leaf - 1].last : NULL;
  if (!look_at_cells(page, file->usable, before, list->items[leaf].last, mark, &goes_on)) return false;
  if (!goes_on) sum_page(page, file->page_size, key, mark->sum);
  return true;
}

PageStatus leaf_marks_make(const PageSource *file, const LeafList *list, uint32_t from, uint32_t end, const LeafKey *key, LeafMark *marks) {
  const uint32_t size = file->page_size, room = READ_BYTES / size;
  uint8_t pages[READ_BYTES + PAGE_SLACK];
  memset(pages + READ_BYTES, 0, PAGE_SLACK);
  for (uint32_t leaf = from; leaf < end;) {
    const uint32_t n = leaf_list_run(list, leaf, end - leaf < room ? end - leaf : room);
    if (!page_source_read(file, list->items[leaf].page, n, pages)) return PAGES_STRANGE;
    for (uint32_t i = 0; i < n; i++, leaf++)
      if (!mark_leaf(file, list, leaf, pages + (size_t)i * size, key, &marks[leaf - from])) return PAGES_STRANGE;
  }
  return PAGES_OK;
}
