/* SPDX-License-Identifier: MIT
 * Which tables are read by their pages, and why others are not; either way the records are the same. */
#include "tests/unit/failing.h"
#include "tests/unit/pages_check.h"

static StoreKit s;

static void set_up(void) {
  store_kit_begin(&s);
  pages_kit_columns(&s.kit, 0, "a s");
}

static void tear_down(void) { store_kit_end(&s); }

/* Scans the last table as it likes and by steps: the reader's name. */
static void expect_reader(const char *reader, uint64_t records) {
  PagesSeen seen, wanted;
  pages_seen_begin(&seen);
  pages_seen_begin(&wanted);
  pages_scan(&wanted, &s.kit, &s.config, s.path, (PagesWay){.step_only = true});
  if (wanted.status != STATUS_OK) ck_abort_msg("%s", wanted.code);
  for (PagesLanes lanes = LANES_WHOLE; lanes <= LANES_ALL; lanes++) {
    pages_scan(&seen, &s.kit, &s.config, s.path, (PagesWay){.lanes = lanes});
    if (seen.status != STATUS_OK) ck_abort_msg("%s", seen.code);
    ck_assert_str_eq(seen.reader, reader);
    ck_assert_uint_eq(seen.records, records);
    ck_assert(pages_same(&seen, &wanted));
  }
  pages_seen_end(&seen);
  pages_seen_end(&wanted);
}

static void expect(const char *sql, const char *reader, uint64_t records) {
  store_kit_sql(s.path, sql);
  expect_reader(reader, records);
}

#define THREE "INSERT INTO people(id, a, s) VALUES(3, 1, 'x'), (1, 2.5, 'é'), (2, NULL, NULL)"

START_TEST(test_plain_table) { expect("CREATE TABLE people(id INTEGER PRIMARY KEY, a, s); " THREE, "pages", 3); }
END_TEST

START_TEST(test_key_of_the_table) { expect("CREATE TABLE people(a, s, id INTEGER, PRIMARY KEY(id DESC)); " THREE, "pages", 3); }
END_TEST

START_TEST(test_empty_table) { expect("CREATE TABLE people(id INTEGER PRIMARY KEY, a, s)", "pages", 0); }
END_TEST

START_TEST(test_stepping_asked_for) {
  PagesSeen seen;
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, a, s); " THREE);
  pages_seen_begin(&seen);
  pages_scan(&seen, &s.kit, &s.config, s.path, (PagesWay){.step_only = true});
  ck_assert_str_eq(seen.reader, "sqlite3_step: asked for");
  pages_seen_end(&seen);
}
END_TEST

START_TEST(test_view) {
  expect("CREATE TABLE folk(id INTEGER PRIMARY KEY, a, s); INSERT INTO folk VALUES(1, 2, 'x'); CREATE VIEW people AS SELECT * FROM folk",
         "sqlite3_step: a view", 1);
}
END_TEST

START_TEST(test_virtual_table) {
  expect("CREATE VIRTUAL TABLE people USING rtree(id, a, s); INSERT INTO people VALUES(1, 2, 3), (7, 0, 9)", "sqlite3_step: a virtual table", 2);
}
END_TEST

START_TEST(test_without_rowid) {
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, a, s) WITHOUT ROWID; " THREE, "sqlite3_step: not read in the order of its rowid", 3);
}
END_TEST

START_TEST(test_key_with_an_index_of_its_own) {
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY DESC, a, s); " THREE, "sqlite3_step: not read in the order of its rowid", 3);
}
END_TEST

START_TEST(test_text_key) {
  s.kit.p->tables[0].key_kind = KIND_TEXT;
  expect("CREATE TABLE people(id TEXT PRIMARY KEY NOT NULL, a, s); " THREE, "sqlite3_step: not read in the order of its rowid", 3);
}
END_TEST

START_TEST(test_generated_columns) {
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, g AS (id * 2), a, s); " THREE, "sqlite3_step: generated columns", 3);
  expect("DROP TABLE people; CREATE TABLE people(id INTEGER PRIMARY KEY, g AS (id * 2) STORED, a, s); " THREE, "sqlite3_step: generated columns", 3);
  expect("DROP TABLE people; CREATE TABLE people(id INTEGER PRIMARY KEY, a AS (id * 2) STORED, s AS (id || 'x')); INSERT INTO people(id) VALUES(4)",
         "sqlite3_step: generated columns", 1);
}
END_TEST

