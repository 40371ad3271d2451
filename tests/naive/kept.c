/* SPDX-License-Identifier: MIT */
#include "tests/naive/kept.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "include/cible.h"
#include "tests/naive/gen.h"

enum { STEPS = 8, CHANGES_TRIED = 30 };

/* What is asked of a program. */
typedef struct Question {
  char *text;
  const char *db;
  unsigned threads;
  uint64_t draw; /* which condition, which definitions, in which order */
} Question;

/* ---- rows ---- */

static bool change(const char *path, const char *sql) {
  sqlite3 *db = NULL;
  char *error = NULL;
  bool good = sqlite3_open(path, &db) == SQLITE_OK && sqlite3_exec(db, sql, NULL, NULL, &error) == SQLITE_OK;
  if (!good) printf("rows: %s\n", error ? error : sqlite3_errmsg(db));
  sqlite3_free(error);
  sqlite3_close(db);
  return good;
}

/* The generator's rows again and again, so that they fill several batches, or several parts. */
static bool multiply(const char *db, uint32_t times) {
  char sql[1600];
  snprintf(sql, sizeof sql,
           "BEGIN; CREATE TEMP TABLE many AS WITH RECURSIVE c(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM c WHERE k < %u) SELECT k FROM c;"
           "INSERT INTO p SELECT id + 200 * m.k, i1, i2, i3, n1, n2, n3, m1, m2, m3, t1, t2, t3, d1, d2, d3, z1, z2, b1, b2, b3, s1, s2, p.k"
           " FROM p, many m ORDER BY m.k;"
           "INSERT INTO o SELECT p_id + 200 * m.k, oat, what, kind, amount, qty, x, flag FROM o, many m WHERE typeof(p_id) = 'integer';"
           "INSERT INTO e SELECT eid + 1000 * m.k, p_id + 200 * m.k, at, topic, ev, em FROM e, many m;"
           "INSERT INTO ln SELECT e_id + 1000 * m.k, q, price, part FROM ln, many m WHERE typeof(e_id) = 'integer'; COMMIT",
           times);
  return change(db, sql);
}

/* One of the ways in which a database changes: rows in place, more rows and fewer, at the end and in the midst, pages moved about, columns
 * of which earlier rows know nothing. */
static bool disturb(Random *r, const char *db) {
  static const char *const changes[] = {
      "UPDATE p SET i2 = 3, n2 = 0.5 WHERE id %% 101 = %u", "DELETE FROM p WHERE id = %u", "INSERT INTO o SELECT * FROM o WHERE rowid = %u",
      "UPDATE look SET li = 4, lm = 7.5 WHERE 1 OR %u", "DELETE FROM ln WHERE q = 1 OR e_id %% 50 = %u", "UPDATE p SET t2 = 'lo' WHERE id < 60 + %u",
      "UPDATE p SET t1 = 'some text that is new ' || %u WHERE id %% 37 = 5", "UPDATE p SET t3 = hex(zeroblob(300)) WHERE id %% 53 = %u",
      "UPDATE p SET t3 = hex(zeroblob(3000)), i1 = %u WHERE id %% 211 = 7", "DELETE FROM p WHERE id %% 59 = %u", "UPDATE o SET amount = amount WHERE rowid %% 9 = %u",
      "DELETE FROM o WHERE rowid %% 61 = %u", "UPDATE o SET qty = 2, kind = NULL WHERE rowid %% 97 = %u", "UPDATE e SET topic = 'x', at = NULL WHERE eid %% 43 = %u",
      "UPDATE o SET p_id = p_id + 1 WHERE rowid %% 83 = %u", "DELETE FROM e WHERE eid %% 31 = %u", "VACUUM; SELECT %u",
      "CREATE TABLE IF NOT EXISTS another_%u(x)", "ALTER TABLE p ADD COLUMN more_%u INTEGER DEFAULT 4", "UPDATE p SET id = -id WHERE id = %u",
      "INSERT INTO ln SELECT * FROM ln WHERE rowid %% 3 = %u", "DELETE FROM p WHERE id > 150 + %u", "UPDATE p SET m1 = m1, z1 = z1 WHERE id %% 5 = %u",
      "PRAGMA page_size = 1024; VACUUM; SELECT %u", "DELETE FROM o WHERE 1 OR %u"};
  char sql[300];
  const uint32_t which = random_below(r, 40);
  if (which >= sizeof changes / sizeof *changes) { /* more rows, behind the others or between them */
    snprintf(sql, sizeof sql, "INSERT OR IGNORE INTO p(id, i1, i2, n1, t1, t2) SELECT id + %u, i1, i2, n1, t1, t2 FROM p ORDER BY id DESC LIMIT %u",
             random_below(r, 3) ? 1 + random_below(r, 300) : 100000 + random_below(r, 5000), 1 + random_below(r, 3000));
  } else {
    snprintf(sql, sizeof sql, changes[which], random_below(r, 40));
  }
  char *error = NULL;
  sqlite3 *other = NULL;
  const bool good = sqlite3_open(db, &other) == SQLITE_OK;
  if (good) sqlite3_exec(other, sql, NULL, NULL, &error); /* one that cannot be made changes nothing */
  sqlite3_free(error);
  sqlite3_close(other);
  return good;
}

