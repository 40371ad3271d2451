/* SPDX-License-Identifier: MIT
 * Records in a SQLite database: opened, held against the program, cut into parts, and scanned by one connection a thread. */
#include "runtime/store/store_sqlite.h"

struct SqliteCursor {
  Cursor base;
  SqliteStore *store;
  sqlite3 *db;  /* its own while it is open; NULL of a record without rows */
  SqliteCursor *next;
  SqliteScan scan;
};

/* ---- opening ---- */

static bool in_database(const Program *program, uint32_t table) {
  return !program->tables[table].csv && program_needs(program, table);
}

/* The first record that needs a database; table_count where none does. */
static uint32_t first_in_database(const Program *program) {
  uint32_t i = 0;
  while (i < program->table_count && !in_database(program, i)) i++;
  return i;
}

static bool is_keyed(const SqliteStore *store, DiagList *diags) {
  const Program *program = store->base.config.program;
  for (uint32_t i = 0; i < program->table_count; i++) {
    const ProgramTable *record = &program->tables[i];
    bool needs_key = record->role == TABLE_RELATED ? program_is_parent(program, i) : program_reads(program, i);
    if (record->key.n || !needs_key) continue;
    diag_add(diags, DIAG_NO_KEY, record->span, STR_ARG(record->name));
    return false;
  }
  return true;
}

