/* SPDX-License-Identifier: MIT
 * Rows by the pages of their table: records are taken from the leaves, some dozens at a time their cells are found, and each column
 * is decoded in a loop of its own.
 *
 * By lane, a column is decoded for the records that are asked for alone. What was asked of the batch before says what is worth more:
 * columns of which most records were asked for are decoded at once, while their pages are near; and cells are found for all records up
 * to the last column of which many were asked for, for others where one behind is. A part begins anew: for its first batch all cells are
 * found, and nothing is decoded at once. */
#include "runtime/store/store_sqlite.h"

/* Records whose cells are found at a time: so many that the cells stay near. */
enum { CHUNK_MOST = COLUMN_CELLS_MOST, CHUNK_LEAST = 8, CHUNK_CELLS = 2048 };
/* By lane, the cells of a batch are kept. */
enum { BATCH_CELLS = 1 << 17, BATCH_LEAST = 8 /* records */ };
/* Of one record in so many, or more, … */
enum { AT_ONCE_SHARE = 2 /* a column was asked for */, NEAR_SHARE = 8 /* its cells were */ };

/* One reader, where its cells are, and what has been read. */
typedef struct PageColumn {
  ColumnReader *reader;
  PageField field;
  Str name;
  bool has_default;   /* reader->absent is known */
  bool at_once;       /* decoded for every record */
  Mask here;          /* else for these */
} PageColumn;

typedef struct PageScan {
  Arena arena; /* also of texts that stand for cells of records written before their column was added */
  PageSource file;
  LeafRows rows;
  PageColumn *columns; /* the keys, then those of the scan's readers */
  uint32_t count, keys;
  uint32_t places;     /* of a record, up to the last of theirs */
  uint32_t near;       /* … that are found for every record of the batch */
  Mask far;            /* the records for which all are */
  uint32_t chunk;      /* records at a time */
  bool keeps;          /* cells of the whole batch; else of a chunk */
  CellRoom near_room, far_room;
} PageScan;

/* ---- opening ---- */

static void add_column(PageScan *pages, ColumnReader *reader, PageField field, Str name) {
  reader->real = field.real;
  pages->columns[pages->count++] = (PageColumn){.reader = reader, .field = field, .name = name, .at_once = true};
  if (!field.is_rowid && field.place >= pages->places) pages->places = field.place + 1u;
}

static bool add_columns(SqliteScan *scan, PageScan *pages) {
  const SqliteTable *table = scan->table;
  const ProgramTable *record = table->record;
  const Program *program = scan->store->base.config.program;
  pages->columns = ARENA_ARRAY(&pages->arena, PageColumn, scan->reader_count + 2);
  if (!pages->columns) return false;
  add_column(pages, &scan->key, table->page_fields[0], record->role == TABLE_RELATED ? record->by : record->key);
  if (table->is_parent) add_column(pages, &scan->own_key, table->page_fields[1], record->key);
  pages->keys = pages->count;
  for (uint32_t i = 0; i < scan->reader_count; i++) {
    uint32_t field = scan->fields[i];
    add_column(pages, &scan->readers[i], table->page_fields[2 + field], program->columns[record->first_column + field].stored);
  }
  return true;
}

static uint32_t rows_within(uint32_t cells, uint32_t least, uint32_t most, uint32_t stride) {
  uint32_t rows = stride ? cells / stride : most;
  return rows < least ? least : rows < most ? rows : most;
}

/* Room for the cells of a chunk, or of a batch, which is smaller where a record has very many; gives how large one can be. */
static uint32_t make_room(const SqliteScan *scan, PageScan *pages) {
  const uint32_t stride = pages->far_room.stride = cells_a_row(pages->places);
  uint32_t batch = store_batch_size(&scan->store->base.config);
  pages->chunk = rows_within(CHUNK_CELLS, CHUNK_LEAST, CHUNK_MOST, stride);
  if (scan->by_lane && batch > BATCH_LEAST) batch = rows_within(BATCH_CELLS, BATCH_LEAST, batch, stride);
  const uint32_t rows = scan->by_lane && batch > pages->chunk ? batch : pages->chunk;
  pages->near_room.cells = ARENA_ARRAY(&pages->arena, Cell, (size_t)rows * stride + 1);
  if (scan->by_lane) pages->far_room.cells = ARENA_ARRAY(&pages->arena, Cell, (size_t)rows * stride + 1);
  return batch;
}

