/* SPDX-License-Identifier: MIT
 * Messages, progress and the end of a command: everything that goes to standard error. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* The rows of diag.def, for the messages that the command line itself gives. */
static const struct {
  const char *code, *format;
} rows[] = {
#define DIAG(id, code, severity, format, explanation) {code, format},
#include "runtime/base/diag.def"
#undef DIAG
};

bool is_terminal(FILE *file) { return isatty(fileno(file)) == 1; }

bool use_color(FILE *file) {
  const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
  return !(no && *no) && !(term && strcmp(term, "dumb") == 0) && is_terminal(file);
}

static int columns_of(FILE *file) {
  struct winsize size;
  if (!is_terminal(file) || ioctl(fileno(file), TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

int terminal_width(void) { return columns_of(stdout); }

void complain(MessageId id, const char *help, ...) {
  const char *format = tr(rows[id].format);
  fprintf(stderr, "%s[%s]: ", tr("error"), rows[id].code);
  va_list args;
  va_start(args, help);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  if (help) fprintf(stderr, "  = %s: %s\n", tr("help"), tr(help));
}

/* How many of the messages are warnings about rule files. */
static size_t rule_warnings(const Cible *cible) {
  size_t of_rules = 0;
  for (size_t i = 0; i < cible_message_count(cible); i++) {
    CibleMessage message = cible_message(cible, i);
    of_rules += !message.is_error && message.file;
  }
  return of_rules;
}

/* Warnings about rules are counted where nobody asked for them; errors, and what is about the data of the call, are told. */
static void say_warnings(Cible *cible, const Options *options, size_t of_rules) {
  for (size_t i = 0; i < cible_message_count(cible); i++) {
    CibleMessage message = cible_message(cible, i);
    if (message.is_error || !message.file) fputs(cible_message_text(cible, i, use_color(stderr)), stderr);
  }
  const char *file = options->value[OPTION_FILE] ? options->value[OPTION_FILE] : options->word_count ? options->words[0] : "FILE";
  fprintf(stderr, of_rules == 1 ? tr("%zu warning; `cible check %s` shows it\n") : tr("%zu warnings; `cible check %s` shows them\n"), of_rules, file);
}

/* Did the program that reads the results stop doing so, as `head` does when it has enough? That is no error to be told. */
static bool reader_left(const Cible *cible, const Options *options) {
  const char *out = options->value[OPTION_OUT];
  if (out && strcmp(out, "-") != 0) return false;
  for (size_t i = 0; i < cible_message_count(cible); i++)
    if (strcmp(cible_message(cible, i).code, "E362") == 0) return true;
  return false;
}

int finish(Cible *cible, CibleStatus status, const Options *options) {
  end_progress();
  if (status == CIBLE_NO_MEMORY) {
    complain(MESSAGE_NO_MEMORY, NULL);
    return CIBLE_STOPPED;
  }
  if (options->value[OPTION_JSON]) return (int)status;
  size_t warnings = rule_warnings(cible);
  bool whole = strcmp(options->command, "check") == 0;
  if (reader_left(cible, options)) return CIBLE_STOPPED;
  if (warnings && !whole) say_warnings(cible, options, warnings);
  else if (cible_message_count(cible)) {
    cible_set_width(cible, (unsigned)columns_of(stderr));
    fputs(cible_messages_text(cible, use_color(stderr)), stderr);
  }
  return (int)status;
}

static void say_count(uint64_t count) { print_count(stderr, count, 0); }

void say_faults(const Cible *cible) {
  fflush(stdout); /* what was given stands before what is said of it */
  for (size_t i = 0; i < cible_fault_count(cible); i++) {
    CibleFault fault = cible_fault(cible, i);
    if (i == 0) fputs(tr("Faults (the value was taken as unknown):\n"), stderr);
    fputs("  ", stderr);
    if (fault.file) fprintf(stderr, "%s:%d:%d  ", fault.file, fault.line, fault.column);
    fprintf(stderr, "%s, ", tr(fault.kind));
    say_count(fault.count);
    if (!fault.keys[0]) fputs(fault.count == 1 ? tr(" time  ") : tr(" times  "), stderr); /* in groups, or in one value for all: of no record */
    else fprintf(stderr, fault.count == 1 ? tr(" record (key %s%s)  ") : tr(" records (keys %s%s)  "), fault.keys, fault.count > 3 ? ", …" : "");
    print_padded(stderr, fault.source, 0);
    fputc('\n', stderr);
  }
  for (size_t i = 0; i < cible_orphans_count(cible); i++) {
    CibleOrphans orphans = cible_orphans(cible, i);
    say_count(orphans.count);
    bool one = orphans.count == 1;
    fputs(one ? tr(" row of `") : tr(" rows of `"), stderr);
    print_padded(stderr, orphans.record, 0);
    fputs(one ? tr("` belongs to no record of `") : tr("` belong to no record of `"), stderr);
    print_padded(stderr, orphans.of, 0);
    fputs(one ? tr("` and is left out\n") : tr("` and are left out\n"), stderr);
  }
}

void say_run(const Cible *cible) {
  say_faults(cible);
  double seconds = cible_run_seconds(cible);
  say_count(cible_run_records(cible));
  fprintf(stderr, tr(" records in %.2f s"), seconds);
  if (seconds > 0) {
    fputs(" (", stderr);
    say_count((uint64_t)((double)cible_run_records(cible) / seconds));
    fputs(tr(" a second)"), stderr);
  }
  fprintf(stderr, cible_run_threads(cible) == 1 ? tr(", %u thread\n") : tr(", %u threads\n"), cible_run_threads(cible));
}

/* ---- progress ---- */

static struct {
  double started, shown;
  bool on_screen;
} progress;

static double now_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* `done` of `of` (0: not known), in units of that name. */
static void show(const char *unit, uint64_t done, uint64_t of) {
  if (!is_terminal(stderr)) return;
  double now = now_seconds();
  if (progress.started == 0) progress.started = progress.shown = now;
  if (now - progress.started < 1 || now - progress.shown < 0.2) return;
  progress.shown = now;
  progress.on_screen = true;
  double rate = (double)done / (now - progress.started);
  fputs("\r\033[K", stderr);
  say_count(done);
  if (of) fputs(tr(" of "), stderr), say_count(of);
  fprintf(stderr, " %s, ", tr(unit));
  say_count((uint64_t)rate);
  fputs(tr(" a second"), stderr);
  if (of > done && rate > 0) fprintf(stderr, tr(", %.0f s left"), (double)(of - done) / rate);
}

void show_progress(void *user, uint64_t records, uint64_t of) {
  (void)user;
  show(N_("records"), records, of);
}

void show_kilobytes(void *user, uint64_t bytes, uint64_t of) {
  (void)user;
  show(N_("kB"), bytes / 1000, of / 1000);
}

void end_progress(void) {
  if (progress.on_screen) fputs("\r\033[K", stderr);
  progress.on_screen = false;
  progress.started = 0;
}

int close_output(int code) {
  if (fflush(stdout) == 0 && !ferror(stdout)) return code;
  if (errno == EPIPE) return CIBLE_STOPPED; /* who read it has enough, as `head` has */
  complain(MESSAGE_OUTPUT_FAILED, NULL, strerror(errno));
  return CIBLE_IO;
}
