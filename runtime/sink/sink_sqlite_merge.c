/* SPDX-License-Identifier: MIT
 * Results into a database that is there already: when all rows stand in a file of their own, one transaction of SQLite's copies
 * them into the user's. A table is replaced only where Cible has made it: a new file bears Cible's application id, in a database of others
 * `cible_results` keeps names and definitions. */
#include "runtime/sink/sink_sqlite.h"

#include <sys/stat.h>

enum { BUSY_MILLISECONDS = 5000 };

static bool is_same_file(const char *a, const char *b) {
  struct stat one, two;
  return a && b && stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/* Is there something of that name; and is it a table as Cible has made it? */
static Status look_for_table(SqliteSink *sink, bool *there, bool *ours, DiagList *diags) {
  int32_t found = 0, noted = 0, id = 0, version = 0, mark = 0, listed = 0;
  *there = *ours = false;
  Status status = sqlite_sink_ask(sink, sink->db, "SELECT 1 FROM main.sqlite_schema WHERE name = ?1 COLLATE NOCASE", &found, diags);
  if (status == STATUS_OK) status = sqlite_sink_ask(sink, sink->db, "SELECT 1 FROM main.sqlite_schema WHERE name = 'cible_results'", &noted, diags);
  if (status == STATUS_OK) status = sqlite_sink_ask(sink, sink->db, "PRAGMA application_id", &id, diags);
  if (status == STATUS_OK) status = sqlite_sink_ask(sink, sink->db, "PRAGMA user_version", &version, diags);
  if (status == STATUS_OK) status = sqlite_sink_mark(sink, sink->db, &mark, diags);
  if (status == STATUS_OK && noted)
    status = sqlite_sink_ask(sink, sink->db, "SELECT 1 FROM main.sqlite_schema AS s JOIN main.cible_results AS r ON r.name = s.name AND r.sql = s.sql "
                              "WHERE s.name = ?1 COLLATE NOCASE AND s.type = 'table'", &listed, diags);
  *there = found;
  *ours = listed || (mark && id == SINK_APPLICATION_ID && version == mark);
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

static Status open_database(SqliteSink *sink, const char *path, DiagList *diags) {
  int code = sqlite3_open_v2(path, &sink->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  static const int guards[][2] = {{SQLITE_DBCONFIG_DEFENSIVE, 1}, {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                  {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                  {SQLITE_DBCONFIG_DQS_DML, 0}, {SQLITE_DBCONFIG_DQS_DDL, 0},
                                  {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}};
  for (size_t i = 0; i < sizeof guards / sizeof *guards && code == SQLITE_OK; i++)
    code = sqlite3_db_config(sink->db, guards[i][0], guards[i][1], NULL);
  if (code == SQLITE_OK) code = sqlite3_busy_timeout(sink->db, BUSY_MILLISECONDS);
  return code == SQLITE_OK ? STATUS_OK : sqlite_sink_failed(sink, sink->db, code, diags);
}

Status sqlite_sink_open_old(SqliteSink *sink, DiagList *diags) {
  bool replace;
  const char *path = sqlite_sink_path(sink, sink->config.path);
  Status status = path ? open_database(sink, path, diags) : STATUS_NO_MEMORY;
  if (status == STATUS_OK)
    status = sqlite_sink_run(sink, sink->db, "PRAGMA cell_size_check=ON; SELECT 1 FROM sqlite_schema LIMIT 1", diags);
  return status == STATUS_OK ? may_write(sink, &replace, diags) : status;
}

static Status run_format(SqliteSink *sink, DiagList *diags, const char *format, Str name) {
  char *sql = sqlite3_mprintf(format, STR_ARG(name));
  Status status = sqlite_sink_run(sink, sink->db, sql, diags);
  sqlite3_free(sql);
  return status;
}

/* Which tables of a database of others Cible has made. */
static Status note_table(SqliteSink *sink, DiagList *diags) {
  return run_format(sink, diags,
                    "CREATE TABLE IF NOT EXISTS main.cible_results(name TEXT PRIMARY KEY, sql TEXT) WITHOUT ROWID;"
                    "INSERT OR REPLACE INTO main.cible_results SELECT name, sql FROM main.sqlite_schema "
                    "WHERE type = 'table' AND name = '%.*q'",
                    sink->table);
}

/* ---- the rows ---- */

/* By SQLite alone, which copies records as they are where both tables are alike. */
static Status copy_attached(SqliteSink *sink, DiagList *diags) {
  char *copy = sqlite3_mprintf("INSERT INTO main.\"%.*w\" SELECT * FROM cible_built.\"%.*w\"", STR_ARG(sink->table), STR_ARG(sink->table));
  Status status = sqlite_sink_run(sink, sink->db, copy, diags);
  sqlite3_free(copy);
  return status;
}

static int copy_rows(sqlite3_stmt *from, sqlite3_stmt *to) {
  int code;
  while ((code = sqlite3_step(from)) == SQLITE_ROW) {
    code = SQLITE_OK;
    for (int c = 0; c < sqlite3_column_count(from) && code == SQLITE_OK; c++)
      code = sqlite3_bind_value(to, c + 1, sqlite3_column_value(from, c));
    if (code == SQLITE_OK) code = sqlite3_step(to);
    if (code != SQLITE_DONE) return code;
    sqlite3_reset(to);
  }
  return code;
}

/* Row by row: databases whose texts are in different encodings cannot be attached to each other. */
static Status copy_apart(SqliteSink *sink, const char *built, DiagList *diags) {
  sqlite3 *db = NULL;
  sqlite3_stmt *from = NULL, *to = NULL;
  sqlite3_str *sql = sqlite3_str_new(sink->db);
  sqlite3_str_appendf(sql, "INSERT INTO main.\"%.*w\" VALUES(?", STR_ARG(sink->table));
  for (uint32_t c = 1; c < sink->shape.width; c++) sqlite3_str_appendf(sql, ",?");
  sqlite3_str_appendf(sql, ")");
  char *insert = sqlite3_str_finish(sql), *select = sqlite3_mprintf("SELECT * FROM main.\"%.*w\" ORDER BY rowid", STR_ARG(sink->table));
  int code = insert && select ? sqlite3_open_v2(built, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;
  if (code == SQLITE_OK) code = sqlite3_prepare_v2(db, select, -1, &from, NULL);
  if (code == SQLITE_OK) code = sqlite3_prepare_v2(sink->db, insert, -1, &to, NULL);
  if (code == SQLITE_OK) code = copy_rows(from, to);
  sqlite3_finalize(from);
  sqlite3_finalize(to);
  sqlite3_close(db);
  sqlite3_free(insert);
  sqlite3_free(select);
  return code == SQLITE_DONE ? STATUS_OK : sqlite_sink_failed(sink, sink->db, code, diags);
}

/* ---- all of it ---- */

static Status begin(SqliteSink *sink, const char *built, bool *attached, DiagList *diags) {
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2(sink->db, "PRAGMA encoding", -1, &stmt, NULL);
  if (code == SQLITE_OK) code = sqlite3_step(stmt);
  if (code == SQLITE_ROW) *attached = sqlite3_stricmp((const char *)sqlite3_column_text(stmt, 0), "UTF-8") == 0;
  sqlite3_finalize(stmt);
  if (code != SQLITE_ROW) return sqlite_sink_failed(sink, sink->db, code, diags);
  /* It is only read, but BEGIN IMMEDIATE takes it for written to; with a journal in a file it would need one more that binds both
   * (db-mj…), which a killed process leaves behind. */
  static const char attach[] = "ATTACH '%.*q' AS cible_built; PRAGMA cible_built.journal_mode = MEMORY";
  Status status = *attached ? run_format(sink, diags, attach, str_from(built)) : STATUS_OK;
  return status == STATUS_OK ? sqlite_sink_run(sink, sink->db, "BEGIN IMMEDIATE", diags) : status;
}

/* Everything in one transaction: the old table goes and the new one comes, or neither. */
Status sqlite_sink_merge(SqliteSink *sink, DiagList *diags) {
  bool replace = false, attached = false;
  const char *built = sqlite_sink_path(sink, output_temporary(sink->output));
  Status status = built ? begin(sink, built, &attached, diags) : STATUS_NO_MEMORY;
  if (status == STATUS_OK) status = may_write(sink, &replace, diags);
  if (status == STATUS_OK && replace) status = run_format(sink, diags, "DROP TABLE main.\"%.*w\"", sink->table);
  if (status == STATUS_OK) status = sqlite_sink_make_table(sink, sink->db, diags);
  if (status == STATUS_OK) status = attached ? copy_attached(sink, diags) : copy_apart(sink, built, diags);
  if (status == STATUS_OK) status = note_table(sink, diags);
  return status == STATUS_OK ? sqlite_sink_run(sink, sink->db, "COMMIT", diags) : status;
}
