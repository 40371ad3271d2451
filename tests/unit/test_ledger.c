/* SPDX-License-Identifier: MIT
 * The ledger: what is written is read back, whatever the names; what another program left there is told; nothing half-written stays. */
#include "runtime/ledger/ledger.h"

#include "tests/unit/failing.h"
#include "tests/unit/store_kit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static char folder[64], path[128];
static Arena arena;
static DiagList diags;
static LedgerConfig config;
static Ledger *ledger;

static void set_up(void) {
  strcpy(folder, "/tmp/cible-unit-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/people.db", folder);
  arena_init(&arena, &alloc_system);
  diag_init(&diags, &arena);
  config = (LedgerConfig){.alloc = &alloc_system, .path = path, .source = STR("companies"), .key_kind = KIND_INTEGER, .write = true};
  ledger = NULL;
}

static void tear_down(void) {
  char command[200];
  ledger_close(ledger);
  arena_free(&arena);
  snprintf(command, sizeof command, "chmod -R u+w '%s'; rm -rf '%s'", folder, folder);
  ck_assert_int_eq(system(command), 0);
}

static void sql(const char *text) { store_kit_sql(path, text); }
static const char *ask(const char *text) { return store_kit_ask(path, text); }
static void make_database(void) { sql("CREATE TABLE companies(id INTEGER PRIMARY KEY, name TEXT)"); }
static const char *code(void) { return diags.count ? diag_info(diags.items[0]->code)->code : "none"; }
static const char *said(void) { return diags.count ? diags.items[0]->text.p : ""; }

static Status open_ledger(bool write) {
  ledger_close(ledger);
  config.write = write;
  diag_init(&diags, &arena);
  return ledger_open(&config, &diags, &ledger);
}

#define OPENS(write) ck_assert_msg(open_ledger(write) == STATUS_OK, "%s", said())
#define WORKS(what) ck_assert_msg((what) == STATUS_OK, "%s", said())

static void commit(void) {
  WORKS(ledger_commit(ledger, &diags));
  ledger_close(ledger);
  ledger = NULL;
}

static void refuses(bool write, const char *wanted) {
  ck_assert_int_eq(open_ledger(write), STATUS_IO);
  ck_assert_str_eq(code(), wanted);
  ck_assert_ptr_null(ledger);
}

static Value integer_key(int64_t key) { return (Value){.kind = KIND_INTEGER, .known = true, .i64 = key}; }
static Value text_key(const char *key) { return (Value){.kind = KIND_TEXT, .known = true, .str = str_from(key)}; }

static LedgerContact contact(int64_t key, int64_t step, int32_t at) {
  return (LedgerContact){.key = integer_key(key), .campaign = STR("spring"), .channel = STR("phone"), .step = step, .at = at,
                         .cost = 12345, .effort = 720000000, .response = 0.25, .value = 9000000, .target = STR("smes"), .team = STR("desk")};
}

/* ---- there and back ---- */

START_TEST(test_nothing_is_there) {
  const LedgerContact *contacts;
  const LedgerHeld *held;
  const Value *suppressed;
  uint32_t count = 9;
  make_database();
  OPENS(false);
  WORKS(ledger_contacts(ledger, &contacts, &count, &diags));
  ck_assert_uint_eq(count, 0);
  WORKS(ledger_held(ledger, STR("spring"), &held, &count, &diags));
  ck_assert_uint_eq(count, 0);
  WORKS(ledger_suppressed(ledger, &suppressed, &count, &diags));
  ck_assert_uint_eq(count, 0);
  ck_assert_str_eq(ask("SELECT count(*) FROM sqlite_schema"), "1");
}
END_TEST

