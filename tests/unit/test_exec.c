/* SPDX-License-Identifier: MIT
 * Runs: rows, counts and figures are the same for every number of threads and batch size, and so is the first fault. */
#include "tests/unit/store_kit.h"

#include <float.h>
#include <math.h>
#include <pthread.h>

#include "runtime/base/buf.h"
#include "runtime/data/written.h"
#include "runtime/exec/exact_sum.h"
#include "runtime/exec/exec.h"
#include "stdlib/functions.h"

static StoreKit s;
static uint32_t def_n, def_flag, def_money, def_code, def_half;
static ExecReport report;
static ExecJob job;
static Buf seen;

/* 60 000 records over several parts; n is unreadable where id = 30 001 and 50 001. */
static const char people[] =
    "CREATE TABLE people(id INTEGER PRIMARY KEY, n, flag, m, c);"
    "WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 60000) INSERT INTO people "
    "SELECT i, (i * 7919) % 1000 / 10.0, i % 3 = 0, i / 4.0, CASE i % 4 WHEN 0 THEN 'red' WHEN 1 THEN 'green' WHEN 2 THEN 'blue' END FROM i;";
static const char faulty[] = "UPDATE people SET n = 'x' WHERE id IN (30001, 50001)";

static void set_up(void) {
  store_kit_begin(&s);
  uint16_t n = store_kit_field(&s, "n", KIND_NUMBER, true), flag = store_kit_field(&s, "flag", KIND_BOOLEAN, true);
  uint16_t money = store_kit_field(&s, "m", KIND_MONEY, true), code = store_kit_field(&s, "c", KIND_CODE, true);
  def_n = store_kit_def(&s, "n", KIND_NUMBER, n);
  def_flag = store_kit_def(&s, "flag", KIND_BOOLEAN, flag);
  def_money = store_kit_def(&s, "m", KIND_MONEY, money);
  def_code = store_kit_def(&s, "c", KIND_CODE, code);
  s.kit.p->defs[def_code].cost = def_money;
  s.kit.p->defs[def_code].kind = DEF_CHOOSE;
  def_half = store_kit_def(&s, "score", KIND_NUMBER, n);
  s.kit.p->defs[def_half].kind = DEF_SCORE;
  s.kit.p->defs[def_half].hi = 100;
  buf_init(&seen, &alloc_system);
  store_kit_sql(s.path, people);
}

static void tear_down(void) {
  buf_free(&seen);
  store_kit_end(&s);
}

static void open_job(uint32_t threads, uint32_t batch_size) {
  s.config.threads = threads;
  s.config.batch_size = batch_size;
  ck_assert_msg(store_kit_open(&s) == STATUS_OK, "%s", store_kit_code(&s));
  job = (ExecJob){.alloc = &alloc_system, .program = s.kit.p, .functions = &fn_table, .store = s.store, .threads = threads,
                  .where = PROGRAM_NONE};
}

static void close_job(void) {
  exec_report_free(&report);
  store_close(s.store);
  s.store = NULL;
}

static Status see_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  const RowJob *rows = self;
  MASK_EACH(lanes, n, lane) {
    Value value = vector_get(key, (uint32_t)lane);
    value_write(&seen, &value, NULL);
    for (uint32_t c = 0; c < rows->column_count; c++) {
      value = vector_get(columns[c], (uint32_t)lane);
      buf_char(&seen, ' ');
      value_write(&seen, &value, &s.kit.p->defs[rows->columns[c]].labels);
    }
    buf_char(&seen, '\n');
  }
  return STATUS_OK;
}

static Status run_rows(RowJob *rows) {
  RowSink sink = {.self = rows, .rows = see_rows};
  seen.n = 0;
  return exec_rows(&job, rows, &sink, &s.kit.diags, &report);
}

