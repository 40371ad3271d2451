/* SPDX-License-Identifier: MIT
 * The database of an import: opened, and made to last. A new one is made under another name in the same folder and gets its own
 * when it is whole; one that is there keeps its journal mode and everything that the import does not name. */
#include "runtime/import/table_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/held.h"

enum { BUSY_MS = 10000 };

bool table_is_there(const Table *table) { return table->there; }
Str table_key(const Table *table) { return table->key; }
struct sqlite3 *table_connection(Table *table) { return table->asked; }

int table_column_kind(const Table *table, Str name) {
  for (uint32_t i = 0; i < table->column_count; i++) {
    Str have = table->columns[i].name;
    if (have.n == name.n && strncasecmp(have.p, name.p, name.n) == 0) return (int)table->columns[i].kind;
  }
  return -1;
}

Status table_fault(Import *im) { return table_fault_of(im, im->table->db); }
Status table_asked_fault(Import *im) { return table_fault_of(im, im->table->asked); }

Status table_fault_of(Import *im, sqlite3 *db) {
  const char *path = im->job->database;
  int system = db ? sqlite3_system_errno(db) : 0;
  switch (sqlite3_errcode(db) & 0xFF) {
  case SQLITE_NOMEM: return import_no_memory(im->diags);
  case SQLITE_FULL: return output_fault(im->diags, path, ENOSPC);
  case SQLITE_NOTADB: diag_add(im->diags, DIAG_DB_NO_DATABASE_FILE, (Span){0, 0}, path); return STATUS_IO;
  case SQLITE_INTERRUPT: diag_add(im->diags, DIAG_IMPORT_STOPPED, (Span){0, 0}); return STATUS_STOPPED;
  case SQLITE_BUSY:
  case SQLITE_LOCKED: diag_add(im->diags, DIAG_IMPORT_LOCKED, (Span){0, 0}, path); return STATUS_IO;
  case SQLITE_CANTOPEN:
    if (system) return output_fault(im->diags, path, system);
    break;
  default: break;
  }
  diag_add(im->diags, DIAG_IMPORT_DATABASE, (Span){0, 0}, path, sqlite3_errmsg(db));
  return STATUS_IO;
}

Status table_run(Import *im, const char *sql) {
  return sqlite3_exec(im->table->db, sql, NULL, NULL, NULL) == SQLITE_OK ? STATUS_OK : table_fault(im);
}

/* Runs a text made by sqlite3_str, and frees it. */
Status table_run_made(Import *im, sqlite3_str *made) {
  char *sql = sqlite3_str_finish(made);
  if (!sql) return import_no_memory(im->diags);
  Status status = table_run(im, sql);
  sqlite3_free(sql);
  return status;
}

