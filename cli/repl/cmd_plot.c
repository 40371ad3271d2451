/* SPDX-License-Identifier: MIT
 * `:plot E`, and `:plot E by L`: a part for each label, on one scale. */
#include <stdlib.h>
#include <string.h>

#include "cli/repl/spread.h"

/* What stands behind the last " by " outside of brackets and texts; NULL: there is none. */
static const char *find_by(const char *text) {
  const char *found = NULL;
  int depth = 0;
  bool quoted = false;
  for (const char *at = text; *at; at++) {
    if (*at == '\\' && quoted && at[1]) at++;
    else if (*at == '"') quoted = !quoted;
    else if (quoted) continue;
    else if (strchr("([{", *at)) depth++;
    else if (strchr(")]}", *at)) depth--;
    else if (depth == 0 && strncmp(at, " by ", 4) == 0) found = at;
  }
  return found;
}

static int plot_part(Repl *repl, const char *expression, const char *condition, const char *title, Scale *scale) {
  print_padded(stdout, title, 0);
  putchar('\n');
  return repl_spread(repl, expression, condition, scale);
}

/* The whole gives the scale of the parts; `format` is a condition of what `by` names and a label. */
static int plot_parts(Repl *repl, const char *expression, const char *by, const char *format, const char *const *labels, size_t count) {
  Scale scale = {0};
  int code = plot_part(repl, expression, NULL, tr("all"), &scale);
  for (size_t i = 0; code == 0 && i < count && !repl_interrupted(); i++) {
    char *condition = NULL, *title = NULL;
    int n = asprintf(&condition, format, by, labels[i]), m = asprintf(&title, "%s is %s", by, labels[i]);
    code = n < 0 || m < 0 ? no_memory() : plot_part(repl, expression, condition, title, &scale);
    if (n >= 0) free(condition);
    if (m >= 0) free(title);
  }
  return code;
}

static int plot_by(Repl *repl, const char *expression, const char *by) {
  static const char *const truths[] = {"true", "false"};
  long index = repl->program ? cible_definition_find(repl->program, by) : -1;
  CibleDefinition definition = index < 0 ? (CibleDefinition){0} : cible_definition(repl->program, (size_t)index);
  const CibleField *field = repl_field(repl, by);
  if (field && field->text_count) return plot_parts(repl, expression, by, "%s = \"%s\"", field->texts, field->text_count);
  if (definition.label_count) return plot_parts(repl, expression, by, "%s is `%s`", definition.labels, definition.label_count);
  if (index >= 0 && definition.type == CIBLE_BOOLEAN) return plot_parts(repl, expression, by, "%s = %s", truths, 2);
  if (field && strncmp(field->type, "boolean", 7) == 0) return plot_parts(repl, expression, by, "%s = %s", truths, 2);
  return repl_needs("plot", tr("behind `by` a classification, a choice, a condition with a name, or a column with a list of texts"));
}

int repl_plot(Repl *repl, const char *words) {
  if (!*words) return repl_needs("plot", tr("an expression"));
  if (!repl_has_database(repl)) return CIBLE_USAGE;
  const char *by = find_by(words);
  Scale scale = {0};
  char *expression = strndup(words, by ? (size_t)(by - words) : strlen(words));
  int code = 0;
  if (!expression) code = no_memory();
  else if (by) code = plot_by(repl, expression, by + 4 + strspn(by + 4, " "));
  else code = repl_spread(repl, expression, NULL, &scale);
  if (code == 0) say_faults(repl->cible);
  free(expression);
  return code;
}
