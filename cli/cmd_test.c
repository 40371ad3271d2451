/* SPDX-License-Identifier: MIT
 * cible test FILE… */
#include "cli/call.h"
#include "cli/coverage.h"

#include <stdlib.h>
#include <string.h>

typedef enum TestFormat { TEST_TEXT, TEST_JSON, TEST_JUNIT } TestFormat;

typedef struct Totals {
  size_t passed, failed;
  Covered covered;
} Totals;

static bool read_format(const Options *options, TestFormat *format) {
  static const char *const names[] = {"text", "json", "junit"};
  const char *name = options->value[OPTION_FORMAT];
  *format = options->value[OPTION_JSON] ? TEST_JSON : TEST_TEXT;
  if (!name) return true;
  for (int i = 0; i < 3; i++)
    if (strcmp(names[i], name) == 0) return *format = (TestFormat)i, true;
  complain(MESSAGE_OPTION_BAD_VALUE, NULL, name, "--format", "text, json and junit are taken");
  return false;
}

static void print_text(const CibleTest *test) {
  printf("  %s  ", test->passed ? "ok  " : "FAIL");
  print_padded(stdout, test->title, 0);
  putchar('\n');
  for (size_t i = 0; i < test->line_count; i++) {
    const CibleTestLine *line = &test->lines[i];
    if (line->passed) continue;
    printf("        %s:%d: expect ", line->file, line->line);
    print_padded(stdout, line->expect, 0);
    putchar('\n');
    if (*line->saw) {
      fputs("          ", stdout);
      print_padded(stdout, line->saw, 0);
      putchar('\n');
    }
  }
}

static void print_json(const CibleTest *test, bool first) {
  printf("%s{\"title\": ", first ? "" : ", ");
  print_json_text(stdout, test->title);
  printf(", \"line\": %d, \"passed\": %s, \"expects\": [", test->line, test->passed ? "true" : "false");
  for (size_t i = 0; i < test->line_count; i++) {
    const CibleTestLine *line = &test->lines[i];
    printf("%s{\"line\": %d, \"expect\": ", i ? ", " : "", line->line);
    print_json_text(stdout, line->expect);
    printf(", \"passed\": %s, \"saw\": ", line->passed ? "true" : "false");
    print_json_text(stdout, line->saw);
    putchar('}');
  }
  fputs("]}", stdout);
}

static void print_xml_text(const char *text) {
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '<') fputs("&lt;", stdout);
    else if (c == '>') fputs("&gt;", stdout);
    else if (c == '&') fputs("&amp;", stdout);
    else if (c == '"') fputs("&quot;", stdout);
    else if (c == '\n' || c == '\t') printf("&#%u;", c);
    else if (c < 0x20) putchar('?'); /* XML has no other control characters */
    else putchar(c);
  }
}

static void print_junit(const CibleTest *test) {
  fputs("    <testcase name=\"", stdout);
  print_xml_text(test->title);
  fputs("\" classname=\"", stdout);
  print_xml_text(test->file);
  printf("\"%s>\n", test->passed ? "/" : "");
  if (test->passed) return;
  for (size_t i = 0; i < test->line_count; i++) {
    const CibleTestLine *line = &test->lines[i];
    if (line->passed) continue;
    fputs("      <failure message=\"", stdout);
    print_xml_text(line->expect);
    fputs("\">", stdout);
    print_xml_text(line->saw);
    printf(" (line %d)</failure>\n", line->line);
  }
  puts("    </testcase>");
}

static void open_file(TestFormat format, const char *path, bool first) {
  if (format == TEST_JSON) {
    printf("%s{\"file\": ", first ? "" : ", ");
    print_json_text(stdout, path);
    fputs(", \"tests\": [", stdout);
  } else if (format == TEST_JUNIT) {
    fputs("  <testsuite name=\"", stdout);
    print_xml_text(path);
    puts("\">");
  } else {
    print_padded(stdout, path, 0);
    putchar('\n');
  }
}