Status table_prepare_made(Import *im, sqlite3_str *made, sqlite3_stmt **out) {
  char *sql = sqlite3_str_finish(made);
  if (!sql) return import_no_memory(im->diags);
  int rc = sqlite3_prepare_v3(im->table->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
  sqlite3_free(sql);
  return rc == SQLITE_OK ? STATUS_OK : table_fault(im);
}

/* ---- opening ---- */

/* A journal that an older database of that name has left would be played into the new one: it is the user's to remove. */
static Status no_strays(Import *im) {
  static const char *const ends[] = {"-journal", "-wal"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    char path[PATH_MOST + 16];
    snprintf(path, sizeof path, "%s%s", im->table->path, ends[i]);
    if (access(path, F_OK) != 0) continue;
    diag_add(im->diags, DIAG_IMPORT_STRAY, (Span){0, 0}, im->job->database, ends[i]);
    return STATUS_IO;
  }
  return STATUS_OK;
}

/* SQLite takes some names for other things (`:memory:`): a folder before them makes them plain. */
static Status name_file(Import *im, Table *table) {
  struct stat st;
  const char *path = im->job->database;
  int n = snprintf(table->path, PATH_MOST, "%s%s", *path == '/' ? "" : "./", path);
  if (n < 0 || n >= PATH_MOST || !*path) return output_fault(im->diags, path, *path ? ENAMETOOLONG : ENOENT);
  table->is_new = stat(path, &st) != 0;
  if (table->is_new) return no_strays(im);
  if (S_ISDIR(st.st_mode)) return output_fault(im->diags, path, EISDIR);
  if (S_ISREG(st.st_mode)) return STATUS_OK;
  diag_add(im->diags, DIAG_IMPORT_DATABASE, (Span){0, 0}, path, "it is not a file");
  return STATUS_IO;
}

/* The file that is made beside the database; those that killed imports left there go. */
static Status make_file(Import *im, Table *table) {
  char before[PATH_MOST];
  int n = snprintf(before, sizeof before, "%s.cible-", table->path);
  if (n < 0 || n >= PATH_MOST) return output_fault(im->diags, im->job->database, ENAMETOOLONG);
  held_file_sweep(before, "");
  table->fd = held_file_make(before, "", table->made, PATH_MOST);
  return table->fd < 0 ? output_fault(im->diags, im->job->database, errno) : STATUS_OK;
}

static void harden(sqlite3 *db) {
  static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_DQS_DML,
                            SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW};
  for (size_t i = 0; i < sizeof off / sizeof *off; i++) sqlite3_db_config(db, off[i], 0, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_exec(db, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
  sqlite3_busy_timeout(db, BUSY_MS);
}

/* So that a stop is obeyed within a statement, too. */
static int is_cancelled(void *user) {
  const int *cancel = user;
  return __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0;
}

Status table_connect(Import *im, const char *path, int flags, sqlite3 **out) {
  enum { OPERATIONS = 10000 };
  int rc = sqlite3_open_v2(path, out, flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc) return table_fault_of(im, *out);
  harden(*out);
  if (im->job->cancel) sqlite3_progress_handler(*out, OPERATIONS, is_cancelled, (void *)im->job->cancel);
  return STATUS_OK;
}

static Kind kind_of_declared(const char *declared) {
  static const struct {
    const char *word;
    Kind kind;
  } kinds[] = {{"BOOL", KIND_BOOLEAN},   {"INT", KIND_INTEGER},   {"DATETIME", KIND_DATETIME}, {"TIMESTAMP", KIND_DATETIME},
               {"DATE", KIND_DATE},      {"DECIMAL", KIND_MONEY}, {"MONEY", KIND_MONEY},       {"REAL", KIND_NUMBER},
               {"DOUBLE", KIND_NUMBER},  {"FLOAT", KIND_NUMBER},  {"NUM", KIND_NUMBER}};
  for (size_t i = 0; declared && i < sizeof kinds / sizeof *kinds; i++)
    if (strcasestr(declared, kinds[i].word)) return kinds[i].kind;
  return KIND_TEXT;
}

/* Reads the columns of a table that is there. */
static Status read_columns(Import *im, Table *table, sqlite3_stmt *stmt) {
  Arena *arena = &im->report->arena;
  uint32_t keys = 0, size = CSV_COLUMNS_MOST;
  int rc = SQLITE_OK;
  table->columns = ARENA_ARRAY(arena, TableColumn, size);
  while (table->columns && (rc = sqlite3_step(stmt)) == SQLITE_ROW && table->column_count < size) {
    Str name = arena_str(arena, str_from((const char *)sqlite3_column_text(stmt, 0)));
    table->columns[table->column_count++] = (TableColumn){name, kind_of_declared((const char *)sqlite3_column_text(stmt, 1))};
    if (sqlite3_column_int(stmt, 2)) table->key = keys++ ? STR("") : name;
  }
  table->there = table->column_count > 0;
  if (!table->columns || arena->failed) return import_no_memory(im->diags);
  return rc == SQLITE_DONE || rc == SQLITE_ROW ? STATUS_OK : table_fault(im);
}

static Status look_for_table(Import *im, Table *table) {
  sqlite3_stmt *stmt;
  if (sqlite3_prepare_v2(table->db, "SELECT name, type, pk FROM pragma_table_info(?1, 'main')", -1, &stmt, NULL)) return table_fault(im);
  sqlite3_bind_text(stmt, 1, im->job->table, -1, SQLITE_STATIC);
  Status status = read_columns(im, table, stmt);
  sqlite3_finalize(stmt);
  return status;
}

Status table_not_there(Import *im) {
  Status status = look_for_table(im, im->table);
  if (status || !im->table->there) return status;
  Diag *diag = diag_add(im->diags, DIAG_IMPORT_TABLE_THERE, (Span){0, 0}, im->job->table);
  diag_help(im->diags, diag, "`--update` brings it up to date by its key; to begin anew, name another --table or another --db");
  return STATUS_NO;
}

static bool good_table_name(const char *name) {
  for (const char *p = name; *p; p++)
    if ((unsigned char)*p < 32 || *p == 127) return false;
  return *name && strncasecmp(name, "sqlite_", 7) != 0;
}

Status table_open(Import *im) {
  if (!good_table_name(im->job->table)) {
    diag_add(im->diags, DIAG_IMPORT_TABLE_NAME, (Span){0, 0}, im->job->table);
    return STATUS_USAGE;
  }
  Table *table = im->table = MEM_NEW(im->job->alloc, Table);
  if (!table) return import_no_memory(im->diags);
  table->alloc = im->job->alloc;
  table->fd = -1;
  Status status = name_file(im, table);
  if (!status && !table->is_new) status = table_connect(im, table->path, SQLITE_OPEN_READWRITE, &table->db);
  if (!status && !table->is_new) status = im->job->update ? look_for_table(im, table) : table_not_there(im);
  if (!status && !table->there) status = make_file(im, table);
  return status;
}

Status table_begin(Import *im) {
  return table_can_build(im) && !im->table->again ? table_build_begin(im) : table_begin_rows(im);
}

Status table_undo(Import *im, bool row_by_row) {
  Table *table = im->table;
  table_build_free(table);
  table->built = false;
  table->again = row_by_row;
  table->count = 0;
  return ftruncate(table->fd, 0) ? output_fault(im->diags, im->job->database, errno) : STATUS_OK;
}

/* ---- ending ---- */

static bool sync_path(const char *path, int flags) {
  int fd = open(path, flags | O_CLOEXEC);
  if (fd < 0) return false;
  int error = fsync(fd) ? errno : 0;
  close(fd);
  /* Some file systems have no way to sync a folder. */
  return !error || ((flags & O_DIRECTORY) && error == EINVAL);
}

static bool sync_folder(const char *path) {
  char folder[PATH_MOST];
  snprintf(folder, sizeof folder, "%s", path);
  char *slash = strrchr(folder, '/');
  if (slash) slash[slash == folder] = 0;
  return sync_path(slash ? folder : ".", O_RDONLY | O_DIRECTORY);
}

static Status close_asked(Import *im, Table *table) {
  sqlite3 *asked = table->asked;
  table->asked = NULL;
  if (asked == table->db) table->db = NULL;
  return sqlite3_close(asked) ? table_fault_of(im, asked) : STATUS_OK;
}

/* Makes the new file last, whole but under its temporary name. */
static Status finish_new(Import *im, Table *table) {
  Status status = close_asked(im, table);
  if (status) return status;
  if (fsync(table->fd)) return output_fault(im->diags, im->job->database, errno);
  return no_strays(im);
}

/* Gives the new file its name, never in place of another. */
static Status name_new(Import *im, Table *table) {
  const char *path = im->job->database;
  int rc = renameat2(AT_FDCWD, table->made, AT_FDCWD, path, RENAME_NOREPLACE);
  if (rc && (errno == EINVAL || errno == ENOSYS)) {
    rc = link(table->made, path);
    if (rc == 0) unlink(table->made);
  }
  if (rc && errno == EEXIST) {
    diag_add(im->diags, DIAG_IMPORT_NEW_THERE, (Span){0, 0}, path);
    return STATUS_IO;
  }
  if (rc) return output_fault(im->diags, path, errno);
  table->made[0] = 0;
  return sync_folder(table->path) ? STATUS_OK : output_fault(im->diags, path, errno);
}

static Status count_changes(Import *im) {
  Table *table = im->table;
  ImportReport *report = im->report;
  uint64_t after = 0, taken = report->rows - report->rejected;
  sqlite3_finalize(table->put);
  sqlite3_finalize(table->seen);
  table->put = table->seen = NULL;
  Status status = table->there && !table->built ? table_count_rows(im, &after) : STATUS_OK;
  if (status) return status;
  bool update = table->there && !table->built;
  report->added = update ? after - table->before : taken;
  report->changed = update ? table->changes - report->added : 0;
  report->same = taken - report->added - report->changed;
  report->new_database = table->is_new;
  return STATUS_OK;
}

Status table_prepare_commit(Import *im) {
  Table *table = im->table;
  Status status = count_changes(im);
  if (!status && table->built && !table->is_new) status = table_build_copy(im);
  if (status || !table->is_new) return status;
  if (table->begun) status = table_run(im, "COMMIT");
  if (!status) table->begun = false;
  return status ? status : finish_new(im, table);
}

Status table_commit(Import *im) {
  Table *table = im->table;
  if (table->is_new) return name_new(im, table);
  Status status = table_run(im, "COMMIT");
  if (!status) table->begun = false;
  return status;
}

void table_close(Table *table) {
  if (!table) return;
  table_build_free(table);
  sqlite3_finalize(table->put);
  sqlite3_finalize(table->seen);
  if (table->begun) sqlite3_exec(table->db, "ROLLBACK", NULL, NULL, NULL);
  if (table->asked != table->db) sqlite3_close(table->asked);
  sqlite3_close(table->db);
  if (table->made[0]) unlink(table->made);
  if (table->fd >= 0) close(table->fd);
  mem_free(table->alloc, table, sizeof *table);
}
