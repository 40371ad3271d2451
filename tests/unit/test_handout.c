/* SPDX-License-Identifier: MIT
 * Lists and briefs of campaigns: what a spreadsheet takes for a formula; memory that runs out at every point leaves nobody marked. */
#include <check.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/cible.h"
#include "lang/handout/list.h"
#include "tests/unit/failing.h"

START_TEST(formulas_are_known) {
  static const struct {
    const char *text;
    bool formula;
  } cases[] = {{"", false},      {"a", false},           {"=1", true},      {"@a", true},        {"+1", false},      {"-1", false},
               {"-1.5", false},  {"+1e21", false},       {"-1e-7", false},  {"-1e", true},       {"-1.", true},      {"+", true},
               {"-", true},      {"-1-1", true},         {"\t1", true},     {"\r", true},        {"\n=1", true},     {" =1", false},
               {"+33 1", true},  {"+33123456789", false}, {"+33 1 23 45 67 89", false}, {"+(33)123-456.78", false}, {"-33 1 23 45 67", true},
               {"+1234567890123456", false}, {"+1 234567890123456", true}, {"+33123456789;x", true}, {"＝1", true}, {"＋33123456789", true},
               {"é=1", false}};
  const char *text = cases[_i].text;
  ck_assert_msg(is_formula(str_from(text)) == cases[_i].formula, "%s", text);
}
END_TEST
enum { FORMULA_CASES = 29 };

/* ---- memory ---- */

static const char rules[] =
    "record firms from \"firms\" key id { id integer  name text  phone text? }\n"
    "team desk { internal  people 1 at 35 hours per week  cost 24 per hour }\n"
    "channel mail { require name != \"\"  cost 1  response 10%  export name, phone  subject \"For {name}\"  message \"{name}: {phone}\" }\n"
    "channel call { require phone is known  cost 1  effort 12 minutes  team desk  response 20% }\n"
    "choose way among mail, call { forbid call when id > 3  by lowest cost / response }\n"
    "offer gift { require id > 0  response 50%  message \"A gift, {name}\" }\n"
    "campaign spring \"Spring\" { target all_of_them  from 2027-03-01 to 2027-03-31 by week  channel way  offer gift  value 1000\n"
    "  objective 3 clients \"as last year\"  budget 100  limit 2 contacts per 30 days  follow up by call after 7 days }\n"
    "segment all_of_them when id < 100\n";

static void make_database(char *path) {
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  close(fd);
  sqlite3 *db;
  ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(db,
                                "CREATE TABLE firms(id INTEGER PRIMARY KEY, name TEXT, phone TEXT);"
                                "INSERT INTO firms VALUES (1, 'a', '+33123456789'), (2, '=b', NULL), (3, 'c', '0123456789'), (4, 'd', NULL)",
                                NULL, NULL, NULL),
                   SQLITE_OK);
  sqlite3_close(db);
}

static int ask(const char *path, const char *sql) {
  sqlite3 *db;
  sqlite3_stmt *stmt;
  ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
  ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
  ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
  int answer = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return answer;
}

typedef CibleStatus (*Call)(Cible *cible, const CibleReview *review, const char *list);

static CibleStatus plan_call(Cible *cible, const CibleReview *review, const char *list) {
  const CiblePlan *plan;
  (void)list;
  return cible_plan(cible, review, "spring", 0, &plan);
}

static CibleStatus brief_call(Cible *cible, const CibleReview *review, const char *list) {
  const CibleBrief *brief;
  (void)list;
  CibleStatus status = cible_brief(cible, review, "spring", &brief);
  if (status != CIBLE_OK) return status;
  ck_assert_uint_eq(brief->channel_count, 2);
  ck_assert_str_eq(brief->campaign.clauses[5].text, "objective 3 clients");
  ck_assert_str_eq(brief->campaign.clauses[5].reason, "as last year");
  ck_assert_str_eq(brief->targets[0].clauses[0].text, "when id < 100");
  ck_assert_str_eq(brief->channels[0].message, "{name}: {phone}");
  ck_assert_str_eq(brief->teams[0].name, "desk");
  ck_assert_uint_eq(brief->stored.planned, 6);
  return status;
}

