/* SPDX-License-Identifier: MIT
 * Commands on the records: the database, rows, why one of them is what it is. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/repl/repl.h"

enum { TOP_ROWS = 10, SAMPLE_ROWS = 5, TABLE_WIDTH = 60 /* of a line about a table */ };

int repl_db(Repl *repl, const char *words) {
  if (!*words) {
    if (!repl_has_database(repl)) return CIBLE_USAGE;
    print_padded(stdout, repl->database, 0);
    putchar('\n');
    return 0;
  }
  bool fits = repl->program && cible_program_subject(repl->program);
  repl_busy(repl);
  const CibleTableProfile *tables;
  size_t count = 0;
  int code = fits ? repl_finish(repl, cible_check_database(repl->cible, repl->program, words))
                  : repl_finish(repl, cible_profile(repl->cible, words, NULL, &tables, &count));
  if (code) return code;
  char *database = strdup(words);
  if (!database) return complain(MESSAGE_NO_MEMORY, NULL), CIBLE_STOPPED;
  free(repl->database);
  repl->database = database;
  known_forget(&repl->known);
  plans_forget(&repl->plans);
  return 0;
}

int repl_tables(Repl *repl, const char *words) {
  (void)words;
  const CibleTableProfile *tables;
  size_t count;
  if (!repl_has_database(repl)) return CIBLE_USAGE;
  repl_busy(repl);
  int code = repl_finish(repl, cible_profile(repl->cible, repl->database, NULL, &tables, &count));
  for (size_t i = 0; code == 0 && i < count; i++) {
    bool narrow = repl_columns(repl) && repl_columns(repl) < TABLE_WIDTH;
    print_padded(stdout, tables[i].name, narrow ? 0 : 24);
    if (narrow) fputs("\n  ", stdout);
    print_count(stdout, tables[i].rows, narrow ? 0 : 12);
    printf(tr(" rows, %zu columns\n"), tables[i].column_count);
  }
  return code;
}

static void print_fields(const CibleDeclaration *record) {
  int widest = 0;
  for (size_t k = 0; k < record->field_count; k++) {
    int columns = text_columns(record->fields[k].name);
    if (columns > widest) widest = columns;
  }
  print_padded(stdout, record->name, 0);
  putchar('\n');
  for (size_t k = 0; k < record->field_count && !repl_interrupted(); k++) {
    fputs("  ", stdout);
    print_padded(stdout, record->fields[k].name, widest + 2);
    print_padded(stdout, record->fields[k].type, 0);
    putchar('\n');
  }
}

int repl_schema(Repl *repl, const char *words) {
  const CibleDeclaration *all;
  size_t count, found = 0;
  if (!rules_outline(&repl->rules, &all, &count)) return no_memory();
  for (size_t i = 0; i < count; i++) {
    if (!all[i].field_count || (*words && strcmp(all[i].name, words) != 0)) continue;
    print_fields(&all[i]);
    found++;
  }
  return *words && !found ? repl_no_name(repl, words) : 0;
}

/* ---- rows ---- */

/* "N by E": the rows that have the most of it. */
int repl_top(Repl *repl, const char *words) {
  size_t digits = strspn(words, "0123456789");
  unsigned long n = digits ? strtoul(words, NULL, 10) : TOP_ROWS;
  const char *by = words + digits + strspn(words + digits, " \t");
  bool formed = n && strncmp(by, "by ", 3) == 0 && by[3 + strspn(by + 3, " \t")];
  if (!formed) return repl_needs("top", tr("a number and an expression: `:top 10 by E`"));
  if (!repl_has_database(repl)) return CIBLE_USAGE;
  by += 3 + strspn(by + 3, " \t");
  CibleExpression expression = {.text = by};
  CibleProgram *program = NULL;
  int code = repl_compile(repl, &repl->rules, &expression, &program);
  if (code) return code;
  size_t column = (size_t)cible_definition_find(program, by);
  CibleRun run = repl_run(repl);
  CibleRows rows = {.columns = &column, .column_count = 1, .order = (long)column, .descending = 1, .limit = n};
  code = repl_rows(repl, program, &run, &rows);
  cible_program_free(program);
  return code;
}

/* "large 3": how much of it is the condition, and how many records are wanted: `staff > 3` has no number behind it, since what would be
 * left is none. */
