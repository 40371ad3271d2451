/* SPDX-License-Identifier: MIT */
#include <check.h>

#include "lang/engine/render.h"

static Arena arena;
static SourceMap sources;
static DiagList diags;
static Buf out;

static void up(void) {
  arena_init(&arena, &alloc_system);
  source_map_init(&sources, &arena);
  diag_init(&diags, &arena);
  buf_init(&out, &alloc_system);
}

static void down(void) {
  buf_free(&out);
  arena_free(&arena);
}

static Diag *add(const char *text, uint32_t from, uint32_t to) {
  ck_assert_ptr_nonnull(source_add(&sources, STR("a.cible"), str_from(text)));
  return diag_add(&diags, DIAG_BAD_ESCAPE, (Span){from, to}, "message");
}

static const char *rendered(const Diag *diag) {
  render_diag(diag, &sources, (RenderStyle){0}, &out);
  return buf_z(&out);
}

START_TEST(one_place) {
  Diag *diag = add("let a = b\n", 9, 10);
  diag_label(&diags, diag, "label");
  diag_help(&diags, diag, "help");
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n"
                                   " --> a.cible:1:9\n"
                                   "  |\n"
                                   "1 | let a = b\n"
                                   "  |         ^ label\n"
                                   "  = help: help\n");
}
END_TEST

START_TEST(wide_line_numbers) {
  Diag *diag = add("\n\n\n\n\n\n\n\n\nx y", 12, 13);
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n"
                                   "  --> a.cible:10:3\n"
                                   "   |\n"
                                   "10 | x y\n"
                                   "   |   ^\n");
}
END_TEST

START_TEST(tabs_wide_letters_and_marks) {
  Diag *diag = add("\t名e\xCC\x81 x", 9, 10);
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n"
                                   " --> a.cible:1:6\n"
                                   "  |\n"
                                   "1 |     名e\xCC\x81 x\n"
                                   "  |         ^\n");
}
END_TEST

START_TEST(control_characters_are_shown) {
  Diag *diag = add("\x1B[2J x", 6, 7);
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n"
                                   " --> a.cible:1:6\n"
                                   "  |\n"
                                   "1 | \\u{1B}[2J x\n"
                                   "  |           ^\n");
}
END_TEST

START_TEST(texts_of_messages_are_defused) {
  ck_assert_ptr_nonnull(source_add(&sources, STR("a\x1B.cible"), STR("x")));
  Diag *diag = diag_add(&diags, DIAG_BAD_ESCAPE, (Span){1, 2}, "bad \x1B[31m");
  diag_label(&diags, diag, "\x07");
  diag_help(&diags, diag, "\xE2\x80\xAE");
  diag_note(&diags, diag, (Span){0, 0}, "\x08");
  ck_assert_ptr_null(strpbrk(rendered(diag), "\x1B\x07\x08"));
  ck_assert_ptr_null(strstr(buf_z(&out), "\xE2\x80\xAE"));
}
END_TEST

START_TEST(several_lines) {
  Diag *diag = add("a (b\n  c\n\n d) e", 3, 14);
  diag_label(&diags, diag, "label");
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n"
                                   " --> a.cible:1:3\n"
                                   "  |\n"
                                   "1 | a (b\n"
                                   "  |   ^^\n"
                                   "2 |   c\n"
                                   "  |   ^\n"
                                   "4 |  d) e\n"
                                   "  |  ^^ label\n");
}
END_TEST

START_TEST(very_many_lines_are_cut) {
  Diag *diag = add("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n", 1, 22);
  const char *text = rendered(diag);
  ck_assert_ptr_nonnull(strstr(text, " …\n"));
  ck_assert_ptr_nonnull(strstr(text, "11 | k\n"));
  ck_assert_ptr_null(strstr(text, "| g\n"));
  ck_assert_uint_lt(strlen(text), 250);
}
END_TEST

START_TEST(several_lines_with_cr_lf) {
  Diag *diag = add("a (\r\nb)\r\n", 3, 8);
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n"
                                   " --> a.cible:1:3\n"
                                   "  |\n"
                                   "1 | a (\n"
                                   "  |   ^\n"
                                   "2 | b)\n"
                                   "  | ^^\n");
}
END_TEST

START_TEST(at_the_end_of_the_text) {
  Diag *diag = add("a", 2, 2);
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n --> a.cible:1:2\n  |\n1 | a\n  |  ^\n");
}
END_TEST

START_TEST(in_an_empty_text) {
  Diag *diag = add("", 1, 1);
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n --> a.cible:1:1\n  |\n1 |\n  | ^\n");
}
END_TEST

START_TEST(the_line_end_itself) {
  Diag *diag = add("ab\ncd", 3, 4);
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n --> a.cible:1:3\n  |\n1 | ab\n  |   ^\n");
}
END_TEST

START_TEST(a_long_line_is_cut_round_the_place) {
  char text[5001];
  for (int i = 0; i < 5000; i++) text[i] = (char)('a' + i % 26);
  text[5000] = 0;
  Diag *diag = add(text, 2501, 2504);
  const char *shown = rendered(diag);
  ck_assert_ptr_nonnull(strstr(shown, "1 | …"));
  ck_assert_uint_lt(strlen(shown), 600);
  const char *line = strstr(shown, "1 | ") + 4, *under = strstr(line, "\n  | ") + 5;
  size_t column = strcspn(under, "^");
  ck_assert_mem_eq(line + strlen("…") + column - 1, text + 2500, 3);
}
END_TEST

