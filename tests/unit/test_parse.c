/* SPDX-License-Identifier: MIT
 * What golden cases cannot say of the parser: limits, lacking memory, every word as a name, damaged programs. */
#include <check.h>
#include <stdio.h>

#include "lang/syntax/lex.h"
#include "lang/syntax/parse.h"
#include "tests/unit/failing.h"

static Arena arena;
static SourceMap sources;
static DiagList diags;

static void up(void) {
  arena_init(&arena, &alloc_system);
  source_map_init(&sources, &arena);
  diag_init(&diags, &arena);
}

static void down(void) { arena_free(&arena); }

/* A new compilation within a test. */
static void again(void) {
  down();
  up();
}

static ParseResult parse(ParseStart start, Str text) {
  const SourceFile *file = source_add(&sources, STR("test"), text);
  ck_assert_ptr_nonnull(file);
  return parse_source(&arena, file, start, &diags);
}

static const char PROGRAM[] =
    "param n \"N\": integer = 1\nlist l = (\"a\", \"b\")\nrecord r \"R\" from \"t\" key id { id integer? column \"i d\" \"Id\" }\n"
    "let f(x: number): number = if x > 1 then -x * 2 else x default 0\n"
    "segment s { require a in 1..2 and b is known \"why\" exclude (c) default false }\n"
    "score p from 0 to 10 { base 1 add 2 when c group \"g\" up to 3 { add 1 } halve every 90 days since d }\n"
    "classify k by p { hot from 6 warm unless c cold otherwise }\nclassify m by k, k2 { go for hot, (a, b) no otherwise }\n"
    "channel e { require c cost 0.05 effort 12 minutes response 4% capacity 20 per week export a, b message \"m\" }\n"
    "team t { internal people 3 at 35 hours per week cost 24 per hour }\n"
    "choose o among e, f { forbid e when c prefer e by lowest cost / response }\n"
    "campaign z { target s channel o from 2027-01-01 to 2027-02-01 by week follow up after 7 days control 5% }\n"
    "measure q = sum(x of o where c by y) by k\n"
    "test \"x\" on 2027-01-01 { given a { b = 1, o = [ { c = 2 }, { } ] } expect at least 1 of (a.s, not b) }\n";

/* ---- words ---- */

START_TEST(every_word_but_the_reserved_is_a_name) {
  Str word = lex_word_text(_i);
  if (!word.n) return;
  Str text = arena_format(&arena, "let %.*s = %.*s + a.%.*s", STR_ARG(word), STR_ARG(word), STR_ARG(word));
  ParseResult result = parse(PARSE_PROGRAM, text);
  bool reserved = lex_word_flags(word) & WORD_RESERVED;
  ck_assert_msg((diags.errors > 0) == reserved, "%.*s", STR_ARG(word));
  if (!reserved) ck_assert_uint_eq(result.tree->count, 1);
}
END_TEST

START_TEST(every_word_between_backquotes_is_a_name) {
  Str word = lex_word_text(_i);
  if (!word.n) return;
  Str text = arena_format(&arena, "let a = `%.*s`", STR_ARG(word));
  ParseResult result = parse(PARSE_PROGRAM, text);
  ck_assert_uint_eq(diags.errors, 0);
  const AstNode *value = result.tree->kid[0]->kid[LET_VALUE];
  ck_assert(value->kind == AST_NAME && str_equal(value->text, word));
}
END_TEST

START_TEST(words_are_listed_once) {
  int count = 0;
  for (; lex_word_text(count).n; count++) ck_assert_int_eq(lex_word_index(lex_word_text(count)), count);
  ck_assert_int_gt(count, 100);
  int reserved = 0;
  for (int i = 0; i < count; i++) reserved += lex_word_flags(lex_word_text(i)) == WORD_RESERVED;
  ck_assert_int_eq(reserved, 20);
  ck_assert_int_eq(lex_word_index(STR("staff")), -1);
  ck_assert_int_eq(lex_word_flags(STR("")), 0);
}
END_TEST

/* ---- what more is wanted ---- */