START_TEST(test_contacts_come_back) {
  LedgerContact given[] = {contact(2, 1, 20000), contact(1, 2, 20010), contact(1, 1, 20003)};
  const LedgerContact *contacts;
  uint32_t count;
  given[1].offer = STR("l'offre \"A\"");
  given[1].team = STR("");
  given[1].follow = 1;
  given[1].cost = 0;
  given[1].value = 9223372036854770000;
  make_database();
  OPENS(true);
  WORKS(ledger_plan(ledger, STR("spring"), given, 3, &diags));
  commit();
  OPENS(false);
  WORKS(ledger_contacts(ledger, &contacts, &count, &diags));
  ck_assert_uint_eq(count, 3);
  ck_assert(contacts[0].key.i64 == 1 && contacts[0].step == 1 && contacts[0].at == 20003 && contacts[0].cost == 12345);
  ck_assert(contacts[0].effort == 720000000 && contacts[0].response == 0.25 && contacts[0].value == 9000000 && !contacts[0].sent);
  ck_assert(str_is(contacts[0].campaign, "spring") && str_is(contacts[0].channel, "phone") && str_is(contacts[0].target, "smes"));
  ck_assert(str_is(contacts[0].team, "desk") && !contacts[0].offer.p && !contacts[0].answered && !contacts[0].paid);
  ck_assert(contacts[1].step == 2 && contacts[1].follow == 1 && contacts[1].cost == 0 && contacts[1].value == 9223372036854770000);
  ck_assert(str_is(contacts[1].offer, "l'offre \"A\"") && contacts[1].team.n == 0);
  ck_assert(contacts[2].key.i64 == 2);
  ck_assert_str_eq(ask("SELECT group_concat(record || campaign || step || at || cost || state, ' ') FROM cible_contacts_companies"),
                   "2spring12024-10-041.2345planned 1spring22024-10-140planned 1spring12024-10-071.2345planned");
  ck_assert_str_eq(ask("SELECT group_concat(name) FROM pragma_table_info('cible_contacts_companies') WHERE cid < 10"),
                   "record,campaign,step,channel,offer,at,cost,state,outcome,amount");
  ck_assert_str_eq(ask("PRAGMA integrity_check"), "ok");
}
END_TEST

START_TEST(test_a_plan_replaces_what_was_planned_alone) {
  LedgerContact given[] = {contact(1, 1, 20000), contact(2, 1, 20000), contact(3, 1, 20000)}, other = contact(3, 1, 20001);
  make_database();
  OPENS(true);
  other.campaign = STR("autumn");
  WORKS(ledger_plan(ledger, STR("autumn"), &other, 1, &diags));
  WORKS(ledger_plan(ledger, STR("spring"), given, 2, &diags));
  WORKS(ledger_send(ledger, &given[0], 20005, &diags));
  commit();
  OPENS(true);
  WORKS(ledger_plan(ledger, STR("spring"), &given[2], 1, &diags));
  commit();
  ck_assert_str_eq(ask("SELECT group_concat(record || campaign || state || at, ' ') FROM (SELECT * FROM cible_contacts_companies ORDER BY 1, 2)"),
                   "1springsent2024-10-09 3autumnplanned2024-10-05 3springplanned2024-10-04");
}
END_TEST

START_TEST(test_what_is_not_committed_has_not_been) {
  LedgerContact given = contact(1, 1, 20000);
  make_database();
  OPENS(true);
  WORKS(ledger_plan(ledger, STR("spring"), &given, 1, &diags));
  ledger_close(ledger);
  ledger = NULL;
  ck_assert_str_eq(ask("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'cible%'"), "0");
  ck_assert_str_eq(ask("PRAGMA journal_mode"), "delete");
}
END_TEST

START_TEST(test_outcomes) {
  LedgerContact given = contact(1, 1, 20000);
  const LedgerContact *contacts;
  uint32_t count;
  make_database();
  OPENS(true);
  WORKS(ledger_plan(ledger, STR("spring"), &given, 1, &diags));
  WORKS(ledger_send(ledger, &given, 20001, &diags));
  given.answered = given.paid = true;
  given.outcome = STR("order");
  given.outcome_at = 20009;
  given.amount = 123400000000000005;
  ck_assert_int_eq(ledger_answer(ledger, &given, &diags), STATUS_IO); /* no double has all these digits */
  ck_assert_str_eq(code(), "E332");
  given.amount = 999999999999; /* 99 999 999.9999 */
  WORKS(ledger_answer(ledger, &given, &diags));
  commit();
  OPENS(false);
  WORKS(ledger_contacts(ledger, &contacts, &count, &diags));
  ck_assert(contacts[0].sent && contacts[0].answered && contacts[0].paid && contacts[0].amount == 999999999999);
  ck_assert(str_is(contacts[0].outcome, "order") && contacts[0].outcome_at == 20009 && contacts[0].at == 20001);
  OPENS(true);
  given.answered = false;
  WORKS(ledger_answer(ledger, &given, &diags));
  commit();
  ck_assert_str_eq(ask("SELECT outcome IS NULL AND outcome_at IS NULL AND amount IS NULL FROM cible_contacts_companies"), "1");
}
END_TEST

