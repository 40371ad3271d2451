/* SPDX-License-Identifier: MIT
 * Odd tables, made by SQLite itself: altered ones, of many columns, long texts, all sorts of rowids and trees. By their pages the same
 * records come out as by SQLite's own loop. */
#include "tests/unit/pages_check.h"

#include "runtime/pages/page_format.h"

enum { PEOPLE, ORDERS };

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

/* n stands behind s, which may be long; a and s are asked for in some. */
#define TABLE "people(id INTEGER PRIMARY KEY, a, r REAL, s TEXT, n INTEGER, y)"

/* By the words of its type a column is REAL or not, and then its whole numbers are kept as integers. */
START_TEST(test_types_of_columns) {
  pages_kit_columns(&s.kit, PEOPLE, "b c d e f g h i j k l m");
  db = pages_make(&s, &(PagesForm){0});
  pages_sql(db, "CREATE TABLE people(id INTEGER PRIMARY KEY, b DOUBLE PRECISION, c FLOAT, d \"floating point\", e REALTEXT, f BLOBREAL, g 'point', h DECIMAL(10, 2),"
      " i NUMERIC, j rEaL, k \"real blob\", l \"CHARREAL\", m BOOLEAN);"
      "INSERT INTO people SELECT id, v, v, v, v, v, v, v, v, v, v, v, v FROM (SELECT 1 id, 7 v UNION SELECT 2, 7.5 UNION SELECT 3, -140737488355328"
      " UNION SELECT 4, 9007199254740993 UNION SELECT 5, NULL UNION SELECT 6, 'text' UNION SELECT 7, '1e3')");
  finish(NULL);
  ck_assert_uint_eq(pages_check_ways(&s, "types of columns"), 7);
}
END_TEST

/* Records from before their columns were added: of each length, with defaults of every type, beside those that have them. */
START_TEST(test_added_columns) {
  static const char *const defaults[] = {"b DEFAULT 7",          "c DEFAULT 'added'", "d REAL DEFAULT 7",         "e",
                                         "f DEFAULT -9.25",      "g DEFAULT x'00ff'", "h INTEGER DEFAULT '12'",   "i TEXT DEFAULT 12 NOT NULL",
                                         "j DEFAULT NULL",       "k DEFAULT ''",      "l DEFAULT '2027-03-01'",   "m REAL DEFAULT -0.0",
                                         "o DEFAULT 9e999",      "p DEFAULT TRUE",    "q DEFAULT 'e\xcc\x81'",    "r DEFAULT 9223372036854775807"};
  pages_kit_columns(&s.kit, PEOPLE, "a b c d e f g h i j k l m o p q r");
  db = pages_make(&s, &(PagesForm){.page_size = 512});
  pages_sql(db, "CREATE TABLE people(id INTEGER PRIMARY KEY, a)");
  for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
    pages_sql(db, "INSERT INTO people(a) VALUES(5), (printf('%.*c', 700, 'x')), (NULL)");
    pages_sql_of(db, "ALTER TABLE people ADD COLUMN %s", defaults[i]);
  }
  pages_sql(db, "INSERT INTO people(a) VALUES(6); INSERT INTO people(a, b, c, d) VALUES(1, 2, 3, 4)");
  finish(NULL);
  ck_assert_uint_eq(pages_check_ways(&s, "added columns"), 50);
}
END_TEST

START_TEST(test_altered_tables) {
  pages_kit_columns(&s.kit, PEOPLE, "b c e");
  db = pages_make(&s, &(PagesForm){0});
  pages_sql(db, "CREATE TABLE folk(number INTEGER PRIMARY KEY, a, b, c); INSERT INTO folk VALUES(1, 2, 3, 4), (5, 6, 7, 8);"
      "ALTER TABLE folk DROP COLUMN a; ALTER TABLE folk ADD COLUMN d DEFAULT 9; INSERT INTO folk VALUES(10, 11, 12, 13);"
      "ALTER TABLE folk RENAME TO people; ALTER TABLE people RENAME COLUMN number TO id; ALTER TABLE people RENAME COLUMN d TO e");
  finish(NULL);
  ck_assert_uint_eq(pages_check_ways(&s, "altered tables"), 3);
}
END_TEST

