/* SPDX-License-Identifier: MIT
 * Campaigns planned and evaluated: what no case of the command line can see. Memory that runs out at every point; cancelling; handles
 * used again. What a plan says is held in tests/cli/cases/plan.case. */
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/cible.h"
#include "tests/unit/failing.h"

static const char rules[] =
    "record p from \"p\" key id { id integer  a integer?  free_from date? }\n"
    "segment big when a >= 50\n"
    "segment others when a < 50\n"
    "team desk { internal  people 1 at 2 hours per week }\n"
    "channel mail { require a is known  cost 1  response 2%  capacity 200 per week }\n"
    "channel call { require (free_from <= today) default true  effort 10 minutes  team desk  cost 2  response 4% }\n"
    "offer audit { require a > 10  response 50%  price 10  margin 5 }\n"
    "choose contact among mail, call { prefer call when a > 90  by lowest cost / response }\n"
    "classify c { high when a > 50  low otherwise }\n"
    "campaign spring { target big, others  exclude (a = 77) default true  from 2027-03-01 to 2027-03-28 by week  channel contact\n"
    "  offer audit  value 900  objective 3 clients  budget 900  limit 2 contacts per 10 days\n"
    "  follow up by mail after 7 days when channel = \"call\"  control 10%  assign best }\n";

typedef struct Kit {
  char path[32];
  CibleRun run;
  CibleReview review;
} Kit;

static void kit_make(Kit *kit, int records) {
  *kit = (Kit){.path = "/tmp/cible-plan-XXXXXX"};
  int fd = mkstemp(kit->path);
  ck_assert_int_ge(fd, 0);
  close(fd);
  sqlite3 *db;
  ck_assert_int_eq(sqlite3_open(kit->path, &db), SQLITE_OK);
  char sql[512];
  snprintf(sql, sizeof sql,
           "CREATE TABLE p(id INTEGER PRIMARY KEY, a INTEGER, free_from TEXT);"
           "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < %d) INSERT INTO p SELECT i, "
           "CASE WHEN i %% 100 = 7 THEN NULL ELSE i * 37 %% 100 END, CASE i %% 3 WHEN 0 THEN '2027-03-10' END FROM k", records);
  ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  kit->run = (CibleRun){.database = kit->path, .today = "2027-03-01", .where = -1, .threads = 2};
  kit->review = (CibleReview){.path = "rules.cible", .text = rules, .length = strlen(rules), .run = &kit->run};
}

static int ask(const Kit *kit, const char *sql) {
  sqlite3 *db;
  sqlite3_stmt *stmt;
  ck_assert_int_eq(sqlite3_open(kit->path, &db), SQLITE_OK);
  int out = -1;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) out = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return out;
}

static const char count_sql[] = "SELECT count(*) FROM cible_contacts_p";

static Cible *open_cible(Failing *failing) {
  CibleConfig config = {.alloc = failing ? failing_fn : NULL, .alloc_user = failing};
  Cible *cible = NULL;
  CibleStatus status = cible_open(&config, &cible);
  ck_assert(status == CIBLE_OK || (failing && status == CIBLE_NO_MEMORY));
  return cible;
}

/* The front end tells it as a message, too. */
static bool says_no_memory(const Cible *cible, CibleStatus status) {
  if (status == CIBLE_NO_MEMORY) return true;
  return status == CIBLE_NO && cible_message_count(cible) && strcmp(cible_message(cible, 0).code, "E002") == 0;
}

START_TEST(sums_are_those_of_the_rows) {
  Kit kit;
  kit_make(&kit, 400);
  Cible *cible = open_cible(NULL);
  const CiblePlan *plan;
  ck_assert_int_eq(cible_plan(cible, &kit.review, "spring", 0, &plan), CIBLE_OK);
  ck_assert_uint_gt(plan->contacts, 20);
  ck_assert_uint_gt(plan->follow_ups, 0);
  ck_assert_int_eq(ask(&kit, count_sql), (int)plan->contacts);
  ck_assert_int_eq(ask(&kit, "SELECT sum(cost * 10000) FROM cible_contacts_p"), (int)plan->cost);
  ck_assert_int_le(plan->cost, 9000000);
  uint64_t contacts = 0, left = 0, members = 0;
  for (size_t i = 0; i < plan->period_count; i++) contacts += plan->periods[i].contacts;
  for (size_t i = 0; i < plan->target_count; i++) members += plan->targets[i].members;
  for (int i = 0; i < CIBLE_LEFT_COUNT; i++) left += plan->left[i];
  ck_assert_uint_eq(contacts, plan->contacts);
  ck_assert_uint_eq(members, left + plan->contacts - plan->follow_ups);
  ck_assert(plan->first_gain <= plan->bound);
  ck_assert_int_eq(ask(&kit, "SELECT count(*) FROM cible_contacts_p WHERE record IN (SELECT id FROM p WHERE a = 77)"), 0);
  cible_close(cible);
  unlink(kit.path);
}
END_TEST