START_TEST(test_contacts_that_are_not_there) {
  LedgerContact given = contact(1, 1, 20000);
  LedgerHeld held = {.key = integer_key(1)};
  make_database();
  OPENS(true);
  ck_assert_int_eq(ledger_send(ledger, &given, 20001, &diags), STATUS_IO);
  ck_assert_str_eq(code(), "E333");
  ck_assert_int_eq(ledger_answer_held(ledger, STR("spring"), &held, &diags), STATUS_IO);
  WORKS(ledger_plan(ledger, STR("spring"), &given, 1, &diags));
  ck_assert_int_eq(ledger_answer(ledger, &given, &diags), STATUS_IO); /* planned, not sent */
  ck_assert_uint_eq(diags.errors, 3);
  ck_assert_int_eq(ledger_plan(ledger, STR("autumn"), &given, 1, &diags), STATUS_OK);
  LedgerContact twice[] = {given, given};
  ck_assert_int_eq(ledger_plan(ledger, STR("winter"), twice, 2, &diags), STATUS_IO);
}
END_TEST

START_TEST(test_those_held_back) {
  LedgerHeld given[] = {{.key = integer_key(3), .target = STR("smes")}, {.key = integer_key(1), .target = STR("smes")}};
  const LedgerHeld *held;
  uint32_t count;
  make_database();
  OPENS(true);
  WORKS(ledger_hold(ledger, STR("spring"), given, 2, &diags));
  WORKS(ledger_hold(ledger, STR("autumn"), given, 1, &diags));
  given[0].answered = given[0].paid = true;
  given[0].outcome = STR("order");
  given[0].outcome_at = 20000;
  given[0].amount = 5;
  WORKS(ledger_answer_held(ledger, STR("spring"), &given[0], &diags));
  given[0] = (LedgerHeld){.key = integer_key(2), .target = STR("others")};
  WORKS(ledger_hold(ledger, STR("spring"), given, 1, &diags)); /* 1 goes, 2 comes, 3 has an outcome */
  commit();
  OPENS(false);
  WORKS(ledger_held(ledger, STR("spring"), &held, &count, &diags));
  ck_assert_uint_eq(count, 2);
  ck_assert(held[0].key.i64 == 2 && str_is(held[0].target, "others") && !held[0].answered);
  ck_assert(held[1].key.i64 == 3 && held[1].answered && held[1].paid && held[1].amount == 5 && held[1].outcome_at == 20000);
  ck_assert_str_eq(ask("SELECT count(*) FROM cible_held_companies WHERE campaign = 'autumn'"), "1");
  given[0] = (LedgerHeld){.key = integer_key(3), .target = STR("others")};
  OPENS(true);
  WORKS(ledger_hold(ledger, STR("spring"), given, 1, &diags));
  WORKS(ledger_held(ledger, STR("spring"), &held, &count, &diags));
  ck_assert(count == 1 && held[0].answered && str_is(held[0].target, "others"));
}
END_TEST

START_TEST(test_those_whom_nobody_may_contact) {
  const Value *keys;
  uint32_t count;
  Value two = integer_key(2), minus = integer_key(-7);
  make_database();
  OPENS(true);
  WORKS(ledger_suppress(ledger, &two, 20010, STR("objection"), &diags));
  WORKS(ledger_suppress(ledger, &minus, 20010, STR("objection"), &diags));
  WORKS(ledger_suppress(ledger, &two, 20000, STR("unsubscription"), &diags));
  WORKS(ledger_suppress(ledger, &two, 20020, STR("later"), &diags));
  WORKS(ledger_suppressed(ledger, &keys, &count, &diags));
  ck_assert(count == 2 && keys[0].i64 == -7 && keys[1].i64 == 2);
  commit();
  ck_assert_str_eq(ask("SELECT group_concat(record || since || why) FROM cible_suppressed_companies WHERE record = 2"), "22024-10-04unsubscription");
  sql("INSERT INTO cible_suppressed_companies(record) VALUES(9)"); /* by hand */
  OPENS(true);
  Value nine = integer_key(9);
  WORKS(ledger_suppress(ledger, &nine, 20000, STR("objection"), &diags));
  WORKS(ledger_suppressed(ledger, &keys, &count, &diags));
  ck_assert_uint_eq(count, 3);
}
END_TEST

