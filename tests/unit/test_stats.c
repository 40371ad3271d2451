/* SPDX-License-Identifier: MIT
 * Where the time and the memory of a run go: the counting allocator, stopwatches, what a run tells, the limit of memory. */
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "include/cible.h"
#include "runtime/base/alloc_count.h"
#include "runtime/exec/stats.h"
#include "tests/unit/failing.h"

/* ---- counting ---- */

START_TEST(what_is_held_is_counted) {
  AllocCount count;
  alloc_count_begin(&count, alloc_system, 0);
  Alloc alloc = alloc_counted(&count);
  char *a = mem_new(&alloc, 100), *b = mem_new(&alloc, 50);
  ck_assert_uint_eq(count.held, 150);
  a = mem_resize(&alloc, a, 100, 300);
  ck_assert_uint_eq(count.held, 350);
  a = mem_resize(&alloc, a, 300, 10);
  ck_assert_uint_eq(count.held, 60);
  mem_free(&alloc, a, 10);
  mem_free(&alloc, b, 50);
  ck_assert_uint_eq(count.held, 0);
  ck_assert_uint_eq(count.most, 350);
  ck_assert(!count.refused);
}
END_TEST

START_TEST(the_limit_refuses_before_it_is_passed) {
  AllocCount count;
  alloc_count_begin(&count, alloc_system, 100);
  Alloc alloc = alloc_counted(&count);
  char *a = mem_new(&alloc, 100);
  ck_assert_ptr_nonnull(a);
  ck_assert(!count.refused);
  ck_assert_ptr_null(mem_new(&alloc, 1));
  ck_assert(count.refused);
  ck_assert_uint_eq(count.held, 100);
  ck_assert_uint_eq(count.most, 100);
  mem_free(&alloc, a, 100);
  char *b = mem_new(&alloc, 60);
  ck_assert_ptr_nonnull(b);
  ck_assert_ptr_null(mem_resize(&alloc, b, 60, 101));
  ck_assert_uint_eq(count.held, 60);
  mem_free(&alloc, b, 60);
}
END_TEST

START_TEST(what_is_not_given_is_not_counted) {
  Failing failing = {.before = 1};
  AllocCount count;
  alloc_count_begin(&count, failing_alloc(&failing), 0);
  Alloc alloc = alloc_counted(&count);
  char *a = mem_new(&alloc, 40);
  ck_assert_ptr_nonnull(a);
  ck_assert_ptr_null(mem_new(&alloc, 500));
  ck_assert_uint_eq(count.held, 40);
  ck_assert_uint_eq(count.most, 40);
  ck_assert(!count.refused);
  mem_free(&alloc, a, 40);
}
END_TEST

/* ---- stopwatches ---- */

START_TEST(a_watch_goes_back_to_the_phase_before) {
  Stopwatch watch;
  stopwatch_begin(&watch, PHASE_READ);
  Phase before = stopwatch_turn(&watch, PHASE_WRITE);
  ck_assert_int_eq(before, PHASE_READ);
  usleep(2000);
  ck_assert_int_eq(stopwatch_turn(&watch, before), PHASE_WRITE);
  ck_assert_uint_ge(watch.spent[PHASE_WRITE], 2000000);
  ck_assert_uint_eq(watch.spent[PHASE_COMPUTE], 0);
  ck_assert_int_eq(stopwatch_turn(NULL, PHASE_OPEN), PHASE_OPEN);
}
END_TEST

/* ---- runs ---- */

enum { RECORDS = 9000 };

static const char rules[] = "record p from \"p\" key id { id integer  a integer  name text }\n"
                            "record q from \"q\" of p by owner { amount number }\n"
                            "let twice = a * 2\n"
                            "segment big when twice >= 100\n"
                            "let spent = sum(amount of q)\n"
                            "classify c by rank of spent { high top 10% low rest }\n"
                            "measure bigs = count(big)\n";
static Cible *cible;
static CibleProgram *program;
static char path[64];

