/* SPDX-License-Identifier: MIT
 * One pass over the needed columns of a table, as batches. */
#include "runtime/store/store_sqlite.h"

/* The program's column that a reader reads. */
static const ProgramColumn *column_of(const SqliteScan *scan, uint32_t reader) {
  return &scan->store->base.config.program->columns[scan->table->record->first_column + scan->fields[reader]];
}

/* Of a related record the key of what it belongs to: a row where it cannot be read belongs to nothing. Keys have no dictionary. */
static Status make_keys(SqliteScan *scan) {
  const Program *program = scan->store->base.config.program;
  const Alloc *alloc = scan->store->base.config.alloc;
  const ProgramTable *record = scan->table->record;
  StoredAs own = {.kind = record->key_kind}, as = own;
  if (record->role == TABLE_RELATED) as = (StoredAs){.kind = program->tables[record->parent].key_kind, .optional = true};
  if (!column_reader_init(&scan->key, &as, &scan->texts, alloc)) return STATUS_NO_MEMORY;
  if (!column_reader_init(&scan->own_key, &own, &scan->texts, alloc)) return STATUS_NO_MEMORY;
  scan->key.use_dict = scan->own_key.use_dict = false;
  scan->batch.own_key = store_unread(own.kind);
  return STATUS_OK;
}

/* Readers of the wanted columns; all others are there as columns of which nothing is known. */
static Status make_readers(SqliteScan *scan, const ColumnUse *columns) {
  const StoreConfig *config = &scan->store->base.config;
  const Program *program = config->program;
  const Alloc *alloc = config->alloc;
  uint32_t first = scan->table->record->first_column, fields = scan->table->record->column_count, count = 0;
  for (uint32_t i = 0; i < fields; i++) count += store_wants(program, columns, first + i) != COLUMN_UNUSED;
  scan->batch.columns = MEM_ARRAY(alloc, BatchColumn, fields + 1);
  scan->readers = MEM_ARRAY(alloc, ColumnReader, count + 1);
  scan->fields = MEM_ARRAY(alloc, uint32_t, count + 1);
  scan->reader_count = count;
  if (!scan->batch.columns || !scan->readers || !scan->fields) return STATUS_NO_MEMORY;
  for (uint32_t i = 0, at = 0; i < fields; i++) {
    const ProgramColumn *column = &program->columns[first + i];
    scan->batch.columns[i].vec = store_unread(column->kind);
    const ColumnUse use = store_wants(program, columns, first + i);
    if (use == COLUMN_UNUSED) continue;
    StoredAs as = {.kind = column->kind, .labels = column->labels, .optional = column->optional};
    scan->fields[at] = i;
    ColumnReader *reader = &scan->readers[at++];
    if (!column_reader_init(reader, &as, &scan->texts, alloc)) return STATUS_NO_MEMORY;
    bool by_register = scan->table->record->role != TABLE_LOOKUP;
    reader->bare = column->kind == KIND_TEXT && by_register && use == COLUMN_KNOWN;
  }
  return make_keys(scan);
}

void sqlite_append_columns(sqlite3_str *sql, const SqliteScan *scan) {
  const ProgramTable *record = scan->table->record;
  Str key = record->role == TABLE_RELATED ? record->by : record->key;
  sqlite3_str_appendf(sql, "\"%.*w\"", STR_ARG(key));
  if (scan->table->is_parent) sqlite3_str_appendf(sql, ", \"%.*w\"", STR_ARG(record->key));
  for (uint32_t i = 0; i < scan->reader_count; i++) sqlite3_str_appendf(sql, ", \"%.*w\"", STR_ARG(column_of(scan, i)->stored));
}

/* SELECT key, column, … FROM table [NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2] [ORDER BY …] */
static char *scan_sql(const SqliteScan *scan) {
  const SqliteTable *table = scan->table;
  sqlite3_str *sql = sqlite3_str_new(scan->db);
  sqlite3_str_appendf(sql, "SELECT ");
  sqlite_append_columns(sql, scan);
  sqlite3_str_appendf(sql, " FROM main.\"%.*w\"", STR_ARG(table->name));
  if (table->rowid.n) sqlite3_str_appendf(sql, " NOT INDEXED WHERE \"%.*w\" BETWEEN ?1 AND ?2", STR_ARG(table->rowid));
  sqlite_append_order(sql, scan->store, table);
  return sqlite3_str_finish(sql);
}

static int bind_range(SqliteScan *scan, int64_t first, int64_t last) {
  int code = sqlite3_bind_int64(scan->stmt, 1, first);
  return code == SQLITE_OK ? sqlite3_bind_int64(scan->stmt, 2, last) : code;
}

/* ---- by lane ---- */

