/* SPDX-License-Identifier: MIT
 * Opening a database: what is refused, in whose words, and what no connection may do. */
#include "tests/unit/store_kit.h"

#include <fcntl.h>
#include <sys/wait.h>

static StoreKit s;

static void set_up(void) {
  store_kit_begin(&s);
  store_kit_field(&s, "name", KIND_TEXT, true);
}

static void tear_down(void) { store_kit_end(&s); }

static void expect_refused(Status status, const char *code) {
  ck_assert_int_eq(store_kit_open(&s), status);
  ck_assert_ptr_null(s.store);
  ck_assert_str_eq(store_kit_code(&s), code);
}

static void write_file(const char *bytes, size_t n) {
  FILE *file = fopen(s.path, "wb");
  fwrite(bytes, 1, n, file);
  fclose(file);
}

START_TEST(test_good) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES(1, 'a')");
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_uint_eq(store_parts(s.store, 0), 1);
}
END_TEST

START_TEST(test_missing_file) { expect_refused(STATUS_IO, "E301"); }
END_TEST

START_TEST(test_file_is_not_created) {
  expect_refused(STATUS_IO, "E301");
  ck_assert_int_ne(access(s.path, F_OK), 0);
}
END_TEST

START_TEST(test_folder) {
  mkdir(s.path, 0777);
  expect_refused(STATUS_IO, "E302");
}
END_TEST

START_TEST(test_fifo_does_not_hang) {
  mkfifo(s.path, 0666);
  expect_refused(STATUS_IO, "E302");
}
END_TEST

START_TEST(test_not_a_database) {
  static char text[4096];
  memset(text, 'x', sizeof text);
  write_file(text, sizeof text);
  expect_refused(STATUS_IO, "E303");
}
END_TEST

START_TEST(test_empty_file) {
  write_file("", 0);
  expect_refused(STATUS_IO, "E307");
}
END_TEST

START_TEST(test_cut_short) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT);"
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                        "INSERT INTO people SELECT i, 'name ' || i FROM n");
  ck_assert_int_eq(truncate(s.path, 20000), 0);
  Status status = store_kit_open(&s);
  Cursor *cursor = NULL;
  const Batch *batch = NULL;
  if (status == STATUS_OK) status = cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor);
  if (status == STATUS_OK) status = cursor_part(cursor, 0, &s.kit.diags);
  do {
    if (status == STATUS_OK) status = cursor_next(cursor, &batch, &s.kit.diags);
  } while (status == STATUS_OK && batch);
  cursor_close(cursor);
  ck_assert_int_eq(status, STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E304");
}
END_TEST

START_TEST(test_no_path_given) {
  ck_assert_int_eq(store_open_sqlite(&s.config, NULL, &s.kit.diags, &s.store), STATUS_USAGE);
  ck_assert_str_eq(store_kit_code(&s), "E300");
}
END_TEST

START_TEST(test_name_that_sqlite_takes_for_more) {
  char cwd[256];
  ck_assert_ptr_nonnull(getcwd(cwd, sizeof cwd));
  ck_assert_int_eq(chdir(s.folder), 0);
  ck_assert_int_eq(store_open_sqlite(&s.config, ":memory:", &s.kit.diags, &s.store), STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E301");
  store_kit_sql("./file:x?mode=rwc", "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT)");
  ck_assert_int_eq(store_open_sqlite(&s.config, "file:x?mode=rwc", &s.kit.diags, &s.store), STATUS_OK);
  ck_assert_int_eq(chdir(cwd), 0);
}
END_TEST

/* In a process of its own, that is not root: root may read everything. */
START_TEST(test_no_permission) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT)");
  chmod(s.path, 0);
  chmod(s.folder, _i ? 0 : 0755); /* the file may not be read; its folder may not be looked into */
  pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(65534) != 0) _exit(2);
    Status status = store_kit_open(&s);
    _exit(status == STATUS_IO && !s.store && strcmp(store_kit_code(&s), "E306") == 0 ? 0 : 1);
  }
  int ended = -1;
  ck_assert_int_eq(waitpid(child, &ended, 0), child);
  chmod(s.folder, 0700);
  ck_assert_int_eq(ended, 0);
}
END_TEST

START_TEST(test_record_without_a_key) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT)");
  s.kit.p->tables[0].key = STR("");
  expect_refused(STATUS_NO, "E312");
}
END_TEST

START_TEST(test_more_readers_than_were_asked_for) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES(1, 'a')");
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  Cursor *one = NULL, *two = NULL;
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &one), STATUS_OK);
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &two), STATUS_USAGE);
  ck_assert_ptr_null(two);
  ck_assert_str_eq(store_kit_code(&s), "E309");
  cursor_close(one);
}
END_TEST

START_TEST(test_read_only_file) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT)");
  chmod(s.path, 0444);
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
}
END_TEST