START_TEST(a_terminal_of_20_columns) {
  Diag *diag = add("名名名名名名名名 stafff + 1 + 2 + 3 + 4 + 5 + 6\n", 26, 32);
  render_diag(diag, &sources, (RenderStyle){.width = 20}, &out);
  ck_assert_ptr_nonnull(strstr(buf_z(&out), "\n1 | …名名 stafff + …\n  |       ^^^^^^\n"));
}
END_TEST

START_TEST(no_place) {
  Diag *diag = diag_add(&diags, DIAG_BAD_ESCAPE, (Span){0, 0}, "message");
  diag_note(&diags, diag, (Span){0, 0}, "note");
  render_diag(diag, NULL, (RenderStyle){0}, &out);
  ck_assert_str_eq(buf_z(&out), "error[E102]: `message` cannot stand in a text\n  = note: note\n");
}
END_TEST

START_TEST(notes_have_excerpts) {
  Diag *diag = add("let a = 1\nlet a = 2\n", 15, 16);
  diag_note(&diags, diag, (Span){5, 6}, "first given here");
  ck_assert_str_eq(rendered(diag), "error[E102]: `message` cannot stand in a text\n"
                                   " --> a.cible:2:5\n"
                                   "  |\n"
                                   "2 | let a = 2\n"
                                   "  |     ^\n"
                                   " --> a.cible:1:5\n"
                                   "  |\n"
                                   "1 | let a = 1\n"
                                   "  |     - first given here\n");
}
END_TEST

START_TEST(in_color) {
  Diag *diag = add("x", 1, 2);
  render_diag(diag, &sources, (RenderStyle){.color = true}, &out);
  ck_assert_ptr_nonnull(strstr(buf_z(&out), "\x1B[1;31merror[E102]\x1B[0m"));
  ck_assert_ptr_nonnull(strstr(buf_z(&out), "\x1B[1;31m^\x1B[0m\n"));
}
END_TEST

START_TEST(all_are_counted) {
  render_all(&diags, &sources, (RenderStyle){0}, &out);
  ck_assert_str_eq(buf_z(&out), "");
  add("x", 1, 2);
  render_all(&diags, &sources, (RenderStyle){0}, &out);
  ck_assert_ptr_nonnull(strstr(buf_z(&out), "\n\n1 error\n"));
  diag_add(&diags, DIAG_BAD_ESCAPE, (Span){1, 2}, "again");
  out.n = 0;
  render_all(&diags, &sources, (RenderStyle){0}, &out);
  ck_assert_ptr_nonnull(strstr(buf_z(&out), "\n\n2 errors\n"));
}
END_TEST

START_TEST(json_has_stable_keys) {
  Diag *diag = add("é\n \"x\"", 5, 8);
  diag_help(&diags, diag, "a \"b\"\n\x01\\");
  diag_note(&diags, diag, (Span){1, 3}, "n");
  render_json(diag, &sources, &out);
  ck_assert_str_eq(buf_z(&out), "{\"code\":\"E102\",\"severity\":\"error\",\"message\":\"`message` cannot stand in a text\",\"file\":\"a.cible\",\"line\":2,\"column\":2,"
                                "\"end_line\":2,\"end_column\":5,\"help\":\"a \\\"b\\\"\\n\\u0001\\\\\",\"notes\":[{\"message\":\"n\","
                                "\"file\":\"a.cible\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":2}]}\n");
}
END_TEST

START_TEST(json_without_a_place) {
  render_json(diag_add(&diags, DIAG_BAD_ESCAPE, (Span){0, 0}, "m"), NULL, &out);
  ck_assert_str_eq(buf_z(&out), "{\"code\":\"E102\",\"severity\":\"error\",\"message\":\"`m` cannot stand in a text\",\"notes\":[]}\n");
}
END_TEST

Suite *suite_render(void);
Suite *suite_render(void) {
  Suite *suite = suite_create("render");
  TCase *tests = tcase_create("render");
  tcase_add_checked_fixture(tests, up, down);
  tcase_add_test(tests, one_place);
  tcase_add_test(tests, wide_line_numbers);
  tcase_add_test(tests, tabs_wide_letters_and_marks);
  tcase_add_test(tests, control_characters_are_shown);
  tcase_add_test(tests, texts_of_messages_are_defused);
  tcase_add_test(tests, several_lines);
  tcase_add_test(tests, very_many_lines_are_cut);
  tcase_add_test(tests, several_lines_with_cr_lf);
  tcase_add_test(tests, at_the_end_of_the_text);
  tcase_add_test(tests, in_an_empty_text);
  tcase_add_test(tests, the_line_end_itself);
  tcase_add_test(tests, a_long_line_is_cut_round_the_place);
  tcase_add_test(tests, a_terminal_of_20_columns);
  tcase_add_test(tests, no_place);
  tcase_add_test(tests, notes_have_excerpts);
  tcase_add_test(tests, in_color);
  tcase_add_test(tests, all_are_counted);
  tcase_add_test(tests, json_has_stable_keys);
  tcase_add_test(tests, json_without_a_place);
  suite_add_tcase(suite, tests);
  return suite;
}
