/* SPDX-License-Identifier: MIT
 * cible test --coverage: what the tests have not seen both ways. */
#include "cli/coverage.h"

#include <stdlib.h>
#include <string.h>

bool coverage_threshold(const Options *options, double *percent) {
  const char *text = options->value[OPTION_THRESHOLD];
  char *end;
  *percent = -1;
  if (!text) return true;
  *percent = *text >= '0' && *text <= '9' ? strtod(text, &end) : -1;
  if (*percent >= 0 && *percent <= 100 && (*end == 0 || strcmp(end, "%") == 0)) return true;
  complain(MESSAGE_OPTION_BAD_VALUE, NULL, text, "--threshold", tr("a share is wanted, of 0 to 100%"));
  return false;
}

void coverage_add(Covered *total, const CibleCoverage *coverage) {
  if (!coverage) return;
  total->sides += coverage->sides;
  total->seen += coverage->seen;
}

bool coverage_enough(const Covered *total, double percent) {
  return percent < 0 || (double)total->seen * 100 >= percent * (double)total->sides;
}

/* What a test would have to show. */
static const char *missing(const CibleCovered *item) {
  bool taken = strcmp(item->kind, "class") == 0 || strcmp(item->kind, "option") == 0;
  if (!item->met && !item->unmet) return tr("no test is about it");
  if (taken) return item->met ? tr("always taken") : tr("never taken");
  return item->met ? tr("never not true") : tr("never true");
}

void coverage_print(Cible *cible, const CibleCoverage *coverage) {
  printf(tr("  seen both ways: %zu of %zu sides"), coverage->seen, coverage->sides);
  print_share(stdout, coverage->seen, coverage->sides, 8);
  putchar('\n');
  for (size_t i = 0; i < coverage->count; i++) {
    const CibleCovered *item = &coverage->items[i];
    if (item->met && item->unmet) continue;
    fputs("    ", stdout);
    print_padded(stdout, item->file, 0);
    printf(":%d:%d  ", item->line, item->column);
    print_padded(stdout, item->name, 0);
    printf(", %s ", tr(item->kind));
    print_padded(stdout, cible_short_words(cible, item->text), 0);
    printf("%s%s\n", tr(": "), missing(item));
  }
}

void coverage_print_json(const CibleCoverage *coverage) {
  printf(", \"coverage\": {\"sides\": %zu, \"seen\": %zu, \"missing\": [", coverage->sides, coverage->seen);
  bool first = true;
  for (size_t i = 0; i < coverage->count; i++) {
    const CibleCovered *item = &coverage->items[i];
    if (item->met && item->unmet) continue;
    printf("%s{\"kind\": \"%s\", \"name\": ", first ? "" : ", ", item->kind);
    print_json_text(stdout, item->name);
    fputs(", \"text\": ", stdout);
    print_json_text(stdout, item->text);
    fputs(", \"file\": ", stdout);
    print_json_text(stdout, item->file);
    printf(", \"line\": %d, \"column\": %d, \"true\": %s, \"not_true\": %s}", item->line, item->column,
           item->met ? "true" : "false", item->unmet ? "true" : "false");
    first = false;
  }
  fputs("]}", stdout);
}

void coverage_print_total(const Covered *total, double percent) {
  fputs(tr("coverage:"), stdout);
  print_share(stdout, total->seen, total->sides, 8);
  if (!coverage_enough(total, percent)) printf(tr(", under the %g %% that are wanted"), percent);
  putchar('\n');
}

/* The threshold as a test case of its own. */
void coverage_print_junit(const Covered *total, double percent) {
  bool enough = coverage_enough(total, percent);
  printf("  <testsuite name=\"coverage\">\n    <testcase name=\"clauses seen both ways\" classname=\"coverage\"%s>\n", enough ? "/" : "");
  if (!enough) printf("      <failure message=\"%zu of %zu sides seen, %g %% wanted\"/>\n    </testcase>\n", total->seen, total->sides, percent);
  puts("  </testsuite>");
}
