/* SPDX-License-Identifier: MIT
 * Every kind of value in databases of every form, made by SQLite itself: by their pages the same records come out as by its own loop. */
#include "tests/unit/pages_check.h"

enum { PEOPLE };

static StoreKit s;
static sqlite3 *db; /* while the database is being made */

static void set_up(void) {
  store_kit_begin(&s);
  db = NULL;
}

static void tear_down(void) {
  sqlite3_close(db);
  store_kit_end(&s);
}

static void finish(const char *after) {
  if (after) pages_sql(db, after);
  ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
  db = NULL;
}

/* a has no affinity, r REAL, s TEXT, n INTEGER; n and y stand behind s, which may be long. a, s and y are asked for in some. */
#define TABLE "people(id INTEGER PRIMARY KEY, a, r REAL, s TEXT, n INTEGER, y)"
#define NAMES "a r s n y"

static void add_integers(void) {
  pages_sql(db, PAGES_COUNT(62) ", v(x) AS (SELECT 1 << n FROM i UNION ALL SELECT (1 << n) - 1 FROM i UNION ALL SELECT (1 << n) + 1 FROM i"
      " UNION ALL SELECT -(1 << n) FROM i UNION ALL SELECT -(1 << n) - 1 FROM i UNION ALL SELECT 1 - (1 << n) FROM i"
      " UNION ALL VALUES (0), (1), (-1), (9223372036854775807), (-9223372036854775807 - 1))"
      "INSERT INTO people(a, r, s, n, y) SELECT x, x, x, x, x FROM v");
}

static void add_reals(void) {
  pages_sql(db, "WITH v(x) AS (VALUES (0.0), (-0.0), (1.0), (0.5), (-2.25), (0.1), (1e15), (123456.7891), (9007199254740992.0), (9007199254740994.0),"
      " (-9007199254740992.0), (-9007199254740994.0), (9223372036854775807.0), (-9223372036854775808.0), (1e19), (1e300), (-1e300),"
      " (9e999), (-9e999), (1e-320), (99999999999.9999), (0.00005), (140737488355327.0), (140737488355329.5))"
      "INSERT INTO people(a, r, s, n, y) SELECT x, x, x, x, x FROM v");
}

static void add_others(void) {
  pages_sql(db, "WITH v(x) AS (VALUES (NULL), (''), (' '), ('a'), ('  b '), ('red'), ('blue'), ('Red'), ('2027-03-01'), (' 2027-03-01'), ('2027-02-30'), (CAST(x'000000002d30312d3031' AS TEXT)), ('2024-02-29'), ('2100-02-29'), ('0000-01-01'),"
      " ('2027-03-01 09:30'), ('2027-03-01T09:30:00+02:00'), ('12'), ('-1.50'), ('true'), ('0'), ('a' || char(0) || 'b'), (char(0)), ('é'),"
      " ('e' || char(769)), ('\xf0\x9f\x8d\x93'), (CAST(x'61ff' AS TEXT)), (CAST(x'c3' AS TEXT)), (CAST(x'eda080' AS TEXT)), (x''), (x'00'),"
      " (x'31'), (zeroblob(100)), ('exactly eight bytes and some more of them'))"
      "INSERT INTO people(a, r, s, n, y) SELECT x, x, x, x, x FROM v");
}

/* Texts around the length at which a record leaves its page, and at which it needs one page more. */
static void add_long(int usable) {
  pages_sql_of(db, PAGES_COUNT(70) ", v(x) AS (SELECT %d + n FROM i UNION ALL SELECT %d + n FROM i WHERE n < 12 UNION ALL VALUES (%d))"
         "INSERT INTO people(a, r, s, n, y) SELECT x, x, printf('%%.*c', x, 'x'), -x, 'behind' FROM v",
         usable - 80, 2 * usable - 50, 5 * usable);
  pages_sql(db, "INSERT INTO people(a, r, s, n, y) VALUES('before', 2, CAST(zeroblob(3000) AS TEXT), 3, zeroblob(5000))");
}

static void add_all(const PagesForm *form) {
  add_integers();
  add_reals();
  add_others();
  add_long((form->page_size ? form->page_size : 4096) - form->reserved);
}

/* ---- the corpus ---- */

/* Every kind of value in a database of that form. */
static void expect_form(const PagesForm *form) {
  db = pages_make(&s, form);
  pages_sql(db, "CREATE TABLE " TABLE);
  add_all(form);
  finish(form->after);
  ck_assert_uint_gt(pages_check_ways(&s, form->name), 300);
}

