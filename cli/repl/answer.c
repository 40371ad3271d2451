/* SPDX-License-Identifier: MIT
 * Expressions: one value, or how it is spread over all records, and the first of them; measures; the source of what is no value. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "cli/repl/spread.h"
#include "cli/summary.h"

enum { FIRST_ROWS = 5 };

const char *type_word(CibleType type) {
  static const char *const words[] = {N_("true or false"), "integer", "number", "money", "text", "date", "datetime", N_("label")};
  return tr(words[type]);
}

bool repl_has_database(Repl *repl) {
  if (repl->database) return true;
  complain(MESSAGE_REPL_NO_DATABASE, "`:db FILE` opens one");
  return false;
}

const CibleField *repl_field(Repl *repl, const char *name) {
  const char *subject = repl->program ? cible_program_subject(repl->program) : NULL;
  const CibleDeclaration *record = subject ? rules_find(&repl->rules, subject) : NULL;
  for (size_t i = 0; record && i < record->field_count; i++)
    if (strcmp(record->fields[i].name, name) == 0) return &record->fields[i];
  return NULL;
}

static void print_value(const CibleValue *value) {
  if (!value->known) fputs("unknown", stdout);
  else if (value->type == CIBLE_TEXT) print_json_text(stdout, value->text);
  else print_padded(stdout, value->text, 0);
  printf(" : %s\n", type_word(value->type));
}

static int answer_alone(Repl *repl, const CibleProgram *program, size_t definition) {
  CibleRun run = repl_run(repl);
  CibleValue value;
  repl_busy(repl);
  CibleStatus status = cible_evaluate_all(repl->cible, program, &run, &definition, 1, &value);
  if (status != CIBLE_OK) return repl_finish(repl, status);
  print_value(&value);
  say_faults(repl->cible);
  return 0;
}

int repl_rows(Repl *repl, const CibleProgram *program, const CibleRun *run, const CibleRows *rows) {
  fflush(stdout);
  repl_busy(repl);
  return repl_finish(repl, cible_write_rows(repl->cible, program, run, rows, repl->format, NULL, STDOUT_FILENO, repl_columns(repl)));
}

static int answer_records(Repl *repl, const CibleProgram *program, size_t definition, const char *text) {
  CibleRun run = repl_run(repl);
  CibleDefinition d = cible_definition(program, definition);
  printf("%s%s\n", type_word(d.type), tr(", of each record"));
  if (!repl->database) {
    puts(tr("  no database is open: `:db FILE` opens one"));
    return 0;
  }
  Scale scale = {0};
  int code = repl_spread(repl, text, NULL, &scale);
  if (code) return code;
  CibleRows rows = {.columns = &definition, .column_count = 1, .order = -1, .limit = FIRST_ROWS};
  code = repl_rows(repl, program, &run, &rows);
  if (code == 0) say_faults(repl->cible);
  return code;
}

/* A measure that is a table. */
static int answer_measure(Repl *repl, size_t definition) {
  if (!repl_has_database(repl)) return CIBLE_USAGE;
  CibleRun run = repl_run(repl);
  CibleWanted wanted = {.definition = definition};
  const CibleFigures *figures;
  repl_busy(repl);
  int code = repl_finish(repl, cible_figures(repl->cible, repl->program, &run, &wanted, 1, &figures));
  if (code) return code;
  CibleMeasure measure = cible_measure(repl->cible, 0);
  measure_print(&measure);
  say_faults(repl->cible);
  return 0;
}

static long find_table(const CibleProgram *program, const char *name) {
  long found = cible_definition_find(program, name);
  if (found < 0) return -1;
  CibleDefinition definition = cible_definition(program, (size_t)found);
  return definition.kind == CIBLE_MEASURE && definition.dimension_count ? found : -1;
}

/* What has a name, and is no value: a record, a channel, a campaign. */
static bool is_declared(Repl *repl, const char *text) {
  const CibleDeclaration *found = rules_find(&repl->rules, text);
  return found && strcmp(found->space, "test") != 0;
}

int repl_answer(Repl *repl, const char *text) {
  long table = find_table(repl->program, text);
  if (table >= 0) return answer_measure(repl, (size_t)table);
  CibleExpression expression = {.text = text};
  CibleCompileOptions options = repl_options(repl, &expression, 1);
  CibleProgram *program = NULL;
  const Rules *rules = &repl->rules;
  CibleStatus status = cible_compile_text(repl->cible, rules_name(rules), rules->text, rules->length, &options, &program);
  if (status == CIBLE_NO && is_declared(repl, text)) return repl_show(repl, text);
  int code = repl_finish(repl, status);
  if (code) return code;
  repl_say_warnings(repl, "(expression)", 1, INT_MAX);
  long definition = cible_definition_find(program, text);
  if (definition < 0) code = CIBLE_NO;
  else if (cible_definition_reads_record(program, (size_t)definition)) code = answer_records(repl, program, (size_t)definition, text);
  else code = answer_alone(repl, program, (size_t)definition);
  cible_program_free(program);
  return code;
}