/* Where the pages are strange behind what was read of them: record by record. */
static Status step_lanes(SqliteScan *scan, uint32_t reader, const Mask *lanes) {
  const int cell = 1 + scan->table->is_parent + (int)reader;
  MASK_EACH(lanes, scan->batch.count, lane) {
    int64_t rowid = sqlite_page_scan_rowid(scan, (uint32_t)lane);
    int code = bind_range(scan, rowid, rowid);
    if (code == SQLITE_OK) code = sqlite3_step(scan->stmt);
    if (code == SQLITE_ROW) column_reader_take(&scan->readers[reader], sqlite3_column_value(scan->stmt, cell), (uint32_t)lane);
    sqlite3_reset(scan->stmt);
    if (code != SQLITE_ROW) return sqlite_failed(scan->store, scan->db, code == SQLITE_DONE ? SQLITE_CORRUPT : code, scan->diags);
  }
  return STATUS_OK;
}

/* As BatchSource has it. */
static Status read_column(void *self, uint32_t field, const Mask *lanes) {
  SqliteScan *scan = self;
  uint32_t reader = 0;
  Mask missing;
  while (scan->fields[reader] != field) reader++;
  sqlite_page_scan_want(scan, reader, lanes, &missing);
  PageStatus read = sqlite_page_scan_read(scan, reader, &missing);
  if (read == PAGES_NO_MEMORY) return STATUS_NO_MEMORY;
  Status status = read == PAGES_STRANGE ? step_lanes(scan, reader, &missing) : STATUS_OK;
  if (status != STATUS_OK) return status;
  if (scan->texts.failed) return STATUS_NO_MEMORY;
  BatchColumn *column = &scan->batch.columns[field];
  const Mask *here = column->here;
  *column = column_reader_column(&scan->readers[reader]);
  column->here = here;
  return STATUS_OK;
}

/* ---- opening, and beginning parts ---- */

Status sqlite_scan_open(SqliteScan *scan, const SqliteStore *store, const SqliteTable *table, const ColumnUse *columns, bool by_lane,
                        sqlite3 *db, DiagList *diags) {
  scan->store = store;
  scan->table = table;
  scan->db = db;
  scan->by_lane = by_lane;
  scan->source = (BatchSource){.self = scan, .read = read_column};
  arena_init(&scan->texts, store->base.config.alloc);
  Status status = make_readers(scan, columns);
  if (status == STATUS_OK) status = sqlite_page_scan_open(scan);
  if (status != STATUS_OK) return status;
  char *sql = scan_sql(scan);
  if (!sql) return STATUS_NO_MEMORY;
  int code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &scan->stmt, NULL);
  sqlite3_free(sql);
  return code == SQLITE_OK ? sqlite_collect_open(scan, diags) : sqlite_failed(store, db, code, diags);
}

Status sqlite_scan_part(SqliteScan *scan, uint32_t part, DiagList *diags) {
  sqlite3_reset(scan->stmt);
  scan->done = scan->picking = false;
  if (!scan->table->rowid.n) return STATUS_OK;
  int64_t first, last;
  sqlite_part_rows(scan->table, part, &first, &last);
  sqlite_collect_part(scan, first, last);
  PageStatus paged = scan->pages ? sqlite_page_scan_part(scan, first, last) : PAGES_STRANGE;
  if (paged == PAGES_NO_MEMORY) return STATUS_NO_MEMORY;
  scan->paging = paged == PAGES_OK;
  int code = bind_range(scan, first, last);
  return code == SQLITE_OK ? STATUS_OK : sqlite_failed(scan->store, scan->db, code, diags);
}

Status sqlite_scan_leaves(SqliteScan *scan, const uint64_t *wanted, uint32_t leaf, uint32_t end) {
  if (!scan->pages) return STATUS_NO;
  PageStatus status = sqlite_page_scan_leaves(scan, wanted, leaf, end);
  if (status != PAGES_OK) return status == PAGES_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_NO;
  scan->done = false;
  scan->paging = scan->picking = true;
  return STATUS_OK;
}

void sqlite_scan_row(SqliteScan *scan, sqlite3_value **values) {
  column_reader_take(&scan->key, *values++, scan->lane);
  if (scan->table->is_parent) column_reader_take(&scan->own_key, *values++, scan->lane);
  for (uint32_t i = 0; i < scan->reader_count; i++) column_reader_take(&scan->readers[i], values[i], scan->lane);
  scan->lane++;
}

/* Row by row, from the statement: any table. */
static Status step_rows(SqliteScan *scan, uint32_t most, int *code, DiagList *diags) {
  bool related = scan->table->record->role == TABLE_RELATED;
  while (scan->lane < most && (*code = sqlite3_step(scan->stmt)) == SQLITE_ROW) {
    int cell = 0;
    column_reader_take(&scan->key, sqlite3_column_value(scan->stmt, cell++), scan->lane);
    if (scan->table->is_parent) column_reader_take(&scan->own_key, sqlite3_column_value(scan->stmt, cell++), scan->lane);
    for (uint32_t i = 0; i < scan->reader_count; i++)
      column_reader_take(&scan->readers[i], sqlite3_column_value(scan->stmt, cell++), scan->lane);
    if (!related && !scan->key.all_known) return sqlite_bad_key(scan->table, column_stored(scan->stmt, 0), diags);
    scan->lane++;
  }
  scan->done = *code == SQLITE_DONE;
  if (scan->done) sqlite3_reset(scan->stmt);
  return STATUS_OK;
}