START_TEST(test_page_sizes) {
  static const int reserved[] = {0, 1, 32, 250};
  char name[60];
  pages_kit_columns(&s.kit, PEOPLE, NAMES);
  for (int size = 512, i = 0; size <= 65536; size *= 2, i++) {
    snprintf(name, sizeof name, "pages of %d bytes", size);
    expect_form(&(PagesForm){.name = name, .page_size = size});
    if (size > 512 && size < 65536 && i % 2) continue;
    int more = reserved[size == 512 ? 2 : 1 + i % 3];
    snprintf(name, sizeof name, "pages of %d bytes, %d reserved", size, more);
    expect_form(&(PagesForm){.name = name, .page_size = size, .reserved = more});
  }
}
END_TEST

START_TEST(test_forms) {
  static const PagesForm forms[] = {
      {"auto-vacuum", 1024, 0, "PRAGMA auto_vacuum=FULL", "DELETE FROM people WHERE id % 5 = 0"},
      {"auto-vacuum by steps", 512, 0, "PRAGMA auto_vacuum=INCREMENTAL", "DELETE FROM people WHERE id % 3 = 0; PRAGMA incremental_vacuum(7)"},
      {"records deleted", 512, 0, NULL, "DELETE FROM people WHERE id % 7 < 2"},
      {"records changed", 512, 0, NULL, "UPDATE people SET s = substr(s, 1, 20), y = zeroblob(id % 400) WHERE id % 2; UPDATE people SET a = y WHERE id % 3"},
      {"vacuumed", 1024, 0, NULL, "DELETE FROM people WHERE id % 6 = 0; VACUUM"},
      {"pages of another size by VACUUM", 4096, 0, NULL, "PRAGMA page_size=2048; VACUUM"},
      {"a journal that stays", 4096, 0, "PRAGMA journal_mode=PERSIST", NULL},
      {"a WAL without frames", 4096, 0, "PRAGMA journal_mode=WAL", NULL},
      {"secure delete", 1024, 0, "PRAGMA secure_delete=ON", "DELETE FROM people WHERE id % 4 = 1"},
  };
  pages_kit_columns(&s.kit, PEOPLE, NAMES);
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) expect_form(&forms[i]);
}
END_TEST

/* In the old format 0 and 1 take a byte. */
START_TEST(test_old_format) {
  PagesForm form = {.name = "the format before 3.3.0"};
  pages_kit_columns(&s.kit, PEOPLE, NAMES);
  db = pages_make(&s, &form);
  ck_assert_int_eq(sqlite3_db_config(db, SQLITE_DBCONFIG_LEGACY_FILE_FORMAT, 1, NULL), SQLITE_OK);
  pages_sql(db, "CREATE TABLE " TABLE);
  add_all(&form);
  finish(NULL);
  ck_assert_str_eq(store_kit_ask(s.path, "SELECT count(*) > 300 FROM people"), "1");
  pages_check_ways(&s, form.name);
}
END_TEST

START_TEST(test_strict) {
  pages_kit_columns(&s.kit, PEOPLE, "a r s n y");
  db = pages_make(&s, &(PagesForm){.page_size = 1024});
  pages_sql(db, "CREATE TABLE people(id INTEGER PRIMARY KEY, a ANY, r REAL, s TEXT, n INT, y BLOB) STRICT");
  pages_sql(db, "INSERT INTO people VALUES(1, 5, 5, '5', 5, x'05'), (2, '5', 5.5, '', -1, x''), (3, NULL, NULL, NULL, NULL, NULL),"
      " (4, 1e300, 9007199254740993, 'é', 9223372036854775807, zeroblob(2000)), (-5, x'00', -1, printf('%.*c', 2000, 'x'), 0, x'ff')");
  finish(NULL);
  ck_assert_uint_eq(pages_check_ways(&s, "a STRICT table"), 5);
}
END_TEST

Suite *suite_page_corpus(void) {
  Suite *suite = suite_create("page_corpus");
  TCase *tc = tcase_create("values");
  tcase_set_timeout(tc, 120);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_page_sizes);
  tcase_add_test(tc, test_forms);
  tcase_add_test(tc, test_old_format);
  tcase_add_test(tc, test_strict);
  suite_add_tcase(suite, tc);
  return suite;
}
