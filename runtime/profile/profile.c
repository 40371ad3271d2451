/* SPDX-License-Identifier: MIT
 * The scan of each table. The database is opened as for a run: read only, with every guard up. */
#include "runtime/profile/profile.h"

#include "runtime/cell/words.h"
#include "runtime/profile/suggest.h"
#include "runtime/store/store_sqlite.h"

enum { TABLES_MOST = 1000, COLUMNS_MOST = 2000, VALUES_MOST = 256 << 20, COLUMN_VALUES_MOST = 4 << 20 };

typedef struct Profiler {
  const ProfileJob *job;
  DiagList *diags;
  SqliteStore store; /* what opening wants to know */
  sqlite3 *db;
  Profile *out;
  bool named_view;
} Profiler;

static Status no_memory(Profiler *p) {
  diag_add(p->diags, DIAG_NO_MEMORY, (Span){0, 0});
  return STATUS_NO_MEMORY;
}

static Status failed(Profiler *p, int code) {
  Status status = sqlite_failed(&p->store, p->db, code, p->diags);
  return status == STATUS_NO_MEMORY ? no_memory(p) : status;
}

static Status prepare(Profiler *p, const char *sql, sqlite3_stmt **out) {
  int code = sqlite3_prepare_v2(p->db, sql, -1, out, NULL);
  return code == SQLITE_OK ? STATUS_OK : failed(p, code);
}

/* Prepares a text with names in it, which only `%w` puts there. */
static Status prepare_made(Profiler *p, char *sql, sqlite3_stmt **out) {
  if (!sql) return no_memory(p);
  Status status = prepare(p, sql, out);
  sqlite3_free(sql);
  return status;
}

static Str column_str(Profiler *p, sqlite3_stmt *stmt, int at) {
  const char *text = (const char *)sqlite3_column_text(stmt, at);
  return arena_str(&p->out->arena, text ? (Str){text, (uint32_t)sqlite3_column_bytes(stmt, at)} : STR(""));
}

/* ---- which tables ---- */

static Status no_table(Profiler *p, Str name, Str near) {
  Diag *diag = diag_add(p->diags, DIAG_NO_TABLE, (Span){0, 0}, STR_ARG(name));
  if (near.n) diag_help(p->diags, diag, "did you mean `%.*s`?", STR_ARG(near));
  return STATUS_NO;
}

static Status take_tables(Profiler *p, sqlite3_stmt *stmt) {
  Profile *out = p->out;
  Str wanted = str_from(p->job->table), near = STR("");
  unsigned nearest = 3;
  int code;
  while ((code = sqlite3_step(stmt)) == SQLITE_ROW && out->count < TABLES_MOST) {
    Str name = column_str(p, stmt, 0);
    if (!name.p) return no_memory(p);
    bool view = sqlite3_column_int(stmt, 1), is_virtual = sqlite3_column_int(stmt, 2);
    unsigned distance = p->job->table ? str_distance(name, wanted, nearest) : nearest;
    if (distance < nearest) nearest = distance, near = name;
    bool same = name.n == wanted.n && sqlite3_strnicmp(name.p, wanted.p ? wanted.p : "", (int)wanted.n) == 0;
    if (p->job->table ? !same : view || is_virtual) continue;
    p->named_view = view;
    out->tables[out->count++].name = name;
  }
  if (code != SQLITE_ROW && code != SQLITE_DONE) return failed(p, code);
  return p->job->table && out->count == 0 ? no_table(p, wanted, near) : STATUS_OK;
}

static Status find_tables(Profiler *p) {
  sqlite3_stmt *stmt = NULL;
  p->out->tables = ARENA_ARRAY(&p->out->arena, ProfileTable, TABLES_MOST);
  if (!p->out->tables) return no_memory(p);
  Status status = prepare(p,
                          "SELECT name, type = 'view', sql LIKE 'CREATE VIRTUAL%' FROM sqlite_schema "
                          "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
                          &stmt);
  if (!status) status = take_tables(p, stmt);
  sqlite3_finalize(stmt);
  return status;
}

