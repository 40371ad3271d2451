/* SPDX-License-Identifier: MIT
 * The interior pages are walked with a stack of our own. A leaf is known by its depth: all leaves of a b-tree lie equally deep,
 * so that of the leaves themselves only the first has to be read. */
#include "runtime/pages/leaf_list.h"

#include "runtime/pages/varint_read.h"

enum { DEPTH_MOST = 20 /* of a b-tree, as in SQLite itself */ };
enum { CELL_LEAST = CHILD_BYTES + 1 };

typedef struct Walk {
  const PageSource *file;
  LeafList *list;
  uint8_t *pages;     /* one a level */
  uint32_t depth;     /* of the leaves; the root's is 0 */
  uint32_t read;      /* interior pages so far: never more than the file has */
  struct {
    uint32_t cell, count; /* the child to go to next; cells on the page, behind which the last child is */
    int64_t last;         /* no rowid below the page is greater */
  } levels[DEPTH_MOST];
} Walk;

static uint8_t *page_at(const Walk *walk, uint32_t level) { return walk->pages + (size_t)level * walk->file->page_size; }

/* The depth of the leaves: down the first children. */
static PageStatus find_depth(Walk *walk, uint32_t root) {
  uint8_t *page = walk->pages;
  for (uint32_t number = root; walk->depth < DEPTH_MOST; walk->depth++) {
    if (!page_source_read(walk->file, number, 1, page)) return PAGES_STRANGE;
    if (page[PAGE_AT_TYPE] == PAGE_TABLE_LEAF) return PAGES_OK;
    if (page[PAGE_AT_TYPE] != PAGE_TABLE_INTERIOR) return PAGES_STRANGE;
    uint32_t at = get_be16(page + PAGE_INTERIOR_HEAD);
    if (at > walk->file->usable - CELL_LEAST) return PAGES_STRANGE;
    number = get_be32(page + at);
  }
  return PAGES_STRANGE;
}

static PageStatus add_leaf(LeafList *list, uint32_t page, int64_t last, uint32_t pages) {
  if (!page || page > pages || (list->count && last <= list->items[list->count - 1].last)) return PAGES_STRANGE;
  if (list->count == list->size) {
    uint32_t size = list->size ? list->size * 2 : 64;
    Leaf *items = mem_resize(list->alloc, list->items, list->size * sizeof *items, size * sizeof *items);
    if (!items) return PAGES_NO_MEMORY;
    list->items = items;
    list->size = size;
  }
  if (list->count >= pages) return PAGES_STRANGE; /* more leaves than pages: in a circle */
  list->items[list->count++] = (Leaf){.last = last, .page = page};
  return PAGES_OK;
}

static PageStatus enter(Walk *walk, uint32_t level, uint32_t number, int64_t last) {
  uint8_t *page = page_at(walk, level);
  if (walk->read++ > walk->file->pages || !page_source_read(walk->file, number, 1, page)) return PAGES_STRANGE;
  uint32_t count = get_be16(page + PAGE_AT_CELLS);
  if (page[PAGE_AT_TYPE] != PAGE_TABLE_INTERIOR || !count || count > page_cells_most(walk->file->page_size)) return PAGES_STRANGE;
  walk->levels[level].cell = 0;
  walk->levels[level].count = count;
  walk->levels[level].last = last;
  return PAGES_OK;
}

/* The child that comes next on that level's page, and the greatest rowid that may be below it. */
static bool next_child(Walk *walk, uint32_t level, uint32_t *child, int64_t *last) {
  const uint8_t *page = page_at(walk, level);
  uint32_t cell = walk->levels[level].cell++;
  *last = walk->levels[level].last;
  if (cell == walk->levels[level].count) {
    *child = get_be32(page + PAGE_AT_RIGHT);
    return true;
  }
  uint32_t at = get_be16(page + PAGE_INTERIOR_HEAD + CELL_POINTER_BYTES * cell);
  if (at < PAGE_INTERIOR_HEAD + CELL_POINTER_BYTES * walk->levels[level].count || at > walk->file->usable - CELL_LEAST) return false;
  uint64_t rowid;
  const uint8_t *end = varint_read(page + at + CHILD_BYTES, &rowid);
  *child = get_be32(page + at);
  if (end > page + walk->file->usable || (int64_t)rowid > *last) return false;
  *last = (int64_t)rowid;
  return true;
}

static PageStatus walk_tree(Walk *walk, uint32_t root) {
  PageStatus status = enter(walk, 0, root, INT64_MAX);
  for (uint32_t level = 0; status == PAGES_OK;) {
    if (walk->levels[level].cell > walk->levels[level].count) {
      if (!level) return PAGES_OK;
      level--;
      continue;
    }
    uint32_t child;
    int64_t last;
    if (!next_child(walk, level, &child, &last)) return PAGES_STRANGE;
    if (level + 1 < walk->depth) status = enter(walk, ++level, child, last);
    else status = add_leaf(walk->list, child, last, walk->file->pages);
  }
  return status;
}

PageStatus leaf_list_make(LeafList *list, const PageSource *file, uint32_t root, const Alloc *alloc) {
  *list = (LeafList){.alloc = alloc};
  size_t size = (size_t)DEPTH_MOST * file->page_size + PAGE_SLACK;
  Walk walk = {.file = file, .list = list, .pages = mem_new(alloc, size)};
  if (!walk.pages) return PAGES_NO_MEMORY;
  PageStatus status = find_depth(&walk, root);
  if (status == PAGES_OK && !walk.depth) status = add_leaf(list, root, INT64_MAX, file->pages);
  else if (status == PAGES_OK) status = walk_tree(&walk, root);
  mem_free(alloc, walk.pages, size);
  return status;
}

void leaf_list_free(LeafList *list) {
  if (list->items) mem_free(list->alloc, list->items, list->size * sizeof *list->items);
  *list = (LeafList){0};
}

uint32_t leaf_list_find(const LeafList *list, int64_t rowid) {
  uint32_t from = 0, to = list->count;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (list->items[middle].last < rowid) from = middle + 1;
    else to = middle;
  }
  return from;
}

uint32_t leaf_list_run(const LeafList *list, uint32_t leaf, uint32_t most) {
  uint32_t n = 1;
  while (n < most && leaf + n < list->count && list->items[leaf + n].page == list->items[leaf].page + n) n++;
  return n;
}
