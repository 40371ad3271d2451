/* SPDX-License-Identifier: MIT
 * The formatter at its limits: nesting, size, memory; and the line diff. (What it does is in tests/golden/format and tests/format.) */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "include/cible.h"
#include "lang/format/format.h"
#include "lang/format/line_diff.h"
#include "tests/unit/failing.h"

/* Formats the text, and that again; gives the length of the longest line that no comment is in. */
static size_t format_twice(const char *text, size_t length) {
  Cible *cible;
  CibleFormatted made;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  CibleStatus status = cible_format_text(cible, "a.cible", text, length, 0, &made);
  ck_assert_msg(status == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  char *once = strdup(made.text);
  size_t n = made.length, longest = 0;
  if (n <= SOURCE_MOST) { /* else it has become too large for a rule file */
    ck_assert_int_eq(cible_format_text(cible, "a.cible", once, n, 0, &made), CIBLE_OK);
    ck_assert_int_eq(made.changed, 0);
  }
  for (const char *line = once; *line;) {
    size_t to = strcspn(line, "\n");
    if (to > longest && !memchr(line, '#', to)) longest = to;
    line += to + (line[to] != 0);
  }
  free(once);
  cible_close(cible);
  return longest;
}

static void fill(Buf *buf, const char *text, size_t most) {
  while (buf->n + strlen(text) < most) buf_text(buf, text);
}

static double seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

/* `head`, then `item` up to the most that a rule file may have, then `tail`. */
static void hold_large(const char *head, const char *item, const char *tail, size_t most) {
  Buf text;
  buf_init(&text, &alloc_system);
  buf_text(&text, head);
  fill(&text, item, SOURCE_MOST / 4 - strlen(tail)); /* what is formatted may be longer */
  buf_text(&text, tail);
  double started = seconds();
  size_t longest = format_twice(text.p, text.n);
  ck_assert_msg(seconds() - started < 20, "%s: %.1f s", item, seconds() - started);
  ck_assert_uint_le(longest, most);
  buf_free(&text);
}

START_TEST(large_files_are_formatted) {
  hold_large("", "let a=1\n", "", 100);
  hold_large("list l=(1", ",1", ")", 100);
  hold_large("let a = b", " and b", "", 100);
  hold_large("let a = f(1", ",b+1", ")", 100);
  hold_large("segment s {", "require a ", "}", 100);
  hold_large("segment s {", "require a # a\n", "}", 100);
  hold_large("test \"t\" { given { o = [{a=1}", ",{a=1}", "] } }", 100);
  hold_large("test \"t\" { given { o = 1", ",a=1", "} }", 100);
  hold_large("campaign c { target a", ",a", "}", 100);
  hold_large("classify c by a, b { l for a", ", a", " r otherwise }", 100);
  hold_large("let a = at least 2 of (a", ",b", ")", 100);
  hold_large("let a = sequence(o by at where a", " then a", ")", 100);
  hold_large("# ", "# ", "", 0);
  hold_large("", "#\n", "", 0);
  hold_large("let a = \"", "a", "\"", SOURCE_MOST);
  hold_large("", "\n", "", 0);
}
END_TEST

/* `times` times the one, then the middle, then as often the other. */
static void hold_deep(const char *one, const char *middle, const char *other, int times) {
  Buf text;
  buf_init(&text, &alloc_system);
  buf_text(&text, "let a = ");
  for (int i = 0; i < times; i++) buf_text(&text, one);
  buf_text(&text, middle);
  for (int i = 0; i < times; i++) buf_text(&text, other);
  format_twice(text.p, text.n);
  buf_free(&text);
}

START_TEST(deep_nesting_is_formatted) {
  hold_deep("(", "1", ")", AST_DEPTH_MOST - 3);
  hold_deep("f(1, ", "1", ")", AST_DEPTH_MOST - 3);
  hold_deep("not ", "a", "", AST_DEPTH_MOST - 3);
  hold_deep("- # minus\n", "a", "", AST_DEPTH_MOST - 3);
  hold_deep("1 + ", "a", "", AST_DEPTH_MOST - 3);
  hold_deep("a default ", "a", "", AST_DEPTH_MOST - 3);
  hold_deep("if a then ", "1", " else 2", AST_DEPTH_MOST - 3);
  hold_deep("if a then 1 else ", "1", "", AST_DEPTH_MOST - 3);
  hold_deep("sum(a of b where ", "c", ")", AST_DEPTH_MOST - 3);
  hold_deep("r[", "c", "].d", AST_DEPTH_MOST / 2 - 3);
  hold_deep("(a and # and\n", "c", ")", AST_DEPTH_MOST / 2 - 3);
}
END_TEST

START_TEST(memory_may_run_out) {
  static const char text[] = "# c\nlet a=sum(b of c where d)# e\nsegment s{require x in(1,2)\"w\"}test \"t\"{given{o=[{a=1},{a=2}]}}";
  for (long before = 0;; before++) {
    Failing failing = {.before = before, .forever = true};
    CibleConfig config = {failing_fn, &failing};
    Cible *cible;
    CibleFormatted made;
    if (cible_open(&config, &cible) == CIBLE_OK) {
      CibleStatus status = cible_format_text(cible, "a.cible", text, sizeof text - 1, CIBLE_FORMAT_DIFF, &made);
      ck_assert_int_eq(status, failing.failed ? CIBLE_NO_MEMORY : CIBLE_OK);
      if (status == CIBLE_OK) ck_assert_ptr_nonnull(strstr(made.diff, "\n+let a = sum(b of c where d)  # e\n"));
      cible_close(cible);
    }
    if (!failing.failed) break;
  }
}
END_TEST

/* ---- the line diff ---- */

static void hold_diff(const char *before, const char *after, const char *expected) {
  Arena arena;
  Buf out;
  arena_init(&arena, &alloc_system);
  buf_init(&out, &alloc_system);
  line_diff(&arena, "f", str_from(before), str_from(after), &out);
  ck_assert_str_eq(buf_z(&out), expected);
  buf_free(&out);
  arena_free(&arena);
}

START_TEST(diffs_are_unified) {
  hold_diff("a\n", "a\n", "");
  hold_diff("", "a\n", "--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n");
  hold_diff("a\n", "", "--- f\n+++ f\n@@ -1,1 +0,0 @@\n-a\n");
  hold_diff("a", "a\n", "--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
  hold_diff("1\n2\n3\n4\n5\n", "1\n2\n4\n5\n", "--- f\n+++ f\n@@ -1,5 +1,4 @@\n 1\n 2\n-3\n 4\n 5\n");
  hold_diff("1\n2\n3\n4\n5\n", "1\n3\n2\n4\n5\n", "--- f\n+++ f\n@@ -1,5 +1,5 @@\n 1\n-2\n 3\n+2\n 4\n 5\n");
  hold_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n",
            "--- f\n+++ f\n@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+y\n");
  hold_diff("1\n2\n3\n4\n5\n6\n7\n8\n", "x\n2\n3\n4\n5\n6\n7\ny\n",
            "--- f\n+++ f\n@@ -1,8 +1,8 @@\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+y\n");
}
END_TEST

/* More edits than are looked for: everything between equal ends is told as changed. */
START_TEST(a_large_difference_is_told_whole) {
  Arena arena;
  Buf a, b, out;
  arena_init(&arena, &alloc_system);
  buf_init(&a, &alloc_system);
  buf_init(&b, &alloc_system);
  buf_init(&out, &alloc_system);
  for (int i = 0; i < 20000; i++) buf_print(&a, "%d\n", i), buf_print(&b, "%d\n", i % 2 ? i : -i);
  double started = seconds();
  line_diff(&arena, "f", buf_view(&a), buf_view(&b), &out);
  ck_assert_msg(seconds() - started < 5, "%.1f s", seconds() - started);
  ck_assert_ptr_nonnull(strstr(buf_z(&out), "@@ -1,20000 +1,20000 @@\n 0\n 1\n-2\n-3\n"));
  buf_free(&a);
  buf_free(&b);
  buf_free(&out);
  arena_free(&arena);
}
END_TEST

Suite *suite_format(void) {
  Suite *suite = suite_create("format");
  TCase *tcase = tcase_create("limits");
  tcase_set_timeout(tcase, 300);
  tcase_add_test(tcase, large_files_are_formatted);
  tcase_add_test(tcase, deep_nesting_is_formatted);
  tcase_add_test(tcase, memory_may_run_out);
  suite_add_tcase(suite, tcase);
  TCase *diff = tcase_create("diff");
  tcase_add_test(diff, diffs_are_unified);
  tcase_add_test(diff, a_large_difference_is_told_whole);
  suite_add_tcase(suite, diff);
  return suite;
}
