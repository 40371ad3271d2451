/* The table of an import, as its own files see it. */
#ifndef CIBLE_IMPORT_TABLE_PARTS_H
#define CIBLE_IMPORT_TABLE_PARTS_H

#include <sqlite3.h>

#include "runtime/import/import_parts.h"

enum { PATH_MOST = 4096 };

typedef struct TableColumn {
  Str name;
  Kind kind;
} TableColumn;

struct Table {
  const Alloc *alloc;
  sqlite3 *db;
  sqlite3_stmt *put, *seen; /* seen: the keys of this file, where that is not the table's own business */
  char path[PATH_MOST];     /* the file that is open: `temporary` is its name until it is whole */
  bool is_new, there, begun;
  TableColumn *columns;     /* of a table that is there, in the report's arena */
  uint32_t column_count;
  Str key;
  uint64_t before, changes;
};

/* Statements; what SQLite answers goes through table_fault. The latter two free the text that sqlite3_str made. */
Status table_run(Import *im, const char *sql) MUST_CHECK;
Status table_run_made(Import *im, sqlite3_str *made) MUST_CHECK;
Status table_prepare_made(Import *im, sqlite3_str *made, sqlite3_stmt **out) MUST_CHECK;
/* How many rows the table holds. */
Status table_count_rows(Import *im, uint64_t *out) MUST_CHECK;

#endif
