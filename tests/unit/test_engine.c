/* SPDX-License-Identifier: MIT
 * The public interface as an embedder uses it: compiling, rows, counts, figures, limits, memory. */
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/cible.h"

static const char rules[] = "record p from \"p\" key id { id integer  a integer?  name text  m money }\n"
                            "let twice = a * 2\n"
                            "let part = 100 / a\n"
                            "segment big when a >= 50\n"
                            "score s from 0 to 100 { add a }\n"
                            "classify c { high when a > 90 low otherwise }\n";

/* A database of n records: a is id % 100, unknown where that is 7; zero where it is 0. */
static void make_database(char *path, int n) {
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  close(fd);
  sqlite3 *db;
  ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
  char sql[512];
  snprintf(sql, sizeof sql,
           "CREATE TABLE p(id INTEGER PRIMARY KEY, a INTEGER, name TEXT, m REAL);"
           "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < %d) INSERT INTO p SELECT i, "
           "CASE WHEN i %% 100 = 7 THEN NULL ELSE i %% 100 END, 'name ' || i, i / 4.0 FROM k",
           n);
  ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

typedef struct Rig {
  Cible *cible;
  CibleProgram *program;
  char path[64];
} Rig;

static Rig make_rig_with(const CibleConfig *config, const char *text, int records) {
  Rig rig = {.path = "/tmp/cible-engine-XXXXXX"};
  make_database(rig.path, records);
  ck_assert_int_eq(cible_open(config, &rig.cible), CIBLE_OK);
  CibleStatus status = cible_compile_text(rig.cible, "rules.cible", text, strlen(text), NULL, &rig.program);
  ck_assert_msg(status == CIBLE_OK, "%s", cible_messages_text(rig.cible, 0));
  return rig;
}

static Rig make_rig(int records) { return make_rig_with(NULL, rules, records); }

static void free_rig(Rig *rig) {
  cible_program_free(rig->program);
  cible_close(rig->cible);
  unlink(rig->path);
}

static CibleRun run_of(const Rig *rig) { return (CibleRun){.database = rig->path, .where = -1, .threads = 2}; }

/* ---- programs ---- */

START_TEST(definitions_are_told) {
  Rig rig = make_rig(10);
  long big = cible_definition_find(rig.program, "big"), c = cible_definition_find(rig.program, "c");
  ck_assert_int_ge(big, 0);
  ck_assert_int_eq(cible_definition(rig.program, (size_t)big).kind, CIBLE_SEGMENT);
  CibleDefinition classes = cible_definition(rig.program, (size_t)c);
  ck_assert_uint_eq(classes.label_count, 2);
  ck_assert_str_eq(classes.labels[0], "high");
  ck_assert_int_eq(cible_definition_find(rig.program, "nothing"), -1);
  free_rig(&rig);
}
END_TEST

START_TEST(messages_have_places) {
  Cible *cible;
  CibleProgram *program;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  const char *wrong = "let a = 1\nlet b = a +\n";
  ck_assert_int_eq(cible_compile_text(cible, "w.cible", wrong, strlen(wrong), NULL, &program), CIBLE_NO);
  ck_assert_ptr_null(program);
  ck_assert_uint_ge(cible_message_count(cible), 1);
  CibleMessage message = cible_message(cible, 0);
  ck_assert_str_eq(message.file, "w.cible");
  ck_assert_int_ge(message.line, 2);
  ck_assert_int_ge(cible_code_find(message.code), 0);
  ck_assert_int_eq(cible_code_find("E000"), -1);
  cible_close(cible);
}
END_TEST

START_TEST(bytecode_round_trips) {
  Rig rig = make_rig(500);
  void *bytes;
  size_t length;
  ck_assert_int_eq(cible_program_save(rig.cible, rig.program, &bytes, &length), CIBLE_OK);
  CibleProgram *loaded;
  ck_assert_int_eq(cible_program_load(rig.cible, bytes, length, &loaded), CIBLE_OK);
  CibleRun run = run_of(&rig);
  size_t big = (size_t)cible_definition_find(loaded, "big");
  uint64_t count = 0;
  ck_assert_int_eq(cible_count(rig.cible, loaded, &run, &big, 1, &count), CIBLE_OK);
  ck_assert_uint_eq(count, 250);
  cible_program_free(loaded);
  ((char *)bytes)[length / 2] ^= 1;
  ck_assert_int_eq(cible_program_load(rig.cible, bytes, length, &loaded), CIBLE_NO);
  ck_assert_ptr_null(loaded);
  cible_free_bytes(rig.cible, bytes, length);
  free_rig(&rig);
}
END_TEST

/* ---- runs ---- */

typedef struct Seen {
  int rows;
  int64_t last_key;
  int stop_after;
} Seen;

static CibleStatus see_row(void *user, const CibleValue *key, const CibleValue *values) {
  Seen *seen = user;
  ck_assert_int_gt(key->integer, seen->last_key);
  seen->last_key = key->integer;
  ck_assert_int_eq(values[0].known, key->integer % 100 != 7);
  if (values[0].known) ck_assert_int_eq(values[0].integer, key->integer % 100 * 2);
  return ++seen->rows == seen->stop_after ? CIBLE_STOPPED : CIBLE_OK;
}

START_TEST(rows_come_in_key_order) {
  Rig rig = make_rig(50000);
  size_t column = (size_t)cible_definition_find(rig.program, "twice");
  CibleRun run = run_of(&rig);
  CibleRows rows = {.columns = &column, .column_count = 1, .order = -1};
  Seen seen = {0};
  ck_assert_int_eq(cible_rows(rig.cible, rig.program, &run, &rows, see_row, &seen), CIBLE_OK);
  ck_assert_int_eq(seen.rows, 50000);
  ck_assert_uint_eq(cible_run_records(rig.cible), 50000);
  seen = (Seen){.stop_after = 10};
  ck_assert_int_eq(cible_rows(rig.cible, rig.program, &run, &rows, see_row, &seen), CIBLE_STOPPED);
  ck_assert_int_eq(seen.rows, 10);
  seen = (Seen){0};
  run.key = "4321";
  ck_assert_int_eq(cible_rows(rig.cible, rig.program, &run, &rows, see_row, &seen), CIBLE_OK);
  ck_assert_int_eq(seen.rows, 1);
  ck_assert_int_eq(seen.last_key, 4321);
  ck_assert_uint_eq(cible_run_records(rig.cible), 1);
  free_rig(&rig);
}
END_TEST

START_TEST(faults_are_counted_with_their_place) {
  Rig rig = make_rig(1000);
  size_t column = (size_t)cible_definition_find(rig.program, "part");
  CibleRun run = run_of(&rig);
  CibleRows rows = {.columns = &column, .column_count = 1, .order = -1};
  uint64_t ignored = 0;
  size_t big = (size_t)cible_definition_find(rig.program, "big");
  ck_assert_int_eq(cible_count(rig.cible, rig.program, &run, &big, 1, &ignored), CIBLE_OK);
  ck_assert_uint_eq(cible_fault_count(rig.cible), 0);
  char out[] = "/tmp/cible-engine-out-XXXXXX";
  close(mkstemp(out));
  ck_assert_int_eq(cible_write_rows(rig.cible, rig.program, &run, &rows, CIBLE_CSV, out, 1, 0), CIBLE_OK);
  ck_assert_uint_eq(cible_fault_count(rig.cible), 1);
  CibleFault fault = cible_fault(rig.cible, 0);
  ck_assert_uint_eq(fault.count, 10);
  ck_assert_str_eq(fault.keys, "100, 200, 300");
  ck_assert_str_eq(fault.source, "100 / a");
  ck_assert_int_eq(fault.line, 3);
  run.strict = 1;
  unlink(out);
  ck_assert_int_eq(cible_write_rows(rig.cible, rig.program, &run, &rows, CIBLE_CSV, out, 1, 0), CIBLE_STOPPED);
  ck_assert_int_ne(access(out, F_OK), 0);
  free_rig(&rig);
}
END_TEST

/* What can be computed once a run still faults for every record that needs it, also where the unknown is absorbed. */
static const struct {
  const char *expression, *source; /* which faults for each record; NULL: none does */
} constants[] = {{"1 / 0", "1 / 0"},
                 {"(1 / 0) default 5", "1 / 0"},
                 {"(1 / 0) is known", "1 / 0"},
                 {"1 / 0 > 1 or true", "1 / 0"},
                 {"true or 1 / 0 > 1", NULL},
                 {"if 1 / 0 > 1 then 1 else 2", "1 / 0"},
                 {"if a > 1000 then 1 / 0 else 2", NULL},
                 {"at least 1 of (true, 1 / 0 > 2)", "1 / 0"},
                 {"(today + 9999999 days) default today", "today + 9999999 days"},
                 {"today - 30 days", NULL}};

START_TEST(constant_faults_count_for_each_record) {
  char text[512];
  snprintf(text, sizeof text, "%slet tried = %s\n", rules, constants[_i].expression);
  Rig rig = make_rig_with(NULL, text, 40);
  CibleRun run = run_of(&rig);
  size_t column = (size_t)cible_definition_find(rig.program, "tried");
  CibleRows rows = {.columns = &column, .column_count = 1, .order = -1};
  ck_assert_int_eq(cible_write_rows(rig.cible, rig.program, &run, &rows, CIBLE_CSV, "/dev/null", 1, 0), CIBLE_OK);
  ck_assert_uint_eq(cible_fault_count(rig.cible), constants[_i].source != NULL);
  if (constants[_i].source) {
    ck_assert_uint_eq(cible_fault(rig.cible, 0).count, 40);
    ck_assert_str_eq(cible_fault(rig.cible, 0).source, constants[_i].source);
  }
  free_rig(&rig);
}
END_TEST

START_TEST(figures_add_up) {
  Rig rig = make_rig(1000);
  CibleRun run = run_of(&rig);
  const CibleFigures *figures;
  ck_assert_int_eq(cible_summarize(rig.cible, rig.program, &run, &figures), CIBLE_OK);
  CibleFigures s = figures[cible_definition_find(rig.program, "s")], c = figures[cible_definition_find(rig.program, "c")];
  ck_assert_uint_eq(s.known, 1000);
  ck_assert_double_eq(s.least, 0);
  ck_assert_double_eq(s.greatest, 99);
  ck_assert_double_eq_tol(s.mean, (4950 - 7) / 100.0, 1e-9);
  ck_assert_uint_eq(c.labels[0], 90);
  ck_assert_uint_eq(c.labels[1], 910);
  free_rig(&rig);
}
END_TEST

START_TEST(numbers_of_definitions_are_held) {
  Rig rig = make_rig(10);
  CibleRun run = run_of(&rig);
  size_t missing = cible_definition_count(rig.program), part = (size_t)cible_definition_find(rig.program, "part");
  uint64_t count;
  ck_assert_int_eq(cible_count(rig.cible, rig.program, &run, &missing, 1, &count), CIBLE_USAGE);
  ck_assert_str_eq(cible_message(rig.cible, 0).code, "E519");
  ck_assert_int_eq(cible_count(rig.cible, rig.program, &run, &part, 1, &count), CIBLE_USAGE);
  Seen seen = {0};
  CibleRows rows = {.columns = &missing, .column_count = 1, .order = -1};
  ck_assert_int_eq(cible_rows(rig.cible, rig.program, &run, &rows, see_row, &seen), CIBLE_USAGE);
  rows = (CibleRows){.columns = &part, .column_count = 1, .order = 100000};
  ck_assert_int_eq(cible_rows(rig.cible, rig.program, &run, &rows, see_row, &seen), CIBLE_USAGE);
  const CibleFigures *figures;
  run.where = (long)part;
  ck_assert_int_eq(cible_summarize(rig.cible, rig.program, &run, &figures), CIBLE_USAGE);
  free_rig(&rig);
}
END_TEST

/* ---- memory ---- */

typedef struct Meter {
  size_t now, most;
} Meter;

static void *metered(void *user, void *ptr, size_t old_size, size_t new_size) {
  Meter *meter = user;
  void *out = NULL;
  if (new_size == 0) free(ptr);
  else if (!(out = realloc(ptr, new_size))) return NULL;
  size_t now = __atomic_add_fetch(&meter->now, new_size - (ptr ? old_size : 0), __ATOMIC_RELAXED);
  if (now > __atomic_load_n(&meter->most, __ATOMIC_RELAXED)) __atomic_store_n(&meter->most, now, __ATOMIC_RELAXED);
  return out;
}

static size_t peak_of(int records) {
  Meter meter = {0};
  Rig rig = make_rig_with(&(CibleConfig){metered, &meter}, rules, records);
  CibleRun run = run_of(&rig);
  run.threads = 1;
  size_t columns[2] = {(size_t)cible_definition_find(rig.program, "twice"), (size_t)cible_definition_find(rig.program, "c")};
  CibleRows rows = {.columns = columns, .column_count = 2, .order = -1};
  const CibleFigures *figures;
  ck_assert_int_eq(cible_write_rows(rig.cible, rig.program, &run, &rows, CIBLE_CSV, "/dev/null", 1, 0), CIBLE_OK);
  ck_assert_int_eq(cible_summarize(rig.cible, rig.program, &run, &figures), CIBLE_OK);
  free_rig(&rig);
  ck_assert_uint_eq(meter.now, 0); /* all memory came through the hook, and all went back */
  return meter.most;
}

START_TEST(memory_does_not_grow_with_records) {
  size_t few = peak_of(20000), many = peak_of(200000);
  ck_assert_msg(many <= few + few / 20, "%zu bytes for 20 000 records, %zu for 200 000", few, many);
}
END_TEST

/* Measures are worked out beside other definitions, and are none of a record. */
START_TEST(measures_are_asked_for_alone) {
  static const char text[] = "record p from \"p\" key id { id integer  a integer?  name text  m money }\n"
                             "segment big when a >= 50\nclassify c { high when a > 90 low otherwise }\n"
                             "measure whole = sum(a of p)\nmeasure table = count(big) by c\nmeasure other = count(p)\n";
  Rig rig = make_rig_with(NULL, text, 100);
  CibleRun run = run_of(&rig);
  size_t big = (size_t)cible_definition_find(rig.program, "big"), whole = (size_t)cible_definition_find(rig.program, "whole"),
         table = (size_t)cible_definition_find(rig.program, "table");
  ck_assert_uint_eq(cible_definition(rig.program, whole).dimension_count, 0);
  ck_assert_uint_eq(cible_definition(rig.program, table).dimension_count, 1);
  ck_assert_str_eq(cible_program_subject(rig.program), "p");
  const CibleWanted wanted[] = {{.definition = table}, {.definition = big}, {.definition = whole}};
  const CibleFigures *figures;
  ck_assert_int_eq(cible_figures(rig.cible, rig.program, &run, wanted, 3, &figures), CIBLE_OK);
  ck_assert_uint_eq(figures[1].truths, 50);
  ck_assert_uint_eq(cible_measure_count(rig.cible), 2);
  ck_assert_str_eq(cible_measure(rig.cible, 0).name, "table");
  ck_assert_uint_eq(cible_measure(rig.cible, 0).row_count, 2);
  ck_assert_int_eq(cible_measure(rig.cible, 0).values[0].integer, 9);
  ck_assert_str_eq(cible_measure(rig.cible, 1).name, "whole");
  ck_assert_int_eq(cible_measure(rig.cible, 1).values[0].integer, 99 * 100 / 2 - 7);
  CibleValue value;
  ck_assert_int_eq(cible_evaluate_all(rig.cible, rig.program, &run, &whole, 1, &value), CIBLE_USAGE);
  CibleRows rows = {.columns = &whole, .column_count = 1, .order = -1};
  ck_assert_int_eq(cible_rows(rig.cible, rig.program, &run, &rows, see_row, NULL), CIBLE_USAGE);
  free_rig(&rig);
}
END_TEST

START_TEST(rules_may_be_about_no_record) {
  Rig rig = make_rig_with(NULL, "let a = 1\n", 1);
  ck_assert_ptr_null(cible_program_subject(rig.program));
  free_rig(&rig);
}
END_TEST

Suite *suite_engine(void) {
  Suite *suite = suite_create("engine");
  TCase *tcase = tcase_create("public");
  tcase_set_timeout(tcase, 120);
  tcase_add_test(tcase, measures_are_asked_for_alone);
  tcase_add_test(tcase, rules_may_be_about_no_record);
  tcase_add_test(tcase, definitions_are_told);
  tcase_add_test(tcase, messages_have_places);
  tcase_add_test(tcase, bytecode_round_trips);
  tcase_add_test(tcase, rows_come_in_key_order);
  tcase_add_test(tcase, faults_are_counted_with_their_place);
  tcase_add_loop_test(tcase, constant_faults_count_for_each_record, 0, sizeof constants / sizeof *constants);
  tcase_add_test(tcase, figures_add_up);
  tcase_add_test(tcase, numbers_of_definitions_are_held);
  tcase_add_test(tcase, memory_does_not_grow_with_records);
  suite_add_tcase(suite, tcase);
  return suite;
}