/* The header of a record goes on behind its page too. */
START_TEST(test_many_columns) {
  enum { COLUMNS = 1990 };
  pages_kit_columns(&s.kit, PEOPLE, "f0 f1 g200 f500 g1200 f1988 g1989");
  db = pages_make(&s, &(PagesForm){.page_size = 512});
  Buf text;
  buf_init(&text, &alloc_system);
  buf_text(&text, "CREATE TABLE people(id INTEGER PRIMARY KEY");
  for (int i = 0; i < COLUMNS; i++) buf_print(&text, ", %c%d", i == 200 || i == 1200 || i == 1989 ? 'g' : 'f', i);
  buf_text(&text, ")");
  pages_sql(db, buf_z(&text));
  for (int row = 0; row < 4; row++) {
    text.n = 0;
    buf_text(&text, "INSERT INTO people VALUES(NULL");
    for (int i = 0; i < COLUMNS; i++) buf_print(&text, row == 0 ? ", NULL" : row == 1 ? ", %d" : row == 2 ? ", printf('%%.*c', %d, 'x')" : ", -%d.5", row == 2 ? i % 200 : i);
    buf_text(&text, ")");
    pages_sql(db, buf_z(&text));
  }
  buf_free(&text);
  finish(NULL);
  ck_assert_uint_eq(pages_check_ways(&s, "many columns"), 4);
}
END_TEST

START_TEST(test_long_texts) {
  pages_kit_columns(&s.kit, PEOPLE, "a r s n y");
  db = pages_make(&s, &(PagesForm){.page_size = 1024});
  pages_sql(db, "CREATE TABLE " TABLE ";"
      "INSERT INTO people SELECT column1, column1, 1, printf('%.*c', column1, 'x'), 2, 'behind' FROM (VALUES (1000), (1048576), (1048577), (3000000), (1048575));"
      "INSERT INTO people VALUES(7, 'before', 1, zeroblob(20000000), 3, 'far behind'), (8, 'é', 2, 'short', 4, 'behind')");
  finish(NULL);
  ck_assert_uint_eq(pages_check_ways(&s, "long texts"), 7);
}
END_TEST

/* Rowids of every length, below zero and at both ends; of many parts. */
/* Values whose serial type or place is no number of two bytes, and those that have just such a one. */
START_TEST(test_lengths_of_two_bytes) {
  pages_kit_columns(&s.kit, PEOPLE, "a s n y");
  db = pages_make(&s, &(PagesForm){0});
  pages_sql(db, "CREATE TABLE " TABLE "; WITH RECURSIVE k(i) AS (SELECT 32740 UNION ALL SELECT i + 1 FROM k WHERE i < 32775)"
      "INSERT INTO people SELECT i, 'a', 1.5, printf('%.*c', i, 'x'), i, 'y' FROM k UNION ALL SELECT 2 * i, zeroblob(i), 2, 's', i, x'00' FROM k"
      " UNION ALL SELECT 3 * i, NULL, NULL, printf('%.*c', 2 * i, 'z'), NULL, 'behind' FROM k");
  finish("ALTER TABLE people ADD COLUMN late DEFAULT 7");
  ck_assert_uint_eq(pages_check_ways(&s, "lengths of two bytes"), 108);
}
END_TEST

START_TEST(test_rowids) {
  pages_kit_columns(&s.kit, PEOPLE, "a s");
  db = pages_make(&s, &(PagesForm){.page_size = 512});
  pages_sql(db, "CREATE TABLE people(a, id INTEGER PRIMARY KEY, s);" PAGES_COUNT(62) ", v(x) AS (SELECT 1 << n FROM i UNION SELECT (1 << n) - 1 FROM i UNION"
      " SELECT -(1 << n) FROM i UNION SELECT 1 - (1 << n) FROM i UNION VALUES (9223372036854775807), (-9223372036854775807 - 1), (0))"
      "INSERT INTO people SELECT x, x, 'text ' || x FROM v");
  finish(NULL);
  ck_assert_uint_gt(pages_check_ways(&s, "rowids"), 200);
}
END_TEST

START_TEST(test_rowids_in_runs) {
  pages_kit_columns(&s.kit, PEOPLE, "a s");
  db = pages_make(&s, &(PagesForm){.page_size = 1024});
  pages_sql(db, "CREATE TABLE people(id INTEGER PRIMARY KEY, a, s);" PAGES_COUNT(2000) "INSERT INTO people SELECT n * 50 + (n / 100) * 100000, n, 'text ' || n % 17 FROM i;"
      PAGES_COUNT(3000) "INSERT OR IGNORE INTO people SELECT n - 16384, -n, NULL FROM i; DELETE FROM people WHERE id BETWEEN 1000 AND 40000 AND id % 3");
  finish(NULL);
  pages_check_ways(&s, "rowids in runs");
  PagesSeen seen;
  pages_seen_begin(&seen);
  pages_check_scan(&s, &seen, (PagesWay){0});
  ck_assert_uint_gt(seen.parts, 50);
  pages_seen_end(&seen);
}
END_TEST

