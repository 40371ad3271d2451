/* SPDX-License-Identifier: MIT
 * The page cible(1): the commands and options of the lists. */
#include "cli/describe/describe.h"

#include <string.h>

#include "include/cible.h"

#define N_(english) english /* is translated where it is put */

typedef struct Page {
  const char *language; /* as cible_translation takes it */
} Page;

static const char *said(const Page *page, const char *english) __attribute__((format_arg(2)));
static const char *said(const Page *page, const char *english) { return cible_translation(page->language, english); }

static void put_said(const Page *page, const char *english) { put_roff(said(page, english)); }

static void put_section(const Page *page, const char *english) { printf(".SH %s\n", said(page, english)); }

/* ".B cible run", ".RI [ OPTIONS ]", ".I FILE" */
static void put_synopsis(const Page *page) {
  put_section(page, N_("NAME"));
  printf("cible \\- %s\n", said(page, N_("rules for whom to contact, run over prospect records")));
  puts(".SH SYNOPSIS");
  for (size_t i = 0; i < command_count; i++) {
    printf(".B cible %s\n", commands[i].name);
    if (*commands[i].options) puts(".RI [ OPTIONS ]");
    if (*commands[i].words) {
      fputs(".I ", stdout);
      put_said(page, commands[i].words);
      putchar('\n');
    }
    puts(".br");
  }
  puts(".B cible \\-\\-version");
}

static void put_paragraph(const Page *page, const char *english) {
  puts(".PP");
  put_said(page, english);
  putchar('\n');
}

static void put_description(const Page *page) {
  puts(".SH DESCRIPTION");
  put_said(page, N_("Cible decides whom to approach, in which order and by which channel, from rules that people can read. A rule file, whose language "
                    "`cible`(5) describes, says what a record is, which segments, scores and classes there are, and which channels reach whom at "
                    "which cost. The program checks rule files, tests them, and runs them over the records of a SQLite database."));
  putchar('\n');
  put_paragraph(page, N_("Long options take their value as the next word or behind an equals sign. A single hyphen stands for standard input or "
                         "output; `--` ends the options. Results go to standard output, messages and progress to standard error."));
}

static void put_options_of(const Page *page, const Command *command) {
  puts(".PP");
  put_said(page, N_("Options: "));
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

static void put_commands(const Page *page) {
  put_section(page, N_("COMMANDS"));
  for (size_t i = 0; i < command_count; i++) {
    const Command *command = &commands[i];
    printf(".SS cible %s ", command->name);
    put_said(page, command->words);
    putchar('\n');
    put_said(page, command->more);
    putchar('\n');
    if (*command->options) put_options_of(page, command);
  }
}

static void put_options(const Page *page) {
  puts(".SH OPTIONS");
  for (size_t o = 0; o < option_count; o++) {
    puts(".TP");
    fputs("\\fB", stdout);
    put_roff(options[o].name);
    fputs("\\fR", stdout);
    if (options[o].valued) printf(" \\fI%s\\fR", said(page, options[o].value));
    putchar('\n');
    put_said(page, options[o].doc);
    puts(options[o].many ? said(page, N_(" (may be given several times).")) : ".");
  }
}

static void put_tagged(const Page *page, const char *tag, const char *english) {
  printf(".TP\n.B %s\n", tag);
  put_said(page, english);
  putchar('\n');
}

static void put_rest(const Page *page) {
  put_section(page, N_("EXIT STATUS"));
#define EXIT(code, words, more) put_tagged(page, #code, more);
#include "cli/exits.def"
#undef EXIT
  put_section(page, N_("ENVIRONMENT"));
  put_tagged(page, "CIBLE_DB", N_("the database, where `--db` is not given."));
  put_tagged(page, "NO_COLOR", N_("where it is set and not empty, nothing is coloured."));
  put_tagged(page, "LC_ALL, LC_MESSAGES, LANG, LANGUAGE", N_("the language of messages and help: English or French."));
  put_section(page, N_("EXAMPLES"));
  puts(".nf\n"
       "cible new project\n"
       "cible import companies.csv \\-\\-db prospects.db \\-\\-table companies \\-\\-key id\n"
       "cible check rules.cible \\-\\-db prospects.db\n"
       "cible fmt \\-\\-check .\n"
       "cible run rules.cible \\-\\-db prospects.db \\-\\-where hot \\-\\-select name,phone \\-\\-out hot.csv\n"
       ".fi");
  put_section(page, N_("SEE ALSO"));
  puts(".BR cible (5),\n.BR sqlite3 (1)");
}

void describe_man1(const char *language) {
  const Page page = {language};
  put_heading("CIBLE", "1", said(&page, N_("User commands")));
  put_synopsis(&page);
  put_description(&page);
  put_commands(&page);
  put_options(&page);
  put_rest(&page);
}
