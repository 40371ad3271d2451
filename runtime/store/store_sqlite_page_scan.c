/* SPDX-License-Identifier: MIT
 * Rows by the pages of their table: records are taken from the leaves, some dozens at a time their cells are found, and each column
 * is decoded in a loop of its own. Late columns are found and decoded for the records that are asked for alone. */
#include "runtime/store/store_sqlite.h"

/* Records whose cells are found at a time: so many that the cells stay near. */
enum { CHUNK_MOST = COLUMN_CELLS_MOST, CHUNK_LEAST = 8, CHUNK_CELLS = 2048 };

/* One reader, and where its cells are. */
typedef struct PageColumn {
  ColumnReader *reader;
  PageField field;
  Str name;
  bool has_default;   /* reader->absent is known */
} PageColumn;

/* Columns that are found together. */
typedef struct PageColumns {
  PageColumn *items;
  uint32_t count;
  uint32_t places; /* of records, up to the last of theirs */
  uint32_t stride; /* cells a record */
  uint32_t chunk;  /* records at a time */
} PageColumns;

typedef struct PageScan {
  Arena arena; /* also of texts that stand for cells of records written before their column was added */
  PageSource file;
  LeafRows rows;
  PageColumns now, late;
  Cell *cells; /* of a chunk of either */
} PageScan;

/* ---- opening ---- */

static void add_column(PageColumns *columns, ColumnReader *reader, PageField field, Str name) {
  reader->real = field.real;
  columns->items[columns->count++] = (PageColumn){.reader = reader, .field = field, .name = name};
  if (!field.is_rowid && field.place >= columns->places) columns->places = field.place + 1u;
}

static uint32_t chunk_of(uint32_t cells) {
  uint32_t rows = cells ? CHUNK_CELLS / cells : CHUNK_MOST;
  return rows < CHUNK_LEAST ? CHUNK_LEAST : rows < CHUNK_MOST ? rows : CHUNK_MOST;
}

/* Makes room for the cells of a chunk of any. */
static bool make_cells(PageScan *pages) {
  PageColumns *both[] = {&pages->now, &pages->late};
  uint32_t most = 1;
  for (int i = 0; i < 2; i++) {
    both[i]->stride = cells_a_row(both[i]->places);
    both[i]->chunk = chunk_of(both[i]->stride);
    if (both[i]->chunk * both[i]->stride > most) most = both[i]->chunk * both[i]->stride;
  }
  pages->cells = ARENA_ARRAY(&pages->arena, Cell, most);
  return pages->cells != NULL;
}

static bool add_columns(SqliteScan *scan, PageScan *pages) {
  const SqliteTable *table = scan->table;
  const ProgramTable *record = table->record;
  const Program *program = scan->store->base.config.program;
  uint32_t most = scan->reader_count + 2;
  pages->now.items = ARENA_ARRAY(&pages->arena, PageColumn, most);
  pages->late.items = ARENA_ARRAY(&pages->arena, PageColumn, most);
  if (!pages->now.items || !pages->late.items) return false;
  add_column(&pages->now, &scan->key, table->page_fields[0], record->role == TABLE_RELATED ? record->by : record->key);
  if (table->is_parent) add_column(&pages->now, &scan->own_key, table->page_fields[1], record->key);
  for (uint32_t i = 0; i < scan->reader_count; i++) {
    uint32_t field = scan->fields[i];
    add_column(scan->late[i] ? &pages->late : &pages->now, &scan->readers[i], table->page_fields[2 + field],
               program->columns[record->first_column + field].stored);
  }
  return make_cells(pages);
}

