/* SPDX-License-Identifier: MIT
 * cible eval [--file FILE] [--db DB --key K] EXPR… */
#include "cli/call.h"

#include <stdlib.h>
#include <string.h>

static int compile_expressions(Cible *cible, const Options *options, const Expressions *expressions, CibleProgram **program) {
  const char *path = options->value[OPTION_FILE];
  if (path) return compile_call(cible, options, path, expressions, program);
  CibleCompileOptions compile = {.expressions = expressions->items, .expression_count = expressions->count, .quiet_unused = 1};
  return finish(cible, cible_compile_text(cible, "(eval)", "", 0, &compile, program), options);
}

static void print_answer(const Options *options, const char *text, const CibleValue *value) {
  if (options->value[OPTION_JSON]) {
    fputs("{\"expression\": ", stdout);
    print_json_text(stdout, text);
    fputs(", \"value\": ", stdout);
    print_json_value(value, stdout);
    puts("}");
    return;
  }
  if (!value->known) fputs("unknown", stdout);
  else print_padded(stdout, value->text, 0); /* one line, whatever is in the data */
  putchar('\n');
}

/* ---- of one record ---- */

typedef struct RecordAnswer {
  const Options *options;
  const Expressions *expressions;
  bool found;
} RecordAnswer;

static CibleStatus print_record(void *user, const CibleValue *key, const CibleValue *values) {
  (void)key;
  RecordAnswer *answer = user;
  answer->found = true;
  for (size_t i = 0; i < answer->expressions->count; i++)
    print_answer(answer->options, answer->expressions->items[i].text, &values[i]);
  return CIBLE_OK;
}

static int eval_record(Cible *cible, const Options *options, const CibleProgram *program, const Expressions *expressions,
                       CibleRun *run) {
  size_t *columns = calloc(expressions->count + 1, sizeof *columns);
  if (!columns) return CIBLE_STOPPED;
  for (size_t i = 0; i < expressions->count; i++)
    columns[i] = (size_t)cible_definition_find(program, expressions->items[i].text);
  run->key = options->value[OPTION_KEY];
  RecordAnswer answer = {options, expressions, false};
  CibleRows rows = {.columns = columns, .column_count = expressions->count, .order = -1};
  int code = finish(cible, cible_rows(cible, program, run, &rows, print_record, &answer), options);
  free(columns);
  if (code == 0 && !answer.found) {
    complain(MESSAGE_NO_SUCH_KEY, NULL, run->key);
    return CIBLE_NO;
  }
  return code;
}

/* ---- of none ---- */

/* Expressions evaluated, and what for. */
typedef struct Alone {
  size_t *definitions;
  CibleValue *values;
  size_t count;
} Alone;

static CibleStatus evaluate_again(Cible *cible, const CibleProgram *program, const CibleRun *run, const void *self) {
  const Alone *alone = self;
  return cible_evaluate_all(cible, program, run, alone->definitions, alone->count, alone->values);
}

static int print_alone(Cible *cible, const Options *options, const CibleProgram *program, const Expressions *expressions,
                       const CibleRun *run, size_t *definitions, CibleValue *values) {
  for (size_t i = 0; i < expressions->count; i++) {
    const char *text = expressions->items[i].text;
    definitions[i] = (size_t)cible_definition_find(program, text);
    if (!cible_definition_reads_record(program, definitions[i])) continue;
    complain(MESSAGE_NEEDS_RECORD, NULL, text);
    return CIBLE_USAGE;
  }
  int code = finish(cible, cible_evaluate_all(cible, program, run, definitions, expressions->count, values), options);
  for (size_t i = 0; i < expressions->count && code == 0; i++) print_answer(options, expressions->items[i].text, &values[i]);
  for (size_t f = 0; f < cible_fault_count(cible) && code == 0; f++)
    fprintf(stderr, tr("  fault: %s\n"), tr(cible_fault(cible, f).kind));
  return code;
}

static int eval_alone(Cible *cible, const Options *options, const CibleProgram *program, const Expressions *expressions,
                      const CibleRun *run) {
  size_t *definitions = calloc(expressions->count + 1, sizeof *definitions);
  CibleValue *values = calloc(expressions->count + 1, sizeof *values);
  int code = definitions && values ? print_alone(cible, options, program, expressions, run, definitions, values) : CIBLE_STOPPED;
  const Alone alone = {definitions, values, expressions->count};
  if (code == 0 && run->database) cache_fill_behind(cible, program, run, options, &(Again){evaluate_again, &alone});
  free(definitions);
  free(values);
  return code;
}

/* A word that is no expression by itself: `+`, `>=`, `and`. NULL where there is none. */
static const char *lone_operator(const Options *options) {
  static const char *const words[] = {"and", "or", "not", "in", "is"};
  for (size_t i = 0; i < options->word_count; i++) {
    const char *word = options->words[i];
    bool lone = *word && word[strspn(word, "+-*/<>=!%&|")] == 0;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) lone |= strcmp(word, words[w]) == 0;
    if (lone) return word;
  }
  return NULL;
}

int cmd_eval(Cible *cible, const Options *options) {
  if (options->word_count == 0) {
    complain(MESSAGE_MISSING_WORD, NULL, "eval", tr("an expression"));
    return CIBLE_USAGE;
  }
  const char *lone = lone_operator(options);
  if (lone) {
    complain(MESSAGE_EXTRA_WORD, "quotes keep an expression with blanks together: cible eval '2 + 2'", "eval", lone);
    return CIBLE_USAGE;
  }
  CibleRun run;
  if (!options_run(options, &run)) return CIBLE_USAGE;
  Expressions expressions = {0};
  bool room = true;
  for (size_t i = 0; room && i < options->word_count; i++)
    room = expressions_add(&expressions, options->words[i], strlen(options->words[i]), false);
  CibleProgram *program = NULL;
  int code = room ? compile_expressions(cible, options, &expressions, &program) : CIBLE_STOPPED;
  if (code == 0 && options->value[OPTION_KEY]) code = eval_record(cible, options, program, &expressions, &run);
  else if (code == 0) code = eval_alone(cible, options, program, &expressions, &run);
  cible_program_free(program);
  expressions_free(&expressions);
  return finish_json(cible, code, options);
}