/* Text keys and names of any characters, in a database of any encoding. */
START_TEST(test_texts_of_any_characters) {
  static const char *const keys[] = {"z", "\xef\xbf\xbdx", "\xf0\x9f\x98\x80", "a\"b'c;--", "", "\xc3\xa9t\xc3\xa9"};
  static const char *const sorted[] = {"", "a\"b'c;--", "z", "\xc3\xa9t\xc3\xa9", "\xef\xbf\xbdx", "\xf0\x9f\x98\x80"};
  const LedgerContact *contacts;
  const Value *suppressed;
  uint32_t count;
  config.key_kind = KIND_TEXT;
  config.source = STR("les \"soci\xc3\xa9t\xc3\xa9s\"; DROP TABLE x");
  for (int encoding = 0; encoding < 2; encoding++) {
    LedgerContact given[6];
    unlink(path);
    sql(encoding ? "PRAGMA encoding = 'UTF-16le'; CREATE TABLE x(y)" : "CREATE TABLE x(y)");
    OPENS(true);
    for (uint32_t i = 0; i < 6; i++) {
      given[i] = contact(0, 1, 20000);
      given[i].key = text_key(keys[i]);
      given[i].campaign = STR("d\xc3\xa9\"but'");
      WORKS(ledger_suppress(ledger, &given[i].key, 20000, STR("x"), &diags));
    }
    WORKS(ledger_plan(ledger, given[0].campaign, given, 6, &diags));
    WORKS(ledger_send(ledger, &given[3], 20001, &diags));
    commit();
    OPENS(false);
    WORKS(ledger_contacts(ledger, &contacts, &count, &diags));
    ck_assert_uint_eq(count, 6);
    for (uint32_t i = 0; i < 6; i++) ck_assert_str_eq(contacts[i].key.str.p, sorted[i]);
    ck_assert(contacts[1].sent && str_is(contacts[1].campaign, "d\xc3\xa9\"but'"));
    WORKS(ledger_suppressed(ledger, &suppressed, &count, &diags));
    for (uint32_t i = 0; i < 6; i++) ck_assert_str_eq(suppressed[i].str.p, sorted[i]);
    ck_assert_str_eq(ask("SELECT count(*) FROM sqlite_schema WHERE name = 'cible_contacts_les \"soci\xc3\xa9t\xc3\xa9s\"; DROP TABLE x'"), "1");
  }
}
END_TEST

/* ---- what another program has left ---- */

