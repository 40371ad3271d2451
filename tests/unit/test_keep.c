/* SPDX-License-Identifier: MIT
 * What is kept between runs, as an embedder sees it: columns in memory and in files, with the same counts each way. */
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "include/cible.h"
#include "tests/unit/failing.h"

static const char rules[] = "record p from \"p\" key id { id integer  a integer? }\n"
                            "record q from \"q\" of p by p { v integer }\n"
                            "segment big when a >= 50\n"
                            "segment busy when count(q) >= 2\n";

static char home[64], path[128], folder[128];
static Cible *cible;
static CibleProgram *program;

static void sql(const char *text) {
  sqlite3 *db;
  ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static void set_up(void) {
  snprintf(home, sizeof home, "/tmp/cible-keep-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(home));
  snprintf(path, sizeof path, "%s/p.db", home);
  snprintf(folder, sizeof folder, "%s/cache/cible", home);
  sql("CREATE TABLE p(id INTEGER PRIMARY KEY, a INTEGER); CREATE TABLE q(id INTEGER PRIMARY KEY, p INTEGER, v INTEGER);"
      "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 1000) INSERT INTO p SELECT i, i % 100 FROM k;"
      "INSERT INTO q SELECT id, id % 400 + 1, 1 FROM p");
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_int_eq(cible_compile_text(cible, "rules.cible", rules, strlen(rules), NULL, &program), CIBLE_OK);
}

static void tear_down(void) {
  char command[200];
  cible_program_free(program);
  cible_close(cible);
  snprintf(command, sizeof command, "rm -rf '%s'", home);
  ck_assert_int_eq(system(command), 0);
}

/* The sizes of both segments, as one number. */
static uint64_t sizes(uint64_t memory_limit) {
  CibleRun run = {.database = path, .where = -1, .threads = 2, .memory_limit = memory_limit};
  size_t defs[2] = {(size_t)cible_definition_find(program, "big"), (size_t)cible_definition_find(program, "busy")};
  uint64_t counts[2];
  CibleStatus status = cible_count(cible, program, &run, defs, 2, counts);
  ck_assert_msg(status == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  return counts[0] * 10000 + counts[1];
}

static const uint64_t WANTED = 500 * 10000 + 400;

START_TEST(test_in_memory) {
  ck_assert_uint_eq(sizes(0), WANTED);
  ck_assert_int_eq(cible_run_cached(cible), 0);
  ck_assert_int_eq(cible_keep(cible, 0), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED);
  size_t kept = cible_kept(cible);
  ck_assert_uint_gt(kept, 0);
  ck_assert_uint_eq(sizes(0), WANTED);
  ck_assert_int_eq(cible_run_cached(cible), 1);
  ck_assert_uint_eq(cible_kept(cible), kept);
  sql("UPDATE p SET a = 99 WHERE id = 1");
  ck_assert_uint_eq(sizes(0), WANTED + 10000);
  cible_keep_nothing(cible);
  ck_assert_uint_eq(cible_kept(cible), 0);
  ck_assert_uint_eq(sizes(0), WANTED + 10000);
}
END_TEST

START_TEST(test_in_a_file) {
  ck_assert_int_eq(cible_use_cache(cible, folder), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED);
  ck_assert_int_eq(cible_run_cached(cible), 0);
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED);
  ck_assert_int_eq(cible_run_cached(cible), 1);
  sql("DELETE FROM q WHERE p = 2");
  ck_assert_uint_eq(sizes(0), WANTED - 1);
  ck_assert_int_eq(cible_run_cached(cible), 0);
}
END_TEST

static void put_byte(const char *file, long at, int byte) {
  FILE *opened = fopen(file, "r+");
  ck_assert_ptr_nonnull(opened);
  ck_assert(fseek(opened, at, SEEK_SET) == 0 && fputc(byte, opened) == byte && fclose(opened) == 0);
}

static int get_byte(const char *file, long at) {
  FILE *opened = fopen(file, "r");
  ck_assert(opened && fseek(opened, at, SEEK_SET) == 0);
  const int byte = fgetc(opened);
  fclose(opened);
  return byte;
}

/* Where a part of the columns is damaged, no result is kept that may be of another state, and the file is written anew. */
START_TEST(test_nothing_is_kept_of_damaged_columns) {
  const CibleCacheFile *files;
  size_t count, met = 0;
  char name[256], results[256];
  ck_assert_int_eq(cible_use_cache(cible, folder), CIBLE_OK);
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  ck_assert_int_eq(cible_cache_list(cible, folder, &files, &count), CIBLE_OK);
  snprintf(name, sizeof name, "%s", files[0].path);
  const long bytes = (long)files[0].bytes;
  snprintf(results, sizeof results, "%.*s.results", (int)(strrchr(name, '.') - name), name);
  cible_keep_results(cible, 1, 0, 1);
  for (long at = 0; at < bytes; at += bytes / 100 + 1) {
    const int byte = get_byte(name, at);
    put_byte(name, at, byte ^ 0x41);
    ck_assert_uint_eq(sizes(0), WANTED);
    const int cached = cible_run_cached(cible), damaged = cible_run_outdated(cible);
    ck_assert(!(cached && damaged));
    ck_assert_int_eq(access(results, F_OK) == 0, cached);
    if (damaged && !met++) {
      ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
      ck_assert_uint_eq(sizes(0), WANTED);
      ck_assert(cible_run_cached(cible) && access(results, F_OK) == 0);
    } else {
      put_byte(name, at, byte);
    }
    unlink(results);
  }
  ck_assert_uint_gt(met, 5);
}
END_TEST

/* A run with a limit of memory succeeds with a file as without. */
START_TEST(test_a_limit_of_memory_goes_without_the_file) {
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  ck_assert_int_eq(cible_use_cache(cible, folder), CIBLE_OK);
  ck_assert_uint_eq(sizes(64000000), WANTED);
  ck_assert_int_eq(cible_run_cached(cible), 0);
}
END_TEST

/* Filling behind somebody's back gives way to who is about to write; filling that was asked for does not. */
START_TEST(test_a_writer_goes_first) {
  sqlite3 *writer;
  ck_assert_int_eq(sqlite3_open(path, &writer), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(writer, "BEGIN IMMEDIATE; UPDATE p SET a = 99 WHERE id = 1", NULL, NULL, NULL), SQLITE_OK);
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 1), CIBLE_STOPPED);
  ck_assert_int_eq(sqlite3_exec(writer, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
  ck_assert_int_eq(cible_use_cache(cible, folder), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED + 10000);
  ck_assert_int_eq(cible_run_cached(cible), 0);
  ck_assert_int_eq(sqlite3_exec(writer, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  ck_assert_int_eq(sqlite3_exec(writer, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(writer);
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 1), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED + 10000);
  ck_assert_int_eq(cible_run_cached(cible), 1);
}
END_TEST

/* Two records of one table, of which rows have changed since its file was written. */
START_TEST(test_two_records_of_one_table) {
  static const char two[] = "record p from \"p\" key id { id integer  a integer? }\n"
                            "record q from \"q\" of p by p { v integer }\n"
                            "record again from \"q\" of p by p { v integer }\n"
                            "segment big when sum(v of q) > 2\n"
                            "segment busy when sum(v of again) > 2\n";
  cible_program_free(program);
  ck_assert_int_eq(cible_compile_text(cible, "rules.cible", two, strlen(two), NULL, &program), CIBLE_OK);
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  static const char *const changes[] = {"UPDATE q SET v = 7 WHERE p < 100", "DELETE FROM q WHERE p < 50", "INSERT INTO q SELECT id + 5000, id, 9 FROM p"};
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    sql(changes[i]);
    ck_assert_int_eq(cible_use_cache(cible, NULL), CIBLE_OK);
    const uint64_t wanted = sizes(0);
    ck_assert_uint_eq(wanted % 10000, wanted / 10000);
    ck_assert_int_eq(cible_use_cache(cible, folder), CIBLE_OK);
    ck_assert_uint_eq(sizes(0), wanted);
  }
}
END_TEST

/* What memory may not hold is left in the file, and read from the database. */
START_TEST(test_no_more_than_was_allowed) {
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  ck_assert_int_eq(cible_use_cache(cible, folder), CIBLE_OK);
  ck_assert_int_eq(cible_keep(cible, 500), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED);
  ck_assert_uint_le(cible_kept(cible), 500);
}
END_TEST

/* Another file moved to the database's place is never taken for it. */
START_TEST(test_another_file_in_its_place) {
  char other[160], command[1200];
  ck_assert_int_eq(cible_keep(cible, 0), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED);
  snprintf(other, sizeof other, "%s/other.db", home);
  snprintf(command, sizeof command, "cp -p '%s' '%s' && sqlite3 '%s' 'UPDATE p SET a = 99 WHERE id = 1' && touch -r '%s' '%s' && mv '%s' '%s'",
           path, other, other, path, other, other, path);
  ck_assert_int_eq(system(command), 0);
  ck_assert_uint_eq(sizes(0), WANTED + 10000);
}
END_TEST

/* ---- records that change ---- */

/* For how many records `big` is computed, in a run that gives that sum of sizes. */
static uint64_t computed(uint64_t wanted) {
  CibleRun run = {.database = path, .where = -1, .threads = 2, .stats = 1};
  size_t defs[2] = {(size_t)cible_definition_find(program, "big"), (size_t)cible_definition_find(program, "busy")};
  uint64_t counts[2], records = 0;
  ck_assert_int_eq(cible_count(cible, program, &run, defs, 2, counts), CIBLE_OK);
  ck_assert_uint_eq(counts[0] * 10000 + counts[1], wanted);
  const CibleStats *stats = cible_run_stats(cible);
  for (size_t i = 0; i < stats->definition_count; i++)
    if (!strcmp(stats->definitions[i].name, "big")) records = stats->definitions[i].records;
  return records;
}

/* Those that have changed are computed alone; others share their leaves. */
START_TEST(test_records_that_change) {
  ck_assert_int_eq(cible_keep(cible, 0), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED);
  ck_assert_uint_eq(computed(WANTED), 0);
  sql("UPDATE p SET a = 99 WHERE id % 100 = 7");
  ck_assert_uint_eq(computed(WANTED + 10 * 10000), 10);
  ck_assert_uint_eq(sizes(0), WANTED + 10 * 10000);
  ck_assert_uint_eq(computed(WANTED + 10 * 10000), 0);
  sql("INSERT INTO p VALUES (2000, 60), (2001, 60), (2002, 1)");
  ck_assert_uint_lt(computed(WANTED + 12 * 10000), 200); /* with those that were on the last leaf */
  sql("CREATE TABLE another(x); INSERT INTO another VALUES (1)");
  ck_assert_uint_lt(computed(WANTED + 12 * 10000), 200); /* still: a run with statistics keeps nothing */
  ck_assert_uint_eq(sizes(0), WANTED + 12 * 10000);
  sql("DELETE FROM q WHERE p = 2"); /* of another table: `big` does not hang on it */
  ck_assert_uint_eq(computed(WANTED + 12 * 10000 - 1), 0);
  sql("UPDATE p SET id = 3000 WHERE id = 3"); /* its rows belong to nobody any more */
  ck_assert_uint_eq(sizes(0), WANTED + 12 * 10000 - 2);
  sql("INSERT INTO p VALUES (3, 0); INSERT INTO q(p) VALUES (3000), (3000)");
  ck_assert_uint_eq(sizes(0), WANTED + 12 * 10000);
}
END_TEST

/* The same with a file that earlier records are in, until it is filled again. */
START_TEST(test_a_file_of_earlier_records) {
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  ck_assert_int_eq(cible_use_cache(cible, folder), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED);
  ck_assert_int_eq(cible_run_outdated(cible), 0);
  sql("UPDATE p SET a = 99 WHERE id % 100 = 7; INSERT INTO p VALUES (2000, 60)");
  ck_assert_uint_eq(sizes(0), WANTED + 11 * 10000);
  ck_assert_int_eq(cible_run_outdated(cible), 1);
  ck_assert_int_eq(cible_run_cached(cible), 0);
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  ck_assert_uint_eq(sizes(0), WANTED + 11 * 10000);
  ck_assert_int_eq(cible_run_outdated(cible), 0);
  ck_assert_int_eq(cible_run_cached(cible), 1);
}
END_TEST

/* ---- results ---- */

static CibleStatus compile(Cible *of, const char *text, CibleProgram **out) {
  return cible_compile_text(of, "rules.cible", text, strlen(text), NULL, out);
}

/* For how many of the records of a text of rules over that database its segment `found` is true; UINT64_MAX: it has no answer. */
static uint64_t count_found(Cible *of, const char *text) {
  CibleProgram *other = NULL;
  uint64_t count = UINT64_MAX;
  CibleStatus status = compile(of, text, &other);
  if (status != CIBLE_OK) {
    cible_program_free(other);
    return UINT64_MAX;
  }
  CibleRun run = {.database = path, .where = -1, .threads = 1};
  size_t def = (size_t)cible_definition_find(other, "found");
  status = cible_count(of, other, &run, &def, 1, &count);
  cible_program_free(other);
  return status == CIBLE_OK ? count : UINT64_MAX;
}

#define RECORDS "record p from \"p\" key id { id integer  a integer? }\nrecord q from \"q\" of p by p { v integer }\n"

/* What stands in a look-up file may change while the database does not. */
START_TEST(test_a_look_up_that_changes) {
  char text[500], codes[160];
  snprintf(codes, sizeof codes, "%s/codes.csv", home);
  snprintf(text, sizeof text, RECORDS "record look from csv \"%s\" key code { code integer  worth integer }\n"
                              "segment found when look[a].worth > 5\n", codes);
  ck_assert_int_eq(cible_keep(cible, 0), CIBLE_OK);
  for (int worth = 5; worth < 8; worth++) {
    FILE *file = fopen(codes, "w");
    fprintf(file, "code,worth\n3,%d\n", worth);
    fclose(file);
    for (int again = 0; again < 2; again++) ck_assert_uint_eq(count_found(cible, text), worth > 5 ? 10 : 0);
  }
}
END_TEST

static size_t bytes_of_results(const char *text) {
  const size_t before = cible_kept(cible);
  ck_assert_uint_ne(count_found(cible, text), UINT64_MAX);
  return cible_kept(cible) - before;
}

/* Results are kept once, and another weight keeps more; the limit holds for all together. */
START_TEST(test_results_are_kept) {
  ck_assert_int_eq(cible_keep(cible, 0), CIBLE_OK);
  ck_assert_uint_gt(bytes_of_results(RECORDS "segment found when a * 2 > 50\n"), 0);
  ck_assert_uint_eq(bytes_of_results(RECORDS "segment found when a * 2 > 50\n"), 0);
  ck_assert_uint_gt(bytes_of_results(RECORDS "segment found when a * 3 > 50\n"), 0);
  const size_t kept = cible_kept(cible);
  ck_assert_int_eq(cible_keep(cible, kept), CIBLE_OK);
  for (int i = 0; i < 40; i++) {
    char text[300];
    snprintf(text, sizeof text, RECORDS "segment found when a * 2 > %d and count(q where v > %d) >= 0\n", i, i);
    ck_assert_uint_eq(count_found(cible, text), 1000 - 10 * (i / 2 + 1));
    ck_assert_uint_le(cible_kept(cible), kept);
  }
}
END_TEST

static CibleStatus add_points(void *sum, const CibleValue *key, const CibleValue *values) {
  (void)key;
  *(double *)sum += values[0].number;
  return CIBLE_OK;
}

/* The sum of the score `points` over all records; of a run that is measured, and so keeps nothing more, what was computed for it goes to
 * `computed`, with how many records. */
static double sum_points(Cible *of, const char *text, int measured, char computed[300]) {
  CibleProgram *other = NULL;
  double sum = 0;
  ck_assert_int_eq(compile(of, text, &other), CIBLE_OK);
  const CibleRun run = {.database = path, .where = -1, .threads = 1, .stats = measured};
  const size_t points = (size_t)cible_definition_find(other, "points");
  const CibleRows rows = {.columns = &points, .column_count = 1, .order = -1};
  ck_assert_int_eq(cible_rows(of, other, &run, &rows, add_points, &sum), CIBLE_OK);
  const CibleStats *stats = cible_run_stats(of);
  size_t n = 0;
  for (size_t i = 0; stats && i < stats->definition_count; i++) {
    const CibleDefinitionStats *d = &stats->definitions[i];
    if (d->records) n += (size_t)snprintf(computed + n, 300 - n, "%s %u ", d->name ? d->name : d->source, (unsigned)d->records);
  }
  computed[n] = 0;
  cible_program_free(other);
  return sum;
}

/* Of a score whose weight or line has changed that term alone is computed, and the sum. */
START_TEST(test_terms_are_kept) {
  static const char points[] = RECORDS "score points from 0 to 900 {\n  base 5\n  add %s * scaled(a, 0, 50)\n  add id / 7 when a %s\n"
                                       "  subtract %s when a < 20 and mod(id, 3) = 0\n  halve every 30 days since 2000-01-01\n}\n";
  static const char *const values[][3] = {{"2", "> 30", "1"}, {"3", "> 30", "1"}, {"3", "> 30", "2"}, {"3", "> 40", "2"}};
  static const char *const terms[] = {NULL, NULL, NULL, "add id / 7 when a > 40"};
  Cible *fresh;
  char text[600], computed[300];
  ck_assert_int_eq(cible_open(NULL, &fresh), CIBLE_OK);
  ck_assert_int_eq(cible_keep(cible, 0), CIBLE_OK);
  for (int i = 0; i < 4; i++) {
    snprintf(text, sizeof text, points, values[i][0], values[i][1], values[i][2]);
    const double all = sum_points(fresh, text, 0, computed);
    ck_assert_double_eq(sum_points(cible, text, i > 0, computed), all);
    char wanted[300] = "";
    if (terms[i]) snprintf(wanted, sizeof wanted, "%s 1000 ", terms[i]);
    if (i) {
      ck_assert_ptr_nonnull(strstr(computed, "points 1000 "));
      ck_assert_uint_eq(strlen(computed), strlen("points 1000 ") + strlen(wanted));
      ck_assert_ptr_nonnull(strstr(computed, wanted));
    }
    ck_assert_double_eq(sum_points(cible, text, 0, computed), all);
    ck_assert_double_eq(sum_points(cible, text, 1, computed), all);
    ck_assert_str_eq(computed, "");
  }
  cible_close(fresh);
}
END_TEST

/* Memory may run out anywhere: a run ends or keeps less, and those behind it are right. */
START_TEST(test_results_without_memory) {
  static const char *const texts[] = {RECORDS "segment found when count(q where v = 1) >= 2 and a > 3\n",
                                      RECORDS "segment found when count(q where v = 1) >= 2 and a > 4\n"};
  const uint64_t wanted[] = {count_found(cible, texts[0]), count_found(cible, texts[1])};
  for (long before = 0, done = 0; !done; before += 1 + before / 24) {
    Failing failing = {.before = before};
    const Alloc alloc = failing_alloc(&failing);
    Cible *other;
    if (cible_open(&(CibleConfig){.alloc = alloc.fn, .alloc_user = alloc.user}, &other) != CIBLE_OK) continue;
    if (cible_keep(other, 0) == CIBLE_OK) {
      for (int i = 0; i < 4; i++) {
        if (i == 2) sql("UPDATE p SET a = a + 1 WHERE id % 90 = 4; UPDATE p SET a = a - 1 WHERE id % 90 = 4; UPDATE q SET v = v");
        const uint64_t count = count_found(other, texts[i % 2]);
        ck_assert(count == wanted[i % 2] || (count == UINT64_MAX && failing.failed));
      }
    }
    cible_close(other);
    done = !failing.failed;
  }
}
END_TEST

START_TEST(test_list_and_clear) {
  const CibleCacheFile *files;
  size_t count = 9;
  ck_assert_int_eq(cible_cache_list(cible, folder, &files, &count), CIBLE_OK);
  ck_assert_uint_eq(count, 0);
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  ck_assert_int_eq(cible_cache_list(cible, folder, &files, &count), CIBLE_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert_str_eq(files[0].database, path);
  ck_assert_uint_gt(files[0].bytes, 0);
  ck_assert_int_eq(cible_cache_clear(cible, folder, &count), CIBLE_OK);
  ck_assert_uint_eq(count, 1);
}
END_TEST

/* The files used longest ago go first. */
START_TEST(test_cap) {
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 1, 0), CIBLE_OK);
  const CibleCacheFile *files;
  size_t count;
  ck_assert_int_eq(cible_cache_list(cible, folder, &files, &count), CIBLE_OK);
  ck_assert_uint_eq(count, 0);
}
END_TEST

/* A file that cannot be written is told, and nothing is held any more. */
START_TEST(test_a_file_that_cannot_be_written) {
  const CibleCacheFile *files;
  size_t count;
  char name[256];
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_OK);
  ck_assert_int_eq(cible_cache_list(cible, folder, &files, &count), CIBLE_OK);
  snprintf(name, sizeof name, "%s", files[0].path);
  ck_assert_int_eq(unlink(name), 0);
  char inside[300];
  snprintf(inside, sizeof inside, "%s/full", name);
  ck_assert_int_eq(mkdir(name, 0700), 0);
  ck_assert_int_eq(mkdir(inside, 0700), 0); /* an empty folder would give way */
  ck_assert_int_eq(cible_cache_fill(cible, program, path, folder, 0, 0), CIBLE_IO);
  ck_assert_uint_eq(cible_message_count(cible), 1);
  ck_assert_int_eq(rmdir(inside), 0);
  ck_assert_int_eq(rmdir(name), 0);
  sql("UPDATE p SET a = 0 WHERE id = 1"); /* nobody holds a lock */
}
END_TEST

START_TEST(test_no_database) {
  ck_assert_int_eq(cible_cache_fill(cible, program, "/nowhere/p.db", folder, 0, 0), CIBLE_IO);
  ck_assert_int_eq(cible_cache_fill(cible, program, NULL, folder, 0, 0), CIBLE_USAGE);
}
END_TEST

Suite *suite_keep(void) {
  Suite *suite = suite_create("keep");
  TCase *tc = tcase_create("keep");
  tcase_add_checked_fixture(tc, set_up, tear_down);
  tcase_add_test(tc, test_in_memory);
  tcase_add_test(tc, test_in_a_file);
  tcase_add_test(tc, test_nothing_is_kept_of_damaged_columns);
  tcase_add_test(tc, test_a_limit_of_memory_goes_without_the_file);
  tcase_add_test(tc, test_a_writer_goes_first);
  tcase_add_test(tc, test_two_records_of_one_table);
  tcase_add_test(tc, test_no_more_than_was_allowed);
  tcase_add_test(tc, test_another_file_in_its_place);
  tcase_add_test(tc, test_records_that_change);
  tcase_add_test(tc, test_a_file_of_earlier_records);
  tcase_add_test(tc, test_a_look_up_that_changes);
  tcase_add_test(tc, test_results_are_kept);
  tcase_add_test(tc, test_terms_are_kept);
  tcase_add_test(tc, test_results_without_memory);
  tcase_add_test(tc, test_list_and_clear);
  tcase_add_test(tc, test_cap);
  tcase_add_test(tc, test_a_file_that_cannot_be_written);
  tcase_add_test(tc, test_no_database);
  suite_add_tcase(suite, tc);
  return suite;
}
