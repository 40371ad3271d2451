/* SPDX-License-Identifier: MIT
 * cible run FILE: rows, or a summary. */
#include "cli/call.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/summary.h"

/* Where the expressions of the call stand in the program. */
typedef struct Wanted {
  Expressions expressions; /* of --select, then --where, then --order */
  size_t selected;
  const char *where, *order; /* NULL: not given */
  bool descending;
} Wanted;

/* `E desc` and `E asc`, in any case of letter: the word behind is not the expression's. */
static size_t order_length(const char *order, bool *descending) {
  size_t n = strlen(order);
  while (n && order[n - 1] == ' ') n--;
  *descending = n > 5 && strncasecmp(order + n - 5, " desc", 5) == 0;
  if (*descending) return n - 5;
  return n > 4 && strncasecmp(order + n - 4, " asc", 4) == 0 ? n - 4 : n;
}

/* `--select '*'`, as in SQL. */
static bool selects_all(const Wanted *wanted) {
  bool all = false;
  for (size_t i = 0; i < wanted->selected; i++) all |= strcmp(wanted->expressions.items[i].text, "*") == 0;
  if (all)
    complain(MESSAGE_OPTION_BAD_VALUE, "with --out and no --select, each row has every definition of the rules", "*", "--select",
             tr("it takes names and expressions, with commas between"));
  return all;
}

static bool read_wanted(const Options *options, Wanted *wanted) {
  Expressions *list = &wanted->expressions;
  const char *select = options->value[OPTION_SELECT], *where = options->value[OPTION_WHERE], *order = options->value[OPTION_ORDER];
  if (select && !expressions_split(list, select)) return false;
  wanted->selected = list->count;
  if (where) {
    if (!expressions_add(list, where, strlen(where), true)) return false;
    wanted->where = list->items[list->count - 1].text;
  }
  if (order) {
    size_t n = order_length(order, &wanted->descending);
    if (!expressions_add(list, order, n, false)) return false;
    wanted->order = list->items[list->count - 1].text;
  }
  return true;
}

/* With --out alone: every definition that a person wrote. */
static size_t all_definitions(const CibleProgram *program, size_t *columns) {
  size_t count = 0;
  for (size_t i = 0; i < cible_definition_count(program); i++) {
    CibleDefinitionKind kind = cible_definition(program, i).kind;
    if (kind <= CIBLE_CHOOSE) columns[count++] = i;
  }
  return count;
}

static bool has_ending(const char *path, const char *ending) {
  size_t n = strlen(path), m = strlen(ending);
  return n >= m && strcasecmp(path + n - m, ending) == 0;
}

static bool read_format(const Options *options, CibleFormat *format) {
  static const char *const names[] = {[CIBLE_TABLE] = "table", [CIBLE_CSV] = "csv", [CIBLE_JSONL] = "jsonl", [CIBLE_SQLITE] = "sqlite"};
  const char *name = options->value[OPTION_FORMAT], *out = options->value[OPTION_OUT];
  *format = options->value[OPTION_JSON] ? CIBLE_JSONL : CIBLE_TABLE;
  if (!name) {
    if (!out || strcmp(out, "-") == 0) return true;
    if (has_ending(out, ".csv")) *format = CIBLE_CSV;
    else if (has_ending(out, ".jsonl") || has_ending(out, ".ndjson")) *format = CIBLE_JSONL;
    else if (has_ending(out, ".db") || has_ending(out, ".sqlite") || has_ending(out, ".sqlite3")) *format = CIBLE_SQLITE;
    else if (!has_ending(out, ".txt")) {
      complain(MESSAGE_OPTION_BAD_VALUE, "name the form with --format", out, "--out", tr("its ending is none of .csv .jsonl .db .sqlite .txt"));
      return false;
    }
    return true;
  }
  for (int i = 0; i < 4; i++)
    if (strcmp(names[i], name) == 0) return *format = (CibleFormat)i, true;
  complain(MESSAGE_OPTION_BAD_VALUE, NULL, name, "--format", tr("table, csv, jsonl and sqlite are taken"));
  return false;
}

/* The same rows, to nobody: standard output is none then. */
static CibleStatus rows_again(Cible *cible, const CibleProgram *program, const CibleRun *run, const void *self) {
  return cible_write_rows(cible, program, run, self, CIBLE_CSV, NULL, STDOUT_FILENO, 0);
}

static CibleStatus summary_again(Cible *cible, const CibleProgram *program, const CibleRun *run, const void *self) {
  (void)self;
  const CibleFigures *figures;
  return cible_summarize(cible, program, run, &figures);
}

