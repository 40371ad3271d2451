/* SPDX-License-Identifier: MIT */
#include "runtime/pages/leaf_rows.h"

#include "runtime/pages/varint_read.h"

enum { BUFFER_BYTES = 1 << 20, LOAD_BYTES = 1 << 16, FIRST_ROWS = 32 /* on a page, as long as none is known */ };
enum { AHEAD_MOST = 8192, AHEAD_LINE = 64 /* bytes */ };
enum { SIZE_BYTES_MOST = 5 /* of a record's size, as SQLite writes it: of nine bytes it would read the last otherwise */ };
enum { PREFIX_MOST = 16 << 20 /* of a record that is put together here: what lies behind, SQLite finds without its memory */ };

static size_t buffer_size(const LeafRows *rows) { return (size_t)rows->room * rows->file->page_size + PAGE_SLACK; }

PageStatus leaf_rows_init(LeafRows *rows, const PageSource *file, const LeafList *list, uint32_t most, const Alloc *alloc) {
  *rows = (LeafRows){.alloc = alloc, .file = file, .list = list, .most = most, .page_rows = FIRST_ROWS, .done = true};
  arena_init(&rows->texts, alloc);
  rows->room = BUFFER_BYTES / file->page_size;
  rows->buffer = mem_new_lined(alloc, buffer_size(rows));
  rows->rows = MEM_ARRAY(alloc, LeafRow, most);
  rows->numbers = MEM_ARRAY(alloc, uint32_t, rows->room);
  return rows->buffer && rows->rows && rows->numbers ? PAGES_OK : PAGES_NO_MEMORY;
}

void leaf_rows_free(LeafRows *rows) {
  if (!rows->alloc) return;
  mem_free_lined(rows->alloc, rows->buffer, buffer_size(rows));
  if (rows->rows) mem_free(rows->alloc, rows->rows, rows->most * sizeof *rows->rows);
  if (rows->numbers) mem_free(rows->alloc, rows->numbers, rows->room * sizeof *rows->numbers);
  arena_free(&rows->texts);
  *rows = (LeafRows){0};
}

static void begin(LeafRows *rows, int64_t first, int64_t last, uint32_t leaf, uint32_t end) {
  rows->first = first;
  rows->last = last;
  rows->next_leaf = leaf;
  rows->end_leaf = end;
  rows->loaded = rows->at = rows->cell = rows->count = 0;
  rows->done = first > last || leaf == end;
}

void leaf_rows_begin(LeafRows *rows, int64_t first, int64_t last) {
  rows->wanted = NULL;
  begin(rows, first, last, leaf_list_find(rows->list, first), rows->list->count);
}

static void pass_unwanted(LeafRows *rows) {
  while (rows->next_leaf < rows->end_leaf && !(rows->wanted[rows->next_leaf / 64] >> (rows->next_leaf % 64) & 1)) rows->next_leaf++;
}

void leaf_rows_pick(LeafRows *rows, const uint64_t *wanted, uint32_t leaf, uint32_t end) {
  rows->wanted = wanted;
  begin(rows, INT64_MIN, INT64_MAX, leaf, end);
  pass_unwanted(rows);
  rows->done = rows->next_leaf == end;
}

/* ---- pages ---- */

/* How many leaves from the next on lie one behind the other in the file, and are wanted. */
static uint32_t next_run(const LeafRows *rows, uint32_t most) {
  const uint32_t run = leaf_list_run(rows->list, rows->next_leaf, most);
  uint32_t n = 1;
  while (n < run && (!rows->wanted || rows->wanted[(rows->next_leaf + n) / 64] >> ((rows->next_leaf + n) % 64) & 1)) n++;
  return n;
}

/* Loads the leaves that so many more rows may take, behind those that are there. Where the list says that none is wanted but no
 * greater row has been met, the next one shows that the list is right: SQLite would go on to it too. */
static PageStatus load(LeafRows *rows, uint32_t wanted) {
  const LeafList *list = rows->list;
  uint32_t size = rows->file->page_size, end = leaf_list_find(list, rows->last) + 1;
  uint32_t most = wanted / (rows->page_rows ? rows->page_rows : 1) + 1;
  if (most > LOAD_BYTES / size) most = LOAD_BYTES / size;
  if (end <= rows->next_leaf) end = rows->next_leaf + 1;
  if (end > rows->end_leaf) end = rows->end_leaf;
  if (most > rows->room - rows->loaded) most = rows->room - rows->loaded;
  if (most > end - rows->next_leaf) most = end - rows->next_leaf;
  while (most && rows->next_leaf < end) {
    uint32_t n = next_run(rows, most < end - rows->next_leaf ? most : end - rows->next_leaf);
    uint8_t *to = rows->buffer + (size_t)rows->loaded * size;
    if (!page_source_read(rows->file, list->items[rows->next_leaf].page, n, to)) return PAGES_STRANGE;
    rows->bytes += (uint64_t)n * size;
    for (uint32_t i = 0; i < n; i++) rows->numbers[rows->loaded++] = rows->next_leaf++;
    if (rows->wanted) pass_unwanted(rows);
    most -= n;
  }
  return PAGES_OK;
}

/* Pages that are done with make room for others. */
static void forget_pages(LeafRows *rows) {
  uint32_t left = rows->loaded - rows->at, size = rows->file->page_size;
  if (rows->at && left) memmove(rows->buffer, rows->buffer + (size_t)rows->at * size, (size_t)left * size);
  if (rows->at && left) memmove(rows->numbers, rows->numbers + rows->at, left * sizeof *rows->numbers);
  rows->at = 0;
  rows->loaded = left;
}

/* ---- cells ---- */

