/* SPDX-License-Identifier: MIT
 * Results as a table of a SQLite database, named as the subject, the key its primary key.
 *
 * A new file is written beside its place and then renamed. Where the database is there already, rows are gathered in a private
 * temporary table; when all are there, one transaction puts them into the user's file. A table is replaced only where Cible has
 * made it: a new file bears Cible's application id, in a database of others `cible_results` keeps names and definitions. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "runtime/base/output.h"
#include "runtime/sink/row_table.h"
#include "runtime/sink/sink.h"

enum { BUSY_MILLISECONDS = 5000, APPLICATION_ID = 0x4369626C /* "Cibl" */ };

typedef struct SqliteSink {
  Sink base;
  SinkConfig config;
  DiagList *diags;
  Arena arena;
  Output *output;   /* a new file; NULL: the database is there already */
  char *target;     /* the path that SQLite opens */
  Str table;
  sqlite3 *db;
  sqlite3_stmt *insert;
  RowTable rows;
} SqliteSink;

/* ---- what goes wrong ---- */

static Status failed(SqliteSink *sink, int code, DiagList *diags) {
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
    if (sqlite3_system_errno(sink->db)) return output_fault(diags, path, sqlite3_system_errno(sink->db));
    break;
  default: break;
  }
  diag_add(diags, DIAG_OUTPUT_FAULT, (Span){0}, path, sink->db ? sqlite3_errmsg(sink->db) : sqlite3_errstr(code));
  return STATUS_IO;
}

static Status run_sql(SqliteSink *sink, const char *sql, DiagList *diags) {
  int code = sql ? sqlite3_exec(sink->db, sql, NULL, NULL, NULL) : SQLITE_NOMEM;
  return code == SQLITE_OK ? STATUS_OK : failed(sink, code, diags);
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
  Str *names = ARENA_ARRAY(&sink->arena, Str, sink->rows.width);
  for (uint32_t c = 0; names && c < sink->rows.width; c++) {
    Str wanted = sink_column(&sink->config, c).name, name = wanted;
    for (unsigned i = 2; is_taken(names, c, name) && !sink->arena.failed; i++)
      name = arena_format(&sink->arena, "%.*s_%u", STR_ARG(wanted), i);
    names[c] = name;
  }
  return names;
}

/* `columns` of CREATE TABLE; to be given back with sqlite3_free. */
static char *columns_sql(SqliteSink *sink) {
  const Str *names = column_names(sink);
  if (!names || sink->arena.failed) return NULL;
  sqlite3_str *sql = sqlite3_str_new(sink->db);
  for (uint32_t c = 0; c < sink->rows.width; c++)
    sqlite3_str_appendf(sql, "%s\"%.*w\" %s%s", c ? ", " : "", STR_ARG(names[c]), stored_type(sink_column(&sink->config, c).kind),
                        c ? "" : " PRIMARY KEY NOT NULL");
  return sqlite3_str_finish(sql);
}

static Status make_table(SqliteSink *sink, const char *schema, Str name, DiagList *diags) {
  char *columns = columns_sql(sink);
  char *sql = columns ? sqlite3_mprintf("CREATE TABLE %s.\"%.*w\"(%s)", schema, STR_ARG(name), columns) : NULL;
  Status status = run_sql(sink, sql, diags);
  sqlite3_free(sql);
  sqlite3_free(columns);
  return status;
}

