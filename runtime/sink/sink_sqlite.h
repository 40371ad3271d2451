/* The parts of the SQLite sink, for its own files. */
#ifndef CIBLE_EXEC_SINK_SQLITE_H
#define CIBLE_EXEC_SINK_SQLITE_H

#include <sqlite3.h>

#include "runtime/base/output.h"
#include "runtime/pages/database_build.h"
#include "runtime/sink/made_rows.h"

enum { SINK_APPLICATION_ID = 0x4369626C /* "Cibl" */ };

typedef struct SqliteSink {
  Sink base;
  SinkConfig config;
  DiagList *diags;
  Arena arena;
  bool is_new;           /* there is no database yet: what is built becomes it */
  Output *output;        /* the file that is built */
  DatabaseBuild *build;
  RowShape shape;
  MadeRows *made;        /* rows of the calling thread */
  Str table;
  int32_t mark;          /* of the table, for the header of a new file */
  sqlite3 *db;           /* the database that is there already */
} SqliteSink;

/* ---- sink_sqlite_schema.c: the table, and talking to SQLite ---- */

/* The message of an SQLite code; the status. */
Status sqlite_sink_failed(SqliteSink *sink, sqlite3 *db, int code, DiagList *diags);
/* NULL as SQL: memory is out. */
Status sqlite_sink_run(SqliteSink *sink, sqlite3 *db, const char *sql, DiagList *diags) MUST_CHECK;
Status sqlite_sink_make_table(SqliteSink *sink, sqlite3 *db, DiagList *diags) MUST_CHECK;
/* The path as SQLite takes it, in the arena; NULL where memory is out. */
const char *sqlite_sink_path(SqliteSink *sink, const char *path);
/* The number that the first row has in its first column, its table's name being bound where the query wants it; 0: no row. */
Status sqlite_sink_ask(SqliteSink *sink, sqlite3 *db, const char *sql, int32_t *out, DiagList *diags) MUST_CHECK;
/* What the table is now, as a number for the file's header (its user_version); 0 where it is not there. */
Status sqlite_sink_mark(SqliteSink *sink, sqlite3 *db, int32_t *mark, DiagList *diags) MUST_CHECK;
/* Has SQLite make the table in memory, and tells what it has made; its mark goes to the sink. */
Status sqlite_sink_describe(SqliteSink *sink, BuiltTable *table, DiagList *diags) MUST_CHECK;

/* ---- sink_sqlite_merge.c: a database that is there already ---- */

/* Opens it and looks whether the table may be written. */
Status sqlite_sink_open_old(SqliteSink *sink, DiagList *diags) MUST_CHECK;
/* Puts the finished file's table into it. */
Status sqlite_sink_merge(SqliteSink *sink, DiagList *diags) MUST_CHECK;

#endif