static const struct {
  const char *text;
  bool incomplete;
  bool tree;
} lines[] = {
    {"", false, true},
    {"  # nothing\n", false, true},
    {"1 + 2", false, true},
    {"1 +", true, false},
    {"f(", true, false},
    {"f(1,", true, false},
    {"(1", true, false},
    {"a[", true, false},
    {"let", false, true}, /* a name, as an expression */
    {"let a", true, false},
    {"let a =", true, false},
    {"let a = 1", false, true},
    {"let a = 1 let", true, false},
    {"segment s {", true, false},
    {"segment s {\n  require x\n", true, false},
    {"segment s {\n  require\n", true, false},
    {"segment s { require x }", false, true},
    {"test \"t\" { given { a = [", true, false},
    {"\"open", true, false},
    {"`open", true, false},
    {"\"open\n 1", false, false},
    {"a b", false, false},
    {")", false, false},
    {"let a = ) +", false, false},
    {"x default 1 + ", false, false},
    {"if a then b", true, false},
    {"x is", true, false},
    {"x within last", true, false},
    {"at least 2", true, false},
    {"not", true, false},
};

START_TEST(the_prompt_knows_what_is_incomplete) {
  ParseResult result = parse(PARSE_LINE, str_from(lines[_i].text));
  ck_assert_msg(result.incomplete == lines[_i].incomplete, "%s", lines[_i].text);
  ck_assert_msg((result.tree != NULL && diags.errors == 0) == lines[_i].tree, "%s", lines[_i].text);
}
END_TEST

START_TEST(a_line_is_an_expression_or_a_program) {
  ck_assert_int_eq(parse(PARSE_LINE, STR("1 + 2")).tree->kind, AST_ARITH);
  ck_assert_int_eq(parse(PARSE_LINE, STR("let a = 1")).tree->kind, AST_PROGRAM);
  ck_assert_int_eq(parse(PARSE_EXPR, STR("a")).tree->kind, AST_NAME);
  ck_assert_uint_eq(parse(PARSE_PROGRAM, STR("")).tree->count, 0);
  ck_assert_uint_eq(diags.errors, 0);
  ck_assert_ptr_null(parse(PARSE_EXPR, STR("let a = 1")).tree);
  ck_assert_uint_eq(diags.errors, 1);
}
END_TEST

/* ---- limits ---- */

static Str repeated(const char *before, const char *part, size_t times, const char *after) {
  Buf buf;
  buf_init(&buf, &alloc_system);
  buf_text(&buf, before);
  for (size_t i = 0; i < times; i++) buf_text(&buf, part);
  buf_text(&buf, after);
  Str text = arena_str(&arena, buf_view(&buf));
  buf_free(&buf);
  return text;
}

static const struct {
  const char *before, *part, *after;
  size_t fits, over;
} depths[] = {
    {"let a = ", "(", "", 0, 1000000},
    {"let a = ", "not ", "x", 198, 260000},
    {"let a = ", "- ", "x", 198, 500000},
    {"let a = ", "days since ", "x", 198, 90000},
    {"let a = ", "x + ", "x", 198, 200000},
    {"let a = ", "x * ", "x", 198, 200000},
    {"let a = ", "x default ", "x", 198, 90000},
    {"let a = x", ".y", "", 198, 300000},
    {"let a = x", "[y]", "", 198, 300000},
    {"let a = ", "if x then y else ", "x", 198, 60000},
    {"let a = ", "f(", "", 0, 500000},
    {"let a = ", "f(x of s where ", "", 0, 60000},
    {"let a = ", "sequence(i by b where c then ", "", 0, 30000},
    {"let a = ", "at least 1 of (x, ", "", 0, 50000},
    {"let a = ", "a or b and not (c in (1, ", "", 0, 40000},
};

START_TEST(nesting_has_a_limit_and_one_message) {
  if (depths[_i].fits) {
    ParseResult result = parse(PARSE_PROGRAM, repeated(depths[_i].before, depths[_i].part, depths[_i].fits, depths[_i].after));
    ck_assert_uint_eq(diags.errors, 0);
    ck_assert_uint_eq(result.tree->kid[0]->depth, 200);
    ck_assert_uint_eq(parse(PARSE_PROGRAM, repeated(depths[_i].before, depths[_i].part, depths[_i].fits + 1, depths[_i].after)).tree->count, 0);
    ck_assert_uint_eq(diags.errors, 1);
    again();
  }
  ParseResult result = parse(PARSE_PROGRAM, repeated(depths[_i].before, depths[_i].part, depths[_i].over, depths[_i].after));
  ck_assert_uint_eq(diags.errors, 1);
  ck_assert_int_eq(diags.items[0]->code, DIAG_TOO_DEEP);
  ck_assert(!result.incomplete && (!result.tree || result.tree->count == 0));
}
END_TEST

