/* SPDX-License-Identifier: MIT
 * Completion for zsh: one _arguments a command. */
#include "cli/describe/describe.h"

#include <string.h>

static const char *action(Place place) {
  switch (place) {
  case PLACE_ANYTHING: return " ";
  case PLACE_FILES: return "_files";
  case PLACE_RULES: return "_files -g \"*.(cible|cibc)\"";
  case PLACE_FOLDERS: return "_files -/";
  case PLACE_COMMANDS: return "_cible_commands";
  }
  return " ";
}

/* '--db[the database]:FILE:_files' */
static void put_option(const Command *command, const Option *option) {
  const char *words = choices_of(command, option);
  char spec[1024];
  size_t n = (size_t)snprintf(spec, sizeof spec, "%s%s%s[", option->many ? "*" : "", option->name,
                              option->valued && strncmp(option->name, "--", 2) == 0 ? "=" : "");
  for (const char *at = option->doc; *at && n + 2 < sizeof spec; at++) {
    if (strchr("[]:\\", *at)) spec[n++] = '\\';
    spec[n++] = *at;
  }
  spec[n] = 0;
  if (option->valued && words) snprintf(spec + n, sizeof spec - n, "]:%s:(%s)", option->value, words);
  else if (option->valued) snprintf(spec + n, sizeof spec - n, "]:%s:%s", option->value, action(place_of_value(option)));
  else snprintf(spec + n, sizeof spec - n, "]");
  fputs(" \\\n      ", stdout);
  put_quoted(spec, "");
}

static void put_command(const Command *command) {
  printf("  %s)\n    _arguments", command->name);
  for (size_t o = 0; o < option_count; o++)
    if (takes_option(command, &options[o])) put_option(command, &options[o]);
  fputs(" \\\n      ", stdout);
  char spec[256];
  snprintf(spec, sizeof spec, "*: :%s", action(place_of_words(command)));
  put_quoted(spec, "");
  puts(" ;;");
}

void describe_zsh(void) {
  puts("#compdef cible\n# Completion of cible for zsh. Made from the program's own lists of commands and options.\n");
  puts("_cible_commands() {\n  local -a commands=(");
  for (size_t i = 0; i < command_count; i++) {
    char spec[512];
    snprintf(spec, sizeof spec, "%s:%s", commands[i].name, commands[i].line);
    fputs("    ", stdout);
    put_quoted(spec, "");
    putchar('\n');
  }
  puts("  )\n  _describe command commands\n}\n");
  puts("_cible() {\n  local curcontext=$curcontext state line\n  typeset -A opt_args");
  puts("  _arguments -C '(- *)'{-h,--help}'[shows help]' '(- *)--version[shows the version]' \\\n"
       "    '1: :_cible_commands' '*:: :->words'");
  puts("  [[ $state == words ]] || return\n  case $line[1] in");
  for (size_t i = 0; i < command_count; i++) put_command(&commands[i]);
  puts("  esac\n}\n\nif [[ $funcstack[1] == _cible ]]; then _cible \"$@\"; else compdef _cible cible; fi");
}