START_TEST(test_utf16) {
  expect("PRAGMA encoding='UTF-16le'; CREATE TABLE people(id INTEGER PRIMARY KEY, a, s); " THREE, "sqlite3_step: pages of an unknown form", 3);
}
END_TEST

/* Where the WAL holds changes the file alone is an older state; once they are in the file, it is the state. */
START_TEST(test_wal) {
  sqlite3 *db = NULL;
  ck_assert_int_eq(sqlite3_open(s.path, &db), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(db, "PRAGMA journal_mode=WAL; CREATE TABLE people(id INTEGER PRIMARY KEY, a, s); " THREE, NULL, NULL, NULL), SQLITE_OK);
  expect_reader("sqlite3_step: changes in the WAL", 3);
  ck_assert_int_eq(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), SQLITE_OK);
  expect_reader("pages", 3);
  ck_assert_int_eq(sqlite3_exec(db, "DELETE FROM people WHERE id = 2", NULL, NULL, NULL), SQLITE_OK);
  expect_reader("sqlite3_step: changes in the WAL", 2);
  sqlite3_close(db);
  expect_reader("pages", 2);
}
END_TEST

START_TEST(test_csv) {
  char path[160];
  snprintf(path, sizeof path, "%s/people.csv", s.folder);
  FILE *file = fopen(path, "wb");
  fputs("id,a,s\n2,5,x\n1,,y\n", file);
  fclose(file);
  s.kit.p->tables[0].csv = true;
  s.kit.p->tables[0].source = str_from(path);
  expect_reader("sqlite3_step: a file of another kind", 2);
}
END_TEST

/* A related record needs no key: any table with a rowid that can be named. */
START_TEST(test_related) {
  pages_kit_related(&s.kit, "orders", "person");
  pages_kit_columns(&s.kit, 1, "a s");
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, a, s); CREATE TABLE orders(person INTEGER PRIMARY KEY DESC, a, s);"
                        "INSERT INTO orders VALUES(5, 6, 'x'), (4, 5.5, 'y')");
  expect_reader("pages", 2);
  expect("DROP TABLE orders; CREATE TABLE orders(person TEXT PRIMARY KEY, a, s) WITHOUT ROWID; INSERT INTO orders VALUES('a', 1, 2)",
         "sqlite3_step: not read in the order of its rowid", 1);
  expect("DROP TABLE orders; CREATE TABLE orders(person, rowid, _rowid_, oid, a, s); INSERT INTO orders(person, a) VALUES(1, 2), (7, 8)",
         "sqlite3_step: not read in the order of its rowid", 2);
}
END_TEST

/* Wherever memory is out, no record is lost without a word. */
START_TEST(test_no_memory) {
  PagesSeen seen;
  pages_seen_begin(&seen);
  store_kit_sql(s.path, "PRAGMA page_size=512; CREATE TABLE people(id INTEGER PRIMARY KEY, a); INSERT INTO people VALUES(1, 'é'), (2, 5);"
                        "ALTER TABLE people ADD COLUMN s DEFAULT 'added'; INSERT INTO people VALUES(3, 7, printf('%.*c', 2000, 'x')), (4, NULL, 'behind')");
  bool failed = true;
  for (long before = 0; failed; before++) {
    Failing failing = {.before = before};
    Alloc alloc = failing_alloc(&failing);
    s.config.alloc = &alloc;
    pages_scan(&seen, &s.kit, &s.config, s.path, (PagesWay){.lanes = LANES_ALL, .batch_size = 2});
    failed = failing.failed;
    ck_assert(seen.status == STATUS_OK ? seen.records == 4 : failed && seen.status == STATUS_NO_MEMORY);
  }
  ck_assert_str_eq(seen.reader, "pages");
  ck_assert_uint_eq(seen.records, 4);
  pages_seen_end(&seen);
}
END_TEST

/* ---- what the damage of single bytes does not reach ---- */

static void patch(long at, const void *p, size_t n) {
  FILE *file = fopen(s.path, "r+b");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
  ck_assert_uint_eq(fwrite(p, 1, n, file), n);
  fclose(file);
}

