/* SPDX-License-Identifier: MIT
 * What a prompt stands on: what was typed, the outline of rules, names that give way, listings. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/cible.h"
#include "tests/unit/failing.h"

static Cible *cible;

static void begin(void) { ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK); }
static void end(void) { cible_close(cible); }

/* ---- what was typed ---- */

static CibleTyped typed_of(const char *text) {
  CibleTyped typed;
  ck_assert_msg(cible_read_typed(cible, "(prompt)", text, strlen(text), &typed) == CIBLE_OK, "%s: %s", text, cible_messages_text(cible, 0));
  return typed;
}

START_TEST(what_was_typed_is_known) {
  static const struct {
    const char *text;
    CibleTyped typed;
  } cases[] = {
      {"", CIBLE_TYPED_NOTHING},
      {"  # a comment\n", CIBLE_TYPED_NOTHING},
      {"1 + 2", CIBLE_TYPED_EXPRESSION},
      {"staff > 3 and town = \"Lyon\"", CIBLE_TYPED_EXPRESSION},
      {"segment s when staff > 3", CIBLE_TYPED_DECLARATIONS},
      {"param a = 1 let b = a", CIBLE_TYPED_DECLARATIONS},
      {"include \"x.cible\"", CIBLE_TYPED_DECLARATIONS},
      {"1 +", CIBLE_TYPED_UNFINISHED},
      {"segment s {", CIBLE_TYPED_UNFINISHED},
      {"segment s when", CIBLE_TYPED_UNFINISHED},
      {"(1 + 2", CIBLE_TYPED_UNFINISHED},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    ck_assert_msg(typed_of(cases[i].text) == cases[i].typed, "%s is taken for %d", cases[i].text, typed_of(cases[i].text));
}
END_TEST

START_TEST(what_fits_nothing_is_told) {
  static const char *const texts[] = {"segment s when )", "1 2", "segment 3", "] = 3", "\xff\xfe"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    CibleTyped typed;
    CibleStatus status = cible_read_typed(cible, "(prompt)", texts[i], strlen(texts[i]), &typed);
    ck_assert_msg(status == CIBLE_NO || typed == CIBLE_TYPED_UNFINISHED, "%s", texts[i]);
    ck_assert(status != CIBLE_NO || cible_message_count(cible) > 0);
  }
}
END_TEST

/* ---- the outline ---- */

static const char rules[] =
    "record firms from \"firms\" key id {\n  id integer\n  size one of (\"small\", \"large\")\n}\n"
    "param least = 10\n"
    "# of those\nsegment big when id > least and size = \"large\"\n"
    "channel mail { require big cost least response 2% }\n"
    "use \"std/abc\" as cuts\n"
    "test \"big\" { given { id = 20 } expect not big }\n";

static size_t outline(const char *text, int includes, CibleStatus wanted, const CibleDeclaration **all) {
  size_t count;
  ck_assert_int_eq(cible_outline(cible, "rules.cible", text, strlen(text), includes, all, &count), wanted);
  return count;
}

START_TEST(declarations_have_names_places_and_uses) {
  static const struct {
    const char *word, *name, *space;
    int line;
  } wanted[] = {{"record", "firms", "name", 1}, {"param", "least", "name", 5},  {"segment", "big", "name", 7},
                {"channel", "mail", "service", 8}, {"use", "cuts", "module", 9}, {"test", "big", "test", 10}};
  const CibleDeclaration *all;
  size_t count = outline(rules, 1, CIBLE_OK, &all);
  ck_assert_uint_eq(count, sizeof wanted / sizeof *wanted);
  for (size_t i = 0; i < count; i++) {
    ck_assert_str_eq(all[i].word, wanted[i].word);
    ck_assert_str_eq(all[i].name, wanted[i].name);
    ck_assert_str_eq(all[i].space, wanted[i].space);
    ck_assert_int_eq(all[i].line, wanted[i].line);
    ck_assert_int_eq(all[i].here, 1);
    ck_assert_msg(strncmp(rules + all[i].from, wanted[i].word, strlen(wanted[i].word)) == 0, "%s begins elsewhere", wanted[i].name);
    ck_assert(rules[all[i].to] == '\n');
  }
  ck_assert_uint_eq(all[0].field_count, 2);
  ck_assert_str_eq(all[0].fields[1].name, "size");
  ck_assert_uint_eq(all[0].fields[1].text_count, 2);
  ck_assert_str_eq(all[0].fields[1].texts[1], "large");
  ck_assert_uint_eq(all[2].use_count, 2); /* the record, by its columns; the param */
  ck_assert_uint_eq(all[3].use_count, 2);
}
END_TEST

START_TEST(errors_leave_the_other_declarations) {
  const CibleDeclaration *all;
  size_t count = outline("param a = 1\nlet b = )\nlet c = a\n", 0, CIBLE_NO, &all);
  ck_assert_uint_ge(count, 2);
  ck_assert_str_eq(all[0].name, "a");
  ck_assert_str_eq(all[count - 1].name, "c");
  ck_assert_uint_gt(cible_message_count(cible), 0);
  ck_assert_uint_eq(outline("", 1, CIBLE_OK, &all), 0);
}
END_TEST

/* ---- names that give way ---- */

static char *make_included(void) {
  static char path[32];
  strcpy(path, "/tmp/cible-inc-XXXXXX");
  int fd = mkstemp(path);
  static const char text[] = "param least = 10\nlet double = least * 2\nchannel mail { cost 1 }\n";
  ck_assert_int_eq(write(fd, text, sizeof text - 1), sizeof text - 1);
  close(fd);
  return path;
}

START_TEST(what_is_included_gives_way) {
  char *path = make_included(), text[256];
  snprintf(text, sizeof text, "include \"%s\"\nparam least = 30\n", path);
  const CibleDeclaration *all;
  ck_assert_uint_eq(outline(text, 0, CIBLE_OK, &all), 2);
  ck_assert_uint_eq(outline(text, 1, CIBLE_OK, &all), 3); /* double, mail, and the one that stands here */
  for (size_t i = 0; i < 3; i++) ck_assert(strcmp(all[i].name, "least") != 0 || all[i].here);
  CibleExpression expression = {.text = "double"};
  CibleCompileOptions options = {.expressions = &expression, .expression_count = 1};
  CibleProgram *program;
  ck_assert_int_eq(cible_compile_text(cible, "rules.cible", text, strlen(text), &options, &program), CIBLE_NO);
  ck_assert_str_eq(cible_message(cible, 0).code, "E010");
  options.shadow = 1;
  ck_assert_int_eq(cible_compile_text(cible, "rules.cible", text, strlen(text), &options, &program), CIBLE_OK);
  CibleRun run = {.where = -1};
  CibleValue value;
  ck_assert_int_eq(cible_evaluate(cible, program, &run, (size_t)cible_definition_find(program, "double"), &value), CIBLE_OK);
  ck_assert_int_eq(value.integer, 60);
  cible_program_free(program);
  unlink(path);
}
END_TEST

START_TEST(memory_may_run_out_anywhere) {
  char *path = make_included(), text[512];
  snprintf(text, sizeof text, "include \"%s\"\nparam least = 30\n%s", path, rules + (strstr(rules, "# of") - rules));
  Failing failing = {0};
  Alloc alloc = failing_alloc(&failing);
  CibleConfig config = {.alloc = alloc.fn, .alloc_user = alloc.user};
  bool whole = false;
  for (long before = 0; !whole; before++) {
    failing = (Failing){.before = before, .forever = _i != 0};
    Cible *scarce = NULL;
    const CibleDeclaration *all = NULL;
    size_t count = 0;
    CibleTyped typed;
    CibleStatus status = cible_open(&config, &scarce);
    if (status == CIBLE_OK) status = cible_outline(scarce, "rules.cible", text, strlen(text), 1, &all, &count);
    if (status == CIBLE_OK) ck_assert_uint_eq(count, 6);
    else ck_assert_uint_eq(count, 0);
    if (status == CIBLE_OK) status = cible_read_typed(scarce, "(prompt)", "let a = 1", 9, &typed);
    ck_assert(status == CIBLE_OK || status == CIBLE_NO_MEMORY);
    whole = !failing.failed;
    cible_close(scarce);
  }
  unlink(path);
}
END_TEST

/* ---- listings and messages, one by one ---- */

START_TEST(a_definition_is_listed_alone) {
  static const char text[] = "record p from \"p\" key id { id integer a integer }\n"
                             "segment big when a > 3\nsegment both when big and a < 9 and a * a > 20\n";
  CibleProgram *program;
  ck_assert_int_eq(cible_compile_text(cible, "r.cible", text, strlen(text), NULL, &program), CIBLE_OK);
  size_t big = (size_t)cible_definition_find(program, "big"), both = (size_t)cible_definition_find(program, "both");
  const char *listing = cible_definition_listing(cible, program, both);
  ck_assert_ptr_nonnull(strstr(listing, " both -> "));
  ck_assert_ptr_nonnull(strstr(listing, "call"));
  ck_assert_ptr_null(strstr(listing, " big -> "));
  ck_assert_ptr_nonnull(strstr(cible_definition_listing(cible, program, big), " big -> "));
  ck_assert_ptr_nonnull(strstr(cible_program_listing(cible, program), "registers"));
  cible_program_free(program);
}
END_TEST

START_TEST(a_message_is_told_alone) {
  static const char text[] = "let a = b\nlet c = d\n";
  CibleProgram *program;
  ck_assert_int_eq(cible_compile_text(cible, "r.cible", text, strlen(text), NULL, &program), CIBLE_NO);
  ck_assert_uint_eq(cible_message_count(cible), 2);
  const char *second = cible_message_text(cible, 1, 0);
  ck_assert_ptr_nonnull(strstr(second, "`d`"));
  ck_assert_ptr_null(strstr(second, "`b`"));
  ck_assert_ptr_nonnull(strstr(second, "r.cible:2:9"));
}
END_TEST

Suite *suite_prompt(void) {
  Suite *suite = suite_create("prompt");
  TCase *all = tcase_create("all"), *scarce = tcase_create("scarce");
  tcase_add_checked_fixture(all, begin, end);
  tcase_add_test(all, what_was_typed_is_known);
  tcase_add_test(all, what_fits_nothing_is_told);
  tcase_add_test(all, declarations_have_names_places_and_uses);
  tcase_add_test(all, errors_leave_the_other_declarations);
  tcase_add_test(all, what_is_included_gives_way);
  tcase_add_test(all, a_definition_is_listed_alone);
  tcase_add_test(all, a_message_is_told_alone);
  tcase_add_loop_test(scarce, memory_may_run_out_anywhere, 0, 2);
  suite_add_tcase(suite, all);
  suite_add_tcase(suite, scarce);
  return suite;
}
