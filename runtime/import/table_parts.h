/* The table of an import, as its own files see it. */
#ifndef CIBLE_IMPORT_TABLE_PARTS_H
#define CIBLE_IMPORT_TABLE_PARTS_H

#include <sqlite3.h>

#include "runtime/import/import_parts.h"
#include "runtime/pages/database_build.h"

enum { PATH_MOST = 4096 };

typedef struct TableColumn {
  Str name;
  Kind kind;
} TableColumn;

struct Table {
  const Alloc *alloc;
  char path[PATH_MOST];     /* of the database, so that SQLite takes it for a file's name */
  char made[PATH_MOST];     /* a file beside it that is made; empty: there is none */
  int fd;                   /* of that file, which it holds; -1 */
  sqlite3 *db;              /* the user's database, or the made one that it will be; NULL while there is none */
  sqlite3 *asked;           /* where questions to the loaded table go: `db`, or the built file */
  bool is_new, there, begun;
  /* Row by row: */
  sqlite3_stmt *put, *seen; /* seen: the keys of this file, where that is not the table's own business */
  uint64_t before, changes;
  /* Built: */
  bool built, again;        /* again: a key came twice */
  bool numbered_rows;       /* the rowid is their number */
  DatabaseBuild *build;
  RowRun numbered;
  uint64_t count;           /* rows so far */
  /* Of a table that is there, in the report's arena: */
  TableColumn *columns;
  uint32_t column_count;
  Str key;
};

/* ---- table_file.c ---- */

/* Opens a database with every guard on. */
Status table_connect(Import *im, const char *path, int flags, sqlite3 **out) MUST_CHECK;

/* The message of what that connection did not do; the status. */
Status table_fault_of(Import *im, sqlite3 *db);
/* Is there no table of that name? A message, else. */
Status table_not_there(Import *im) MUST_CHECK;

/* ---- table_build.c ---- */

Status table_build_begin(Import *im) MUST_CHECK;
/* Copies the table that was built into the user's database, in the transaction that has begun. */
Status table_build_copy(Import *im) MUST_CHECK;
void table_build_free(Table *table);

/* ---- table.c ---- */

/* Opens the transaction in which rows come into the table. */
Status table_begin_rows(Import *im) MUST_CHECK;
/* The statement that makes the table. */
sqlite3_str *table_create_sql(Import *im);
/* Statements; what SQLite answers goes through table_fault. The latter two free the text that sqlite3_str made. */
Status table_run(Import *im, const char *sql) MUST_CHECK;
Status table_run_made(Import *im, sqlite3_str *made) MUST_CHECK;
Status table_prepare_made(Import *im, sqlite3_str *made, sqlite3_stmt **out) MUST_CHECK;
/* How many rows the table holds. */
Status table_count_rows(Import *im, uint64_t *out) MUST_CHECK;

#endif
