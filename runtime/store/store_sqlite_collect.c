/* SPDX-License-Identifier: MIT
 * Rows by an aggregate function: `SELECT cible_collect(key, column, …)` over a range of rowids hands each row to a function of
 * ours as an array of values, without leaving SQLite's loop. Stepping through the same rows costs a call and a lock for each
 * row and each cell beside, about a third more in all (docs/performance.md).
 *
 * It serves tables that are read by ranges of the rowid: n of them hold at most n rows, unless the tree is damaged and leads to a page
 * more than once; then SQLite gives more, and is stopped. Where few of a range's rowids exist, stepping is faster, and the rest of the
 * part is read so. NOT INDEXED: the rows come in the order of the rowid, by the table itself, whatever an index and old statistics might
 * promise SQLite's planner. */
#include "runtime/store/store_sqlite.h"

enum {
  ARGUMENTS_MOST = 100, /* of a SQL function, as SQLite is usually built */
  SPARSE_BELOW = 4,     /* under one row for so many rowids */
};

static void collect_row(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  SqliteScan *scan = sqlite3_user_data(context);
  if (scan->lane < scan->most) sqlite_scan_row(scan, values);
  else sqlite3_result_error_code(context, SQLITE_CORRUPT);
}

static void collect_end(sqlite3_context *context) { (void)context; }

static char *collect_sql(const SqliteScan *scan) {
  const SqliteTable *table = scan->table;
  sqlite3_str *sql = sqlite3_str_new(scan->db);
  sqlite3_str_appendf(sql, "SELECT cible_collect(");
  sqlite_append_columns(sql, scan);
  sqlite3_str_appendf(sql, ") FROM main.\"%.*w\" NOT INDEXED WHERE \"%.*w\" BETWEEN ?1 AND ?2", STR_ARG(table->name),
                      STR_ARG(table->rowid));
  return sqlite3_str_finish(sql);
}

Status sqlite_collect_open(SqliteScan *scan, DiagList *diags) {
  uint32_t arguments = 1 + scan->table->is_parent + scan->reader_count;
  if (!scan->table->rowid.n || arguments > ARGUMENTS_MOST) return STATUS_OK;
  int code = sqlite3_create_function_v2(scan->db, "cible_collect", (int)arguments, SQLITE_UTF8 | SQLITE_DIRECTONLY, scan, NULL,
                                        collect_row, collect_end, NULL);
  char *sql = code == SQLITE_OK ? collect_sql(scan) : NULL;
  if (code == SQLITE_OK && !sql) return STATUS_NO_MEMORY;
  if (sql) code = sqlite3_prepare_v3(scan->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &scan->collect, NULL);
  sqlite3_free(sql);
  return code == SQLITE_OK ? STATUS_OK : sqlite_failed(scan->store, scan->db, code, diags);
}

void sqlite_collect_part(SqliteScan *scan, int64_t first, int64_t last) {
  scan->next = first;
  scan->last = last;
  scan->rows_left = first <= last;
  scan->sparse = false;
}

static int collect_range(SqliteScan *scan, int64_t first, int64_t last) {
  int code = sqlite3_bind_int64(scan->collect, 1, first);
  if (code == SQLITE_OK) code = sqlite3_bind_int64(scan->collect, 2, last);
  if (code == SQLITE_OK) code = sqlite3_step(scan->collect);
  int reset = sqlite3_reset(scan->collect);
  return code == SQLITE_ROW || code == SQLITE_DONE ? reset : code;
}

int sqlite_collect(SqliteScan *scan, uint32_t most) {
  scan->most = most;
  while (scan->lane < most && scan->rows_left && !scan->sparse) {
    uint64_t room = most - scan->lane, left = (uint64_t)scan->last - (uint64_t)scan->next;
    int64_t last = left < room ? scan->last : (int64_t)((uint64_t)scan->next + room - 1);
    uint32_t before = scan->lane;
    int code = collect_range(scan, scan->next, last);
    if (code != SQLITE_OK) return code;
    uint64_t rowids = (uint64_t)last - (uint64_t)scan->next + 1;
    scan->rows_left = last != scan->last;
    if (scan->rows_left) scan->next = last + 1;
    scan->sparse = (uint64_t)(scan->lane - before) * SPARSE_BELOW < rowids;
  }
  return SQLITE_OK;
}
