/* SPDX-License-Identifier: MIT
 * cible repl [FILE]: the loop. */
#include "cli/repl/repl.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/repl/line/input.h"

/* ---- Ctrl-C ---- */

/* What it stops, while something is under way. */
static Cible *volatile under_way;
static volatile sig_atomic_t interrupted;

static void on_interrupt(int number) {
  (void)number;
  interrupted = 1;
  Cible *cible = under_way;
  if (cible) cible_cancel(cible);
}

static void take_interrupts(void) {
  struct sigaction stop = {.sa_handler = on_interrupt};
  sigaction(SIGINT, &stop, NULL);
}

void repl_busy(Repl *repl) { under_way = repl->cible; }
void repl_idle(void) { under_way = NULL; }
bool repl_interrupted(void) { return interrupted != 0; }

int repl_print(const char *text, size_t length) {
  for (size_t at = 0; at < length;) {
    const char *end = memchr(text + at, '\n', length - at);
    size_t n = end ? (size_t)(end - text) + 1 - at : length - at;
    if (interrupted) return CIBLE_STOPPED;
    fwrite(text + at, 1, n, stdout);
    at += n;
  }
  return 0;
}

/* ---- what commands share ---- */

int repl_finish(Repl *repl, CibleStatus status) {
  repl_idle();
  end_progress();
  if (status == CIBLE_OK) return 0;
  fflush(stdout);
  if (status == CIBLE_NO_MEMORY) {
    complain(MESSAGE_NO_MEMORY, NULL);
    return CIBLE_STOPPED;
  }
  cible_set_width(repl->cible, (unsigned)repl_columns(repl));
  fputs(cible_messages_text(repl->cible, use_color(stderr)), stderr);
  return (int)status;
}

CibleCompileOptions repl_options(const Repl *repl, const CibleExpression *expressions, size_t count) {
  return (CibleCompileOptions){.settings = repl->settings, .setting_count = repl->setting_count, .expressions = expressions,
                               .expression_count = count, .quiet_unused = 1, .shadow = 1};
}

void repl_say_warnings(const Repl *repl, const char *file, int first, int last) {
  fflush(stdout);
  for (size_t i = 0; i < cible_message_count(repl->cible); i++) {
    CibleMessage message = cible_message(repl->cible, i);
    bool typed = message.file && strcmp(message.file, file) == 0 && message.line >= first && message.line <= last;
    if (typed && !message.is_error) fputs(cible_message_text(repl->cible, i, use_color(stderr)), stderr);
  }
}

int repl_compile(Repl *repl, const Rules *rules, const CibleExpression *expression, CibleProgram **out) {
  CibleCompileOptions options = repl_options(repl, expression, expression != NULL);
  int code = repl_finish(repl, cible_compile_text(repl->cible, rules_name(rules), rules->text, rules->length, &options, out));
  if (code == 0 && expression) repl_say_warnings(repl, "(expression)", 1, INT_MAX);
  return code;
}

CibleRun repl_run(Repl *repl) {
  CibleRun run;
  if (!options_run(repl->options, &run)) run = (CibleRun){.where = -1}; /* held when the session began */
  run.database = repl->database;
  if (repl->today) run.today = repl->today;
  return run;
}

int repl_columns(const Repl *repl) { return repl->width ? repl->width : terminal_width(); }

CibleReview repl_review(Repl *repl, CibleRun *run, CibleCompileOptions *options) {
  *run = repl_run(repl);
  *options = repl_options(repl, NULL, 0);
  const Rules *rules = &repl->rules;
  return (CibleReview){.path = rules_name(rules), .text = rules->text, .length = rules->length, .options = options, .run = run};
}

int no_memory(void) {
  complain(MESSAGE_NO_MEMORY, NULL);
  return CIBLE_STOPPED;
}

void repl_ready(Repl *repl) {
  const CibleDeclaration *all;
  size_t count;
  if (repl->terminal) (void)rules_outline(&repl->rules, &all, &count);
}

/* ---- what was typed ---- */

static void trim_end(char *text, size_t *length) {
  while (*length && strchr(" \t\r\n", text[*length - 1])) (*length)--;
  text[*length] = 0;
}

/* Comments straight before a declaration are kept with it; behind an empty line they are of nothing. */
static int keep_comments(Repl *repl, char *before, const char *text) {
  bool empty = !text[strspn(text, " \t\r\n")], ended = !empty && text[strlen(text) - 1] == '\n';
  int n = empty ? 0 : asprintf(&repl->comments, "%s%s%s", before ? before : "", text, ended ? "" : "\n");
  if (n <= 0) repl->comments = NULL;
  free(before);
  return 0;
}