START_TEST(test_rows_do_not_hang_on_threads) {
  uint32_t columns[] = {def_n, def_code, def_money};
  RowJob rows = {.columns = columns, .column_count = 3, .order = PROGRAM_NONE};
  char *first = NULL;
  static const uint32_t ways[][2] = {{1, 0}, {2, 0}, {7, 0}, {1, 3}, {3, 333}};
  for (int i = 0; i < 5; i++) {
    open_job(ways[i][0], ways[i][1]);
    job.where = def_flag;
    ck_assert_int_eq(run_rows(&rows), STATUS_OK);
    ck_assert_uint_eq(report.records, 60000);
    if (!first) first = strdup(buf_z(&seen));
    ck_assert_int_eq(strcmp(first, buf_z(&seen)), 0);
    close_job();
  }
  ck_assert_int_eq(strncmp(first, "3 75.7  0.75\n6 51.4 blue 1.50\n", 30), 0);
  free(first);
}
END_TEST

START_TEST(test_order_and_limit) {
  uint32_t columns[] = {def_n};
  RowJob rows = {.columns = columns, .column_count = 1, .order = def_n, .descending = true, .limit = 4};
  for (uint32_t threads = 1; threads <= 3; threads += 2) {
    open_job(threads, 0);
    ck_assert_int_eq(run_rows(&rows), STATUS_OK);
    ck_assert_str_eq(buf_z(&seen), "321 99.9\n1321 99.9\n2321 99.9\n3321 99.9\n");
    close_job();
  }
}
END_TEST

START_TEST(test_order_ascending_unknown_last) {
  store_kit_sql(s.path, "DELETE FROM people WHERE id > 4; UPDATE people SET n = NULL WHERE id = 2");
  RowJob rows = {.order = def_n};
  open_job(1, 0);
  ck_assert_int_eq(run_rows(&rows), STATUS_OK);
  ck_assert_str_eq(buf_z(&seen), "4\n3\n1\n2\n");
  close_job();
}
END_TEST

START_TEST(test_limit_in_key_order) {
  RowJob rows = {.order = PROGRAM_NONE, .limit = 3};
  for (uint32_t threads = 1; threads <= 2; threads++) {
    open_job(threads, 2);
    ck_assert_int_eq(run_rows(&rows), STATUS_OK);
    ck_assert_str_eq(buf_z(&seen), "1\n2\n3\n");
    close_job();
  }
}
END_TEST

static Status refuse_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  (void)self, (void)key, (void)columns, (void)lanes, (void)n;
  return STATUS_STOPPED;
}

START_TEST(test_sink_ends_the_run) {
  RowJob rows = {.order = PROGRAM_NONE};
  RowSink sink = {.rows = refuse_rows};
  for (uint32_t threads = 1; threads <= 3; threads++) {
    open_job(threads, 0);
    ck_assert_int_eq(exec_rows(&job, &rows, &sink, &s.kit.diags, &report), STATUS_STOPPED);
    ck_assert_uint_eq(s.kit.diags.count, 0);
    close_job();
  }
}
END_TEST

START_TEST(test_count) {
  for (uint32_t threads = 1; threads <= 4; threads++) {
    uint64_t count = 99;
    open_job(threads, 0);
    ck_assert_int_eq(exec_count(&job, &def_flag, 1, &count, &s.kit.diags, &report), STATUS_OK);
    ck_assert_uint_eq(count, 20000);
    close_job();
  }
}
END_TEST

START_TEST(test_faults_are_merged) {
  store_kit_sql(s.path, faulty);
  uint32_t columns[] = {def_n};
  RowJob rows = {.columns = columns, .column_count = 1, .order = PROGRAM_NONE};
  for (uint32_t threads = 1; threads <= 4; threads++) {
    open_job(threads, 0);
    ck_assert_int_eq(run_rows(&rows), STATUS_OK);
    ck_assert_uint_eq(report.faults.total, 2);
    ck_assert_uint_eq(report.faults.count, 1);
    ck_assert_int_eq(report.faults.rows[0]->keys[0].i64, 30001);
    ck_assert_int_eq(report.faults.rows[0]->keys[1].i64, 50001);
    close_job();
  }
}
END_TEST