static Status open_database(Profiler *p) {
  Status status = sqlite_open_guarded(&p->store, p->named_view, p->diags, &p->db);
  if (status == STATUS_NO_MEMORY) return no_memory(p);
  return status ? status : sqlite_begin_read(&p->store, p->db, p->diags);
}

/* ---- one table ---- */

static Status find_columns(Profiler *p, ProfileTable *table) {
  sqlite3_stmt *stmt = NULL;
  Status status = prepare(p, "SELECT name, type, pk FROM pragma_table_info(?1)", &stmt);
  if (status) return status;
  sqlite3_bind_text(stmt, 1, table->name.p, (int)table->name.n, SQLITE_STATIC);
  table->columns = ARENA_ARRAY(&p->out->arena, ProfileColumn, COLUMNS_MOST);
  table->key = -1;
  int code = SQLITE_DONE, keys = 0;
  while (table->columns && (code = sqlite3_step(stmt)) == SQLITE_ROW && table->column_count < COLUMNS_MOST) {
    ProfileColumn *column = &table->columns[table->column_count++];
    column->name = column_str(p, stmt, 0);
    column->declared = column_str(p, stmt, 1);
    if (sqlite3_column_int(stmt, 2)) table->key = keys++ ? -1 : (int32_t)table->column_count - 1;
  }
  sqlite3_finalize(stmt);
  if (p->out->arena.failed || !table->columns) return no_memory(p);
  return code == SQLITE_DONE || code == SQLITE_ROW ? STATUS_OK : failed(p, code);
}

static Stored stored_of(sqlite3_stmt *stmt, int at) {
  switch (sqlite3_column_type(stmt, at)) {
  case SQLITE_INTEGER: return (Stored){.type = STORED_INTEGER, .integer = sqlite3_column_int64(stmt, at)};
  case SQLITE_FLOAT: return (Stored){.type = STORED_REAL, .real = sqlite3_column_double(stmt, at)};
  case SQLITE_TEXT: {
    const char *text = (const char *)sqlite3_column_text(stmt, at);
    return (Stored){.type = STORED_TEXT, .text = {text ? text : "", (uint32_t)sqlite3_column_bytes(stmt, at)}};
  }
  case SQLITE_BLOB: return (Stored){.type = STORED_BLOB};
  default: return (Stored){.type = STORED_NULL};
  }
}

static Status scan_rows(Profiler *p, ProfileTable *table, sqlite3_stmt *stmt, Tally *tallies) {
  int code;
  while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
    table->rows++;
    for (uint32_t i = 0; i < table->column_count; i++)
      if (!tally_add(&tallies[i], stored_of(stmt, (int)i))) return no_memory(p);
  }
  return code == SQLITE_DONE ? STATUS_OK : failed(p, code);
}

static Status scan(Profiler *p, ProfileTable *table, Tally *tallies) {
  sqlite3_stmt *stmt = NULL;
  size_t bytes = VALUES_MOST / table->column_count;
  for (uint32_t i = 0; i < table->column_count; i++)
    tally_init(&tallies[i], p->job->alloc, &table->columns[i], bytes < COLUMN_VALUES_MOST ? bytes : COLUMN_VALUES_MOST);
  sqlite3_str *sql = sqlite3_str_new(p->db);
  for (uint32_t i = 0; i < table->column_count; i++)
    sqlite3_str_appendf(sql, "%s\"%w\"", i ? ", " : "SELECT ", table->columns[i].name.p);
  sqlite3_str_appendf(sql, " FROM \"%w\"", table->name.p);
  Status status = prepare_made(p, sqlite3_str_finish(sql), &stmt);
  if (!status) status = scan_rows(p, table, stmt, tallies);
  sqlite3_finalize(stmt);
  for (uint32_t i = 0; i < table->column_count && !status; i++) {
    tally_end(&tallies[i], &p->out->arena);
    suggest_kind(&tallies[i], table->rows, &p->out->arena);
  }
  return status;
}

