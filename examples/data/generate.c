/* SPDX-License-Identifier: MIT */
/* generate [--bench] [--records N] [--seed S] OUT.db: the databases of the examples and of the bench, invented, the same for the
 * same seed. The file appears whole or not at all. */
#include "examples/data/generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool generate_sql(Generator *g, const char *sql) { return sqlite3_exec(g->db, sql, NULL, NULL, NULL) == SQLITE_OK; }

bool generate_begin(Generator *g, const char *insert) {
  g->column = 0;
  return sqlite3_prepare_v2(g->db, insert, -1, &g->insert, NULL) == SQLITE_OK;
}

void generate_integer(Generator *g, int64_t value) { sqlite3_bind_int64(g->insert, ++g->column, value); }
void generate_real(Generator *g, double value) { sqlite3_bind_double(g->insert, ++g->column, value); }
void generate_text(Generator *g, const char *text) { sqlite3_bind_text(g->insert, ++g->column, text, -1, SQLITE_STATIC); }
void generate_null(Generator *g) { sqlite3_bind_null(g->insert, ++g->column); }

bool generate_row(Generator *g) {
  g->column = 0;
  sqlite3_step(g->insert);
  return sqlite3_reset(g->insert) == SQLITE_OK;
}

void generate_end(Generator *g) {
  sqlite3_finalize(g->insert);
  g->insert = NULL;
}

const char *generate_day(int64_t day, char *out) {
  /* Years from March, in cycles of 400 years (146 097 days). */
  int64_t z = day + 719468, era = z / 146097, doe = z % 146097;
  int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  int d = (int)(doy - (153 * mp + 2) / 5 + 1), m = (int)(mp < 10 ? mp + 3 : mp - 9);
  int y = (int)(yoe + era * 400 + (m <= 2));
  out[0] = (char)('0' + y / 1000), out[1] = (char)('0' + y / 100 % 10), out[2] = (char)('0' + y / 10 % 10);
  out[3] = (char)('0' + y % 10), out[4] = out[7] = '-', out[5] = (char)('0' + m / 10), out[6] = (char)('0' + m % 10);
  out[8] = (char)('0' + d / 10), out[9] = (char)('0' + d % 10), out[10] = 0;
  return out;
}

static int usage(void) {
  fputs("usage: generate [--bench] [--records N] [--seed S] OUT.db\n", stderr);
  return 2;
}

static bool fill(Generator *g, bool bench) {
  if (!generate_sql(g, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000; BEGIN")) return false;
  if (!(bench ? generate_bench(g) : generate_companies(g) && generate_people(g))) return false;
  return generate_sql(g, "COMMIT");
}

int main(int argc, char **argv) {
  Generator g = {.seed = 1, .records = 20000};
  bool bench = false;
  const char *out = NULL;
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "--bench")) bench = true;
    else if (!strcmp(argv[i], "--records") && i + 1 < argc) g.records = strtoll(argv[++i], NULL, 10);
    else if (!strcmp(argv[i], "--seed") && i + 1 < argc) g.seed = strtoull(argv[++i], NULL, 10);
    else if (argv[i][0] == '-' || out) return usage();
    else out = argv[i];
  }
  if (!out || g.records < 0 || g.records > INT32_MAX) return usage();

  char temporary[4096];
  if (snprintf(temporary, sizeof temporary, "%s.%ld.part", out, (long)getpid()) >= (int)sizeof temporary) return usage();
  unlink(temporary);
  bool good = sqlite3_open(temporary, &g.db) == SQLITE_OK && fill(&g, bench);
  if (!good) fprintf(stderr, "generate: %s: %s\n", out, sqlite3_errmsg(g.db));
  sqlite3_finalize(g.insert);
  if (sqlite3_close(g.db) != SQLITE_OK) good = false;
  if (good && rename(temporary, out) != 0) {
    perror(out);
    good = false;
  }
  if (!good) unlink(temporary);
  return good ? 0 : 3;
}