START_TEST(test_strict_tells_the_first_fault) {
  store_kit_sql(s.path, faulty);
  uint32_t columns[] = {def_n};
  RowJob rows = {.columns = columns, .column_count = 1, .order = PROGRAM_NONE};
  static const uint32_t ways[][2] = {{1, 0}, {2, 0}, {5, 0}, {1, 1}, {2, 100}};
  for (int i = 0; i < 5; i++) {
    open_job(ways[i][0], ways[i][1]);
    job.strict = true;
    ck_assert_int_eq(run_rows(&rows), STATUS_STOPPED);
    ck_assert_uint_eq(report.faults.total, 1);
    ck_assert_int_eq(report.faults.rows[0]->keys[0].i64, 30001);
    ck_assert_uint_ne(report.stopped_at.to, 0);
    ck_assert_str_eq(store_kit_code(&s), "E351");
    close_job();
  }
}
END_TEST

START_TEST(test_most_faults) {
  store_kit_sql(s.path, faulty);
  uint32_t columns[] = {def_n};
  RowJob rows = {.columns = columns, .column_count = 1, .order = PROGRAM_NONE};
  for (uint32_t threads = 1; threads <= 2; threads++) {
    open_job(threads, 0);
    job.max_faults = 2;
    ck_assert_int_eq(run_rows(&rows), STATUS_OK);
    close_job();
    open_job(threads, 0);
    job.max_faults = 1;
    ck_assert_int_eq(run_rows(&rows), STATUS_STOPPED);
    close_job();
  }
  ck_assert_str_eq(store_kit_code(&s), "E352");
}
END_TEST

START_TEST(test_cancel) {
  int cancel = 0;
  for (uint32_t threads = 1; threads <= 2; threads++) {
    cancel = 0;
    s.config.cancel = &cancel;
    open_job(threads, 0);
    job.cancel = &cancel;
    cancel = 1;
    uint64_t count;
    ck_assert_int_eq(exec_count(&job, &def_flag, 1, &count, &s.kit.diags, &report), STATUS_STOPPED);
    close_job();
  }
  ck_assert_str_eq(store_kit_code(&s), "E350");
}
END_TEST

START_TEST(test_broken_key_ends_a_run_with_threads) {
  store_kit_sql(s.path, "CREATE TABLE p(id INTEGER NOT NULL UNIQUE, n, flag, m, c); INSERT INTO p SELECT * FROM people;"
                        "DROP TABLE people; ALTER TABLE p RENAME TO people; UPDATE people SET id = 'k' WHERE id = 500");
  open_job(2, 0);
  uint64_t count;
  ck_assert_int_eq(exec_count(&job, &def_flag, 1, &count, &s.kit.diags, &report), STATUS_NO);
  ck_assert_str_eq(store_kit_code(&s), "E314");
  close_job();
}
END_TEST

/* No stack of an exbibyte is to be had, so no thread is. */
START_TEST(test_no_thread_to_be_had) {
  pthread_attr_t usual, huge;
  uint32_t columns[] = {def_n};
  RowJob rows = {.columns = columns, .column_count = 1, .order = PROGRAM_NONE};
  ck_assert_int_eq(pthread_getattr_default_np(&usual), 0);
  ck_assert_int_eq(pthread_attr_init(&huge), 0);
  ck_assert_int_eq(pthread_attr_setstacksize(&huge, (size_t)1 << 60), 0);
  open_job(2, 0);
  ck_assert_int_eq(pthread_setattr_default_np(&huge), 0);
  Status status = run_rows(&rows);
  ck_assert_int_eq(pthread_setattr_default_np(&usual), 0);
  ck_assert_int_eq(status, STATUS_IO);
  ck_assert_str_eq(store_kit_code(&s), "E353");
  ck_assert_uint_eq(seen.n, 0);
  close_job();
}
END_TEST