/* One record on page 2, of which the test then says every byte. */
static void one_record(const uint8_t *cell, size_t n) {
  remove(s.path);
  store_kit_sql(s.path, "PRAGMA page_size=512; CREATE TABLE people(id INTEGER PRIMARY KEY, a, s); INSERT INTO people VALUES(1, 2, 'x')");
  static const uint8_t head[] = {13, 0, 0, 0, 1, 1, 0, 0, 1, 0};
  patch(512, head, sizeof head);
  patch(512 + 256, cell, n);
}

/* A length of nine bytes: SQLite reads the last of them otherwise than in other numbers. */
START_TEST(test_length_of_nine_bytes) {
  static const uint8_t cell[] = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x86, 1, 4, 0, 1, 15, 77, 'y'};
  one_record(cell, sizeof cell);
  ck_assert_int_eq(pages_check_same(&s, LANES_WHOLE, "one record"), STATUS_OK);
}
END_TEST

/* Numbers of more bytes than they need, everywhere. */
START_TEST(test_long_numbers) {
  static const uint8_t cell[] = {0x80, 9, 0x80, 0x80, 1, 0x80, 6, 0x80, 0x00, 1, 15, 77, 'y', 0};
  one_record(cell, sizeof cell);
  ck_assert_int_eq(pages_check_same(&s, LANES_WHOLE, "one record"), STATUS_IO);
  static const uint8_t good[] = {0x80, 8, 0x80, 0x80, 1, 0x80, 6, 0x80, 0x00, 1, 15, 77, 'y'};
  one_record(good, sizeof good);
  ck_assert_int_eq(pages_check_same(&s, LANES_WHOLE, "one record"), STATUS_OK);
}
END_TEST

/* Types that SQLite keeps for itself; a text longer than its record; a record without a header; of no bytes. */
START_TEST(test_strange_records) {
  static const struct {
    uint8_t bytes[16];
    bool refused;
  } cells[] = {{{5, 1, 4, 0, 10, 15, 'y'}, false}, {{5, 1, 4, 0, 11, 15, 'y'}, false},
               {{8, 1, 6, 0, 0xff, 0xff, 0x7f, 15, 'y', 77}, true}, {{5, 1, 0, 0, 1, 15, 77}, false}, {{0, 1}, false},
               {{1, 1, 0}, false}, {{2, 1, 1, 0}, true}, {{4, 1, 9, 0, 1, 77}, true}, {{3, 1, 2, 5, 77}, true}};
  char name[20];
  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
    snprintf(name, sizeof name, "record %zu", i);
    one_record(cells[i].bytes, sizeof cells[i].bytes);
    ck_assert_int_eq(pages_check_same(&s, LANES_WHOLE, name), cells[i].refused ? STATUS_IO : STATUS_OK);
  }
}
END_TEST

/* Texts whose pages go round in a circle. */
START_TEST(test_circle_of_pages) {
  store_kit_sql(s.path, "PRAGMA page_size=512; CREATE TABLE people(id INTEGER PRIMARY KEY, a, s);"
                        "INSERT INTO people VALUES(1, printf('%.*c', 30000, 'x'), 'behind')");
  static const uint8_t third[] = {0, 0, 0, 3};
  patch(512 * 8, third, sizeof third);
  ck_assert_int_eq(pages_check_same(&s, LANES_WHOLE, "one record"), STATUS_OK);
}
END_TEST

Suite *suite_pages(void) {
  Suite *suite = suite_create("pages");
  TCase *tc = tcase_create("readers");
  tcase_set_timeout(tc, 60);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_plain_table);
  tcase_add_test(tc, test_key_of_the_table);
  tcase_add_test(tc, test_empty_table);
  tcase_add_test(tc, test_stepping_asked_for);
  tcase_add_test(tc, test_view);
  tcase_add_test(tc, test_virtual_table);
  tcase_add_test(tc, test_without_rowid);
  tcase_add_test(tc, test_key_with_an_index_of_its_own);
  tcase_add_test(tc, test_text_key);
  tcase_add_test(tc, test_generated_columns);
  tcase_add_test(tc, test_utf16);
  tcase_add_test(tc, test_wal);
  tcase_add_test(tc, test_csv);
  tcase_add_test(tc, test_related);
  tcase_add_test(tc, test_no_memory);
  tcase_add_test(tc, test_length_of_nine_bytes);
  tcase_add_test(tc, test_long_numbers);
  tcase_add_test(tc, test_strange_records);
  tcase_add_test(tc, test_circle_of_pages);
  suite_add_tcase(suite, tc);
  return suite;
}
