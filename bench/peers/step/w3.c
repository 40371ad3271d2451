/* SPDX-License-Identifier: MIT
 * W3: interactions of twelve months added up for each prospect in one scan, then the prospects. */
#include "bench/peers/step/step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of one prospect. */
typedef struct Year {
  uint32_t calls, meetings, clicks;
  double ordered;
} Year;

typedef struct Years {
  Year *of; /* by id */
  int64_t most;
} Years;

static void add_interaction(void *state, sqlite3_stmt *row) {
  Years *years = state;
  if (strcmp(text_of(row, 1), "2025-01-01") < 0) return;
  int64_t id = sqlite3_column_int64(row, 0);
  if (id < 1 || id > years->most) return;
  const char *kind = text_of(row, 2);
  if (!strcmp(kind, "call")) years->of[id].calls++;
  else if (!strcmp(kind, "meeting")) years->of[id].meetings++;
  else if (!strcmp(kind, "email_click")) years->of[id].clicks++;
  else if (!strcmp(kind, "order")) years->of[id].ordered += sqlite3_column_double(row, 3);
}

typedef struct Found {
  const Year *of;
  int64_t count, calls, meetings, clicks;
  double ordered;
} Found;

static void add_prospect(void *state, sqlite3_stmt *row) {
  Found *found = state;
  const Year *year = &found->of[sqlite3_column_int64(row, 0)];
  if (!((year->calls && year->meetings) || year->ordered > 1000 || year->clicks >= 2)) return;
  const char *status = text_of(row, 1);
  if (strcmp(status, "lead") && strcmp(status, "prospect") && strcmp(status, "client")) return;
  if (sqlite3_column_int(row, 2) < 10) return;
  found->count++;
  found->calls += year->calls;
  found->meetings += year->meetings;
  found->clicks += year->clicks;
  found->ordered += year->ordered;
}

static void merge_years(Years *into, Years *from) {
  for (int64_t id = 1; id <= into->most; id++) {
    into->of[id].calls += from->of[id].calls;
    into->of[id].meetings += from->of[id].meetings;
    into->of[id].clicks += from->of[id].clicks;
    into->of[id].ordered += from->of[id].ordered;
  }
  free(from->of);
}

bool w3_step(const char *db, unsigned threads, const char *out) {
  (void)out;
  Years years[THREADS_MOST] = {0};
  Found found[THREADS_MOST] = {0};
  int64_t most = most_id(db, "prospects");
  for (unsigned t = 0; t < threads; t++) {
    years[t] = (Years){calloc((size_t)most + 2, sizeof(Year)), most};
    if (!years[t].of) abort();
  }
  Scan interactions = {db, "interactions", "SELECT prospect_id, at, kind, amount FROM interactions WHERE id BETWEEN ?1 AND ?2",
                       threads, add_interaction, years, sizeof *years};
  Scan prospects = {db, "prospects", "SELECT id, status, headcount FROM prospects WHERE id BETWEEN ?1 AND ?2",
                    threads, add_prospect, found, sizeof *found};
  bool good = scan_run(&interactions);
  for (unsigned t = 1; t < threads; t++) merge_years(&years[0], &years[t]);
  for (unsigned t = 0; t < threads; t++) found[t].of = years[0].of;
  good = good && scan_run(&prospects);
  for (unsigned t = 1; t < threads; t++) {
    found[0].count += found[t].count;
    found[0].calls += found[t].calls;
    found[0].meetings += found[t].meetings;
    found[0].clicks += found[t].clicks;
    found[0].ordered += found[t].ordered;
  }
  free(years[0].of);
  printf("%lld %lld %lld %lld %.17g\n", (long long)found[0].count, (long long)found[0].calls, (long long)found[0].meetings,
         (long long)found[0].clicks, found[0].ordered);
  return good;
}
