/* The workloads hard-coded in C over sqlite3_step: what a program costs that was written for one question. Columns are fetched
 * from SQLite only where a record comes so far as to need them. */
#ifndef CIBLE_BENCH_STEP_H
#define CIBLE_BENCH_STEP_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { THREADS_MOST = 16 };

/* Reads the rows of a table in several threads, a range of ids each: `sql` asks for those from ?1 to ?2, and `row` gets each with
 * the state of its thread, `state_size` bytes of `states`. */
typedef struct Scan {
  const char *db, *table, *sql;
  unsigned threads;
  void (*row)(void *state, sqlite3_stmt *row);
  void *states;
  size_t state_size;
} Scan;
bool scan_run(const Scan *scan);
int64_t most_id(const char *db, const char *table); /* -1 where it cannot be read */

/* One file each. `out`: the database for W1's table; the others print their figures. */
bool w1_step(const char *db, unsigned threads, const char *out);
bool w2_step(const char *db, unsigned threads, const char *out);
bool w3_step(const char *db, unsigned threads, const char *out);
bool w4_step(const char *db, unsigned threads, const char *out);

/* The five segments, as bits of the sum of their numbers 1, 2, 4, 8, 16; the statement's columns are those of SEGMENT_COLUMNS. */
#define SEGMENT_COLUMNS \
  "sector, headcount, region, revenue, status, last_contact, orders, competitor_client, founded, opens, clicks, order_amount, " \
  "email, phone"
enum SegmentColumn {
  SECTOR, HEADCOUNT, REGION, REVENUE, STATUS, LAST_CONTACT, ORDERS, COMPETITOR_CLIENT, FOUNDED, OPENS, CLICKS, ORDER_AMOUNT, EMAIL,
  PHONE, SEGMENT_COLUMN_COUNT
};
int segments_of(sqlite3_stmt *row);

/* Of a column's text; NULL where it is unknown. */
static inline const char *text_of(sqlite3_stmt *row, int column) { return (const char *)sqlite3_column_text(row, column); }
static inline bool is_known(sqlite3_stmt *row, int column) { return sqlite3_column_type(row, column) != SQLITE_NULL; }

#endif
