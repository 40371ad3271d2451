/* SPDX-License-Identifier: MIT
 * In which order the rows of a subject or related record are read, and their cutting into parts: ranges of the rowid, found from
 * the table alone, never from the number of threads. */
#include <sys/stat.h>

#include "runtime/data/numeric.h"
#include "runtime/store/store_sqlite.h"

enum {
  PART_ROWS = 16384,  /* rowids a part: some tens of milliseconds of work, some megabytes of results */
  PARTS_MOST = 65536, /* where rowids are sparse, parts span more of them */
};

/* ---- the order ---- */

int sqlite_prepare_of(const SqliteTable *table, const char *sql, sqlite3_stmt **stmt) {
  int code = sqlite3_prepare_v2(table->db, sql, -1, stmt, NULL);
  return code == SQLITE_OK ? sqlite3_bind_text(*stmt, 1, table->name.p, (int)table->name.n, SQLITE_STATIC) : code;
}

static Status has_column(const SqliteStore *store, const SqliteTable *table, Str name, bool *out, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  int code = sqlite_prepare_of(table, "SELECT count(*) FROM pragma_table_xinfo(?1, 'main') WHERE name = ?2 COLLATE NOCASE", &stmt);
  if (code == SQLITE_OK) code = sqlite3_bind_text(stmt, 2, name.p, (int)name.n, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  *out = code == SQLITE_ROW && sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return code == SQLITE_ROW ? STATUS_OK : sqlite_failed(store, table->db, code, diags);
}

/* Can the rowid be asked for by that name? Not where a column bears it, nor in a table WITHOUT ROWID. */
static Status names_rowid(const SqliteStore *store, const SqliteTable *table, Str name, bool *out, DiagList *diags) {
  bool taken;
  *out = false;
  Status status = has_column(store, table, name, &taken, diags);
  if (status != STATUS_OK || taken) return status;
  char *sql = sqlite3_mprintf("SELECT \"%.*w\" FROM main.\"%.*w\"", STR_ARG(name), STR_ARG(table->name));
  if (!sql) return STATUS_NO_MEMORY;
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2(table->db, sql, -1, &stmt, NULL);
  sqlite3_free(sql);
  sqlite3_finalize(stmt);
  *out = code == SQLITE_OK;
  return code == SQLITE_NOMEM ? STATUS_NO_MEMORY : STATUS_OK;
}

static Status find_rowid(const SqliteStore *store, SqliteTable *table, DiagList *diags) {
  static const Str names[] = {{"rowid", 5}, {"_rowid_", 7}, {"oid", 3}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    bool found;
    Status status = names_rowid(store, table, names[i], &found, diags);
    if (status != STATUS_OK) return status;
    if (!found) continue;
    table->rowid = names[i];
    break;
  }
  return STATUS_OK;
}

static Status find_primary(SqliteStore *store, SqliteTable *table, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  int code = sqlite_prepare_of(table, "SELECT name, count(*) OVER () FROM pragma_table_xinfo(?1, 'main') WHERE pk > 0 ORDER BY pk", &stmt);
  Str *primary = NULL;
  while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(stmt, 0);
    if (!primary) primary = ARENA_ARRAY(&store->arena, Str, (size_t)sqlite3_column_int(stmt, 1));
    code = primary && name ? SQLITE_OK : SQLITE_NOMEM;
    if (code == SQLITE_OK) primary[table->primary_count++] = arena_str(&store->arena, str_from(name));
  }
  sqlite3_finalize(stmt);
  table->primary = primary;
  return code == SQLITE_DONE ? STATUS_OK : sqlite_failed(store, table->db, code, diags);
}

static Status find_order(SqliteStore *store, SqliteTable *table, DiagList *diags) {
  if (table->rowid_key) {
    table->rowid = table->record->key;
    return STATUS_OK;
  }
  if (table->record->role != TABLE_RELATED || table->is_view || table->is_virtual) return STATUS_OK;
  Status status = find_rowid(store, table, diags);
  return status == STATUS_OK && !table->rowid.n ? find_primary(store, table, diags) : status;
}

