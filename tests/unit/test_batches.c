/* SPDX-License-Identifier: MIT
 * Rows, figures and faults are the same whatever the size of the batches, the number of threads and the way of reading, also where
 * members of many batches are put together (a batch of one record is never), and where columns are asked for in some records alone; rows
 * come in key order whatever SQLite's planner thinks of the table. */
#include "tests/unit/store_kit.h"

#include "runtime/base/buf.h"
#include "runtime/exec/exec.h"
#include "tests/unit/lower_rig.h"

static char folder[64], path[128];
static Rig rig;
static Buf seen;
static ExecReport report;
static const char *where; /* the definition that says which records; NULL: all */
static const char *asked; /* the definitions that are given, with a blank behind each; NULL: all */

static void set_up(void) {
  snprintf(folder, sizeof folder, "/tmp/cible-unit-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/p.db", folder);
  buf_init(&seen, &alloc_system);
  where = asked = NULL;
}

static void tear_down(void) {
  rig_close(&rig);
  buf_free(&seen);
  unlink(path);
  rmdir(folder);
}

/* ---- one run, written down ---- */

static Status see_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  const RowJob *rows = self;
  MASK_EACH(lanes, n, lane) {
    Value value = vector_get(key, (uint32_t)lane);
    value_write(&seen, &value, NULL);
    for (uint32_t c = 0; c < rows->column_count; c++) {
      value = vector_get(columns[c], (uint32_t)lane);
      buf_char(&seen, '|');
      value_write(&seen, &value, &rig.program->defs[rows->columns[c]].labels);
    }
    buf_char(&seen, '\n');
  }
  return STATUS_OK;
}

static void see_figures(const DefFigures *figures) {
  for (uint32_t d = 0; d < rig.program->def_count; d++) {
    const ProgramDef *def = &rig.program->defs[d];
    const DefFigures *f = &figures[d];
    buf_print(&seen, "%.*s: %llu %llu %llu, %.17g %.17g %.17g", STR_ARG(def->name), (unsigned long long)f->known,
               (unsigned long long)f->unknown, (unsigned long long)f->truths, f->least, f->greatest, f->mean);
    if (def->kind == DEF_SCORE) {
      for (int i = 0; i < 3; i++) buf_print(&seen, " q%.17g", f->quartiles[i]);
      for (int i = 0; i < 20; i++) buf_print(&seen, " %llu", (unsigned long long)f->bins[i]);
    }
    for (uint32_t i = 0; f->labels && i < def->labels.count; i++) {
      buf_print(&seen, " %.*s=%llu", STR_ARG(def->labels.names[i]), (unsigned long long)f->labels[i]);
      if (f->label_costs) buf_print(&seen, "/%lld", (long long)f->label_costs[i]);
    }
    buf_char(&seen, '\n');
  }
}

static void see_faults(void) {
  buf_print(&seen, "%llu faults of %llu records\n", (unsigned long long)report.faults.total, (unsigned long long)report.records);
  for (uint32_t i = 0; i < report.faults.count; i++) {
    const FaultRow *row = report.faults.rows[i];
    buf_print(&seen, "%u-%u %d %llu:", row->place.from, row->place.to, (int)row->kind, (unsigned long long)row->count);
    for (uint32_t k = 0; k < row->key_count; k++) {
      buf_char(&seen, ' ');
      value_write(&seen, &row->keys[k], NULL);
    }
    buf_char(&seen, '\n');
  }
}

/* How a run goes. */
typedef struct Way {
  uint32_t threads, batch_size;
  bool step_only;
} Way;

static Store *open_store(Way way) {
  StoreConfig config = {.alloc = &alloc_system, .program = rig.program, .threads = way.threads, .batch_size = way.batch_size,
                        .key_order = true, .step_only = way.step_only};
  Store *store = NULL;
  Status status = store_open_sqlite(&config, path, &rig.diags, &store);
  ck_assert_msg(status == STATUS_OK, "%s", rig_message(&rig));
  return store;
}

static ExecJob job_of(Store *store, uint32_t threads) {
  ExecJob job = {.alloc = &alloc_system, .program = rig.program, .functions = &fn_table, .store = store, .threads = threads,
                 .where = where ? program_def(rig.program, str_from(where)) : PROGRAM_NONE};
  ck_assert(!where || job.where != PROGRAM_NONE);
  ck_assert(date_parse(STR("2027-03-01"), &job.today) && datetime_parse(STR("2027-03-01T09:30"), &job.now));
  return job;
}

static bool is_asked(Str name) {
  char word[40];
  snprintf(word, sizeof word, "%.*s ", STR_ARG(name));
  return strstr(asked, word) != NULL;
}

