/* SPDX-License-Identifier: MIT
 * cible help [COMMAND | CODE | messages] */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_LEAST = 30 /* columns that a text needs beside its head */, BELOW = 6 /* columns in, where it stands below it */, HEAD_MOST = 44,
       OPTION_COLUMN = 27 };

/* The head, and what it does beside it, from `column` on; in a narrow window below it. */
static void print_entry(const char *head, const char *text, int column) {
  int width = terminal_width();
  if (width && width < column + TEXT_LEAST) {
    print_wrapped(stdout, head, width, BELOW);
    head = "";
    column = BELOW;
  }
  char *line = NULL;
  int blanks = column - text_columns(head);
  if (asprintf(&line, "%s%*s%s", head, blanks > 2 ? blanks : 2, "", text) < 0) return;
  print_wrapped(stdout, line, width, column);
  free(line);
}

/* Does a new thing begin behind this line end? The others are there for a window of the usual width. */
static bool ends_paragraph(const char *text, const char *end) { return end == text || end[-1] == '.' || end[-1] == ':' || end[1] == '\n'; }

/* A text of several lines: as it is, or, in a window that is narrower, each of its paragraphs broken anew. */
static void print_paragraphs(const char *text) {
  int width = terminal_width();
  char *copy = strdup(text);
  for (char *at = copy, *end; width && at && (end = strchr(at, '\n')); at = end + 1)
    if (!ends_paragraph(copy, end)) *end = ' ';
  for (char *rest = copy, *line; (line = strsep(&rest, "\n"));) print_wrapped(stdout, line, width, 0);
  free(copy);
}

static char *command_head(const Command *command) {
  char *head = NULL;
  return asprintf(&head, "  %-9s%s", command->name, tr(command->words)) < 0 ? NULL : head;
}

static void list_commands(void) {
  print_paragraphs(tr("Cible decides whom to approach, in which order and by which channel, from rules that people can read.\n"));
  print_paragraphs(tr("  cible COMMAND [OPTIONS] FILE…\n"));
  int column = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < command_count; i++) {
      char *head = command_head(&commands[i]);
      if (head && pass == 0) column = wide_enough(column, head, HEAD_MOST);
      if (head && pass == 1) print_entry(head, tr(commands[i].line), column);
      free(head);
    }
  }
  print_paragraphs(tr("\n`cible help COMMAND` explains a command, `cible help E012` a message. `cible --version` shows the version."));
  print_wrapped(stdout, tr("`cible help WORD` explains what a word of the rules opens:"), terminal_width(), 0);
  help_topics_list();
  putchar('\n');
  char codes[512];
  size_t n = (size_t)snprintf(codes, sizeof codes, "%s", tr("Exit codes:"));
#define EXIT(code, words, more) \
  if (n < sizeof codes) n += (size_t)snprintf(codes + n, sizeof codes - n, "%s %d %s", (code) ? ";" : "", code, tr(words));
#include "cli/exits.def"
#undef EXIT
  if (n + 1 < sizeof codes) codes[n] = '.', codes[n + 1] = 0;
  print_wrapped(stdout, codes, terminal_width(), 0);
}

static const OptionInfo *option_find(const char *name) {
  for (int i = 0; i < OPTION_COUNT; i++)
    if (strcmp(option_infos[i].name, name) == 0) return &option_infos[i];
  return NULL;
}

static void show_option(const char *name) {
  const OptionInfo *option = option_find(name);
  char call[80];
  if (!option) return;
  snprintf(call, sizeof call, "  %s%s%s", name, *option->value ? " " : "", tr(option->value));
  print_entry(call, tr(option->doc), OPTION_COLUMN);
}

static void explain_command(const Command *command) {
  char *head = NULL;
  if (asprintf(&head, "cible %s %s — %s", command->name, tr(command->words), tr(command->line)) < 0) return;
  print_wrapped(stdout, head, terminal_width(), 2);
  free(head);
  putchar('\n');
  print_paragraphs(tr(command->more));
  if (!*command->options) return;
  puts(tr("\nOptions:"));
  char names[512];
  snprintf(names, sizeof names, "%s", command->options);
  for (char *rest = names, *name; (name = strsep(&rest, " "));) show_option(name);
}

int cmd_help(Cible *cible, const Options *options) {
  const char *topic = options->word_count ? options->words[0] : NULL;
  if (options->command && strcmp(options->command, "help") != 0) topic = options->command;
  if (!topic) {
    list_commands();
    return options->command || options->value[OPTION_HELP] ? CIBLE_OK : CIBLE_USAGE;
  }
  bool json = options->value[OPTION_JSON] != NULL;
  const Command *command = command_find(topic);
  if (command) explain_command(command);
  if (help_topic(topic, !command) || command) return CIBLE_OK;
  if (strcmp(topic, "messages") == 0) help_all_codes(cible, json);
  else if (!help_code(cible, topic, json)) {
    complain(MESSAGE_NO_SUCH_TOPIC, "`cible help` lists the commands and the words, `cible help messages` the messages", topic);
    return CIBLE_USAGE;
  }
  return CIBLE_OK;
}
