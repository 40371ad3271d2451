/* SPDX-License-Identifier: MIT
 * The table that an import fills, in one transaction. A new database is made under another name in the same folder and gets
 * its own when it is whole; one that is there keeps its journal mode and everything that the import does not name. */
#include "runtime/import/import_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

enum { BUSY_MS = 10000, PATH_MOST = 4096 };

typedef struct TableColumn {
  Str name;
  Kind kind;
} TableColumn;

struct Table {
  const Alloc *alloc;
  sqlite3 *db;
  sqlite3_stmt *put, *seen; /* seen: the keys of this file, where that is not the table's own business */
  char path[PATH_MOST];     /* the file that is open: `temporary` is its name until it is whole */
  bool is_new, there, begun;
  TableColumn *columns;     /* of a table that is there, in the report's arena */
  uint32_t column_count;
  Str key;
  uint64_t before, changes;
};

bool table_is_there(const Table *table) { return table->there; }
Str table_key(const Table *table) { return table->key; }
struct sqlite3 *table_connection(Table *table) { return table->db; }

int table_column_kind(const Table *table, Str name) {
  for (uint32_t i = 0; i < table->column_count; i++) {
    Str have = table->columns[i].name;
    if (have.n == name.n && strncasecmp(have.p, name.p, name.n) == 0) return (int)table->columns[i].kind;
  }
  return -1;
}