static inline bool read_cell(const uint8_t *page, uint32_t usable, uint32_t at, LeafRow *row) {
  uint64_t rowid, size;
  const uint8_t *p = varint_read_short(page + at, &size);
  if (p > page + at + SIZE_BYTES_MOST || size > INT32_MAX) return false; /* SQLite has no longer ones */
  row->size = (uint32_t)size;
  p = varint_read_rowid(p, &rowid);
  row->record = p;
  row->rowid = (int64_t)rowid;
  row->overflow = 0;
  uint64_t begin = (uint64_t)(p - page);
  if (row->size <= table_local_most(usable)) {
    row->local = row->in_leaf = row->size;
    return begin + row->size <= usable;
  }
  row->local = row->in_leaf = payload_split(usable, row->size, table_local_most(usable));
  if (begin + row->local + OVERFLOW_HEAD > usable) return false;
  row->overflow = get_be32(p + row->local);
  return row->overflow >= 2;
}

/* The page that comes next moves near; of a large one its last bytes, which hold its first rows. */
static void fetch_ahead(const uint8_t *page, uint32_t size) {
  for (uint32_t i = size > AHEAD_MOST ? size - AHEAD_MOST : 0; i < size; i += AHEAD_LINE) __builtin_prefetch(page + i);
}

/* The rows of the page at hand, as long as there is room for them. Those behind the last that is wanted are looked at too: SQLite
 * refuses a page for any of its cells, and finds none of them for sure where they are in no order. */
static PageStatus take_page(LeafRows *rows, uint32_t upto) {
  const uint8_t *page = rows->buffer + (size_t)rows->at * rows->file->page_size;
  uint32_t number = rows->numbers[rows->at];
  const Leaf *leaf = &rows->list->items[number];
  uint32_t usable = rows->file->usable, count = get_be16(page + PAGE_AT_CELLS), behind = PAGE_LEAF_HEAD + CELL_POINTER_BYTES * count;
  bool empty = !count && rows->list->count > 1; /* only the root may be */
  if (page[PAGE_AT_TYPE] != PAGE_TABLE_LEAF || empty || count > page_cells_most(rows->file->page_size)) return PAGES_STRANGE;
  rows->page_rows = count;
  if (!rows->cell) {
    if (rows->at + 1 < rows->loaded) fetch_ahead(page + rows->file->page_size, rows->file->page_size);
    rows->any_before = number > 0;
    rows->before = number ? leaf[-1].last : 0;
  }
  LeafRow *const all = rows->rows;
  const int64_t first = rows->first, most = leaf->last, last = rows->last;
  int64_t before = rows->before;
  bool any_before = rows->any_before, done = rows->done;
  uint32_t cell = rows->cell, taken = rows->count;
  for (; cell < count && taken < upto; cell++) {
    LeafRow *row = &all[taken];
    uint32_t at = get_be16(page + PAGE_LEAF_HEAD + CELL_POINTER_BYTES * cell);
    if (at < behind || at > usable - CELL_BYTES_LEAST || !read_cell(page, usable, at, row)) return PAGES_STRANGE;
    const int64_t rowid = row->rowid;
    if ((rowid <= before && any_before) || rowid > most) return PAGES_STRANGE;
    any_before = true;
    before = rowid;
    done |= rowid > last;
    taken += rowid >= first && !done;
  }
  rows->before = before;
  rows->any_before = any_before;
  rows->done = done;
  rows->cell = cell;
  rows->count = taken;
  if (cell < count) return PAGES_OK;
  rows->cell = 0;
  rows->at++;
  return PAGES_OK;
}

void leaf_rows_forget(LeafRows *rows) {
  rows->count = 0;
  arena_reset(&rows->texts);
  forget_pages(rows);
}

PageStatus leaf_rows_more(LeafRows *rows, uint32_t upto) {
  PageStatus status = PAGES_OK;
  if (upto > rows->most) upto = rows->most;
  while (rows->count < upto && !rows->done && status == PAGES_OK) {
    if (rows->at < rows->loaded) {
      status = take_page(rows, upto);
      continue;
    }
    rows->done = rows->next_leaf == rows->end_leaf;
    if (rows->done || (rows->loaded == rows->room && rows->count)) break;
    if (rows->loaded == rows->room) forget_pages(rows);
    status = load(rows, rows->most - rows->count);
  }
  return status;
}

/* ---- records that go on on other pages ---- */

PageStatus leaf_rows_prefix(LeafRows *rows, LeafRow *row, uint64_t need) {
  const PageSource *file = rows->file;
  uint32_t content = file->usable - OVERFLOW_HEAD, page = row->overflow;
  if (need > row->size || need > PREFIX_MOST || need > (uint64_t)file->pages * file->page_size) return PAGES_STRANGE;
  uint8_t *record = (uint8_t *)arena_bytes(&rows->texts, need + file->page_size + PAGE_SLACK);
  if (!record) return PAGES_NO_MEMORY;
  uint64_t have = row->in_leaf;
  memcpy(record, row->record, have); /* which may be a piece put together before: it begins alike */
  while (have < need) {
    /* The page is read to where its four bytes of a page number fall on the last bytes that are there, which are put back. */
    uint8_t *to = record + have - OVERFLOW_HEAD, kept[OVERFLOW_HEAD];
    memcpy(kept, to, sizeof kept);
    if (page < 2 || !page_source_read(file, page, 1, to)) return PAGES_STRANGE;
    page = get_be32(to);
    memcpy(to, kept, sizeof kept);
    have += content;
  }
  memset(record + need, 0, PAGE_SLACK);
  row->record = record;
  row->local = (uint32_t)need;
  return PAGES_OK;
}
