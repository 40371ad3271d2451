/* SPDX-License-Identifier: MIT
 * Every message has an explanation and an example; rules that are an example give that message, and the way out does not. */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "include/cible.h"

/* The text is a file of examples/, so that it may include "schema.cible". Errors of other codes than `code` do not go with it. */
static bool gives(Cible *cible, const CibleCode *code, const char *rules, size_t *other_errors) {
  char text[4096];
  const char *head = code->example_place == CIBLE_EXAMPLE_RULES ? "include \"schema.cible\"\n" : "";
  snprintf(text, sizeof text, "%s%s\n", head, rules);
  CibleProgram *program = NULL;
  CibleStatus status = cible_compile_text(cible, "examples/case.cible", text, strlen(text), NULL, &program);
  cible_program_free(program);
  bool found = false;
  *other_errors = 0;
  for (size_t i = 0; i < cible_message_count(cible); i++) {
    CibleMessage message = cible_message(cible, i);
    bool same = strcmp(message.code, code->code) == 0;
    found = found || same;
    *other_errors += message.is_error && !same;
  }
  ck_assert_int_eq(status == CIBLE_OK, !*other_errors && !(found && code->is_error));
  return found;
}

START_TEST(every_code_is_explained) {
  Cible *cible;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  for (size_t i = 0; i < cible_code_count(); i++) {
    CibleCode code = cible_code(cible, i);
    ck_assert_int_eq(cible_code_find(code.code), (long)i);
    ck_assert_msg(strlen(code.explanation) > 15, "%s has no explanation", code.code);
    ck_assert_msg(code.example && code.remedy && *code.example && *code.remedy, "%s has no example", code.code);
    ck_assert_msg(strcmp(code.example, code.remedy) != 0 || code.example_place == CIBLE_EXAMPLE_CALL, "%s: no way out", code.code);
    ck_assert_msg(!strchr(code.message, '%') || strstr(code.message, " %"), "%s: %s", code.code, code.message);
  }
  cible_close(cible);
}
END_TEST

START_TEST(examples_hold) {
  Cible *cible;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  int failed = 0;
  for (size_t i = 0; i < cible_code_count(); i++) {
    CibleCode code = cible_code(cible, i);
    size_t others;
    if (code.example_place == CIBLE_EXAMPLE_CALL || strcmp(code.code, "E517") == 0) continue;
    bool wrong = gives(cible, &code, code.example, &others);
    if (!wrong || others) printf("%s: example gives\n%s", code.code, cible_messages_text(cible, 0)), failed++;
    bool right = !gives(cible, &code, code.remedy, &others);
    if (!right || others) printf("%s: way out gives\n%s", code.code, cible_messages_text(cible, 0)), failed++;
  }
  ck_assert_int_eq(failed, 0);
  cible_close(cible);
}
END_TEST

START_TEST(codes_are_found_in_any_case) {
  ck_assert_int_eq(cible_code_find("e012"), cible_code_find("E012"));
  ck_assert_int_ge(cible_code_find("w03"), 0);
  ck_assert_int_eq(cible_code_find("E0123"), -1);
  ck_assert_int_eq(cible_code_find(""), -1);
}
END_TEST

START_TEST(messages_speak_french) {
  Cible *cible, *other;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  ck_assert_int_eq(cible_open(NULL, &other), CIBLE_OK);
  ck_assert_int_eq(cible_set_language(cible, "fr_FR.UTF-8"), CIBLE_OK);
  ck_assert_int_eq(cible_set_language(cible, "de"), CIBLE_USAGE);
  ck_assert_int_eq(cible_set_language(cible, "french"), CIBLE_USAGE);
  const char *wrong = "let a = bb\nlet c = sum(a of a)\n";
  CibleProgram *program;
  ck_assert_int_eq(cible_compile_text(cible, "w.cible", wrong, strlen(wrong), NULL, &program), CIBLE_NO);
  ck_assert_str_eq(cible_message(cible, 0).text, "il n’y a ni colonne ni nom `bb`");
  ck_assert_ptr_nonnull(strstr(cible_messages_text(cible, 0), "erreur[E012]: "));
  ck_assert_int_eq(cible_compile_text(other, "w.cible", wrong, strlen(wrong), NULL, &program), CIBLE_NO);
  ck_assert_str_eq(cible_message(other, 0).text, "there is no column or name `bb`"); /* each handle its own */
  ck_assert_str_eq(cible_code(cible, (size_t)cible_code_find("W03")).message, "rien n’utilise … `…`");
  ck_assert_str_eq(cible_translation("fr", "error"), "erreur");
  ck_assert_str_eq(cible_translation("fr", ""), "");
  ck_assert_str_eq(cible_translation("fr", "no message of ours"), "no message of ours");
  ck_assert_str_eq(cible_translation("de", "error"), "error");
  cible_close(cible);
  cible_close(other);
}
END_TEST

Suite *suite_catalogue(void) {
  Suite *suite = suite_create("catalogue");
  TCase *tcase = tcase_create("messages");
  tcase_add_test(tcase, every_code_is_explained);
  tcase_add_test(tcase, examples_hold);
  tcase_add_test(tcase, codes_are_found_in_any_case);
  tcase_add_test(tcase, messages_speak_french);
  suite_add_tcase(suite, tcase);
  return suite;
}
