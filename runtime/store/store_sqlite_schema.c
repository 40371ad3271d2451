/* SPDX-License-Identifier: MIT
 * Holds the program's records against the tables of the database, and finds out what the database promises of their keys. */
#include <strings.h>

#include "runtime/store/store_sqlite.h"

typedef struct StoredColumn {
  Str name, type;
  bool not_null;
  int key_place; /* in the primary key, from 1; 0: not in it */
} StoredColumn;

typedef struct TableColumns {
  StoredColumn *items;
  uint32_t count, size;
} TableColumns;

static Str column_str(sqlite3_stmt *stmt, int column, Arena *arena) {
  const char *p = (const char *)sqlite3_column_text(stmt, column);
  return p ? arena_str(arena, (Str){p, (uint32_t)sqlite3_column_bytes(stmt, column)}) : STR("");
}

/* Prepares a query of one text argument. */
static Status prepare(const SqliteStore *store, sqlite3 *db, const char *sql, Str argument, DiagList *diags, sqlite3_stmt **out) {
  int code = sqlite3_prepare_v2(db, sql, -1, out, NULL);
  if (code == SQLITE_OK && argument.p) code = sqlite3_bind_text(*out, 1, argument.p, (int)argument.n, SQLITE_STATIC);
  return code == SQLITE_OK ? STATUS_OK : sqlite_failed(store, db, code, diags);
}

Status sqlite_names_view(const SqliteStore *store, sqlite3 *db, bool *out, DiagList *diags) {
  const Program *program = store->base.config.program;
  *out = false;
  for (uint32_t i = 0; i < program->table_count && !*out; i++) {
    if (program->tables[i].csv || !program_needs(program, i)) continue;
    sqlite3_stmt *stmt = NULL;
    Status status = prepare(store, db, "SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = ?1 COLLATE NOCASE",
                            program->tables[i].source, diags, &stmt);
    int code = status == STATUS_OK ? sqlite3_step(stmt) : SQLITE_DONE;
    *out = code == SQLITE_ROW;
    if (code != SQLITE_ROW && code != SQLITE_DONE) status = sqlite_failed(store, db, code, diags);
    sqlite3_finalize(stmt);
    if (status != STATUS_OK) return status;
  }
  return STATUS_OK;
}

/* ---- suggestions ---- */

typedef struct Nearest {
  Str wanted, name;
  unsigned distance;
} Nearest;

static void consider(Nearest *nearest, Str name) {
  unsigned most = nearest->wanted.n < 4 ? 1 : nearest->wanted.n / 3;
  unsigned limit = nearest->name.p ? nearest->distance - 1 : most;
  unsigned distance = sqlite_same_name(nearest->wanted, name) ? 0 : str_distance(nearest->wanted, name, limit);
  if (distance > limit || (nearest->name.p && nearest->distance == 0)) return;
  nearest->name = name;
  nearest->distance = distance;
}

static void suggest(DiagList *diags, Diag *diag, const Nearest *nearest) {
  if (nearest->name.p) diag_label(diags, diag, "did you mean `%.*s`?", STR_ARG(nearest->name));
}

static Status no_table(SqliteStore *store, const SqliteTable *table, DiagList *diags) {
  Nearest nearest = {.wanted = table->record->source};
  sqlite3_stmt *stmt = NULL;
  static const char sql[] = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' "
                            "ESCAPE '\\' ORDER BY name";
  Status status = prepare(store, table->db, sql, (Str){0}, diags, &stmt);
  uint32_t count = 0;
  Str only = {0};
  while (status == STATUS_OK && sqlite3_step(stmt) == SQLITE_ROW) {
    only = column_str(stmt, 0, &store->arena);
    consider(&nearest, only);
    count++;
  }
  sqlite3_finalize(stmt);
  if (status != STATUS_OK) return status;
  Diag *diag = diag_add(diags, DIAG_NO_TABLE, table->record->span, STR_ARG(table->record->source));
  suggest(diags, diag, &nearest);
  if (!nearest.name.p && count == 0) diag_help(diags, diag, "`%s` holds no table at all", store->path);
  if (!nearest.name.p && count == 1) diag_help(diags, diag, "the only table in `%s` is `%.*s`", store->path, STR_ARG(only));
  return STATUS_NO;
}

