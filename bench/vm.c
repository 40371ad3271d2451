/* SPDX-License-Identifier: MIT */
/* bench-vm DB: nanoseconds a record that W1 and W4 take in one thread, columns already in memory, rows only added up.
 * bench-vm --check DB RESULT.db: runs W1 once and prints where its sums differ from those of the result table that SQL made. */
#include "bench/columns.h"
#include "lang/engine/engine.h"
#include "runtime/exec/exec.h"
#include "stdlib/functions.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 7, RECORDS_MOST = 1000000, DAY_OF_BENCH = 20454 /* 2026-01-01 */ };

typedef struct Bench {
  Cible *cible;
  CibleProgram *program;
  Arena arena;
  DiagList diags;
  Store *store;
  Columns columns;
  ExecJob job;
} Bench;

typedef struct Sums {
  uint64_t rows;
  double score, ratio;
} Sums;

/* Of this thread's processor: what other programs take meanwhile is not the VM's. */
static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool open_bench(Bench *b, const char *path, const char *db) {
  *b = (Bench){0};
  arena_init(&b->arena, &alloc_system);
  diag_init(&b->diags, &b->arena);
  if (cible_open(NULL, &b->cible) != CIBLE_OK) return false;
  if (cible_compile_file(b->cible, path, NULL, &b->program) != CIBLE_OK) {
    fputs(cible_messages_text(b->cible, 0), stderr);
    return false;
  }
  const Program *p = b->program->program;
  StoreConfig config = {.alloc = &alloc_system, .program = p, .threads = 1, .key_order = true};
  uint32_t column_count = 0;
  for (uint32_t i = 0; i < p->column_count; i++) column_count += p->columns[i].table == 0;
  if (store_open_sqlite(&config, db, &b->diags, &b->store) != STATUS_OK ||
      columns_load(&b->columns, b->store, column_count, RECORDS_MOST, &b->diags) != STATUS_OK) {
    for (uint32_t i = 0; i < b->diags.count; i++) fprintf(stderr, "%.*s\n", STR_ARG(b->diags.items[i]->text));
    return false;
  }
  b->job = (ExecJob){.alloc = &alloc_system, .program = p, .functions = &fn_table, .store = &b->columns.base, .threads = 1,
                     .where = PROGRAM_NONE, .today = DAY_OF_BENCH, .now = (int64_t)DAY_OF_BENCH * 86400};
  return true;
}

static void close_bench(Bench *b) {
  if (b->columns.arena.alloc) columns_free(&b->columns);
  if (b->store) store_close(b->store);
  cible_program_free(b->program);
  cible_close(b->cible);
  arena_free(&b->arena);
}

static uint32_t def(const Bench *b, const char *name) { return program_def(b->program->program, str_from(name)); }

static Status add_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  (void)key;
  Sums *sums = self;
  const Vector *score = columns[0], *ratio = columns[1];
  MASK_EACH(lanes, n, lane) {
    sums->rows++;
    sums->score += score->f64[score->constant ? 0 : lane];
    sums->ratio += ratio->f64[ratio->constant ? 0 : lane];
  }
  return STATUS_OK;
}

/* W1: the six columns of the members of any segment. */
static Sums run_w1(Bench *b) {
  static const char *const names[] = {"score", "ratio", "segs", "band", "channel"};
  Sums sums = {0};
  uint32_t columns[5];
  for (int i = 0; i < 5; i++) columns[i] = def(b, names[i]);
  RowJob rows = {.columns = columns, .column_count = 5, .order = PROGRAM_NONE};
  RowSink sink = {&sums, add_rows};
  ExecReport report;
  b->job.where = def(b, "targeted");
  if (exec_rows(&b->job, &rows, &sink, &b->diags, &report) != STATUS_OK) fputs("W1 has failed\n", stderr);
  exec_report_free(&report);
  return sums;
}

static Sums run_w4(Bench *b) {
  static const char *const names[] = {"conquest", "asleep", "young", "warm_leads", "win_back"};
  Sums sums = {0};
  uint32_t defs[5];
  uint64_t counts[5];
  for (int i = 0; i < 5; i++) defs[i] = def(b, names[i]);
  ExecReport report;
  if (exec_count(&b->job, defs, 5, counts, &b->diags, &report) != STATUS_OK) fputs("W4 has failed\n", stderr);
  exec_report_free(&report);
  for (int i = 0; i < 5; i++) sums.rows += counts[i];
  return sums;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void time_it(Bench *b, const char *title, Sums (*run)(Bench *)) {
  double took[ROUNDS];
  Sums sums = run(b);
  for (int i = 0; i < ROUNDS; i++) {
    double begin = seconds();
    Sums again = run(b);
    took[i] = seconds() - begin;
    if (again.rows != sums.rows) fputs("the VM does not repeat itself\n", stderr);
  }
  qsort(took, ROUNDS, sizeof *took, by_size);
  double each = 1e9 / (double)b->columns.records;
  printf("| %s | %.1f | %.1f to %.1f |\n", title, took[ROUNDS / 2] * each, took[0] * each, took[ROUNDS - 1] * each);
}

static int measure(const char *db) {
  static const struct { const char *title, *file; Sums (*run)(Bench *); } all[] = {
      {"W1: segments, score, band, channel, ratio of the members", "bench/w1.cible", run_w1},
      {"W4: the sizes of five segments", "bench/w4.cible", run_w4}};
  printf("| in memory, 1 thread, processor | median, ns a record | least to most |\n|---|---|---|\n");
  for (int i = 0; i < 2; i++) {
    Bench b;
    bool good = open_bench(&b, all[i].file, db);
    if (good) time_it(&b, all[i].title, all[i].run);
    close_bench(&b);
    if (!good) return 3;
  }
  return 0;
}

static bool close_to(double a, double b) { return fabs(a - b) <= 1e-9 * fmax(1, fabs(b)); }

static int check(const char *db, const char *result) {
  Bench b;
  sqlite3 *sql = NULL;
  sqlite3_stmt *query = NULL;
  int code = 3;
  bool good = open_bench(&b, "bench/w1.cible", db) && sqlite3_open_v2(result, &sql, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(sql, "SELECT count(*), sum(score), sum(ratio) FROM result", -1, &query, NULL) == SQLITE_OK &&
              sqlite3_step(query) == SQLITE_ROW;
  if (good) {
    Sums sums = run_w1(&b);
    code = sums.rows == (uint64_t)sqlite3_column_int64(query, 0) && close_to(sums.score, sqlite3_column_double(query, 1)) &&
                   close_to(sums.ratio, sqlite3_column_double(query, 2))
               ? 0
               : 1;
    if (code) printf("rows %llu, score %.9f, ratio %.9f differ from SQL's\n", (unsigned long long)sums.rows, sums.score, sums.ratio);
  } else {
    printf("cannot be run\n");
  }
  sqlite3_finalize(query);
  sqlite3_close(sql);
  close_bench(&b);
  return code;
}

int main(int argc, char **argv) {
  if (argc == 2) return measure(argv[1]);
  if (argc == 4 && !strcmp(argv[1], "--check")) return check(argv[2], argv[3]);
  fputs("usage: bench-vm DB | bench-vm --check DB RESULT.db\n", stderr);
  return 2;
}
