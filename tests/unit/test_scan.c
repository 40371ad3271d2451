/* SPDX-License-Identifier: MIT
 * Rows as batches: every stored form by every declared kind, as stored_read has it; parts, batch sizes, orders, dictionaries;
 * records from CSV and from memory. */
#include "tests/unit/store_kit.h"

#include "runtime/base/buf.h"
#include "runtime/data/written.h"

static StoreKit s;
static Buf seen;

static void set_up(void) {
  store_kit_begin(&s);
  buf_init(&seen, &alloc_system);
}

static void tear_down(void) {
  buf_free(&seen);
  store_kit_end(&s);
}

static void see_batch(const Batch *batch) {
  const Program *p = s.kit.p;
  for (uint32_t lane = 0; lane < batch->count; lane++) {
    Value value = vector_get(&batch->key, lane);
    value_write(&seen, &value, NULL);
    for (uint32_t c = 0; c < p->column_count; c++) {
      const BatchColumn *column = &batch->columns[c];
      value = vector_get(&column->vec, lane);
      buf_char(&seen, '|');
      value_write(&seen, &value, &p->columns[c].labels);
      if (column->fault && column->fault[lane]) {
        ck_assert(!value.known);
        buf_print(&seen, "!%s", fault_name((Fault)column->fault[lane]));
      } else if (!value.known) {
        buf_char(&seen, '?');
      }
    }
    buf_char(&seen, '\n');
  }
}

static Status scan(void) {
  Cursor *cursor = NULL;
  Status status = cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor);
  for (uint32_t part = 0; status == STATUS_OK && part < store_parts(s.store, 0); part++) {
    const Batch *batch = NULL;
    status = cursor_part(cursor, part, &s.kit.diags);
    while (status == STATUS_OK) {
      status = cursor_next(cursor, &batch, &s.kit.diags);
      if (status != STATUS_OK || !batch) break;
      see_batch(batch);
    }
  }
  cursor_close(cursor);
  return status;
}

static const char *scan_all(const char *sql) {
  if (sql) store_kit_sql(s.path, sql);
  ck_assert_msg(store_kit_open(&s) == STATUS_OK, "%s", store_kit_code(&s));
  ck_assert_int_eq(scan(), STATUS_OK);
  return buf_z(&seen);
}

/* Rows 1 … of one column, each stored as the SQL literal says. */
static void expect_kind(Kind kind, bool optional, const char *literals, const char *wanted) {
  char sql[2000];
  store_kit_field(&s, "x", kind, optional);
  snprintf(sql, sizeof sql, "CREATE TABLE people(id INTEGER PRIMARY KEY, x); INSERT INTO people(x) VALUES %s", literals);
  ck_assert_str_eq(scan_all(sql), wanted);
}

START_TEST(test_integer) {
  expect_kind(KIND_INTEGER, true, "(5), (-7), (3.0), (3.5), (' 12 '), ('x'), (NULL), (''), (x'31'), (9e99)",
              "1|5\n2|-7\n3|3\n4|!unreadable\n5|12\n6|!unreadable\n7|?\n8|?\n9|!unreadable\n10|!overflow\n");
}
END_TEST

START_TEST(test_number) {
  expect_kind(KIND_NUMBER, false, "(5), (2.5), (-0.0), ('1e3'), (9e999), (NULL), ('')",
              "1|5\n2|2.5\n3|0\n4|1000\n5|!out of range\n6|!missing\n7|!unreadable\n");
}
END_TEST

START_TEST(test_money) {
  expect_kind(KIND_MONEY, true, "(5), (2.5), (0.00005), (0.1), (1234567.8912), ('12.345'), (1e20), (-3.35)",
              "1|5.00\n2|2.50\n3|0.00\n4|0.10\n5|1234567.8912\n6|12.345\n7|!overflow\n8|-3.35\n");
}
END_TEST

START_TEST(test_boolean) {
  expect_kind(KIND_BOOLEAN, true, "(0), (1), (2), ('true'), ('FALSE'), (' 1 '), (NULL)",
              "1|false\n2|true\n3|!unreadable\n4|true\n5|!unreadable\n6|true\n7|?\n");
}
END_TEST

START_TEST(test_date) {
  expect_kind(KIND_DATE, true, "('2027-03-01'), ('2027-02-30'), ('2027-03-01T10:00'), (' 2027-03-01 '), (20270301), ('')",
              "1|2027-03-01\n2|!unreadable\n3|2027-03-01\n4|2027-03-01\n5|!unreadable\n6|?\n");
}
END_TEST

