/* SPDX-License-Identifier: MIT
 * Profiles: figures of columns, and the declarations suggested. */
#include "runtime/profile/profile.h"

#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[40];
static Arena arena;
static DiagList diags;
static Profile profile;
static ProfileJob job;

static void setup(void) {
  strcpy(path, "/tmp/cible-prof-XXXXXX");
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  close(fd);
  arena_init(&arena, &alloc_system);
  diag_init(&diags, &arena);
  profile = (Profile){.count = 0};
  arena_init(&profile.arena, &alloc_system);
  job = (ProfileJob){.alloc = &alloc_system, .database = path};
}

static void teardown(void) {
  profile_free(&profile);
  arena_free(&arena);
  unlink(path);
}

static void make(const char *sql) {
  sqlite3 *db;
  char *error = NULL;
  ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
  ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &error) == SQLITE_OK, "%s", error);
  sqlite3_close(db);
}

static const ProfileTable *run(const char *sql) {
  if (sql) make(sql);
  profile_free(&profile);
  Status status = profile_run(&job, &diags, &profile);
  ck_assert_msg(status == STATUS_OK, "%d %s", status, diags.count ? diags.items[0]->text.p : "?");
  return &profile.tables[0];
}

static const char *record(const char *sql) { return run(sql)->record.p; }

/* ---- types ---- */

static const struct {
  const char *declared, *values, *type;
} columns[] = {
    {"INTEGER", "(1),(2),(-3)", "integer"},
    {"INTEGER", "(1),(NULL)", "integer?"},
    {"REAL", "(1),(2.5)", "number"},
    {"", "(1),(2.5)", "number"},
    {"", "(1.0),(2.0)", "number"},
    {"DECIMAL", "(1),(2.5)", "money"},
    {"DECIMAL(18,4)", "(1),(NULL)", "money?"},
    {"BOOLEAN", "(0),(1)", "boolean"},
    {"BOOLEAN", "(0),(2)", "integer"},
    {"INTEGER", "(0),(1)", "integer"},
    {"TEXT", "('true'),('false')", "boolean"},
    {"TEXT", "('1'),('2')", "integer"},
    {"TEXT", "('1.5'),('2')", "number"},
    {"TEXT", "('007'),('2')", "text"},
    {"TEXT", "('+331'),('2')", "text"},
    {"TEXT", "('x'),('')", "text?"},
    {"TEXT", "('x'),('  ')", "text?"},
    {"DATE", "('2027-01-02'),('2027-12-31')", "date"},
    {"TEXT", "('2027-01-02'),(NULL)", "date?"},
    {"TEXT", "('2027-01-02'),('2027-12-31 10:00')", "datetime"},
    {"TEXT", "('2027-01-02T10:00:00Z'),('2027-12-31T10:00')", "datetime"},
    {"TEXT", "('2027-01-02'),('2027-02-30')", "text"},
    {"TEXT", "('a'),('a'),('a'),('b'),('b'),('b')", "one of (\"a\", \"b\")"},
    {"TEXT", "('a'),('a'),('a'),('b'),('b'),('b'),(NULL)", "one of (\"a\", \"b\")?"},
    {"TEXT", "('a'),('a'),('b')", "text"},
    {"TEXT", "('q\"\\'),('q\"\\'),('q\"\\')", "one of (\"q\\\"\\\\\")"},
    {"TEXT", "('a'||char(10)),('a'||char(10)),('a'||char(10))", "one of (\"a\\n\")"},
    {"TEXT", "(char(233)),('e'||char(769)),(char(233))", "one of (\"é\")"},
    {"", "(1),('x')", "text"},
    {"", "(1.5),('x')", "text  # 1 value cannot be read so"},
    {"", "(x'00'),('x')", "text  # 1 value cannot be read so"},
    {"", "(9e999),(1)", "number  # 1 value cannot be read so"},
    {"INTEGER", "(NULL)", "integer?"},
    {"DATE", "(NULL)", "date?"},
    {"DATETIME", "(NULL)", "datetime?"},
    {"", "(NULL)", "text?"},
    {"INT", "(9223372036854775807),(1)", "integer"},
};

START_TEST(column_case) {
  char sql[512], line[128];
  snprintf(sql, sizeof sql, "CREATE TABLE t (id INTEGER PRIMARY KEY, c %s); INSERT INTO t (c) VALUES %s", columns[_i].declared,
           columns[_i].values);
  snprintf(line, sizeof line, "\n  c   %s\n", columns[_i].type);
  const char *text = record(sql);
  ck_assert_msg(strstr(text, line) != NULL, "wanted %s in %s", line, text);
}
END_TEST

START_TEST(a_record_as_a_whole) {
  ck_assert_str_eq(record("CREATE TABLE prospects (id INTEGER PRIMARY KEY, name TEXT, \"order no.\" INTEGER, `when` DATE);"
                          "INSERT INTO prospects VALUES (1, 'a', 5, '2027-01-02'), (2, 'b', NULL, '2027-01-03')"),
                   "record prospects from \"prospects\" key id {\n"
                   "  id           integer\n"
                   "  name         text\n"
                   "  `order no.`  integer?\n"
                   "  `when`       date\n"
                   "}\n");
}
END_TEST

