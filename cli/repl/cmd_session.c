/* SPDX-License-Identifier: MIT
 * Commands on the session: help, params, the clock, the end. */
#include <stdlib.h>
#include <string.h>

#include "cli/repl/repl.h"

/* ---- help ---- */

/* The call, then what it does, below where there is no room beside it. */
static void print_command(const Repl *repl, const ReplCommand *command, int width) {
  int columns = repl_columns(repl);
  bool narrow = columns && columns < 2 * width;
  char call[64], *line = NULL;
  snprintf(call, sizeof call, ":%s%s%s", command->name, *command->words ? " " : "", command->words);
  if (asprintf(&line, "%-*s  %s", narrow ? 0 : width, call, tr(command->line)) < 0) return;
  print_wrapped(stdout, line, columns, narrow ? 2 : width + 2);
  free(line);
}

static void print_examples(const ReplCommand *command) {
  putchar('\n');
  puts(tr("for example"));
  for (const char *line = command->example; *line;) {
    size_t n = strcspn(line, "\n");
    printf("  %.*s\n", (int)n, line);
    line += n + (line[n] == '\n');
  }
}

static void print_commands(const Repl *repl) {
  print_wrapped(stdout, tr("An expression is answered; a declaration defines or redefines, and says what moved. "
                           "Commands, of whose names as much is enough as no other begins with:"), repl_columns(repl), 0);
  putchar('\n');
  for (size_t i = 0; i < repl_command_count; i++) print_command(repl, &repl_commands[i], 24);
}

/* A message, a command of the prompt, one of `cible`, or a word of the language, in this order. */
int repl_help(Repl *repl, const char *words) {
  const char *name = words[0] == ':' ? words + 1 : words;
  if (!*name) return print_commands(repl), 0;
  const Command *command = command_find(name);
  if (help_code(repl->cible, name, false)) return 0;
  bool begun = false;
  for (size_t i = 0; i < repl_command_count; i++) {
    if (strcmp(repl_commands[i].name, name) == 0) command = NULL;
    begun = begun || strncmp(repl_commands[i].name, name, strlen(name)) == 0;
  }
  if (command) {
    printf("cible %s %s\n\n%s\n", command->name, tr(command->words), tr(command->more));
    return 0;
  }
  if (!begun && help_topic(name, true)) return 0;
  const ReplCommand *found = repl_command(name);
  if (!found) return CIBLE_USAGE;
  print_command(repl, found, 0);
  print_examples(found);
  return 0;
}

int repl_time(Repl *repl, const char *words) {
  bool on = strcmp(words, "on") == 0;
  if (!on && strcmp(words, "off") != 0) return repl_needs("time", tr("`on` or `off`"));
  repl->timed = on;
  return 0;
}

int repl_width(Repl *repl, const char *words) {
  char *end;
  long width = strtol(words, &end, 10);
  if (*end || width < 0 || width > 10000) return repl_needs("width", tr("a number of columns"));
  repl->width = (int)width;
  return 0;
}

int repl_format(Repl *repl, const char *words) {
  static const char *const names[] = {[CIBLE_TABLE] = "table", [CIBLE_CSV] = "csv", [CIBLE_JSONL] = "jsonl"};
  for (int i = 0; i < 3; i++)
    if (strcmp(words, names[i]) == 0) return repl->format = (CibleFormat)i, 0;
  return repl_needs("format", tr("`table`, `csv` or `jsonl`"));
}

int repl_quit(Repl *repl, const char *words) {
  (void)words;
  repl->quit = true;
  return 0;
}

/* ---- params ---- */

void repl_settings(const Repl *repl, const char *what) {
  if (!repl->setting_count) return;
  fputs(what, stdout);
  for (size_t i = 0; i < repl->setting_count; i++) {
    fputs(i ? ", " : " ", stdout);
    print_padded(stdout, repl->settings[i].name, 0);
    fputs(" = ", stdout);
    print_padded(stdout, repl->settings[i].value, 0);
  }
  putchar('\n');
}

static int print_settings(const Repl *repl) {
  for (size_t i = 0; i < repl->setting_count; i++) {
    print_padded(stdout, repl->settings[i].name, 0);
    fputs(" = ", stdout);
    print_padded(stdout, repl->settings[i].value, 0);
    putchar('\n');
  }
  return 0;
}

/* "least = 20" as one text, the name and its end; NULL where it is no setting, with a message. */
static char *read_setting(const char *words, char **value) {
  char *text = strdup(words), *equals = text ? strchr(text, '=') : NULL;
  size_t n = equals ? (size_t)(equals - text) : 0;
  while (n && strchr(" \t", text[n - 1])) n--;
  if (!n) {
    complain(MESSAGE_SETTING_FORM, NULL, words);
    free(text);
    return NULL;
  }
  *value = equals + 1 + strspn(equals + 1, " \t");
  text[n] = 0;
  return text;
}

int repl_set(Repl *repl, const char *words) {
  if (!*words) return print_settings(repl);
  char *value, *name = read_setting(words, &value);
  if (!name) return CIBLE_USAGE;
  CibleSetting *old = repl->settings, *settings = calloc(repl->setting_count + 1, sizeof *settings), *place = settings;
  size_t old_count = repl->setting_count;
  if (!settings) return free(name), complain(MESSAGE_NO_MEMORY, NULL), CIBLE_STOPPED;
  const char *replaced = NULL;
  for (size_t i = 0; i < old_count; i++) {
    if (strcmp(old[i].name, name) == 0) replaced = old[i].name;
    else *place++ = old[i];
  }
  *place++ = (CibleSetting){name, value};
  repl->settings = settings;
  repl->setting_count = (size_t)(place - settings);
  if (repl_recompile(repl, name)) {
    free((char *)replaced);
    free(old);
    return 0;
  }
  repl->settings = old;
  repl->setting_count = old_count;
  free(settings);
  free(name);
  return CIBLE_NO;
}

int repl_today(Repl *repl, const char *words) {
  char *today = *words ? strdup(words) : NULL, *old = repl->today;
  repl->today = today;
  CibleValue value;
  CibleProgram *program = NULL;
  CibleExpression expression = {.text = "today"};
  CibleCompileOptions options = {.expressions = &expression, .expression_count = 1, .quiet_unused = 1};
  CibleRun run = repl_run(repl);
  run.database = NULL;
  int code = repl_finish(repl, cible_compile_text(repl->cible, "(prompt)", "", 0, &options, &program));
  size_t index = 0;
  if (code == 0) code = repl_finish(repl, cible_evaluate_all(repl->cible, program, &run, &index, 1, &value));
  if (code) {
    repl->today = old;
    free(today);
  } else {
    printf(tr("today is %s\n"), value.text);
    known_forget(&repl->known);
    free(old);
  }
  cible_program_free(program);
  return code;
}
