/* SPDX-License-Identifier: MIT
 * Expressions: one value, or how it is spread over all records, and the first of them. */
#include <string.h>
#include <unistd.h>

#include "cli/repl/repl.h"

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

static void print_value(const CibleValue *value) {
  if (!value->known) fputs("unknown", stdout);
  else if (value->type == CIBLE_TEXT) print_json_text(stdout, value->text);
  else print_padded(stdout, value->text, 0);
  printf(" : %s\n", type_word(value->type));
}

static void say_faults(const Repl *repl) {
  fflush(stdout);
  for (size_t i = 0; i < cible_fault_count(repl->cible); i++) {
    CibleFault fault = cible_fault(repl->cible, i);
    fprintf(stderr, tr("  fault: %s, "), tr(fault.kind));
    print_count(stderr, fault.count, 0);
    fputs(fault.count == 1 ? tr(" time\n") : tr(" times\n"), stderr);
  }
}

static int answer_alone(Repl *repl, const CibleProgram *program, size_t definition) {
  CibleRun run = repl_run(repl);
  CibleValue value;
  repl_busy(repl);
  CibleStatus status = cible_evaluate_all(repl->cible, program, &run, &definition, 1, &value);
  if (status != CIBLE_OK) return repl_finish(repl, status);
  print_value(&value);
  say_faults(repl);
  return 0;
}

int repl_rows(Repl *repl, const CibleProgram *program, const CibleRun *run, const CibleRows *rows) {
  fflush(stdout);
  repl_busy(repl);
  return repl_finish(repl, cible_write_rows(repl->cible, program, run, rows, repl->format, NULL, STDOUT_FILENO, repl_columns(repl)));
}

static int answer_records(Repl *repl, const CibleProgram *program, size_t definition) {
  CibleRun run = repl_run(repl);
  CibleDefinition d = cible_definition(program, definition);
  printf("%s%s\n", type_word(d.type), tr(", of each record"));
  if (!repl->database) {
    puts(tr("  no database is open: `:db FILE` opens one"));
    return 0;
  }
  int code = repl_spread(repl, program, &run, definition);
  if (code) return code;
  say_faults(repl);
  CibleRows rows = {.columns = &definition, .column_count = 1, .order = -1, .limit = FIRST_ROWS};
  return repl_rows(repl, program, &run, &rows);
}

int repl_answer(Repl *repl, const char *text) {
  CibleExpression expression = {.text = text};
  CibleProgram *program = NULL;
  int code = repl_compile(repl, &repl->rules, &expression, &program);
  if (code) return code;
  long definition = cible_definition_find(program, text);
  if (definition < 0) code = CIBLE_NO;
  else if (cible_definition_reads_record(program, (size_t)definition)) code = answer_records(repl, program, (size_t)definition);
  else code = answer_alone(repl, program, (size_t)definition);
  cible_program_free(program);
  return code;
}
