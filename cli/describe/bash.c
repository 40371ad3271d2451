/* SPDX-License-Identifier: MIT
 * Completion for bash: plain bash 4, nothing of the package bash-completion. */
#include "cli/describe/describe.h"

static const char head[] =
    "# Completion of cible for bash. Made from the program's own lists of commands and options.\n"
    "\n"
    "# Files whose names end in one of the words, and folders; without words, all files.\n"
    "_cible_files() {\n"
    "  local end\n"
    "  compopt -o filenames 2>/dev/null\n"
    "  mapfile -t COMPREPLY < <(\n"
    "    compgen -d -- \"$cur\"\n"
    "    [ $# -gt 0 ] || compgen -f -- \"$cur\" | while IFS= read -r end; do [ -d \"$end\" ] || printf '%s\\n' \"$end\"; done\n"
    "    for end; do compgen -f -X \"!*$end\" -- \"$cur\"; done)\n"
    "}\n"
    "\n"
    "_cible_words() {\n"
    "  mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
    "}\n"
    "\n"
    "_cible() {\n"
    "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= i\n"
    "  COMPREPLY=()\n"
    "  # bash cuts `--name=value` at the sign\n"
    "  if [ \"$cur\" = = ]; then cur=\n"
    "  elif [ \"$prev\" = = ] && [ \"$COMP_CWORD\" -gt 1 ]; then prev=${COMP_WORDS[COMP_CWORD-2]}\n"
    "  fi\n"
    "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "    case ${COMP_WORDS[i]} in\n"
    "    -*) ;;\n"
    "    *) command=${COMP_WORDS[i]}; break ;;\n"
    "    esac\n"
    "  done\n";

static void put_place(Place place) {
  switch (place) {
  case PLACE_ANYTHING: fputs("return", stdout); break;
  case PLACE_FILES: fputs("_cible_files", stdout); break;
  case PLACE_RULES: fputs("_cible_files .cible .cibc", stdout); break;
  case PLACE_FOLDERS: fputs("compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")", stdout); break;
  case PLACE_COMMANDS:
    fputs("_cible_words '", stdout);
    for (size_t i = 0; i < command_count; i++) printf("%s%s", i ? " " : "", commands[i].name);
    putchar('\'');
    break;
  }
}

/* `case` over what stands before the word: the values of options. */
static void put_values(void) {
  puts("  case \"$command $prev\" in");
  for (size_t c = 0; c < command_count; c++)
    for (size_t o = 0; o < option_count; o++) {
      const char *words = takes_option(&commands[c], &options[o]) ? choices_of(&commands[c], &options[o]) : NULL;
      if (words) printf("  '%s %s') _cible_words '%s'; return ;;\n", commands[c].name, options[o].name, words);
    }
  for (size_t o = 0; o < option_count; o++) {
    if (!options[o].valued) continue;
    printf("  *' %s') ", options[o].name);
    Place place = place_of_value(&options[o]);
    put_place(place);
    puts(place == PLACE_ANYTHING ? " ;;" : "; return ;;");
  }
  puts("  esac");
}

static void put_command(const Command *command) {
  printf("  %s)\n    case $cur in\n    -*) _cible_words '", command->name);
  bool first = true;
  for (size_t o = 0; o < option_count; o++) {
    if (!takes_option(command, &options[o])) continue;
    printf("%s%s", first ? "" : " ", options[o].name);
    first = false;
  }
  fputs("' ;;\n    *) ", stdout);
  put_place(place_of_words(command));
  puts(" ;;\n    esac ;;");
}

void describe_bash(void) {
  fputs(head, stdout);
  put_values();
  puts("  case $command in");
  fputs("  '') _cible_words '", stdout);
  for (size_t i = 0; i < command_count; i++) printf("%s ", commands[i].name);
  puts("--help --version' ;;");
  for (size_t i = 0; i < command_count; i++) put_command(&commands[i]);
  puts("  esac\n}\n\ncomplete -F _cible cible");
}
