/* SPDX-License-Identifier: MIT
 * cible count FILE [COND…] */
#include "cli/call.h"

#include <stdlib.h>
#include <string.h>

typedef struct Counted {
  size_t *definitions;
  uint64_t *counts;
  size_t count;
} Counted;

/* The conditions of the call, or every segment. */
static bool choose_definitions(const CibleProgram *program, const Expressions *conditions, Counted *counted) {
  size_t all = cible_definition_count(program);
  counted->definitions = calloc(all + 1, sizeof *counted->definitions);
  counted->counts = calloc(all + 1, sizeof *counted->counts);
  if (!counted->definitions || !counted->counts) return false;
  for (size_t i = 0; i < conditions->count; i++) {
    long found = cible_definition_find(program, conditions->items[i].text);
    if (found >= 0) counted->definitions[counted->count++] = (size_t)found;
  }
  for (size_t i = 0; i < all && conditions->count == 0; i++)
    if (cible_definition(program, i).kind == CIBLE_SEGMENT) counted->definitions[counted->count++] = i;
  return true;
}

static void print_counts(Cible *cible, const CibleProgram *program, const Counted *counted) {
  int widest = 0;
  for (size_t i = 0; i < counted->count; i++) {
    int columns = text_columns(cible_definition(program, counted->definitions[i]).name);
    if (columns > widest) widest = columns;
  }
  uint64_t records = cible_run_records(cible);
  for (size_t i = 0; i < counted->count; i++) {
    print_padded(stdout, cible_definition(program, counted->definitions[i]).name, widest);
    print_count(stdout, counted->counts[i], 14);
    print_share(stdout, counted->counts[i], records, 9);
    putchar('\n');
  }
  print_padded(stdout, tr("all"), widest);
  print_count(stdout, records, 14);
  putchar('\n');
}

static void print_counts_json(Cible *cible, const CibleProgram *program, const Counted *counted) {
  printf("{\"ok\": true, \"records\": %llu, \"counts\": {", (unsigned long long)cible_run_records(cible));
  for (size_t i = 0; i < counted->count; i++) {
    if (i) fputs(", ", stdout);
    print_json_text(stdout, cible_definition(program, counted->definitions[i]).name);
    printf(": %llu", (unsigned long long)counted->counts[i]);
  }
  fputs("}, ", stdout);
  print_json_faults(cible, stdout);
  puts("}");
}

static CibleStatus count_again(Cible *cible, const CibleProgram *program, const CibleRun *run, const void *self) {
  const Counted *counted = self;
  return cible_count(cible, program, run, counted->definitions, counted->count, counted->counts);
}

static int count_program(Cible *cible, const Options *options, const CibleProgram *program, Expressions *conditions) {
  CibleRun run;
  if (!options_run(options, &run)) return CIBLE_USAGE;
  if (options->value[OPTION_WHERE]) { /* the last expression */
    run.where = cible_definition_find(program, conditions->items[conditions->count - 1].text);
    free((char *)conditions->items[--conditions->count].text);
  }
  Counted counted = {0};
  if (!choose_definitions(program, conditions, &counted)) return CIBLE_STOPPED;
  CibleStatus status = cible_count(cible, program, &run, counted.definitions, counted.count, counted.counts);
  int code = finish(cible, status, options);
  if (code == 0 && options->value[OPTION_JSON]) print_counts_json(cible, program, &counted);
  else if (code == 0) print_counts(cible, program, &counted);
  if (!options->value[OPTION_JSON] && cible_run_records(cible)) say_run(cible);
  if (code == 0) cache_fill_behind(cible, program, &run, options, &(Again){count_again, &counted});
  free(counted.definitions);
  free(counted.counts);
  return code;
}

int cmd_count(Cible *cible, const Options *options) {
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "count", tr("a file"));
    return CIBLE_USAGE;
  }
  if (options->value[OPTION_FUNNEL]) return count_funnel(cible, options);
  Expressions conditions = {0};
  bool room = true;
  for (size_t i = 1; room && i < options->word_count; i++) {
    const char *text = options->words[i];
    room = expressions_add(&conditions, text, strlen(text), true);
  }
  const char *where = options->value[OPTION_WHERE];
  if (room && where) room = expressions_add(&conditions, where, strlen(where), true);
  CibleProgram *program = NULL;
  int code = room ? compile_call(cible, options, options->words[0], &conditions, &program) : CIBLE_STOPPED;
  if (code == 0) code = count_program(cible, options, program, &conditions);
  cible_program_free(program);
  expressions_free(&conditions);
  return finish_json(cible, code, options);
}
