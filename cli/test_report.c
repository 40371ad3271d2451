/* SPDX-License-Identifier: MIT
 * What `cible test` prints of each test and file, in each of its forms. */
#include "cli/test_report.h"

#include "cli/call.h"
#include "cli/coverage.h"

#include <stdlib.h>
#include <string.h>

enum { INDENT = 10 /* columns before what stands under a failing line */, RESULT_WIDTH = 6 };

/* Does the explanation begin with what was compared? */
static bool begins_with(const char *explanation, const char *saw) {
  size_t n = strlen(saw);
  return strncmp(explanation, saw, n) == 0 && (explanation[n] == '\n' || explanation[n] == ' ');
}

static void print_indented(const char *text) {
  while (*text) {
    size_t n = strcspn(text, "\n");
    printf("%*s%.*s\n", n ? INDENT : 0, "", (int)n, text);
    text += n + (text[n] == '\n');
  }
}

static void print_line_text(Cible *cible, const CibleTestLine *line) {
  int width = terminal_width() > INDENT ? terminal_width() - INDENT : 0;
  printf("        %s:%d: expect ", line->file, line->line); /* as the rules have it */
  print_padded(stdout, line->expect, 0);
  putchar('\n');
  for (size_t i = 0; i < line->explanation_count || i == 0; i++) {
    const char *text = i < line->explanation_count
                         ? cible_explanation_text(cible, &line->explanations[i], CIBLE_FORM_TEXT, width, use_color(stdout)) : "";
    if (i == 0 && *line->saw && !begins_with(text, line->saw)) {
      printf("%*s", INDENT, "");
      print_padded(stdout, line->saw, 0);
      putchar('\n');
    }
    print_indented(text);
  }
}

static void print_text(Cible *cible, const CibleTest *test) {
  fputs("  ", stdout);
  print_padded(stdout, test->passed ? tr("ok") : tr("FAIL"), RESULT_WIDTH);
  print_padded(stdout, test->title, 0);
  putchar('\n');
  for (size_t i = 0; i < test->line_count; i++)
    if (!test->lines[i].passed) print_line_text(cible, &test->lines[i]);
}

static void print_json_explanations(Cible *cible, const CibleTestLine *line) {
  if (line->passed) return;
  fputs(", \"explanations\": [", stdout);
  for (size_t i = 0; i < line->explanation_count; i++)
    printf("%s%s", i ? ", " : "", cible_explanation_text(cible, &line->explanations[i], CIBLE_FORM_JSON, 0, 0));
  putchar(']');
}

static void print_json(Cible *cible, const CibleTest *test, bool first) {
  printf("%s{\"title\": ", first ? "" : ", ");
  print_json_text(stdout, test->title);
  printf(", \"line\": %d, \"passed\": %s, \"expects\": [", test->line, test->passed ? "true" : "false");
  for (size_t i = 0; i < test->line_count; i++) {
    const CibleTestLine *line = &test->lines[i];
    printf("%s{\"line\": %d, \"expect\": ", i ? ", " : "", line->line);
    print_json_text(stdout, line->expect);
    printf(", \"passed\": %s, \"saw\": ", line->passed ? "true" : "false");
    print_json_text(stdout, line->saw);
    print_json_explanations(cible, line);
    putchar('}');
  }
  fputs("]}", stdout);
}

/* U+FFFE and U+FFFF, which XML does not have. */
static int is_no_character(const char *p) { return memcmp(p, "\xEF\xBF\xBE", 3) == 0 || memcmp(p, "\xEF\xBF\xBF", 3) == 0; }

static void print_xml_text(const char *text) {
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '<') fputs("&lt;", stdout);
    else if (c == '>') fputs("&gt;", stdout);
    else if (c == '&') fputs("&amp;", stdout);
    else if (c == '"') fputs("&quot;", stdout);
    else if (c == '\n' || c == '\t') printf("&#%u;", c);
    else if (c < 0x20) putchar('?'); /* XML has no other control characters */
    else if (c == 0xEF && strnlen(text, 3) == 3 && is_no_character(text)) putchar('?'), text += 2;
    else putchar(c);
  }
}