START_TEST(test_datetime) {
  expect_kind(KIND_DATETIME, true, "('2027-03-01'), ('2027-03-01 09:30'), ('2027-03-01T09:30:00+02:00'), ('25:00')",
              "1|2027-03-01T00:00:00\n2|2027-03-01T09:30:00\n3|2027-03-01T07:30:00\n4|!unreadable\n");
}
END_TEST

START_TEST(test_text) {
  expect_kind(KIND_TEXT, false, "('a'), (''), ('  '), (12), ('e' || char(769)), (1.5), (x'00'), (NULL)",
              "1|a\n2|\n3|  \n4|12\n5|\xc3\xa9\n6|!unreadable\n7|!unreadable\n8|!missing\n");
}
END_TEST

START_TEST(test_optional_text) { expect_kind(KIND_TEXT, true, "('a'), (''), ('  '), (' b'), (NULL)", "1|a\n2|?\n3|?\n4| b\n5|?\n"); }
END_TEST

START_TEST(test_text_that_is_not_utf8) {
  expect_kind(KIND_TEXT, true, "(CAST(x'61ff' AS TEXT)), ('b')", "1|!unreadable\n2|b\n");
}
END_TEST

START_TEST(test_one_of) {
  expect_kind(KIND_CODE, true, "('red'), ('blue'), ('red'), ('Red'), (''), (NULL), (3)",
              "1|red\n2|blue\n3|red\n4|!unreadable\n5|?\n6|?\n7|!unreadable\n");
}
END_TEST

START_TEST(test_one_of_many) {
  static const Str many[] = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}, {"f", 1}, {"g", 1}, {"h", 1}, {"i", 1}, {"j", 1}};
  store_kit_field(&s, "x", KIND_CODE, true);
  s.kit.p->columns[0].labels = (Labels){many, 10};
  ck_assert_str_eq(scan_all("CREATE TABLE people(id INTEGER PRIMARY KEY, x); INSERT INTO people(x) VALUES('j'), ('a'), ('k'), ('i')"),
                   "1|j\n2|a\n3|!unreadable\n4|i\n");
}
END_TEST

START_TEST(test_text_of_the_greatest_length) {
  store_kit_field(&s, "x", KIND_TEXT, false);
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, x);"
                        "INSERT INTO people(x) VALUES(replace(hex(zeroblob(524288)), '00', 'ab')), (replace(hex(zeroblob(524288)), '00', 'ab') || 'c')");
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  ck_assert_int_eq(scan(), STATUS_OK);
  ck_assert_msg(strstr(buf_z(&seen), "2|!overflow"), "a text over 1 MiB is a fault");
}
END_TEST

/* Every batch size and number of threads gives the same records in the same parts. */
START_TEST(test_batch_sizes) {
  store_kit_field(&s, "x", KIND_TEXT, true);
  store_kit_field(&s, "y", KIND_INTEGER, true);
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, x, y);"
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
                        "INSERT INTO people SELECT i * 2, CASE WHEN i % 7 THEN 'text ' || (i % 30) END, i FROM n");
  static const uint32_t sizes[] = {0, 1, 3, 2047};
  char *first = NULL;
  for (int i = 0; i < 4; i++) {
    s.config.batch_size = sizes[i];
    seen.n = 0;
    const char *all = scan_all(NULL);
    if (!first) first = strdup(all);
    ck_assert_int_eq(strcmp(all, first), 0);
    store_close(s.store);
    s.store = NULL;
  }
  free(first);
}
END_TEST