START_TEST(brackets_to_the_limit) {
  Str open = repeated("let a = ", "(", 198, "1"), text = repeated(open.p, ")", 198, "");
  ck_assert_uint_eq(parse(PARSE_PROGRAM, text).tree->kid[0]->depth, 200);
  open = repeated("let a = ", "f(1, ", 198, "1"), text = repeated(open.p, ")", 198, "");
  ck_assert_uint_eq(parse(PARSE_PROGRAM, text).tree->kid[0]->depth, 200);
  open = repeated("let a = ", "sum(x of s, f(y of s by a where ", 99, "1"), text = repeated(open.p, "))", 99, "");
  ck_assert_uint_eq(parse(PARSE_PROGRAM, text).tree->kid[0]->depth, 200);
  ck_assert_uint_eq(diags.errors, 0);
}
END_TEST

START_TEST(chains_of_and_and_or_have_no_limit) {
  ParseResult result = parse(PARSE_PROGRAM, repeated("let a = ", "x and ", 100000, "y"));
  ck_assert_uint_eq(diags.errors, 0);
  ck_assert_uint_le(result.tree->kid[0]->depth, 20);
  result = parse(PARSE_PROGRAM, repeated("let a = ", "x or y and ", 50000, "y"));
  ck_assert_uint_eq(diags.errors, 0);
  ck_assert_uint_le(result.tree->kid[0]->depth, 21);
}
END_TEST

START_TEST(a_file_of_one_mebibyte_and_one_byte_more) {
  Str most = repeated("let a = 1\n", "# fifteen bytes\n", (SOURCE_MOST - 10) / 16, "");
  ck_assert_uint_eq(parse(PARSE_PROGRAM, most).tree->count, 1);
  ck_assert_uint_eq(diags.errors, 0);
  char *large = arena_bytes(&arena, SOURCE_MOST + 1);
  memset(large, ' ', SOURCE_MOST + 1);
  ck_assert_ptr_nonnull(parse(PARSE_PROGRAM, (Str){large, SOURCE_MOST}).tree);
  ck_assert_ptr_null(parse(PARSE_PROGRAM, (Str){large, SOURCE_MOST + 1}).tree);
  ck_assert_int_eq(diags.items[0]->code, DIAG_SOURCE_TOO_LARGE);
}
END_TEST

START_TEST(twenty_errors_are_told_and_a_thousand_counted) {
  parse(PARSE_PROGRAM, repeated("", "let a = )\n", 50000, ""));
  ck_assert_uint_eq(diags.count, 20);
  ck_assert_uint_eq(diags.errors, DIAG_MOST + DIAG_COUNTED + 1);
  again();
  parse(PARSE_PROGRAM, repeated("", "$", 50000, ""));
  ck_assert_uint_eq(diags.count, 20);
}
END_TEST

/* ---- spans ---- */

static void check_spans(const AstNode *node, Span outer) {
  ck_assert_uint_ge(node->span.from, outer.from);
  ck_assert_uint_le(node->span.to, outer.to);
  ck_assert_uint_le(node->span.from, node->span.to);
  uint32_t depth = 0;
  for (uint32_t i = 0; i < node->count; i++) {
    if (!node->kid[i]) continue;
    check_spans(node->kid[i], node->kind == AST_PROGRAM || node->kind == AST_LIST ? outer : node->span);
    if (node->kid[i]->depth > depth) depth = node->kid[i]->depth;
  }
  bool list = node->kind == AST_LIST || node->kind == AST_PROGRAM;
  ck_assert_uint_eq(node->depth, list ? (depth ? depth : 1) : depth + 1);
}

START_TEST(spans_hold_those_of_the_kids) {
  ParseResult result = parse(PARSE_PROGRAM, (Str){PROGRAM, sizeof PROGRAM - 1});
  ck_assert_uint_eq(diags.errors, 0);
  ck_assert_uint_eq(result.tree->count, 14);
  check_spans(result.tree, (Span){1, sizeof PROGRAM});
}
END_TEST

/* ---- damage ---- */

