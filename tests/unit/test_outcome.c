/* SPDX-License-Identifier: MIT
 * Outcomes: each line to the contact that it is about, bad ones aside with their reason, once and for good. */
#include "runtime/outcome/outcome.h"

#include "tests/unit/failing.h"
#include "tests/unit/store_kit.h"

#include "include/cible.h"
#include "runtime/data/calendar.h"
#include "runtime/ledger/ledger.h"

static char folder[64], database[128], results[128], rejects[128];
static Arena arena;
static DiagList diags;
static OutcomeJob job;
static OutcomeReport report;
static uint32_t asked; /* keys that were looked up among the records */

static int32_t date(const char *text) {
  int32_t day;
  ck_assert(date_parse(str_from(text), &day));
  return day;
}

/* Records have the keys 1 to 100; as texts "k1" to "k9". */
static Status find(void *user, const Value *keys, uint32_t count, bool *there) {
  (void)user;
  for (uint32_t i = 0; i < count; i++) {
    asked++;
    there[i] = keys[i].kind == KIND_TEXT ? keys[i].str.n == 2 && keys[i].str.p[0] == 'k' : keys[i].i64 >= 1 && keys[i].i64 <= 100;
    if (i) ck_assert_int_lt(ledger_key_order(&keys[i - 1], &keys[i]), 0);
  }
  return STATUS_OK;
}