static CibleStatus export_call(Cible *cible, const CibleReview *review, const char *path) {
  const CibleExport *list;
  CibleExportWish wish = {.channel = "mail", .on = "2027-03-01", .format = CIBLE_CSV, .path = path};
  CibleStatus status = cible_export(cible, review, "spring", &wish, &list);
  if (status == CIBLE_OK) ck_assert_uint_eq(list->contacts, 4);
  return status;
}

/* Fails each allocation in turn until none is left to fail. What `sql` counts is there when a call has gone well, and not before. */
static void fail_each(Call call, const char *database, const char *list, const char *sql, int rows, bool forever) {
  CibleRun run = {.database = database, .today = "2027-03-01", .where = -1, .threads = 1};
  CibleReview review = {.path = "r.cible", .text = rules, .length = strlen(rules), .run = &run};
  bool whole = false, done = false;
  for (long before = 0; !whole; before++) {
    Failing failing = {.before = before, .forever = forever};
    CibleConfig config = {.alloc = failing_fn, .alloc_user = &failing};
    Cible *cible = NULL;
    CibleStatus status = cible_open(&config, &cible);
    if (status != CIBLE_OK) continue;
    status = call(cible, &review, list);
    bool told = status == CIBLE_NO && cible_message_count(cible) == 1 && strcmp(cible_message(cible, 0).code, "E002") == 0;
    ck_assert_msg(status == CIBLE_OK || status == CIBLE_NO_MEMORY || told, "%ld: %d %s", before, status, cible_messages_text(cible, 0));
    whole = !failing.failed;
    done |= status == CIBLE_OK;
    cible_close(cible);
    if (sql && (before % 50 == 0 || whole)) ck_assert_int_eq(ask(database, sql), done ? rows : 0);
  }
  ck_assert(done);
}

START_TEST(out_of_memory_marks_nobody) {
  char database[] = "/tmp/cible-handout-XXXXXX", list[64];
  make_database(database);
  snprintf(list, sizeof list, "%s.csv", database);
  CibleRun run = {.database = database, .today = "2027-03-01", .where = -1, .threads = 1};
  CibleReview review = {.path = "r.cible", .text = rules, .length = strlen(rules), .run = &run};
  Cible *cible;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_msg(plan_call(cible, &review, NULL) == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  cible_close(cible);
  fail_each(export_call, database, list, "SELECT count(*) FROM cible_contacts_firms WHERE state = 'sent'", 4, _i);
  ck_assert_int_eq(access(list, F_OK), 0);
  unlink(list);
  unlink(database);
}
END_TEST

START_TEST(out_of_memory_makes_no_brief) {
  char database[] = "/tmp/cible-handout-XXXXXX";
  make_database(database);
  CibleRun run = {.database = database, .today = "2027-03-01", .where = -1, .threads = 1};
  CibleReview review = {.path = "r.cible", .text = rules, .length = strlen(rules), .run = &run};
  Cible *cible;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_int_eq(plan_call(cible, &review, NULL), CIBLE_OK);
  cible_close(cible);
  fail_each(brief_call, database, NULL, NULL, 0, _i);
  unlink(database);
}
END_TEST

Suite *suite_handout(void) {
  Suite *suite = suite_create("handout");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, formulas_are_known, 0, FORMULA_CASES);
  tcase_add_loop_test(all, out_of_memory_marks_nobody, 0, 2);
  tcase_add_loop_test(all, out_of_memory_makes_no_brief, 0, 2);
  tcase_set_timeout(all, 120);
  suite_add_tcase(suite, all);
  return suite;
}
