/* RowTable: the rows of one batch as a SQLite table-valued module, so that `INSERT … SELECT` takes a batch in one statement: about
 * a third of the time that a prepared INSERT a row takes. */
#ifndef CIBLE_EXEC_ROW_TABLE_H
#define CIBLE_EXEC_ROW_TABLE_H

#include <sqlite3.h>

#include "runtime/base/buf.h"
#include "runtime/data/vector.h"

/* The batch that a SELECT of `cible_rows` sees. */
typedef struct RowTable {
  const Vector **vecs;         /* key, columns */
  const Labels *const *labels; /* one a column; NULL: none */
  uint32_t width;
  const Mask *lanes;
  uint32_t n;
} RowTable;

/* Makes the table known to a connection, as `cible_rows`, with columns c0 … An SQLite code. */
int row_table_register(RowTable *rows, sqlite3 *db);

#endif
