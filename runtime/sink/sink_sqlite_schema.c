/* SPDX-License-Identifier: MIT
 * The table of results as SQLite itself makes it, and what goes wrong with databases. */
#include "runtime/sink/sink_sqlite.h"

#include <errno.h>

Status sqlite_sink_failed(SqliteSink *sink, sqlite3 *db, int code, DiagList *diags) {
  const char *path = sink->config.path;
  switch (code & 0xff) {
  case SQLITE_NOMEM: return STATUS_NO_MEMORY;
  case SQLITE_FULL: return output_fault(diags, path, ENOSPC);
  case SQLITE_READONLY:
  case SQLITE_PERM: return output_fault(diags, path, EACCES);
  case SQLITE_BUSY:
  case SQLITE_LOCKED: diag_add(diags, DIAG_OUTPUT_LOCKED, (Span){0}, path); return STATUS_IO;
  case SQLITE_NOTADB: diag_add(diags, DIAG_OUTPUT_NOT_DATABASE, (Span){0}, path); return STATUS_IO;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
    if (sqlite3_system_errno(db)) return output_fault(diags, path, sqlite3_system_errno(db));
    break;
  default: break;
  }
  diag_add(diags, DIAG_OUTPUT_FAULT, (Span){0}, path, db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
  return STATUS_IO;
}

Status sqlite_sink_run(SqliteSink *sink, sqlite3 *db, const char *sql, DiagList *diags) {
  int code = sql ? sqlite3_exec(db, sql, NULL, NULL, NULL) : SQLITE_NOMEM;
  return code == SQLITE_OK ? STATUS_OK : sqlite_sink_failed(sink, db, code, diags);
}

/* ./ before the path: SQLite takes some names for more than files. */
const char *sqlite_sink_path(SqliteSink *sink, const char *path) {
  Str target = arena_format(&sink->arena, "%s%s", path[0] == '/' ? "" : "./", path);
  return sink->arena.failed ? NULL : target.p;
}

Status sqlite_sink_ask(SqliteSink *sink, sqlite3 *db, const char *sql, int32_t *out, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  *out = 0;
  int code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
  if (code == SQLITE_OK && sqlite3_bind_parameter_count(stmt))
    code = sqlite3_bind_text(stmt, 1, sink->table.p, (int)sink->table.n, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  if (code == SQLITE_ROW) *out = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : sqlite_sink_failed(sink, db, code, diags);
}

Status sqlite_sink_mark(SqliteSink *sink, sqlite3 *db, int32_t *mark, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  *mark = 0;
  int code = sqlite3_prepare_v2(db, "SELECT sql FROM main.sqlite_schema WHERE name = ?1 COLLATE NOCASE AND type = 'table'",
                                -1, &stmt, NULL);
  if (code == SQLITE_OK) code = sqlite3_bind_text(stmt, 1, sink->table.p, (int)sink->table.n, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  if (code == SQLITE_ROW) *mark = (int32_t)(str_hash(str_from((const char *)sqlite3_column_text(stmt, 0)), 0) | 1);
  sqlite3_finalize(stmt);
  return code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : sqlite_sink_failed(sink, db, code, diags);
}

/* ---- the table ---- */

static const char *stored_type(Kind kind) {
  switch (kind) {
  case KIND_BOOLEAN:
  case KIND_INTEGER: return "INTEGER";
  case KIND_NUMBER: return "REAL";
  case KIND_MONEY: return "NUMERIC";
  case KIND_TEXT:
  case KIND_DATE:
  case KIND_DATETIME:
  case KIND_CODE: return "TEXT";
  case KIND_COUNT: break;
  }
  return "";
}

static bool is_taken(const Str *names, uint32_t count, Str name) {
  for (uint32_t i = 0; i < count; i++)
    if (names[i].n == name.n && sqlite3_strnicmp(names[i].p, name.p, (int)name.n) == 0) return true;
  return false;
}

/* Column names of a table differ: a second `name` becomes `name_2`. */
static Str *column_names(SqliteSink *sink) {
  Str *names = ARENA_ARRAY(&sink->arena, Str, sink->shape.width);
  for (uint32_t c = 0; names && c < sink->shape.width; c++) {
    Str wanted = sink_column(&sink->config, c).name, name = wanted;
    for (unsigned i = 2; is_taken(names, c, name) && !sink->arena.failed; i++)
      name = arena_format(&sink->arena, "%.*s_%u", STR_ARG(wanted), i);
    names[c] = name;
  }
  return names;
}

/* `columns` of CREATE TABLE; to be given back with sqlite3_free. */
static char *columns_sql(SqliteSink *sink, sqlite3 *db) {
  const Str *names = column_names(sink);
  if (!names || sink->arena.failed) return NULL;
  sqlite3_str *sql = sqlite3_str_new(db);
  for (uint32_t c = 0; c < sink->shape.width; c++)
    sqlite3_str_appendf(sql, "%s\"%.*w\" %s%s", c ? ", " : "", STR_ARG(names[c]), stored_type(sink_column(&sink->config, c).kind),
                        c ? "" : " PRIMARY KEY NOT NULL");
  return sqlite3_str_finish(sql);
}

Status sqlite_sink_make_table(SqliteSink *sink, sqlite3 *db, DiagList *diags) {
  char *columns = columns_sql(sink, db);
  char *sql = columns ? sqlite3_mprintf("CREATE TABLE main.\"%.*w\"(%s)", STR_ARG(sink->table), columns) : NULL;
  Status status = sqlite_sink_run(sink, db, sql, diags);
  sqlite3_free(sql);
  sqlite3_free(columns);
  return status;
}

static Status read_schema(SqliteSink *sink, sqlite3 *db, BuiltTable *table, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2(db, "SELECT type = 'index', name, sql FROM sqlite_schema", -1, &stmt, NULL);
  while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
    bool is_index = sqlite3_column_int(stmt, 0);
    Str name = arena_str(&sink->arena, str_from((const char *)sqlite3_column_text(stmt, 1)));
    if (is_index) table->index = name;
    else table->name = name;
    if (!is_index) table->sql = arena_str(&sink->arena, str_from((const char *)sqlite3_column_text(stmt, 2)));
    code = SQLITE_OK;
  }
  sqlite3_finalize(stmt);
  if (code != SQLITE_DONE) return sqlite_sink_failed(sink, db, code, diags);
  return sink->arena.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

Status sqlite_sink_describe(SqliteSink *sink, BuiltTable *table, DiagList *diags) {
  sqlite3 *db = NULL;
  int code = sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  *table = (BuiltTable){.any_order = sink->config.any_order};
  Status status = code == SQLITE_OK ? sqlite_sink_make_table(sink, db, diags) : sqlite_sink_failed(sink, db, code, diags);
  if (status == STATUS_OK) status = sqlite_sink_mark(sink, db, &sink->mark, diags);
  if (status == STATUS_OK) status = read_schema(sink, db, table, diags);
  sqlite3_close(db);
  return status;
}