static size_t find_condition(Repl *repl, const char *words, unsigned long *n) {
  size_t length = strlen(words), from = length;
  CibleTyped typed;
  *n = SAMPLE_ROWS;
  while (from && strchr("0123456789", words[from - 1])) from--;
  if (from == length || !from || !strchr(" \t", words[from - 1])) return length;
  size_t end = from;
  while (end && strchr(" \t", words[end - 1])) end--;
  bool whole = cible_read_typed(repl->cible, "(prompt)", words, end, &typed) == CIBLE_OK && typed == CIBLE_TYPED_EXPRESSION;
  if (whole) *n = strtoul(words + from, NULL, 10);
  return whole ? end : length;
}

/* As many of the definitions as the window has room for, each cut to a few letters. */
static size_t choose_columns(const Repl *repl, const CibleProgram *program, size_t *columns, size_t *left) {
  enum { KEY_WIDTH = 8, LEAST_WIDTH = 6 };
  int width = repl->format == CIBLE_TABLE ? repl_columns(repl) : 0, room = (width - KEY_WIDTH) / LEAST_WIDTH;
  size_t most = !width ? SIZE_MAX : room > 1 ? (size_t)room : 1, shown = 0;
  *left = 0;
  for (size_t i = 0; i < cible_definition_count(program); i++) {
    if (cible_definition(program, i).kind > CIBLE_CHOOSE) continue;
    if (shown < most) columns[shown++] = i;
    else ++*left;
  }
  return shown;
}

static int sample(Repl *repl, const CibleProgram *program, const char *condition, unsigned long n) {
  size_t *columns = calloc(cible_definition_count(program) + 1, sizeof *columns), left;
  if (!columns) return no_memory();
  CibleRun run = repl_run(repl);
  run.where = cible_definition_find(program, condition);
  CibleRows rows = {.columns = columns, .column_count = choose_columns(repl, program, columns, &left), .order = -1, .limit = n};
  int code = repl_rows(repl, program, &run, &rows);
  if (code == 0 && left) printf(tr("… and %zu more\n"), left);
  free(columns);
  return code;
}

/* "COND [N]": the first records for which it is true, with all definitions that fit. */
int repl_sample(Repl *repl, const char *words) {
  unsigned long n;
  size_t length = find_condition(repl, words, &n);
  if (!length || !n) return repl_needs("sample", tr("a segment or a condition, and a number from 1 on or none"));
  if (!repl_has_database(repl)) return CIBLE_USAGE;
  char *condition = strndup(words, length);
  if (!condition) return no_memory();
  CibleExpression expression = {.text = condition, .condition = 1};
  CibleProgram *program = NULL;
  int code = repl_compile(repl, &repl->rules, &expression, &program);
  if (code == 0) code = sample(repl, program, condition, n);
  free(condition);
  cible_program_free(program);
  return code;
}

/* ---- why ---- */

int repl_explain(Repl *repl, const char *words) {
  char *key = take_word(&words);
  const char *name = words + strspn(words, " \t");
  if (!key) return repl_needs("explain", tr("the key of a record"));
  CibleRun run;
  CibleCompileOptions options;
  CibleReview review = repl_review(repl, &run, &options);
  run.key = key;
  review.names = &name;
  review.name_count = *name != 0;
  const CibleExplanation *explanation;
  repl_busy(repl);
  int code = repl_has_database(repl) ? repl_finish(repl, cible_explain(repl->cible, &review, &explanation)) : CIBLE_USAGE;
  if (code == 0) fputs(cible_explanation_text(repl->cible, explanation, CIBLE_FORM_TEXT, repl_columns(repl), use_color(stdout)), stdout);
  free(key);
  return code;
}

/* Against the file as it was loaded. */
int repl_diff(Repl *repl, const char *words) {
  (void)words;
  if (!repl->rules.path) {
    complain(MESSAGE_REPL_NOTHING, "`:load FILE` takes the rules of a file", "diff");
    return CIBLE_NO;
  }
  if (!repl_has_database(repl)) return CIBLE_USAGE;
  Rules was;
  if (!rules_copy(&repl->rules, &was)) return no_memory();
  free(was.text);
  was.text = strdup(was.loaded);
  was.length = strlen(was.loaded);
  CibleRun run;
  CibleCompileOptions options;
  CibleReview after = repl_review(repl, &run, &options), before = after;
  before.text = was.text;
  before.length = was.length;
  const CibleDiff *diff;
  repl_busy(repl);
  int code = was.text ? repl_finish(repl, cible_diff(repl->cible, &before, &after, &diff)) : no_memory();
  cible_set_width(repl->cible, (unsigned)repl_columns(repl));
  if (code == 0) repl_settings(repl, tr("both with what is set for this session:"));
  if (code == 0) fputs(cible_diff_text(repl->cible, diff, CIBLE_FORM_TEXT), stdout);
  if (code == 0) code = repl_diff_plans(repl, &was);
  rules_free(&was);
  return code;
}