/* Definitions of every record, with the faults that this met. */
static void run_rows(Way way, const char *order, uint64_t limit) {
  uint32_t columns[64], count = 0;
  for (uint32_t d = 0; d < rig.program->def_count && count < 64; d++)
    if (!asked || is_asked(rig.program->defs[d].name)) columns[count++] = d;
  ck_assert_uint_ne(count, 0);
  RowJob rows = {.columns = columns, .column_count = count, .order = order ? program_def(rig.program, str_from(order)) : PROGRAM_NONE,
                 .descending = true, .limit = limit};
  RowSink sink = {.self = &rows, .rows = see_rows};
  Store *store = open_store(way);
  ExecJob job = job_of(store, way.threads);
  ck_assert_int_eq(exec_rows(&job, &rows, &sink, &rig.diags, &report), STATUS_OK);
  see_faults();
  exec_report_free(&report);
  store_close(store);
}

static void run_summary(Way way) {
  Store *store = open_store(way);
  ExecJob job = job_of(store, way.threads);
  Summary summary;
  ck_assert_int_eq(exec_summary(&job, NULL, &rig.diags, &report, &summary), STATUS_OK);
  see_figures(summary.figures);
  see_faults();
  exec_report_free(&report);
  store_close(store);
}

/* ---- the size of a batch ---- */

static const char rules[] = RIG_SCHEMA
    "let ratio = x / a\n"
    "let late = today - 3 months\n"
    "let near = if a > 3 then n else b\n"
    "let words = upper(t default \"none\")\n"
    "let named = lower(u)\n"
    "segment some { require a >= 2 or ratio > 1 exclude t contains \"7\" }\n"
    "score points from 0 to 100 { base 5 add 20 when some add 3 * scaled(y, 0, 50) "
    "  group \"G\" up to 12 { add 10 when f add 10 when a > 4 } halve every 90 days since d }\n"
    "score balance from 0 to 10 { weight 2 for scaled(x, 0, 100) weight 1 for scaled(y, 0, 50) }\n"
    "score chance as probability { base -2 add 0.1 * a add 1 when f }\n"
    "classify heat by points { hot from 30 warm from 10 cold otherwise }\n"
    "classify kind { wide when s = \"hi\" thin unless f plain otherwise }\n"
    "classify cell by heat, kind { top for hot, wide other otherwise }\n"
    "channel mail { require t is known cost 0.05 response 2% }\n"
    "channel phone { require a > 1 cost 1.5 + m / 100 response 10% }\n"
    "choose contact among mail, phone { by lowest cost / response prefer phone when points > 40 }\n"
    /* Members by share of the records; all meet faults that some outputs meet too. */
    "let none = ratio > 1_000_000\n"
    "let few = y = 7 and (n > 0 or g) and ratio >= 0\n"
    "let fifth = y < 10 and (x > 0 or ratio is unknown)\n"
    "let most = y < 30 and (ratio > 0 or n > 0 or true)\n"
    "let all = ratio > 0 or ratio <= 0 or ratio is unknown\n"
    "let crowd = k > 2000 and k < 4200 and (ratio > 0 or y < 40)\n"
    /* Columns that are asked for in some records, in more, and in all of a while; others' faults are nobody's. */
    "segment narrow { require y = 7 require x > 10 require u contains \"4\" }\n"
    "segment wider { require y < 30 or k > 4000 require x > 20 require t contains \"3\" require u contains \"5\" }\n"
    "segment awhile { require k > 900 and k < 1900 require x > 3 and m > 5 exclude d > 2027-01-01 }\n"
    "segment seldom { require k = 77 or k = 2500 or k = 4444 require z is known or u contains \"U\" or n > 0 }\n";

/* Texts of u are all different: their dictionary is given up within the scan. Records with something to complain of before, at and after every edge of a batch, and keys with gaps. */
static const char people[] =
    "CREATE TABLE p(id INTEGER PRIMARY KEY, a, b, x, y, m, t, u, d, e, z, s, f, g, h, n, k);"
    "WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 4500) INSERT INTO p "
    "SELECT i * 3 - 4000, CASE WHEN i % 11 THEN i % 7 END, i % 5, CASE i % 13 WHEN 0 THEN 'many' WHEN 1 THEN NULL ELSE (i * 37 % 1000) / 10.0 END, "
    "i % 50, CASE WHEN i % 17 THEN i / 8.0 END, CASE WHEN i % 3 THEN 't' || i % 100 END, 'U' || i, date('2027-03-01', '-' || (i % 400) || ' days'), "
    "CASE WHEN i % 19 THEN '2020-02-30' END, NULL, CASE i % 4 WHEN 0 THEN 'lo' WHEN 1 THEN 'hi' WHEN 2 THEN 'none' END, i % 2, i % 3 = 0, NULL, "
    "CASE WHEN i % 2047 > 1 THEN i END, i FROM i;";