/* Texts that do not repeat: the dictionary is given up, and nothing changes but how they are kept. */
START_TEST(test_dictionary_is_given_up) {
  store_kit_field(&s, "x", KIND_TEXT, false);
  store_kit_field(&s, "z", KIND_TEXT, false);
  store_kit_sql(s.path, "CREATE TABLE people(id INTEGER PRIMARY KEY, x, z);"
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)"
                        "INSERT INTO people SELECT i, 'unique ' || i, 'same' FROM n");
  ck_assert_int_eq(store_kit_open(&s), STATUS_OK);
  Cursor *cursor = NULL;
  const Batch *batch = NULL;
  ck_assert_int_eq(cursor_open(s.store, 0, NULL, false, &s.kit.diags, &cursor), STATUS_OK);
  ck_assert_int_eq(cursor_part(cursor, 0, &s.kit.diags), STATUS_OK);
  ck_assert_int_eq(cursor_next(cursor, &batch, &s.kit.diags), STATUS_OK);
  ck_assert_ptr_nonnull(batch->columns[0].vec.dict);
  const Vector *x = &batch->columns[0].vec;
  for (int i = 0; i < 3; i++) ck_assert_int_eq(cursor_next(cursor, &batch, &s.kit.diags), STATUS_OK);
  x = &batch->columns[0].vec;
  ck_assert_ptr_null(x->dict);
  ck_assert_ptr_nonnull(batch->columns[1].vec.dict);
  Value value = vector_get(x, 0);
  ck_assert(str_is(value.str, "unique 6145"));
  cursor_close(cursor);
}
END_TEST

START_TEST(test_key_order_of_texts) {
  s.kit.p->tables[0].key_kind = KIND_TEXT;
  ck_assert_str_eq(scan_all("CREATE TABLE people(id); INSERT INTO people VALUES('b'), (10), ('B'), ('é'), (9)"), "10\n9\nB\nb\né\n");
}
END_TEST

START_TEST(test_key_order_of_integers_kept_as_texts) {
  ck_assert_str_eq(scan_all("CREATE TABLE people(id TEXT PRIMARY KEY NOT NULL); INSERT INTO people VALUES('10'), ('9'), (' 8')"),
                   "8\n9\n10\n");
}
END_TEST

START_TEST(test_key_order_in_a_table_without_rowid) {
  ck_assert_str_eq(scan_all("CREATE TABLE people(id INTEGER PRIMARY KEY DESC) WITHOUT ROWID; INSERT INTO people VALUES(1), (3), (2)"),
                   "1\n2\n3\n");
}
END_TEST

START_TEST(test_empty_table) { ck_assert_str_eq(scan_all("CREATE TABLE people(id INTEGER PRIMARY KEY)"), ""); }
END_TEST

START_TEST(test_unused_columns_are_not_read) {
  store_kit_field(&s, "x", KIND_INTEGER, false);
  s.kit.p->columns[0].used = false;
  ck_assert_str_eq(scan_all("CREATE TABLE people(id INTEGER PRIMARY KEY, x); INSERT INTO people VALUES(1, 'nonsense')"), "1|?\n");
}
END_TEST

START_TEST(test_utf16_database) {
  store_kit_field(&s, "x", KIND_TEXT, false);
  ck_assert_str_eq(scan_all("PRAGMA encoding='UTF-16'; CREATE TABLE people(id INTEGER PRIMARY KEY, x); INSERT INTO people VALUES(1, 'héé')"),
                   "1|h\xc3\xa9\xc3\xa9\n");
}
END_TEST

/* ---- CSV ---- */

static void use_csv(const char *name, const char *text) {
  char path[160];
  snprintf(path, sizeof path, "%s/%s", s.folder, name);
  FILE *file = fopen(path, "wb");
  fputs(text, file);
  fclose(file);
  s.kit.p->tables[0].csv = true;
  s.kit.p->tables[0].source = arena_str(&s.kit.p->arena, str_from(path));
}

START_TEST(test_csv) {
  store_kit_field(&s, "x", KIND_TEXT, true);
  store_kit_field(&s, "n", KIND_NUMBER, true);
  use_csv("a.csv", "n;other;id;X\r\n1.5;z;2;b\r\n;z;1;\"\"\r\n");
  ck_assert_str_eq(scan_all(NULL), "1|?|?\n2|b|1.5\n");
}
END_TEST

START_TEST(test_csv_needs_no_database) {
  use_csv("a.csv", "id\n5\n");
  ck_assert_int_eq(store_open_sqlite(&s.config, NULL, &s.kit.diags, &s.store), STATUS_OK);
  ck_assert_int_eq(scan(), STATUS_OK);
  ck_assert_str_eq(buf_z(&seen), "5\n");
}
END_TEST

static void expect_csv_refused(const char *text, const char *code) {
  store_kit_field(&s, "x", KIND_TEXT, true);
  use_csv("a.csv", text);
  ck_assert_int_ne(store_kit_open(&s), STATUS_OK);
  ck_assert_str_eq(store_kit_code(&s), code);
}