START_TEST(a_handle_plans_again_and_again) {
  Kit kit;
  kit_make(&kit, 200);
  Cible *cible = open_cible(NULL);
  const CiblePlan *plan;
  ck_assert_int_eq(cible_plan(cible, &kit.review, "spring", 0, &plan), CIBLE_OK);
  uint64_t contacts = plan->contacts;
  ck_assert_int_eq(cible_plan(cible, &kit.review, "summer", 0, &plan), CIBLE_USAGE);
  ck_assert_ptr_null(plan);
  ck_assert_str_eq(cible_message(cible, 0).code, "E550");
  ck_assert_int_eq(cible_plan(cible, &kit.review, "spring", 1, &plan), CIBLE_OK);
  ck_assert_uint_eq(plan->contacts, contacts);
  ck_assert_int_eq(ask(&kit, count_sql), (int)contacts);
  ck_assert_int_eq(cible_keep(cible, 0), CIBLE_OK); /* columns that the handle keeps are kept on */
  ck_assert_int_eq(cible_plan(cible, &kit.review, "spring", 0, &plan), CIBLE_OK);
  ck_assert_uint_eq(plan->contacts, contacts);
  cible_close(cible);
  unlink(kit.path);
}
END_TEST

START_TEST(a_cancelled_plan_writes_nothing) {
  Kit kit;
  kit_make(&kit, 200);
  Cible *cible = open_cible(NULL);
  const CiblePlan *plan;
  cible_cancel(cible);
  ck_assert_int_eq(cible_plan(cible, &kit.review, "spring", 0, &plan), CIBLE_STOPPED);
  ck_assert_int_le(ask(&kit, count_sql), 0);
  cible_close(cible);
  unlink(kit.path);
}
END_TEST

/* Every allocation fails in turn: the plan is there as a whole, or not at all. */
START_TEST(memory_runs_out_while_planning) {
  Kit kit;
  kit_make(&kit, 60);
  kit.run.threads = 1;
  bool refused = true;
  for (long i = 0; refused; i += i < 100 ? 1 : 7) {
    Failing failing = {.before = i};
    Cible *cible = open_cible(&failing);
    const CiblePlan *plan = NULL;
    if (!cible) continue;
    CibleStatus status = cible_plan(cible, &kit.review, "spring", 0, &plan);
    ck_assert_msg(status == CIBLE_OK || says_no_memory(cible, status), "allocation %ld: status %d %s", i, (int)status, cible_message_count(cible) ? cible_message(cible, 0).text : "");
    int count = ask(&kit, count_sql);
    if (status != CIBLE_OK) ck_assert_msg(count <= 0, "allocation %ld: %d contacts", i, count);
    else ck_assert_int_eq(count, (int)plan->contacts);
    cible_close(cible);
    refused = failing.failed;
    if (status == CIBLE_OK) ask(&kit, "DELETE FROM cible_contacts_p");
  }
  unlink(kit.path);
}
END_TEST

START_TEST(memory_runs_out_while_evaluating) {
  Kit kit;
  kit_make(&kit, 60);
  kit.run.threads = 1;
  Cible *cible = open_cible(NULL);
  const CiblePlan *plan;
  ck_assert_int_eq(cible_plan(cible, &kit.review, "spring", 0, &plan), CIBLE_OK);
  cible_close(cible);
  ask(&kit, "UPDATE cible_contacts_p SET state = 'sent', outcome = 'order', amount = 10, outcome_at = '2027-03-05'");
  bool refused = true;
  for (long i = 0; refused; i += i < 100 ? 1 : 7) {
    Failing failing = {.before = i};
    cible = open_cible(&failing);
    const CibleEvaluation *evaluation = NULL;
    if (!cible) continue;
    CibleStatus status = cible_evaluate_campaign(cible, &kit.review, "spring", &evaluation);
    ck_assert_msg(status == CIBLE_OK || says_no_memory(cible, status), "allocation %ld: status %d %s", i, (int)status, cible_message_count(cible) ? cible_message(cible, 0).text : "");
    if (status == CIBLE_OK) ck_assert_uint_eq(evaluation->all.contracts, evaluation->all.contacts);
    cible_close(cible);
    refused = failing.failed;
  }
  unlink(kit.path);
}
END_TEST

Suite *suite_plan(void) {
  Suite *suite = suite_create("plan");
  TCase *c = tcase_create("campaigns");
  tcase_set_timeout(c, 60);
  tcase_add_test(c, sums_are_those_of_the_rows);
  tcase_add_test(c, a_handle_plans_again_and_again);
  tcase_add_test(c, a_cancelled_plan_writes_nothing);
  tcase_add_test(c, memory_runs_out_while_planning);
  tcase_add_test(c, memory_runs_out_while_evaluating);
  suite_add_tcase(suite, c);
  return suite;
}
