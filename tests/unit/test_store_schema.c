/* SPDX-License-Identifier: MIT
 * Records held against tables: what is missing, what is near it, and whether the key is one. */
#include "tests/unit/store_kit.h"

static StoreKit s;

static void set_up(void) {
  store_kit_begin(&s);
  store_kit_field(&s, "name", KIND_TEXT, true);
}

static void tear_down(void) { store_kit_end(&s); }

static void expect(const char *sql, Status status, const char *code) {
  store_kit_sql(s.path, sql);
  Status answer = store_kit_open(&s);
  ck_assert_msg(answer == status, "%d: %.*s", answer, s.kit.diags.count ? (int)s.kit.diags.items[0]->text.n : 0,
                s.kit.diags.count ? s.kit.diags.items[0]->text.p : "");
  ck_assert_str_eq(store_kit_code(&s), code);
}

/* In what was said first. */
static void expect_text(const char *words, const char *label) {
  const Diag *diag = s.kit.diags.items[0];
  ck_assert_msg(memmem(diag->text.p, diag->text.n, words, strlen(words)), "%.*s", STR_ARG(diag->text));
  ck_assert_msg(str_is(diag->label, label), "%.*s", STR_ARG(diag->label));
}

START_TEST(test_no_table) {
  expect("CREATE TABLE peple(id INTEGER PRIMARY KEY, name TEXT)", STATUS_NO, "E310");
  expect_text("no table `people`", "did you mean `peple`?");
}
END_TEST

START_TEST(test_no_table_and_nothing_near) {
  expect("CREATE TABLE zz(id INTEGER)", STATUS_NO, "E310");
  ck_assert_msg(s.kit.diags.items[0]->help.n > 0, "the only table is named");
}
END_TEST

START_TEST(test_no_column) {
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, nam TEXT)", STATUS_NO, "E311");
  expect_text("the table `people` has no column `name`", "did you mean `nam`?");
}
END_TEST

START_TEST(test_all_missing_columns_are_told) {
  store_kit_field(&s, "age", KIND_INTEGER, true);
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY)", STATUS_NO, "E311");
  ck_assert_uint_eq(s.kit.diags.count, 2);
}
END_TEST

START_TEST(test_unused_columns_are_held_too) {
  s.kit.p->columns[0].used = false;
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY)", STATUS_NO, "E311");
}
END_TEST

START_TEST(test_no_key_column) {
  expect("CREATE TABLE people(ident INTEGER PRIMARY KEY, name TEXT)", STATUS_NO, "E311");
  expect_text("no column `id`", "");
}
END_TEST

START_TEST(test_case_of_names) { expect("CREATE TABLE PEOPLE(ID INTEGER PRIMARY KEY, Name TEXT)", STATUS_OK, "none"); }
END_TEST

START_TEST(test_generated_column) {
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, first TEXT, name TEXT AS (first || '!'))", STATUS_OK, "none");
}
END_TEST

START_TEST(test_view) {
  expect("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES(1, 'x'), (2, 'y');"
         "CREATE VIEW people AS SELECT a AS id, b AS name FROM t", STATUS_OK, "none");
}
END_TEST

START_TEST(test_view_with_a_key_twice) {
  expect("CREATE TABLE t(a INTEGER, b TEXT); INSERT INTO t VALUES(1, 'x'), (1, 'y');"
         "CREATE VIEW people AS SELECT a AS id, b AS name FROM t", STATUS_NO, "E313");
}
END_TEST

START_TEST(test_without_rowid) {
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT) WITHOUT ROWID; INSERT INTO people VALUES(7, 'x')", STATUS_OK, "none");
}
END_TEST

START_TEST(test_virtual_table) {
  s.kit.p->tables[0].key = STR("rowid2");
  expect("CREATE VIRTUAL TABLE people USING fts5(rowid2, name); INSERT INTO people VALUES(1, 'x')", STATUS_OK, "none");
}
END_TEST

START_TEST(test_key_twice) {
  expect("CREATE TABLE people(id INTEGER, name TEXT); INSERT INTO people VALUES(4, 'a'), (3, 'b'), (4, 'c')", STATUS_NO, "E313");
  expect_text("4 stands in more than one row", "");
}
END_TEST

START_TEST(test_keys_that_are_read_as_one) {
  expect("CREATE TABLE people(id, name TEXT); INSERT INTO people VALUES(4, 'a'), ('4', 'b')", STATUS_NO, "E313");
}
END_TEST

START_TEST(test_key_unknown) {
  expect("CREATE TABLE people(id INTEGER UNIQUE, name TEXT); INSERT INTO people VALUES(NULL, 'a')", STATUS_NO, "E315");
}
END_TEST

START_TEST(test_key_unreadable) {
  expect("CREATE TABLE people(id TEXT, name TEXT); INSERT INTO people VALUES('12', 'a'), ('x1', 'b')", STATUS_NO, "E314");
  expect_text("\"x1\"", "");
}
END_TEST

