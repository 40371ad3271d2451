/* SPDX-License-Identifier: MIT
 * Rules in which something does not fit the grammar: what is told of the rest is true, at every point where a token is taken away,
 * doubled or put in; and memory may run out anywhere. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "include/cible.h"
#include "tests/unit/failing.h"

/* A program without an error; mutations are made behind its record. */
static const char rules[] =
    "record firms from \"firms\" key id {\n  id integer\n  staff integer?\n  town text\n  seen date?\n  asked boolean\n}\n"
    "record orders from \"orders\" of firms by firm {\n  firm integer\n  at date\n  amount money\n}\n"
    "\n"
    "param least = 10\n"
    "list places = (\"Lyon\", \"Paris\")\n"
    "let double = staff * 2\n"
    "let sales = sum(amount of orders where at within last 90 days)\n"
    "segment tall \"Tall\" {\n  require staff >= least  \"large enough\"\n  require town in places\n  exclude asked\n}\n"
    "segment seen_of_late when seen within last 90 days and not asked\n"
    "score interest from 0 to 100 {\n  base 10\n  add 30 when double > 20\n  add 20 when tall\n}\n"
    "classify warmth by interest {\n  hot from 60\n  warm from 30\n  cold otherwise\n}\n"
    "channel mail {\n  require asked\n  cost 1\n  response 2%\n}\n"
    "channel call {\n  require tall\n  cost 5\n  response 4%\n}\n"
    "choose contact among mail, call {\n  forbid call when warmth is cold\n  by lowest cost / response\n}\n"
    "test \"a tall one\" on 2027-01-01 {\n  given { staff = 30, town = \"Lyon\", asked = false }\n  expect tall and warmth is hot\n}\n";

/* An error that stands by itself: it is to be told, whatever else is wrong. */
static const char planted[] = "\nsegment planted when nosuch > 3\n";

static size_t token_end(const char *text, size_t at) {
  size_t end = at;
  if (text[at] == '"') {
    for (end++; text[end] && text[end] != '"'; end++) continue;
    return end + 1;
  }
  while (text[end] && (text[end] == '_' || strchr("0123456789abcdefghijklmnopqrstuvwxyz", text[end] | 32))) end++;
  return end == at ? at + 1 : end;
}

/* The nth token behind the record; false where there are fewer. */
static bool find_token(size_t n, size_t *from, size_t *to) {
  size_t at = (size_t)(strstr(rules, "param") - rules);
  for (;; n--) {
    at += strspn(rules + at, " \n");
    if (!rules[at]) return false;
    *from = at;
    *to = at = token_end(rules, at);
    if (n == 0) return true;
  }
}

/* Errors of the grammar, and of what people write from habit. */
static bool is_of_grammar(const char *code) { return strcmp(code, "E010") < 0 || (strcmp(code, "E100") >= 0 && strcmp(code, "E119") <= 0); }

typedef struct Told {
  int grammar, planted, other;
} Told;

static Told check(Cible *cible, const char *text, const char **first) {
  CibleProgram *program = NULL;
  Told told = {0};
  CibleStatus status = cible_compile_text(cible, "case.cible", text, strlen(text), NULL, &program);
  ck_assert_int_le(status, CIBLE_NO);
  for (size_t i = 0; i < cible_message_count(cible); i++) {
    CibleMessage message = cible_message(cible, i);
    if (!message.is_error) continue;
    bool known = strstr(message.text, "`nosuch`") != NULL;
    if (is_of_grammar(message.code)) told.grammar++;
    else if (known) told.planted++;
    else if (told.other++ == 0) *first = message.text;
  }
  cible_program_free(program);
  return told;
}

/* With the nth token taken away, doubled, or another put behind it. */
static bool mutate(size_t n, int how, char *out, size_t size) {
  static const char *const put[] = {"{", "}", "(", ")", ">>", "when", "and", ",", "\"", "segment"};
  size_t from, to;
  if (!find_token(n, &from, &to)) return false;
  const char *more = how < 2 ? "" : put[(n * 7 + (size_t)how) % 10];
  snprintf(out, size, "%.*s%s %.*s%s%s", (int)(how == 0 ? from : to), rules, more, how == 1 ? (int)(to - from) : 0, rules + from,
           rules + to, planted);
  return true;
}

/* `_i` is how the token is changed. */
START_TEST(what_is_told_of_the_rest_is_true) {
  Cible *cible;
  char text[8192];
  int broken = 0, found = 0;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  for (size_t n = 0; mutate(n, _i, text, sizeof text); n++) {
    const char *first = "";
    Told told = check(cible, text, &first);
    if (!told.grammar) continue;
    ck_assert_msg(told.other == 0, "told of what was not understood: %s\n%s", first, text);
    broken++;
    found += told.planted;
  }
  ck_assert_int_gt(broken, 40);
  ck_assert_msg(found * 2 > broken, "the error beside is told %d times of %d", found, broken);
  cible_close(cible);
}
END_TEST

/* Errors of what hangs on what was lost do not fill the list of those that are told. */
START_TEST(an_error_beside_many_is_told) {
  Cible *cible;
  char text[8192] = "record firms from \"firms\" key id { id integer }\nsegment broken when id >> 2\n", line[80];
  const char *first = "";
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  for (int i = 0; i < 60; i++) {
    snprintf(line, sizeof line, "segment s%d when broken and missing%d > 1\n", i, i);
    strcat(text, line);
  }
  strcat(text, planted);
  Told told = check(cible, text, &first);
  ck_assert_int_eq(told.grammar, 1);
  ck_assert_int_eq(told.planted, 1);
  ck_assert_int_eq(told.other, 0);
  cible_close(cible);
}
END_TEST

START_TEST(memory_may_run_out_anywhere) {
  char text[8192];
  Failing failing = {0};
  Alloc alloc = failing_alloc(&failing);
  CibleConfig config = {.alloc = alloc.fn, .alloc_user = alloc.user};
  bool whole = false;
  ck_assert(mutate(60, 0, text, sizeof text));
  for (long before = 0; !whole; before++) {
    failing = (Failing){.before = before, .forever = _i != 0};
    Cible *cible = NULL;
    CibleProgram *program = NULL;
    if (cible_open(&config, &cible) == CIBLE_OK) {
      CibleStatus status = cible_compile_text(cible, "case.cible", text, strlen(text), NULL, &program);
      ck_assert(status == CIBLE_NO || status == CIBLE_NO_MEMORY);
      ck_assert_ptr_null(program);
    }
    whole = !failing.failed;
    cible_close(cible);
  }
}
END_TEST

Suite *suite_rest(void) {
  Suite *suite = suite_create("rest");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, what_is_told_of_the_rest_is_true, 0, 4);
  tcase_add_test(all, an_error_beside_many_is_told);
  tcase_add_loop_test(all, memory_may_run_out_anywhere, 0, 2);
  tcase_set_timeout(all, 120);
  suite_add_tcase(suite, all);
  return suite;
}