/* A writer that stays: what it has committed is in the WAL alone. */
static sqlite3 *wal_writer(const char *sql) {
  sqlite3 *db = NULL;
  ck_assert_int_eq(sqlite3_open(s.path, &db), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  return db;
}

static uint32_t count_rows(void) {
  Cursor *cursor = NULL;
  uint32_t rows = 0;
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  for (uint32_t part = 0; part < store_parts(s.store, 0); part++) {
    const Batch *batch = NULL;
    ck_assert_int_eq(cursor_part(cursor, part, &s.kit.diags), STATUS_OK);
    do {
      ck_assert_int_eq(cursor_next(cursor, &batch, &s.kit.diags), STATUS_OK);
      rows += batch ? batch->count : 0;
    } while (batch);
  }
  cursor_close(cursor);
  return rows;
}

START_TEST(test_wal_with_frames_is_read_by_one_part) {
  sqlite3 *db = wal_writer("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES(1, 'a'), (1000000, 'b')");
  s.config.threads = 4;
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_uint_eq(store_parts(s.store, 0), 1);
  ck_assert_str_eq(store_reader(s.store, 0), "sqlite3_step: changes in the WAL");
  ck_assert_uint_eq(count_rows(), 2);
  sqlite3_close(db);
}
END_TEST

/* Pages are read while a writer fills the WAL, and wants to bring it back: our state stays as it was. */
START_TEST(test_empty_wal_is_read_by_pages) {
  sqlite3 *db = wal_writer("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES(1, 'a'), (1000000, 'b');"
                           "PRAGMA wal_checkpoint(TRUNCATE)");
  s.config.threads = 4;
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_uint_gt(store_parts(s.store, 0), 1);
  ck_assert_uint_eq(store_cursors(s.store), 4);
  ck_assert_str_eq(store_reader(s.store, 0), "pages");
  ck_assert_int_eq(sqlite3_exec(db, "INSERT INTO people VALUES(2, 'c'); PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), SQLITE_OK);
  ck_assert_uint_eq(count_rows(), 2);
  store_close(s.store);
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_uint_eq(count_rows(), 3);
  sqlite3_close(db);
}
END_TEST

START_TEST(test_parts_hang_on_keys_alone) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES(1, 'a'), (1000000, 'b')");
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  uint32_t alone = store_parts(s.store, 0);
  store_close(s.store);
  s.config.threads = 3;
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_uint_eq(store_parts(s.store, 0), alone);
  ck_assert_uint_gt(alone, 1);
}
END_TEST

START_TEST(test_extreme_keys) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT);"
                        "INSERT INTO people VALUES(-9223372036854775807 - 1, 'a'), (0, 'm'), (9223372036854775807, 'b')");
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_uint_eq(count_rows(), 3);
}
END_TEST

START_TEST(test_same_state_for_all) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES(1, 'a'), (100000, 'b')");
  s.config.threads = 2;
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  sqlite3 *db = NULL;
  sqlite3_open(s.path, &db);
  ck_assert_int_eq(sqlite3_exec(db, "DELETE FROM people", NULL, NULL, NULL), SQLITE_BUSY);
  sqlite3_close(db);
}
END_TEST

START_TEST(test_cancel) {
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES(1, 'a')");
  int cancel = 0;
  s.config.cancel = &cancel;
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  Cursor *cursor = NULL;
  const Batch *batch = NULL;
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  cancel = 1;
  ck_assert_int_eq(cursor_part(cursor, 0, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(cursor_next(cursor, &batch, &s.kit.diags), STATUS_STOPPED);
  cursor_close(cursor);
  ck_assert_str_eq(store_kit_code(&s), "E350");
}
END_TEST

Suite *suite_store(void) {
  Suite *suite = suite_create("store");
  TCase *tc = tcase_create("open");
  tcase_set_timeout(tc, 20);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_good);
  tcase_add_test(tc, test_missing_file);
  tcase_add_test(tc, test_file_is_not_created);
  tcase_add_test(tc, test_folder);
  tcase_add_test(tc, test_fifo_does_not_hang);
  tcase_add_test(tc, test_not_a_database);
  tcase_add_test(tc, test_empty_file);
  tcase_add_test(tc, test_cut_short);
  tcase_add_test(tc, test_no_path_given);
  tcase_add_test(tc, test_name_that_sqlite_takes_for_more);
  tcase_add_loop_test(tc, test_no_permission, 0, 2);
  tcase_add_test(tc, test_record_without_a_key);
  tcase_add_test(tc, test_more_readers_than_were_asked_for);
  tcase_add_test(tc, test_read_only_file);
  tcase_add_test(tc, test_wal_with_frames_is_read_by_one_part);
  tcase_add_test(tc, test_empty_wal_is_read_by_pages);
  tcase_add_test(tc, test_parts_hang_on_keys_alone);
  tcase_add_test(tc, test_extreme_keys);
  tcase_add_test(tc, test_same_state_for_all);
  tcase_add_test(tc, test_cancel);
  suite_add_tcase(suite, tc);
  return suite;
}