static void set_up(void) {
  strcpy(folder, "/tmp/cible-unit-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(database, sizeof database, "%s/people.db", folder);
  snprintf(results, sizeof results, "%s/results.csv", folder);
  snprintf(rejects, sizeof rejects, "%s/results.csv.rejects.csv", folder);
  arena_init(&arena, &alloc_system);
  diag_init(&diags, &arena);
  report = (OutcomeReport){0};
  arena_init(&report.arena, &alloc_system);
  job = (OutcomeJob){.alloc = &alloc_system, .file = results, .database = database, .campaign = STR("spring"), .source = STR("companies"),
                     .key = STR("ident"), .stored_key = STR("id"), .key_kind = KIND_INTEGER, .from = date("2027-03-01"),
                     .today = date("2027-04-01"), .find = find};
}

static void tear_down(void) {
  char command[200];
  outcome_report_free(&report);
  arena_free(&arena);
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  ck_assert_int_eq(system(command), 0);
}

static Value key_of(const char *text) {
  if (job.key_kind == KIND_TEXT) return (Value){.kind = KIND_TEXT, .known = true, .str = str_from(text)};
  return (Value){.kind = KIND_INTEGER, .known = true, .i64 = atoll(text)};
}

static LedgerContact contact(const char *key, int64_t step, const char *at) {
  return (LedgerContact){.key = key_of(key), .campaign = STR("spring"), .channel = STR("phone"), .step = step, .at = date(at), .target = STR("smes")};
}

/* 1 is contacted on the 2nd and the 16th of March, 2 on the 2nd; 3 is planned; 4 is of another campaign; 5 is held back. */
static void make_ledger(void) {
  const char *k = job.key_kind == KIND_TEXT ? "k" : "";
  char keys[6][8];
  for (int i = 0; i < 6; i++) snprintf(keys[i], sizeof keys[i], "%s%d", k, i);
  store_kit_sql(database, "CREATE TABLE companies(id)");
  LedgerConfig config = {.alloc = &alloc_system, .path = database, .source = STR("companies"), .key_kind = job.key_kind, .write = true};
  LedgerContact spring[] = {contact(keys[1], 1, "2027-03-02"), contact(keys[1], 2, "2027-03-16"), contact(keys[2], 1, "2027-03-02"),
                            contact(keys[3], 1, "2027-03-20")};
  LedgerContact autumn = contact(keys[4], 1, "2027-03-02");
  LedgerHeld held = {.key = key_of(keys[5]), .target = STR("smes")};
  Ledger *ledger;
  autumn.campaign = STR("autumn");
  ck_assert_int_eq(ledger_open(&config, &diags, &ledger), STATUS_OK);
  ck_assert_int_eq(ledger_plan(ledger, STR("spring"), spring, 4, &diags), STATUS_OK);
  for (int i = 0; i < 3; i++) ck_assert_int_eq(ledger_send(ledger, &spring[i], spring[i].at, &diags), STATUS_OK);
  ck_assert_int_eq(ledger_plan(ledger, STR("autumn"), &autumn, 1, &diags), STATUS_OK);
  ck_assert_int_eq(ledger_send(ledger, &autumn, autumn.at, &diags), STATUS_OK);
  ck_assert_int_eq(ledger_hold(ledger, STR("spring"), &held, 1, &diags), STATUS_OK);
  ck_assert_int_eq(ledger_commit(ledger, &diags), STATUS_OK);
  ledger_close(ledger);
}

static void put(const char *text) {
  FILE *file = fopen(results, "wb");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

static Status run(const char *text) {
  if (text) put(text);
  outcome_report_free(&report);
  diag_init(&diags, &arena);
  asked = 0;
  return outcome_run(&job, &diags, &report);
}

#define TAKES(csv) ck_assert_msg(run(csv) == STATUS_OK, "%s", diags.count ? diags.items[0]->text.p : "?")

static void refuses(const char *text, Status status, const char *code) {
  ck_assert_int_eq(run(text), status);
  ck_assert_uint_ge(diags.count, 1);
  ck_assert_str_eq(diag_info(diags.items[0]->code)->code, code);
  ck_assert_int_ne(access(rejects, F_OK), 0);
}

static void expect(uint64_t added, uint64_t changed, uint64_t known, uint64_t rejected) {
  ck_assert_msg(report.added == added && report.changed == changed && report.known == known && report.rejected == rejected,
                "%llu new, %llu changed, %llu known, %llu rejected", (unsigned long long)report.added, (unsigned long long)report.changed,
                (unsigned long long)report.known, (unsigned long long)report.rejected);
}

static const char *stored(void) {
  return store_kit_ask(database, "SELECT group_concat(record || '/' || step || ' ' || outcome || ' ' || outcome_at || ifnull(' ' || amount, ''), '; ') FROM "
                                 "(SELECT * FROM cible_contacts_companies WHERE outcome IS NOT NULL ORDER BY record, step)");
}

static const char *rejected(void) {
  static char text[8192];
  FILE *file = fopen(rejects, "rb");
  if (!file) return "";
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  return text;
}

/* ---- what is taken ---- */

START_TEST(test_the_last_contact_by_that_day) {
  make_ledger();
  TAKES("ident,date,outcome,amount\n1,2027-03-15,no answer,\n1,2027-03-16,quote,\n2,2027-03-30,order,1234.56\n");
  expect(3, 0, 0, 0);
  ck_assert_str_eq(stored(), "1/1 no answer 2027-03-15; 1/2 quote 2027-03-16; 2/1 order 2027-03-30 1234.56");
  ck_assert_uint_eq(report.lines, 3);
  ck_assert_uint_eq(asked, 0);
  ck_assert_uint_eq(diags.count, 0);
  ck_assert_uint_eq(report.rejects.n, 0);
}
END_TEST

START_TEST(test_the_same_file_twice) {
  const char *file = "key;date;outcome;amount\n1;2027-03-17;quote;\n1;2027-03-19;order;1 234,56\n2;2027-03-19;order;5\n2;2027-03-19;order;6\n5;2027-03-19;order;7\n";
  make_ledger();
  TAKES(file);
  expect(3, 0, 0, 0);
  ck_assert_uint_eq(report.replaced, 2);
  ck_assert_uint_eq(report.held, 1);
  ck_assert_uint_eq(diags.warnings, 1);
  ck_assert_str_eq(diag_info(diags.items[0]->code)->code, "W15");
  TAKES(NULL);
  expect(0, 0, 3, 0);
  ck_assert_uint_eq(report.held, 0);
  ck_assert_str_eq(stored(), "1/2 order 2027-03-19 1234.56; 2/1 order 2027-03-19 6");
  ck_assert_str_eq(store_kit_ask(database, "SELECT record || outcome || outcome_at || amount FROM cible_held_companies"), "5order2027-03-197");
}
END_TEST

START_TEST(test_a_newer_outcome_stays) {
  make_ledger();
  TAKES("ident,date,outcome\n2,2027-03-20,order\n");
  TAKES("ident,date,outcome\n2,2027-03-10,quote\n");
  expect(0, 0, 0, 0);
  ck_assert_uint_eq(report.older, 1);
  TAKES("ident,date,outcome\n2,2027-03-20,refusal\n");
  expect(0, 1, 0, 0);
  TAKES("ident,date,outcome\n2,2027-03-21,order\n");
  expect(0, 1, 0, 0);
  ck_assert_str_eq(stored(), "2/1 order 2027-03-21");
}
END_TEST

START_TEST(test_how_cells_are_written) {
  static const struct {
    const char *line, *stored;
  } rows[] = {
      {"2;31/03/2027;order;1 234,56", "2/1 order 2027-03-31 1234.56"},
      {"2;3/3/2027;order;\n1;31/3/2027;x;", "1/2 x 2027-03-31; 2/1 order 2027-03-03"},
      {" 2 ;2027-03-30T09:30:00; order ;12 \xe2\x82\xac", "2/1 order 2027-03-30 12"},
      {"2;31/03/2027 10:30;\"de\xcc\x81j\xc3\xa0\";0,5", "2/1 d\xc3\xa9j\xc3\xa0 2027-03-31 0.5"},
      {"2;2027-03-30;order;1\xc2\xa0""234\xc2\xa0""567,1234", "2/1 order 2027-03-30 1234567.1234"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char text[300];
    unlink(database);
    make_ledger();
    snprintf(text, sizeof text, "id;date;outcome;amount\n%s\n", rows[i].line);
    TAKES(text);
    ck_assert_str_eq(stored(), rows[i].stored);
  }
}
END_TEST

START_TEST(test_columns) {
  make_ledger();
  TAKES("Comment,OUTCOME,Date,Ident,By\nfine,order,2027-03-30,2,Anne\n");
  expect(1, 0, 0, 0);
  ck_assert_str_eq(diags.items[0]->text.p, "these columns of the results are not read: `Comment`, `By`");
  refuses("ident,when,outcome\n", STATUS_NO, "E433");
  refuses("client,date,outcome\n", STATUS_NO, "E433");
  ck_assert_ptr_nonnull(strstr(diags.items[0]->text.p, "`ident`"));
  refuses("ident,date,result\n", STATUS_NO, "E433");
  refuses("ident,date,outcome,Date\n", STATUS_NO, "E322");
  refuses("", STATUS_NO, "E410");
  refuses("ident,date,\"outcome\n", STATUS_NO, "E411");
  TAKES("ident,date,outcome\n");
  expect(0, 0, 0, 0);
  unlink(results);
  refuses(NULL, STATUS_IO, "E400");
}
END_TEST

START_TEST(test_text_keys) {
  job.key_kind = KIND_TEXT;
  make_ledger();
  TAKES("key,date,outcome\n k2 ,2027-03-30,order\nK2,2027-03-30,order\nk9,2027-03-30,order\n");
  expect(1, 0, 0, 2);
  ck_assert_str_eq(rejected(), "line,reason,row\r\n3,there is no record with this key,\"K2,2027-03-30,order\"\r\n"
                               "4,the campaign has not contacted this record,\"k9,2027-03-30,order\"\r\n");
}
END_TEST

/* ---- what is not ---- */

START_TEST(test_reasons) {
  static const struct {
    const char *line, *reason;
  } rows[] = {
      {"1,2027-03-01,order,", "\"it is before the record was contacted, on 2027-03-02\""},
      {"3,2027-03-30,order,", "\"the contact is planned, but has not been made\""},
      {"4,2027-03-30,order,", "the campaign has not contacted this record"},
      {"50,2027-03-30,order,", "the campaign has not contacted this record"},
      {"500,2027-03-30,order,", "there is no record with this key"},
      {"5,2027-02-28,order,", "\"it is before the campaign, which begins on 2027-03-01\""},
      {"2,2027-04-02,order,", "2027-04-02 is in the future: today is 2027-04-01"},
      {"2,2027-02-29,order,", "`2027-02-29` is no date"},
      {"2,soon,order,", "`soon` is no date"},
      {"2,03/04/2027,order,", "`03/04/2027` can be read in two ways: write 2027-12-31"},
      {"2,,order,", "its date is missing"},
      {"2,2027-03-30,,", "its outcome is empty"},
      {"2,2027-03-30, ,", "its outcome is empty"},
      {",2027-03-30,order,", "its key is missing"},
      {"two,2027-03-30,order,", "`two` is no key: keys are integers"},
      {"99999999999999999999,2027-03-30,order,", "`99999999999999999999` is no key: keys are integers"},
      {"2,2027-03-30,order,much", "`much` is no amount of money"},
      {"2,2027-03-30,order,\"1,234\"", "\"`1,234` is no amount of money\""},
      {"2,2027-03-30,order,1.23456", "`1.23456` is no amount of money"},
      {"2,2027-03-30,order,-5", "the amount -5 is below 0"},
      {"2,2027-03-30", "it has 2 cells where the header line has 4"},
  };
  make_ledger();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char text[300], wanted[300];
    snprintf(text, sizeof text, "ident,date,outcome,amount\n2,2027-03-09,order,1\n%s\n", rows[i].line);
    TAKES(text);
    ck_assert_uint_eq(report.rejected, 1);
    snprintf(wanted, sizeof wanted, "line,reason,row\r\n3,%s,", rows[i].reason);
    ck_assert_msg(strncmp(rejected(), wanted, strlen(wanted)) == 0, "%s", rejected());
    ck_assert_str_eq(report.rejects.p, rejects);
    ck_assert_str_eq(stored(), "2/1 order 2027-03-09 1");
  }
}
END_TEST

START_TEST(test_nothing_that_can_be_used) {
  make_ledger();
  refuses("ident,date,outcome\n500,2027-03-30,order\n501,2027-03-30,order\n", STATUS_NO, "E434");
  ck_assert_ptr_nonnull(strstr(diags.items[0]->text.p, "all 2 are rejected; the first, line 2: there is no record with this key"));
  ck_assert_str_eq(stored(), "");
}
END_TEST

START_TEST(test_rejects_of_the_users_own) {
  make_ledger();
  FILE *file = fopen(rejects, "w");
  fputs("mine", file);
  fclose(file);
  ck_assert_int_eq(run("ident,date,outcome\n500,2027-03-30,order\n2,2027-03-30,order\n"), STATUS_IO);
  ck_assert_str_eq(diag_info(diags.items[0]->code)->code, "E425");
  ck_assert_str_eq(rejected(), "mine");
  ck_assert_str_eq(stored(), "");
}
END_TEST

/* ---- contact me no more ---- */

START_TEST(test_objections) {
  const char *file = "ident,date,outcome\n1,2027-03-20,Objection\n5,2027-03-20,unsubscription\n2,2027-03-20,refusal\n";
  make_ledger();
  TAKES(file);
  expect(3, 0, 0, 0);
  ck_assert_uint_eq(report.suppressed, 2);
  ck_assert_str_eq(store_kit_ask(database, "SELECT group_concat(record || since || why, ' ') FROM cible_suppressed_companies"),
                   "12027-03-20objection 52027-03-20unsubscription");
  TAKES(file);
  expect(0, 0, 3, 0);
  ck_assert_uint_eq(report.suppressed, 0);
}
END_TEST

/* Whatever else is wrong with the line, as long as it is known who says so. */
START_TEST(test_objections_in_bad_lines) {
  make_ledger();
  TAKES("ident,date,outcome\n3,2027-03-20,objection\n50,soon,objection\n500,2027-03-20,objection\n4,2027-03-20,unsubscription\n4,2027-03-10,objection\n");
  expect(0, 0, 0, 5);
  ck_assert_uint_eq(report.suppressed, 3);
  ck_assert_str_eq(store_kit_ask(database, "SELECT group_concat(record || ' ' || since, ', ') FROM (SELECT * FROM cible_suppressed_companies ORDER BY 1)"),
                   "3 2027-03-20, 4 2027-03-10, 50 2027-04-01");
}
END_TEST

START_TEST(test_an_older_objection_counts) {
  make_ledger();
  TAKES("ident,date,outcome\n2,2027-03-20,order\n2,2027-03-10,objection\n");
  ck_assert_uint_eq(report.suppressed, 1);
  ck_assert_str_eq(stored(), "2/1 order 2027-03-20");
}
END_TEST

/* ---- what may fail ---- */

START_TEST(test_no_ledger) {
  refuses("ident,date,outcome\n2,2027-03-20,order\n", STATUS_IO, "E301");
  store_kit_sql(database, "CREATE TABLE companies(id)");
  refuses("ident,date,outcome\n2,2027-03-20,order\n", STATUS_NO, "E434");
  ck_assert_str_eq(store_kit_ask(database, "SELECT count(*) FROM sqlite_schema"), "1");
}
END_TEST

START_TEST(test_cancelled) {
  int cancel = 0;
  make_ledger();
  job.cancel = &cancel;
  cancel = 1;
  refuses("ident,date,outcome\n2,2027-03-20,order\n", STATUS_STOPPED, "E350");
  ck_assert_str_eq(stored(), "");
}
END_TEST

START_TEST(test_memory_that_is_out) {
  make_ledger();
  put("ident,date,outcome,amount,more\n1,2027-03-20,objection,,\n500,2027-03-20,order,,\n5,2027-03-20,order,7,\n2,2027-03-20,order,7,\n2,2027-03-20,order,8,\n");
  for (int forever = 0; forever < 2; forever++) {
    Status status = STATUS_NO_MEMORY;
    for (long n = 0; status != STATUS_OK; n++) {
      Failing failing = {.before = n, .forever = forever};
      Alloc alloc = failing_alloc(&failing);
      Arena said;
      unlink(database);
      unlink(rejects);
      make_ledger();
      arena_init(&said, &alloc);
      diag_init(&diags, &said);
      job.alloc = &alloc;
      outcome_report_free(&report);
      status = outcome_run(&job, &diags, &report);
      ck_assert_int_eq(status, failing.failed ? STATUS_NO_MEMORY : STATUS_OK);
      ck_assert_str_eq(stored(), status == STATUS_OK ? "1/2 objection 2027-03-20; 2/1 order 2027-03-20 8" : "");
      ck_assert_int_eq(access(rejects, F_OK) == 0, status == STATUS_OK);
      outcome_report_free(&report);
      arena_free(&said);
    }
  }
  job.alloc = &alloc_system;
}
END_TEST

/* ---- through the public interface ---- */

static CibleStatus call_outcome(Failing *failing, const CibleOutcome *outcome, char told[2000]) {
  static const char rules[] = "record firms \"Firms\" from \"companies\" key id { id integer }\nsegment everybody when id > 0\n"
                              "channel phone { require id is known  cost 1  response 10% }\n"
                              "campaign spring { target everybody  from 2027-03-01 to 2027-03-31 by week  channel phone  value 100 }\n";
  CibleConfig config = {failing_fn, failing};
  CibleRun run = {.database = database, .today = "2027-04-01", .where = -1, .threads = 1};
  CibleReview review = {.path = "rules.cible", .text = rules, .length = sizeof rules - 1, .run = &run};
  const CibleOutcomeReport *found = NULL;
  Cible *cible = NULL;
  told[0] = 0;
  CibleStatus status = cible_open(&config, &cible);
  if (status != CIBLE_OK) return status;
  status = cible_outcome(cible, &review, outcome, &found);
  if (status == CIBLE_OK) {
    ck_assert(found->lines == 3 && found->added == 2 && found->rejected == 1 && found->suppressed == 1);
    ck_assert_str_eq(found->campaign, "spring");
    ck_assert_str_eq(found->rejects, rejects);
  } else snprintf(told, 2000, "%s", cible_messages_text(cible, 0));
  cible_close(cible);
  return status;
}

START_TEST(test_public_interface) {
  char told[2000];
  Failing enough = {.before = -1};
  CibleOutcome outcome = {.campaign = "spring", .file = results};
  make_ledger();
  store_kit_sql(database, "DROP TABLE companies; CREATE TABLE companies(id INTEGER PRIMARY KEY); INSERT INTO companies VALUES(1), (2), (50)");
  put("id,date,outcome\n1,2027-03-20,objection\n2,2027-03-20,order\n50,2027-03-20,order\n");
  ck_assert_int_eq(call_outcome(&enough, &outcome, told), CIBLE_OK);
  outcome.campaign = "sprung";
  ck_assert_int_eq(call_outcome(&enough, &outcome, told), CIBLE_USAGE);
  ck_assert_ptr_nonnull(strstr(told, "`spring`"));
}
END_TEST

START_TEST(test_public_interface_without_memory) {
  char told[2000];
  CibleOutcome outcome = {.campaign = "spring", .file = results};
  put("id,date,outcome\n1,2027-03-20,objection\n2,2027-03-20,order\n50,2027-03-20,order\n");
  for (int forever = 0; forever < 2; forever++) {
    CibleStatus status = CIBLE_NO_MEMORY;
    for (long n = 0; status != CIBLE_OK; n++) {
      Failing failing = {.before = n, .forever = forever};
      unlink(database);
      unlink(rejects);
      make_ledger();
      store_kit_sql(database, "DROP TABLE companies; CREATE TABLE companies(id INTEGER PRIMARY KEY); INSERT INTO companies VALUES(1), (2), (50)");
      status = call_outcome(&failing, &outcome, told);
      ck_assert_msg(status == CIBLE_OK || status == CIBLE_NO_MEMORY || strstr(told, "E002"), "%ld: %d %s", n, (int)status, told);
      if (status == CIBLE_OK) ck_assert_str_eq(stored(), "1/2 objection 2027-03-20; 2/1 order 2027-03-20");
    }
  }
}
END_TEST

Suite *suite_outcome(void) {
  Suite *suite = suite_create("outcome");
  TCase *tc = tcase_create("outcome");
  tcase_set_timeout(tc, 60);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_the_last_contact_by_that_day);
  tcase_add_test(tc, test_the_same_file_twice);
  tcase_add_test(tc, test_a_newer_outcome_stays);
  tcase_add_test(tc, test_how_cells_are_written);
  tcase_add_test(tc, test_columns);
  tcase_add_test(tc, test_text_keys);
  tcase_add_test(tc, test_reasons);
  tcase_add_test(tc, test_nothing_that_can_be_used);
  tcase_add_test(tc, test_rejects_of_the_users_own);
  tcase_add_test(tc, test_objections);
  tcase_add_test(tc, test_objections_in_bad_lines);
  tcase_add_test(tc, test_an_older_objection_counts);
  tcase_add_test(tc, test_no_ledger);
  tcase_add_test(tc, test_cancelled);
  tcase_add_test(tc, test_memory_that_is_out);
  tcase_add_test(tc, test_public_interface);
  tcase_add_test(tc, test_public_interface_without_memory);
  suite_add_tcase(suite, tc);
  return suite;
}
