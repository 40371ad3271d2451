/* SPDX-License-Identifier: MIT
 * Commands on the records: the database, rows, why one of them is what it is. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/repl/repl.h"

enum { TOP_ROWS = 10, SAMPLE_ROWS = 5 };

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
    print_padded(stdout, tables[i].name, 24);
    print_count(stdout, tables[i].rows, 12);
    printf(tr(" rows, %zu columns\n"), tables[i].column_count);
  }
  return code;
}

int repl_schema(Repl *repl, const char *words) {
  const CibleDeclaration *all;
  size_t count;
  if (!rules_outline(&repl->rules, &all, &count)) return no_memory();
  for (size_t i = 0; i < count; i++) {
    if (!all[i].field_count || (*words && strcmp(all[i].name, words) != 0)) continue;
    print_padded(stdout, all[i].name, 0);
    putchar('\n');
    for (size_t k = 0; k < all[i].field_count; k++) {
      fputs("  ", stdout);
      print_padded(stdout, all[i].fields[k].name, 24);
      print_padded(stdout, all[i].fields[k].type, 0);
      putchar('\n');
    }
  }
  return 0;
}

/* ---- rows ---- */

/* "N by E": the rows that have the most of it. */
int repl_top(Repl *repl, const char *words) {
  char *end;
  unsigned long n = strtoul(words, &end, 10);
  const char *by = end + strspn(end, " \t");
  if (strncmp(by, "by ", 3) != 0 || !by[3 + strspn(by + 3, " \t")]) return repl_needs("top", tr("a number and an expression: `:top 10 by E`"));
  if (!repl_has_database(repl)) return CIBLE_USAGE;
  by += 3 + strspn(by + 3, " \t");
  CibleExpression expression = {.text = by};
  CibleProgram *program = NULL;
  int code = repl_compile(repl, &repl->rules, &expression, &program);
  if (code) return code;
  size_t column = (size_t)cible_definition_find(program, by);
  CibleRun run = repl_run(repl);
  CibleRows rows = {.columns = &column, .column_count = 1, .order = (long)column, .descending = 1, .limit = n ? n : TOP_ROWS};
  code = repl_rows(repl, program, &run, &rows);
  cible_program_free(program);
  return code;
}

/* "NAME [N]": the first records that are in the segment, or have the condition, with all its definitions that fit. */
int repl_sample(Repl *repl, const char *words) {
  const char *space = strrchr(words, ' ');
  unsigned long n = space ? strtoul(space + 1, NULL, 10) : 0;
  char *condition = n ? strndup(words, (size_t)(space - words)) : strdup(words);
  if (!condition) return complain(MESSAGE_NO_MEMORY, NULL), CIBLE_STOPPED;
  CibleExpression expression = {.text = condition, .condition = 1};
  CibleProgram *program = NULL;
  int code = !*condition ? repl_needs("sample", tr("a segment or a condition")) : !repl_has_database(repl) ? CIBLE_USAGE : 0;
  if (code == 0) code = repl_compile(repl, &repl->rules, &expression, &program);
  size_t count = program ? cible_definition_count(program) : 0, *columns = calloc(count + 1, sizeof *columns), shown = 0;
  for (size_t i = 0; columns && i < count; i++)
    if (cible_definition(program, i).kind <= CIBLE_CHOOSE) columns[shown++] = i;
  if (code == 0 && columns) {
    CibleRun run = repl_run(repl);
    run.where = cible_definition_find(program, condition);
    CibleRows rows = {.columns = columns, .column_count = shown, .order = -1, .limit = n ? n : SAMPLE_ROWS};
    code = repl_rows(repl, program, &run, &rows);
  }
  free(columns);
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
  if (code == 0) fputs(cible_diff_text(repl->cible, diff, CIBLE_FORM_TEXT), stdout);
  if (code == 0) code = repl_diff_plans(repl, &was);
  rules_free(&was);
  return code;
}
