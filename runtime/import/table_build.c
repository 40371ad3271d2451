/* SPDX-License-Identifier: MIT
 * A new table that is built from records, in a file of its own: the new database itself, or one that is copied from into the
 * user's. */
#include <errno.h>
#include <unistd.h>

#include "runtime/import/table_parts.h"

enum {
  TEXTS_MOST = 1 << 30, /* bytes of a file whose key's texts are sorted in memory … */
  ROWS_MOST = 1 << 27   /* … and of one whose rows are */
};

bool table_is_built(const Table *table) { return table->built; }
bool table_wants_again(const Table *table) { return table->again; }
bool table_is_by_key(const Table *table) { return table->built && !table->numbered_rows; }

static bool has_text_key(const Import *im) { return im->key >= 0 && im->parts[im->key].info->kind == KIND_TEXT; }

bool table_can_build(const Import *im) {
  uint64_t bytes = csv_bytes_total(im->csv);
  if (im->table->there) return false;
  if (im->key < 0) return true;
  if (has_text_key(im)) return bytes <= TEXTS_MOST;
  return im->ascending || bytes <= ROWS_MOST;
}

/* What went wrong in the builder: an errno. */
static Status build_fault(Import *im, int error) {
  im->table->again |= error == EEXIST;
  return error == EEXIST ? STATUS_OK : import_system_fault(im, error);
}

/* The field of the key in the records. */
static uint32_t key_field(const Import *im) {
  uint32_t n = 0;
  for (int32_t i = 0; i < im->key; i++) n += im->parts[i].in_table;
  return n;
}

/* Would SQLite make this table? It is asked in a database that nobody sees. */
static Status try_sql(Import *im, const char *sql) {
  Table *table = im->table;
  sqlite3 *users = table->db;
  table->db = NULL;
  Status status = table_connect(im, ":memory:", SQLITE_OPEN_READWRITE, &table->db);
  if (!status) status = table_run(im, sql);
  sqlite3_close(table->db);
  table->db = users;
  return status;
}

static Status begin(Import *im, const char *sql) {
  Table *table = im->table;
  Arena *arena = &im->report->arena;
  Str name = str_from(im->job->table);
  BuiltTable built = {.name = name, .sql = str_from(sql)};
  if (has_text_key(im)) {
    built.index = arena_format(arena, "sqlite_autoindex_%s_1", im->job->table);
    built.key_field = key_field(im);
  }
  built.any_order = im->key >= 0 && (built.index.n || !im->ascending);
  table->numbered_rows = im->key < 0 || built.index.n;
  row_run_init(&table->numbered, table->alloc, true);
  table->built = true;
  if (arena->failed) return import_no_memory(im->diags);
  int error = database_build_new(table->alloc, table->fd, &table->build);
  if (!error) error = database_table_begin(table->build, &built);
  return error ? build_fault(im, error) : STATUS_OK;
}

Status table_build_begin(Import *im) {
  char *sql = sqlite3_str_finish(table_create_sql(im));
  if (!sql) return import_no_memory(im->diags);
  Status status = try_sql(im, sql);
  if (!status) status = begin(im, sql);
  sqlite3_free(sql);
  return status;
}

Status table_add(Import *im, RowRun *rows) {
  Table *table = im->table;
  int error = 0;
  if (table->again) return STATUS_OK;
  if (im->key < 0) {
    error = row_run_number(&table->numbered, rows, (int64_t)table->count + 1);
    rows = &table->numbered;
  }
  table->count += rows->count;
  if (!error) error = database_table_add(table->build, rows);
  return error ? build_fault(im, error) : STATUS_OK;
}

Status table_end(Import *im) {
  Table *table = im->table;
  if (!table->built || table->again) return STATUS_OK;
  int error = database_table_end(table->build);
  if (!error) error = database_build_finish(table->build, 0, 0);
  if (error) return build_fault(im, error);
  table_build_free(table);
  return table_connect(im, table->made, SQLITE_OPEN_READONLY, &table->asked);
}

void table_build_free(Table *table) {
  database_build_free(table->build);
  table->build = NULL;
  if (table->built) row_run_free(&table->numbered);
}

static Status attach(Import *im) {
  sqlite3_stmt *stmt = NULL;
  sqlite3 *db = im->table->db;
  if (sqlite3_prepare_v2(db, "ATTACH ?1 AS cible_built", -1, &stmt, NULL)) return table_fault(im);
  sqlite3_bind_text(stmt, 1, im->table->made, -1, SQLITE_STATIC);
  sqlite3_step(stmt);
  return sqlite3_finalize(stmt) ? table_fault(im) : STATUS_OK;
}

/* What is attached is only read, but BEGIN IMMEDIATE takes it for written to; with a journal in a file it would need, beside those of
 * both databases, a third that binds them (db-mj…), which a killed process leaves behind. */
Status table_build_copy(Import *im) {
  Status status = attach(im);
  if (!status) status = table_run(im, "PRAGMA cible_built.journal_mode = MEMORY; BEGIN IMMEDIATE");
  if (status) return status;
  im->table->begun = true;
  status = table_not_there(im);
  if (!status) status = table_run_made(im, table_create_sql(im));
  if (status) return status;
  sqlite3_str *sql = sqlite3_str_new(im->table->db);
  sqlite3_str_appendf(sql, "INSERT INTO main.\"%w\" SELECT * FROM cible_built.\"%w\"", im->job->table, im->job->table);
  return table_run_made(im, sql);
}
