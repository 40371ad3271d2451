/* SPDX-License-Identifier: MIT */
#include "bench/record.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "include/cible.h"

enum { RECORDS = 4096, TIMES = 250, ROUNDS = 7, GOAL = 50 /* nanoseconds */ };

static const char source[] =
    "record visitors from \"visitors\" key id {\n"
    "  id integer  origin text  country text  value number  adults integer\n"
    "}\n"
    "segment usual when (origin = \"MOW\" or country = \"RU\") and (value >= 100 or adults = 1)\n";

typedef struct Visitor {
  const char *origin, *country; /* of three letters, and of two */
  double value;
  int64_t adults;
} Visitor;

static Visitor visitors[RECORDS];

static void make_visitors(void) {
  static const char *const origins[] = {"MOW", "LED", "PAR", "BRU"}, *const countries[] = {"RU", "FR", "BE"};
  uint64_t seed = 1;
  for (int i = 0; i < RECORDS; i++) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    visitors[i] = i == 0 ? (Visitor){"MOW", "RU", 100, 1} : (Visitor){origins[seed >> 60 & 3], countries[(seed >> 40) % 3], (double)(seed >> 32 & 255), 1 + (int64_t)(seed >> 50 & 3)};
  }
}

static bool by_hand(const Visitor *v) {
  return (!strcmp(v->origin, "MOW") || !strcmp(v->country, "RU")) && (v->value >= 100 || v->adults == 1);
}

typedef struct Asking {
  CibleRecord *record;
  size_t usual, origin, country, value, adults;
} Asking;

static void fill(const Asking *a, const Visitor *v) {
  cible_record_set_text(a->record, a->origin, v->origin, 3);
  cible_record_set_text(a->record, a->country, v->country, 2);
  cible_record_set_number(a->record, a->value, v->value);
  cible_record_set_integer(a->record, a->adults, v->adults);
}

/* Of this thread's processor. */
static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Nanoseconds a record; `found` counts those for which it holds. `step` 0: the same record again and again. */
static double ask_all(const Asking *a, int step, uint64_t *found) {
  const double begin = seconds();
  *found = 0;
  for (int t = 0; t < TIMES; t++)
    for (int i = 0; i < RECORDS; i++) {
      fill(a, &visitors[i * step]);
      *found += cible_record_holds(a->record, a->usual) == 1;
    }
  return (seconds() - begin) * 1e9 / ((double)TIMES * RECORDS);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static bool time_asking(const Asking *a, const char *title, int step) {
  double took[ROUNDS];
  uint64_t wanted = 0, found;
  for (int i = 0; i < RECORDS; i++) wanted += by_hand(&visitors[i * step]);
  for (int i = 0; i < ROUNDS; i++) {
    took[i] = ask_all(a, step, &found);
    if (found == wanted * TIMES) continue;
    fputs("one record at a time: the rule and the C written by hand do not agree\n", stderr);
    return false;
  }
  qsort(took, ROUNDS, sizeof *took, by_size);
  printf("| %s | %.1f | %.1f to %.1f | %d at most |\n", title, took[ROUNDS / 2], took[0], took[ROUNDS - 1], GOAL);
  return true;
}

bool record_bench(void) {
  const CibleRun run = {.today = "2026-01-01"};
  Cible *cible = NULL;
  CibleProgram *program = NULL;
  CibleRecord *record = NULL;
  bool good = cible_open(NULL, &cible) == CIBLE_OK &&
              cible_compile_text(cible, "visitors.cible", source, strlen(source), NULL, &program) == CIBLE_OK &&
              cible_record_open(cible, program, &run, &record) == CIBLE_OK;
  make_visitors();
  if (good) {
    const Asking asking = {record, (size_t)cible_definition_find(program, "usual"), (size_t)cible_record_field(record, "origin"),
                           (size_t)cible_record_field(record, "country"), (size_t)cible_record_field(record, "value"),
                           (size_t)cible_record_field(record, "adults")};
    printf("\n| (origin = \"MOW\" or country = \"RU\") and (value >= 100 or adults = 1): four fields set and asked, ns a record | "
           "median | least to most | goal |\n|---|---|---|---|\n");
    good = time_asking(&asking, "the same record, as benches of engines have it", 0) &&
           time_asking(&asking, "records that differ", 1);
  }
  cible_record_free(record);
  cible_program_free(program);
  cible_close(cible);
  return good;
}