static void print_junit(Cible *cible, const CibleTest *test) {
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
    printf(tr(" (line %d)"), line->line);
    for (size_t k = 0; k < line->explanation_count; k++) {
      putchar('\n');
      print_xml_text(cible_explanation_text(cible, &line->explanations[k], CIBLE_FORM_TEXT, 0, 0));
    }
    puts("</failure>");
  }
  puts("    </testcase>");
}

/* What was compared, and why it came so, as below a failing line; for free. NULL where memory is out. */
static char *said_of(Cible *cible, const CibleTestLine *line) {
  char *said = NULL;
  size_t size;
  FILE *out = open_memstream(&said, &size);
  if (!out) return NULL;
  for (size_t i = 0; i < line->explanation_count || i == 0; i++) {
    bool any = i < line->explanation_count;
    const char *text = any ? cible_explanation_text(cible, &line->explanations[i], CIBLE_FORM_TEXT, 0, 0) : "";
    if (i == 0 && !begins_with(text, line->saw)) fprintf(out, "%s%s", line->saw, *line->saw && any ? "\n" : "");
    fprintf(out, "%s%.*s", i ? "\n" : "", (int)(strlen(text) - (*text && text[strlen(text) - 1] == '\n')), text);
  }
  if (fclose(out) == 0) return said;
  free(said);
  return NULL;
}

static void print_findings(Cible *cible, const CibleTest *test, ReportFormat format, Sarif *sarif) {
  for (size_t i = 0; i < test->line_count; i++) {
    const CibleTestLine *line = &test->lines[i];
    if (line->passed) continue;
    char *said = said_of(cible, line);
    Finding finding = {.code = "test", .is_error = true, .text = test->title, .label = line->expect, .help = said ? said : line->saw,
                       .file = line->file, .line = line->line};
    if (format == REPORT_GITHUB) github_print(&finding);
    else sarif_print(sarif, &finding);
    free(said);
  }
}

void test_report(Cible *cible, const CibleTest *test, ReportFormat format, Sarif *sarif, bool first) {
  switch (format) {
  case REPORT_TEXT:
    print_text(cible, test);
    break;
  case REPORT_JSON:
    print_json(cible, test, first);
    break;
  case REPORT_JUNIT:
    print_junit(cible, test);
    break;
  case REPORT_SARIF:
  case REPORT_GITHUB:
    print_findings(cible, test, format, sarif);
    break;
  }
}

void test_report_open(ReportFormat format, const char *path, bool first, size_t count, size_t failed, bool broken) {
  if (format == REPORT_JSON) {
    printf("%s{\"file\": ", first ? "" : ", ");
    print_json_text(stdout, path);
    fputs(", \"tests\": [", stdout);
  } else if (format == REPORT_JUNIT) {
    fputs("  <testsuite name=\"", stdout);
    print_xml_text(path);
    printf("\" tests=\"%zu\" failures=\"%zu\" errors=\"%d\">\n", count + broken, failed, broken);
  } else if (format == REPORT_TEXT) {
    print_padded(stdout, path, 0);
    putchar('\n');
  }
}

static void close_junit(Cible *cible, const char *path, bool broken) {
  if (broken) {
    fputs("    <testcase name=\"compile\" classname=\"", stdout);
    print_xml_text(path);
    fputs("\">\n      <error message=\"", stdout);
    print_xml_text(cible_message_count(cible) ? cible_message(cible, 0).text : "");
    puts("\"/>\n    </testcase>");
  }
  puts("  </testsuite>");
}

void test_report_close(Cible *cible, ReportFormat format, const char *path, bool broken, const CibleCoverage *coverage, Sarif *sarif) {
  switch (format) {
  case REPORT_TEXT:
    if (coverage) coverage_print(cible, coverage);
    break;
  case REPORT_JSON:
    putchar(']');
    if (coverage) coverage_print_json(coverage);
    fputs(", ", stdout);
    print_json_messages(cible, stdout);
    putchar('}');
    break;
  case REPORT_JUNIT:
    close_junit(cible, path, broken);
    break;
  case REPORT_SARIF:
  case REPORT_GITHUB:
    for (size_t i = 0; i < cible_message_count(cible); i++) {
      CibleMessage message = cible_message(cible, i);
      Finding finding = finding_of(&message);
      if (format == REPORT_GITHUB) github_print(&finding);
      else sarif_print(sarif, &finding);
    }
    break;
  }
}