static const Way ways[] = {{1, 2048, true}, {1, 2048, false}, {1, 3, false}, {1, 1, false}, {3, 2048, false}, {3, 3, false}, {3, 1, false},
                           {2, 1000, false}, {1, 40, false}, {3, 40, true}};

static void expect_same(void (*run)(Way way)) {
  char *first = NULL;
  store_kit_sql(path, people);
  rig_compile(&rig, rules, NULL, 0);
  ck_assert_msg(rig.program != NULL, "%s", rig_message(&rig));
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    seen.n = 0;
    run(ways[i]);
    if (!first) first = strdup(buf_z(&seen));
    ck_assert_msg(strcmp(first, buf_z(&seen)) == 0, "%u threads, batches of %u, step_only %d", ways[i].threads,
                  ways[i].batch_size, ways[i].step_only);
  }
  ck_assert_ptr_nonnull(strstr(first, " faults of 4500 records\n"));
  ck_assert_ptr_null(strstr(first, "\n0 faults"));
  free(first);
}

static void all_rows(Way way) { run_rows(way, NULL, 0); }
static void highest_rows(Way way) { run_rows(way, "points", 1000); }

START_TEST(test_rows) { expect_same(all_rows); }
END_TEST
START_TEST(test_highest_rows) { expect_same(highest_rows); }
END_TEST
START_TEST(test_figures) { expect_same(run_summary); }
END_TEST

static const char *const shares[] = {"none", "few", "fifth", "most", "all", "crowd"};

START_TEST(test_rows_of_members) {
  where = shares[_i];
  expect_same(all_rows);
}
END_TEST
START_TEST(test_highest_rows_of_members) {
  where = shares[_i];
  expect_same(highest_rows);
}
END_TEST
START_TEST(test_figures_of_members) {
  where = shares[_i];
  expect_same(run_summary);
}
END_TEST

/* Faults of x stand in a 13th of the records: where y is 7, or below 30, there are fewer. */
static const char *const conditions[] = {"narrow ", "narrow wider ", "wider narrow awhile ", "awhile ", "seldom awhile ", "narrow wider awhile seldom "};

START_TEST(test_columns_of_some_records) {
  asked = conditions[_i];
  expect_same(all_rows);
}
END_TEST
START_TEST(test_columns_of_some_members) {
  asked = "narrow wider ";
  where = _i ? "awhile" : "wider";
  expect_same(all_rows);
}
END_TEST
START_TEST(test_no_fault_where_nothing_is_asked) {
  asked = "narrow ";
  store_kit_sql(path, people);
  rig_compile(&rig, rules, NULL, 0);
  ck_assert_msg(rig.program != NULL, "%s", rig_message(&rig));
  run_rows((Way){.threads = 1}, NULL, 0);
  char wanted[60];
  snprintf(wanted, sizeof wanted, "%s faults of 4500 records\n", store_kit_ask(path, "SELECT count(*) FROM p WHERE y = 7 AND x = 'many'"));
  ck_assert_ptr_nonnull(strstr(buf_z(&seen), wanted));
}
END_TEST

/* The value behind a text that goes on nowhere is asked for in one record, or in none. */
START_TEST(test_damage_is_told_where_it_is_met) {
  store_kit_sql(path, "PRAGMA page_size=512; CREATE TABLE t(id INTEGER PRIMARY KEY, x TEXT, s, n);"
                      "WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 40) INSERT INTO t SELECT i, 'text ' || i, NULL, i FROM i;"
                      "UPDATE t SET s = printf('%.*c', 4000, 'z') WHERE id = 20");
  store_kit_cut_text(path);
  rig_compile(&rig, "record t from \"t\" key id { id integer x text n integer }\n"
                    "segment met { require x = \"text 20\" require n > 0 }\nsegment passed { require x = \"text 21\" require n > 0 }\n", NULL, 0);
  ck_assert_msg(rig.program != NULL, "%s", rig_message(&rig));
  for (int members = 0; members < 2; members++) {
    Store *store = open_store((Way){.threads = 1, .batch_size = 8});
    ExecJob job = job_of(store, 1);
    uint64_t count = 0;
    uint32_t met = program_def(rig.program, STR("met")), passed = program_def(rig.program, STR("passed"));
    ck_assert_int_eq(exec_count(&job, &passed, 1, &count, &rig.diags, &report), STATUS_OK);
    exec_report_free(&report);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(rig.diags.count, 0);
    if (members) job.where = met;
    ck_assert_int_eq(exec_count(&job, members ? &passed : &met, 1, &count, &rig.diags, &report), STATUS_IO);
    exec_report_free(&report);
    ck_assert_uint_eq(rig.diags.count, 1);
    rig.diags.count = 0;
    store_close(store);
  }
}
END_TEST

