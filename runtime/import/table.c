/* SPDX-License-Identifier: MIT
 * The table that an import fills, in one transaction: created or held against, then row by row. */
#include "runtime/import/table_parts.h"

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

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

sqlite3_str *table_create_sql(Import *im) {
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
  return sql;
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
  return table_prepare_made(im, sql, &im->table->put);
}

Status table_count_rows(Import *im, uint64_t *out) {
  sqlite3_stmt *stmt = NULL;
  sqlite3_str *sql = sqlite3_str_new(im->table->db);
  sqlite3_str_appendf(sql, "SELECT count(*) FROM \"%w\"", im->job->table);
  Status status = table_prepare_made(im, sql, &stmt);
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
  Status status = table_run(im, "CREATE TEMP TABLE cible_seen (key PRIMARY KEY) WITHOUT ROWID");
  if (status) return status;
  if (sqlite3_prepare_v2(im->table->db, "INSERT INTO temp.cible_seen VALUES (?1)", -1, &im->table->seen, NULL))
    return table_fault(im);
  return table_count_rows(im, &im->table->before);
}

Status table_begin_rows(Import *im) {
  Table *table = im->table;
  Status status = STATUS_OK;
  /* A new file is thrown away where anything fails, so its journal needs no disk. */
  if (table->is_new) status = table_connect(im, table->made, SQLITE_OPEN_READWRITE, &table->db);
  if (!status && table->is_new) status = table_run(im, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
  if (!status) status = table_run(im, "PRAGMA cache_size = -65536; BEGIN IMMEDIATE");
  if (status) return status;
  table->asked = table->db;
  table->begun = true;
  status = table->there ? begin_update(im) : table_run_made(im, table_create_sql(im));
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

const char table_same_key[] = "its key stands in a row before it";

/* Why a constraint of the table turned the row away; NULL where it is another failure. */
static const char *refusal(const Table *table, int rc) {
  if ((rc & 0xFF) != SQLITE_CONSTRAINT) return NULL;
  if (rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_ROWID) return table_same_key;
  if (rc == SQLITE_CONSTRAINT_UNIQUE && !table->there) return table_same_key;
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

