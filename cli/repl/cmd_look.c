/* SPDX-License-Identifier: MIT
 * Commands that look at expressions and sizes. */
#include <stdlib.h>
#include <string.h>

#include "cli/repl/repl.h"

int repl_type(Repl *repl, const char *words) {
  CibleProgram *program = NULL;
  CibleExpression expression = {.text = words};
  if (!*words) {
    complain(MESSAGE_REPL_WORD, NULL, "type", tr("an expression"));
    return CIBLE_USAGE;
  }
  int code = repl_compile(repl, &repl->rules, &expression, &program);
  if (code) return code;
  long index = cible_definition_find(program, words);
  CibleDefinition definition = cible_definition(program, (size_t)index);
  printf("%s", type_word(definition.type));
  for (size_t i = 0; i < definition.label_count; i++) {
    fputs(i ? ", " : ": ", stdout);
    print_padded(stdout, definition.labels[i], 0);
  }
  puts(cible_definition_reads_record(program, (size_t)index) ? tr(", of each record") : "");
  cible_program_free(program);
  return 0;
}

/* "large     3   50.0 %"; below the name where there is no room beside it. */
static void print_size(const char *name, int widest, bool narrow, uint64_t count, const uint64_t *of) {
  print_padded(stdout, name, narrow ? 0 : widest);
  if (narrow) fputs("\n ", stdout);
  print_count(stdout, count, narrow ? 0 : 14);
  if (of) print_share(stdout, count, *of, 9);
  putchar('\n');
}

static void print_sizes(const Repl *repl, const CibleProgram *program, const size_t *definitions, const uint64_t *counts, size_t count) {
  int widest = text_columns(tr("all")), window = repl_columns(repl);
  for (size_t i = 0; i < count; i++) {
    int columns = text_columns(cible_definition(program, definitions[i]).name);
    if (columns > widest) widest = columns;
  }
  bool narrow = window && widest + 14 + 9 > window;
  uint64_t records = cible_run_records(repl->cible);
  for (size_t i = 0; i < count; i++) print_size(cible_definition(program, definitions[i]).name, widest, narrow, counts[i], &records);
  print_size(tr("all"), widest, narrow, records, NULL);
}

static int count_with(Repl *repl, const CibleProgram *program, const char *condition) {
  size_t all = cible_definition_count(program), count = 0;
  size_t *definitions = calloc(all + 1, sizeof *definitions);
  uint64_t *counts = calloc(all + 1, sizeof *counts);
  long only = *condition ? cible_definition_find(program, condition) : -1;
  for (size_t i = 0; definitions && i < all; i++)
    if (only >= 0 ? i == (size_t)only : cible_definition(program, i).kind == CIBLE_SEGMENT) definitions[count++] = i;
  CibleRun run = repl_run(repl);
  repl_busy(repl);
  CibleStatus status = definitions && counts ? cible_count(repl->cible, program, &run, definitions, count, counts) : CIBLE_NO_MEMORY;
  int code = repl_finish(repl, status);
  if (code == 0) print_sizes(repl, program, definitions, counts, count);
  if (code == 0) say_faults(repl->cible);
  free(definitions);
  free(counts);
  return code;
}

int repl_count(Repl *repl, const char *words) {
  CibleProgram *program = NULL;
  CibleExpression expression = {.text = words, .condition = 1};
  if (!repl_has_database(repl)) return CIBLE_USAGE;
  int code = repl_compile(repl, &repl->rules, *words ? &expression : NULL, &program);
  if (code == 0) code = count_with(repl, program, words);
  cible_program_free(program);
  return code;
}

int repl_ast(Repl *repl, const char *words) {
  const char *tree = cible_tree_text(repl->cible, words);
  if (!tree) return repl_finish(repl, CIBLE_NO);
  fputs(tree, stdout);
  return 0;
}

int repl_bytecode(Repl *repl, const char *words) {
  if (!repl->program) return complain(MESSAGE_REPL_NO_RULES, NULL), CIBLE_NO;
  long definition = *words ? cible_definition_find(repl->program, words) : -1;
  if (*words && definition < 0) return repl_no_name(repl, words);
  const char *listing = *words ? cible_definition_listing(repl->cible, repl->program, (size_t)definition)
                               : cible_program_listing(repl->cible, repl->program);
  listing += strspn(listing, "\n");
  return repl_print(listing, strlen(listing));
}
