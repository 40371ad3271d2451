/* SPDX-License-Identifier: MIT
 * Explanations: the fewest changes against trying all, the width of lines, memory that runs out at every point. */
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/cible.h"
#include "runtime/base/utf8.h"
#include "tests/unit/failing.h"

enum { LEAVES = 6 };

/* ---- random conditions, each column once ---- */

typedef struct Condition {
  char op; /* 'b' a column, '!', '&', '|', '2' at least 2 of three, 'f' default false, 't' default true */
  int column;
  struct Condition *kid[3];
} Condition;

typedef struct Maker {
  uint32_t seed;
  int next; /* the next column */
  Condition nodes[64];
  int count;
} Maker;

static uint32_t draw(Maker *m, uint32_t n) {
  m->seed = m->seed * 1664525u + 1013904223u;
  return (m->seed >> 8) % n;
}

static Condition *make(Maker *m, int leaves) {
  Condition *c = &m->nodes[m->count++];
  if (m->count < 24 && draw(m, 6) == 0) {
    *c = (Condition){.op = draw(m, 2) ? 't' : 'f'};
    c->kid[0] = make(m, leaves);
    return c;
  }
  if (leaves == 1) {
    *c = (Condition){.op = 'b', .column = m->next++};
    if (draw(m, 3)) return c;
    Condition *outer = &m->nodes[m->count++];
    *outer = (Condition){.op = '!', .kid = {c}};
    return outer;
  }
  if (leaves >= 3 && draw(m, 3) == 0) {
    int third = leaves / 3;
    *c = (Condition){.op = '2'};
    c->kid[0] = make(m, third), c->kid[1] = make(m, third), c->kid[2] = make(m, leaves - 2 * third);
    return c;
  }
  int left = 1 + (int)draw(m, (uint32_t)leaves - 1);
  *c = (Condition){.op = draw(m, 2) ? '&' : '|'};
  c->kid[0] = make(m, left), c->kid[1] = make(m, leaves - left);
  return c;
}

static void write_condition(const Condition *c, char *out) {
  char *at = out + strlen(out);
  if (c->op == 'b') {
    sprintf(at, "b%d", c->column);
    return;
  }
  strcpy(at, c->op == '!' ? "not (" : c->op == '2' ? "at least 2 of (" : "((");
  for (int i = 0; i < 3 && c->kid[i]; i++) {
    if (i) strcat(out, c->op == '2' ? ", " : c->op == '&' ? ") and (" : ") or (");
    write_condition(c->kid[i], out);
  }
  strcat(out, c->op == 't' ? ") default true)" : c->op == 'f' ? ") default false)" : c->op == '&' || c->op == '|' ? "))" : ")");
}

/* 1 true, 0 false, 2 unknown */
static int truth(const Condition *c, const int *values) {
  int t[3] = {0, 0, 0}, kids = 0, trues = 0, possible = 0;
  if (c->op == 'b') return values[c->column];
  for (; kids < 3 && c->kid[kids]; kids++) {
    t[kids] = truth(c->kid[kids], values);
    trues += t[kids] == 1;
    possible += t[kids] != 0;
  }
  switch (c->op) {
  case '!': return t[0] == 2 ? 2 : !t[0];
  case 't':
  case 'f': return t[0] == 2 ? c->op == 't' : t[0];
  case '&': return trues == kids ? 1 : possible < kids ? 0 : 2;
  case '|': return trues ? 1 : possible ? 2 : 0;
  default: return trues >= 2 ? 1 : possible < 2 ? 0 : 2;
  }
}

/* The fewest columns that would have to hold something else. */
static int fewest(const Condition *c, const int *values) {
  int best = 99;
  for (int all = 0; all < 729; all++) {
    int tried[LEAVES], changes = 0, rest = all;
    for (int i = 0; i < LEAVES; i++, rest /= 3) {
      tried[i] = rest % 3;
      changes += tried[i] != values[i];
    }
    if (changes < best && truth(c, tried) == 1) best = changes;
  }
  return best;
}

