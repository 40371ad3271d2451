/* SPDX-License-Identifier: MIT
 * Databases built page by page: SQLite finds nothing wrong with them and reads from them what it would have kept itself. */
#include "tests/unit/store_kit.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>

#include "runtime/pages/database_build.h"
#include "runtime/pages/page_file.h"
#include "runtime/pages/tree_build.h"
#include "tests/unit/failing.h"

enum { FIELDS_MOST = 400, TEXT_MOST = 1 << 20 };

/* One value, for both sides. */
typedef struct Sample {
  int type; /* as SQLite tells it */
  int64_t integer;
  double real;
  uint32_t length; /* of a text, cut out of `letters` */
} Sample;

/* A table to be built: `fields` columns, of which 0 is the key. */
typedef struct Shape {
  uint32_t rows, fields;
  int64_t (*key)(uint32_t row); /* NULL: 1, 2 … */
  Sample (*sample)(uint32_t row, uint32_t field);
  bool text_key, any_order;
} Shape;

static StoreKit s;
static char built[160], wanted[160];
static char *letters;

static void set_up(void) {
  store_kit_begin(&s);
  snprintf(built, sizeof built, "%s/built.db", s.folder);
  snprintf(wanted, sizeof wanted, "%s/wanted.db", s.folder);
  letters = malloc(TEXT_MOST + 1);
  for (uint32_t i = 0; i <= TEXT_MOST; i++) letters[i] = (char)('a' + i * 7 % 26);
}

static void tear_down(void) {
  free(letters);
  store_kit_end(&s);
}

static int64_t key_of(const Shape *shape, uint32_t row) { return shape->key ? shape->key(row) : (int64_t)row + 1; }

/* Texts differ in their ends; those of keys sort as their rows do, unless any order is tried. */
static Str text_of(const Shape *shape, uint32_t row, uint32_t field, const Sample *sample, char *room) {
  if (field || !shape->text_key) return (Str){letters, sample->length};
  memcpy(room, letters, sample->length);
  uint32_t number = shape->any_order ? row * 7919 % shape->rows : row;
  int n = snprintf(room, 20, "%08u", number);
  if (sample->length > (uint32_t)n) room[n] = 'z';
  return (Str){room, sample->length > (uint32_t)n ? sample->length : (uint32_t)n};
}

static Field field_of(const Shape *shape, uint32_t row, uint32_t field, char *room) {
  if (!field && !shape->text_key) return field_null();
  Sample sample = shape->sample(row, field);
  switch (sample.type) {
  case SQLITE_INTEGER: return field_integer(sample.integer);
  case SQLITE_FLOAT: return field_real(sample.real);
  case SQLITE_TEXT: return field_text(text_of(shape, row, field, &sample, room));
  default: return field_null();
  }
}

/* Columns take their type from the first row. */
static void table_sql(const Shape *shape, char *sql, size_t size) {
  size_t n = (size_t)snprintf(sql, size, "CREATE TABLE t(c0 %s PRIMARY KEY NOT NULL", shape->text_key ? "TEXT" : "INTEGER");
  for (uint32_t f = 1; f < shape->fields; f++)
    n += (size_t)snprintf(sql + n, size - n, ", c%u%s", f, shape->sample(0, f).type == SQLITE_FLOAT ? " REAL" : "");
  snprintf(sql + n, size - n, ")");
}

static int build_rows(const Shape *shape, DatabaseBuild *build, uint32_t run_rows, const Alloc *alloc) {
  RowRun run;
  row_run_init(&run, alloc, !shape->text_key);
  Field fields[FIELDS_MOST];
  char *room = malloc(TEXT_MOST + 20);
  int error = 0;
  for (uint32_t row = 0; row < shape->rows && !error; row++) {
    for (uint32_t f = 0; f < shape->fields; f++) fields[f] = field_of(shape, row, f, room);
    error = row_run_add(&run, key_of(shape, row), fields, shape->fields);
    if (error || ((row + 1) % run_rows && row + 1 < shape->rows)) continue;
    error = database_table_add(build, &run);
    row_run_clear(&run);
  }
  row_run_free(&run);
  free(room);
  return error;
}