/* Collects while that pays, and steps through the rest of the part. */
static Status read_rows(SqliteScan *scan, uint32_t most, int *code, DiagList *diags) {
  *code = SQLITE_OK;
  bool collecting = scan->collect && !scan->sparse;
  if (collecting) {
    *code = sqlite_collect(scan, most);
    if (*code != SQLITE_OK) return STATUS_OK;
    scan->done = !scan->rows_left;
    if (!scan->sparse || scan->done) return STATUS_OK;
    *code = bind_range(scan, scan->next, scan->last);
    if (*code != SQLITE_OK) return STATUS_OK;
  }
  return scan->lane < most ? step_rows(scan, most, code, diags) : STATUS_OK;
}

/* The pages are strange: SQLite is asked for the rest of the part. */
static int leave_pages(SqliteScan *scan, int64_t from) {
  scan->paging = false;
  if (scan->done) return SQLITE_OK;
  sqlite_collect_part(scan, from, scan->last);
  return bind_range(scan, from, scan->last);
}

static void forget_lanes(SqliteScan *scan) {
  arena_reset(&scan->texts);
  column_reader_begin(&scan->key);
  column_reader_begin(&scan->own_key);
  for (uint32_t i = 0; i < scan->reader_count; i++) column_reader_begin(&scan->readers[i]);
  scan->lane = 0;
}

static Status read_pages(SqliteScan *scan, int *code) {
  int64_t from;
  *code = SQLITE_OK;
  PageStatus status = sqlite_page_scan_next(scan, &from);
  if (status == PAGES_STRANGE && scan->picking) return STATUS_NO;
  if (status == PAGES_STRANGE) *code = leave_pages(scan, from);
  return status == PAGES_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_OK;
}

static void set_batch(SqliteScan *scan, uint32_t count) {
  scan->batch.count = count;
  scan->batch.key = column_reader_column(&scan->key).vec;
  if (scan->table->is_parent) scan->batch.own_key = column_reader_column(&scan->own_key).vec;
  else if (scan->table->record->role != TABLE_RELATED) scan->batch.own_key = scan->batch.key;
  scan->batch.source = &scan->source;
  for (uint32_t i = 0; i < scan->reader_count; i++) {
    const Mask *here = scan->paging ? sqlite_page_scan_here(scan, i) : NULL;
    scan->batch.columns[scan->fields[i]] =
        here ? (BatchColumn){.vec = store_unread(column_of(scan, i)->kind), .here = here} : column_reader_column(&scan->readers[i]);
  }
}

Status sqlite_scan_next(SqliteScan *scan, const Batch **batch, DiagList *diags) {
  const StoreConfig *config = &scan->store->base.config;
  *batch = NULL;
  if (scan->done) return STATUS_OK;
  if (store_cancelled(config)) return sqlite_failed(scan->store, scan->db, SQLITE_INTERRUPT, diags);
  forget_lanes(scan);
  int code = SQLITE_OK;
  Status status = scan->paging ? read_pages(scan, &code) : STATUS_OK;
  if (status == STATUS_OK && code == SQLITE_OK && !scan->paging && !scan->done) {
    forget_lanes(scan);
    status = read_rows(scan, store_batch_size(config), &code, diags);
  }
  if (status != STATUS_OK) return status;
  if (scan->texts.failed) return STATUS_NO_MEMORY;
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) return sqlite_failed(scan->store, scan->db, code, diags);
  if (scan->table->is_parent && !scan->own_key.all_known) return sqlite_find_bad_key(scan->store, scan->table, scan->db, diags);
  if (!scan->lane) return STATUS_OK;
  set_batch(scan, scan->lane);
  scan->diags = diags;
  *batch = &scan->batch;
  return STATUS_OK;
}

void sqlite_scan_close(SqliteScan *scan) {
  if (!scan->store) return;
  const StoreConfig *config = &scan->store->base.config;
  sqlite3_finalize(scan->stmt);
  sqlite3_finalize(scan->collect);
  sqlite_page_scan_close(scan);
  for (uint32_t i = 0; scan->readers && i < scan->reader_count; i++) column_reader_free(&scan->readers[i]);
  column_reader_free(&scan->key);
  column_reader_free(&scan->own_key);
  mem_free(config->alloc, scan->readers, (scan->reader_count + 1) * sizeof *scan->readers);
  mem_free(config->alloc, scan->fields, (scan->reader_count + 1) * sizeof *scan->fields);
  mem_free(config->alloc, scan->batch.columns, (scan->table->record->column_count + 1) * sizeof *scan->batch.columns);
  arena_free(&scan->texts);
}
