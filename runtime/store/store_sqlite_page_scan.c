/* SPDX-License-Identifier: MIT
 * Rows by the pages of their table: records are taken from the leaves, some dozens at a time their cells are found, and each column
 * is decoded in a loop of its own. Late columns are found and decoded for the records that are asked for alone. */
#include "runtime/store/store_sqlite.h"

enum { CHUNK = 64 /* records whose cells are found at a time: so that the cells stay near */ };

/* One reader, and where its cells are. */
typedef struct PageColumn {
  ColumnReader *reader;
  PageField field;
  Str name;
  uint32_t slot;      /* of its field in the list of those found together */
  bool has_default;   /* reader->absent is known */
} PageColumn;

/* Columns that are found together. */
typedef struct PageColumns {
  PageColumn *items;
  uint32_t count;
  uint16_t *fields; /* ascending, each once */
  uint32_t field_count;
  uint8_t *wanted;  /* by place in the record */
} PageColumns;

typedef struct PageScan {
  Arena arena; /* also of texts that stand for cells of records written before their column was added */
  PageSource file;
  LeafRows rows;
  PageColumns now, late;
  Cell *cells; /* CHUNK a field */
} PageScan;

/* ---- opening ---- */

static void add_column(PageColumns *columns, ColumnReader *reader, PageField field, Str name) {
  reader->real = field.real;
  columns->items[columns->count++] = (PageColumn){.reader = reader, .field = field, .name = name};
  if (field.is_rowid) return;
  uint32_t at = columns->field_count;
  while (at && columns->fields[at - 1] > field.place) at--;
  if (at && columns->fields[at - 1] == field.place) return;
  memmove(columns->fields + at + 1, columns->fields + at, (columns->field_count - at) * sizeof *columns->fields);
  columns->fields[at] = field.place;
  columns->field_count++;
}

static bool find_slots(PageScan *pages, PageColumns *columns) {
  columns->wanted = ARENA_ARRAY(&pages->arena, uint8_t, columns->field_count ? columns->fields[columns->field_count - 1] + 1u : 1);
  for (uint32_t s = 0; columns->wanted && s < columns->field_count; s++) columns->wanted[columns->fields[s]] = 1;
  for (uint32_t i = 0; i < columns->count; i++)
    for (uint32_t s = 0; s < columns->field_count; s++)
      if (columns->fields[s] == columns->items[i].field.place) columns->items[i].slot = s;
  return columns->wanted != NULL;
}

static bool make_columns(PageScan *pages, PageColumns *columns, uint32_t most) {
  columns->items = ARENA_ARRAY(&pages->arena, PageColumn, most);
  columns->fields = ARENA_ARRAY(&pages->arena, uint16_t, most);
  return columns->items && columns->fields;
}