static int build_database(const Shape *shape, const char *path, uint32_t run_rows, const Alloc *alloc) {
  static char sql[8000];
  table_sql(shape, sql, sizeof sql);
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  BuiltTable table = {STR("t"), str_from(sql), shape->text_key ? STR("sqlite_autoindex_t_1") : STR(""), 0, shape->any_order};
  DatabaseBuild *build = NULL;
  int error = database_build_new(alloc, fd, &build);
  if (!error) error = database_table_begin(build, &table);
  if (!error) error = build_rows(shape, build, run_rows, alloc);
  if (!error) error = database_table_end(build);
  if (!error) error = database_build_finish(build, 7, 8);
  database_build_free(build);
  close(fd);
  return error;
}

/* ---- what SQLite makes of the same rows ---- */

static void bind(sqlite3_stmt *stmt, const Shape *shape, uint32_t row, uint32_t field, char *room) {
  Sample sample = shape->sample(row, field);
  int at = (int)field + 1;
  if (!field && !shape->text_key) sqlite3_bind_int64(stmt, at, key_of(shape, row));
  else if (sample.type == SQLITE_INTEGER) sqlite3_bind_int64(stmt, at, sample.integer);
  else if (sample.type == SQLITE_FLOAT) sqlite3_bind_double(stmt, at, sample.real);
  else if (sample.type == SQLITE_TEXT) {
    Str text = text_of(shape, row, field, &sample, room);
    sqlite3_bind_text(stmt, at, text.p, (int)text.n, SQLITE_TRANSIENT);
  }
}

