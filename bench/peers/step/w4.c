/* SPDX-License-Identifier: MIT
 * W4: the sizes of the five segments, which W1 has too. */
#include "bench/peers/step/step.h"

#include <stdio.h>
#include <string.h>

static bool is_one_of(const char *text, const char *const *list, int count) {
  for (int i = 0; text && i < count; i++)
    if (!strcmp(text, list[i])) return true;
  return false;
}

static bool is_conquest(sqlite3_stmt *row, int headcount) {
  static const char *const sectors[] = {"58.23Z", "91.34B", "44.11Z", "73.11Z", "04.11Z", "20.16A",
                                        "49.11Z", "73.16A", "10.12B", "36.28A", "03.11Z", "90.34B"};
  static const char *const regions[] = {"Ile-de-France", "Auvergne-Rhone-Alpes", "Hauts-de-France", "Grand Est"};
  return headcount >= 20 && headcount <= 249 && is_one_of(text_of(row, SECTOR), sectors, 12) &&
         is_one_of(text_of(row, REGION), regions, 4) && sqlite3_column_double(row, REVENUE) >= 2000000;
}

static bool is_asleep(sqlite3_stmt *row) {
  const char *last = text_of(row, LAST_CONTACT);
  return last && strcmp(last, "2025-07-01") < 0 && sqlite3_column_int(row, ORDERS) >= 2 &&
         !sqlite3_column_int(row, COMPETITOR_CLIENT);
}

static bool is_young(sqlite3_stmt *row, int headcount) {
  return headcount >= 10 && strcmp(text_of(row, FOUNDED), "2020-01-01") >= 0 && sqlite3_column_double(row, REVENUE) > 500000;
}

static bool is_warm_lead(sqlite3_stmt *row) {
  if (sqlite3_column_int(row, OPENS) < 5 || sqlite3_column_int(row, CLICKS) < 1) return false;
  const char *last = text_of(row, LAST_CONTACT);
  return last && strcmp(last, "2025-07-01") >= 0;
}

static bool is_win_back(sqlite3_stmt *row) {
  return sqlite3_column_double(row, ORDER_AMOUNT) > 2000 && (is_known(row, EMAIL) || is_known(row, PHONE)) &&
         strcmp(text_of(row, FOUNDED), "2018-01-01") < 0;
}

int segments_of(sqlite3_stmt *row) {
  int headcount = sqlite3_column_int(row, HEADCOUNT), segments = 0;
  const char *status = text_of(row, STATUS);
  if (is_conquest(row, headcount)) segments += 1;
  if (is_young(row, headcount)) segments += 4;
  switch (status[0]) { /* client, lead, prospect, former, suspect */
  case 'c': return segments + (is_asleep(row) ? 2 : 0);
  case 'l':
  case 'p': return segments + (is_warm_lead(row) ? 8 : 0);
  case 'f': return segments + (is_win_back(row) ? 16 : 0);
  default: return segments;
  }
}

typedef struct Sizes {
  int64_t of[5];
} Sizes;

static void count_row(void *state, sqlite3_stmt *row) {
  Sizes *sizes = state;
  int segments = segments_of(row);
  for (int i = 0; segments && i < 5; i++) sizes->of[i] += segments >> i & 1;
}

bool w4_step(const char *db, unsigned threads, const char *out) {
  (void)out;
  Sizes found[THREADS_MOST] = {0};
  Scan scan = {db, "prospects", "SELECT " SEGMENT_COLUMNS " FROM prospects WHERE id BETWEEN ?1 AND ?2", threads, count_row, found, sizeof *found};
  if (!scan_run(&scan)) return false;
  for (unsigned t = 1; t < threads; t++)
    for (int i = 0; i < 5; i++) found[0].of[i] += found[t].of[i];
  for (int i = 0; i < 5; i++) printf("%lld%c", (long long)found[0].of[i], i < 4 ? ' ' : '\n');
  return true;
}