/* ---- the key ---- */

static bool can_be_key(const ProfileTable *table, uint32_t i) {
  const ProfileColumn *column = &table->columns[i];
  bool kind = column->kind == KIND_INTEGER || column->kind == KIND_TEXT;
  return kind && !column->unreadable && !column->nulls && !column->blanks && (column->more || column->distinct == table->rows);
}

static Status is_unique(Profiler *p, const ProfileTable *table, uint32_t i, bool *out) {
  const ProfileColumn *column = &table->columns[i];
  *out = can_be_key(table, i);
  if (!*out || !column->more) return STATUS_OK;
  sqlite3_stmt *stmt = NULL;
  char *sql = sqlite3_mprintf("SELECT count(DISTINCT \"%w\") = count(*) FROM \"%w\"", column->name.p, table->name.p);
  Status status = prepare_made(p, sql, &stmt);
  int code = status ? SQLITE_OK : sqlite3_step(stmt);
  if (!status && code != SQLITE_ROW) status = failed(p, code);
  if (!status) *out = sqlite3_column_int(stmt, 0) != 0;
  sqlite3_finalize(stmt);
  return status;
}

/* How much a column looks like a key by its name. */
static int key_rank(const ProfileColumn *column) {
  Role role = role_of_name(column->name);
  if (sqlite3_stricmp(column->name.p, "id") == 0) return 3;
  if (role == ROLE_SIREN || role == ROLE_SIRET) return 2;
  return column->name.n > 2 && sqlite3_stricmp(column->name.p + column->name.n - 2, "id") == 0;
}

/* The primary key where it is one column that rules can read; else what is unique, by its name, then by its place. */
static Status find_key(Profiler *p, ProfileTable *table) {
  if (table->key >= 0 && can_be_key(table, (uint32_t)table->key)) return STATUS_OK;
  table->key = -1;
  if (table->rows == 0) return STATUS_OK;
  for (int rank = 3; rank >= 0 && table->key < 0; rank--)
    for (uint32_t i = 0; i < table->column_count && table->key < 0; i++) {
      bool unique = false;
      Status status = key_rank(&table->columns[i]) == rank ? is_unique(p, table, i, &unique) : STATUS_OK;
      if (status) return status;
      if (unique) table->key = (int32_t)i;
    }
  return STATUS_OK;
}

static Status profile_table(Profiler *p, ProfileTable *table) {
  Status status = find_columns(p, table);
  if (status) return status;
  if (table->column_count == 0) return no_table(p, table->name, STR(""));
  size_t size = sizeof(Tally) * table->column_count;
  Tally *tallies = mem_new(p->job->alloc, size);
  if (!tallies) return no_memory(p);
  status = scan(p, table, tallies);
  for (uint32_t i = 0; i < table->column_count; i++) tally_free(&tallies[i]);
  mem_free(p->job->alloc, tallies, size);
  if (!status) status = find_key(p, table);
  if (status) return status;
  for (uint32_t i = 0; table->rows == 0 && i < table->column_count; i++)
    table->columns[i].optional = (int32_t)i != table->key;
  suggest_record(table, &p->out->arena);
  return p->out->arena.failed ? no_memory(p) : STATUS_OK;
}

Status profile_run(const ProfileJob *job, DiagList *diags, Profile *out) {
  *out = (Profile){.count = 0};
  arena_init(&out->arena, job->alloc);
  Profiler p = {.job = job, .diags = diags, .out = out};
  p.store.base.config = (StoreConfig){.alloc = job->alloc, .cancel = job->cancel};
  p.store.path = job->database;
  Status status = open_database(&p);
  if (!status) status = find_tables(&p);
  if (!status && p.named_view) {
    sqlite3_close(p.db);
    status = open_database(&p);
  }
  for (uint32_t i = 0; i < out->count && !status; i++) status = profile_table(&p, &out->tables[i]);
  sqlite3_close(p.db);
  return status;
}

void profile_free(Profile *profile) { arena_free(&profile->arena); }