Status sqlite_page_scan_open(SqliteScan *scan) {
  const StoreConfig *config = &scan->store->base.config;
  if (!scan->table->page_fields || scan->table->why_step) return STATUS_OK;
  PageScan *pages = scan->pages = MEM_NEW(config->alloc, PageScan);
  if (!pages) return STATUS_NO_MEMORY;
  arena_init(&pages->arena, config->alloc);
  const uint32_t batch = add_columns(scan, pages) ? make_room(scan, pages) : 0;
  PageStatus status = pages->arena.failed ? PAGES_NO_MEMORY : sqlite_page_source(scan->db, &pages->file);
  if (status == PAGES_OK) status = leaf_rows_init(&pages->rows, &pages->file, &scan->table->leaves, batch, config->alloc);
  if (status == PAGES_STRANGE) sqlite_page_scan_close(scan);
  return status == PAGES_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_OK;
}

void sqlite_page_scan_close(SqliteScan *scan) {
  PageScan *pages = scan->pages;
  if (!pages) return;
  leaf_rows_free(&pages->rows);
  arena_free(&pages->arena);
  mem_free(scan->store->base.config.alloc, pages, sizeof *pages);
  scan->pages = NULL;
}

PageStatus sqlite_page_scan_part(SqliteScan *scan, int64_t first, int64_t last) {
  PageStatus status = sqlite_find_leaves(scan->store, scan->table->index, &scan->pages->file);
  if (status == PAGES_OK) leaf_rows_begin(&scan->pages->rows, first, last);
  return status;
}

PageStatus sqlite_page_scan_leaves(SqliteScan *scan, const uint64_t *wanted, uint32_t leaf, uint32_t end) {
  PageStatus status = sqlite_find_leaves(scan->store, scan->table->index, &scan->pages->file);
  if (status == PAGES_OK) leaf_rows_pick(&scan->pages->rows, wanted, leaf, end);
  return status;
}

/* ---- cells of records that were written before their column was added ---- */

static Stored keep_stored(Arena *arena, Stored stored) {
  if (stored.type == STORED_TEXT || stored.type == STORED_BLOB) stored.text = arena_str(arena, stored.text);
  return stored;
}

/* SQLite says what it is: the same for all such records. */
static PageStatus ask_default(SqliteScan *scan, PageColumn *column, int64_t rowid) {
  char *sql = sqlite3_mprintf("SELECT \"%.*w\" FROM main.\"%.*w\" NOT INDEXED WHERE \"%.*w\" = %lld", STR_ARG(column->name),
                              STR_ARG(scan->table->name), STR_ARG(scan->table->rowid), (long long)rowid);
  if (!sql) return PAGES_NO_MEMORY;
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2(scan->db, sql, -1, &stmt, NULL);
  sqlite3_free(sql);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  if (code == SQLITE_ROW) {
    column->reader->absent = keep_stored(&scan->pages->arena, column_stored(stmt, 0));
    column->has_default = true;
  }
  sqlite3_finalize(stmt);
  return scan->pages->arena.failed ? PAGES_NO_MEMORY : code == SQLITE_ROW ? PAGES_OK : PAGES_STRANGE;
}