START_TEST(no_damage_is_too_much) {
  static const char *const pieces[] = {"(", ")", "{", "}", "[", "]", ",", "\"", "`", "\n", "segment x {\n", "#", "and", "1", " . ", "=", "é", "\r"};
  uint32_t state = 12345;
  for (int round = 0; round < 1500; round++) {
    char text[2 * sizeof PROGRAM];
    strcpy(text, PROGRAM);
    for (int change = 0; change <= round % 4; change++) {
      state = state * 1664525u + 1013904223u;
      size_t at = (state >> 8) % strlen(text), piece = (state >> 4) % (sizeof pieces / sizeof *pieces);
      size_t gone = (state >> 20) % 12, rest = strlen(text + at);
      if (gone > rest) gone = rest;
      memmove(text + at + strlen(pieces[piece]), text + at + gone, rest - gone + 1);
      memcpy(text + at, pieces[piece], strlen(pieces[piece]));
    }
    again();
    ParseResult result = parse(round % 5 ? PARSE_PROGRAM : PARSE_LINE, str_from(text));
    ck_assert_msg(result.tree || diags.errors, "%s", text);
    for (uint32_t i = 0; i < diags.count; i++) ck_assert_uint_le(diags.items[i]->span.to, 2 + strlen(text));
  }
}
END_TEST

START_TEST(every_cut_gives_a_message_or_a_program) {
  for (size_t n = 0; n < sizeof PROGRAM; n++) {
    again();
    ParseResult result = parse(PARSE_LINE, (Str){PROGRAM, (uint32_t)n});
    ck_assert_msg((result.tree != NULL) == (diags.errors == 0), "%zu", n);
  }
}
END_TEST

/* ---- lacking memory ---- */

static bool parse_with(Failing *failing) {
  Alloc alloc = failing_alloc(failing);
  Arena small;
  SourceMap map;
  DiagList list;
  arena_init(&small, &alloc);
  source_map_init(&map, &small);
  diag_init(&list, &small);
  const SourceFile *file = source_add(&map, STR("test"), (Str){PROGRAM, sizeof PROGRAM - 1});
  ParseResult result = {0};
  if (file) result = parse_source(&small, file, PARSE_PROGRAM, &list);
  bool good = file && result.tree && list.errors == 0;
  if (failing->failed) ck_assert(!good || !small.failed);
  arena_free(&small);
  return good;
}

START_TEST(lacking_memory_is_an_error) {
  Failing all = {.before = 1000000};
  ck_assert(parse_with(&all));
  long requests = 1000000 - all.before;
  ck_assert_int_ge(requests, 3);
  for (long i = 0; i < requests; i++) {
    Failing once = {.before = i}, forever = {.before = i, .forever = true};
    ck_assert(!parse_with(&once));
    ck_assert(!parse_with(&forever));
  }
}
END_TEST

/* ---- tokens ---- */

START_TEST(tokens_are_dumped) {
  const SourceFile *file = source_add(&sources, STR("t"), STR("let a = \"x\ty\" # c\n 5%"));
  Buf out;
  buf_init(&out, &alloc_system);
  parse_dump_tokens(&arena, file, &sources, &diags, &out);
  ck_assert_str_eq(buf_z(&out), "let  keyword  1:1\na  name  1:5\n=  operator  1:7\n\"x\\u{9}y\"  text  1:9\n5  percentage  2:2\n  end  2:4\n");
  buf_free(&out);
}
END_TEST

#define COUNT(array) (int)(sizeof array / sizeof *array)

Suite *suite_parse(void);
Suite *suite_parse(void) {
  enum { WORDS_MOST = 140 };
  Suite *suite = suite_create("parse");
  TCase *tests = tcase_create("parse");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, up, down);
  tcase_add_loop_test(tests, every_word_but_the_reserved_is_a_name, 0, WORDS_MOST);
  tcase_add_loop_test(tests, every_word_between_backquotes_is_a_name, 0, WORDS_MOST);
  tcase_add_test(tests, words_are_listed_once);
  tcase_add_loop_test(tests, the_prompt_knows_what_is_incomplete, 0, COUNT(lines));
  tcase_add_test(tests, a_line_is_an_expression_or_a_program);
  tcase_add_loop_test(tests, nesting_has_a_limit_and_one_message, 0, COUNT(depths));
  tcase_add_test(tests, brackets_to_the_limit);
  tcase_add_test(tests, chains_of_and_and_or_have_no_limit);
  tcase_add_test(tests, a_file_of_one_mebibyte_and_one_byte_more);
  tcase_add_test(tests, twenty_errors_are_told_and_a_thousand_counted);
  tcase_add_test(tests, spans_hold_those_of_the_kids);
  tcase_add_test(tests, no_damage_is_too_much);
  tcase_add_test(tests, every_cut_gives_a_message_or_a_program);
  tcase_add_test(tests, lacking_memory_is_an_error);
  tcase_add_test(tests, tokens_are_dumped);
  suite_add_tcase(suite, tests);
  return suite;
}
