/* SPDX-License-Identifier: MIT
 * Which tables can be read by their pages: those of a file in UTF-8 that nobody can change meanwhile, in the order of the rowid,
 * with all columns stored as declared. All others are read through sqlite3_step, and so is what looks strange here: then SQLite
 * says what is wrong.
 *
 * Pages are read by the file of SQLite's own connection: a descriptor of ours would, when closed, let go of SQLite's locks (POSIX
 * locks belong to the process), and a file mapped into memory would be a SIGBUS where someone cuts it short. */
#include <sys/stat.h>

#include "runtime/store/store_sqlite.h"

enum { RECORD_FIELDS_MOST = 32767 /* SQLite's own limit of columns */ };

/* ---- the file ---- */

bool sqlite_wal_is_empty(sqlite3 *db) {
  const char *path = sqlite3_db_filename(db, "main");
  const char *wal = path ? sqlite3_filename_wal(path) : NULL;
  struct stat file;
  return wal && *wal && (stat(wal, &file) != 0 || file.st_size == 0);
}

static bool read_bytes(void *self, uint64_t at, void *to, uint32_t n) {
  sqlite3_file *file = self;
  return file->pMethods->xRead(file, to, (int)n, (sqlite3_int64)at) == SQLITE_OK;
}

/* Looked at by its path, and then asked whether that is still the file that the connection reads: another may have been moved there. */
bool sqlite_state(const SqliteStore *store, StoreState *out) {
  sqlite3_file *file = NULL;
  int moved = 1;
  uint8_t header[FILE_HEADER_BYTES];
  struct stat is;
  bool read = store->main && sqlite3_file_control(store->main, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK && file &&
              file->pMethods && read_bytes(file, 0, header, sizeof header) && stat(store->path, &is) == 0;
  if (!read || sqlite3_file_control(store->main, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || moved) return false;
  *out = (StoreState){.device = is.st_dev, .file = is.st_ino, .bytes = (uint64_t)is.st_size, .seconds = is.st_mtim.tv_sec,
                      .nanoseconds = is.st_mtim.tv_nsec, .change_counter = get_be32(header + FILE_AT_CHANGE_COUNTER),
                      .schema_cookie = get_be32(header + FILE_AT_SCHEMA_COOKIE)};
  return true;
}

bool sqlite_is_awaited(const SqliteStore *store) {
  sqlite3_file *file = NULL;
  int reserved = 0;
  if (!store->main || sqlite3_file_control(store->main, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return false;
  return file && file->pMethods && file->pMethods->xCheckReservedLock(file, &reserved) == SQLITE_OK && reserved;
}

PageStatus sqlite_page_source(sqlite3 *db, PageSource *out) {
  sqlite3_file *file = NULL;
  sqlite3_int64 size = 0;
  int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code != SQLITE_OK || !file || !file->pMethods || file->pMethods->xFileSize(file, &size) != SQLITE_OK || size < 0)
    return PAGES_STRANGE;
  return page_source_open(out, read_bytes, file, (uint64_t)size);
}

/* ---- the table's columns ---- */

/* The affinity REAL, by the words of the type (sqlite.org/datatype3.html, 3.1); in a STRICT table the types mean the same. */
static bool is_real(Str type) {
  static const char *const others[] = {"INT", "CHAR", "CLOB", "TEXT", "BLOB"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (sqlite_type_has(type, others[i])) return false;
  return sqlite_type_has(type, "REAL") || sqlite_type_has(type, "FLOA") || sqlite_type_has(type, "DOUB");
}

typedef struct Columns {
  SqliteStore *store;
  const SqliteTable *table;
  PageField *fields;
  uint32_t stored;   /* columns of the record so far */
  bool generated;
  int root;
  Str made;          /* the statement that makes the table */
  bool own_primary;  /* the primary key has an index of its own, so that no column stands for the rowid */
} Columns;

/* Notes a column of the database wherever the record means it. */
static void note(Columns *columns, Str name, PageField field) {
  const ProgramTable *record = columns->table->record;
  const Program *program = columns->store->base.config.program;
  if (sqlite_same_name(record->role == TABLE_RELATED ? record->by : record->key, name)) columns->fields[0] = field;
  if (sqlite_same_name(record->key, name)) columns->fields[1] = field;
  for (uint32_t i = 0; i < record->column_count; i++)
    if (sqlite_same_name(program->columns[record->first_column + i].stored, name)) columns->fields[2 + i] = field;
}

static int find_root(Columns *columns) {
  static const char sql[] = "SELECT rootpage, sql, (SELECT count(*) FROM pragma_index_list(?1, 'main') WHERE origin = 'pk') "
                            "FROM main.sqlite_schema WHERE type = 'table' AND name = ?1";
  sqlite3_stmt *stmt = NULL;
  int code = sqlite_prepare_of(columns->table, sql, &stmt);
  if (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
    columns->root = sqlite3_column_int(stmt, 0);
    const char *made = (const char *)sqlite3_column_text(stmt, 1);
    columns->made = arena_str(&columns->store->arena, str_from(made ? made : ""));
    columns->own_primary = sqlite3_column_int(stmt, 2);
    code = columns->made.p ? SQLITE_OK : SQLITE_NOMEM;
  }
  sqlite3_finalize(stmt);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int read_columns(Columns *columns) {
  static const char sql[] = "SELECT name, type, hidden, pk, max(pk) OVER () FROM pragma_table_xinfo(?1, 'main') ORDER BY cid";
  sqlite3_stmt *stmt = NULL;
  int code = sqlite_prepare_of(columns->table, sql, &stmt);
  while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(stmt, 0), *type = (const char *)sqlite3_column_text(stmt, 1);
    code = name && type ? SQLITE_OK : SQLITE_NOMEM;
    if (code != SQLITE_OK) break;
    bool only_key = sqlite3_column_int(stmt, 3) == 1 && sqlite3_column_int(stmt, 4) == 1;
    PageField field = {.place = (uint16_t)columns->stored++, .real = is_real(str_from(type))};
    field.is_rowid = only_key && !columns->own_primary && sqlite3_stricmp(type, "INTEGER") == 0;
    columns->generated |= sqlite3_column_int(stmt, 2) != 0;
    note(columns, str_from(name), field);
  }
  sqlite3_finalize(stmt);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* ---- the table ---- */

static const char *refuse(const SqliteStore *store, const SqliteTable *table) {
  if (store->base.config.step_only) return "sqlite3_step: asked for";
  if (table->is_view) return "sqlite3_step: a view";
  if (table->is_virtual) return "sqlite3_step: a virtual table";
  if (table->db != store->main) return "sqlite3_step: a file of another kind";
  if (!table->rowid.n) return "sqlite3_step: not read in the order of its rowid";
  if (!store->share) return store->wal ? "sqlite3_step: changes in the WAL" : "sqlite3_step: an unusual journal";
  return NULL;
}

static Status look_at_pages(SqliteStore *store, SqliteTable *table, const Columns *columns) {
  PageSource file;
  PageStatus status = sqlite_page_source(table->db, &file);
  if (status == PAGES_OK) table->form = arena_format(&store->arena, "%u %u %.*s", file.page_size, file.usable, STR_ARG(columns->made));
  table->root = columns->root >= 2 ? (uint32_t)columns->root : 0;
  if (status == PAGES_STRANGE || !table->root) table->found = LEAVES_STRANGE;
  return status == PAGES_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_OK;
}

PageStatus sqlite_find_leaves(const SqliteStore *store, uint32_t index, const PageSource *file) {
  SqliteTable *table = &store->tables[index];
  PageStatus status = PAGES_OK;
  pthread_mutex_t *lock = (pthread_mutex_t *)(uintptr_t)&store->seeking;
  pthread_mutex_lock(lock);
  if (table->found == LEAVES_NOT_SOUGHT) {
    status = leaf_list_make(&table->leaves, file, table->root, store->base.config.alloc);
    if (status != PAGES_OK) leaf_list_free(&table->leaves);
    if (status != PAGES_NO_MEMORY) table->found = status == PAGES_OK ? LEAVES_FOUND : LEAVES_STRANGE;
  }
  if (status == PAGES_OK && table->found == LEAVES_STRANGE) status = PAGES_STRANGE;
  pthread_mutex_unlock(lock);
  return status;
}

Status sqlite_pages_find(SqliteStore *store, SqliteTable *table, DiagList *diags) {
  table->why_step = refuse(store, table);
  if (table->why_step || table->absent) return STATUS_OK;
  Columns columns = {.store = store, .table = table};
  columns.fields = ARENA_ARRAY(&store->arena, PageField, table->record->column_count + 2);
  if (!columns.fields) return STATUS_NO_MEMORY;
  int code = find_root(&columns);
  if (code == SQLITE_OK) code = read_columns(&columns);
  if (code != SQLITE_OK) return sqlite_failed(store, table->db, code, diags);
  table->page_fields = columns.fields;
  if (columns.generated) table->why_step = "sqlite3_step: generated columns";
  else if (columns.stored > RECORD_FIELDS_MOST) table->why_step = "sqlite3_step: too many columns";
  return table->why_step ? STATUS_OK : look_at_pages(store, table, &columns);
}