static void begin(void) {
  snprintf(path, sizeof path, "/tmp/cible-stats-XXXXXX");
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  close(fd);
  sqlite3 *db;
  char sql[600];
  snprintf(sql, sizeof sql,
           "CREATE TABLE p(id INTEGER PRIMARY KEY, a INTEGER, name TEXT); CREATE TABLE q(id INTEGER PRIMARY KEY, owner INTEGER, amount REAL);"
           "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < %d) INSERT INTO p SELECT i, i %% 100, 'n' || i FROM k;"
           "INSERT INTO q SELECT id, id, a * 1.5 FROM p WHERE id %% 2",
           RECORDS);
  ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  CibleStatus status = cible_compile_text(cible, "rules.cible", rules, strlen(rules), NULL, &program);
  ck_assert_msg(status == CIBLE_OK, "%s", cible_messages_text(cible, 0));
}

static void end(void) {
  cible_program_free(program);
  cible_close(cible);
  unlink(path);
}

static uint64_t count_big(const CibleRun *run) {
  size_t big = (size_t)cible_definition_find(program, "big");
  uint64_t count = 0;
  ck_assert_int_eq(cible_count(cible, program, run, &big, 1, &count), CIBLE_OK);
  return count;
}

static const CibleDefinitionStats *find(const CibleStats *stats, const char *name) {
  for (size_t i = 0; i < stats->definition_count; i++)
    if (stats->definitions[i].name && !strcmp(stats->definitions[i].name, name)) return &stats->definitions[i];
  ck_abort_msg("%s is not told", name);
  return NULL;
}

START_TEST(nothing_is_told_where_nobody_asks) {
  CibleRun run = {.database = path, .where = -1, .threads = 2};
  count_big(&run);
  ck_assert_ptr_null(cible_run_stats(cible));
  run.stats = 1;
  count_big(&run);
  ck_assert_ptr_nonnull(cible_run_stats(cible));
  run.stats = 0;
  count_big(&run);
  ck_assert_ptr_null(cible_run_stats(cible));
}
END_TEST

START_TEST(a_count_tells_its_table_and_definitions) {
  CibleRun run = {.database = path, .where = -1, .threads = (unsigned)_i, .stats = 1};
  CibleRun plain = {.database = path, .where = -1, .threads = (unsigned)_i};
  uint64_t counted = count_big(&run);
  const CibleStats *stats = cible_run_stats(cible);
  double phases = stats->opening + stats->reading + stats->computing + stats->collecting + stats->writing + stats->other;
  ck_assert_uint_eq(stats->threads, (unsigned)_i);
  ck_assert(stats->seconds > 0 && stats->opening > 0 && stats->reading > 0 && stats->computing > 0);
  ck_assert(phases <= (stats->threads + 1) * stats->seconds);
  ck_assert(_i > 1 || phases >= 0.9 * stats->seconds);
  ck_assert_uint_gt(stats->memory, 1000);
  ck_assert_uint_eq(stats->table_count, 1);
  ck_assert_str_eq(stats->tables[0].record, "p");
  ck_assert_uint_eq(stats->tables[0].records, RECORDS);
  ck_assert_uint_eq(stats->tables[0].passes, 1);
  ck_assert_uint_eq(stats->tables[0].columns, 1);
  ck_assert_str_eq(stats->tables[0].path, "pages");
  ck_assert_ptr_null(stats->tables[0].why);
  ck_assert_uint_ge(stats->tables[0].bytes, RECORDS * 8);
  ck_assert_uint_le(stats->tables[0].bytes, RECORDS * 40);
  ck_assert_uint_eq(find(stats, "big")->records, RECORDS);
  ck_assert_int_eq(find(stats, "big")->line, 4);
  ck_assert_uint_eq(find(stats, "twice")->records, RECORDS);
  double computed = 0;
  for (size_t i = 0; i < stats->definition_count; i++) {
    computed += stats->definitions[i].seconds;
    ck_assert(i == 0 || stats->definitions[i - 1].seconds >= stats->definitions[i].seconds);
  }
  ck_assert(computed > 0 && computed <= stats->computing + stats->other);
  ck_assert_uint_eq(count_big(&plain), counted);
}
END_TEST

