/* For the tests of the page reader: databases made by SQLite in an odd form, and what is read by their pages held against steps. */
#ifndef CIBLE_TESTS_PAGES_CHECK_H
#define CIBLE_TESTS_PAGES_CHECK_H

#include "tests/unit/pages_kit.h"
#include "tests/unit/store_kit.h"

/* ---- making ---- */

/* How a database is made. */
typedef struct PagesForm {
  const char *name;
  int page_size; /* 0: as SQLite likes */
  int reserved;  /* bytes at the end of each page */
  const char *before, *after; /* SQL before the first table, and in the end; may be NULL */
} PagesForm;

/* Fails the test where the SQL fails. */
static inline void pages_sql(sqlite3 *db, const char *text) {
  char *error = NULL;
  if (sqlite3_exec(db, text, NULL, NULL, &error) != SQLITE_OK) ck_abort_msg("%.200s: %s", text, error);
}

__attribute__((format(printf, 2, 3))) static inline void pages_sql_of(sqlite3 *db, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *text = sqlite3_vmprintf(format, args);
  va_end(args);
  pages_sql(db, text);
  sqlite3_free(text);
}

/* A new database in place of the one that is there; sqlite3_close ends it. */
static inline sqlite3 *pages_make(const StoreKit *s, const PagesForm *form) {
  sqlite3 *db = NULL;
  int reserved = form->reserved;
  remove(s->path);
  ck_assert_int_eq(sqlite3_open(s->path, &db), SQLITE_OK);
  ck_assert_int_eq(sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved), SQLITE_OK);
  if (form->page_size) pages_sql_of(db, "PRAGMA page_size=%d", form->page_size);
  pages_sql(db, "PRAGMA synchronous=OFF");
  if (form->before) pages_sql(db, form->before);
  return db;
}

/* A table i of the numbers n from 1 on. */
#define PAGES_COUNT(to) "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < " #to ") "

/* ---- holding one against the other ---- */

static inline void pages_check_equal(const PagesSeen *seen, const PagesSeen *wanted, const char *what) {
  if (pages_same(seen, wanted)) return;
  Buf out;
  buf_init(&out, &alloc_system);
  pages_difference(seen, wanted, &out);
  ck_abort_msg("%s%s", what, buf_z(&out));
}

/* By its pages and by steps: both refuse, or give the same. What the steps said. */
static inline Status pages_check_same(StoreKit *s, PagesLanes lanes, const char *what) {
  PagesSeen seen, wanted;
  pages_seen_begin(&seen);
  pages_seen_begin(&wanted);
  pages_scan(&seen, &s->kit, &s->config, s->path, (PagesWay){.lanes = lanes});
  pages_scan(&wanted, &s->kit, &s->config, s->path, (PagesWay){.step_only = true, .lanes = lanes});
  pages_check_equal(&seen, &wanted, what);
  pages_seen_end(&seen);
  pages_seen_end(&wanted);
  return wanted.status;
}

static inline void pages_check_scan(StoreKit *s, PagesSeen *seen, PagesWay way) {
  pages_scan(seen, &s->kit, &s->config, s->path, way);
  if (seen->status != STATUS_OK) ck_abort_msg("%s, step_only %d: %s", seen->code, way.step_only, s->path);
}

/* All tables of a sound database by their pages, whatever the size of batches and whichever columns are late, and the same by
 * steps: so many records. */
static inline uint64_t pages_check_ways(StoreKit *s, const char *what) {
  static const PagesWay ways[] = {{0}, {.batch_size = 1}, {.batch_size = 3, .lanes = LANES_ALL}, {.lanes = LANES_ALL}, {.batch_size = 300}};
  PagesSeen wanted, seen;
  pages_seen_begin(&wanted);
  pages_seen_begin(&seen);
  pages_check_scan(s, &wanted, (PagesWay){.step_only = true});
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    pages_check_scan(s, &seen, ways[i]);
    if (strcmp(seen.reader, "pages")) ck_abort_msg("%s: read by %s", what, seen.reader);
    pages_check_equal(&seen, &wanted, what);
  }
  pages_check_scan(s, &wanted, (PagesWay){.step_only = true, .lanes = LANES_SOME});
  for (uint32_t size = 0; size < 1000; size += 500) {
    pages_check_scan(s, &seen, (PagesWay){.lanes = LANES_SOME, .batch_size = size});
    pages_check_equal(&seen, &wanted, what);
  }
  uint64_t records = wanted.records;
  pages_seen_end(&wanted);
  pages_seen_end(&seen);
  return records;
}

#endif
