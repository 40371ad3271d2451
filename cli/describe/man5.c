/* SPDX-License-Identifier: MIT
 * The page cible(5): a text of its own, with the lists of words, functions and warnings put in. */
#include "cli/describe/describe.h"

#include <string.h>

enum { RESERVED = 1, DECL = 2, CLAUSE = 4, JOIN = 8 };

static void put_keywords(int flags) {
  static const struct {
    const char *word;
    int flags;
  } words[] = {
#define WORD(kind, word, flags) {word, flags},
#include "lang/syntax/keywords.def"
#undef WORD
  };
  bool first = true;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!(words[i].flags & flags)) continue;
    printf("%s%s", first ? "" : " ", words[i].word);
    first = false;
  }
  putchar('\n');
}

/* One entry a name: what the first of its overloads says. */
static void put_functions(void) {
  static const struct {
    const char *name, *parameters, *doc;
  } functions[] = {
#define FN(id, name, result, args, flags, cost, kernel, parameters, doc, example) {name, parameters, doc},
#include "stdlib/functions.def"
#undef FN
  };
  const char *before = "";
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    if (strcmp(before, functions[i].name) == 0) continue;
    before = functions[i].name;
    printf(".TP\n.B %s(", before);
    put_roff(functions[i].parameters);
    puts(")");
    put_roff(functions[i].doc);
    puts(".");
  }
}

static void put_aggregates(void) {
#define AGG(id, name, kept, doc) printf(".TP\n.B %s\n", name), put_roff(doc), puts(".");
#include "runtime/code/aggregates.def"
#undef AGG
}

static void put_warnings(void) {
  static const struct {
    const char *code, *explanation;
  } rows[] = {
#define DIAG(id, code, severity, format, explanation) {code, explanation},
#include "runtime/base/diag.def"
#undef DIAG
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (rows[i].code[0] != 'W') continue;
    printf(".TP\n.B %s\n", rows[i].code);
    put_roff(rows[i].explanation);
    putchar('\n');
  }
}

static bool put_list(const char *line) {
  if (strcmp(line, "@RESERVED@\n") == 0) put_keywords(RESERVED);
  else if (strcmp(line, "@DECLARATIONS@\n") == 0) put_keywords(DECL);
  else if (strcmp(line, "@FUNCTIONS@\n") == 0) put_functions();
  else if (strcmp(line, "@AGGREGATES@\n") == 0) put_aggregates();
  else if (strcmp(line, "@WARNINGS@\n") == 0) put_warnings();
  else return false;
  return true;
}

bool describe_man5(const char *page) {
  FILE *file = fopen(page, "r");
  if (!file) {
    perror(page);
    return false;
  }
  put_heading("CIBLE", "5", "File formats");
  char line[1024];
  bool good = true;
  while (good && fgets(line, sizeof line, file)) {
    if (put_list(line)) continue;
    if (line[0] == '@') fprintf(stderr, "%s: there is no list %s", page, line), good = false;
    else fputs(line, stdout);
  }
  fclose(file);
  return good;
}