/* Views are let through only where the program names one, which is known once the database can be read: then it is opened anew. */
static Status open_main(SqliteStore *store, DiagList *diags) {
  const Program *program = store->base.config.program;
  uint32_t first = first_in_database(program);
  if (first == program->table_count) return STATUS_OK;
  if (!store->path) {
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

/* Every record that is needed is looked at, so that one run tells all that is missing. */
static Status hold_tables(SqliteStore *store, DiagList *diags) {
  const Program *program = store->base.config.program;
  Status worst = STATUS_OK;
  for (uint32_t i = 0; i < program->table_count; i++) {
    SqliteTable *table = &store->tables[i];
    *table = (SqliteTable){.record = &program->tables[i], .index = i, .parts = 1};
    if (!program_needs(program, i)) continue;
    table->db = store->main;
    table->is_parent = table->record->role == TABLE_RELATED && program_is_parent(program, i);
    Status status = table->record->csv ? sqlite_load_csv(store, table, diags) : sqlite_hold(store, table, diags);
    if (status != STATUS_OK && status != STATUS_NO) return status;
    if (status != STATUS_OK) worst = status;
  }
  return worst;
}

/* With a rollback journal, our shared lock keeps writers from committing, so further connections read the same state. A WAL
 * goes on growing under readers: there one connection does it all, but where it is still empty. */
static Status may_share(SqliteStore *store, DiagList *diags) {
  if (!store->main) return STATUS_OK;
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2(store->main, "PRAGMA journal_mode", -1, &stmt, NULL);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  const char *mode = code == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
  store->wal = mode && !strcmp(mode, "wal");
  store->share = mode && (!strcmp(mode, "delete") || !strcmp(mode, "truncate") || !strcmp(mode, "persist"));
  if (store->wal) store->share = sqlite_wal_is_empty(store->main);
  sqlite3_finalize(stmt);
  return code == SQLITE_ROW ? STATUS_OK : sqlite_failed(store, store->main, code, diags);
}

/* What is scanned: the subject, and the related records that are read. */
static bool is_scanned(const SqliteTable *table) { return table->name.n && table->record->role != TABLE_LOOKUP; }

static Status cut_tables(SqliteStore *store, DiagList *diags) {
  Status status = may_share(store, diags);
  for (uint32_t i = 0; i < store->base.config.program->table_count && status == STATUS_OK; i++)
    if (is_scanned(&store->tables[i])) {
      status = sqlite_cut(store, &store->tables[i], diags);
      if (status == STATUS_OK) status = sqlite_pages_find(store, &store->tables[i], diags);
    }
  return status;
}

static Status check_keys(const SqliteStore *store, DiagList *diags) {
  Status status = STATUS_OK;
  for (uint32_t i = 0; i < store->base.config.program->table_count && status == STATUS_OK; i++) {
    const SqliteTable *table = &store->tables[i];
    bool is_asked = table->record->role == TABLE_SUBJECT || table->is_parent;
    if (is_scanned(table) && is_asked) status = sqlite_check_key(store, table, diags);
  }
  return status;
}

static Status open_more(SqliteStore *store, DiagList *diags) {
  uint32_t threads = 1;
  for (uint32_t i = 0; i < store->base.config.program->table_count; i++)
    if (store->tables[i].parts > threads) threads = store->tables[i].parts;
  if (threads > store->base.config.threads) threads = store->base.config.threads;
  if (threads < 2) return STATUS_OK;
  store->more = ARENA_ARRAY(&store->arena, sqlite3 *, threads - 1);
  if (!store->more) return STATUS_NO_MEMORY;
  while (store->more_count < threads - 1) {
    sqlite3 *db = NULL;
    Status status = sqlite_open_guarded(store, false, diags, &db);
    if (status != STATUS_OK) return status;
    /* A writer who waits for our first connection lets no further one in, or has begun to write into the WAL: then there are
     * fewer threads, not an error. */
    sqlite3_busy_timeout(db, 0);
    if (sqlite3_exec(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL) != SQLITE_OK ||
        (store->wal && !sqlite_wal_is_empty(db))) {
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
  Status status = is_keyed(store, diags) ? open_main(store, diags) : STATUS_NO;
  if (status == STATUS_OK) status = hold_tables(store, diags);
  if (status == STATUS_OK) status = cut_tables(store, diags);
  if (status != STATUS_OK) return status;
  restrict_all(store);
  status = check_keys(store, diags);
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
  pthread_mutex_init(&store->seeking, NULL);
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
  for (uint32_t i = 0; i < tables && store->tables; i++) leaf_list_free(&store->tables[i].leaves);
  for (uint32_t i = 0; i < tables && store->csv; i++) sqlite3_close(store->csv[i]);
  for (uint32_t i = 0; i < store->more_count; i++) sqlite3_close(store->more[i]);
  sqlite3_close(store->main);
  pthread_mutex_destroy(&store->seeking);
  arena_free(&store->arena);
  mem_free(base->config.alloc, store, sizeof *store);
}

/* ---- reading ---- */

static const Lookup *const *store_lookup_list(Store *base) { return ((SqliteStore *)base)->lookup_list; }
static uint32_t cursor_count(Store *base) { return ((SqliteStore *)base)->more_count + 1; }

/* NULL: there is no such table. */
static const SqliteTable *table_at(const SqliteStore *store, uint32_t table) {
  return table < store->base.config.program->table_count ? &store->tables[table] : NULL;
}

static uint64_t record_count(Store *base, uint32_t index) {
  const SqliteTable *table = table_at((SqliteStore *)base, index);
  return table ? table->count : 0;
}

static uint32_t part_count(Store *base, uint32_t index) {
  const SqliteTable *table = table_at((SqliteStore *)base, index);
  return table ? table->parts : 1;
}

static bool tell_state(Store *base, StoreState *out) {
  SqliteStore *store = (SqliteStore *)base;
  return store->share && sqlite_state(store, out);
}

static bool release_one(SqliteStore *store, sqlite3 *db) {
  sqlite3_set_authorizer(db, NULL, NULL);
  const int code = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  sqlite_restrict(store, db);
  return code == SQLITE_OK;
}

static bool release(Store *base) {
  SqliteStore *store = (SqliteStore *)base;
  bool released = !store->main || release_one(store, store->main);
  for (uint32_t i = 0; i < store->more_count; i++) released = release_one(store, store->more[i]) && released;
  return released;
}

static bool is_awaited(Store *base) { return sqlite_is_awaited((SqliteStore *)base); }

static uint64_t bytes_read(Store *base, uint32_t index) {
  const SqliteTable *table = table_at((SqliteStore *)base, index);
  return table ? table->bytes : 0;
}

/* In the thread that opened the store. */
static PageStatus find_leaves(const SqliteStore *store, uint32_t index) {
  PageSource file;
  PageStatus status = sqlite_page_source(store->main, &file);
  return status == PAGES_OK ? sqlite_find_leaves(store, index, &file) : status;
}

static const char *reader_name(Store *base, uint32_t index) {
  const SqliteTable *table = table_at((SqliteStore *)base, index);
  if (!table || table->why_step || !table->page_fields) return table && table->why_step ? table->why_step : "sqlite3_step";
  return find_leaves((SqliteStore *)base, index) == PAGES_STRANGE ? "sqlite3_step: pages of an unknown form" : "pages";
}

static bool may_page(Store *base, uint32_t index) {
  const SqliteTable *table = table_at((SqliteStore *)base, index);
  return table && !table->why_step && table->page_fields && table->found != LEAVES_STRANGE;
}

static bool is_free(const SqliteStore *store, const sqlite3 *db) {
  for (const SqliteCursor *cursor = store->open; cursor; cursor = cursor->next)
    if (cursor->db == db) return false;
  return true;
}

/* One that no open cursor has: the table's own, else one of `more`. */
static sqlite3 *take_connection(const SqliteStore *store, const SqliteTable *table) {
  if (!table || !is_scanned(table)) return NULL;
  if (is_free(store, table->db)) return table->db;
  for (uint32_t i = 0; table->db == store->main && i < store->more_count; i++)
    if (is_free(store, store->more[i])) return store->more[i];
  return NULL;
}

static Status open_cursor(Store *base, uint32_t index, const ColumnUse *columns, bool by_lane, DiagList *diags, Cursor **out) {
  SqliteStore *store = (SqliteStore *)base;
  *out = NULL;
  const SqliteTable *table = table_at(store, index);
  sqlite3 *db = take_connection(store, table);
  if (!db && !(table && table->absent)) {
    diag_add(diags, DIAG_DB_FAILED, (Span){0}, store->path ? store->path : "", "it has no more readers to give");
    return STATUS_USAGE;
  }
  SqliteCursor *cursor = MEM_NEW(base->config.alloc, SqliteCursor);
  if (!cursor) return STATUS_NO_MEMORY;
  cursor->base.ops = &sqlite_ops;
  cursor->store = store;
  cursor->db = db;
  cursor->next = store->open;
  store->open = cursor;
  Status status = table->absent ? STATUS_OK : sqlite_scan_open(&cursor->scan, store, table, columns, by_lane, db, diags);
  if (status == STATUS_OK) *out = &cursor->base;
  else cursor_close(&cursor->base);
  return status;
}

static Status begin_part(Cursor *base, uint32_t part, DiagList *diags) {
  SqliteCursor *cursor = (SqliteCursor *)base;
  return cursor->db ? sqlite_scan_part(&cursor->scan, part, diags) : STATUS_OK;
}

static bool table_leaves(Store *base, uint32_t index, StoreLeaves *out) {
  const SqliteTable *table = table_at((SqliteStore *)base, index);
  if (!table || table->why_step || !table->page_fields || find_leaves((SqliteStore *)base, index) != PAGES_OK) return false;
  *out = (StoreLeaves){.count = table->leaves.count, .form = table->form};
  return true;
}

static Status pick_leaves(Cursor *base, const uint64_t *wanted, uint32_t leaf, uint32_t end) {
  SqliteCursor *cursor = (SqliteCursor *)base;
  return cursor->db ? sqlite_scan_leaves(&cursor->scan, wanted, leaf, end) : STATUS_NO;
}

static Status mark_leaves(Cursor *base, const LeafKey *key, uint32_t leaf, uint32_t end, LeafMark *marks) {
  const SqliteCursor *cursor = (const SqliteCursor *)base;
  PageSource file;
  PageStatus status = cursor->db ? sqlite_page_source(cursor->db, &file) : PAGES_STRANGE;
  if (status == PAGES_OK) status = sqlite_find_leaves(cursor->store, cursor->scan.table->index, &file);
  if (status == PAGES_OK) status = leaf_marks_make(&file, &cursor->scan.table->leaves, leaf, end, key, marks);
  return status == PAGES_OK ? STATUS_OK : STATUS_NO;
}

static Status next_batch(Cursor *base, const Batch **batch, DiagList *diags) {
  SqliteCursor *cursor = (SqliteCursor *)base;
  *batch = NULL;
  return cursor->db ? sqlite_scan_next(&cursor->scan, batch, diags) : STATUS_OK;
}

static void close_cursor(Cursor *base) {
  SqliteCursor *cursor = (SqliteCursor *)base;
  SqliteStore *store = cursor->store;
  if (cursor->scan.table) store->tables[cursor->scan.table->index].bytes += sqlite_page_scan_bytes(&cursor->scan);
  sqlite_scan_close(&cursor->scan);
  SqliteCursor **at = &store->open;
  while (*at != cursor) at = &(*at)->next;
  *at = cursor->next;
  mem_free(store->base.config.alloc, cursor, sizeof *cursor);
}

static const StoreOps sqlite_ops = {.close = close_store,    .lookups = store_lookup_list, .count = record_count,
                                    .parts = part_count,     .cursors = cursor_count,      .reader = reader_name, .state = tell_state,
                                    .open = open_cursor,     .part = begin_part,           .next = next_batch,
                                    .bytes = bytes_read,     .close_cursor = close_cursor,
                                    .leaves = table_leaves,  .pick = pick_leaves,          .mark = mark_leaves,
                                    .awaited = is_awaited,   .may_page = may_page,          .release = release};