START_TEST(test_csv_without_a_column) { expect_csv_refused("id,y\n1,2\n", "E323"); }
END_TEST
START_TEST(test_csv_with_a_column_twice) { expect_csv_refused("id,x,x\n1,2,3\n", "E322"); }
END_TEST
START_TEST(test_csv_empty) { expect_csv_refused("", "E321"); }
END_TEST
START_TEST(test_csv_short_row) { expect_csv_refused("id,x\n1,2\n3\n", "E320"); }
END_TEST
START_TEST(test_csv_long_row) { expect_csv_refused("id,x\n1,2,3\n", "E320"); }
END_TEST
START_TEST(test_csv_key_twice) { expect_csv_refused("id,x\n1,2\n1,3\n", "E313"); }
END_TEST
START_TEST(test_csv_key_missing) { expect_csv_refused("id,x\n,2\n", "E315"); }
END_TEST

/* ---- memory ---- */

START_TEST(test_memory) {
  store_kit_field(&s, "x", KIND_TEXT, true);
  store_kit_field(&s, "n", KIND_INTEGER, false);
  Value keys[3] = {kit_int(1), kit_int(2), kit_int(9)};
  Value rows[6] = {kit_text("a"), kit_int(5), kit_unknown(KIND_TEXT), kit_unknown(KIND_INTEGER), kit_text("c"), kit_int(-1)};
  Fault faults[6] = {FAULT_NONE, FAULT_NONE, FAULT_NONE, FAULT_MISSING};
  MemoryRows memory = {.count = 3, .keys = keys, .rows = rows, .faults = faults};
  s.config.batch_size = 2;
  ck_assert_int_eq(store_open_memory(&s.config, &memory, NULL, &s.store), STATUS_OK);
  ck_assert_uint_eq(store_count(s.store, 0), 3);
  ck_assert_int_eq(scan(), STATUS_OK);
  ck_assert_str_eq(buf_z(&seen), "1|a|5\n2|?|!missing\n9|c|-1\n");
}
END_TEST

/* Whatever the way of reading, the rows are the same. */
static void set_up_stepping(void) {
  set_up();
  s.config.step_only = true;
}

static void set_up_snapshot(void) {
  set_up();
  s.snapshot = snapshot_new(&alloc_system, 0);
}

static TCase *cases(const char *name, void (*begin)(void)) {
  TCase *tc = tcase_create(name);
  tcase_set_timeout(tc, 30);
  tcase_add_checked_fixture(tc, begin, tear_down);
  tcase_add_test(tc, test_integer);
  tcase_add_test(tc, test_number);
  tcase_add_test(tc, test_money);
  tcase_add_test(tc, test_boolean);
  tcase_add_test(tc, test_date);
  tcase_add_test(tc, test_datetime);
  tcase_add_test(tc, test_text);
  tcase_add_test(tc, test_optional_text);
  tcase_add_test(tc, test_text_that_is_not_utf8);
  tcase_add_test(tc, test_one_of);
  tcase_add_test(tc, test_one_of_many);
  tcase_add_test(tc, test_text_of_the_greatest_length);
  tcase_add_test(tc, test_batch_sizes);
  tcase_add_test(tc, test_dictionary_is_given_up);
  tcase_add_test(tc, test_key_order_of_texts);
  tcase_add_test(tc, test_key_order_of_integers_kept_as_texts);
  tcase_add_test(tc, test_key_order_in_a_table_without_rowid);
  tcase_add_test(tc, test_empty_table);
  tcase_add_test(tc, test_unused_columns_are_not_read);
  tcase_add_test(tc, test_utf16_database);
  tcase_add_test(tc, test_csv);
  tcase_add_test(tc, test_csv_needs_no_database);
  tcase_add_test(tc, test_csv_without_a_column);
  tcase_add_test(tc, test_csv_with_a_column_twice);
  tcase_add_test(tc, test_csv_empty);
  tcase_add_test(tc, test_csv_short_row);
  tcase_add_test(tc, test_csv_long_row);
  tcase_add_test(tc, test_csv_key_twice);
  tcase_add_test(tc, test_csv_key_missing);
  tcase_add_test(tc, test_memory);
  return tc;
}

Suite *suite_scan(void) {
  Suite *suite = suite_create("scan");
  suite_add_tcase(suite, cases("by pages", set_up));
  suite_add_tcase(suite, cases("stepping", set_up_stepping));
  suite_add_tcase(suite, cases("from a snapshot", set_up_snapshot));
  return suite;
}
