/* SPDX-License-Identifier: MIT
 * Funnels, coverage, segmentations and figures of single definitions: held against counting by hand; and memory that runs out at
 * every point. */
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/cible.h"
#include "tests/unit/failing.h"

enum { RECORDS = 300 };

static const char rules[] =
    "record p from \"p\" key id { id integer  a integer?  m money }\n"
    "segment picky { require a >= 20 require a < 70 exclude m > 50 }\n"
    "segment low when a < 30\n"
    "segment high when a > 60 and m > 10\n"
    "score s from 0 to 100 { add a }\n"
    "classify c by s { hot from 60 cold otherwise }\n"
    "channel mail { require low cost 1 response 2% }\n"
    "choose contact among mail { by lowest cost }\n"
    "test \"one\" { given { a = 25 } expect low and c is cold }\n"
    "test \"two\" { given { a = 65, m = 60 } expect not low expect picky }\n";

static char database[] = "/tmp/cible-review-XXXXXX", rule_file[] = "/tmp/cible-rules-XXXXXX";

/* a runs from 0 to 99 and is unknown for one in ten; m = id / 4. */
static void make_files(void) {
  strcpy(database + sizeof database - 7, "XXXXXX");
  strcpy(rule_file + sizeof rule_file - 7, "XXXXXX");
  int db_file = mkstemp(database), rules_fd = mkstemp(rule_file);
  ck_assert(db_file >= 0 && rules_fd >= 0);
  close(db_file);
  ck_assert_int_eq(write(rules_fd, rules, sizeof rules - 1), sizeof rules - 1);
  close(rules_fd);
  sqlite3 *db;
  char sql[400];
  ck_assert_int_eq(sqlite3_open(database, &db), SQLITE_OK);
  snprintf(sql, sizeof sql,
           "CREATE TABLE p(id INTEGER PRIMARY KEY, a INTEGER, m REAL);"
           "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < %d) INSERT INTO p SELECT i, "
           "CASE WHEN i %% 10 = 7 THEN NULL ELSE i %% 100 END, i / 4.0 FROM k", RECORDS);
  ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static void remove_files(void) {
  unlink(database);
  unlink(rule_file);
}

typedef struct Row {
  int known;
  long a;
  double m;
} Row;

static Row row_of(int id) { return (Row){id % 10 != 7, id % 100, id / 4.0}; }

static CibleReview review_of(const CibleRun *run, const char *const *names, size_t count) {
  return (CibleReview){.path = "rules.cible", .text = rules, .length = sizeof rules - 1, .run = run, .names = names, .name_count = count};
}

static CibleRun run_of(void) { return (CibleRun){.database = database, .today = "2027-03-01", .where = -1, .threads = 1}; }

/* ---- held against counting by hand ---- */

START_TEST(a_funnel_counts_as_by_hand) {
  Cible *cible;
  const CibleFunnel *funnel;
  const char *const names[] = {"picky"};
  CibleRun run = run_of();
  CibleReview review = review_of(&run, names, 1);
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_msg(cible_funnel(cible, &review, &funnel) == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  uint64_t first = 0, second = 0, third = 0, unknown = 0;
  for (int id = 1; id <= RECORDS; id++) {
    Row r = row_of(id);
    unknown += !r.known;
    first += r.known && r.a >= 20;
    second += r.known && r.a >= 20 && r.a < 70;
    third += r.known && r.a >= 20 && r.a < 70 && r.m <= 50;
  }
  ck_assert_uint_eq(funnel->step_count, 3);
  ck_assert_uint_eq(funnel->records, RECORDS);
  ck_assert_uint_eq(funnel->steps[0].kept, first);
  ck_assert_uint_eq(funnel->steps[0].unknown, unknown);
  ck_assert_uint_eq(funnel->steps[1].kept, second);
  ck_assert_uint_eq(funnel->steps[2].kept, third);
  ck_assert_uint_eq(funnel->kept, third);
  cible_close(cible);
}
END_TEST

START_TEST(segments_count_as_by_hand) {
  Cible *cible;
  const CibleSegments *segments;
  const char *const names[] = {"picky", "low", "high"};
  CibleRun run = run_of();
  CibleReview review = review_of(&run, names, 3);
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_msg(cible_segments(cible, &review, "m", &segments) == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  uint64_t low = 0, both = 0, none = 0;
  double value = 0;
  for (int id = 1; id <= RECORDS; id++) {
    Row r = row_of(id);
    int is_low = r.known && r.a < 30, is_picky = r.known && r.a >= 20 && r.a < 70 && r.m <= 50, is_high = r.known && r.a > 60 && r.m > 10;
    low += (uint64_t)is_low;
    both += (uint64_t)(is_low && is_picky);
    none += !is_low && !is_picky && !is_high;
    if (is_low) value += r.m;
  }
  ck_assert_uint_eq(segments->items[1].records, low);
  ck_assert_double_eq_tol(segments->items[1].value, value, 1e-6);
  ck_assert_uint_eq(segments->records - segments->covered, none);
  bool found = false;
  for (size_t i = 0; i < segments->overlap_count; i++)
    if (segments->overlaps[i].first == 0 && segments->overlaps[i].second == 1) found = segments->overlaps[i].records == both;
  ck_assert(found);
  cible_close(cible);
}
END_TEST

START_TEST(figures_are_those_of_a_summary) {
  Cible *cible;
  CibleProgram *program;
  const CibleFigures *all, *some;
  CibleFigures whole[16];
  CibleRun run = run_of();
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_int_eq(cible_compile_text(cible, "rules.cible", rules, sizeof rules - 1, NULL, &program), CIBLE_OK);
  ck_assert_int_eq(cible_summarize(cible, program, &run, &all), CIBLE_OK);
  size_t count = cible_definition_count(program);
  ck_assert_uint_le(count, 16);
  memcpy(whole, all, count * sizeof *whole);
  CibleWanted wanted[] = {{.definition = (size_t)cible_definition_find(program, "s")},
                          {.definition = (size_t)cible_definition_find(program, "low")},
                          {.definition = (size_t)cible_definition_find(program, "a"), .lo = 0, .hi = 100}};
  ck_assert_int_eq(cible_figures(cible, program, &run, wanted, 3, &some), CIBLE_OK);
  for (int i = 0; i < 2; i++) {
    const CibleFigures *one = &whole[wanted[i].definition];
    ck_assert_uint_eq(some[i].known, one->known);
    ck_assert_uint_eq(some[i].truths, one->truths);
    ck_assert_double_eq(some[i].mean, one->mean);
    ck_assert_mem_eq(some[i].bins, one->bins, sizeof one->bins);
  }
  uint64_t bins = 0;
  for (int i = 0; i < 20; i++) bins += some[2].bins[i];
  ck_assert_uint_eq(bins, some[2].known);
  ck_assert_uint_eq(some[2].known, RECORDS - RECORDS / 10);
  ck_assert_double_eq_tol(some[2].quartiles[1], 50, 1);
  CibleWanted none = {.definition = count};
  ck_assert_int_eq(cible_figures(cible, program, &run, &none, 1, &some), CIBLE_USAGE);
  cible_program_free(program);
  cible_close(cible);
}
END_TEST

/* ---- memory that runs out ---- */

typedef CibleStatus (*Asked)(Cible *cible, int *given);

static CibleStatus ask_funnel(Cible *cible, int *given) {
  const CibleFunnel *funnel;
  const char *const names[] = {"picky"};
  CibleRun run = run_of();
  CibleReview review = review_of(&run, names, 1);
  review.where = "m > 5";
  CibleStatus status = cible_funnel(cible, &review, &funnel);
  return *given = funnel != NULL, status;
}

static CibleStatus ask_segments(Cible *cible, int *given) {
  const CibleSegments *segments;
  CibleRun run = run_of();
  CibleReview review = review_of(&run, NULL, 0);
  CibleStatus status = cible_segments(cible, &review, "m", &segments);
  return *given = segments != NULL, status;
}

static CibleStatus ask_coverage(Cible *cible, int *given) {
  const CibleTest *tests;
  size_t count;
  const CibleCoverage *coverage;
  CibleStatus status = cible_test_coverage(cible, rule_file, NULL, &tests, &count, &coverage);
  *given = coverage != NULL;
  return status == CIBLE_NO && coverage ? CIBLE_OK : status; /* a test fails, and is told with its reasons */
}

static CibleStatus ask_figures(Cible *cible, int *given) {
  CibleProgram *program;
  const CibleFigures *figures = NULL;
  CibleRun run = run_of();
  CibleStatus status = cible_compile_text(cible, "rules.cible", rules, sizeof rules - 1, NULL, &program);
  CibleWanted wanted = {.definition = status == CIBLE_OK ? (size_t)cible_definition_find(program, "a") : 0, .lo = 0, .hi = 100};
  if (status == CIBLE_OK) status = cible_figures(cible, program, &run, &wanted, 1, &figures);
  *given = status == CIBLE_OK && figures != NULL;
  cible_program_free(program);
  return status;
}

/* Each asks once for all with the nth request refused, and all behind it, or that one alone: an answer, or none and a reason. */
START_TEST(memory_may_run_out_anywhere) {
  static const Asked all[] = {ask_funnel, ask_segments, ask_coverage, ask_figures};
  Asked ask = all[_i / 2];
  Failing failing = {0};
  Alloc alloc = failing_alloc(&failing);
  CibleConfig config = {.alloc = alloc.fn, .alloc_user = alloc.user};
  bool whole = false;
  for (long before = 0; !whole; before += before < 60 ? 1 : 5) {
    failing = (Failing){.before = before, .forever = _i % 2 != 0};
    Cible *cible = NULL;
    int given = 0;
    CibleStatus status = cible_open(&config, &cible);
    if (status == CIBLE_OK) status = ask(cible, &given);
    whole = !failing.failed;
    ck_assert_msg(whole ? status == CIBLE_OK && given : status != CIBLE_OK || given, "request %ld: status %d, %d", before, status, given);
    ck_assert(status == CIBLE_OK || !given);
    cible_close(cible);
  }
}
END_TEST

Suite *suite_review(void) {
  Suite *suite = suite_create("review");
  TCase *counted = tcase_create("counted"), *scarce = tcase_create("scarce");
  tcase_add_checked_fixture(counted, make_files, remove_files);
  tcase_add_checked_fixture(scarce, make_files, remove_files);
  tcase_add_test(counted, a_funnel_counts_as_by_hand);
  tcase_add_test(counted, segments_count_as_by_hand);
  tcase_add_test(counted, figures_are_those_of_a_summary);
  tcase_add_loop_test(scarce, memory_may_run_out_anywhere, 0, 8);
  tcase_set_timeout(scarce, 120);
  suite_add_tcase(suite, counted);
  suite_add_tcase(suite, scarce);
  return suite;
}
