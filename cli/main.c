/* SPDX-License-Identifier: MIT
 * The program `cible`: finds the command and runs it. */
#include "cli/cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const Command commands[] = {
#define COMMAND(name, words, options, line, more) {#name, words, options, line, more, cmd_##name},
#include "cli/commands.def"
#undef COMMAND
};
const size_t command_count = sizeof commands / sizeof *commands;

const Command *command_find(const char *name) {
  for (size_t i = 0; i < command_count; i++)
    if (strcmp(commands[i].name, name) == 0) return &commands[i];
  return NULL;
}

/* The one handle of the process, for the signal handler: Ctrl-C ends the run, not the process. */
static Cible *running;

static void on_signal(int number) {
  (void)number;
  cible_cancel(running);
}

static void take_signals(void) {
  struct sigaction stop = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
  sigaction(SIGINT, &stop, NULL);
  sigaction(SIGTERM, &stop, NULL);
  signal(SIGPIPE, SIG_IGN); /* a closed pipe, or a file over the limit, is told as a failed write */
  signal(SIGXFSZ, SIG_IGN);
}

static void on_signal_while_printing(int number) {
  (void)number;
  _exit(CIBLE_STOPPED);
}

void printing_begins(void) {
  signal(SIGINT, on_signal_while_printing);
  signal(SIGTERM, on_signal_while_printing);
}

void printing_ends(void) { take_signals(); }

/* From here on a signal ends the process: there is nothing left to stop. */
static void leave_signals(void) {
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
}

static int run_command(Options *options) {
  if (cible_open(NULL, &running) != CIBLE_OK) {
    complain(MESSAGE_NO_MEMORY, NULL);
    return CIBLE_STOPPED;
  }
  language_choose(running);
  take_signals();
  cache_use(running, options);
  int code = command_find(options->command)->run(running, options);
  end_progress();
  say_stats(running, options);
  leave_signals();
  cible_close(running);
  return code;
}

int main(int argc, char **argv) {
  Options options;
  language_choose(NULL);
  int code = options_read(argc, argv, &options);
  if (code == 0) {
    if (options.value[OPTION_VERSION]) printf("cible %s\n", cible_version());
    else if (!options.command || options.value[OPTION_HELP]) code = cmd_help(NULL, &options);
    else code = run_command(&options);
  }
  options_free(&options);
  return close_output(code);
}