START_TEST(test_strange_tables) {
  static const struct {
    const char *sql, *says;
  } rows[] = {
      {"CREATE VIEW cible_contacts_companies AS SELECT 1 AS record", "it is no table"},
      {"CREATE INDEX cible_held_companies ON companies(name)", "it is no table"},
      {"CREATE TABLE Cible_Contacts_Companies(x)", "it has no column `record`"},
      {"CREATE TABLE cible_suppressed_companies(record INTEGER PRIMARY KEY, since TEXT)", "it has no column `why`"},
      {"CREATE TABLE cible_suppressed_companies(record TEXT PRIMARY KEY, since TEXT, why TEXT)",
       "its keys are `TEXT`, those of the rules are `INTEGER`"},
      {"CREATE TABLE cible_suppressed_companies(record INTEGER, since TEXT, why TEXT)", "it has another primary key"},
      {"CREATE TABLE cible_suppressed_companies(record INTEGER, since TEXT, why TEXT, x, PRIMARY KEY(record, x))", "it has another primary key"},
      {"CREATE TABLE cible_suppressed_companies(record INTEGER PRIMARY KEY, since TEXT, why BLOB)", "its column `why` is not of the type `TEXT`"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (int write = 0; write < 2; write++) {
      unlink(path);
      make_database();
      sql(rows[i].sql);
      refuses(write, "E330");
      ck_assert_msg(strstr(said(), rows[i].says), "%s", said());
    }
}
END_TEST

START_TEST(test_columns_of_ones_own) {
  LedgerContact given = contact(1, 1, 20000);
  make_database();
  OPENS(true);
  commit();
  sql("ALTER TABLE cible_contacts_companies ADD COLUMN note TEXT");
  OPENS(true);
  WORKS(ledger_plan(ledger, STR("spring"), &given, 1, &diags));
  commit();
  ck_assert_str_eq(ask("SELECT count(*) FROM cible_contacts_companies"), "1");
}
END_TEST

START_TEST(test_triggers_do_not_run) {
  LedgerContact given = contact(1, 1, 20000);
  make_database();
  OPENS(true);
  commit();
  sql("CREATE TRIGGER t AFTER INSERT ON cible_contacts_companies BEGIN INSERT INTO companies VALUES(1, 'x'); END");
  OPENS(true);
  WORKS(ledger_plan(ledger, STR("spring"), &given, 1, &diags));
  commit();
  ck_assert_str_eq(ask("SELECT count(*) FROM companies"), "0");
}
END_TEST

START_TEST(test_strange_cells) {
  static const struct {
    const char *change, *says;
  } rows[] = {
      {"contacts_companies SET state = 'maybe'", "in its column `state` \"maybe\", where `planned` or `sent` is wanted"},
      {"contacts_companies SET at = '2027-13-01'", "in its column `at` \"2027-13-01\", where a date is wanted"},
      {"contacts_companies SET at = x'00ff'", "in its column `at` bytes that are no text, where"},
      {"contacts_companies SET cost = 'dear'", "`cost` \"dear\", where an amount of money is wanted"},
      {"contacts_companies SET cost = -1", "`cost` -1, where 0 or more is wanted"},
      {"contacts_companies SET step = 0", "`step` 0, where 1 or more is wanted"},
      {"contacts_companies SET step = 'one'", "`step` \"one\", where an integer is wanted"},
      {"contacts_companies SET record = 'me'", "for the record \"me\", in its column `record` \"me\", where an integer is wanted"},
      {"contacts_companies SET effort = -5", "`effort` -5, where 0 or more"},
      {"contacts_companies SET follow = -5", "`follow` -5, where 0 or more"},
      {"contacts_companies SET response = 1.5", "`response` 1.5, where a number from 0 to 1"},
      {"contacts_companies SET response = 'x'", "`response` \"x\", where a number"},
      {"contacts_companies SET campaign = x'00'", "`campaign` bytes that are no text, where a text"},
      {"contacts_companies SET outcome = 'order'", "`outcome` \"order\", where nothing, as this contact is only planned is wanted"},
      {"contacts_companies SET outcome = 'order', state = 'sent'", "`outcome_at` nothing, where the date of the outcome is wanted"},
      {"contacts_companies SET amount = 'x', state = 'sent'", "`amount` \"x\", where an amount of money"},
      {"held_companies SET target = x'00'", "`target` bytes that are no text"},
      {"held_companies SET outcome = 'order'", "`outcome_at` nothing"},
  };
  const LedgerContact *contacts;
  const LedgerHeld *held;
  uint32_t count;
  LedgerContact given = contact(12, 1, 20000);
  LedgerHeld given_held = {.key = integer_key(12), .target = STR("smes")};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char change[200];
    unlink(path);
    make_database();
    OPENS(true);
    WORKS(ledger_plan(ledger, STR("spring"), &given, 1, &diags));
    WORKS(ledger_hold(ledger, STR("spring"), &given_held, 1, &diags));
    commit();
    snprintf(change, sizeof change, "UPDATE cible_%s", rows[i].change);
    sql(change);
    OPENS(false);
    Status status = ledger_contacts(ledger, &contacts, &count, &diags);
    if (status == STATUS_OK) status = ledger_held(ledger, STR("spring"), &held, &count, &diags);
    ck_assert_int_eq(status, STATUS_IO);
    ck_assert_str_eq(code(), "E331");
    ck_assert_msg(strstr(said(), rows[i].says), "%s", said());
    ck_assert_uint_eq(count, 0);
  }
}
END_TEST

/* ---- databases that cannot be had ---- */

START_TEST(test_files_that_are_no_database) {
  refuses(true, "E301");
  ck_assert_int_ne(access(path, F_OK), 0);
  refuses(false, "E301");
  mkdir(path, 0777);
  refuses(true, "E302");
  rmdir(path);
  FILE *file = fopen(path, "w");
  fclose(file);
  refuses(true, "E307");
  file = fopen(path, "w");
  for (int i = 0; i < 1000; i++) fputs("text ", file);
  fclose(file);
  refuses(true, "E303");
  refuses(false, "E303");
}
END_TEST

START_TEST(test_locked_database) {
  sqlite3 *other = NULL;
  int cancel = 0;
  make_database();
  ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
  refuses(true, "E305");
  OPENS(false); /* who only reads may */
  config.cancel = &cancel;
  cancel = 1;
  ck_assert_int_eq(open_ledger(true), STATUS_STOPPED);
  ck_assert_str_eq(code(), "E350");
  cancel = 0;
  sqlite3_exec(other, "COMMIT", NULL, NULL, NULL);
  OPENS(true);
  ck_assert_int_ne(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK); /* and then it is ours */
  sqlite3_close(other);
}
END_TEST

START_TEST(test_wal_stays) {
  LedgerContact given = contact(1, 1, 20000);
  make_database();
  sql("PRAGMA journal_mode = WAL");
  OPENS(true);
  WORKS(ledger_plan(ledger, STR("spring"), &given, 1, &diags));
  commit();
  ck_assert_str_eq(ask("PRAGMA journal_mode"), "wal");
  ck_assert_str_eq(ask("SELECT count(*) FROM cible_contacts_companies"), "1");
}
END_TEST

START_TEST(test_database_that_may_not_be_written) {
  make_database();
  if (geteuid() == 0) return; /* who may do anything */
  chmod(path, 0444);
  refuses(true, "E365");
  OPENS(false);
  chmod(path, 0);
  refuses(true, "E306");
}
END_TEST

START_TEST(test_full_disk) {
  LedgerContact *many = calloc(40000, sizeof *many);
  for (int64_t i = 0; i < 40000; i++) many[i] = contact(i, 1, 20000);
  make_database();
  sql("PRAGMA user_version = 1");
  pid_t child = fork();
  if (child == 0) { /* a limit on the size of files is the nearest to a full disk; it must not bind the other tests */
    struct rlimit limit = {200000, 200000};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    Status status = open_ledger(true);
    if (status == STATUS_OK) status = ledger_plan(ledger, STR("spring"), many, 40000, &diags);
    if (status == STATUS_OK) status = ledger_commit(ledger, &diags);
    bool told = strcmp(code(), "E360") == 0 || strcmp(code(), "E363") == 0;
    ledger_close(ledger);
    _exit(status == STATUS_IO && told ? 0 : 1);
  }
  int result;
  waitpid(child, &result, 0);
  ck_assert(WIFEXITED(result) && WEXITSTATUS(result) == 0);
  free(many);
  ck_assert_str_eq(ask("SELECT count(*) FROM sqlite_schema"), "1");
  ck_assert_str_eq(ask("PRAGMA integrity_check"), "ok");
}
END_TEST

/* ---- memory ---- */

static Status use_it_all(const Alloc *alloc) {
  LedgerContact given[] = {contact(1, 1, 20000), contact(2, 1, 20000)};
  LedgerHeld held = {.key = integer_key(3), .target = STR("smes")};
  Value one = integer_key(1);
  const LedgerContact *contacts;
  const LedgerHeld *all_held;
  const Value *suppressed;
  uint32_t count;
  config.alloc = alloc;
  Status status = open_ledger(true);
  if (!status) status = ledger_plan(ledger, STR("spring"), given, 2, &diags);
  if (!status) status = ledger_hold(ledger, STR("spring"), &held, 1, &diags);
  if (!status) status = ledger_send(ledger, &given[0], 20001, &diags);
  given[0].answered = true;
  given[0].outcome = STR("objection");
  if (!status) status = ledger_answer(ledger, &given[0], &diags);
  if (!status) status = ledger_suppress(ledger, &one, 20001, STR("objection"), &diags);
  if (!status) status = ledger_contacts(ledger, &contacts, &count, &diags);
  if (!status) status = ledger_held(ledger, STR("spring"), &all_held, &count, &diags);
  if (!status) status = ledger_suppressed(ledger, &suppressed, &count, &diags);
  if (!status) status = ledger_commit(ledger, &diags);
  ledger_close(ledger);
  ledger = NULL;
  config.alloc = &alloc_system;
  return status;
}

/* Nothing is there, or all is. */
static void expect_whole(Status status) {
  const char *count = ask("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE 'cible%'");
  ck_assert_str_eq(count, status == STATUS_OK ? "3" : "0");
  ck_assert_str_eq(ask("PRAGMA integrity_check"), "ok");
}

START_TEST(test_memory_that_is_out) {
  for (int forever = 0; forever < 2; forever++) {
    Status status = STATUS_NO_MEMORY;
    for (long n = 0; status != STATUS_OK; n++) {
      Failing failing = {.before = n, .forever = forever};
      Alloc alloc = failing_alloc(&failing);
      unlink(path);
      make_database();
      status = use_it_all(&alloc);
      if (failing.failed) ck_assert_int_eq(status, STATUS_NO_MEMORY);
      expect_whole(status);
    }
  }
}
END_TEST

static sqlite3_mem_methods sqlite_memory;
static long sqlite_before; /* requests of SQLite that are still granted; below 0: all */

static bool is_granted(void) {
  if (sqlite_before < 0) return true;
  if (sqlite_before == 0) return false;
  sqlite_before--;
  return true;
}
static void *scarce_malloc(int n) { return is_granted() ? sqlite_memory.xMalloc(n) : NULL; }
static void *scarce_realloc(void *p, int n) { return is_granted() ? sqlite_memory.xRealloc(p, n) : NULL; }

static void let_sqlite_take(bool scarce) {
  sqlite3_mem_methods methods;
  sqlite3_shutdown();
  if (!sqlite_memory.xMalloc) ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory), SQLITE_OK);
  methods = sqlite_memory;
  if (scarce) methods.xMalloc = scarce_malloc, methods.xRealloc = scarce_realloc;
  ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods), SQLITE_OK);
  ck_assert_int_eq(sqlite3_initialize(), SQLITE_OK);
}

