/* SPDX-License-Identifier: MIT */
#include "runtime/pages/tree_build.h"

#include <errno.h>

#include "runtime/pages/record_write.h"

enum { USABLE = BUILT_PAGE_SIZE };

void tree_begin(TreeBuild *tree, PageFile *file, bool is_index) {
  *tree = (TreeBuild){.file = file, .is_index = is_index};
  buf_init(&tree->keys, file->alloc);
  buf_init(&tree->local, file->alloc);
}

void tree_free(TreeBuild *tree) {
  if (tree->children) mem_free(tree->file->alloc, tree->children, tree->room * sizeof *tree->children);
  tree->children = NULL;
  buf_free(&tree->keys);
  buf_free(&tree->local);
}

/* ---- pages ---- */

static void page_head(uint8_t *page, uint32_t type, uint32_t cells, uint32_t content) {
  page[PAGE_AT_TYPE] = (uint8_t)type;
  put_be16(page + PAGE_AT_CELLS, cells);
  put_be16(page + PAGE_AT_CONTENT, content);
}

static int make_room(TreeBuild *tree) {
  if (tree->count < tree->room) return 0;
  uint32_t room = tree->room ? tree->room * 2 : 64;
  TreeChild *children = mem_resize(tree->file->alloc, tree->children, tree->room * sizeof *children, room * sizeof *children);
  if (!children) return ENOMEM;
  tree->children = children;
  tree->room = room;
  return 0;
}

/* ---- leaves ---- */

static uint32_t free_bytes(const TreeBuild *tree) {
  return USABLE - PAGE_LEAF_HEAD - tree->bytes - tree->cells * CELL_POINTER_BYTES;
}

/* All cells stand together at the page's end, in their order; the page comes zeroed. */
static void fill_leaf(TreeBuild *tree, uint8_t *page) {
  uint32_t from = USABLE - tree->bytes;
  page_head(page, tree->is_index ? PAGE_INDEX_LEAF : PAGE_TABLE_LEAF, tree->cells, from);
  for (uint32_t i = 0; i < tree->cells; i++) put_be16(page + PAGE_LEAF_HEAD + i * CELL_POINTER_BYTES, from + tree->begins[i]);
  memcpy(page + from, tree->content, tree->bytes);
  tree->cells = tree->bytes = 0;
}

/* What parts a leaf from the next: the rowid of its last cell. In an index that cell itself, which goes to the page above. */
static void part(TreeBuild *tree) {
  uint32_t begin = tree->begins[tree->cells - 1];
  const uint8_t *cell = tree->content + begin;
  if (tree->is_index) {
    buf_add(&tree->keys, cell, tree->bytes - begin);
    tree->bytes = begin;
    tree->cells--;
    return;
  }
  uint64_t payload, rowid;
  const uint8_t *key = varint_read(cell, &payload);
  buf_add(&tree->keys, key, (size_t)(varint_read(key, &rowid) - key));
}

static int end_leaf(TreeBuild *tree, bool is_last) {
  if (!is_last) part(tree);
  int error = tree->keys.failed ? ENOMEM : make_room(tree);
  if (error) return error;
  TreeChild *child = &tree->children[tree->count];
  uint8_t *page = page_file_add(tree->file, &child->page);
  if (!page) return tree->file->error;
  fill_leaf(tree, page);
  child->key_end = tree->keys.n;
  tree->count++;
  return 0;
}

/* Cells that fit, `bytes` in all. */
static void put_cells(TreeBuild *tree, const uint8_t *cells, const uint32_t *sizes, uint32_t count, uint32_t bytes) {
  memcpy(tree->content + tree->bytes, cells, bytes);
  for (uint32_t i = 0; i < count; i++) {
    tree->begins[tree->cells++] = (uint16_t)tree->bytes;
    tree->bytes += sizes[i];
  }
}

