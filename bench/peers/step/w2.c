/* SPDX-License-Identifier: MIT
 * W2: everyone ranked by value, classes of 5, 15 and 80 %; members, worth, least value of each, and the share of the total up to it. */
#include "bench/peers/step/step.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Ranked {
  double value;
  int64_t id;
} Ranked;

typedef struct Values {
  Ranked *list;
  size_t count, size;
} Values;

static void add_row(void *state, sqlite3_stmt *row) {
  Values *values = state;
  if (values->count == values->size) {
    values->size = values->size ? values->size * 2 : 65536;
    values->list = realloc(values->list, values->size * sizeof *values->list);
    if (!values->list) abort();
  }
  values->list[values->count++] = (Ranked){sqlite3_column_double(row, 1) - sqlite3_column_double(row, 2), sqlite3_column_int64(row, 0)};
}

static int by_rank(const void *a, const void *b) {
  const Ranked *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? 1 : -1;
  return (x->id > y->id) - (x->id < y->id);
}

static void tell_classes(const Ranked *all, size_t count) {
  static const char *const names[] = {"A", "B", "C"};
  size_t ends[] = {(size_t)floor((double)count * 0.05), (size_t)floor((double)count * 0.20), count};
  double total = 0, up_to = 0;
  for (size_t i = 0; i < count; i++) total += all[i].value;
  for (size_t class = 0, i = 0; class < 3; class++) {
    size_t first = i;
    double worth = 0, most = -INFINITY;
    for (; i < ends[class]; i++) {
      worth += all[i].value;
      up_to += all[i].value;
      if (up_to / total > most) most = up_to / total;
    }
    if (i > first) printf("%s %zu %.17g %.17g %.17g\n", names[class], i - first, worth, all[i - 1].value, most);
  }
}

bool w2_step(const char *db, unsigned threads, const char *out) {
  (void)out;
  Values found[THREADS_MOST] = {0};
  Scan scan = {db, "prospects", "SELECT id, order_amount, charges FROM prospects WHERE id BETWEEN ?1 AND ?2", threads, add_row, found, sizeof *found};
  if (!scan_run(&scan)) return false;
  size_t count = 0;
  for (unsigned t = 0; t < threads; t++) count += found[t].count;
  Ranked *all = malloc((count + 1) * sizeof *all);
  if (!all) abort();
  for (unsigned t = 0, at = 0; t < threads; at += (unsigned)found[t].count, t++) {
    memcpy(all + at, found[t].list, found[t].count * sizeof *all);
    free(found[t].list);
  }
  qsort(all, count, sizeof *all, by_rank);
  tell_classes(all, count);
  free(all);
  return true;
}
