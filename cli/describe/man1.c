/* SPDX-License-Identifier: MIT
 * The page cible(1): the commands and options of the lists. */
#include "cli/describe/describe.h"

#include <string.h>

static void put_synopsis(void) {
  puts(".SH NAME\ncible \\- rules for whom to contact, run over prospect records");
  puts(".SH SYNOPSIS");
  for (size_t i = 0; i < command_count; i++) {
    printf(".B cible %s\n", commands[i].name);
    if (*commands[i].options) puts(".RI [ OPTIONS ]");
    if (*commands[i].words) {
      fputs(".I ", stdout);
      put_roff(commands[i].words);
      putchar('\n');
    }
    puts(".br");
  }
  puts(".B cible \\-\\-version");
}

static void put_description(void) {
  puts(".SH DESCRIPTION\n"
       "Cible decides whom to approach, in which order and by which channel, from rules that people can read.\n"
       "A rule file, whose language is described in\n"
       ".BR cible (5),\n"
       "says what a record is, which segments, scores and classes there are, and which channels reach whom at which cost.\n"
       "The program checks rule files, tests them, and runs them over the records of a SQLite database.\n"
       ".PP\n"
       "Long options take their value as the next word or behind an equals sign.\n"
       "A single hyphen stands for standard input or output;\n"
       ".B \\-\\-\n"
       "ends the options.\n"
       "Results go to standard output, messages and progress to standard error.");
}

static void put_commands(void) {
  puts(".SH COMMANDS");
  for (size_t i = 0; i < command_count; i++) {
    const Command *command = &commands[i];
    printf(".SS cible %s ", command->name);
    put_roff(command->words);
    putchar('\n');
    put_roff(command->more);
    putchar('\n');
    if (!*command->options) continue;
    puts(".PP");
    fputs("Options: ", stdout);
    bool first = true;
    for (size_t o = 0; o < option_count; o++) {
      if (!takes_option(command, &options[o]) || strcmp(options[o].name, "--help") == 0) continue;
      fputs(first ? "\\fB" : ", \\fB", stdout);
      put_roff(options[o].name);
      fputs("\\fR", stdout);
      first = false;
      const char *words = choices_of(command, &options[o]);
      if (!words) continue;
      fputs(" (", stdout);
      put_roff(words);
      putchar(')');
    }
    puts(".");
  }
}

static void put_options(void) {
  puts(".SH OPTIONS");
  for (size_t o = 0; o < option_count; o++) {
    puts(".TP");
    fputs("\\fB", stdout);
    put_roff(options[o].name);
    fputs("\\fR", stdout);
    if (options[o].valued) printf(" \\fI%s\\fR", options[o].value);
    putchar('\n');
    put_roff(options[o].doc);
    puts(options[o].many ? " (may be given several times)." : ".");
  }
}

static void put_rest(void) {
  puts(".SH EXIT STATUS");
#define EXIT(code, words, more) printf(".TP\n.B %d\n", code), put_roff(more), putchar('\n');
#include "cli/exits.def"
#undef EXIT
  puts(".SH ENVIRONMENT\n"
       ".TP\n.B CIBLE_DB\nthe database, where \\fB\\-\\-db\\fR is not given.\n"
       ".TP\n.B NO_COLOR\nwhere it is set and not empty, nothing is coloured.");
  puts(".SH EXAMPLES\n.nf\n"
       "cible new project\n"
       "cible import companies.csv \\-\\-db prospects.db \\-\\-table companies \\-\\-key id\n"
       "cible check rules.cible \\-\\-db prospects.db\n"
       "cible fmt \\-\\-check .\n"
       "cible run rules.cible \\-\\-db prospects.db \\-\\-where hot \\-\\-select name,phone \\-\\-out hot.csv\n"
       ".fi");
  puts(".SH SEE ALSO\n.BR cible (5),\n.BR sqlite3 (1)");
}

void describe_man1(void) {
  put_heading("CIBLE", "1", "User commands");
  put_synopsis();
  put_description();
  put_commands();
  put_options();
  put_rest();
}
