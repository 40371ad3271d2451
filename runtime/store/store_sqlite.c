/* SPDX-License-Identifier: MIT
 * Records in a SQLite database: opened, held against the program, cut into parts, and scanned by one connection a thread. */
#include "runtime/store/store_sqlite.h"

#include <sys/stat.h>

#include "runtime/data/numeric.h"

enum {
  PART_KEYS = 16384,  /* keys a part: some tens of milliseconds of work, some megabytes of results */
  PARTS_MOST = 65536, /* where keys are sparse, parts span more of them */
};

typedef struct SqliteCursor {
  Cursor base;
  SqliteStore *store;
  SqliteScan scan;
} SqliteCursor;

/* ---- opening ---- */

static bool needs_database(const Program *program) {
  for (uint32_t i = 0; i < program->table_count; i++)
    if (!program->tables[i].csv) return true;
  return false;
}

static bool is_keyed(const SqliteStore *store, DiagList *diags) {
  const Program *program = store->base.config.program;
  for (uint32_t i = 0; i < program->table_count; i++) {
    const ProgramTable *record = &program->tables[i];
    if (record->key.n || !program_reads(program, i)) continue;
    diag_add(diags, DIAG_NO_KEY, record->span, STR_ARG(record->name));
    return false;
  }
  return true;
}

/* Views are let through only where the program names one, which is known once the database can be read: then it is opened anew. */
static Status open_main(SqliteStore *store, DiagList *diags) {
  const Program *program = store->base.config.program;
  if (!needs_database(program)) return STATUS_OK;
  if (!store->path) {
    uint32_t first = 0;
    while (program->tables[first].csv) first++;
    diag_add(diags, DIAG_DB_NOT_GIVEN, program->tables[first].span, STR_ARG(program->tables[first].name));
    return STATUS_USAGE;
  }
  Status status = sqlite_open_guarded(store, false, diags, &store->main);
  if (status == STATUS_OK) status = sqlite_begin_read(store, store->main, diags);
  bool views = false;
  if (status == STATUS_OK) status = sqlite_names_view(store, store->main, &views, diags);
  if (status != STATUS_OK || !views) return status;
  int code = sqlite3_db_config(store->main, SQLITE_DBCONFIG_ENABLE_VIEW, 1, NULL);
  return code == SQLITE_OK ? STATUS_OK : sqlite_failed(store, store->main, code, diags);
}

/* Every record is looked at, so that one run tells all that is missing. */
static Status hold_tables(SqliteStore *store, DiagList *diags) {
  const Program *program = store->base.config.program;
  Status worst = STATUS_OK;
  for (uint32_t i = 0; i < program->table_count; i++) {
    SqliteTable *table = &store->tables[i];
    *table = (SqliteTable){.record = &program->tables[i], .index = i, .db = store->main};
    Status status = table->record->csv ? sqlite_load_csv(store, table, diags) : sqlite_hold(store, table, diags);
    if (status != STATUS_OK && status != STATUS_NO) return status;
    if (status != STATUS_OK) worst = status;
  }
  return worst;
}

/* With a rollback journal, our shared lock keeps writers from committing, so further connections read the same state. A WAL
 * goes on growing under readers: there one connection does it all. */
static Status may_share(SqliteStore *store, bool *out, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2(store->main, "PRAGMA journal_mode", -1, &stmt, NULL);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  const char *mode = code == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
  *out = mode && (!strcmp(mode, "delete") || !strcmp(mode, "truncate") || !strcmp(mode, "persist"));
  sqlite3_finalize(stmt);
  return code == SQLITE_ROW ? STATUS_OK : sqlite_failed(store, store->main, code, diags);
}

static Status key_range(SqliteStore *store, const SqliteTable *subject, DiagList *diags) {
  char *sql = sqlite3_mprintf("SELECT (SELECT min(\"%.*w\") FROM main.\"%.*w\"), (SELECT max(\"%.*w\") FROM main.\"%.*w\")",
                              STR_ARG(subject->record->key), STR_ARG(subject->name), STR_ARG(subject->record->key),
                              STR_ARG(subject->name));
  if (!sql) return STATUS_NO_MEMORY;
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2(subject->db, sql, -1, &stmt, NULL);
  sqlite3_free(sql);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  if (code == SQLITE_ROW && sqlite3_column_type(stmt, 0) == SQLITE_INTEGER) {
    store->first_key = sqlite3_column_int64(stmt, 0);
    store->last_key = sqlite3_column_int64(stmt, 1);
  }
  sqlite3_finalize(stmt);
  return code == SQLITE_ROW ? STATUS_OK : sqlite_failed(store, subject->db, code, diags);
}