Status sqlite_page_scan_open(SqliteScan *scan) {
  const StoreConfig *config = &scan->store->base.config;
  if (!scan->table->page_fields || scan->table->why_step) return STATUS_OK;
  PageScan *pages = scan->pages = MEM_NEW(config->alloc, PageScan);
  if (!pages) return STATUS_NO_MEMORY;
  arena_init(&pages->arena, config->alloc);
  PageStatus status = add_columns(scan, pages) ? sqlite_page_source(scan->db, &pages->file) : PAGES_NO_MEMORY;
  if (status == PAGES_OK)
    status = leaf_rows_init(&pages->rows, &pages->file, &scan->table->leaves, store_batch_size(config), config->alloc);
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

static PageStatus find_defaults(SqliteScan *scan, PageColumns *columns, const RowChoice *choice) {
  PageScan *pages = scan->pages;
  PageStatus status = PAGES_OK;
  for (uint32_t c = 0; c < columns->count && status == PAGES_OK; c++) {
    PageColumn *column = &columns->items[c];
    const Cell *cells = pages->cells + column->field.place;
    for (uint32_t i = 0; i < choice->count && !column->has_default && !column->field.is_rowid && status == PAGES_OK; i++)
      if (cells[i * columns->stride].type == CELL_ABSENT) status = ask_default(scan, column, pages->rows.rows[row_chosen(choice, i)].rowid);
  }
  return status;
}

/* ---- reading ---- */

static void put_rowids(ColumnReader *reader, const LeafRow *rows, const RowChoice *choice) {
  for (uint32_t i = 0; i < choice->count; i++) {
    uint32_t lane = row_chosen(choice, i);
    if (reader->as.kind == KIND_INTEGER) reader->i64[lane] = rows[lane].rowid;
    else column_reader_put(reader, (Stored){.type = STORED_INTEGER, .integer = rows[lane].rowid}, lane);
  }
}

static PageStatus read_chunk(SqliteScan *scan, PageColumns *columns, const RowChoice *choice) {
  PageScan *pages = scan->pages;
  const uint8_t *records[CHUNK_MOST];
  bool absent = false;
  PageStatus status = record_cells(&pages->rows, choice, columns->places, pages->cells, records, &absent);
  if (status == PAGES_OK && absent) status = find_defaults(scan, columns, choice);
  if (status != PAGES_OK) return status;
  ColumnCells cells = {.rows = pages->rows.rows, .choice = *choice, .records = records, .cells = pages->cells, .stride = columns->stride};
  for (uint32_t c = 0; c < columns->count; c++) {
    const PageColumn *column = &columns->items[c];
    cells.place = column->field.place;
    if (column->field.is_rowid) put_rowids(column->reader, cells.rows, choice);
    else column_reader_cells(column->reader, &cells);
  }
  return PAGES_OK;
}

/* Records are taken and decoded some at a time. */
static PageStatus read_batch(SqliteScan *scan) {
  LeafRows *rows = &scan->pages->rows;
  PageStatus status = PAGES_OK;
  leaf_rows_forget(rows);
  for (uint32_t at = 0; status == PAGES_OK; at = rows->count) {
    status = leaf_rows_more(rows, at + scan->pages->now.chunk);
    if (status != PAGES_OK || rows->count == at) break;
    status = read_chunk(scan, &scan->pages->now, &(RowChoice){.at = at, .count = rows->count - at});
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

PageStatus sqlite_page_scan_fetch(SqliteScan *scan, const uint32_t *lanes, uint32_t count) {
  PageStatus status = PAGES_OK;
  uint32_t chunk = scan->pages->late.chunk;
  for (uint32_t at = 0; at < count && status == PAGES_OK; at += chunk) {
    RowChoice some = {.list = lanes ? lanes + at : NULL, .at = at, .count = count - at < chunk ? count - at : chunk};
    status = read_chunk(scan, &scan->pages->late, &some);
  }
  return status;
}

uint64_t sqlite_page_scan_bytes(const SqliteScan *scan) { return scan->pages ? scan->pages->rows.bytes : 0; }

int64_t sqlite_page_scan_rowid(const SqliteScan *scan, uint32_t lane) { return scan->pages->rows.rows[lane].rowid; }