static int define(Repl *repl, char *comments, char *text, size_t length) {
  char *whole = NULL;
  trim_end(text, &length);
  int n = comments ? asprintf(&whole, "%s%s", comments, text) : 0;
  int code = n < 0 ? no_memory() : whole ? repl_define(repl, whole, (size_t)n) : repl_define(repl, text, length);
  if (n > 0) free(whole);
  free(comments);
  return code;
}

static int take_whole(Repl *repl, char *text, size_t length) {
  CibleTyped typed;
  size_t blank = strspn(text, " \t");
  bool command = text[blank] == ':' && !memchr(text, 0, length);
  CibleStatus status = command ? CIBLE_OK : cible_read_typed(repl->cible, "(prompt)", text, length, &typed);
  if (!command && status == CIBLE_OK && typed == CIBLE_TYPED_UNFINISHED) status = CIBLE_NO; /* the input has ended */
  char *comments = repl->comments;
  repl->comments = NULL;
  if (!command && status == CIBLE_OK && typed == CIBLE_TYPED_NOTHING) return keep_comments(repl, comments, text);
  if (!command && status == CIBLE_OK && typed == CIBLE_TYPED_DECLARATIONS) return define(repl, comments, text, length);
  free(comments);
  if (status != CIBLE_OK) return repl_finish(repl, status);
  trim_end(text, &length);
  if (command) return repl_obey(repl, text + blank + 1);
  if (repl->program) return repl_answer(repl, text + blank);
  complain(MESSAGE_REPL_NO_RULES, "`:reload` reads them again");
  return CIBLE_NO;
}

int repl_take(Repl *repl, const char *text, size_t length) {
  char *copy = malloc(length + 1);
  if (!copy) return no_memory();
  memcpy(copy, text, length);
  copy[length] = 0;
  interrupted = 0;
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  int code = take_whole(repl, copy, length);
  clock_gettime(CLOCK_MONOTONIC, &to);
  if (repl->timed) printf("(%.1f ms)\n", (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6);
  free(copy);
  fflush(stdout);
  return code;
}

/* ---- the session ---- */

/* With --strict the first error ends it; a closed output always does. */
static int run_lines(Repl *repl) {
  Input input = {.edit = edit_open(repl)};
  int code = 0;
  while (!repl->quit && !ferror(stdout)) {
    InputEnd end = input_next(repl, &input);
    if (end == INPUT_ENDED) {
      if (input.edit) putchar('\n'); /* behind the prompt */
      break;
    }
    int answer = end == INPUT_TEXT ? repl_take(repl, input.text, input.length) : 0;
    if (answer == 0 || !repl->options->value[OPTION_STRICT]) continue;
    code = answer;
    break;
  }
  input_free(&input);
  return code;
}

/* A file with errors leaves a session without a program, until it is mended. */
static int open_rules(Repl *repl) {
  const Options *options = repl->options;
  if (options->word_count > 1) {
    complain(MESSAGE_EXTRA_WORD, NULL, "repl", options->words[1]);
    return CIBLE_USAGE;
  }
  int code = options->word_count ? rules_read(&repl->rules, options->words[0]) : 0;
  if (!options->word_count && !rules_empty(&repl->rules)) code = CIBLE_STOPPED;
  if (code) return code;
  int wrong = repl_compile(repl, &repl->rules, NULL, &repl->program);
  repl_ready(repl);
  return options->value[OPTION_STRICT] ? wrong : 0;
}

static int open_session(Repl *repl) {
  CibleRun run;
  const char *database = repl->options->value[OPTION_DB];
  if (!options_run(repl->options, &run) || !options_settings(repl->options, &repl->settings, &repl->setting_count)) return CIBLE_USAGE;
  if (cible_keep(repl->cible, 0) != CIBLE_OK || (database && !(repl->database = strdup(database)))) return CIBLE_STOPPED;
  return open_rules(repl);
}

int cmd_repl(Cible *cible, const Options *options) {
  Repl repl = {.cible = cible, .options = options, .format = CIBLE_TABLE,
               .terminal = is_terminal(stdin) && is_terminal(stdout)};
  take_interrupts();
  int code = open_session(&repl);
  if (code == 0) code = run_lines(&repl);
  repl_idle();
  cible_program_free(repl.program);
  rules_free(&repl.rules);
  known_forget(&repl.known);
  plans_forget(&repl.plans);
  free(repl.comments);
  settings_free(repl.settings, repl.setting_count);
  free(repl.database);
  free(repl.today);
  return code;
}
