/* SPDX-License-Identifier: MIT
 * Connections: opened with every guard up, and what goes wrong told in the user's words. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/store/store_sqlite.h"

enum { BUSY_MILLISECONDS = 5000, STEPS_BETWEEN_LOOKS = 20000 };

Status sqlite_failed(const SqliteStore *store, sqlite3 *db, int code, DiagList *diags) {
  switch (code & 0xff) {
  case SQLITE_NOMEM: return STATUS_NO_MEMORY;
  case SQLITE_INTERRUPT: diag_add(diags, DIAG_RUN_STOPPED, (Span){0}); return STATUS_STOPPED;
  case SQLITE_BUSY:
  case SQLITE_LOCKED: diag_add(diags, DIAG_DB_LOCKED, (Span){0}, store->path); return STATUS_IO;
  case SQLITE_NOTADB: diag_add(diags, DIAG_DB_NO_DATABASE_FILE, (Span){0}, store->path); return STATUS_IO;
  case SQLITE_CORRUPT: diag_add(diags, DIAG_DB_DAMAGED, (Span){0}, store->path, sqlite3_errmsg(db)); return STATUS_IO;
  case SQLITE_READONLY: /* a journal is to be rolled back first */
    diag_help(diags, diag_add(diags, DIAG_DB_UNFINISHED, (Span){0}, store->path),
              "open it once with the program that was writing, or with `sqlite3`: that puts it right");
    return STATUS_IO;
  default:
    if (code == SQLITE_IOERR_SHORT_READ) diag_add(diags, DIAG_DB_DAMAGED, (Span){0}, store->path, "it is cut short");
    else diag_add(diags, DIAG_DB_FAILED, (Span){0}, store->path, db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    return STATUS_IO;
  }
}

/* Asked of the system first, as SQLite says no more than "unable to open database file", and would wait for ever on a FIFO. */
static Status look_at_file(const char *path, DiagList *diags) {
  struct stat file;
  if (stat(path, &file) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) diag_add(diags, DIAG_DB_MISSING, (Span){0}, path);
    else if (errno == EACCES) diag_add(diags, DIAG_DB_PERMISSION, (Span){0}, path);
    else diag_add(diags, DIAG_DB_FAILED, (Span){0}, path, strerrordesc_np(errno));
    return STATUS_IO;
  }
  if (!S_ISREG(file.st_mode)) diag_add(diags, DIAG_DB_FOLDER, (Span){0}, path);
  else if (access(path, R_OK) != 0) diag_add(diags, DIAG_DB_PERMISSION, (Span){0}, path);
  else if (file.st_size == 0) diag_add(diags, DIAG_DB_EMPTY, (Span){0}, path);
  else return STATUS_OK;
  return STATUS_IO;
}

static int look_for_cancel(void *config) { return store_cancelled(config); }

/* The file is not mapped (mmap_size 0): were it cut short by someone else, reading it would be a SIGBUS, not an error. */
static int guard(const SqliteStore *store, sqlite3 *db, bool views) {
  static const struct {
    int option, value;
  } guards[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
      {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
  };
  int code = SQLITE_OK;
  for (size_t i = 0; i < sizeof guards / sizeof *guards && code == SQLITE_OK; i++)
    code = sqlite3_db_config(db, guards[i].option, guards[i].value, NULL);
  if (code == SQLITE_OK) code = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, (int)views, NULL);
  if (code == SQLITE_OK) code = sqlite3_busy_timeout(db, BUSY_MILLISECONDS);
  sqlite3_progress_handler(db, STEPS_BETWEEN_LOOKS, look_for_cancel, (void *)(uintptr_t)&store->base.config);
  if (code == SQLITE_OK)
    code = sqlite3_exec(db, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-2048; PRAGMA temp_store=FILE",
                        NULL, NULL, NULL);
  return code;
}

static Status open_guarded(const SqliteStore *store, const char *path, int flags, bool views, DiagList *diags, sqlite3 **out) {
  sqlite3 *db = NULL;
  *out = NULL;
  int code = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (code == SQLITE_OK) code = guard(store, db, views);
  if (code == SQLITE_OK && !sqlite_add_key_functions(db, store->base.config.alloc)) code = SQLITE_NOMEM;
  if (code == SQLITE_OK) {
    *out = db;
    return STATUS_OK;
  }
  Status status = sqlite_failed(store, db, code, diags);
  sqlite3_close(db);
  return status;
}

Status sqlite_open_guarded(const SqliteStore *store, bool views, DiagList *diags, sqlite3 **out) {
  *out = NULL;
  Status status = look_at_file(store->path, diags);
  if (status != STATUS_OK) return status;
  /* "./" before the path: `:memory:` and `file:…` are names of files like others. */
  char *path = sqlite3_mprintf("%s%s", store->path[0] == '/' ? "" : "./", store->path);
  if (!path) return STATUS_NO_MEMORY;
  status = open_guarded(store, path, SQLITE_OPEN_READONLY, views, diags, out);
  sqlite3_free(path);
  if (status != STATUS_OK) return status;
  int code = sqlite3_exec(*out, "PRAGMA query_only=ON", NULL, NULL, NULL);
  if (code == SQLITE_OK) return STATUS_OK;
  status = sqlite_failed(store, *out, code, diags);
  sqlite3_close(*out);
  *out = NULL;
  return status;
}

Status sqlite_open_private(const SqliteStore *store, DiagList *diags, sqlite3 **out) {
  return open_guarded(store, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, false, diags, out);
}

Status sqlite_begin_read(const SqliteStore *store, sqlite3 *db, DiagList *diags) {
  int code = sqlite3_exec(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
  return code == SQLITE_OK ? STATUS_OK : sqlite_failed(store, db, code, diags);
}

static bool is_program_table(const SqliteStore *store, const char *name) {
  for (uint32_t i = 0; name && i < store->base.config.program->table_count; i++) {
    Str known = store->tables[i].name;
    if (known.n && strlen(name) == known.n && sqlite3_strnicmp(name, known.p, (int)known.n) == 0) return true;
  }
  return false;
}

/* A virtual table reads tables of its own, whose names only it knows. */
static bool reads_virtual(const SqliteStore *store) {
  for (uint32_t i = 0; i < store->base.config.program->table_count; i++)
    if (store->tables[i].is_virtual) return true;
  return false;
}

/* Called when a statement is prepared: `view` is the innermost view that asks. */
static int authorize(void *self, int action, const char *one, const char *two, const char *database, const char *view) {
  (void)database;
  const SqliteStore *store = self;
  switch (action) {
  case SQLITE_SELECT: return SQLITE_OK;
  case SQLITE_READ: /* without a column: the rows of a table within a view are counted, its cells not read */
    return is_program_table(store, one) || view || (two && !*two) || reads_virtual(store) ? SQLITE_OK : SQLITE_DENY;
  case SQLITE_PRAGMA: return reads_virtual(store) && one && !strcmp(one, "data_version") ? SQLITE_OK : SQLITE_DENY;
  case SQLITE_FUNCTION:
    if (view || reads_virtual(store)) return SQLITE_OK;
    return strncmp(two, "cible_key_", 10) == 0 || !strcmp(two, "cible_collect") || !strcmp(two, "min") || !strcmp(two, "max") || !strcmp(two, "count")
               ? SQLITE_OK
               : SQLITE_DENY;
  case SQLITE_RECURSIVE: return view ? SQLITE_OK : SQLITE_DENY;
  default: return SQLITE_DENY;
  }
}

void sqlite_restrict(SqliteStore *store, sqlite3 *db) { sqlite3_set_authorizer(db, authorize, store); }