/* ---- programs ---- */

/* Another digit somewhere, where the program still compiles. */
static bool change_constant(Random *r, Cible *cible, char *text) {
  const size_t length = strlen(text);
  const char *rules = strstr(text, "\nlet "); /* behind the records, mostly */
  const size_t first = rules ? (size_t)(rules - text) : 0;
  for (int i = 0; i < CHANGES_TRIED; i++) {
    const size_t at = first + random_below(r, (uint32_t)(length - first));
    if (!isdigit((unsigned char)text[at])) continue;
    const char before = text[at];
    text[at] = (char)('0' + random_below(r, 10));
    CibleProgram *program = NULL;
    const CibleStatus status = cible_compile_text(cible, "kept", text, length, NULL, &program);
    if (status == CIBLE_OK) cible_program_free(program);
    if (status == CIBLE_OK && text[at] != before) return true;
    text[at] = before;
  }
  return false;
}

/* ---- answers ---- */

typedef struct Telling {
  Buf *out;
  size_t columns;
} Telling;

static void tell_value(Buf *out, const CibleValue *value) {
  if (value->known) buf_print(out, "%d %lld %a ", (int)value->type, (long long)value->integer, value->number);
  buf_print(out, "%.*s|", value->known ? (int)value->length : 1, value->known ? value->text : "?");
}

static CibleStatus tell_row(void *user, const CibleValue *key, const CibleValue *values) {
  Telling *telling = user;
  tell_value(telling->out, key);
  for (size_t i = 0; i < telling->columns; i++) tell_value(telling->out, &values[i]);
  buf_text(telling->out, "\n");
  return CIBLE_OK;
}

/* How much was read before a run stopped hangs on its threads and batches. */
static void tell_said(Buf *out, Cible *cible, CibleStatus status) {
  for (size_t i = 0; i < cible_fault_count(cible) && status == CIBLE_OK; i++) {
    CibleFault fault = cible_fault(cible, i);
    buf_print(out, "fault %d:%d %s %llu %s\n", fault.line, fault.column, fault.kind, (unsigned long long)fault.count, fault.keys);
  }
  for (size_t i = 0; i < cible_orphans_count(cible); i++) {
    CibleOrphans orphans = cible_orphans(cible, i);
    buf_print(out, "orphans %s %llu\n", orphans.record, (unsigned long long)orphans.count);
  }
  if (status == CIBLE_OK) buf_print(out, "%llu records\n", (unsigned long long)cible_run_records(cible));
  buf_text(out, cible_messages_text(cible, 0));
}

/* Some of the definitions that have a value of each record, in some order. */
static size_t draw_columns(Random *r, const CibleProgram *program, size_t *columns) {
  size_t count = 0;
  for (size_t i = 0; i < cible_definition_count(program); i++)
    if (cible_definition(program, i).kind < CIBLE_PART && random_percent(r, 60)) columns[count++] = i;
  return count;
}

