/* SPDX-License-Identifier: MIT
 * The regular expressions that `matches` takes, and why others are refused. */
#include <check.h>

#include "runtime/data/regex.h"

static const char *const taken[] = {
    "", "abc", "^[A-Z]+$", "a|b", "(a|b)*c", "(?:ab)+", "(?i)abc", "(?i:a)b", "[]a]", "[^]a]+", "[[:alpha:]]+", "[(?=]", "\\d{2,4}", "a{2}",
    "a{,3}", "a{x}", "\\(\\?=", "a+?", "a??", "\\bword\\b", "\\p{L}+", "é+", "(?<year>\\d{4})", "\\Q(?=\\E", "\\.", "(?#note)a", "a\\+", "[+*]+",
};

static const struct {
  const char *pattern, *why;
} refused[] = {
    {"(a)\\1", "refers back"},    {"(?<n>a)\\k<n>", "refers back"}, {"(a)\\g1", "refers back"},    {"(?P<n>a)(?P=n)", "refers back"},
    {"a(?=b)", "looks around"},   {"a(?!b)", "looks around"},       {"(?<=a)b", "looks around"},   {"(?<!a)b", "looks around"},
    {"(?>a)", "atomic"},          {"a*+", "never gives back"},      {"a++", "never gives back"},   {"a?+", "never gives back"},
    {"a{2}+", "never gives back"}, {"(?R)", "calls a part"},        {"(a)(?1)", "calls a part"},   {"(?<n>a)(?&n)", "calls a part"},
    {"(?P<n>a)(?P>n)", "calls a part"}, {"(a)(?-1)", "calls a part"}, {"(a)(?(1)b|c)", "condition"}, {"(?C1)a", "calls out"},
    {"a\\Kb", "\\K"},             {"\\C", "\\C"},                   {"\\Ga", "\\G"},               {"(*UTF)a", "instruction"},
    {"(a", "`)` is missing"},     {"a)", "has no `(`"},             {"[a", "`]` is missing"},      {"*a", "nothing to repeat"},
    {"a{3,2}", "out of order"},   {"[z-a]", "out of order"},        {"a\\", "backslash"},          {"((a{200}){200}){200}", "too large"},
    {"(?y)a", "no known kind"}, {"\\Qa", "is not closed"},
    {"a{500}b", "too large"}, {"(a{20}){20}", "too large"}, {"(ab?c{3}){30}", "too large"}, {"a{101,}", "too large"},
    {"((((((((((((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))))))))))))))", "nested too deep"},
    {"(?x)a # b", "lets comments"}, {"(?ix:a)", "lets comments"},
};

START_TEST(is_taken) {
  const char *why = NULL;
  ck_assert_msg(regex_check(str_from(taken[_i]), &why), "%s: %s", taken[_i], why);
}
END_TEST

START_TEST(is_refused) {
  const char *why = NULL;
  ck_assert_msg(!regex_check(str_from(refused[_i].pattern), &why), "%s", refused[_i].pattern);
  ck_assert_msg(why && strstr(why, refused[_i].why), "%s: %s", refused[_i].pattern, why);
}
END_TEST

START_TEST(is_too_long) {
  static char text[REGEX_PATTERN_MOST + 1];
  memset(text, 'a', sizeof text);
  const char *why = NULL;
  ck_assert(regex_check((Str){text, 1000}, &why));
  ck_assert(!regex_check((Str){text, sizeof text}, &why));
}
END_TEST

Suite *suite_regex(void) {
  Suite *suite = suite_create("regex");
  TCase *tcase = tcase_create("all");
  tcase_add_loop_test(tcase, is_taken, 0, sizeof taken / sizeof *taken);
  tcase_add_loop_test(tcase, is_refused, 0, sizeof refused / sizeof *refused);
  tcase_add_test(tcase, is_too_long);
  suite_add_tcase(suite, tcase);
  return suite;
}