/* For the columns among the first `places`. */
static PageStatus find_defaults(SqliteScan *scan, const RowChoice *choice, const CellRoom *room, uint32_t places) {
  PageScan *pages = scan->pages;
  PageStatus status = PAGES_OK;
  for (uint32_t c = 0; c < pages->count && status == PAGES_OK; c++) {
    PageColumn *column = &pages->columns[c];
    const uint32_t place = column->field.place;
    if (column->field.is_rowid || place >= places) continue;
    for (uint32_t i = 0; i < choice->count && !column->has_default && status == PAGES_OK; i++) {
      const uint32_t row = row_chosen(choice, i);
      if (cells_of_row(room, row)[place].type == CELL_ABSENT) status = ask_default(scan, column, pages->rows.rows[row].rowid);
    }
  }
  return status;
}

/* ---- reading ---- */

static PageStatus find_cells(SqliteScan *scan, const RowChoice *choice, const CellRoom *room, uint32_t places) {
  bool absent = false;
  PageStatus status = record_cells(&scan->pages->rows, choice, places, room, &absent);
  return status == PAGES_OK && absent ? find_defaults(scan, choice, room, places) : status;
}

static void put_rowids(ColumnReader *reader, const LeafRow *rows, const RowChoice *choice) {
  const RowChoice chosen = *choice;
  if (reader->as.kind == KIND_INTEGER) {
    for (uint32_t i = 0; i < chosen.count; i++) reader->i64[row_chosen(&chosen, i)] = rows[row_chosen(&chosen, i)].rowid;
    return;
  }
  for (uint32_t i = 0; i < chosen.count; i++) {
    uint32_t lane = row_chosen(&chosen, i);
    column_reader_put(reader, (Stored){.type = STORED_INTEGER, .integer = rows[lane].rowid}, lane);
  }
}

/* The cells have been found. */
static void decode(const PageScan *pages, const PageColumn *column, const RowChoice *choice, const CellRoom *room) {
  const ColumnCells cells = {.rows = pages->rows.rows, .choice = *choice, .room = *room, .place = column->field.place};
  if (column->field.is_rowid) put_rowids(column->reader, cells.rows, choice);
  else column_reader_cells(column->reader, &cells);
}

/* What is decoded at once, and which cells are found; `before` records had the batch before in this part. */
static void begin_batch(PageScan *pages, bool by_lane, uint32_t before) {
  pages->near = by_lane && !before ? pages->places : 0;
  pages->keeps = false;
  mask_none(&pages->far);
  for (uint32_t c = 0; c < pages->count; c++) {
    PageColumn *column = &pages->columns[c];
    const uint32_t asked = before ? mask_count(&column->here, before) : 0;
    if (by_lane && c >= pages->keys && !before) column->at_once = false;
    column->at_once |= before && asked * AT_ONCE_SHARE >= before;
    const bool is_near = column->at_once || (before && asked * NEAR_SHARE >= before);
    if (is_near && !column->field.is_rowid && column->field.place >= pages->near) pages->near = column->field.place + 1u;
    pages->keeps |= !column->at_once;
    mask_none(&column->here);
  }
  pages->near_room.stride = cells_a_row(pages->near);
}

static PageStatus read_chunk(SqliteScan *scan, const RowChoice *choice) {
  PageScan *pages = scan->pages;
  CellRoom room = pages->near_room;
  room.first = pages->keeps ? 0 : choice->at;
  PageStatus status = find_cells(scan, choice, &room, pages->near);
  for (uint32_t c = 0; c < pages->count && status == PAGES_OK; c++)
    if (pages->columns[c].at_once) decode(pages, &pages->columns[c], choice, &room);
  return status;
}

/* Records are taken and decoded some at a time. */
static PageStatus read_batch(SqliteScan *scan) {
  LeafRows *rows = &scan->pages->rows;
  PageStatus status = PAGES_OK;
  begin_batch(scan->pages, scan->by_lane, rows->count);
  leaf_rows_forget(rows);
  for (uint32_t at = 0; status == PAGES_OK; at = rows->count) {
    status = leaf_rows_more(rows, at + scan->pages->chunk);
    if (status != PAGES_OK || rows->count == at) break;
    status = read_chunk(scan, &(RowChoice){.at = at, .count = rows->count - at});
  }
  return status;
}