static void fill_with_sqlite(const Shape *shape) {
  static char sql[8000], insert[4 * FIELDS_MOST];
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  char *room = malloc(TEXT_MOST + 20);
  unlink(wanted);
  table_sql(shape, sql, sizeof sql);
  ck_assert_int_eq(sqlite3_open(wanted, &db), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(db, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; BEGIN", NULL, NULL, NULL), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  size_t n = (size_t)snprintf(insert, sizeof insert, "INSERT INTO t VALUES(?");
  for (uint32_t f = 1; f < shape->fields; f++) n += (size_t)snprintf(insert + n, sizeof insert - n, ",?");
  snprintf(insert + n, sizeof insert - n, ")");
  ck_assert_int_eq(sqlite3_prepare_v2(db, insert, -1, &stmt, NULL), SQLITE_OK);
  for (uint32_t row = 0; row < shape->rows; row++) {
    for (uint32_t f = 0; f < shape->fields; f++) bind(stmt, shape, row, f, room);
    ck_assert_int_eq(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
  }
  sqlite3_finalize(stmt);
  ck_assert_int_eq(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  free(room);
}

static void expect_same_row(sqlite3_stmt *a, sqlite3_stmt *b) {
  for (int c = 0; c < sqlite3_column_count(a); c++) {
    ck_assert_int_eq(sqlite3_column_type(a, c), sqlite3_column_type(b, c));
    if (sqlite3_column_type(a, c) == SQLITE_FLOAT) {
      ck_assert_double_eq(sqlite3_column_double(a, c), sqlite3_column_double(b, c));
      continue;
    }
    ck_assert_int_eq(sqlite3_column_bytes(a, c), sqlite3_column_bytes(b, c));
    int n = sqlite3_column_bytes(a, c);
    ck_assert(n == 0 || memcmp(sqlite3_column_blob(a, c), sqlite3_column_blob(b, c), (size_t)n) == 0);
  }
}

/* Both answer that query alike, row by row. */
static void expect_same_answer(const char *query) {
  const char *const paths[] = {built, wanted};
  sqlite3 *db[2];
  sqlite3_stmt *stmt[2];
  for (int i = 0; i < 2; i++) {
    ck_assert_int_eq(sqlite3_open_v2(paths[i], &db[i], SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    ck_assert_msg(sqlite3_prepare_v2(db[i], query, -1, &stmt[i], NULL) == SQLITE_OK, "%s: %s", query, sqlite3_errmsg(db[i]));
  }
  for (int code = SQLITE_ROW; code == SQLITE_ROW;) {
    code = sqlite3_step(stmt[0]);
    ck_assert_int_eq(code, sqlite3_step(stmt[1]));
    if (code == SQLITE_ROW) expect_same_row(stmt[0], stmt[1]);
    else ck_assert_int_eq(code, SQLITE_DONE);
  }
  for (int i = 0; i < 2; i++) {
    sqlite3_finalize(stmt[i]);
    sqlite3_close(db[i]);
  }
}

static void expect_same_file(const char *a, const char *b) {
  FILE *one = fopen(a, "rb"), *two = fopen(b, "rb");
  static char left[65536], right[65536];
  for (size_t n = 1; n;) {
    n = fread(left, 1, sizeof left, one);
    ck_assert_uint_eq(n, fread(right, 1, sizeof right, two));
    ck_assert_int_eq(memcmp(left, right, n), 0);
  }
  fclose(one);
  fclose(two);
}

static void expect_good(const Shape *shape) {
  ck_assert_int_eq(build_database(shape, built, 100, &alloc_system), 0);
  ck_assert_str_eq(store_kit_ask(built, "PRAGMA integrity_check"), "ok");
  fill_with_sqlite(shape);
  expect_same_answer("SELECT rowid, * FROM t ORDER BY rowid");
  expect_same_answer("SELECT type, name, tbl_name, sql FROM sqlite_schema");
  if (shape->text_key) expect_same_answer("SELECT c0, rowid FROM t INDEXED BY sqlite_autoindex_t_1 ORDER BY c0");
  ck_assert_int_eq(build_database(shape, wanted, 1000000, &alloc_system), 0);
  expect_same_file(built, wanted);
  store_kit_sql(built, shape->text_key ? "PRAGMA synchronous=OFF; INSERT INTO t(c0) VALUES('new'); DELETE FROM t WHERE rowid % 3; VACUUM"
                                       : "PRAGMA synchronous=OFF; INSERT INTO t(c0) VALUES(-77); DELETE FROM t WHERE rowid % 3; VACUUM");
  ck_assert_str_eq(store_kit_ask(built, "PRAGMA integrity_check"), "ok");
}

/* ---- shapes ---- */

static Sample narrow(uint32_t row, uint32_t field) {
  if (field == 0) return (Sample){.type = SQLITE_TEXT, .length = 8};
  if (field == 1) return (Sample){.type = SQLITE_FLOAT, .real = row % 3 ? row / 7.0 : row};
  return field == 2 ? (Sample){.type = SQLITE_TEXT, .length = row % 12} : (Sample){.type = SQLITE_INTEGER, .integer = row % 40};
}

static Sample integers(uint32_t row, uint32_t field) {
  int64_t edge = row / 3 < 63 ? (int64_t)1 << row / 3 : INT64_MAX;
  int64_t value = edge == INT64_MAX ? edge - (int64_t)(row % 3) : edge + (int64_t)(row % 3) - 1;
  return (Sample){.type = SQLITE_INTEGER, .integer = field % 2 ? value : -value - 1};
}

static Sample reals(uint32_t row, uint32_t field) {
  static const double values[] = {0, 1, -1, 0.5, 1e300, -1e-300, 5e-324, 140737488355327, 140737488355328, -140737488355328, 1e15, 9e18,
                                  1e19, 127, 128, -129, 2147483648.0, 123456.75};
  uint32_t n = sizeof values / sizeof *values;
  return (Sample){.type = SQLITE_FLOAT, .real = values[(row + field) % n]};
}

/* Every length around what a page holds, and some far beyond. */
static Sample lengths(uint32_t row, uint32_t field) {
  uint32_t length = row < 20 ? row : row < 620 ? 3700 + row : row < 1200 ? 8000 + row : row < 1202 ? TEXT_MOST - row % 3 : 50;
  return (Sample){.type = SQLITE_TEXT, .length = field ? length : 8};
}

static Sample key_lengths(uint32_t row, uint32_t field) {
  (void)field;
  return (Sample){.type = SQLITE_TEXT, .length = row < 20 ? 0 : row < 400 ? 800 + row : row < 700 ? 4700 + row : row == 700 ? TEXT_MOST : 90};
}

static Sample holes(uint32_t row, uint32_t field) {
  return (row + field) % 3 ? (Sample){.type = SQLITE_NULL} : (Sample){.type = SQLITE_INTEGER, .integer = field};
}

static int64_t wide_keys(uint32_t row) {
  static const int64_t keys[] = {INT64_MIN, INT64_MIN + 1, -4294967297, -4294967296, -129, -128, -1, 0, 1, 127, 128, 16383, 16384,
                                 2097151, 2097152, INT64_MAX - 1, INT64_MAX};
  return keys[row];
}

static int64_t scattered(uint32_t row) { return (int64_t)(row * 7919 % 30011) * 1000003 - 5000000; }

START_TEST(test_how_many_rows) {
  static const uint32_t counts[] = {0, 1, 2, 3, 99, 100, 101, 5000, 150000};
  expect_good(&(Shape){.rows = counts[_i], .fields = 4, .sample = narrow});
}
END_TEST

START_TEST(test_values) {
  static const Shape shapes[] = {{.rows = 192, .fields = 3, .sample = integers},  {.rows = 40, .fields = 4, .sample = reals},
                                 {.rows = 1210, .fields = 2, .sample = lengths},  {.rows = 300, .fields = 5, .sample = holes},
                                 {.rows = 20, .fields = 300, .sample = integers}, {.rows = 100, .fields = 1, .sample = narrow},
                                 {.rows = 17, .fields = 3, .sample = narrow, .key = wide_keys}};
  expect_good(&shapes[_i]);
}
END_TEST

START_TEST(test_keys_in_any_order) {
  static const uint32_t counts[] = {0, 1, 30011};
  expect_good(&(Shape){.rows = counts[_i], .fields = 4, .sample = narrow, .key = scattered, .any_order = true});
}
END_TEST

START_TEST(test_text_keys) {
  static const Shape shapes[] = {{.rows = 0, .fields = 3, .sample = narrow, .text_key = true},
                                 {.rows = 1, .fields = 3, .sample = narrow, .text_key = true},
                                 {.rows = 60000, .fields = 4, .sample = narrow, .text_key = true},
                                 {.rows = 710, .fields = 2, .sample = key_lengths, .text_key = true},
                                 {.rows = 30011, .fields = 4, .sample = narrow, .text_key = true, .any_order = true},
                                 {.rows = 709, .fields = 2, .sample = key_lengths, .text_key = true, .any_order = true}};
  expect_good(&shapes[_i]);
}
END_TEST

/* ---- keys twice, order broken ---- */

static int64_t halves(uint32_t row) { return row / 2; }
static int64_t falling(uint32_t row) { return -(int64_t)row; }
static int64_t seventh_again(uint32_t row) { return row == 250 ? 7 : row; }

START_TEST(test_order_is_held) {
  static const struct {
    Shape shape;
    int error;
  } cases[] = {{{.rows = 10, .fields = 2, .sample = narrow, .key = halves}, EEXIST},
               {{.rows = 10, .fields = 2, .sample = narrow, .key = falling}, EINVAL},
               {{.rows = 300, .fields = 2, .sample = narrow, .key = seventh_again}, EINVAL},
               {{.rows = 300, .fields = 2, .sample = narrow, .key = seventh_again, .any_order = true}, EEXIST}};
  for (uint32_t run_rows = 1; run_rows <= 1000; run_rows *= 10)
    ck_assert_int_eq(build_database(&cases[_i].shape, built, run_rows, &alloc_system), cases[_i].error);
}
END_TEST

static int build_texts(const char *const *keys, uint32_t count, char *twice) {
  int fd = open(built, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  BuiltTable table = {STR("t"), STR("CREATE TABLE t(k TEXT PRIMARY KEY)"), STR("sqlite_autoindex_t_1"), 0, false};
  DatabaseBuild *build = NULL;
  RowRun run;
  row_run_init(&run, &alloc_system, false);
  int error = database_build_new(&alloc_system, fd, &build);
  if (!error) error = database_table_begin(build, &table);
  for (uint32_t i = 0; i < count && !error; i++) {
    Field field = field_text(str_from(keys[i]));
    error = row_run_add(&run, 0, &field, 1);
    if (!error) error = database_table_add(build, &run);
    row_run_clear(&run);
  }
  if (!error) error = database_table_end(build);
  snprintf(twice, 40, "%.*s", STR_ARG(database_build_twice(build)));
  row_run_free(&run);
  database_build_free(build);
  close(fd);
  return error;
}

START_TEST(test_text_keys_are_held) {
  static const char *const twice[] = {"a", "b", "b"}, *const falling_texts[] = {"b", "a"}, *const apart[] = {"longer than 8", "a", "longer than 8"};
  char text[40];
  ck_assert_int_eq(build_texts(twice, 3, text), EEXIST);
  ck_assert_str_eq(text, "b");
  ck_assert_int_eq(build_texts(falling_texts, 2, text), 0);
  ck_assert_int_eq(build_texts(apart, 3, text), EEXIST);
  ck_assert_str_eq(text, "longer than 8");
}
END_TEST

/* ---- the file ---- */

START_TEST(test_header) {
  Shape shape = {.rows = 10, .fields = 2, .sample = narrow};
  ck_assert_int_eq(build_database(&shape, built, 5, &alloc_system), 0);
  ck_assert_str_eq(store_kit_ask(built, "PRAGMA application_id"), "7");
  ck_assert_str_eq(store_kit_ask(built, "PRAGMA user_version"), "8");
  ck_assert_str_eq(store_kit_ask(built, "PRAGMA page_count"), "2");
  ck_assert_str_eq(store_kit_ask(built, "PRAGMA encoding"), "UTF-8");
  ck_assert_str_eq(store_kit_ask(built, "PRAGMA journal_mode"), "delete");
  ck_assert_str_eq(store_kit_ask(built, "PRAGMA freelist_count"), "0");
}
END_TEST

/* So many tables, with such long statements, that sqlite_schema needs more than page 1. */
START_TEST(test_many_tables) {
  static const uint32_t counts[] = {0, 1, 11, 12, 13, 14, 40, 700}, lengths_of_sql[] = {60, 250, 4100};
  for (size_t l = 0; l < 3; l++) {
    int fd = open(built, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    DatabaseBuild *build = NULL;
    ck_assert_int_eq(database_build_new(&alloc_system, fd, &build), 0);
    for (uint32_t i = 0; i < counts[_i]; i++) {
      char name[20], sql[5000];
      snprintf(name, sizeof name, "t%u", i);
      snprintf(sql, sizeof sql, "CREATE TABLE %s(c%.*s INTEGER PRIMARY KEY)", name, (int)lengths_of_sql[l], letters);
      ck_assert_int_eq(database_table_begin(build, &(BuiltTable){.name = str_from(name), .sql = str_from(sql)}), 0);
      ck_assert_int_eq(database_table_end(build), 0);
    }
    ck_assert_int_eq(database_build_finish(build, 0, 0), 0);
    database_build_free(build);
    close(fd);
    char count[20];
    snprintf(count, sizeof count, "%u", counts[_i]);
    ck_assert_str_eq(store_kit_ask(built, "PRAGMA integrity_check"), "ok");
    ck_assert_str_eq(store_kit_ask(built, "SELECT count(*) FROM sqlite_schema WHERE name GLOB 't*'"), count);
    store_kit_sql(built, "PRAGMA synchronous=OFF; CREATE TABLE another(x); INSERT INTO another VALUES(1)");
    ck_assert_str_eq(store_kit_ask(built, "PRAGMA integrity_check"), "ok");
  }
}
END_TEST

/* SQLite never uses the page that holds a certain byte: moved here to where a small file has it. */
START_TEST(test_lock_page_is_left_out) {
  static const uint32_t pages[] = {2, 3, 50, 257, 258, 300};
  PageFile file;
  TreeBuild tree;
  RowRun run;
  uint8_t first[BUILT_PAGE_SIZE];
  uint32_t root;
  int fd = open(built, O_RDWR | O_CREAT | O_TRUNC, 0600);
  ck_assert_int_eq(page_file_open(&file, &alloc_system, fd), 0);
  file.unused = pages[_i];
  if (file.next == file.unused) file.next++;
  row_run_init(&run, &alloc_system, true);
  for (uint32_t row = 0; row < 1000; row++) {
    Field fields[] = {field_null(), field_text((Str){letters, row % 50 ? row : 100000})};
    ck_assert_int_eq(row_run_add(&run, row, fields, 2), 0);
  }
  tree_begin(&tree, &file, false);
  ck_assert_int_eq(tree_add(&tree, (const uint8_t *)run.cells.p, run.sizes, run.count), 0);
  ck_assert_int_eq(tree_end(&tree, &root), 0);
  tree_free(&tree);
  row_run_clear(&run);
  Field schema[] = {field_text(STR("table")), field_text(STR("t")), field_text(STR("t")), field_integer(root),
                    field_text(STR("CREATE TABLE t(k INTEGER PRIMARY KEY, x)"))};
  ck_assert_int_eq(row_run_add(&run, 1, schema, 5), 0);
  tree_begin(&tree, &file, false);
  ck_assert_int_eq(tree_add(&tree, (const uint8_t *)run.cells.p, run.sizes, run.count), 0);
  ck_assert_int_eq(tree_end_first(&tree, first), 0);
  tree_free(&tree);
  database_header(first, page_file_pages(&file), 0, 0);
  ck_assert_int_eq(page_file_finish(&file, first), 0);
  page_file_close(&file);
  row_run_free(&run);
  close(fd);
  sqlite3_test_control(SQLITE_TESTCTRL_PENDING_BYTE, (pages[_i] - 1) * BUILT_PAGE_SIZE);
  char answer[100], sum[100];
  snprintf(answer, sizeof answer, "%s", store_kit_ask(built, "PRAGMA integrity_check"));
  snprintf(sum, sizeof sum, "%s", store_kit_ask(built, "SELECT sum(length(x)) FROM t"));
  sqlite3_test_control(SQLITE_TESTCTRL_PENDING_BYTE, LOCK_BYTE);
  ck_assert_str_eq(answer, "ok");
  ck_assert_str_eq(sum, "2490000");
}
END_TEST

/* ---- what fails ---- */

START_TEST(test_full_disk) {
  Shape shape = {.rows = 60000, .fields = 4, .sample = narrow};
  ck_assert_int_eq(build_database(&shape, "/dev/full", 100, &alloc_system), ENOSPC);
}
END_TEST

START_TEST(test_memory_runs_out) {
  static const Shape shapes[] = {{.rows = 600, .fields = 2, .sample = lengths},
                                 {.rows = 300, .fields = 3, .sample = narrow, .key = scattered, .any_order = true},
                                 {.rows = 300, .fields = 2, .sample = key_lengths, .text_key = true},
                                 {.rows = 300, .fields = 2, .sample = key_lengths, .text_key = true, .any_order = true}};
  bool refused = true;
  for (long before = 0; refused && before < 400; before++) {
    Failing failing = {.before = before, .forever = before % 2};
    Alloc alloc = failing_alloc(&failing);
    int error = build_database(&shapes[_i], built, 50, &alloc);
    refused = failing.failed;
    ck_assert_int_eq(error, refused ? ENOMEM : 0);
  }
  ck_assert(!refused);
}
END_TEST

START_TEST(test_row_beyond_all_limits) {
  RowRun run;
  row_run_init(&run, &alloc_system, true);
  Field fields[1000];
  for (uint32_t i = 0; i < 1000; i++) fields[i] = field_text((Str){letters, TEXT_MOST});
  ck_assert_int_eq(row_run_add(&run, 1, fields, 1000), EFBIG);
  ck_assert_uint_eq(run.count, 0);
  row_run_free(&run);
}
END_TEST

/* Rows that are made column by column are the same to the byte, whatever their keys and fields. */
START_TEST(test_short_rows) {
  enum { ROWS = 64, WIDTH = 11, BODY = WIDTH * SHORT_TEXT_MOST + 8 };
  static const int64_t whole[] = {0, 1, -1, 127, -129, 40000, INT32_MAX, INT64_MIN, 1LL << 40};
  static uint8_t types[ROWS * 16], bodies[ROWS * (BODY + 8)];
  uint32_t sizes[ROWS] = {0};
  int64_t keys[ROWS];
  Field fields[ROWS][WIDTH];
  const ShortRows rows = {ROWS, WIDTH, 16, BODY / 8 * 8 + 8, types, bodies, sizes};
  for (uint32_t r = 0; r < ROWS; r++) {
    keys[r] = r < 2 ? (int64_t)r - 1 : (int64_t)(((uint64_t)1 << (r - 1)) + r % 3 - 1);
    for (uint32_t f = 0; f < WIDTH; f++) {
      const uint32_t n = r * WIDTH + f;
      fields[r][f] = n % 4 == 0   ? field_integer(whole[n % 9])
                     : n % 4 == 1 ? field_real((double)n / 7)
                     : n % 4 == 2 ? field_text((Str){letters, n % (SHORT_TEXT_MOST + 1)})
                                  : field_null();
    }
  }
  for (uint32_t f = 0; f < WIDTH; f++)
    for (uint32_t r = 0; r < ROWS; r++) short_rows_put(rows, r, f, fields[r][f]);
  for (int by_key = 0; by_key < 2; by_key++) {
    RowRun some, each;
    row_run_init(&some, &alloc_system, by_key);
    row_run_init(&each, &alloc_system, by_key);
    for (int again = 0; again < 6; again++) {
      ck_assert_int_eq(row_run_add_short(&some, keys, &rows), 0);
      for (uint32_t r = 0; r < ROWS; r++) ck_assert_int_eq(row_run_add(&each, keys[r], fields[r], WIDTH), 0);
    }
    ck_assert_uint_eq(some.count, each.count);
    ck_assert_uint_eq(some.cells.n, each.cells.n);
    ck_assert_mem_eq(some.cells.p, each.cells.p, each.cells.n);
    ck_assert_mem_eq(some.sizes, each.sizes, each.count * sizeof *each.sizes);
    ck_assert(some.ascending == each.ascending && (!by_key || (some.first == each.first && some.last == each.last)));
    row_run_free(&some);
    row_run_free(&each);
  }
}
END_TEST

START_TEST(test_varints) {
  for (uint32_t bit = 0; bit < 64; bit++)
    for (uint64_t d = 0; d < 3; d++) {
      uint64_t value = ((uint64_t)1 << bit) + d - 1, back;
      uint8_t bytes[VARINT_MOST];
      uint8_t *end = varint_write(bytes, value);
      ck_assert_ptr_eq(varint_read(bytes, &back), end);
      ck_assert_uint_eq(back, value);
      ck_assert_int_le(end - bytes, VARINT_MOST);
    }
}
END_TEST

Suite *suite_database_build(void) {
  Suite *suite = suite_create("database_build");
  TCase *tc = tcase_create("database_build");
  tcase_set_timeout(tc, 120);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_loop_test(tc, test_how_many_rows, 0, 9);
  tcase_add_loop_test(tc, test_values, 0, 7);
  tcase_add_loop_test(tc, test_keys_in_any_order, 0, 3);
  tcase_add_loop_test(tc, test_text_keys, 0, 6);
  tcase_add_loop_test(tc, test_order_is_held, 0, 4);
  tcase_add_test(tc, test_text_keys_are_held);
  tcase_add_test(tc, test_header);
  tcase_add_loop_test(tc, test_many_tables, 0, 8);
  tcase_add_loop_test(tc, test_lock_page_is_left_out, 0, 6);
  tcase_add_test(tc, test_full_disk);
  tcase_add_loop_test(tc, test_memory_runs_out, 0, 4);
  tcase_add_test(tc, test_row_beyond_all_limits);
  tcase_add_test(tc, test_short_rows);
  tcase_add_test(tc, test_varints);
  suite_add_tcase(suite, tc);
  return suite;
}
