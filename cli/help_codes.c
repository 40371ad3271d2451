/* SPDX-License-Identifier: MIT
 * What the codes of messages mean: `cible help E012`, and `cible help messages` for the list of all. */
#include "cli/cli.h"

static const char *const places[] = {
    [CIBLE_EXAMPLE_RULES] = "rules", [CIBLE_EXAMPLE_FILE] = "file", [CIBLE_EXAMPLE_CALL] = "command"};

static void print_indented(const char *text) {
  fputs("\n    ", stdout);
  for (; *text; text++) {
    putchar(*text);
    if (*text == '\n' && text[1] != '\n') fputs("    ", stdout);
  }
  putchar('\n');
}

static const char *example_title(CibleExamplePlace place) {
  switch (place) {
  case CIBLE_EXAMPLE_RULES:
    return tr("Example, over the records of examples/schema.cible:");
  case CIBLE_EXAMPLE_FILE:
    return tr("Example, a rule file:");
  case CIBLE_EXAMPLE_CALL:
    return tr("Example, on the command line:");
  }
  return "";
}

static void print_text(const CibleCode *code) {
  printf("%s %s", tr(code->is_error ? "error" : "warning"), code->code);
  if (*code->message) printf("%s%s", tr(": "), code->message);
  printf("\n\n%s\n\n%s\n", code->explanation, example_title(code->example_place));
  print_indented(code->example);
  puts(tr("\nInstead:"));
  print_indented(code->remedy);
}

static void print_member(const char *name, const char *text) {
  printf(", \"%s\": ", name);
  print_json_text(stdout, text);
}

static void print_json(const CibleCode *code) {
  printf("{\"code\": \"%s\", \"severity\": \"%s\"", code->code, code->is_error ? "error" : "warning");
  print_member("message", code->message);
  print_member("explanation", code->explanation);
  print_member("example_of", places[code->example_place]);
  print_member("example", code->example);
  print_member("instead", code->remedy);
  putchar('}');
}

bool help_code(Cible *cible, const char *name, bool json) {
  long index = cible_code_find(name);
  if (index < 0) return false;
  CibleCode code = cible_code(cible, (size_t)index);
  if (json) print_json(&code), putchar('\n');
  else print_text(&code);
  return true;
}

void help_all_codes(Cible *cible, bool json) {
  if (json) fputs("{\"messages\": [", stdout);
  for (size_t i = 0; i < cible_code_count(); i++) {
    CibleCode code = cible_code(cible, i);
    if (json) {
      if (i) fputs(", ", stdout);
      print_json(&code);
    } else printf("%s  %s\n", code.code, *code.message ? code.message : code.explanation);
  }
  if (json) puts("]}");
}
