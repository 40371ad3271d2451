/* SPDX-License-Identifier: MIT
 * Which command was meant: its name, or as much of it as is enough. */
#include <stdlib.h>
#include <string.h>

#include "cli/repl/repl.h"

const ReplCommand repl_commands[] = {
#define REPL(name, words, line, example) {#name, words, line, example, repl_##name},
#include "cli/repl/repl_commands.def"
#undef REPL
};
const size_t repl_command_count = sizeof repl_commands / sizeof *repl_commands;

char *take_word(const char **words) {
  *words += strspn(*words, " \t\r\n");
  size_t n = strcspn(*words, " \t\r\n");
  char *word = n ? strndup(*words, n) : NULL;
  *words += n;
  return word;
}

int repl_needs(const char *command, const char *what) {
  complain(MESSAGE_REPL_WORD, NULL, command, what);
  return CIBLE_USAGE;
}

/* How many letters differ, are missing, are too many, or have changed places. */
static size_t distance(const char *a, const char *b) {
  enum { MOST = 40 };
  size_t rows[3][MOST + 1], n = strlen(a), m = strlen(b);
  if (n > MOST || m > MOST) return MOST;
  for (size_t k = 0; k <= m; k++) rows[0][k] = k;
  for (size_t i = 1; i <= n; i++) {
    size_t *now = rows[i % 3], *last = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
    now[0] = i;
    for (size_t k = 1; k <= m; k++) {
      size_t best = last[k - 1] + (a[i - 1] != b[k - 1]);
      if (last[k] + 1 < best) best = last[k] + 1;
      if (now[k - 1] + 1 < best) best = now[k - 1] + 1;
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && before[k - 2] + 1 < best) best = before[k - 2] + 1;
      now[k] = best;
    }
  }
  return rows[n % 3][m];
}

/* How far a name may be from what was typed. */
static size_t nearness(const char *typed) { return strlen(typed) > 3 ? 3 : 2; }

int repl_no_name(Repl *repl, const char *name) {
  const CibleDeclaration *all;
  size_t count = 0, nearest = nearness(name);
  const char *near = NULL;
  char *advice = NULL;
  if (!rules_outline(&repl->rules, &all, &count)) return no_memory();
  for (size_t i = 0; i < count; i++) {
    size_t far = strcmp(all[i].space, "test") == 0 ? nearest : distance(all[i].name, name);
    if (far < nearest) nearest = far, near = all[i].name;
  }
  if (near && asprintf(&advice, tr("did you mean `%s`?"), near) < 0) advice = NULL;
  complain(MESSAGE_REPL_NO_NAME, advice ? advice : "`:names` lists what they define", name);
  free(advice);
  return CIBLE_NO;
}

/* "did you mean `:plot`?"; of several that begin so: "it may be `:save`, `:set` or `:show`". */
static char *advice_for(const char *name) {
  char *text = NULL;
  size_t length, n = strlen(name), nearest = nearness(name);
  const ReplCommand *near = NULL;
  FILE *out = open_memstream(&text, &length);
  if (!out) return NULL;
  for (size_t i = 0; i < repl_command_count; i++) {
    const ReplCommand *command = &repl_commands[i];
    bool begins = n && strncmp(command->name, name, n) == 0;
    if (begins) fprintf(out, ftell(out) ? ", `:%s`" : "`:%s`", command->name);
    size_t far = distance(command->name, name);
    if (far < nearest) nearest = far, near = command;
  }
  if (!ftell(out) && near) fprintf(out, tr("did you mean `:%s`?"), near->name);
  else if (!ftell(out)) fputs(tr("`:help` lists the commands"), out);
  if (fclose(out) == 0) return text;
  free(text);
  return NULL;
}

const ReplCommand *repl_command(const char *name) {
  const ReplCommand *found = NULL;
  size_t count = 0, n = strlen(name);
  for (size_t i = 0; n && i < repl_command_count; i++) {
    if (strcmp(repl_commands[i].name, name) == 0) return &repl_commands[i];
    if (strncmp(repl_commands[i].name, name, n) != 0) continue;
    found = &repl_commands[i];
    count++;
  }
  if (count == 1) return found;
  char *advice = advice_for(name);
  complain(MESSAGE_REPL_COMMAND, advice, name);
  free(advice);
  return NULL;
}

int repl_obey(Repl *repl, const char *text) {
  char *name = take_word(&text);
  const ReplCommand *command = repl_command(name ? name : "");
  const char *words = text + strspn(text, " \t");
  free(name);
  if (!command) return CIBLE_USAGE;
  if (!*command->words && *words) return repl_needs(command->name, tr("nothing behind it"));
  return command->run(repl, words);
}