/* Where one record is wanted: the range of keys is its own, or nothing. */
static void keep_only(SqliteStore *store) {
  const char *only = store->base.config.only_key;
  int64_t key;
  if (!only) return;
  bool there = integer_parse(str_from(only), &key) == FAULT_NONE && key >= store->first_key && key <= store->last_key;
  store->first_key = there ? key : 0;
  store->last_key = there ? key : -1;
}

/* The parts hang on the table alone, never on the number of threads. */
static Status cut_parts(SqliteStore *store, DiagList *diags) {
  const SqliteTable *subject = &store->tables[0];
  store->parts = 1;
  store->first_key = 0;
  store->last_key = -1; /* of an empty table: no key at all */
  if (!store->base.config.program->has_subject || !subject->rowid_key) return STATUS_OK;
  Status status = key_range(store, subject, diags);
  keep_only(store);
  bool share = false;
  if (status == STATUS_OK) status = may_share(store, &share, diags);
  if (status != STATUS_OK || store->last_key < store->first_key) return status;
  uint64_t width = (uint64_t)store->last_key - (uint64_t)store->first_key;
  struct stat file;
  if (stat(store->path, &file) == 0 && width < (uint64_t)file.st_size / 4) store->count = width + 1;
  if (!share) return STATUS_OK;
  store->span = width / PARTS_MOST + 1;
  if (store->span < PART_KEYS) store->span = PART_KEYS;
  store->parts = (uint32_t)(width / store->span) + 1;
  return STATUS_OK;
}

static Status open_more(SqliteStore *store, DiagList *diags) {
  uint32_t threads = store->base.config.threads < store->parts ? store->base.config.threads : store->parts;
  if (threads < 2) return STATUS_OK;
  store->more = ARENA_ARRAY(&store->arena, sqlite3 *, threads - 1);
  if (!store->more) return STATUS_NO_MEMORY;
  while (store->more_count < threads - 1) {
    sqlite3 *db = NULL;
    Status status = sqlite_open_guarded(store, false, diags, &db);
    if (status != STATUS_OK) return status;
    /* A writer who waits for our first connection lets no further one in: then there are fewer threads, not an error. */
    sqlite3_busy_timeout(db, 0);
    if (sqlite3_exec(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL) != SQLITE_OK) {
      sqlite3_close(db);
      return STATUS_OK;
    }
    store->more[store->more_count++] = db;
    sqlite_restrict(store, db);
  }
  return STATUS_OK;
}

static void restrict_all(SqliteStore *store) {
  if (store->main) sqlite_restrict(store, store->main);
  for (uint32_t i = 0; i < store->base.config.program->table_count; i++)
    if (store->csv[i]) sqlite_restrict(store, store->csv[i]);
}

static Status load_lookups(SqliteStore *store, DiagList *diags) {
  const Program *program = store->base.config.program;
  for (uint32_t i = 0; i < program->table_count; i++) {
    if (program->tables[i].role != TABLE_LOOKUP || !program_reads(program, i)) continue;
    Status status = sqlite_load_lookup(store, &store->tables[i], &store->lookups[i], diags);
    if (status != STATUS_OK) return status;
    store->lookup_list[i] = &store->lookups[i];
  }
  return STATUS_OK;
}

static Status prepare_store(SqliteStore *store, DiagList *diags) {
  const Program *program = store->base.config.program;
  Status status = is_keyed(store, diags) ? open_main(store, diags) : STATUS_NO;
  if (status == STATUS_OK) status = hold_tables(store, diags);
  if (status == STATUS_OK) status = cut_parts(store, diags);
  if (status != STATUS_OK) return status;
  restrict_all(store);
  if (program->has_subject) status = sqlite_check_key(store, &store->tables[0], diags);
  if (status == STATUS_OK) status = open_more(store, diags);
  return status == STATUS_OK ? load_lookups(store, diags) : status;
}

static const StoreOps sqlite_ops;

