/* SPDX-License-Identifier: MIT
 * Runs every suite of suites.def (or ONLY_SUITE alone). */
#include <check.h>
#include <stdlib.h>

#ifdef ONLY_SUITE
#define PASTE(name) suite_##name
#define SUITE_OF(name) PASTE(name)
Suite *SUITE_OF(ONLY_SUITE)(void);
#else
#define SUITE(name) Suite *suite_##name(void);
#include "tests/unit/suites.def"
#undef SUITE
#endif

int main(void) {
#ifdef ONLY_SUITE
  SRunner *runner = srunner_create(SUITE_OF(ONLY_SUITE)());
#else
  SRunner *runner = srunner_create(NULL);
#define SUITE(name) srunner_add_suite(runner, suite_##name());
#include "tests/unit/suites.def"
#undef SUITE
#endif
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