static void make_database(char *path, const int *values) {
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  close(fd);
  sqlite3 *db;
  ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
  char sql[512] = "CREATE TABLE p(id INTEGER PRIMARY KEY, b0, b1, b2, b3, b4, b5); INSERT INTO p VALUES (1";
  for (int i = 0; i < LEAVES; i++) strcat(sql, values[i] == 2 ? ", NULL" : values[i] ? ", 1" : ", 0");
  strcat(sql, ")");
  ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static CibleStatus explain_text(Cible *cible, const char *path, const char *text, const CibleExplanation **out) {
  CibleRun run = {.database = path, .today = "2027-03-01", .where = -1, .threads = 1, .key = "1"};
  CibleReview explain = {.path = "rules.cible", .text = text, .length = strlen(text), .run = &run};
  return cible_explain(cible, &explain, out);
}

START_TEST(the_fewest_changes_are_told) {
  Maker maker = {.seed = (uint32_t)_i * 7919 + 1};
  int values[LEAVES];
  const Condition *condition = make(&maker, LEAVES);
  for (int i = 0; i < LEAVES; i++) values[i] = (int)draw(&maker, 3);
  char rules[2048] = "record p from \"p\" key id { id integer b0 boolean? b1 boolean? b2 boolean? b3 boolean? b4 boolean? b5 boolean? }\n"
                     "segment s when ";
  write_condition(condition, rules);
  char path[] = "/tmp/cible-explain-XXXXXX";
  make_database(path, values);
  Cible *cible;
  const CibleExplanation *found;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_msg(explain_text(cible, path, rules, &found) == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  ck_assert_uint_eq(found->part_count, 1);
  int wanted = truth(condition, values) == 1 ? 0 : fewest(condition, values);
  size_t told = found->parts[0].way_count ? found->parts[0].ways[0].change_count : 0;
  ck_assert_msg((int)told == wanted, "%s: %d changes wanted, %zu told", rules, wanted, told);
  cible_close(cible);
  unlink(path);
}
END_TEST

/* ---- a program with all that can be told ---- */

static const char whole[] =
    "record p from \"p\" key id { id integer b0 boolean? b1 boolean? b2 boolean? b3 boolean? b4 integer? b5 integer? }\n"
    "param least = 3\n"
    "let twice = b4 * 2 + b5\n"
    "segment s \"A segment with a rather long title that will not fit into a narrow terminal\" {\n"
    "  require b0 or not b1 require twice >= least exclude (b2 and b3) default false }\n"
    "score points from 0 to 10 { base 1 add 20 when b4 > 0 group \"G\" up to 2 { add b5 } }\n"
    "score weighted from 0 to 10 { weight 2 for b0 weight 1 for scaled(b4, 0, 2) }\n"
    "score chance as probability { base -1 add 2 when b1 }\n"
    "classify band by points { high from 5 low otherwise }\n"
    "classify grid by band { good for high bad otherwise }\n"
    "classify class by rank of twice { A top 50% B rest }\n"
    "channel mail { require s cost 1 response 2% }\n"
    "channel phone { require b1 cost 5 response 4% }\n"
    "choose contact among mail, phone { forbid phone when band is low prefer phone when b2 by lowest cost / response }\n";

/* No line is wider than asked, but for the words that are left sixteen columns however deep the tree is. */
START_TEST(lines_fit_the_width) {
  static const int widths[] = {1, 20, 40, 80, 0};
  char path[] = "/tmp/cible-explain-XXXXXX";
  int values[LEAVES] = {0, 2, 1, 0, 1, 0};
  make_database(path, values);
  Cible *cible;
  const CibleExplanation *found;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_msg(explain_text(cible, path, whole, &found) == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
    const char *text = cible_explanation_text(cible, found, CIBLE_FORM_TEXT, widths[w], 0);
    uint32_t most = widths[w] < 20 ? 20 : (uint32_t)widths[w], longest = 0;
    for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
      uint32_t width = utf8_width((Str){at, (uint32_t)strcspn(at, "\n")});
      if (width > longest) longest = width;
    }
    if (widths[w]) ck_assert_msg(longest <= most + 16, "%u columns of %u:\n%s", longest, most, text);
    if (widths[w] >= 40) ck_assert_uint_le(longest, most);
  }
  cible_close(cible);
  unlink(path);
}
END_TEST

START_TEST(memory_may_run_out_anywhere) {
  char path[] = "/tmp/cible-explain-XXXXXX";
  int values[LEAVES] = {0, 2, 1, 0, 1, 0};
  make_database(path, values);
  Failing failing = {.forever = _i != 0};
  Alloc alloc = failing_alloc(&failing);
  CibleConfig config = {.alloc = alloc.fn, .alloc_user = alloc.user};
  bool whole_run = false;
  for (long before = 0; !whole_run; before += before < 60 ? 1 : 7) {
    failing = (Failing){.before = before, .forever = _i != 0};
    Cible *cible = NULL;
    const CibleExplanation *found = NULL;
    CibleStatus status = cible_open(&config, &cible);
    if (status == CIBLE_OK) status = explain_text(cible, path, whole, &found);
    if (status == CIBLE_OK)
      for (int form = CIBLE_FORM_TEXT; form <= CIBLE_FORM_MARKDOWN; form++)
        ck_assert_ptr_nonnull(cible_explanation_text(cible, found, (CibleForm)form, 40, 1));
    else ck_assert_ptr_null(found);
    whole_run = !failing.failed;
    cible_close(cible);
  }
  unlink(path);
}
END_TEST

/* ---- why a test fails ---- */

static void make_rules(char *path) {
  int file = mkstemp(path);
  FILE *out = fdopen(file, "w");
  ck_assert_ptr_nonnull(out);
  fputs(whole, out);
  fputs("test \"one\" { given { b1 = true, b4 = 1 } expect s and band is high expect contact is mail expect b4 = 1 }\n"
        "test \"two\" { given x { b4 = 9 } given y { b4 = 1 } expect x.points < y.points expect y.class is B }\n", out);
  fclose(out);
}

static void check_reasons(const CibleTest *tests, size_t count) {
  ck_assert_uint_eq(count, 2);
  for (size_t t = 0; t < count; t++)
    for (size_t i = 0; i < tests[t].line_count; i++) {
      const CibleTestLine *line = &tests[t].lines[i];
      ck_assert_msg(line->passed == (line->explanation_count == 0), "%s", line->expect);
    }
  ck_assert_uint_eq(tests[0].lines[0].explanation_count, 1);
  ck_assert_uint_eq(tests[1].lines[0].explanation_count, 2);
  ck_assert_str_eq(tests[1].lines[0].explanations[1].key, "y");
}

/* What failed is told with its reasons, or not at all. */
START_TEST(failed_tests_have_reasons_or_none) {
  char path[] = "/tmp/cible-test-XXXXXX";
  make_rules(path);
  Failing failing = {0};
  Alloc alloc = failing_alloc(&failing);
  CibleConfig config = {.alloc = alloc.fn, .alloc_user = alloc.user};
  bool whole_run = false;
  for (long before = 0; !whole_run; before += before < 60 ? 1 : 7) {
    failing = (Failing){.before = before, .forever = _i != 0};
    Cible *cible = NULL;
    const CibleTest *tests = NULL;
    size_t count = 0;
    CibleStatus status = cible_open(&config, &cible);
    if (status == CIBLE_OK) status = cible_test_file(cible, path, NULL, &tests, &count);
    whole_run = !failing.failed;
    if (whole_run) ck_assert_int_eq(status, CIBLE_NO);
    if (whole_run) check_reasons(tests, count);
    else if (status != CIBLE_NO) ck_assert_uint_eq(count, 0);
    cible_close(cible);
  }
  unlink(path);
}
END_TEST

Suite *suite_explain(void) {
  Suite *suite = suite_create("explain");
  TCase *changes = tcase_create("changes"), *rest = tcase_create("rest");
  tcase_add_loop_test(changes, the_fewest_changes_are_told, 0, 300);
  tcase_add_test(rest, lines_fit_the_width);
  tcase_add_loop_test(rest, memory_may_run_out_anywhere, 0, 2);
  tcase_add_loop_test(rest, failed_tests_have_reasons_or_none, 0, 2);
  tcase_set_timeout(rest, 120);
  tcase_set_timeout(changes, 60);
  suite_add_tcase(suite, changes);
  suite_add_tcase(suite, rest);
  return suite;
}
