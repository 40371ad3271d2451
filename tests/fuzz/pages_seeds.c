/* SPDX-License-Identifier: MIT
 * Small databases to begin with, of different forms, made by SQLite in memory. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"
#include "runtime/pages/page_format.h"
#include "tests/unit/pages_small.h"

enum { WAL = 2 };

static const struct {
  int reserved, version;
  const char *before, *after;
} forms[] = {
    {0, 0, "PRAGMA page_size=512", ""},
    {32, 0, "PRAGMA page_size=512", "DELETE FROM orders WHERE rowid % 3 = 0"},
    {0, 0, "PRAGMA page_size=1024; PRAGMA auto_vacuum=FULL", "DELETE FROM people WHERE id % 4 = 0"},
    {7, 0, "PRAGMA page_size=4096", "UPDATE people SET id = id * 1003"},
    {0, WAL, "PRAGMA page_size=512", ""},
    {0, 0, "PRAGMA page_size=512", "INSERT INTO orders SELECT a.person, b.x, a.n FROM orders a, orders b WHERE b.rowid < 9"},
    {0, 0, "PRAGMA page_size=512; PRAGMA encoding='UTF-16'", ""},
    {0, 0, "PRAGMA page_size=512", "ALTER TABLE orders ADD COLUMN more REAL DEFAULT 3; ALTER TABLE people DROP COLUMN z;"
                                   "ALTER TABLE people ADD COLUMN z INTEGER DEFAULT 12; UPDATE people SET t = zeroblob(2000) WHERE id = 1"},
};

static void make(sqlite3 *db, unsigned number) {
  int reserved = forms[number].reserved;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  const char *const texts[] = {forms[number].before, PAGES_SMALL, forms[number].after};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (sqlite3_exec(db, texts[i], NULL, NULL, NULL) != SQLITE_OK) {
      fprintf(stderr, "seed %u: %s\n", number, sqlite3_errmsg(db));
      abort();
    }
}

uint8_t *fuzz_seed(unsigned number, size_t *size) {
  sqlite3 *db = NULL;
  sqlite3_int64 bytes = 0;
  if (number >= sizeof forms / sizeof *forms) return NULL;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) abort();
  make(db, number);
  uint8_t *seed = sqlite3_serialize(db, "main", &bytes, 0), *copy = seed ? malloc((size_t)bytes) : NULL;
  if (!copy) abort();
  memcpy(copy, seed, (size_t)bytes);
  if (forms[number].version) copy[FILE_AT_WRITE_VERSION] = copy[FILE_AT_READ_VERSION] = (uint8_t)forms[number].version;
  sqlite3_free(seed);
  sqlite3_close(db);
  *size = (size_t)bytes;
  return copy;
}