Status table_fault(Import *im) {
  sqlite3 *db = im->table->db;
  const char *path = im->job->database;
  int system = db ? sqlite3_system_errno(db) : 0;
  switch (sqlite3_errcode(db) & 0xFF) {
  case SQLITE_NOMEM: return import_no_memory(im->diags);
  case SQLITE_FULL: return output_fault(im->diags, path, ENOSPC);
  case SQLITE_NOTADB: diag_add(im->diags, DIAG_DB_NO_DATABASE_FILE, (Span){0, 0}, path); return STATUS_IO;
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

static Status run(Import *im, const char *sql) {
  return sqlite3_exec(im->table->db, sql, NULL, NULL, NULL) == SQLITE_OK ? STATUS_OK : table_fault(im);
}

/* Runs a text made by sqlite3_str, and frees it. */
static Status run_made(Import *im, sqlite3_str *made) {
  char *sql = sqlite3_str_finish(made);
  if (!sql) return import_no_memory(im->diags);
  Status status = run(im, sql);
  sqlite3_free(sql);
  return status;
}

static Status prepare_made(Import *im, sqlite3_str *made, sqlite3_stmt **out) {
  char *sql = sqlite3_str_finish(made);
  if (!sql) return import_no_memory(im->diags);
  int rc = sqlite3_prepare_v3(im->table->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
  sqlite3_free(sql);
  return rc == SQLITE_OK ? STATUS_OK : table_fault(im);
}

/* ---- opening ---- */

static Status name_file(Import *im, Table *table) {
  struct stat st;
  const char *path = im->job->database;
  table->is_new = stat(path, &st) != 0;
  if (!table->is_new && S_ISDIR(st.st_mode)) return output_fault(im->diags, path, EISDIR);
  if (!table->is_new && !S_ISREG(st.st_mode)) {
    diag_add(im->diags, DIAG_IMPORT_DATABASE, (Span){0, 0}, path, "it is not a file");
    return STATUS_IO;
  }
  /* SQLite takes some names for other things (`:memory:`): a folder before them makes them plain. */
  const char *folder = *path == '/' ? "" : "./";
  int n = table->is_new ? snprintf(table->path, PATH_MOST, "%s%s.cible-%016llx", folder, path, (unsigned long long)str_seed())
                        : snprintf(table->path, PATH_MOST, "%s%s", folder, path);
  return n < 0 || n >= PATH_MOST || !*path ? output_fault(im->diags, path, *path ? ENAMETOOLONG : ENOENT) : STATUS_OK;
}

static void harden(sqlite3 *db) {
  static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_DQS_DML,
                            SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW};
  for (size_t i = 0; i < sizeof off / sizeof *off; i++) sqlite3_db_config(db, off[i], 0, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_busy_timeout(db, BUSY_MS);
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
  if (sqlite3_prepare_v2(table->db, "SELECT name, type, pk FROM pragma_table_info(?1)", -1, &stmt, NULL)) return table_fault(im);
  sqlite3_bind_text(stmt, 1, im->job->table, -1, SQLITE_STATIC);
  Status status = read_columns(im, table, stmt);
  sqlite3_finalize(stmt);
  if (status || !table->there || im->job->update) return status;
  diag_add(im->diags, DIAG_IMPORT_TABLE_THERE, (Span){0, 0}, im->job->table);
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
  Status status = name_file(im, table);
  if (status) return status;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX | (table->is_new ? SQLITE_OPEN_CREATE : 0);
  if (sqlite3_open_v2(table->path, &table->db, flags, NULL)) return table_fault(im);
  harden(table->db);
  /* A new file is thrown away where anything fails, so its journal needs no disk. */
  status = run(im, table->is_new ? "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536"
                                 : "PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536");
  return status ? status : look_for_table(im, table);
}

/* ---- creating and filling ---- */

static const char *declared_type(Kind kind) {
  switch (kind) {
  case KIND_BOOLEAN: return "BOOLEAN";
  case KIND_INTEGER: return "INTEGER";
  case KIND_NUMBER: return "REAL";
  case KIND_MONEY: return "DECIMAL";
  case KIND_DATE: return "DATE";
  case KIND_DATETIME: return "DATETIME";
  case KIND_TEXT:
  case KIND_CODE:
  case KIND_COUNT: break;
  }
  return "TEXT";
}

static Status create(Import *im) {
  sqlite3_str *sql = sqlite3_str_new(im->table->db);
  sqlite3_str_appendf(sql, "CREATE TABLE \"%w\" (", im->job->table);
  const char *comma = "";
  if (im->key < 0) {
    sqlite3_str_appendf(sql, "\"%w\" INTEGER PRIMARY KEY", im->report->key.p);
    comma = ", ";
  }
  for (uint32_t i = 0; i < im->count; i++) {
    if (!im->parts[i].in_table) continue;
    const ImportColumn *info = im->parts[i].info;
    sqlite3_str_appendf(sql, "%s\"%w\" %s%s", comma, info->name.p, declared_type(info->kind),
                        (int32_t)i == im->key ? " PRIMARY KEY NOT NULL" : "");
    comma = ", ";
  }
  sqlite3_str_appendall(sql, ")");
  return run_made(im, sql);
}

static void append_columns(Import *im, sqlite3_str *sql, const char *format, const char *between, bool with_key) {
  const char *separator = "";
  for (uint32_t i = 0; i < im->count; i++) {
    if (!im->parts[i].in_table || (!with_key && (int32_t)i == im->key)) continue;
    const char *name = im->parts[i].info->name.p;
    sqlite3_str_appendall(sql, separator);
    sqlite3_str_appendf(sql, format, name, name);
    separator = between;
  }
}

static Status prepare_put(Import *im) {
  sqlite3_str *sql = sqlite3_str_new(im->table->db);
  uint32_t others = 0, all = 0;
  for (uint32_t i = 0; i < im->count; i++) {
    all += im->parts[i].in_table;
    others += im->parts[i].in_table && (int32_t)i != im->key;
  }
  sqlite3_str_appendf(sql, "INSERT INTO \"%w\" (", im->job->table);
  append_columns(im, sql, "\"%w\"", ", ", true);
  sqlite3_str_appendall(sql, ") VALUES (");
  for (uint32_t i = 0; i < all; i++) sqlite3_str_appendall(sql, i ? ", ?" : "?");
  sqlite3_str_appendall(sql, ")");
  if (im->table->there) {
    sqlite3_str_appendf(sql, " ON CONFLICT (\"%w\") DO ", im->report->key.p);
    sqlite3_str_appendall(sql, others ? "UPDATE SET " : "NOTHING");
    append_columns(im, sql, "\"%w\" = excluded.\"%w\"", ", ", false);
    if (others) sqlite3_str_appendf(sql, " WHERE ");
    sqlite3_str *where = sql;
    const char *separator = "";
    for (uint32_t i = 0; i < im->count; i++) {
      if (!im->parts[i].in_table || (int32_t)i == im->key) continue;
      const char *name = im->parts[i].info->name.p;
      sqlite3_str_appendf(where, "%s\"%w\".\"%w\" IS NOT excluded.\"%w\"", separator, im->job->table, name, name);
      separator = " OR ";
    }
  }
  return prepare_made(im, sql, &im->table->put);
}

static Status count_rows(Import *im, uint64_t *out) {
  sqlite3_stmt *stmt = NULL;
  sqlite3_str *sql = sqlite3_str_new(im->table->db);
  sqlite3_str_appendf(sql, "SELECT count(*) FROM \"%w\"", im->job->table);
  Status status = prepare_made(im, sql, &stmt);
  if (!status && sqlite3_step(stmt) != SQLITE_ROW) status = table_fault(im);
  if (!status) *out = (uint64_t)sqlite3_column_int64(stmt, 0);
  sqlite3_finalize(stmt);
  return status;
}

/* Is there a unique index on the key alone? SQLite says so by taking the clause. */
static Status begin_update(Import *im) {
  for (uint32_t i = 0; i < im->count; i++) {
    Str name = im->parts[i].info->name;
    if (!im->parts[i].in_table || table_column_kind(im->table, name) >= 0) continue;
    diag_add(im->diags, DIAG_IMPORT_UPDATE_COLUMN, (Span){0, 0}, im->job->table, STR_ARG(name));
    return STATUS_NO;
  }
  sqlite3_stmt *probe = NULL;
  sqlite3_str *sql = sqlite3_str_new(im->table->db);
  sqlite3_str_appendf(sql, "INSERT INTO \"%w\" (\"%w\") VALUES (?) ON CONFLICT (\"%w\") DO NOTHING", im->job->table,
                      im->report->key.p, im->report->key.p);
  char *text = sqlite3_str_finish(sql);
  int rc = text ? sqlite3_prepare_v2(im->table->db, text, -1, &probe, NULL) : SQLITE_NOMEM;
  sqlite3_free(text);
  sqlite3_finalize(probe);
  if (rc == SQLITE_ERROR) {
    diag_add(im->diags, DIAG_IMPORT_UPDATE_KEY, (Span){0, 0}, "the column given is not unique in the table");
    return STATUS_NO;
  }
  if (rc) return table_fault(im);
  Status status = run(im, "CREATE TEMP TABLE cible_seen (key PRIMARY KEY) WITHOUT ROWID");
  if (status) return status;
  if (sqlite3_prepare_v2(im->table->db, "INSERT INTO temp.cible_seen VALUES (?1)", -1, &im->table->seen, NULL))
    return table_fault(im);
  return count_rows(im, &im->table->before);
}

Status table_begin(Import *im) {
  Status status = run(im, "BEGIN IMMEDIATE");
  if (status) return status;
  im->table->begun = true;
  status = im->table->there ? begin_update(im) : create(im);
  return status ? status : prepare_put(im);
}

static int bind(sqlite3_stmt *stmt, int at, const Value *value, char *room) {
  if (!value->known) return sqlite3_bind_null(stmt, at);
  switch (value->kind) {
  case KIND_BOOLEAN: return sqlite3_bind_int(stmt, at, value->truth);
  case KIND_INTEGER: return sqlite3_bind_int64(stmt, at, value->i64);
  case KIND_NUMBER: return sqlite3_bind_double(stmt, at, value->f64);
  case KIND_MONEY: return sqlite3_bind_double(stmt, at, number_of_money(value->i64));
  case KIND_TEXT: return sqlite3_bind_text(stmt, at, value->str.n ? value->str.p : "", (int)value->str.n, SQLITE_STATIC);
  case KIND_DATE: date_write(value->i32, room); return sqlite3_bind_text(stmt, at, room, DATE_TEXT - 1, SQLITE_TRANSIENT);
  case KIND_DATETIME:
    datetime_write(value->i64, room);
    return sqlite3_bind_text(stmt, at, room, DATETIME_TEXT - 1, SQLITE_TRANSIENT);
  case KIND_CODE:
  case KIND_COUNT: break;
  }
  return SQLITE_MISUSE;
}

static int step(sqlite3_stmt *stmt) {
  sqlite3_step(stmt);
  return sqlite3_reset(stmt);
}

static const char double_key[] = "its key stands in a row before it";

/* Why a constraint of the table turned the row away; NULL where it is another failure. */
static const char *refusal(const Table *table, int rc) {
  if ((rc & 0xFF) != SQLITE_CONSTRAINT) return NULL;
  if (rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_ROWID) return double_key;
  if (rc == SQLITE_CONSTRAINT_UNIQUE && !table->there) return double_key;
  return sqlite3_errmsg(table->db);
}

Status table_put(Import *im, const Value *values, const char **refused) {
  Table *table = im->table;
  char room[DATETIME_TEXT];
  int at = 0, rc = SQLITE_OK;
  *refused = NULL;
  for (uint32_t i = 0; i < im->count && rc == SQLITE_OK; i++) {
    if (!im->parts[i].in_table) continue;
    if (table->seen && (int32_t)i == im->key) {
      rc = bind(table->seen, 1, &values[at], room);
      if (rc == SQLITE_OK) rc = step(table->seen);
    }
    if (rc == SQLITE_OK) rc = bind(table->put, at + 1, &values[at], room);
    at++;
  }
  if (rc == SQLITE_OK) rc = step(table->put);
  if (rc == SQLITE_OK) {
    table->changes += (uint64_t)sqlite3_changes(table->db);
    return STATUS_OK;
  }
  *refused = refusal(table, rc);
  return *refused ? STATUS_OK : table_fault(im);
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

/* Gives the new file its name, never in place of another. */
static Status name_new(Import *im, Table *table) {
  const char *path = im->job->database;
  if (sqlite3_close(table->db)) return table_fault(im);
  table->db = NULL;
  if (!sync_path(table->path, O_RDWR)) return output_fault(im->diags, path, errno);
  int rc = renameat2(AT_FDCWD, table->path, AT_FDCWD, path, RENAME_NOREPLACE);
  if (rc && (errno == EINVAL || errno == ENOSYS)) {
    rc = link(table->path, path);
    if (rc == 0) unlink(table->path);
  }
  if (rc && errno == EEXIST) {
    diag_add(im->diags, DIAG_IMPORT_NEW_THERE, (Span){0, 0}, path);
    return STATUS_IO;
  }
  if (rc) return output_fault(im->diags, path, errno);
  table->is_new = false;
  return sync_folder(table->path) ? STATUS_OK : output_fault(im->diags, path, errno);
}

Status table_commit(Import *im) {
  Table *table = im->table;
  ImportReport *report = im->report;
  uint64_t after = 0, taken = report->rows - report->rejected;
  sqlite3_finalize(table->put);
  sqlite3_finalize(table->seen);
  table->put = table->seen = NULL;
  Status status = table->there ? count_rows(im, &after) : STATUS_OK;
  if (status) return status;
  report->added = table->there ? after - table->before : taken;
  report->changed = table->there ? table->changes - report->added : 0;
  report->same = taken - report->added - report->changed;
  report->new_database = table->is_new;
  status = run(im, "COMMIT");
  if (status) return status;
  table->begun = false;
  return table->is_new ? name_new(im, table) : STATUS_OK;
}

void table_close(Table *table) {
  if (!table) return;
  sqlite3_finalize(table->put);
  sqlite3_finalize(table->seen);
  if (table->begun) sqlite3_exec(table->db, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close(table->db);
  if (table->is_new && *table->path) unlink(table->path);
  mem_free(table->alloc, table, sizeof *table);
}