/* Small pages and many rows: a tree of many levels, its leaves in no order in the file. */
START_TEST(test_deep_tree) {
  pages_kit_column(&s.kit, PEOPLE, STR("a"), KIND_INTEGER, true);
  pages_kit_column(&s.kit, PEOPLE, STR("s"), KIND_TEXT, true);
  pages_kit_column(&s.kit, PEOPLE, STR("r"), KIND_NUMBER, true);
  kit_place_columns(s.kit.p);
  db = pages_make(&s, &(PagesForm){.page_size = 512});
  pages_sql(db, "CREATE TABLE " TABLE ";" PAGES_COUNT(30000) "INSERT INTO people SELECT (n * 7919) % 90001, n, n / 4.0, printf('%.*c', 40 + n % 90, 'x'), n, NULL FROM i");
  finish("DELETE FROM people WHERE id % 11 = 0");
  ck_assert_uint_gt(pages_check_ways(&s, "a deep tree"), 20000);
}
END_TEST

/* Tables without a key of their own, among them an empty one; the primary key is apart from the rowid, or stands in the record. */
START_TEST(test_related_tables) {
  static const char *const tables[] = {
      "orders(person, a, s, id)", "orders(person INTEGER PRIMARY KEY, a, s, id)", "orders(id INTEGER PRIMARY KEY DESC, person, a, s)",
      "orders(id INTEGER, person, a, s, PRIMARY KEY(id DESC))", "orders(id INT PRIMARY KEY, person REAL, a, s)", "orders(rowid, person TEXT, a, s, id)",
      "orders(person, a, s, id INTEGER, PRIMARY KEY(id, person))", "orders(id \"INTEGER\" PRIMARY KEY AUTOINCREMENT, person, a UNIQUE, s)"};
  pages_kit_columns(&s.kit, PEOPLE, "a");
  pages_kit_related(&s.kit, "orders", "person");
  pages_kit_columns(&s.kit, ORDERS, "id s a");
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    db = pages_make(&s, &(PagesForm){.page_size = 512});
    pages_sql_of(db, "CREATE TABLE %s; CREATE TABLE people(id INTEGER PRIMARY KEY, a)", tables[i]);
    pages_check_ways(&s, tables[i]);
    pages_sql(db, PAGES_COUNT(100) "INSERT INTO orders(person, id, a, s) SELECT n * 3 - 7, n * 2, n, 'order ' || n FROM i");
    finish(NULL);
    ck_assert_uint_eq(pages_check_ways(&s, tables[i]), 100);
  }
}
END_TEST

/* One record alone, of keys that are there and not. */
START_TEST(test_one_record) {
  static const char *const keys[] = {"1", "500", "-5", "1000", "1001", "9223372036854775807", "x"};
  pages_kit_columns(&s.kit, PEOPLE, "a s");
  db = pages_make(&s, &(PagesForm){.page_size = 512});
  pages_sql(db, "CREATE TABLE " TABLE ";" PAGES_COUNT(1000) "INSERT INTO people(id, a, s) SELECT n, n, 'text ' || n FROM i; DELETE FROM people WHERE id BETWEEN 490 AND 510");
  finish(NULL);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    s.config.only_key = keys[i];
    ck_assert_uint_le(pages_check_ways(&s, keys[i]), 1);
  }
}
END_TEST