START_TEST(test_trusted_key_is_read_strictly_all_the_same) {
  expect("CREATE TABLE people(id INTEGER NOT NULL UNIQUE, name TEXT); INSERT INTO people VALUES(1, 'a'), ('x', 'b')", STATUS_OK, "none");
  Cursor *cursor = NULL;
  const Batch *batch = NULL;
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  ck_assert_int_eq(cursor_part(cursor, 0, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(cursor_next(cursor, &batch, &s.kit.diags), STATUS_NO);
  cursor_close(cursor);
  ck_assert_str_eq(store_kit_code(&s), "E314");
}
END_TEST

START_TEST(test_text_keys) {
  s.kit.p->tables[0].key_kind = KIND_TEXT;
  expect("CREATE TABLE people(id TEXT PRIMARY KEY NOT NULL, name TEXT); INSERT INTO people VALUES('01', 'a'), ('1', 'b')", STATUS_OK,
         "none");
}
END_TEST

START_TEST(test_hostile_names) {
  s.kit.p->tables[0].source = STR("a\"; DROP TABLE x; --");
  s.kit.p->columns[0].stored = STR("n\"] '%s");
  expect("CREATE TABLE x(i); CREATE TABLE \"a\"\"; DROP TABLE x; --\"(id INTEGER PRIMARY KEY, \"n\"\"] '%s\" TEXT)", STATUS_OK, "none");
  Cursor *cursor = NULL;
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  cursor_close(cursor);
  ck_assert_str_eq(store_kit_ask(s.path, "SELECT count(*) FROM sqlite_schema WHERE name = 'x'"), "1");
}
END_TEST

START_TEST(test_a_view_that_is_not_named_is_not_read) {
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); CREATE VIEW other AS SELECT * FROM nowhere", STATUS_OK, "none");
}
END_TEST

/* A look-up record `cities`, its first field read by the program. */
static void add_cities(void) {
  Program *p = s.kit.p;
  p->tables[p->table_count++] =
      (ProgramTable){.name = STR("cities"), .source = STR("cities"), .role = TABLE_LOOKUP, .unit = PROGRAM_NONE, .key = STR("code"), .key_kind = KIND_TEXT};
  kit_column(&s.kit, KIND_INTEGER);
  p->columns[p->column_count - 1] =
      (ProgramColumn){.table = 1, .name = STR("size"), .stored = STR("size"), .kind = KIND_INTEGER, .used = true};
  kit_place_columns(p);
}

START_TEST(test_lookup_is_loaded) {
  add_cities();
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE cities(code TEXT, size INTEGER);"
         "INSERT INTO cities VALUES('A', 5), ('B', NULL), ('C', 'many')", STATUS_OK, "none");
  const Lookup *cities = store_lookups(s.store)[1];
  ck_assert_ptr_nonnull(cities);
  ck_assert_ptr_null(store_lookups(s.store)[0]);
  const LookupColumn *size = &cities->columns[1];
  int32_t a = lookup_find_text(cities, STR("A")), b = lookup_find_text(cities, STR("B")), c = lookup_find_text(cities, STR("C"));
  ck_assert_int_eq(((int64_t *)size->data)[a], 5);
  ck_assert_uint_eq(size->valid[0], (uint64_t)1 << a);
  ck_assert_uint_eq(size->fault[b], FAULT_MISSING);
  ck_assert_uint_eq(size->fault[c], FAULT_UNREADABLE);
  ck_assert_int_eq(lookup_find_text(cities, STR("D")), -1);
}
END_TEST

START_TEST(test_lookup_of_many_rows) {
  add_cities();
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE cities(code TEXT PRIMARY KEY NOT NULL, size INTEGER);"
         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO cities SELECT i, i * 2 FROM n",
         STATUS_OK, "none");
  const Lookup *cities = store_lookups(s.store)[1];
  ck_assert_uint_eq(cities->rows, 5000);
  int32_t row = lookup_find_text(cities, STR("4321"));
  ck_assert_int_eq(((int64_t *)cities->columns[1].data)[row], 8642);
}
END_TEST

START_TEST(test_lookup_key_twice) {
  add_cities();
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE cities(code TEXT, size INTEGER);"
         "INSERT INTO cities VALUES('A', 5), ('A', 6)", STATUS_NO, "E313");
}
END_TEST

START_TEST(test_unused_lookup_is_not_loaded) {
  add_cities();
  s.kit.p->columns[1].used = false;
  expect("CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE cities(code TEXT, size INTEGER)", STATUS_OK, "none");
  ck_assert_ptr_null(store_lookups(s.store)[1]);
}
END_TEST

Suite *suite_store_schema(void) {
  Suite *suite = suite_create("store_schema");
  TCase *tc = tcase_create("hold");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_no_table);
  tcase_add_test(tc, test_no_table_and_nothing_near);
  tcase_add_test(tc, test_no_column);
  tcase_add_test(tc, test_all_missing_columns_are_told);
  tcase_add_test(tc, test_unused_columns_are_held_too);
  tcase_add_test(tc, test_no_key_column);
  tcase_add_test(tc, test_case_of_names);
  tcase_add_test(tc, test_generated_column);
  tcase_add_test(tc, test_view);
  tcase_add_test(tc, test_view_with_a_key_twice);
  tcase_add_test(tc, test_without_rowid);
  tcase_add_test(tc, test_virtual_table);
  tcase_add_test(tc, test_key_twice);
  tcase_add_test(tc, test_keys_that_are_read_as_one);
  tcase_add_test(tc, test_key_unknown);
  tcase_add_test(tc, test_key_unreadable);
  tcase_add_test(tc, test_trusted_key_is_read_strictly_all_the_same);
  tcase_add_test(tc, test_text_keys);
  tcase_add_test(tc, test_hostile_names);
  tcase_add_test(tc, test_a_view_that_is_not_named_is_not_read);
  tcase_add_test(tc, test_lookup_is_loaded);
  tcase_add_test(tc, test_lookup_of_many_rows);
  tcase_add_test(tc, test_lookup_key_twice);
  tcase_add_test(tc, test_unused_lookup_is_not_loaded);
  suite_add_tcase(suite, tc);
  return suite;
}
