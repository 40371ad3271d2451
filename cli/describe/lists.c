/* SPDX-License-Identifier: MIT
 * The lists of commands, options and choices, and what they mean for someone who fills in a call. */
#include "cli/describe/describe.h"

#include <string.h>

const Command commands[] = {
#define COMMAND(name, words, options, line, more) {#name, words, options, line, more},
#include "cli/commands.def"
#undef COMMAND
};
const size_t command_count = sizeof commands / sizeof *commands;

enum { FORM_FLAG, FORM_VALUE, FORM_MANY };
const Option options[] = {
#define OPTION(id, name, form, value, doc) {name, FORM_##form != FORM_FLAG, FORM_##form == FORM_MANY, value, doc},
#include "cli/options.def"
#undef OPTION
};
const size_t option_count = sizeof options / sizeof *options;

static const struct {
  const char *command, *option, *words;
} choices[] = {
#define CHOICE(command, option, words) {#command, option, words},
#include "cli/choices.def"
#undef CHOICE
};

Place place_of_words(const Command *command) {
  if (strstr(command->words, "COMMAND")) return PLACE_COMMANDS;
  if (strncmp(command->words, "FILE.csv", 8) == 0 || strncmp(command->words, "DB", 2) == 0) return PLACE_FILES;
  if (strncmp(command->words, "DIR", 3) == 0) return PLACE_FOLDERS;
  return strstr(command->words, "FILE") || strstr(command->words, "OLD NEW") ? PLACE_RULES : PLACE_ANYTHING;
}

Place place_of_value(const Option *option) {
  if (strcmp(option->name, "--file") == 0) return PLACE_RULES;
  return strcmp(option->value, "FILE") == 0 || strcmp(option->value, "DB") == 0 ? PLACE_FILES : PLACE_ANYTHING;
}

const char *choices_of(const Command *command, const Option *option) {
  for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
    if (strcmp(choices[i].command, command->name) == 0 && strcmp(choices[i].option, option->name) == 0) return choices[i].words;
  return NULL;
}

bool takes_option(const Command *command, const Option *option) {
  if (strcmp(option->name, "--help") == 0) return true;
  size_t n = strlen(option->name);
  for (const char *at = command->options; *at; at += strcspn(at, " ")) {
    at += strspn(at, " ");
    if (strcspn(at, " ") == n && memcmp(at, option->name, n) == 0) return true;
  }
  return false;
}

void put_quoted(const char *text, const char *escaped) {
  putchar('\'');
  for (; *text; text++) {
    if (strchr(escaped, *text)) putchar('\\');
    if (*text == '\'') fputs("'\\''", stdout);
    else putchar(*text);
  }
  putchar('\'');
}
