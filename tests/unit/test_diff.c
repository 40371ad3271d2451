/* SPDX-License-Identifier: MIT
 * Comparisons of two versions: many rows in step, and memory that runs out at every point, in either thread. */
#include <check.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/cible.h"

static const char old_rules[] = "record p from \"p\" key id { id integer  a integer?  m money }\n"
                                "segment big when a >= 50\n"
                                "score s from 0 to 100 { add a }\n"
                                "classify c by s { high from 90 low otherwise }\n"
                                "channel mail { require big cost 1 response 2% }\n"
                                "channel call { require a is known cost 5 response 4% }\n"
                                "choose contact among mail, call { by lowest cost / response }\n";

static char *new_rules(void) {
  char *text = strdup(old_rules);
  ck_assert_ptr_nonnull(text);
  *strstr(text, "50") = '4';
  *strstr(text, "90") = '8';
  return text;
}

static void make_database(char *path, int n) {
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  close(fd);
  sqlite3 *db;
  ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
  char sql[512];
  snprintf(sql, sizeof sql,
           "CREATE TABLE p(id INTEGER PRIMARY KEY, a INTEGER, m REAL);"
           "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < %d) INSERT INTO p SELECT i, "
           "CASE WHEN i %% 100 = 7 THEN NULL ELSE i %% 100 END, i / 4.0 FROM k", n);
  ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static CibleStatus compare(Cible *cible, const char *path, const char *after_text, unsigned threads, const CibleDiff **out) {
  CibleRun run = {.database = path, .today = "2027-03-01", .where = -1, .threads = threads};
  CibleReview before = {.path = "old.cible", .text = old_rules, .length = strlen(old_rules), .run = &run};
  CibleReview after = {.path = "new.cible", .text = after_text, .length = strlen(after_text), .run = &run};
  return cible_diff(cible, &before, &after, out);
}

static const CibleDifference *item_of(const CibleDiff *diff, const char *name) {
  for (size_t i = 0; i < diff->count; i++)
    if (strcmp(diff->items[i].name, name) == 0) return &diff->items[i];
  ck_abort_msg("no %s", name);
  return NULL;
}

/* Of each hundred, 50 were in and 10 come in; 10 were high and 10 become so. */
START_TEST(flows_are_counted) {
  char path[] = "/tmp/cible-diff-XXXXXX", *after = new_rules();
  make_database(path, 30000);
  Cible *cible;
  const CibleDiff *diff;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_msg(compare(cible, path, after, (unsigned)_i + 1, &diff) == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  ck_assert_uint_eq(diff->both, 30000);
  const CibleDifference *big = item_of(diff, "big"), *c = item_of(diff, "c");
  ck_assert_uint_eq(big->before.size, 15000);
  ck_assert_uint_eq(big->after.size, 18000);
  ck_assert_uint_eq(big->moved, 3000);
  ck_assert_uint_eq(c->moved, 3000);
  ck_assert_uint_eq(item_of(diff, "s")->moved, 0);
  for (size_t i = 0; i < big->flow_count; i++) {
    if (!big->flows[i].moved) continue;
    ck_assert_uint_eq(big->flows[i].records, 3000);
    ck_assert_uint_eq(big->flows[i].mover_count, 3);
    ck_assert_str_eq(big->flows[i].movers[0].key, "40");
    ck_assert_str_eq(big->flows[i].movers[0].changes[0].text, "a >= 50");
  }
  cible_close(cible);
  unlink(path);
  free(after);
}
END_TEST

/* ---- memory that runs out, in two threads ---- */

typedef struct Scarce {
  atomic_long left;
  atomic_bool refused;
} Scarce;

static void *scarce_fn(void *user, void *ptr, size_t old_size, size_t new_size) {
  Scarce *scarce = user;
  (void)old_size;
  if (new_size == 0) {
    free(ptr);
    return NULL;
  }
  if (atomic_fetch_sub(&scarce->left, 1) <= 0) {
    atomic_store(&scarce->refused, true);
    return NULL;
  }
  return realloc(ptr, new_size);
}

START_TEST(memory_may_run_out_anywhere) {
  char path[] = "/tmp/cible-diff-XXXXXX", *after = new_rules();
  make_database(path, 600);
  bool whole = false;
  for (long left = 0; !whole; left += left < 40 ? 1 : 13) {
    Scarce scarce;
    atomic_init(&scarce.left, left);
    atomic_init(&scarce.refused, false);
    CibleConfig config = {scarce_fn, &scarce};
    Cible *cible = NULL;
    const CibleDiff *diff = NULL;
    CibleStatus status = cible_open(&config, &cible);
    if (status == CIBLE_OK) status = compare(cible, path, after, 1, &diff);
    for (int form = CIBLE_FORM_TEXT; status == CIBLE_OK && form <= CIBLE_FORM_MARKDOWN; form++)
      ck_assert_ptr_nonnull(cible_diff_text(cible, diff, (CibleForm)form));
    if (status != CIBLE_OK) ck_assert_ptr_null(diff);
    whole = !atomic_load(&scarce.refused);
    cible_close(cible);
  }
  unlink(path);
  free(after);
}
END_TEST

Suite *suite_diff(void) {
  Suite *suite = suite_create("diff");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, flows_are_counted, 0, 3);
  tcase_add_test(all, memory_may_run_out_anywhere);
  tcase_set_timeout(all, 120);
  suite_add_tcase(suite, all);
  return suite;
}