/* What the table is now, as a number for the file's header (its user_version); 0 where it is not there. */
static Status table_mark(SqliteSink *sink, int32_t *mark, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  *mark = 0;
  int code = sqlite3_prepare_v2(sink->db, "SELECT sql FROM main.sqlite_schema WHERE name = ?1 COLLATE NOCASE AND type = 'table'",
                                -1, &stmt, NULL);
  if (code == SQLITE_OK) code = sqlite3_bind_text(stmt, 1, sink->table.p, (int)sink->table.n, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  if (code == SQLITE_ROW) *mark = (int32_t)(str_hash(str_from((const char *)sqlite3_column_text(stmt, 0)), 0) | 1);
  sqlite3_finalize(stmt);
  return code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : failed(sink, code, diags);
}

/* A file of Cible's own says so in its header, with a mark of its table; in a database of others, `cible_results` keeps what
 * Cible has made. */
static Status note_table(SqliteSink *sink, DiagList *diags) {
  if (sink->output) {
    int32_t mark;
    char pragmas[96];
    Status status = table_mark(sink, &mark, diags);
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID, (int)mark);
    return status == STATUS_OK ? run_sql(sink, pragmas, diags) : status;
  }
  char *sql = sqlite3_mprintf("CREATE TABLE IF NOT EXISTS main.cible_results(name TEXT PRIMARY KEY, sql TEXT) WITHOUT ROWID;"
                              "INSERT OR REPLACE INTO main.cible_results SELECT name, sql FROM main.sqlite_schema "
                              "WHERE type = 'table' AND name = '%.*q'",
                              STR_ARG(sink->table));
  Status status = run_sql(sink, sql, diags);
  sqlite3_free(sql);
  return status;
}

/* ---- a database that is there already ---- */