/* A cell alone, which may want a new page. */
static int add_cell(TreeBuild *tree, const uint8_t *cell, uint32_t size) {
  if (free_bytes(tree) < size + CELL_POINTER_BYTES) {
    int error = end_leaf(tree, false);
    if (error) return error;
  }
  put_cells(tree, cell, &size, 1, size);
  return 0;
}

static int write_overflow(TreeBuild *tree, const uint8_t *payload, uint64_t left) {
  enum { ROOM = USABLE - OVERFLOW_HEAD };
  while (left) {
    uint32_t number, n = left < ROOM ? (uint32_t)left : ROOM;
    uint8_t *page = page_file_add(tree->file, &number);
    if (!page) return tree->file->error;
    left -= n;
    put_be32(page, left ? tree->file->next : 0);
    memcpy(page + OVERFLOW_HEAD, payload, n);
    payload += n;
  }
  return 0;
}

/* A cell of which perhaps only a part stands in the page. */
static int add_long(TreeBuild *tree, const uint8_t *cell, uint32_t size) {
  uint64_t bytes, rowid;
  const uint8_t *payload = varint_read(cell, &bytes);
  if (!tree->is_index) payload = varint_read(payload, &rowid);
  uint32_t most = tree->is_index ? index_local_most(USABLE) : table_local_most(USABLE);
  uint32_t local = payload_split(USABLE, bytes, most);
  if (local == bytes) return add_cell(tree, cell, size);
  uint8_t overflow[OVERFLOW_HEAD];
  put_be32(overflow, tree->file->next);
  tree->local.n = 0;
  buf_add(&tree->local, cell, (size_t)(payload - cell) + local);
  buf_add(&tree->local, overflow, sizeof overflow);
  if (tree->local.failed) return ENOMEM;
  int error = write_overflow(tree, payload + local, bytes - local);
  return error ? error : add_cell(tree, (const uint8_t *)tree->local.p, (uint32_t)tree->local.n);
}

/* As many of the cells as the leaf still takes, and a page holds whole; *bytes: theirs. */
static uint32_t cells_fitting(const TreeBuild *tree, const uint32_t *sizes, uint32_t count, uint32_t *bytes) {
  uint32_t most = tree->is_index ? index_local_most(USABLE) : table_local_most(USABLE), room = free_bytes(tree), n = 0, all = 0;
  while (n < count && sizes[n] <= most && sizes[n] + CELL_POINTER_BYTES <= room) {
    room -= sizes[n] + CELL_POINTER_BYTES;
    all += sizes[n++];
  }
  *bytes = all;
  return n;
}

int tree_add(TreeBuild *tree, const uint8_t *cells, const uint32_t *sizes, uint32_t count) {
  for (uint32_t i = 0; i < count;) {
    uint32_t bytes, n = cells_fitting(tree, sizes + i, count - i, &bytes);
    if (n) {
      put_cells(tree, cells, sizes + i, n, bytes);
    } else {
      int error = add_long(tree, cells, sizes[i]); /* or one for which the leaf has no room */
      if (error) return error;
      bytes = sizes[i];
      n = 1;
    }
    cells += bytes;
    i += n;
  }
  return 0;
}

/* ---- the pages above ---- */

static size_t key_begin(const TreeBuild *tree, uint32_t child) { return child ? tree->children[child - 1].key_end : 0; }

static uint32_t key_bytes(const TreeBuild *tree, uint32_t child) {
  return (uint32_t)(tree->children[child].key_end - key_begin(tree, child));
}

/* How many children from this one on go to one page; never such that the last page has one alone. */
static uint32_t children_fitting(const TreeBuild *tree, uint32_t from) {
  uint32_t room = USABLE - PAGE_INTERIOR_HEAD, n = 1;
  for (; from + n < tree->count; n++) {
    uint32_t cell = CHILD_BYTES + key_bytes(tree, from + n - 1) + CELL_POINTER_BYTES;
    if (cell > room) break;
    room -= cell;
  }
  return from + n + 1 == tree->count ? n - 1 : n;
}

