/* SPDX-License-Identifier: MIT */
/* bench-vm DB: nanoseconds a record that W1 and W4 take in one thread, columns already in memory, rows only added up; the VM
 * and C written by hand (fused.c) in turn.
 * bench-vm --check DB RESULT.db: runs W1 once and prints where its sums differ from those of the result table that SQL made. */
#include "bench/fused.h"
#include "bench/record.h"
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
  Fused *fused;
} Bench;

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
  b->fused = fused_new(p, &b->columns, DAY_OF_BENCH);
  return b->fused != NULL;
}

static void close_bench(Bench *b) {
  fused_free(b->fused);
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
  const Vector *score = columns[0], *ratio = columns[1], *segments = columns[2], *band = columns[3], *channel = columns[4];
  MASK_EACH(lanes, n, lane) {
    sums->rows++;
    sums->marks += mark_of((uint64_t)segments->i64[lane], (uint32_t)band->i32[lane], (uint32_t)channel->i32[lane]);
    sums->score += score->f64[lane];
    if (vector_known(ratio, (uint32_t)lane)) sums->ratio += ratio->f64[lane];
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
  RowSink sink = {.self = &sums, .rows = add_rows};
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

static Sums fuse_w1(Bench *b) { return fused_w1(b->fused); }
static Sums fuse_w4(Bench *b) { return fused_w4(b->fused); }

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

typedef Sums (*RunOnce)(Bench *b);

static bool same_sums(Sums a, Sums b) { return a.rows == b.rows && a.marks == b.marks && a.score == b.score && a.ratio == b.ratio; }

/* The VM and the C in turn, round by round; false where they do not agree. */
static bool time_it(Bench *b, const char *title, RunOnce vm, RunOnce fused) {
  double took[2][ROUNDS];
  const Sums wanted = vm(b);
  bool same = same_sums(wanted, fused(b));
  for (int i = 0; i < ROUNDS; i++)
    for (int side = 0; side < 2; side++) {
      const double begin = seconds();
      const Sums sums = side ? fused(b) : vm(b);
      took[side][i] = (seconds() - begin) * 1e9 / (double)b->columns.records;
      same &= same_sums(sums, wanted);
    }
  for (int side = 0; side < 2; side++) qsort(took[side], ROUNDS, sizeof took[side][0], by_size);
  const double *own = took[0], *peer = took[1];
  if (same)
    printf("| %s | %.1f | %.1f to %.1f | %.1f | %.1f to %.1f | %.2f | 1.15 at most |\n", title, own[ROUNDS / 2], own[0],
           own[ROUNDS - 1], peer[ROUNDS / 2], peer[0], peer[ROUNDS - 1], own[ROUNDS / 2] / peer[ROUNDS / 2]);
  else
    fprintf(stderr, "%s: the VM and the C written by hand do not agree\n", title);
  return same;
}

static int measure(const char *db) {
  static const struct { const char *title, *file; RunOnce vm, fused; } all[] = {
      {"W1: segments, score, band, channel, ratio of the members", "bench/w1.cible", run_w1, fuse_w1},
      {"W4: the sizes of five segments", "bench/w4.cible", run_w4, fuse_w4}};
  printf("| in memory, 1 thread, processor, ns a record | VM | least to most | C by hand | least to most | ratio | goal |\n"
         "|---|---|---|---|---|---|---|\n");
  for (int i = 0; i < 2; i++) {
    Bench b;
    bool good = open_bench(&b, all[i].file, db) && time_it(&b, all[i].title, all[i].vm, all[i].fused);
    close_bench(&b);
    if (!good) return 3;
  }
  return record_bench() ? 0 : 3;
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