/* By the values of all columns that the program uses: rows that these leave apart nothing can tell apart. */
static void append_values(sqlite3_str *sql, const Program *program, const ProgramTable *record) {
  sqlite3_str_appendf(sql, " ORDER BY \"%.*w\" COLLATE BINARY", STR_ARG(record->by));
  for (uint32_t i = 0; i < record->column_count; i++) {
    const ProgramColumn *column = &program->columns[record->first_column + i];
    if (column->used) sqlite3_str_appendf(sql, ", \"%.*w\" COLLATE BINARY", STR_ARG(column->stored));
  }
}

void sqlite_append_order(sqlite3_str *sql, const SqliteStore *store, const SqliteTable *table) {
  const StoreConfig *config = &store->base.config;
  bool related = table->record->role == TABLE_RELATED;
  bool by_key = config->key_order || config->program->slot_count;
  if (table->rowid.n) {
    sqlite3_str_appendf(sql, " ORDER BY \"%.*w\"", STR_ARG(table->rowid));
  } else if (related && table->primary_count) {
    for (uint32_t i = 0; i < table->primary_count; i++)
      sqlite3_str_appendf(sql, "%s\"%.*w\" COLLATE BINARY", i ? ", " : " ORDER BY ", STR_ARG(table->primary[i]));
  } else if (related ? table->is_parent : table->rowid_key || (table->record->role == TABLE_SUBJECT && by_key)) {
    sqlite3_str_appendf(sql, " ORDER BY ");
    sqlite_append_key(sql, table);
  } else if (related) {
    append_values(sql, config->program, table->record);
  }
}

/* ---- the parts ---- */

static Status row_range(const SqliteStore *store, SqliteTable *table, DiagList *diags) {
  char *sql = sqlite3_mprintf("SELECT (SELECT min(\"%.*w\") FROM main.\"%.*w\"), (SELECT max(\"%.*w\") FROM main.\"%.*w\")",
                              STR_ARG(table->rowid), STR_ARG(table->name), STR_ARG(table->rowid), STR_ARG(table->name));
  if (!sql) return STATUS_NO_MEMORY;
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2(table->db, sql, -1, &stmt, NULL);
  sqlite3_free(sql);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  if (code == SQLITE_ROW && sqlite3_column_type(stmt, 0) == SQLITE_INTEGER) {
    table->first_row = sqlite3_column_int64(stmt, 0);
    table->last_row = sqlite3_column_int64(stmt, 1);
  }
  sqlite3_finalize(stmt);
  return code == SQLITE_ROW ? STATUS_OK : sqlite_failed(store, table->db, code, diags);
}

/* Where one record is wanted: the range of keys is its own, or nothing. */
static void keep_only(const SqliteStore *store, SqliteTable *table) {
  const char *only = store->base.config.only_key;
  int64_t key;
  if (!only || table->record->role != TABLE_SUBJECT) return;
  bool there = integer_parse(str_from(only), &key) == FAULT_NONE && key >= table->first_row && key <= table->last_row;
  table->first_row = there ? key : 0;
  table->last_row = there ? key : -1;
}

Status sqlite_cut(SqliteStore *store, SqliteTable *table, DiagList *diags) {
  table->parts = 1;
  table->first_row = 0;
  table->last_row = -1; /* of an empty table: no rowid at all */
  Status status = find_order(store, table, diags);
  if (status != STATUS_OK || !table->rowid.n) return status;
  status = row_range(store, table, diags);
  keep_only(store, table);
  if (status != STATUS_OK || table->last_row < table->first_row) return status;
  uint64_t width = (uint64_t)table->last_row - (uint64_t)table->first_row;
  struct stat file;
  bool in_file = table->db == store->main;
  if (!in_file || (stat(store->path, &file) == 0 && width < (uint64_t)file.st_size / 4)) table->count = width + 1;
  if (!in_file || !store->share) return STATUS_OK;
  table->span = width / PARTS_MOST + 1;
  if (table->span < PART_ROWS) table->span = PART_ROWS;
  table->parts = (uint32_t)(width / table->span) + 1;
  return STATUS_OK;
}

void sqlite_part_rows(const SqliteTable *table, uint32_t part, int64_t *first, int64_t *last) {
  uint64_t from = (uint64_t)table->first_row + table->span * part;
  *first = (int64_t)from;
  *last = part + 1 == table->parts ? table->last_row : (int64_t)(from + table->span - 1);
}
