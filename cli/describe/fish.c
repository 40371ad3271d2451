/* SPDX-License-Identifier: MIT
 * Completion for fish: one line an option of a command. */
#include "cli/describe/describe.h"

#include <string.h>

static void put_condition(const Command *command) { printf("complete -c cible -n '__fish_seen_subcommand_from %s'", command->name); }

static void put_place(Place place) {
  switch (place) {
  case PLACE_ANYTHING: break;
  case PLACE_FILES: fputs(" -F", stdout); break;
  case PLACE_RULES: fputs(" -k -a '(__fish_complete_suffix .cible)'", stdout); break;
  case PLACE_FOLDERS: fputs(" -a '(__fish_complete_directories)'", stdout); break;
  case PLACE_COMMANDS:
    fputs(" -a '", stdout);
    for (size_t i = 0; i < command_count; i++) printf("%s%s", i ? " " : "", commands[i].name);
    putchar('\'');
    break;
  }
}

static void put_option(const Command *command, const Option *option) {
  bool is_long = strncmp(option->name, "--", 2) == 0;
  put_condition(command);
  printf(" %s %s", is_long ? "-l" : "-s", option->name + (is_long ? 2 : 1));
  const char *words = choices_of(command, option);
  Place place = place_of_value(option);
  if (option->valued && words) printf(" -x -a '%s'", words);
  else if (option->valued && place == PLACE_ANYTHING) fputs(" -x", stdout);
  else if (option->valued) fputs(" -r", stdout), put_place(place);
  fputs(" -d ", stdout);
  put_quoted(option->doc, "\\");
  putchar('\n');
}

void describe_fish(void) {
  puts("# Completion of cible for fish. Made from the program's own lists of commands and options.\n");
  puts("complete -c cible -f");
  puts("complete -c cible -n __fish_use_subcommand -s h -l help -d 'shows help'");
  puts("complete -c cible -n __fish_use_subcommand -l version -d 'shows the version'");
  for (size_t i = 0; i < command_count; i++) {
    printf("\ncomplete -c cible -n __fish_use_subcommand -a %s -d ", commands[i].name);
    put_quoted(commands[i].line, "\\");
    putchar('\n');
    for (size_t o = 0; o < option_count; o++)
      if (takes_option(&commands[i], &options[o])) put_option(&commands[i], &options[o]);
    if (place_of_words(&commands[i]) == PLACE_ANYTHING) continue;
    put_condition(&commands[i]);
    put_place(place_of_words(&commands[i]));
    putchar('\n');
  }
}
