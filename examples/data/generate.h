/* The generator's own interface: a database being filled, and who fills which tables. */
#ifndef CIBLE_EXAMPLES_GENERATE_H
#define CIBLE_EXAMPLES_GENERATE_H

#include "examples/data/random.h"

#include <sqlite3.h>

typedef struct Generator {
  sqlite3 *db;
  uint64_t seed;
  int64_t records;
  sqlite3_stmt *insert;
  int column; /* the next to bind */
} Generator;

enum { REFERENCE_DAY = 20878 }; /* 2027-03-01: nothing in the example data is later */
enum { BENCH_DAY = 20454 };     /* 2026-01-01, likewise for the bench's tables */
enum { TABLE_COMPANIES = 1, TABLE_ORDERS, TABLE_INTERACTIONS, TABLE_PEOPLE, TABLE_BENCH, TABLE_BENCH_INTERACTIONS };

/* Each returns false where SQLite refused something (sqlite3_errmsg says what). */
bool generate_companies(Generator *g);
bool generate_people(Generator *g);
bool generate_bench(Generator *g);

/* Filling a table: begin, then for each row its columns from left to right and row. */
bool generate_sql(Generator *g, const char *sql);
bool generate_begin(Generator *g, const char *insert);
void generate_integer(Generator *g, int64_t value);
void generate_real(Generator *g, double value);
void generate_text(Generator *g, const char *text); /* borrowed until generate_row; NULL is NULL */
void generate_null(Generator *g);
bool generate_row(Generator *g);
void generate_end(Generator *g);

/* "YYYY-MM-DD" of a day counted from 1970-01-01; `out` has 11 bytes. */
const char *generate_day(int64_t day, char *out);

#endif
