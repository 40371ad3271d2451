/* SPDX-License-Identifier: MIT
 * cible help [COMMAND | CODE | messages] */
#include "cli/cli.h"

#include <string.h>

static void list_commands(void) {
  puts(tr("Cible decides whom to approach, in which order and by which channel, from rules that people can read.\n"));
  puts(tr("  cible COMMAND [OPTIONS] FILE…\n"));
  for (size_t i = 0; i < command_count; i++) {
    printf("  %-9s%-22s  %s\n", commands[i].name, commands[i].words, tr(commands[i].line));
  }
  puts(tr("\n`cible help COMMAND` explains a command, `cible help E012` a message. `cible --version` shows the version."));
  fputs(tr("Exit codes:"), stdout);
#define EXIT(code, words, more) printf("%s %d %s", (code) ? ";" : "", code, tr(words));
#include "cli/exits.def"
#undef EXIT
  puts(".");
}

static void show_option(const char *name) {
  for (int i = 0; i < OPTION_COUNT; i++) {
    if (strcmp(option_infos[i].name, name) != 0) continue;
    char call[64];
    snprintf(call, sizeof call, "%s %s", name, option_infos[i].value);
    printf("  %-24s %s\n", call, tr(option_infos[i].doc));
  }
}

static void explain_command(const Command *command) {
  printf("cible %s %s — %s\n\n%s\n", command->name, command->words, tr(command->line), tr(command->more));
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
  else if (strcmp(topic, "messages") == 0) help_all_codes(cible, json);
  else if (!help_code(cible, topic, json)) {
    complain(MESSAGE_NO_SUCH_TOPIC, "`cible help` lists the commands, `cible help messages` the messages", topic);
    return CIBLE_USAGE;
  }
  return CIBLE_OK;
}