PageStatus sqlite_page_scan_next(SqliteScan *scan, int64_t *from) {
  LeafRows *rows = &scan->pages->rows;
  bool any = rows->count > 0; /* records of this part have been given */
  int64_t last = any ? rows->rows[rows->count - 1].rowid : 0;
  PageStatus status = read_batch(scan);
  scan->lane = rows->count;
  scan->done = !rows->count;
  if (status != PAGES_STRANGE) return status;
  scan->done = any && last == rows->last;
  *from = !any ? rows->first : scan->done ? last : last + 1;
  return PAGES_STRANGE;
}

/* ---- by lane ---- */

const Mask *sqlite_page_scan_here(const SqliteScan *scan, uint32_t reader) {
  const PageColumn *column = &scan->pages->columns[scan->pages->keys + reader];
  return column->at_once ? NULL : &column->here;
}

void sqlite_page_scan_want(SqliteScan *scan, uint32_t reader, const Mask *lanes, Mask *missing) {
  PageColumn *column = &scan->pages->columns[scan->pages->keys + reader];
  uint64_t any = 0;
  mask_none(missing);
  for (uint32_t w = 0; w < mask_words(scan->pages->rows.count); w++) {
    any |= column->here.words[w];
    missing->words[w] = lanes->words[w] & ~column->here.words[w];
    column->here.words[w] |= lanes->words[w];
  }
  if (!any) column_reader_blank(column->reader);
}

/* The records of a mask; `list` has room for all of a batch. */
static RowChoice choose_rows(const PageScan *pages, const Mask *lanes, uint32_t *list) {
  uint32_t count = 0;
  for (uint32_t w = 0; w < mask_words(pages->rows.count); w++)
    for (uint64_t left = lanes->words[w]; left; left &= left - 1) list[count++] = w * 64 + (uint32_t)__builtin_ctzll(left);
  return (RowChoice){.list = count == pages->rows.count ? NULL : list, .count = count};
}

/* The cells of all places, where they have not been found. */
static PageStatus find_far_cells(SqliteScan *scan, const Mask *lanes) {
  PageScan *pages = scan->pages;
  uint32_t list[BATCH_SIZE];
  Mask left = *lanes;
  for (uint32_t w = 0; w < MASK_WORDS; w++) left.words[w] &= ~pages->far.words[w];
  const RowChoice choice = choose_rows(pages, &left, list);
  const PageStatus status = find_cells(scan, &choice, &pages->far_room, pages->places);
  for (uint32_t w = 0; w < MASK_WORDS && status == PAGES_OK; w++) pages->far.words[w] |= left.words[w];
  return status;
}

PageStatus sqlite_page_scan_read(SqliteScan *scan, uint32_t reader, const Mask *missing) {
  const PageScan *pages = scan->pages;
  const PageColumn *column = &pages->columns[pages->keys + reader];
  uint32_t list[BATCH_SIZE];
  const bool is_near = column->field.is_rowid || column->field.place < pages->near;
  const PageStatus status = is_near ? PAGES_OK : find_far_cells(scan, missing);
  if (status != PAGES_OK) return status;
  const RowChoice all = choose_rows(pages, missing, list);
  for (uint32_t at = 0; at < all.count; at += COLUMN_CELLS_MOST) {
    RowChoice some = {.list = all.list ? all.list + at : NULL, .at = at};
    some.count = all.count - at < COLUMN_CELLS_MOST ? all.count - at : COLUMN_CELLS_MOST;
    decode(pages, column, &some, is_near ? &pages->near_room : &pages->far_room);
  }
  return PAGES_OK;
}

uint64_t sqlite_page_scan_bytes(const SqliteScan *scan) { return scan->pages ? scan->pages->rows.bytes : 0; }

int64_t sqlite_page_scan_rowid(const SqliteScan *scan, uint32_t lane) { return scan->pages->rows.rows[lane].rowid; }
