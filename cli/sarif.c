/* SPDX-License-Identifier: MIT
 * Findings as SARIF 2.1.0 (OASIS): one run, its results, then the tool with the rules that the results name. */
#include "cli/finding.h"

#include <stdlib.h>
#include <string.h>

static const char TESTS[] = "test"; /* the rule of lines of tests that do not hold */

/* The path as a relative reference, or from the root as a file's: other than letters, digits and -._~/ as %XX. */
static void print_uri(const char *path) {
  fputs(*path == '/' ? "\"file://" : "\"", stdout);
  for (; *path; path++) {
    unsigned char c = (unsigned char)*path;
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c);
    if (plain) putchar(c);
    else printf("%%%02X", c);
  }
  putchar('"');
}

static void print_place(const Finding *f) {
  fputs(", \"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": ", stdout);
  print_uri(f->file);
  printf("}, \"region\": {\"startLine\": %d", f->line);
  if (f->column) printf(", \"startColumn\": %d, \"endLine\": %d, \"endColumn\": %d", f->column, f->end_line, f->end_column);
  fputs("}}}]", stdout);
}

/* Text, label and help as one text. */
static void print_message(const Finding *f) {
  const char *parts[] = {f->text, *f->label ? ": " : "", f->label, *f->help ? "\n" : "", f->help};
  size_t n = 1;
  for (int i = 0; i < 5; i++) n += strlen(parts[i]);
  char *whole = calloc(1, n);
  for (int i = 0; whole && i < 5; i++) strcat(whole, parts[i]);
  print_json_text(stdout, whole ? whole : f->text);
  free(whole);
}

void sarif_open(Sarif *sarif) {
  sarif->used = calloc(cible_code_count() + 1, sizeof *sarif->used);
  fputs("{\"version\": \"2.1.0\", \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", \"runs\": [{\"columnKind\": "
        "\"unicodeCodePoints\", \"results\": [",
        stdout);
}

void sarif_print(Sarif *sarif, const Finding *f) {
  long rule = cible_code_find(f->code);
  if (sarif->used) sarif->used[rule < 0 ? (long)cible_code_count() : rule] = true;
  printf("%s{\"ruleId\": \"%s\", \"level\": \"%s\", \"message\": {\"text\": ", sarif->any ? ", " : "", f->code, f->is_error ? "error" : "warning");
  sarif->any = true;
  print_message(f);
  putchar('}');
  if (f->file) print_place(f);
  putchar('}');
}

static void print_rule(const CibleCode *code, bool first) {
  printf("%s{\"id\": \"%s\", \"shortDescription\": {\"text\": ", first ? "" : ", ", code->code);
  print_json_text(stdout, *code->message ? code->message : code->explanation);
  fputs("}, \"fullDescription\": {\"text\": ", stdout);
  print_json_text(stdout, code->explanation);
  printf("}, \"defaultConfiguration\": {\"level\": \"%s\"}}", code->is_error ? "error" : "warning");
}

void sarif_close(Sarif *sarif, Cible *cible) {
  printf("], \"tool\": {\"driver\": {\"name\": \"cible\", \"version\": \"%s\", \"rules\": [", cible_version());
  bool first = true;
  for (size_t i = 0; sarif->used && i <= cible_code_count(); i++) {
    if (!sarif->used[i]) continue;
    CibleCode code = {.code = TESTS, .is_error = 1, .message = "a line of a test does not hold",
                      .explanation = "What an `expect` of a test says is not true. Below it stands what was compared."};
    if (i < cible_code_count()) code = cible_code(cible, i);
    print_rule(&code, first);
    first = false;
  }
  puts("]}}}]}");
  free(sarif->used);
  *sarif = (Sarif){0};
}