static int run_rows(Cible *cible, const Options *options, const CibleProgram *program, const CibleRun *run, const Wanted *wanted) {
  const char *out = options->value[OPTION_OUT];
  CibleFormat format;
  CibleRows rows = {.order = wanted->order ? cible_definition_find(program, wanted->order) : -1, .descending = wanted->descending};
  if (!read_format(options, &format) || !options_number(options, OPTION_LIMIT, 0, &rows.limit)) return CIBLE_USAGE;
  if (options->value[OPTION_LIMIT] && rows.limit == 0) {
    complain(MESSAGE_OPTION_BAD_VALUE, NULL, options->value[OPTION_LIMIT], "--limit", tr("at least one row is wanted"));
    return CIBLE_USAGE;
  }
  bool to_stdout = !out || strcmp(out, "-") == 0;
  if (to_stdout && format == CIBLE_SQLITE) {
    complain(MESSAGE_MISSING_WORD, "--out FILE.db names it", "run --format sqlite", tr("a file to write"));
    return CIBLE_USAGE;
  }
  size_t *columns = calloc(cible_definition_count(program) + wanted->selected + 1, sizeof *columns);
  if (!columns) return CIBLE_STOPPED;
  for (size_t i = 0; i < wanted->selected; i++)
    columns[rows.column_count++] = (size_t)cible_definition_find(program, wanted->expressions.items[i].text);
  if (!wanted->selected) rows.column_count = all_definitions(program, columns);
  rows.columns = columns;
  fflush(stdout);
  int width = to_stdout ? terminal_width() : 0;
  CibleStatus status = cible_write_rows(cible, program, run, &rows, format, to_stdout ? NULL : out, STDOUT_FILENO, width);
  int code = finish(cible, status, options);
  if (cible_run_records(cible) && (!options->value[OPTION_JSON] || code == 0)) say_run(cible);
  if (code == 0) cache_fill_behind(cible, program, run, options, &(Again){rows_again, &rows});
  free(columns);
  return code;
}

static int run_summary(Cible *cible, const Options *options, const CibleProgram *program, const CibleRun *run) {
  const CibleFigures *figures;
  int code = finish(cible, cible_summarize(cible, program, run, &figures), options);
  printing_begins();
  if (code == 0 && options->value[OPTION_JSON]) summary_print_json(cible, program, figures);
  else if (code == 0) summary_print(cible, program, figures, options->words[0], run->database);
  printing_ends();
  if (!options->value[OPTION_JSON] && cible_run_records(cible)) say_run(cible);
  if (code == 0) cache_fill_behind(cible, program, run, options, &(Again){summary_again, NULL});
  return code;
}

/* What orders, cuts or forms rows is of no use to a summary, and is not passed over in silence. */
static bool summary_takes(const Options *options) {
  static const OptionId of_rows[] = {OPTION_ORDER, OPTION_LIMIT, OPTION_FORMAT};
  for (size_t i = 0; i < sizeof of_rows / sizeof *of_rows; i++) {
    if (!options->value[of_rows[i]]) continue;
    char call[32];
    snprintf(call, sizeof call, "run %s", option_infos[of_rows[i]].name);
    complain(MESSAGE_MISSING_WORD, "a summary has no rows", call, tr("`--select A,B` or `--out FILE`"));
    return false;
  }
  return true;
}

static int run_program(Cible *cible, const Options *options, const CibleProgram *program, const Wanted *wanted) {
  CibleRun run;
  if (!options_run(options, &run)) return CIBLE_USAGE;
  if (wanted->where) run.where = cible_definition_find(program, wanted->where);
  bool rows = wanted->selected || options->value[OPTION_OUT];
  if (!rows && !summary_takes(options)) return CIBLE_USAGE;
  return rows ? run_rows(cible, options, program, &run, wanted) : run_summary(cible, options, program, &run);
}

int cmd_run(Cible *cible, const Options *options) {
  const char *path = only_file(options);
  if (!path) return CIBLE_USAGE;
  Wanted wanted = {0};
  CibleProgram *program = NULL;
  int code = !read_wanted(options, &wanted) ? CIBLE_STOPPED : selects_all(&wanted) ? CIBLE_USAGE : 0;
  if (code == 0) code = compile_call(cible, options, path, &wanted.expressions, &program);
  if (code == 0) code = run_program(cible, options, program, &wanted);
  cible_program_free(program);
  expressions_free(&wanted.expressions);
  return finish_json(cible, code, options);
}