/* SQLite writes no REAL that is not a number; it reads one as NULL. */
START_TEST(test_not_a_number) {
  static const uint64_t patterns[] = {0x7ff8000000000000, 0x7ff0000000000001, 0xffffffffffffffff, 0xfff8dead0000beef};
  pages_kit_columns(&s.kit, PEOPLE, "a r");
  db = pages_make(&s, &(PagesForm){.page_size = 512});
  pages_sql(db, "CREATE TABLE " TABLE "; INSERT INTO people(a, r) VALUES(1.5, 1234.5678), (1234.5678, 1.5), (2.5, 3.5)");
  finish(NULL);
  uint8_t page[512], found[8] = {0x40, 0x93, 0x4a, 0x45, 0x6d, 0x5c, 0xfa, 0xad};
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
    FILE *file = fopen(s.path, "r+b");
    int patched = 0;
    uint64_t bits = __builtin_bswap64(patterns[i]);
    ck_assert_int_eq(fseek(file, 512, SEEK_SET), 0);
    ck_assert_uint_eq(fread(page, 1, sizeof page, file), sizeof page);
    for (size_t at = 0; at + 8 <= sizeof page; at++)
      if (!memcmp(page + at, found, 8)) memcpy(page + at, &bits, 8), patched++;
    ck_assert_int_eq(patched, 2);
    memcpy(found, &bits, 8);
    ck_assert_int_eq(fseek(file, 512, SEEK_SET), 0);
    ck_assert_uint_eq(fwrite(page, 1, sizeof page, file), sizeof page);
    fclose(file);
    ck_assert_str_eq(store_kit_ask(s.path, "SELECT count(*) FROM people WHERE a IS NULL OR r IS NULL"), "2");
    pages_check_ways(&s, "not a number");
  }
}
END_TEST

/* ---- a tree that leads to one leaf again and again ---- */

enum { SMALL_PAGE = 512 };

static uint8_t *page_of(uint8_t *bytes, uint32_t number) { return bytes + (size_t)(number - 1) * SMALL_PAGE; }

/* The leaf of rowid 1. */
static uint32_t first_leaf(uint8_t *bytes, uint32_t pages) {
  for (uint32_t number = 2; number <= pages; number++) {
    const uint8_t *page = page_of(bytes, number);
    if (page[PAGE_AT_TYPE] == PAGE_TABLE_LEAF && page[get_be16(page + PAGE_LEAF_HEAD) + 1] == 1) return number;
  }
  return 0;
}

static void lead_to(uint8_t *bytes, uint8_t *child, uint32_t leaf) {
  if (page_of(bytes, get_be32(child))[PAGE_AT_TYPE] == PAGE_TABLE_LEAF) put_be32(child, leaf);
}

/* SQLite itself gives its rows for as often as it stands there. */
START_TEST(test_one_leaf_many_times) {
  pages_kit_columns(&s.kit, PEOPLE, "a");
  db = pages_make(&s, &(PagesForm){.page_size = SMALL_PAGE});
  pages_sql(db, "CREATE TABLE people(id INTEGER PRIMARY KEY, a);" PAGES_COUNT(20000) "INSERT INTO people SELECT n, n FROM i");
  finish(NULL);
  FILE *file = fopen(s.path, "r+b");
  fseek(file, 0, SEEK_END);
  const size_t size = (size_t)ftell(file);
  uint8_t *bytes = malloc(size);
  rewind(file);
  ck_assert_uint_eq(fread(bytes, 1, size, file), size);
  const uint32_t pages = (uint32_t)(size / SMALL_PAGE), leaf = first_leaf(bytes, pages);
  ck_assert_uint_ne(leaf, 0);
  for (uint32_t number = 2; number <= pages; number++) {
    uint8_t *page = page_of(bytes, number);
    if (page[PAGE_AT_TYPE] != PAGE_TABLE_INTERIOR) continue;
    for (uint32_t i = 0; i < get_be16(page + PAGE_AT_CELLS); i++) lead_to(bytes, page + get_be16(page + PAGE_INTERIOR_HEAD + 2 * i), leaf);
    lead_to(bytes, page + PAGE_AT_RIGHT, leaf);
  }
  rewind(file);
  ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
  fclose(file);
  free(bytes);
  ck_assert_int_eq(pages_check_same(&s, LANES_WHOLE, "one leaf many times"), STATUS_IO);
}
END_TEST

Suite *suite_page_tables(void) {
  Suite *suite = suite_create("page_tables");
  TCase *tc = tcase_create("tables");
  tcase_set_timeout(tc, 120);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_types_of_columns);
  tcase_add_test(tc, test_added_columns);
  tcase_add_test(tc, test_altered_tables);
  tcase_add_test(tc, test_many_columns);
  tcase_add_test(tc, test_long_texts);
  tcase_add_test(tc, test_lengths_of_two_bytes);
  tcase_add_test(tc, test_rowids);
  tcase_add_test(tc, test_rowids_in_runs);
  tcase_add_test(tc, test_deep_tree);
  tcase_add_test(tc, test_one_leaf_many_times);
  tcase_add_test(tc, test_related_tables);
  tcase_add_test(tc, test_one_record);
  tcase_add_test(tc, test_not_a_number);
  suite_add_tcase(suite, tc);
  return suite;
}
