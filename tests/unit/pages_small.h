/* A small database of two tables, for damaging it, and the program that reads it. */
#ifndef CIBLE_TESTS_PAGES_SMALL_H
#define CIBLE_TESTS_PAGES_SMALL_H

#include "tests/unit/pages_kit.h"

/* Tables of several leaves each; texts on pages of their own; records from before a column was added; rows deleted. */
#define PAGES_SMALL                                                                                                                  \
  "CREATE TABLE people(id INTEGER PRIMARY KEY, a, b REAL, t TEXT); CREATE TABLE orders(person INTEGER, x, n);"                       \
  "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 30)"                                                     \
  "INSERT INTO people SELECT n * 3 - 20, n * n * n * 1001, CASE WHEN n % 3 THEN n ELSE n / 4.0 END,"                                 \
  "  CASE WHEN n = 7 THEN replace(hex(zeroblob(500)), '00', 'ab') ELSE 'text ' || n END FROM i;"                                     \
  "ALTER TABLE people ADD COLUMN z DEFAULT 'added';"                                                                                 \
  "INSERT INTO people VALUES(200, NULL, 1e300, 'é', 'own'), (300, 1, 0, '', x'00ff'), (-1000, -1, -1, NULL, NULL);"                  \
  "DELETE FROM people WHERE id BETWEEN 40 AND 49;"                                                                                   \
  "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 36)"                                                     \
  "INSERT INTO orders SELECT n % 7, n / 8.0, 'order no ' || n FROM i;"                                                               \
  "UPDATE orders SET n = replace(hex(zeroblob(300)), '00', 'xy') WHERE rowid IN (3, 33);"

static inline void pages_small_program(Kit *kit) {
  pages_kit_column(kit, 0, STR("a"), KIND_INTEGER, true);
  pages_kit_column(kit, 0, STR("b"), KIND_NUMBER, true);
  pages_kit_column(kit, 0, STR("t"), KIND_TEXT, true);
  pages_kit_column(kit, 0, STR("z"), KIND_TEXT, true);
  uint32_t orders = pages_kit_related(kit, "orders", "person");
  pages_kit_column(kit, orders, STR("x"), KIND_MONEY, true);
  pages_kit_column(kit, orders, STR("n"), KIND_TEXT, true);
  kit_place_columns(kit->p);
}

#endif