static long draw_condition(Random *r, const CibleProgram *program) {
  const size_t count = cible_definition_count(program), from = count ? random_below(r, (uint32_t)count) : 0;
  for (size_t i = 0; i < count; i++) {
    const CibleDefinition def = cible_definition(program, (from + i) % count);
    if (def.type == CIBLE_BOOLEAN && def.kind < CIBLE_PART) return (long)((from + i) % count);
  }
  return -1;
}

static void tell_figures(Buf *out, Cible *cible, const CibleProgram *program, const CibleFigures *figures) {
  for (size_t i = 0; i < cible_definition_count(program); i++)
    buf_print(out, "%llu %llu %llu %a %a %a\n", (unsigned long long)figures[i].known, (unsigned long long)figures[i].unknown,
              (unsigned long long)figures[i].truths, figures[i].least, figures[i].greatest, figures[i].mean);
  for (size_t m = 0; m < cible_measure_count(cible); m++) {
    const CibleMeasure measure = cible_measure(cible, m);
    for (size_t i = 0; i < measure.row_count * measure.dimension_count; i++) tell_value(out, &measure.keys[i]);
    for (size_t i = 0; i < measure.row_count; i++) tell_value(out, &measure.values[i]);
  }
}

static void answer(Cible *cible, const Question *question, Buf *out) {
  Random r = random_row(question->draw, 5, 0);
  CibleProgram *program = NULL;
  CibleRun run = {.database = question->db, .now = "2027-03-01T09:30", .threads = question->threads, .where = -1};
  out->n = 0;
  if (cible_compile_text(cible, "kept", question->text, strlen(question->text), NULL, &program) != CIBLE_OK) return;
  run.strict = random_percent(&r, 4);
  if (random_percent(&r, 60)) run.where = draw_condition(&r, program);
  CibleStatus status;
  if (random_percent(&r, 65)) {
    size_t *columns = calloc(cible_definition_count(program) + 1, sizeof *columns);
    Telling telling = {out, columns ? draw_columns(&r, program, columns) : 0};
    CibleRows rows = {.columns = columns, .column_count = telling.columns, .order = -1, .limit = random_percent(&r, 20) ? 7 : 0};
    if (telling.columns && random_percent(&r, 20)) rows.order = (long)columns[0];
    status = cible_rows(cible, program, &run, &rows, tell_row, &telling);
    free(columns);
  } else {
    const CibleFigures *figures;
    status = cible_summarize(cible, program, &run, &figures);
    if (status == CIBLE_OK) tell_figures(out, cible, program, figures);
  }
  if (status != CIBLE_OK) out->n = 0; /* which rows came before a run stopped hangs on its batches */
  buf_print(out, "status %d\n", (int)status);
  tell_said(out, cible, status);
  cible_program_free(program);
}

/* ---- one sequence ---- */

/* The first line in which two texts differ. */
static void tell_difference(const char *kept, const char *fresh) {
  while (*kept && *fresh) {
    const size_t a = strcspn(kept, "\n"), b = strcspn(fresh, "\n");
    if (a != b || memcmp(kept, fresh, a)) break;
    kept += a + (kept[a] != 0);
    fresh += b + (fresh[b] != 0);
  }
  printf("  kept:  %.*s\n  fresh: %.*s\n", (int)strcspn(kept, "\n"), kept, (int)strcspn(fresh, "\n"), fresh);
}

static bool step(Cible *keeper, const Question *question, uint32_t number) {
  Buf kept, fresh;
  Cible *other = NULL;
  buf_init(&kept, &alloc_system);
  buf_init(&fresh, &alloc_system);
  if (cible_open(NULL, &other) != CIBLE_OK) return false;
  answer(keeper, question, &kept);
  answer(other, question, &fresh);
  const bool same = !strcmp(buf_z(&kept), buf_z(&fresh));
  if (!same) {
    printf("step %u, %u threads, draw %llu:\n", number, question->threads, (unsigned long long)question->draw);
    tell_difference(buf_z(&kept), buf_z(&fresh));
  }
  cible_close(other);
  buf_free(&kept);
  buf_free(&fresh);
  return same;
}