START_TEST(names_that_no_quotes_hold_are_given_by_column) {
  ck_assert_str_eq(record("CREATE TABLE \"my table\" (id INTEGER PRIMARY KEY, \"a`b\" TEXT, \"c\"\"d\" TEXT);"
                          "INSERT INTO \"my table\" VALUES (1, 'a', 'b')"),
                   "record my_table from \"my table\" key id {\n"
                   "  id        integer\n"
                   "  column_2  text column \"a`b\"\n"
                   "  `c\"d`     text\n"
                   "}\n");
}
END_TEST

static const struct {
  const char *table, *column, *head;
} heads[] = {
    {"when", "a", "record when_records from \"when\" key id {"},
    {"a", "a", "record a_records from \"a\" key id {"},
    {"2027", "a", "record _2027 from \"2027\" key id {"},
    {"é", "a", "record records from \"é\" key id {"},
    {"x\"); DROP TABLE y; --", "a", "record x_DROP_TABLE_y_ from \"x\\\"); DROP TABLE y; --\" key id {"},
};

START_TEST(head_case) {
  char *sql = sqlite3_mprintf("CREATE TABLE \"%w\" (id INTEGER PRIMARY KEY, \"%w\" TEXT)", heads[_i].table, heads[_i].column);
  const char *text = record(sql);
  sqlite3_free(sql);
  ck_assert_msg(strncmp(text, heads[_i].head, strlen(heads[_i].head)) == 0, "%s", text);
}
END_TEST

START_TEST(identifiers_are_texts) {
  const ProfileTable *t = run("CREATE TABLE t (siren, phone, n); INSERT INTO t VALUES (552100554, '0123456789', 1), (5, '+331', 2)");
  ck_assert_int_eq(t->columns[0].kind, KIND_TEXT);
  ck_assert_int_eq(t->columns[1].kind, KIND_TEXT);
  ck_assert_int_eq(t->columns[2].kind, KIND_INTEGER);
}
END_TEST

/* ---- keys ---- */

static const struct {
  const char *sql;
  int key;
} keys[] = {
    {"CREATE TABLE t (a, k TEXT PRIMARY KEY); INSERT INTO t VALUES (1, 'x')", 1},
    {"CREATE TABLE t (a, k TEXT PRIMARY KEY); INSERT INTO t VALUES (1, 'x'), (2, NULL)", 0},
    {"CREATE TABLE t (a, b, PRIMARY KEY (a, b)); INSERT INTO t VALUES (1, 1), (1, 2)", 1},
    {"CREATE TABLE t (a, siren); INSERT INTO t VALUES (1, 'x'), (2, 'y')", 1},
    {"CREATE TABLE t (a, b_id, id); INSERT INTO t VALUES (1, 1, 1), (2, 2, 2)", 2},
    {"CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 1), (1, 1)", -1},
    {"CREATE TABLE t (a REAL, b); INSERT INTO t VALUES (1.5, 1), (2.5, 1)", -1},
    {"CREATE TABLE t (a); INSERT INTO t VALUES (char(233)), ('e' || char(769))", -1},
    {"CREATE TABLE t (a)", -1},
    {"CREATE TABLE t (id INTEGER PRIMARY KEY)", 0},
};

START_TEST(key_case) { ck_assert_int_eq(run(keys[_i].sql)->key, keys[_i].key); }
END_TEST

START_TEST(no_key_is_said) { ck_assert_ptr_nonnull(strstr(record("CREATE TABLE t (a)"), "# No column is known and unique")); }
END_TEST

START_TEST(large_columns_are_bounded) {
  const ProfileTable *t = run("CREATE TABLE t (k, c); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)"
                              " INSERT INTO t SELECT 'key ' || i, i % 11000 FROM n");
  ck_assert(t->columns[0].more);
  ck_assert_uint_eq(t->columns[0].distinct, PROFILE_DISTINCT_MOST);
  ck_assert_int_eq(t->key, 0);
}
END_TEST

/* ---- figures ---- */

START_TEST(figures_of_numbers) {
  const ProfileColumn *c = run("CREATE TABLE t (c); INSERT INTO t VALUES (3), (1), (3), (NULL), (-2), (3), (1)")->columns;
  ck_assert_uint_eq(c->integers, 6);
  ck_assert_uint_eq(c->nulls, 1);
  ck_assert_uint_eq(c->distinct, 3);
  ck_assert(!c->more);
  ck_assert(str_is(c->least, "-2"));
  ck_assert(str_is(c->greatest, "3"));
  ck_assert_double_eq(c->mean, 1.5);
  ck_assert_uint_eq(c->top_count, 3);
  ck_assert(str_is(c->top[0].value, "3"));
  ck_assert_uint_eq(c->top[0].count, 3);
  ck_assert(str_is(c->top[1].value, "1"));
  ck_assert(str_is(c->top[2].value, "-2"));
}
END_TEST

