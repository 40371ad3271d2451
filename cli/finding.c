/* SPDX-License-Identifier: MIT
 * Which form a report has; findings as annotations of GitHub:
 * ::error file=spring.cible,line=14,col=11,title=E012::there is no column or name `stafff` */
#include "cli/finding.h"

#include <string.h>

bool report_format(const Options *options, bool junit, ReportFormat *format) {
  static const char *const names[] = {"text", "json", "sarif", "github", "junit"};
  const char *name = options->value[OPTION_FORMAT];
  *format = options->value[OPTION_JSON] ? REPORT_JSON : REPORT_TEXT;
  if (!name) return true;
  for (int i = 0; i < 4 + junit; i++)
    if (strcmp(names[i], name) == 0) return *format = (ReportFormat)i, true;
  const char *taken = junit ? tr("text, json, sarif, github and junit are taken") : tr("text, json, sarif and github are taken");
  complain(MESSAGE_OPTION_BAD_VALUE, NULL, name, "--format", taken);
  return false;
}

Finding finding_of(const CibleMessage *m) {
  return (Finding){m->code, m->is_error != 0, m->text, m->label, m->help, m->file, m->line, m->column, m->end_line, m->end_column};
}

/* The signs of the format itself are written as %XX; in a property also what ends it. */
static void print_escaped(const char *text, const char *signs) {
  for (; *text; text++) {
    if (strchr(signs, *text)) printf("%%%02X", (unsigned char)*text);
    else if ((unsigned char)*text < 0x20) printf("\\u{%X}", (unsigned char)*text);
    else putchar(*text);
  }
}

static void print_data(const char *text) { print_escaped(text, "%\r\n"); }
static void print_property(const char *text) { print_escaped(text, "%\r\n:,"); }

void github_print(const Finding *f) {
  printf("::%s ", f->is_error ? "error" : "warning");
  if (f->file) {
    fputs("file=", stdout);
    print_property(f->file);
    printf(",line=%d,", f->line);
    if (f->end_line > f->line) printf("endLine=%d,", f->end_line);
    if (f->column) printf("col=%d,", f->column);
    if (f->column && f->end_line == f->line) printf("endColumn=%d,", f->end_column);
  }
  fputs("title=", stdout);
  print_property(f->code);
  fputs("::", stdout);
  print_data(f->text);
  if (*f->label) fputs(": ", stdout), print_data(f->label);
  if (*f->help) fputs("%0A", stdout), print_data(f->help);
  putchar('\n');
}
