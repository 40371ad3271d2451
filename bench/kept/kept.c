/* SPDX-License-Identifier: MIT
 * bench-kept WORKLOAD DB THREADS TIMES ANSWER FILE CHANGED…: one process that keeps what it has read and computed (cible_keep) runs a
 * rule file, then, for each file in which one value has changed, this one and the first again, as somebody would who tries values; or,
 * where CHANGED is `!COMMAND`, the first again behind that command, which changes records. What each took, compiling counted, goes to
 * TIMES/WORKLOAD-kept-THREADS, TIMES/WORKLOAD-tried-THREADS and TIMES/WORKLOAD-renewed-THREADS, as bench-watch writes it; for memory,
 * what is kept. The first file's last answer goes to ANSWER: W1's rows as a table, figures of them (`w1f`), else a line of figures a
 * measure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "include/cible.h"

typedef struct Bench {
  const char *workload, *database, *answer;
  unsigned threads;
  Cible *cible;
} Bench;

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static double processor(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
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
  remove(b->answer);
  return cible_write_rows(b->cible, program, run, &rows, CIBLE_SQLITE, b->answer, -1, 0);
}

/* Of the members: how many, the sums of score and ratio, and how many each band and channel has. */
static CibleStatus figures_of_rows(const Bench *b, const CibleProgram *program, CibleRun *run) {
  static const char *const names[] = {"score", "ratio", "band", "channel"};
  CibleWanted wanted[4] = {{0, 0, 0}};
  const CibleFigures *figures;
  for (int i = 0; i < 4; i++) wanted[i].definition = find(program, names[i]);
  run->where = (long)find(program, "targeted");
  CibleStatus status = cible_figures(b->cible, program, run, wanted, 4, &figures);
  FILE *out = status == CIBLE_OK ? fopen(b->answer, "w") : NULL;
  if (!out) return status;
  fprintf(out, "%llu", (unsigned long long)figures[0].known);
  for (int i = 0; i < 2; i++) fprintf(out, " %.17g", figures[i].mean * (double)figures[i].known);
  for (int i = 2; i < 4; i++)
    for (size_t l = 0; l < cible_definition(program, wanted[i].definition).label_count; l++)
      fprintf(out, " %llu", (unsigned long long)figures[i].labels[l]);
  fputs("\n", out);
  fclose(out);
  return status;
}

static CibleStatus count(const Bench *b, const CibleProgram *program, const CibleRun *run) {
  static const char *const names[] = {"conquest", "asleep", "young", "warm_leads", "win_back"};
  size_t definitions[5];
  uint64_t counts[5];
  for (int i = 0; i < 5; i++) definitions[i] = find(program, names[i]);
  CibleStatus status = cible_count(b->cible, program, run, definitions, 5, counts);
  FILE *out = fopen(b->answer, "w");
  for (int i = 0; out && i < 5 && status == CIBLE_OK; i++) fprintf(out, "%llu ", (unsigned long long)counts[i]);
  if (out) fputs("\n", out), fclose(out);
  return status;
}

static CibleStatus summarize(const Bench *b, const CibleProgram *program, const CibleRun *run) {
  const CibleFigures *figures;
  CibleStatus status = cible_summarize(b->cible, program, run, &figures);
  FILE *out = fopen(b->answer, "w");
  for (size_t m = 0; out && status == CIBLE_OK && m < cible_measure_count(b->cible); m++) {
    const CibleMeasure measure = cible_measure(b->cible, m);
    for (size_t r = 0; r < measure.row_count; r++) fprintf(out, "%s ", measure.values[r].text);
    fputs("\n", out);
  }
  if (out) fclose(out);
  return status;
}

static void note(const Bench *b, const char *times, const char *what, double seconds, double of_processor) {
  char path[500];
  snprintf(path, sizeof path, "%s/%s-%s-%u", times, b->workload, what, b->threads);
  FILE *out = fopen(path, "a");
  if (!out) exit(3);
  fprintf(out, "%.6f %.6f %zu\n", seconds, of_processor, cible_kept(b->cible) / 1024);
  fclose(out);
}

/* `times` NULL: nothing is noted. */
static void run_file(const Bench *b, const char *file, const char *times, const char *what) {
  CibleRun run = {.database = b->database, .today = "2026-01-01", .threads = b->threads, .where = -1};
  CibleProgram *program = NULL;
  const double began = now(), before = processor();
  CibleStatus status = cible_compile_file(b->cible, file, &(CibleCompileOptions){.quiet_unused = 1}, &program);
  if (status == CIBLE_OK) {
    if (!strcmp(b->workload, "w1")) status = write_rows(b, program, &run);
    else if (!strcmp(b->workload, "w1f")) status = figures_of_rows(b, program, &run);
    else if (!strcmp(b->workload, "w4")) status = count(b, program, &run);
    else status = summarize(b, program, &run);
  }
  if (status != CIBLE_OK) {
    fputs(cible_messages_text(b->cible, 0), stderr);
    exit(3);
  }
  if (times) note(b, times, what, now() - began, processor() - before);
  cible_program_free(program);
}

int main(int argc, char **argv) {
  if (argc < 7) {
    fputs("usage: bench-kept WORKLOAD DB THREADS TIMES ANSWER FILE CHANGED...\n", stderr);
    return 2;
  }
  Bench b = {.workload = argv[1], .database = argv[2], .threads = (unsigned)atoi(argv[3]), .answer = argv[5]};
  if (cible_open(NULL, &b.cible) != CIBLE_OK || cible_keep(b.cible, 0) != CIBLE_OK) return 3;
  run_file(&b, argv[6], NULL, NULL);
  for (int i = 7; i < argc; i++) {
    if (argv[i][0] == '!') {
      if (system(argv[i] + 1) != 0) return 3;
      run_file(&b, argv[6], argv[4], "renewed");
      continue;
    }
    run_file(&b, argv[i], argv[4], "tried");
    run_file(&b, argv[6], argv[4], "kept");
  }
  cible_close(b.cible);
  return 0;
}