Status store_open_sqlite(const StoreConfig *config, const char *path, DiagList *diags, Store **out) {
  *out = NULL;
  SqliteStore *store = MEM_NEW(config->alloc, SqliteStore);
  if (!store) return STATUS_NO_MEMORY;
  store->base = (Store){.ops = &sqlite_ops, .config = *config};
  arena_init(&store->arena, config->alloc);
  uint32_t tables = config->program->table_count;
  store->path = path;
  store->tables = ARENA_ARRAY(&store->arena, SqliteTable, tables + 1);
  store->csv = ARENA_ARRAY(&store->arena, sqlite3 *, tables + 1);
  store->lookups = ARENA_ARRAY(&store->arena, Lookup, tables + 1);
  store->lookup_list = ARENA_ARRAY(&store->arena, const Lookup *, tables + 1);
  for (uint32_t i = 0; store->lookups && i < tables; i++) arena_init(&store->lookups[i].arena, config->alloc);
  Status status = store->arena.failed ? STATUS_NO_MEMORY : prepare_store(store, diags);
  if (status == STATUS_OK && store->arena.failed) status = STATUS_NO_MEMORY;
  if (status == STATUS_OK) *out = &store->base;
  else store_close(&store->base);
  return status;
}

static void close_store(Store *base) {
  SqliteStore *store = (SqliteStore *)base;
  uint32_t tables = base->config.program->table_count;
  for (uint32_t i = 0; i < tables && store->lookups; i++) arena_free(&store->lookups[i].arena);
  for (uint32_t i = 0; i < tables && store->csv; i++) sqlite3_close(store->csv[i]);
  for (uint32_t i = 0; i < store->more_count; i++) sqlite3_close(store->more[i]);
  sqlite3_close(store->main);
  arena_free(&store->arena);
  mem_free(base->config.alloc, store, sizeof *store);
}

/* ---- reading ---- */

static const Lookup *const *store_lookup_list(Store *base) { return ((SqliteStore *)base)->lookup_list; }
static uint64_t record_count(Store *base, uint32_t table) { return table ? 0 : ((SqliteStore *)base)->count; }
static uint32_t cursor_count(Store *base) { return ((SqliteStore *)base)->more_count + 1; }
static uint32_t part_count(Store *base, uint32_t table) { return table ? 1 : ((SqliteStore *)base)->parts; }

/* The subject's own connection for the first cursor, one of `more` for each of the others. */
static sqlite3 *take_connection(SqliteStore *store) {
  if (!store->cursors) return store->tables[0].db;
  return store->cursors <= store->more_count ? store->more[store->cursors - 1] : NULL;
}

static Status open_cursor(Store *base, uint32_t table, const bool *columns, DiagList *diags, Cursor **out) {
  SqliteStore *store = (SqliteStore *)base;
  *out = NULL;
  sqlite3 *db = base->config.program->has_subject ? take_connection(store) : NULL;
  if (!db) {
    diag_add(diags, DIAG_DB_FAILED, (Span){0}, store->path ? store->path : "", "it has no more readers to give");
    return STATUS_USAGE;
  }
  SqliteCursor *cursor = MEM_NEW(base->config.alloc, SqliteCursor);
  if (!cursor) return STATUS_NO_MEMORY;
  cursor->base.ops = &sqlite_ops;
  cursor->store = store;
  store->cursors++;
  Status status = sqlite_scan_open(&cursor->scan, store, &store->tables[table], columns, db, diags);
  if (status == STATUS_OK) *out = &cursor->base;
  else cursor_close(&cursor->base);
  return status;
}

static Status begin_part(Cursor *base, uint32_t part, DiagList *diags) {
  return sqlite_scan_part(&((SqliteCursor *)base)->scan, part, diags);
}

static Status next_batch(Cursor *base, const Batch **batch, DiagList *diags) {
  return sqlite_scan_next(&((SqliteCursor *)base)->scan, batch, diags);
}

/* Cursors are closed together, at the end of a run: then all connections are free again. */
static void close_cursor(Cursor *base) {
  SqliteCursor *cursor = (SqliteCursor *)base;
  SqliteStore *store = cursor->store;
  sqlite_scan_close(&cursor->scan);
  store->cursors--;
  mem_free(store->base.config.alloc, cursor, sizeof *cursor);
}

static const StoreOps sqlite_ops = {.close = close_store,       .lookups = store_lookup_list, .count = record_count,
                                    .parts = part_count,        .cursors = cursor_count,      .open = open_cursor,          .part = begin_part,
                                    .next = next_batch,         .close_cursor = close_cursor};