static bool is_same_file(const char *a, const char *b) {
  struct stat one, two;
  return a && b && stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

static Status ask_number(SqliteSink *sink, const char *sql, int32_t *out, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  *out = 0;
  int code = sqlite3_prepare_v2(sink->db, sql, -1, &stmt, NULL);
  if (code == SQLITE_OK && sqlite3_bind_parameter_count(stmt))
    code = sqlite3_bind_text(stmt, 1, sink->table.p, (int)sink->table.n, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  if (code == SQLITE_ROW) *out = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return code == SQLITE_ROW || code == SQLITE_DONE ? STATUS_OK : failed(sink, code, diags);
}

/* Is there something of that name; and is it a table as Cible has made it? */
static Status look_for_table(SqliteSink *sink, bool *there, bool *ours, DiagList *diags) {
  int32_t found = 0, noted = 0, id = 0, version = 0, mark = 0, listed = 0;
  *there = *ours = false;
  Status status = ask_number(sink, "SELECT 1 FROM main.sqlite_schema WHERE name = ?1 COLLATE NOCASE", &found, diags);
  if (status == STATUS_OK) status = ask_number(sink, "SELECT 1 FROM main.sqlite_schema WHERE name = 'cible_results'", &noted, diags);
  if (status == STATUS_OK) status = ask_number(sink, "PRAGMA application_id", &id, diags);
  if (status == STATUS_OK) status = ask_number(sink, "PRAGMA user_version", &version, diags);
  if (status == STATUS_OK) status = table_mark(sink, &mark, diags);
  if (status == STATUS_OK && noted)
    status = ask_number(sink, "SELECT 1 FROM main.sqlite_schema AS s JOIN main.cible_results AS r ON r.name = s.name AND r.sql = s.sql "
                              "WHERE s.name = ?1 COLLATE NOCASE AND s.type = 'table'", &listed, diags);
  *there = found;
  *ours = listed || (mark && id == APPLICATION_ID && version == mark);
  return status;
}

static Status may_write(SqliteSink *sink, bool *replace, DiagList *diags) {
  const Program *program = sink->config.program;
  bool there, ours;
  Str source = program->has_subject ? program->tables[0].source : STR("");
  bool is_source = source.n == sink->table.n && sqlite3_strnicmp(source.p, sink->table.p, (int)source.n) == 0;
  if (is_source && is_same_file(sink->config.path, sink->config.database)) {
    diag_add(diags, DIAG_OUTPUT_IS_INPUT, (Span){0}, STR_ARG(source));
    return STATUS_IO;
  }
  Status status = look_for_table(sink, &there, &ours, diags);
  if (status != STATUS_OK) return status;
  *replace = there;
  if (!there || ours) return STATUS_OK;
  diag_add(diags, DIAG_OUTPUT_TABLE_TAKEN, (Span){0}, sink->config.path, STR_ARG(sink->table));
  return STATUS_IO;
}

/* Everything in one transaction: the old table goes and the new one comes, or neither. */
static Status put_into_database(SqliteSink *sink, DiagList *diags) {
  Status status = run_sql(sink, "COMMIT; BEGIN IMMEDIATE", diags);
  bool replace = false;
  if (status == STATUS_OK) status = may_write(sink, &replace, diags);
  if (status == STATUS_OK && replace) {
    char *drop = sqlite3_mprintf("DROP TABLE main.\"%.*w\"", STR_ARG(sink->table));
    status = run_sql(sink, drop, diags);
    sqlite3_free(drop);
  }
  if (status == STATUS_OK) status = make_table(sink, "main", sink->table, diags);
  char *copy = sqlite3_mprintf("INSERT INTO main.\"%.*w\" SELECT * FROM temp.cible_gathered", STR_ARG(sink->table));
  if (status == STATUS_OK) status = run_sql(sink, copy, diags);
  sqlite3_free(copy);
  if (status == STATUS_OK) status = note_table(sink, diags);
  return status == STATUS_OK ? run_sql(sink, "COMMIT", diags) : status;
}

/* ---- opening ---- */

static Status open_database(SqliteSink *sink, DiagList *diags) {
  int code = sqlite3_open_v2(sink->target, &sink->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  static const int guards[][2] = {{SQLITE_DBCONFIG_DEFENSIVE, 1}, {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                  {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                  {SQLITE_DBCONFIG_DQS_DML, 0}, {SQLITE_DBCONFIG_DQS_DDL, 0},
                                  {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}};
  for (size_t i = 0; i < sizeof guards / sizeof *guards && code == SQLITE_OK; i++)
    code = sqlite3_db_config(sink->db, guards[i][0], guards[i][1], NULL);
  if (code == SQLITE_OK) code = sqlite3_busy_timeout(sink->db, BUSY_MILLISECONDS);
  if (code == SQLITE_OK) code = row_table_register(&sink->rows, sink->db);
  return code == SQLITE_OK ? STATUS_OK : failed(sink, code, diags);
}

/* A new file has no reader and no past: a crash leaves only a file with a temporary name. */
static Status begin_new(SqliteSink *sink, DiagList *diags) {
  Status status = run_sql(sink, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; "
                                "PRAGMA cache_size=-16384; BEGIN", diags);
  return status == STATUS_OK ? make_table(sink, "main", sink->table, diags) : status;
}

static Status begin_gathering(SqliteSink *sink, DiagList *diags) {
  bool replace;
  Status status = run_sql(sink, "PRAGMA temp_store=FILE; PRAGMA cell_size_check=ON; SELECT 1 FROM sqlite_schema LIMIT 1", diags);
  if (status == STATUS_OK) status = may_write(sink, &replace, diags);
  if (status == STATUS_OK) status = run_sql(sink, "BEGIN", diags);
  return status == STATUS_OK ? make_table(sink, "temp", STR("cible_gathered"), diags) : status;
}

static Status prepare_insert(SqliteSink *sink, DiagList *diags) {
  char *sql = sink->output ? sqlite3_mprintf("INSERT INTO main.\"%.*w\" SELECT * FROM cible_rows", STR_ARG(sink->table))
                           : sqlite3_mprintf("INSERT INTO temp.cible_gathered SELECT * FROM cible_rows");
  int code = sql ? sqlite3_prepare_v3(sink->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &sink->insert, NULL) : SQLITE_NOMEM;
  sqlite3_free(sql);
  return code == SQLITE_OK ? STATUS_OK : failed(sink, code, diags);
}

static Status write_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  SqliteSink *sink = self;
  sink->rows.vecs[0] = key;
  for (uint32_t c = 1; c < sink->rows.width; c++) sink->rows.vecs[c] = columns[c - 1];
  sink->rows.lanes = lanes;
  sink->rows.n = n;
  int code = sqlite3_step(sink->insert);
  int reset = sqlite3_reset(sink->insert);
  if (code == SQLITE_DONE) code = reset;
  return code == SQLITE_OK ? STATUS_OK : failed(sink, code, sink->diags);
}

static void close_database(SqliteSink *sink) {
  sqlite3_finalize(sink->insert);
  sqlite3_close(sink->db);
  sink->insert = NULL;
  sink->db = NULL;
}

static void sqlite_abandon(Sink *base) {
  SqliteSink *sink = (SqliteSink *)base;
  close_database(sink);
  output_abandon(sink->output);
  arena_free(&sink->arena);
  mem_free(sink->config.alloc, sink, sizeof *sink);
}

static Status sqlite_finish(Sink *base, DiagList *diags) {
  SqliteSink *sink = (SqliteSink *)base;
  Status status;
  if (sink->output) {
    status = note_table(sink, diags);
    if (status == STATUS_OK) status = run_sql(sink, "COMMIT", diags);
    close_database(sink);
    if (status == STATUS_OK) {
      status = output_commit(sink->output, diags);
      sink->output = NULL;
    }
  } else {
    status = put_into_database(sink, diags);
  }
  sqlite_abandon(base);
  return status;
}

/* ./ before the path: SQLite takes some names for more than files. */
static Status choose_target(SqliteSink *sink, DiagList *diags) {
  struct stat old;
  const char *path = sink->config.path;
  if (!path || strcmp(path, "-") == 0) {
    diag_add(diags, DIAG_OUTPUT_NO_STREAM, (Span){0});
    return STATUS_USAGE;
  }
  if (stat(path, &old) != 0 || !S_ISREG(old.st_mode) || old.st_size == 0) {
    Status status = output_open(sink->config.alloc, path, -1, diags, &sink->output);
    if (status != STATUS_OK) return status;
    path = output_temporary(sink->output);
    if (!path) return output_fault(diags, sink->config.path, EISDIR); /* a device */
  }
  sink->target = (char *)(uintptr_t)arena_format(&sink->arena, "%s%s", path[0] == '/' ? "" : "./", path).p;
  return sink->arena.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static Status make_row_table(SqliteSink *sink) {
  const SinkConfig *config = &sink->config;
  sink->table = config->program->has_subject ? config->program->tables[0].name : STR("results");
  sink->rows.width = config->column_count + 1;
  sink->rows.vecs = ARENA_ARRAY(&sink->arena, const Vector *, sink->rows.width);
  const Labels **labels = ARENA_ARRAY(&sink->arena, const Labels *, sink->rows.width);
  for (uint32_t c = 0; labels && c < sink->rows.width; c++) labels[c] = sink_column(config, c).labels;
  sink->rows.labels = labels;
  return sink->arena.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

Status sink_sqlite_open(const SinkConfig *config, DiagList *diags, Sink **out) {
  static const SinkOps ops = {sqlite_finish, sqlite_abandon};
  SqliteSink *sink = MEM_NEW(config->alloc, SqliteSink);
  if (!sink) return STATUS_NO_MEMORY;
  sink->base = (Sink){.ops = &ops, .rows = {sink, write_rows}};
  sink->config = *config;
  sink->diags = diags;
  arena_init(&sink->arena, config->alloc);
  Status status = make_row_table(sink);
  if (status == STATUS_OK) status = choose_target(sink, diags);
  if (status == STATUS_OK) status = open_database(sink, diags);
  if (status == STATUS_OK) status = sink->output ? begin_new(sink, diags) : begin_gathering(sink, diags);
  if (status == STATUS_OK) status = prepare_insert(sink, diags);
  if (status == STATUS_OK) *out = &sink->base;
  else sqlite_abandon(&sink->base);
  return status;
}