START_TEST(figures_of_texts) {
  const ProfileColumn *c = run("CREATE TABLE t (c); INSERT INTO t VALUES ('b'), ('a'), ('é'), (''), ('b')")->columns;
  ck_assert_uint_eq(c->texts, 4);
  ck_assert_uint_eq(c->blanks, 1);
  ck_assert(str_is(c->least, "a"));
  ck_assert(str_is(c->greatest, "é"));
  ck_assert(str_is(c->top[0].value, "b"));
}
END_TEST

START_TEST(the_top_is_short_and_ordered) {
  const ProfileColumn *c = run("CREATE TABLE t (c); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
                               " INSERT INTO t SELECT cast(sqrt(i) AS INTEGER) FROM n")->columns;
  ck_assert_uint_eq(c->top_count, PROFILE_TOP);
  ck_assert(str_is(c->top[0].value, "9"));
  for (int i = 1; i < PROFILE_TOP; i++) ck_assert_uint_ge(c->top[i - 1].count, c->top[i].count);
}
END_TEST

/* ---- databases ---- */

START_TEST(every_table_or_the_one_named) {
  make("CREATE TABLE a (x); CREATE TABLE b (y); CREATE VIEW v AS SELECT y AS z FROM b");
  run(NULL);
  ck_assert_uint_eq(profile.count, 2);
  job.table = "B";
  ck_assert(str_is(run(NULL)->name, "b"));
  job.table = "v";
  ck_assert(str_is(run("INSERT INTO b VALUES (1)")->columns[0].name, "z"));
  ck_assert_uint_eq(profile.tables[0].rows, 1);
}
END_TEST

static void refuses(Status status, const char *code) {
  profile_free(&profile);
  diag_init(&diags, &arena);
  ck_assert_int_eq(profile_run(&job, &diags, &profile), status);
  ck_assert_uint_eq(diags.errors, 1);
  ck_assert_str_eq(diag_info(diags.items[0]->code)->code, code);
}

START_TEST(what_is_not_there_is_told) {
  make("CREATE TABLE prospects (x)");
  job.table = "prospect";
  refuses(STATUS_NO, "E310");
  ck_assert_ptr_nonnull(strstr(diags.items[0]->help.p, "prospects"));
  job.database = "/tmp/no/such/file.db";
  refuses(STATUS_IO, "E301");
  job.database = "/tmp";
  refuses(STATUS_IO, "E302");
}
END_TEST

START_TEST(the_database_is_left_alone) {
  make("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  FILE *f = fopen(path, "rb");
  char before[8192], after[8192];
  size_t n = fread(before, 1, sizeof before, f);
  run(NULL);
  rewind(f);
  ck_assert_uint_eq(fread(after, 1, sizeof after, f), n);
  ck_assert_mem_eq(before, after, n);
  fclose(f);
}
END_TEST

typedef struct Failing {
  int left;
} Failing;

static void *failing_alloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  Failing *failing = user;
  if (new_size && failing->left-- <= 0) return NULL;
  return alloc_system.fn(NULL, ptr, old_size, new_size);
}

START_TEST(memory_that_is_out_is_an_error) {
  make("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, 'e' || char(769)), (3, NULL)");
  Status status = STATUS_NO_MEMORY;
  int tries = 0;
  for (; tries < 200 && status != STATUS_OK; tries++) {
    Failing failing = {tries};
    Alloc alloc = {failing_alloc, &failing};
    job.alloc = &alloc;
    profile_free(&profile);
    status = profile_run(&job, &diags, &profile);
    if (status) ck_assert_int_eq(status, STATUS_NO_MEMORY);
    profile_free(&profile);
    profile = (Profile){.count = 0};
    arena_init(&profile.arena, &alloc_system);
  }
  ck_assert_int_eq(status, STATUS_OK);
  ck_assert_int_gt(tries, 10);
}
END_TEST

Suite *suite_profile(void) {
  Suite *suite = suite_create("profile");
  TCase *tcase = tcase_create("profile");
  tcase_set_timeout(tcase, 60);
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_add_loop_test(tcase, column_case, 0, sizeof columns / sizeof *columns);
  tcase_add_test(tcase, a_record_as_a_whole);
  tcase_add_test(tcase, names_that_no_quotes_hold_are_given_by_column);
  tcase_add_loop_test(tcase, head_case, 0, sizeof heads / sizeof *heads);
  tcase_add_test(tcase, identifiers_are_texts);
  tcase_add_loop_test(tcase, key_case, 0, sizeof keys / sizeof *keys);
  tcase_add_test(tcase, no_key_is_said);
  tcase_add_test(tcase, large_columns_are_bounded);
  tcase_add_test(tcase, figures_of_numbers);
  tcase_add_test(tcase, figures_of_texts);
  tcase_add_test(tcase, the_top_is_short_and_ordered);
  tcase_add_test(tcase, every_table_or_the_one_named);
  tcase_add_test(tcase, what_is_not_there_is_told);
  tcase_add_test(tcase, the_database_is_left_alone);
  tcase_add_test(tcase, memory_that_is_out_is_an_error);
  suite_add_tcase(suite, tcase);
  return suite;
}