START_TEST(passes_over_related_rows_are_told) {
  CibleRun run = {.database = path, .where = -1, .threads = 2, .stats = 1};
  const CibleFigures *figures;
  ck_assert_int_eq(cible_summarize(cible, program, &run, &figures), CIBLE_OK);
  const CibleStats *stats = cible_run_stats(cible);
  ck_assert_uint_eq(stats->table_count, 2);
  ck_assert_str_eq(stats->tables[1].record, "q");
  ck_assert_uint_eq(stats->tables[1].records, RECORDS / 2);
  ck_assert_uint_eq(stats->tables[1].passes, 1);
  ck_assert(stats->collecting > 0);
  ck_assert_uint_eq(find(stats, "bigs")->records, 1);
}
END_TEST

static CibleStatus take_row(void *user, const CibleValue *key, const CibleValue *values) {
  (void)key, (void)values;
  ++*(uint64_t *)user;
  return CIBLE_OK;
}

START_TEST(a_run_over_its_limit_is_stopped) {
  size_t spent = (size_t)cible_definition_find(program, "spent");
  CibleRows rows = {.columns = &spent, .column_count = 1, .order = (long)spent};
  CibleRun run = {.database = path, .where = -1, .threads = (unsigned)_i, .memory_limit = 100000};
  uint64_t given = 0;
  ck_assert_int_eq(cible_rows(cible, program, &run, &rows, take_row, &given), CIBLE_STOPPED);
  ck_assert_uint_eq(cible_message_count(cible), 1);
  ck_assert_str_eq(cible_message(cible, 0).code, "E355");
  ck_assert_ptr_nonnull(strstr(cible_message(cible, 0).text, "0.1 MB"));
  ck_assert_uint_eq(given, 0);
  run.memory_limit = 100000000;
  ck_assert_int_eq(cible_rows(cible, program, &run, &rows, take_row, &given), CIBLE_OK);
  ck_assert_uint_eq(given, RECORDS);
}
END_TEST

/* Whatever the limit, a run ends well or is stopped by it. */
START_TEST(every_limit_is_kept) {
  const CibleFigures *figures;
  CibleRun run = {.database = path, .where = -1, .threads = 2, .stats = 1};
  bool stopped = false, ended = false;
  for (run.memory_limit = 500; !ended; run.memory_limit += run.memory_limit / 3) {
    CibleStatus status = cible_summarize(cible, program, &run, &figures);
    ended = status == CIBLE_OK;
    stopped |= status == CIBLE_STOPPED;
    ck_assert(ended || (status == CIBLE_STOPPED && !strcmp(cible_message(cible, 0).code, "E355")));
    ck_assert_uint_le(cible_run_stats(cible)->memory, run.memory_limit);
  }
  ck_assert(stopped);
}
END_TEST

Suite *suite_stats(void) {
  Suite *suite = suite_create("stats");
  TCase *counts = tcase_create("counting");
  tcase_add_test(counts, what_is_held_is_counted);
  tcase_add_test(counts, the_limit_refuses_before_it_is_passed);
  tcase_add_test(counts, what_is_not_given_is_not_counted);
  tcase_add_test(counts, a_watch_goes_back_to_the_phase_before);
  suite_add_tcase(suite, counts);
  TCase *runs = tcase_create("runs");
  tcase_add_checked_fixture(runs, begin, end);
  tcase_add_test(runs, nothing_is_told_where_nobody_asks);
  tcase_add_loop_test(runs, a_count_tells_its_table_and_definitions, 1, 3);
  tcase_add_test(runs, passes_over_related_rows_are_told);
  tcase_add_loop_test(runs, a_run_over_its_limit_is_stopped, 1, 3);
  tcase_add_test(runs, every_limit_is_kept);
  suite_add_tcase(suite, runs);
  return suite;
}