START_TEST(test_memory_of_sqlite_that_is_out) {
  Status status = STATUS_NO_MEMORY;
  sqlite_before = -1;
  let_sqlite_take(true);
  for (long n = 0; status != STATUS_OK; n++) {
    unlink(path);
    make_database();
    sqlite_before = n;
    status = use_it_all(&alloc_system);
    sqlite_before = -1;
    ck_assert_msg(status == STATUS_OK || status == STATUS_NO_MEMORY, "%ld: %s", n, said());
    expect_whole(status);
  }
  let_sqlite_take(false);
}
END_TEST

START_TEST(test_cancelled) {
  int cancel = 0;
  LedgerContact *many = calloc(20000, sizeof *many);
  for (int64_t i = 0; i < 20000; i++) many[i] = contact(i, 1, 20000);
  config.cancel = &cancel;
  make_database();
  OPENS(true);
  cancel = 1;
  ck_assert_int_eq(ledger_plan(ledger, STR("spring"), many, 20000, &diags), STATUS_STOPPED);
  ck_assert_str_eq(code(), "E350");
  free(many);
}
END_TEST

Suite *suite_ledger(void) {
  Suite *suite = suite_create("ledger");
  TCase *tc = tcase_create("ledger");
  tcase_set_timeout(tc, 60);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_nothing_is_there);
  tcase_add_test(tc, test_contacts_come_back);
  tcase_add_test(tc, test_a_plan_replaces_what_was_planned_alone);
  tcase_add_test(tc, test_what_is_not_committed_has_not_been);
  tcase_add_test(tc, test_outcomes);
  tcase_add_test(tc, test_contacts_that_are_not_there);
  tcase_add_test(tc, test_those_held_back);
  tcase_add_test(tc, test_those_whom_nobody_may_contact);
  tcase_add_test(tc, test_texts_of_any_characters);
  tcase_add_test(tc, test_strange_tables);
  tcase_add_test(tc, test_columns_of_ones_own);
  tcase_add_test(tc, test_triggers_do_not_run);
  tcase_add_test(tc, test_strange_cells);
  tcase_add_test(tc, test_files_that_are_no_database);
  tcase_add_test(tc, test_locked_database);
  tcase_add_test(tc, test_wal_stays);
  tcase_add_test(tc, test_database_that_may_not_be_written);
  tcase_add_test(tc, test_full_disk);
  tcase_add_test(tc, test_memory_that_is_out);
  tcase_add_test(tc, test_memory_of_sqlite_that_is_out);
  tcase_add_test(tc, test_cancelled);
  suite_add_tcase(suite, tc);
  return suite;
}