/* Columns of the program into the cache's files, as a command's child puts them there. */
static void fill_columns(Cible *cible, const Question *question, const char *cache) {
  CibleProgram *program = NULL;
  if (cible_compile_text(cible, "kept", question->text, strlen(question->text), NULL, &program) != CIBLE_OK) return;
  if (cible_cache_fill(cible, program, question->db, cache, 0, 0) != CIBLE_OK) printf("not filled: %s\n", cible_messages_text(cible, 0));
  cible_program_free(program);
}

/* By processes of their own, as it were, which leave to each other what is in the files of `cache`: one that may fill them, one that does
 * not. */
static bool step_by_files(Random *r, const Question *question, const char *cache, uint32_t number) {
  bool same = true;
  for (int pass = 0; pass < 2 && same; pass++) {
    Cible *cible = NULL;
    if (cible_open(NULL, &cible) != CIBLE_OK) return false;
    if (!pass && random_percent(r, 60)) fill_columns(cible, question, cache);
    cible_keep_results(cible, !pass, random_percent(r, 5) ? 4000 : 0, random_percent(r, 50));
    same = cible_use_cache(cible, cache) == CIBLE_OK && step(cible, question, number);
    cible_close(cible);
  }
  return same;
}

/* `cache`: the folder of files by which results are kept; NULL: in memory. */
static bool run_steps(Random *r, Question *question, const char *cache) {
  static const size_t limits[] = {0, 0, 0, 30000, 400000};
  char *first = strdup(question->text);
  Cible *keeper = NULL;
  bool same = first && cible_open(NULL, &keeper) == CIBLE_OK;
  same = same && (cache || cible_keep(keeper, limits[random_below(r, 5)]) == CIBLE_OK);
  for (uint32_t i = 0; i < STEPS && same; i++) {
    if (i && random_percent(r, 45)) same = disturb(r, question->db);
    if (i && random_percent(r, 15)) same = same && disturb(r, question->db);
    if (random_percent(r, 30)) memcpy(question->text, first, strlen(first));
    else if (i) change_constant(r, keeper, question->text);
    question->threads = 1 + random_below(r, 3);
    question->draw = random_percent(r, 50) ? random_below(r, 4) : random_next(r);
    same = same && (cache ? step_by_files(r, question, cache, i) : step(keeper, question, i));
  }
  size_t gone;
  if (cache) same &= cible_cache_clear(keeper, cache, &gone) == CIBLE_OK;
  if (!same) printf("%s\n", question->text);
  cible_close(keeper);
  free(first);
  return same;
}

static bool one(uint64_t seed, bool sets, bool filed, const char *folder) {
  static const uint32_t times[] = {0, 0, 60, 120, 500};
  char db[256], cache[256];
  Random r = random_row(seed, 4, 0);
  Arena arena;
  Gen g;
  snprintf(db, sizeof db, "%s/kept.db", folder);
  snprintf(cache, sizeof cache, "%s/kept-cache", folder);
  unlink(db);
  arena_init(&arena, &alloc_system);
  gen_init(&g, seed, sets, &arena);
  gen_program(&g);
  Question question = {.text = strdup(gen_text(&g, NULL)), .db = db};
  const uint32_t more = times[random_below(&r, 5)];
  const bool same = change(db, gen_rows(seed, &arena)) && (!more || multiply(db, more)) && run_steps(&r, &question, filed ? cache : NULL);
  if (!same) printf("DIFFERS: --%s 1 --seed %llu\n", filed ? "filed" : "kept", (unsigned long long)seed);
  unlink(db);
  free(question.text);
  gen_free(&g);
  arena_free(&arena);
  return same;
}

uint32_t kept_run(uint32_t programs, uint64_t seed, bool sets, bool filed, const char *folder) {
  uint32_t failed = 0;
  for (uint32_t i = 0; i < programs; i++) failed += !one(seed + i, sets, filed, folder);
  return failed;
}
