/* SPDX-License-Identifier: MIT
 * bench-step WORKLOAD DB THREADS [OUT.db]: threads over ranges of ids, and the call. */
#include "bench/peers/step/step.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Range {
  const Scan *scan;
  void *state;
  int64_t from, to;
  bool good;
  pthread_t thread;
} Range;

static void *read_range(void *given) {
  Range *range = given;
  const Scan *scan = range->scan;
  sqlite3 *db = NULL;
  sqlite3_stmt *rows = NULL;
  int code = sqlite3_open_v2(scan->db, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK) code = sqlite3_exec(db, "PRAGMA mmap_size=8000000000", NULL, NULL, NULL);
  if (code == SQLITE_OK) code = sqlite3_prepare_v2(db, scan->sql, -1, &rows, NULL);
  if (code == SQLITE_OK) code = sqlite3_bind_int64(rows, 1, range->from);
  if (code == SQLITE_OK) code = sqlite3_bind_int64(rows, 2, range->to);
  while (code == SQLITE_OK || code == SQLITE_ROW)
    if ((code = sqlite3_step(rows)) == SQLITE_ROW) scan->row(range->state, rows);
  range->good = code == SQLITE_DONE;
  if (!range->good) fprintf(stderr, "bench-step: %s\n", sqlite3_errmsg(db));
  sqlite3_finalize(rows);
  sqlite3_close(db);
  return NULL;
}

int64_t most_id(const char *path, const char *table) {
  sqlite3 *db = NULL;
  sqlite3_stmt *query = NULL;
  char sql[100];
  int64_t most = -1;
  snprintf(sql, sizeof sql, "SELECT max(id) FROM %s", table);
  if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2(db, sql, -1, &query, NULL) == SQLITE_OK && sqlite3_step(query) == SQLITE_ROW)
    most = sqlite3_column_int64(query, 0);
  sqlite3_finalize(query);
  sqlite3_close(db);
  return most;
}

bool scan_run(const Scan *scan) {
  Range ranges[THREADS_MOST];
  int64_t most = most_id(scan->db, scan->table), each = most / scan->threads + 1;
  if (most < 0) return false;
  bool good = true;
  for (unsigned i = 0; i < scan->threads; i++) {
    ranges[i] = (Range){.scan = scan, .state = (char *)scan->states + i * scan->state_size, .from = i * each + 1, .to = (i + 1) * each};
    if (i > 0 && pthread_create(&ranges[i].thread, NULL, read_range, &ranges[i]) != 0) abort();
  }
  read_range(&ranges[0]);
  for (unsigned i = 0; i < scan->threads; i++) {
    if (i > 0) pthread_join(ranges[i].thread, NULL);
    good = good && ranges[i].good;
  }
  return good;
}

int main(int argc, char **argv) {
  static bool (*const workloads[])(const char *, unsigned, const char *) = {w1_step, w2_step, w3_step, w4_step};
  static const char *const names[] = {"w1", "w2", "w3", "w4"};
  unsigned threads = argc >= 4 ? (unsigned)atoi(argv[3]) : 0;
  for (int i = 0; i < 4 && threads && threads <= THREADS_MOST; i++)
    if (!strcmp(argv[1], names[i])) return workloads[i](argv[2], threads, argc > 4 ? argv[4] : NULL) ? 0 : 3;
  fputs("usage: bench-step w1|w2|w3|w4 DB THREADS [OUT.db]\n", stderr);
  return 2;
}
