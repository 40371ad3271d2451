/* SPDX-License-Identifier: MIT */
#include "tests/naive/campaign.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/naive/gen.h"
#include "tests/naive/trial.h"

#define NOW "2027-03-01T09:30"

static bool make_database(const char *path, const char *sql) {
  sqlite3 *db = NULL;
  char *error = NULL;
  unlink(path);
  bool good = sqlite3_open(path, &db) == SQLITE_OK &&
              sqlite3_exec(db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_exec(db, sql, NULL, NULL, &error) == SQLITE_OK;
  if (!good) printf("rows: %s\n", error ? error : sqlite3_errmsg(db));
  sqlite3_free(error);
  sqlite3_close(db);
  return good;
}

static Verdict attempt(Gen *g, const bool *alive, const char *db, uint64_t seed, bool each, Buf *said) {
  said->n = 0;
  return trial_run(&(Trial){.name = "random", .text = gen_text(g, alive), .db = db, .now = NOW, .seed = seed, .each = each}, said);
}

/* Leaves out what can go while the difference stays: halves first, then single declarations. */
static void shrink(Gen *g, bool *alive, const char *db, uint64_t seed, Verdict wanted, Buf *said) {
  for (uint32_t step = g->decl_count / 2; step > 0; step /= 2) {
    bool again = true;
    while (again) {
      again = false;
      for (uint32_t at = 0; at < g->decl_count; at += step) {
        bool before[GEN_DECLS];
        memcpy(before, alive, sizeof before);
        uint32_t dropped = 0;
        for (uint32_t i = at; i < at + step && i < g->decl_count; i++) dropped += alive[i], alive[i] = false;
        if (dropped && attempt(g, alive, db, seed, true, said) == wanted) again = step == 1;
        else memcpy(alive, before, sizeof before);
      }
    }
  }
}

static void report(Gen *g, const char *db, uint64_t seed, Verdict verdict, Buf *said) {
  static const char *const words[] = {"same", "DIFFERS", "REFUSED", "LOST"};
  bool alive[GEN_DECLS];
  memset(alive, true, sizeof alive);
  if (verdict != VERDICT_SAME) shrink(g, alive, db, seed, verdict, said);
  (void)attempt(g, alive, db, seed, true, said);
  printf("%s: --random 1 --seed %llu\n", words[verdict], (unsigned long long)seed);
  for (uint32_t i = 0; i < g->decl_count; i++)
    if (alive[i]) printf("%s", g->decls[i]);
  printf("%s\n", buf_z(said));
}

static bool one(const Campaign *campaign, uint64_t seed) {
  char db[256];
  Arena arena;
  Gen g;
  Buf said;
  snprintf(db, sizeof db, "%s/random.db", campaign->folder);
  arena_init(&arena, &alloc_system);
  buf_init(&said, &alloc_system);
  gen_init(&g, seed, campaign->sets, &arena);
  gen_program(&g);
  if (campaign->show) printf("%s", gen_text(&g, NULL));
  Verdict verdict = make_database(db, gen_rows(seed, &arena)) ? attempt(&g, NULL, db, seed, false, &said) : VERDICT_LOST;
  if (verdict != VERDICT_SAME) report(&g, db, seed, verdict, &said);
  unlink(db);
  gen_free(&g);
  buf_free(&said);
  arena_free(&arena);
  return verdict == VERDICT_SAME;
}

uint32_t campaign_run(const Campaign *campaign) {
  uint32_t failed = 0;
  for (uint32_t i = 0; i < campaign->programs; i++) failed += !one(campaign, campaign->seed + i);
  return failed;
}