START_TEST(test_summary) {
  store_kit_sql(s.path, "UPDATE people SET flag = NULL WHERE id = 7");
  for (uint32_t threads = 1; threads <= 3; threads++) {
    Summary summary;
    open_job(threads, 0);
    ck_assert_int_eq(exec_summary(&job, NULL, &s.kit.diags, &report, &summary), STATUS_OK);
    ck_assert_uint_eq(summary.figures[def_flag].truths, 20000);
    ck_assert_uint_eq(summary.figures[def_flag].unknown, 1);
    ck_assert_uint_eq(summary.figures[def_n].known, 60000);
    ck_assert_double_eq(summary.figures[def_n].least, 0);
    ck_assert_double_eq(summary.figures[def_n].greatest, 99.9);
    ck_assert_double_eq_tol(summary.figures[def_n].mean, 49.95, 1e-12);
    ck_assert_double_eq_tol(summary.figures[def_half].quartiles[1], 49.95, 0.051);
    ck_assert_uint_eq(summary.figures[def_half].bins[0], 3000);
    ck_assert_uint_eq(summary.figures[def_half].bins[19], 3000);
    ck_assert_double_eq(summary.figures[def_money].mean, 7500.125);
    ck_assert_uint_eq(summary.figures[def_code].labels[0], 15000);
    ck_assert_uint_eq(summary.figures[def_code].labels[3], 0);
    ck_assert_uint_eq(summary.figures[def_code].unknown, 15000);
    ck_assert_int_eq(summary.figures[def_code].label_costs[0], (int64_t)4 * 15000 * 15001 / 2 * 2500);
    close_job();
  }
}
END_TEST

START_TEST(test_exact_sum_of_many) {
  enum { MANY = 5000 };
  static double numbers[MANY];
  uint64_t state = 1;
  for (int way = 0; way < 4; way++) { /* all alike and as long as can be; all kinds; money; near nothing */
    for (int i = 0; i < MANY; i++) {
      state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      uint64_t bits = way == 3 ? state & UINT64_C(0x800fffffffffffff) : state;
      memcpy(&numbers[i], &bits, sizeof bits);
      if (way == 0) numbers[i] = -DBL_MAX;
      if (way == 2) numbers[i] = (double)(int64_t)(state >> 40) / 100 - 50000;
      if (!isfinite(numbers[i])) numbers[i] = 0;
    }
    ExactSum one = {0}, all = {0};
    for (int i = 0; i < MANY; i++) exact_add(&one, numbers[i]);
    exact_add_all(&all, numbers, 7);
    exact_add_all(&all, numbers + 7, MANY - 7);
    exact_carry(&one);
    exact_carry(&all);
    ck_assert_int_eq(memcmp(one.limbs, all.limbs, sizeof one.limbs), 0);
  }
}
END_TEST

START_TEST(test_exact_sum) {
  ExactSum a = {0}, b = {0};
  static const double numbers[] = {1e308, 1, -1e308, 5e-324, 0.1, -3.5, 1e16, -1e16};
  for (int i = 0; i < 8; i++) exact_add(&a, numbers[i]);
  for (int i = 7; i >= 0; i--) exact_add(&b, numbers[i]);
  ck_assert_double_eq(exact_mean(&a, 1), exact_mean(&b, 1));
  ck_assert_double_eq_tol(exact_mean(&a, 1), -2.4, 1e-15);
  ExactSum tiny = {0};
  exact_add(&tiny, 5e-324);
  exact_add(&tiny, 5e-324);
  ck_assert_double_eq(exact_mean(&tiny, 1), 1e-323);
  exact_merge(&a, &tiny);
  ck_assert_double_eq_tol(exact_mean(&a, 2), -1.2, 1e-15);
}
END_TEST

Suite *suite_exec(void) {
  Suite *suite = suite_create("exec");
  TCase *tc = tcase_create("exec");
  tcase_set_timeout(tc, 60);
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_rows_do_not_hang_on_threads);
  tcase_add_test(tc, test_order_and_limit);
  tcase_add_test(tc, test_order_ascending_unknown_last);
  tcase_add_test(tc, test_limit_in_key_order);
  tcase_add_test(tc, test_sink_ends_the_run);
  tcase_add_test(tc, test_count);
  tcase_add_test(tc, test_faults_are_merged);
  tcase_add_test(tc, test_strict_tells_the_first_fault);
  tcase_add_test(tc, test_most_faults);
  tcase_add_test(tc, test_cancel);
  tcase_add_test(tc, test_broken_key_ends_a_run_with_threads);
  tcase_add_test(tc, test_no_thread_to_be_had);
  tcase_add_test(tc, test_summary);
  tcase_add_test(tc, test_exact_sum);
  tcase_add_test(tc, test_exact_sum_of_many);
  suite_add_tcase(suite, tc);
  return suite;
}