static bool add_columns(SqliteScan *scan, PageScan *pages) {
  const SqliteTable *table = scan->table;
  const ProgramTable *record = table->record;
  const Program *program = scan->store->base.config.program;
  uint32_t most = scan->reader_count + 2;
  if (!make_columns(pages, &pages->now, most) || !make_columns(pages, &pages->late, most)) return false;
  add_column(&pages->now, &scan->key, table->page_fields[0], record->role == TABLE_RELATED ? record->by : record->key);
  if (table->is_parent) add_column(&pages->now, &scan->own_key, table->page_fields[1], record->key);
  for (uint32_t i = 0; i < scan->reader_count; i++) {
    uint32_t field = scan->fields[i];
    add_column(scan->late[i] ? &pages->late : &pages->now, &scan->readers[i], table->page_fields[2 + field],
               program->columns[record->first_column + field].stored);
  }
  if (!find_slots(pages, &pages->now) || !find_slots(pages, &pages->late)) return false;
  uint32_t wide = pages->now.field_count > pages->late.field_count ? pages->now.field_count : pages->late.field_count;
  pages->cells = ARENA_ARRAY(&pages->arena, Cell, (wide + 1) * CHUNK);
  return pages->cells != NULL;
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

void sqlite_page_scan_part(SqliteScan *scan, int64_t first, int64_t last) {
  leaf_rows_begin(&scan->pages->rows, first, last);
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

/* `list`: the records' places among the rows; NULL: those from `from` on. */
static PageStatus find_defaults(SqliteScan *scan, PageColumns *columns, const uint32_t *list, uint32_t from, uint32_t count) {
  PageScan *pages = scan->pages;
  PageStatus status = PAGES_OK;
  for (uint32_t c = 0; c < columns->count && status == PAGES_OK; c++) {
    PageColumn *column = &columns->items[c];
    const Cell *cells = pages->cells + column->slot * CHUNK;
    for (uint32_t i = 0; i < count && !column->has_default && !column->field.is_rowid && status == PAGES_OK; i++)
      if (cells[i].type == CELL_ABSENT) status = ask_default(scan, column, pages->rows.rows[list ? list[i] : from + i].rowid);
  }
  return status;
}

/* ---- reading ---- */

static void put_rowids(ColumnReader *reader, const LeafRow *rows, uint32_t count, uint32_t at) {
  for (uint32_t i = 0; i < count; i++) {
    if (reader->as.kind == KIND_INTEGER) reader->i64[at + i] = rows[at + i].rowid;
    else column_reader_put(reader, (Stored){.type = STORED_INTEGER, .integer = rows[at + i].rowid}, at + i);
  }
}

static void decode(PageScan *pages, const PageColumns *columns, uint32_t count, CellLanes lanes) {
  for (uint32_t c = 0; c < columns->count; c++) {
    const PageColumn *column = &columns->items[c];
    if (!column->field.is_rowid) {
      column_reader_cells(column->reader, pages->cells + column->slot * CHUNK, count, lanes);
    } else if (!lanes.list) {
      put_rowids(column->reader, pages->rows.rows, count, lanes.at);
    } else {
      for (uint32_t i = 0; i < count; i++) put_rowids(column->reader, pages->rows.rows, 1, lanes.list[i]);
    }
  }
}

static PageStatus read_chunk(SqliteScan *scan, PageColumns *columns, uint32_t count, CellLanes lanes) {
  PageScan *pages = scan->pages;
  bool absent = false;
  CellFields fields = {columns->fields, columns->field_count, columns->wanted, CHUNK};
  PageStatus status = lanes.list ? record_cells_of(&pages->rows, lanes.list, count, &fields, pages->cells, &absent)
                                 : record_cells(&pages->rows, lanes.at, count, &fields, pages->cells, &absent);
  if (status == PAGES_OK && absent) status = find_defaults(scan, columns, lanes.list, lanes.at, count);
  if (status == PAGES_OK) decode(pages, columns, count, lanes);
  return status;
}

/* Records are taken and decoded some at a time. */
static PageStatus read_batch(SqliteScan *scan) {
  LeafRows *rows = &scan->pages->rows;
  PageStatus status = PAGES_OK;
  leaf_rows_forget(rows);
  for (uint32_t at = 0; status == PAGES_OK; at = rows->count) {
    status = leaf_rows_more(rows, at + CHUNK);
    if (status != PAGES_OK || rows->count == at) break;
    status = read_chunk(scan, &scan->pages->now, rows->count - at, (CellLanes){.at = at});
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
  for (uint32_t at = 0; at < count && status == PAGES_OK; at += CHUNK) {
    CellLanes some = {.list = lanes ? lanes + at : NULL, .at = at};
    status = read_chunk(scan, &scan->pages->late, count - at < CHUNK ? count - at : CHUNK, some);
  }
  return status;
}

uint64_t sqlite_page_scan_bytes(const SqliteScan *scan) { return scan->pages ? scan->pages->rows.bytes : 0; }

int64_t sqlite_page_scan_rowid(const SqliteScan *scan, uint32_t lane) { return scan->pages->rows.rows[lane].rowid; }