/* A file that could not be compiled is one failed test case, so that no reader of the report takes it for good. */
static void close_file(Cible *cible, TestFormat format, const char *path, bool broken, const CibleCoverage *coverage) {
  if (coverage && format == TEST_TEXT) coverage_print(coverage);
  if (format == TEST_JSON) {
    putchar(']');
    if (coverage) coverage_print_json(coverage);
    fputs(", ", stdout);
    print_json_messages(cible, stdout);
    putchar('}');
  } else if (format == TEST_JUNIT) {
    if (broken) {
      fputs("    <testcase name=\"compile\" classname=\"", stdout);
      print_xml_text(path);
      fputs("\">\n      <error message=\"", stdout);
      print_xml_text(cible_message_count(cible) ? cible_message(cible, 0).text : "");
      puts("\"/>\n    </testcase>");
    }
    puts("  </testsuite>");
  }
}

static int test_file(Cible *cible, const Options *options, const char *path, TestFormat format, bool first, Totals *totals) {
  CibleSetting *settings;
  size_t setting_count, count;
  if (!options_settings(options, &settings, &setting_count)) return CIBLE_USAGE;
  const CibleCompileOptions compile = {.settings = settings, .setting_count = setting_count};
  const CibleTest *tests;
  const CibleCoverage *coverage = NULL;
  CibleStatus status = options->value[OPTION_COVERAGE] ? cible_test_coverage(cible, path, &compile, &tests, &count, &coverage)
                                                       : cible_test_file(cible, path, &compile, &tests, &count);
  settings_free(settings, setting_count);
  open_file(format, path, first);
  fflush(stdout);
  Options silent = *options;
  if (format != TEST_TEXT) silent.value[OPTION_JSON] = "";
  int code = finish(cible, status, &silent);
  for (size_t i = 0; i < count; i++) {
    if (format == TEST_TEXT) print_text(&tests[i]);
    if (format == TEST_JSON) print_json(&tests[i], i == 0);
    if (format == TEST_JUNIT) print_junit(&tests[i]);
    if (tests[i].passed) totals->passed++;
    else totals->failed++;
  }
  coverage_add(&totals->covered, coverage);
  close_file(cible, format, path, code != 0 && count == 0, coverage);
  return code;
}

/* The end of the report; with a threshold that is missed, a failure. */
static int close_report(const Options *options, TestFormat format, const Totals *totals, int worst, double threshold) {
  bool covered = options->value[OPTION_COVERAGE] != NULL, enough = !covered || coverage_enough(&totals->covered, threshold);
  if (!enough && worst == 0) worst = CIBLE_NO;
  if (format == TEST_JSON) {
    printf("], \"passed\": %zu, \"failed\": %zu", totals->passed, totals->failed);
    if (covered) printf(", \"sides\": %zu, \"seen\": %zu, \"covered\": %s", totals->covered.sides, totals->covered.seen, enough ? "true" : "false");
    printf(", \"ok\": %s}\n", worst ? "false" : "true");
  }
  if (format == TEST_JUNIT && covered) coverage_print_junit(&totals->covered, threshold);
  if (format == TEST_JUNIT) puts("</testsuites>");
  if (format == TEST_TEXT) printf("%zu passed, %zu failed\n", totals->passed, totals->failed);
  if (format == TEST_TEXT && covered) coverage_print_total(&totals->covered, threshold);
  return worst;
}

int cmd_test(Cible *cible, const Options *options) {
  TestFormat format;
  double threshold;
  if (!read_format(options, &format) || !coverage_threshold(options, &threshold)) return CIBLE_USAGE;
  if (threshold >= 0 && !options->value[OPTION_COVERAGE]) {
    complain(MESSAGE_OPTION_BAD_VALUE, NULL, options->value[OPTION_THRESHOLD], "--threshold", "it goes with `--coverage`");
    return CIBLE_USAGE;
  }
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "test", "a file");
    return CIBLE_USAGE;
  }
  Totals totals = {0};
  int worst = 0;
  if (format == TEST_JSON) fputs("{\"files\": [", stdout);
  if (format == TEST_JUNIT) puts("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>");
  for (size_t i = 0; i < options->word_count; i++) {
    int code = test_file(cible, options, options->words[i], format, i == 0, &totals);
    if (code > worst) worst = code;
  }
  return close_report(options, format, &totals, worst, threshold);
}
