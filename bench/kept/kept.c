/* SPDX-License-Identifier: MIT
 * kept WORKLOAD DB THREADS RESULT FILE…: one process that keeps what it has read and computed (cible_keep) runs the first rule file,
 * then all of them in turn, each twice, as somebody would who changes rules and asks again. For each run a line: the file, `first` or
 * `again`, nanoseconds, of processor, bytes kept. W1's rows go to the file RESULT each time; the others' answers come as lines that
 * begin with `=`. Compiling is counted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "include/cible.h"

typedef struct Bench {
  const char *workload, *database, *result;
  unsigned threads;
  Cible *cible;
} Bench;

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static long long processor(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000LL + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000LL;
}

static size_t find(const CibleProgram *program, const char *name) {
  long found = cible_definition_find(program, name);
  if (found < 0) {
    fprintf(stderr, "there is no %s\n", name);
    exit(3);
  }
  return (size_t)found;
}

static CibleStatus write_rows(const Bench *b, const CibleProgram *program, CibleRun *run) {
  static const char *const names[] = {"segs", "score", "band", "channel", "ratio"};
  size_t columns[5];
  for (int i = 0; i < 5; i++) columns[i] = find(program, names[i]);
  CibleRows rows = {.columns = columns, .column_count = 5, .order = -1};
  run->where = (long)find(program, "targeted");
  remove(b->result);
  return cible_write_rows(b->cible, program, run, &rows, CIBLE_SQLITE, b->result, -1, 0);
}

static CibleStatus count(const Bench *b, const CibleProgram *program, const CibleRun *run) {
  static const char *const names[] = {"conquest", "asleep", "young", "warm_leads", "win_back"};
  size_t definitions[5];
  uint64_t counts[5];
  for (int i = 0; i < 5; i++) definitions[i] = find(program, names[i]);
  CibleStatus status = cible_count(b->cible, program, run, definitions, 5, counts);
  for (int i = 0; i < 5 && status == CIBLE_OK; i++) printf("=%llu\n", (unsigned long long)counts[i]);
  return status;
}

static CibleStatus summarize(const Bench *b, const CibleProgram *program, const CibleRun *run) {
  const CibleFigures *figures;
  CibleStatus status = cible_summarize(b->cible, program, run, &figures);
  for (size_t m = 0; status == CIBLE_OK && m < cible_measure_count(b->cible); m++) {
    CibleMeasure measure = cible_measure(b->cible, m);
    for (size_t r = 0; r < measure.row_count; r++) printf("=%s\n", measure.values[r].text);
  }
  return status;
}

static void run_file(const Bench *b, const char *file, const char *turn) {
  CibleRun run = {.database = b->database, .today = "2026-01-01", .threads = b->threads, .where = -1};
  CibleProgram *program;
  const long long began = now(), before = processor();
  CibleStatus status = cible_compile_file(b->cible, file, &(CibleCompileOptions){.quiet_unused = 1}, &program);
  if (status == CIBLE_OK) {
    if (!strcmp(b->workload, "w1")) status = write_rows(b, program, &run);
    else if (!strcmp(b->workload, "w4")) status = count(b, program, &run);
    else status = summarize(b, program, &run);
    cible_program_free(program);
  }
  if (status != CIBLE_OK) {
    fputs(cible_messages_text(b->cible, 0), stderr);
    exit(3);
  }
  printf("%s %s %lld %lld %zu\n", file, turn, now() - began, processor() - before, cible_kept(b->cible));
}

int main(int argc, char **argv) {
  if (argc < 6) {
    fputs("usage: kept WORKLOAD DB THREADS RESULT FILE…\n", stderr);
    return 2;
  }
  Bench b = {.workload = argv[1], .database = argv[2], .threads = (unsigned)atoi(argv[3]), .result = argv[4]};
  if (cible_open(NULL, &b.cible) != CIBLE_OK || cible_keep(b.cible, 0) != CIBLE_OK) return 3;
  run_file(&b, argv[5], "cold");
  for (int i = 5; i < argc; i++) {
    run_file(&b, argv[i], "first");
    run_file(&b, argv[i], "again");
  }
  cible_close(b.cible);
  return 0;
}