static void no_column(const SqliteTable *table, const TableColumns *columns, Str stored, Span span, DiagList *diags) {
  Nearest nearest = {.wanted = stored};
  for (uint32_t i = 0; i < columns->count; i++) consider(&nearest, columns->items[i].name);
  Diag *diag = diag_add(diags, DIAG_NO_COLUMN, span, STR_ARG(table->name), STR_ARG(stored));
  suggest(diags, diag, &nearest);
}

/* ---- what is there ---- */

static Status find_table(SqliteStore *store, SqliteTable *table, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  static const char sql[] = "SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ?1 COLLATE NOCASE";
  Status status = prepare(store, table->db, sql, table->record->source, diags, &stmt);
  int code = status == STATUS_OK ? sqlite3_step(stmt) : SQLITE_DONE;
  if (code == SQLITE_ROW) {
    table->name = column_str(stmt, 0, &store->arena);
    table->is_view = str_is(column_str(stmt, 1, &store->arena), "view");
    const char *made = (const char *)sqlite3_column_text(stmt, 2);
    table->is_virtual = made && strncasecmp(made, "CREATE VIRTUAL", 14) == 0;
  }
  sqlite3_finalize(stmt);
  if (status != STATUS_OK) return status;
  if (code == SQLITE_DONE && table->record->optional) {
    table->absent = true;
    return STATUS_OK;
  }
  if (code == SQLITE_DONE) return no_table(store, table, diags);
  if (code != SQLITE_ROW) return sqlite_failed(store, table->db, code, diags);
  return store->arena.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static bool add_column(TableColumns *columns, Arena *arena, StoredColumn column) {
  if (columns->count == columns->size) {
    uint32_t size = columns->size ? columns->size * 2 : 32;
    StoredColumn *items = ARENA_ARRAY(arena, StoredColumn, size);
    if (!items) return false;
    if (columns->count) memcpy(items, columns->items, columns->count * sizeof *items);
    columns->items = items;
    columns->size = size;
  }
  columns->items[columns->count++] = column;
  return true;
}

static Status read_columns(SqliteStore *store, const SqliteTable *table, TableColumns *columns, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  Status status = prepare(store, table->db, "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?1, 'main')",
                          table->name, diags, &stmt);
  int code = SQLITE_DONE;
  while (status == STATUS_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
    StoredColumn column = {.name = column_str(stmt, 0, &store->arena), .type = column_str(stmt, 1, &store->arena),
                           .not_null = sqlite3_column_int(stmt, 2), .key_place = sqlite3_column_int(stmt, 3)};
    if (!add_column(columns, &store->arena, column)) status = STATUS_NO_MEMORY;
  }
  if (status == STATUS_OK && code != SQLITE_DONE) status = sqlite_failed(store, table->db, code, diags);
  sqlite3_finalize(stmt);
  return store->arena.failed ? STATUS_NO_MEMORY : status;
}

static const StoredColumn *find_column(const TableColumns *columns, Str name) {
  for (uint32_t i = 0; i < columns->count; i++)
    if (sqlite_same_name(columns->items[i].name, name)) return &columns->items[i];
  return NULL;
}

/* ---- what the database promises of the key ---- */

bool sqlite_type_has(Str type, const char *word) {
  size_t n = strlen(word);
  for (uint32_t i = 0; i + n <= type.n; i++)
    if (sqlite3_strnicmp(type.p + i, word, (int)n) == 0) return true;
  return false;
}

/* A column of that affinity holds equal keys in one form only, in the order of their values; what is not of the key's kind
 * is met by the scan. */
static bool keeps_kind(Str type, Kind kind) {
  if (kind == KIND_INTEGER) return sqlite_type_has(type, "INT");
  return !sqlite_type_has(type, "INT") && (sqlite_type_has(type, "CHAR") || sqlite_type_has(type, "CLOB") || sqlite_type_has(type, "TEXT"));
}

/* Of the table's indexes: is there one that makes the key alone unique, and one that a PRIMARY KEY has made (then it is not the
 * rowid, as in `WITHOUT ROWID` or `INTEGER PRIMARY KEY DESC`)? */
static Status look_at_indexes(const SqliteStore *store, const SqliteTable *table, Str key, bool *unique, bool *apart, DiagList *diags) {
  static const char sql[] =
      "SELECT l.origin, max(l.\"unique\" AND NOT l.partial AND i.name = ?2 COLLATE NOCASE), count(*) "
      "FROM pragma_index_list(?1, 'main') AS l, pragma_index_xinfo(l.name, 'main') AS i WHERE i.key GROUP BY l.seq";
  *unique = *apart = false;
  sqlite3_stmt *stmt = NULL;
  Status status = prepare(store, table->db, sql, table->name, diags, &stmt);
  int code = SQLITE_DONE;
  if (status == STATUS_OK) sqlite3_bind_text(stmt, 2, key.p, (int)key.n, SQLITE_STATIC);
  while (status == STATUS_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
    const char *origin = (const char *)sqlite3_column_text(stmt, 0);
    if (origin && strcmp(origin, "pk") == 0) *apart = true;
    if (sqlite3_column_int(stmt, 1) && sqlite3_column_int(stmt, 2) == 1) *unique = true;
  }
  if (status == STATUS_OK && code != SQLITE_DONE) status = sqlite_failed(store, table->db, code, diags);
  sqlite3_finalize(stmt);
  return status;
}

static Status judge_key(const SqliteStore *store, SqliteTable *table, const TableColumns *columns, DiagList *diags) {
  const StoredColumn *key = find_column(columns, table->record->key);
  if (!key || table->is_view || table->is_virtual) return STATUS_OK;
  bool unique, apart;
  Status status = look_at_indexes(store, table, key->name, &unique, &apart, diags);
  if (status != STATUS_OK) return status;
  uint32_t places = 0;
  for (uint32_t i = 0; i < columns->count; i++) places += columns->items[i].key_place > 0;
  bool integer = key->type.n == 7 && sqlite3_strnicmp(key->type.p, "INTEGER", 7) == 0;
  bool is_rowid = key->key_place && places == 1 && integer && !apart;
  table->rowid_key = is_rowid && table->record->key_kind == KIND_INTEGER;
  table->key_trusted = table->rowid_key || (unique && key->not_null && keeps_kind(key->type, table->record->key_kind));
  return STATUS_OK;
}

Status sqlite_hold(SqliteStore *store, SqliteTable *table, DiagList *diags) {
  const Program *program = store->base.config.program;
  TableColumns columns = {0};
  Status status = find_table(store, table, diags);
  if (status == STATUS_OK && !table->absent) status = read_columns(store, table, &columns, diags);
  if (status != STATUS_OK || table->absent) return status;
  uint32_t errors = diags->errors;
  const ProgramTable *record = table->record;
  bool key_said = false, by_said = false;
  for (uint32_t i = 0; i < record->column_count; i++) {
    const ProgramColumn *column = &program->columns[record->first_column + i];
    if (find_column(&columns, column->stored)) continue;
    no_column(table, &columns, column->stored, column->span, diags);
    key_said |= sqlite_same_name(column->stored, record->key);
    by_said |= sqlite_same_name(column->stored, record->by);
  }
  if (record->key.n && !key_said && !find_column(&columns, record->key)) no_column(table, &columns, record->key, record->span, diags);
  if (record->by.n && !by_said && !find_column(&columns, record->by)) no_column(table, &columns, record->by, record->span, diags);
  return diags->errors > errors ? STATUS_NO : judge_key(store, table, &columns, diags);
}
