/* SPDX-License-Identifier: MIT
 * cible test FILE… */
#include "cli/call.h"
#include "cli/coverage.h"
#include "cli/test_report.h"

typedef struct Report {
  ReportFormat format;
  Sarif sarif;
  size_t passed, failed;
  bool with_coverage;
  double threshold; /* percent; negative: none */
  Covered covered;
} Report;

static int test_file(Cible *cible, const Options *options, const char *path, bool first, Report *report) {
  CibleSetting *settings;
  size_t setting_count, count, failed = 0;
  if (!options_settings(options, &settings, &setting_count)) return CIBLE_USAGE;
  const CibleCompileOptions compile = {.settings = settings, .setting_count = setting_count};
  const CibleTest *tests;
  const CibleCoverage *coverage = NULL;
  CibleStatus status = report->with_coverage ? cible_test_coverage(cible, path, &compile, &tests, &count, &coverage)
                                             : cible_test_file(cible, path, &compile, &tests, &count);
  settings_free(settings, setting_count);
  for (size_t i = 0; i < count; i++) failed += !tests[i].passed;
  bool broken = status != CIBLE_OK && count == 0;
  test_report_open(report->format, path, first, count, failed, broken);
  fflush(stdout);
  Options silent = *options;
  if (report->format != REPORT_TEXT) silent.value[OPTION_JSON] = "";
  int code = finish(cible, status, &silent);
  for (size_t i = 0; i < count; i++) test_report(cible, &tests[i], report->format, &report->sarif, i == 0);
  coverage_add(&report->covered, coverage);
  test_report_close(cible, report->format, path, broken, coverage, &report->sarif);
  report->passed += count - failed;
  report->failed += failed;
  return code;
}

static void open_report(Report *report) {
  if (report->format == REPORT_JSON) fputs("{\"files\": [", stdout);
  if (report->format == REPORT_JUNIT) puts("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>");
  if (report->format == REPORT_SARIF) sarif_open(&report->sarif);
}

static void close_json(const Report *report, bool ok, bool enough) {
  printf("], \"passed\": %zu, \"failed\": %zu", report->passed, report->failed);
  if (report->with_coverage)
    printf(", \"sides\": %zu, \"seen\": %zu, \"covered\": %s", report->covered.sides, report->covered.seen, enough ? "true" : "false");
  printf(", \"ok\": %s}\n", ok ? "true" : "false");
}

/* The end of the report; with a threshold that is missed, a failure. */
static int close_report(Cible *cible, Report *report, int worst) {
  bool enough = !report->with_coverage || coverage_enough(&report->covered, report->threshold);
  if (!enough && worst == 0) worst = CIBLE_NO;
  switch (report->format) {
  case REPORT_TEXT:
    printf(tr("%zu passed, %zu failed\n"), report->passed, report->failed);
    if (report->with_coverage) coverage_print_total(&report->covered, report->threshold);
    break;
  case REPORT_JSON:
    close_json(report, worst == 0, enough);
    break;
  case REPORT_JUNIT:
    if (report->with_coverage) coverage_print_junit(&report->covered, report->threshold);
    puts("</testsuites>");
    break;
  case REPORT_SARIF:
    sarif_close(&report->sarif, cible);
    break;
  case REPORT_GITHUB:
    break;
  }
  return worst;
}

int cmd_test(Cible *cible, const Options *options) {
  Report report = {.with_coverage = options->value[OPTION_COVERAGE] != NULL};
  if (!report_format(options, true, &report.format) || !coverage_threshold(options, &report.threshold)) return CIBLE_USAGE;
  if (report.threshold >= 0 && !report.with_coverage) {
    complain(MESSAGE_MISSING_WORD, NULL, "test", tr("`--coverage` beside `--threshold`"));
    return CIBLE_USAGE;
  }
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "test", tr("a file"));
    return CIBLE_USAGE;
  }
  int worst = 0;
  open_report(&report);
  for (size_t i = 0; i < options->word_count; i++) {
    int code = test_file(cible, options, options->words[i], i == 0, &report);
    if (code > worst) worst = code;
  }
  return close_report(cible, &report, worst);
}