/* ---- the order of keys ---- */

enum { MANY = 50000 };

static void expect_key_order(const char *table, const char *key_type) {
  char text[600];
  snprintf(text, sizeof text, "%s CREATE INDEX i ON t(a, b); CREATE INDEX whole ON t(b, a, id); INSERT INTO t VALUES (1, 1, 1), (2, 2, 2); ANALYZE;"
           "WITH RECURSIVE i(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM i WHERE i < %d) "
           "INSERT INTO t SELECT 3 + (i * 7919) %% 104729, (i * 31) %% 1009, -i FROM i;", table, MANY);
  store_kit_sql(path, text);
  ck_assert_str_ne(store_kit_ask(path, "SELECT stat FROM sqlite_stat1"), "");
  snprintf(text, sizeof text, "record t from \"t\" key id { id %s a integer b integer }\nlet sum = a + b\n", key_type);
  rig_compile(&rig, text, NULL, 0);
  ck_assert_msg(rig.program != NULL, "%s", rig_message(&rig));
  for (uint32_t threads = 1; threads <= 3; threads += 2) {
    seen.n = 0;
    run_rows((Way){.threads = threads}, NULL, 0);
    uint32_t count = 0;
    const char *end = buf_z(&seen);
    char before[32] = "";
    for (char *rest = NULL, *line = strtok_r((char *)(uintptr_t)end, "\n", &rest); line && strchr(line, '|'); line = strtok_r(NULL, "\n", &rest)) {
      *strchr(line, '|') = 0;
      bool ascends = !count || (strcmp(key_type, "text") == 0 ? strcmp(before, line) < 0 : atol(before) < atol(line));
      ck_assert_msg(ascends, "%u threads: %s comes before %s", threads, before, line);
      snprintf(before, sizeof before, "%s", line);
      count++;
    }
    ck_assert_uint_eq(count, MANY);
  }
}

START_TEST(test_integers_come_in_order) { expect_key_order("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);", "integer"); }
END_TEST
START_TEST(test_texts_come_in_order) { expect_key_order("CREATE TABLE t(id TEXT PRIMARY KEY, a, b);", "text"); }
END_TEST
START_TEST(test_keys_that_are_no_primary_keys_come_in_order) {
  expect_key_order("CREATE TABLE t(id INTEGER, a, b); CREATE UNIQUE INDEX ids ON t(id);", "integer");
}
END_TEST
START_TEST(test_keys_without_an_index_come_in_order) { expect_key_order("CREATE TABLE t(id INTEGER, a, b);", "integer"); }
END_TEST
START_TEST(test_tables_without_rowid_come_in_order) {
  expect_key_order("CREATE TABLE t(id INTEGER, a, b, PRIMARY KEY(id DESC)) WITHOUT ROWID;", "integer");
}
END_TEST

Suite *suite_batches(void);
Suite *suite_batches(void) {
  Suite *suite = suite_create("batches");
  TCase *tc = tcase_create("batches");
  tcase_set_timeout(tc, 120);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_rows);
  tcase_add_test(tc, test_highest_rows);
  tcase_add_test(tc, test_figures);
  tcase_add_loop_test(tc, test_rows_of_members, 0, sizeof shares / sizeof *shares);
  tcase_add_loop_test(tc, test_highest_rows_of_members, 0, sizeof shares / sizeof *shares);
  tcase_add_loop_test(tc, test_figures_of_members, 0, sizeof shares / sizeof *shares);
  tcase_add_loop_test(tc, test_columns_of_some_records, 0, sizeof conditions / sizeof *conditions);
  tcase_add_loop_test(tc, test_columns_of_some_members, 0, 2);
  tcase_add_test(tc, test_no_fault_where_nothing_is_asked);
  tcase_add_test(tc, test_damage_is_told_where_it_is_met);
  tcase_add_test(tc, test_integers_come_in_order);
  tcase_add_test(tc, test_texts_come_in_order);
  tcase_add_test(tc, test_keys_that_are_no_primary_keys_come_in_order);
  tcase_add_test(tc, test_keys_without_an_index_come_in_order);
  tcase_add_test(tc, test_tables_without_rowid_come_in_order);
  suite_add_tcase(suite, tc);
  return suite;
}