/* The last of the children has no cell: it is the page's rightmost. */
static void fill_interior(TreeBuild *tree, uint32_t from, uint32_t n, uint8_t *page) {
  uint32_t last = from + n - 1, content = USABLE;
  uint8_t *pointer = page + PAGE_INTERIOR_HEAD;
  for (uint32_t child = from; child < last; child++, pointer += CELL_POINTER_BYTES) {
    uint32_t key = key_bytes(tree, child);
    content -= CHILD_BYTES + key;
    put_be32(page + content, tree->children[child].page);
    memcpy(page + content + CHILD_BYTES, tree->keys.p + key_begin(tree, child), key);
    put_be16(pointer, content);
  }
  page_head(page, tree->is_index ? PAGE_INDEX_INTERIOR : PAGE_TABLE_INTERIOR, n - 1, content);
  put_be32(page + PAGE_AT_RIGHT, tree->children[last].page);
}

/* One level: children and keys are replaced, from the front, by those of the level above. */
static int build_level(TreeBuild *tree) {
  uint32_t count = 0;
  size_t keys = 0;
  for (uint32_t from = 0; from < tree->count;) {
    uint32_t n = children_fitting(tree, from), last = from + n - 1, number;
    uint8_t *page = page_file_add(tree->file, &number);
    if (!page) return tree->file->error;
    fill_interior(tree, from, n, page);
    size_t begin = key_begin(tree, last), end = tree->children[last].key_end;
    if (end > begin) memmove(tree->keys.p + keys, tree->keys.p + begin, end - begin);
    keys += end - begin;
    from += n;
    tree->children[count++] = (TreeChild){number, keys};
  }
  tree->count = count;
  return 0;
}

/* Everything but the root, which is filled but not yet in the file. */
static int build_below_root(TreeBuild *tree, uint8_t root[BUILT_PAGE_SIZE]) {
  memset(root, 0, BUILT_PAGE_SIZE);
  if (!tree->count) {
    fill_leaf(tree, root);
    return tree->file->error;
  }
  int error = end_leaf(tree, true);
  while (!error && children_fitting(tree, 0) < tree->count) error = build_level(tree);
  if (!error) fill_interior(tree, 0, tree->count, root);
  return error;
}

static int add_page(TreeBuild *tree, const uint8_t *filled, uint32_t *number) {
  uint8_t *page = page_file_add(tree->file, number);
  if (!page) return tree->file->error;
  memcpy(page, filled, USABLE);
  return 0;
}

int tree_end(TreeBuild *tree, uint32_t *root) {
  uint8_t page[BUILT_PAGE_SIZE];
  int error = build_below_root(tree, page);
  return error ? error : add_page(tree, page, root);
}

/* What is too much beside the file's header goes to a page of its own, the only child of page 1: as SQLite does it. */
int tree_end_first(TreeBuild *tree, uint8_t first_page[BUILT_PAGE_SIZE]) {
  uint8_t page[BUILT_PAGE_SIZE];
  int error = build_below_root(tree, page);
  if (error) return error;
  memset(first_page, 0, BUILT_PAGE_SIZE);
  uint32_t head = tree->count ? PAGE_INTERIOR_HEAD : PAGE_LEAF_HEAD, number, content = get_be16(page + PAGE_AT_CONTENT);
  uint32_t front = head + get_be16(page + PAGE_AT_CELLS) * CELL_POINTER_BYTES;
  if (FILE_HEADER_BYTES + front > content) {
    error = add_page(tree, page, &number);
    page_head(first_page + FILE_HEADER_BYTES, PAGE_TABLE_INTERIOR, 0, USABLE);
    put_be32(first_page + FILE_HEADER_BYTES + PAGE_AT_RIGHT, number);
    return error;
  }
  memcpy(first_page + FILE_HEADER_BYTES, page, front);
  memcpy(first_page + content, page + content, USABLE - content);
  return 0;
}
