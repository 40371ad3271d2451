/* SPDX-License-Identifier: MIT
 * The example of every function, as `cible help` and the documentation show it, holds when compiled and run. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/cible.h"
#include "stdlib/functions.h"

/* Every example as an `expect` of one test. */
static void write_rules(FILE *file) {
  fputs("test \"examples\" on 2027-03-01 {\n", file);
  for (uint32_t i = 0; i < fn_table.count; i++) fprintf(file, "  expect %s\n", fn_table.items[i].example);
  fputs("}\n", file);
  fclose(file);
}

START_TEST(every_example_holds) {
  char path[] = "/tmp/cible-examples-XXXXXX";
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  write_rules(fdopen(fd, "w"));
  Cible *cible;
  ck_assert_int_eq(cible_open(NULL, &cible), CIBLE_OK);
  const CibleTest *tests;
  size_t count;
  CibleStatus status = cible_test_file(cible, path, NULL, &tests, &count);
  unlink(path);
  for (size_t i = 0; count && i < tests[0].line_count; i++)
    ck_assert_msg(tests[0].lines[i].passed, "%s: %s", tests[0].lines[i].expect, tests[0].lines[i].saw);
  ck_assert_msg(status == CIBLE_OK, "%s", cible_messages_text(cible, 0));
  ck_assert_uint_eq(tests[0].line_count, fn_table.count);
  cible_close(cible);
}
END_TEST

Suite *suite_examples(void) {
  Suite *suite = suite_create("examples");
  TCase *tcase = tcase_create("functions");
  tcase_add_test(tcase, every_example_holds);
  suite_add_tcase(suite, tcase);
  return suite;
}
