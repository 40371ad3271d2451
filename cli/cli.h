/* The command line: a thin face over cible.h. Each command reads its Options, calls the library and prints. */
#ifndef CIBLE_CLI_H
#define CIBLE_CLI_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "include/cible.h"

typedef enum OptionId {
#define OPTION(id, name, form, value, doc) OPTION_##id,
#include "cli/options.def"
#undef OPTION
  OPTION_COUNT
} OptionId;

typedef enum OptionForm { OPTION_FLAG, OPTION_VALUE, OPTION_MANY } OptionForm;

typedef struct OptionInfo {
  const char *name;
  OptionForm form;
  const char *value, *doc;
} OptionInfo;
extern const OptionInfo option_infos[OPTION_COUNT];

/* A call, taken apart. Texts are the process's own arguments. */
typedef struct Options {
  const char *command;
  const char *value[OPTION_COUNT]; /* NULL: not given; a flag: "" */
  const char **words;              /* what is no option, the command's name left out */
  size_t word_count;
  const char **many;               /* values of MANY options, with their id beside */
  OptionId *many_id;
  size_t many_count;
} Options;

typedef struct Command {
  const char *name, *words, *options, *line, *more;
  int (*run)(Cible *cible, const Options *options);
} Command;
extern const Command commands[];
extern const size_t command_count;
const Command *command_find(const char *name);

/* Takes the arguments apart; an exit code other than 0, with a message printed, where they are off. `options` owns its lists. */
int options_read(int argc, char **argv, Options *options);
void options_free(Options *options);
/* A whole number option, `otherwise` where it is not given; false (message printed) where it is none. */
bool options_number(const Options *options, OptionId id, uint64_t otherwise, uint64_t *out);
/* --set as settings of the library, for settings_free. false: message printed. */
bool options_settings(const Options *options, CibleSetting **settings, size_t *count);
void settings_free(CibleSetting *settings, size_t count);
/* A number of bytes: 64M, 2G, 500k, 1000000; `otherwise` where it is not given; false (message printed) where it is none. */
bool options_size(const Options *options, OptionId id, uint64_t otherwise, uint64_t *out);
/* 0: none were given; false: message printed. */
bool options_threads(const Options *options, unsigned *threads);
/* 0: none was given; false: message printed. */
bool options_delimiter(const Options *options, char *delimiter);
/* Database, clock, threads, limits, statistics; false: message printed. */
bool options_run(const Options *options, CibleRun *run);

/* The messages that the command line itself gives: rows of diag.def, by their id. */
typedef enum MessageId {
#define DIAG(id, code, severity, format, explanation) MESSAGE_##id,
#include "runtime/base/diag.def"
#undef DIAG
} MessageId;
/* To standard error: the row's format with the arguments behind, then the help, where it is not NULL. */
void complain(MessageId id, const char *help, ...);
/* The library's messages to standard error (with --json nothing: they are in the answer). Gives the exit code of a status. */
int finish(Cible *cible, CibleStatus status, const Options *options);
/* The faults of a run, and the rows that belong to no record, to standard error. */
void say_faults(const Cible *cible);
/* What a run left to say: these and its rate. */
void say_run(const Cible *cible);
/* --stats: where the time of the last run went, if it is asked for and there was one. */
void say_stats(const Cible *cible, const Options *options);
/* Progress on a terminal, for work longer than a second: CibleRun.progress. */
void show_progress(void *user, uint64_t records, uint64_t of);
void show_kilobytes(void *user, uint64_t bytes, uint64_t of); /* the same for imports */
void end_progress(void);

/* The run is over, and what it found may take long to be printed: until printing ends a signal ends the process, as one that is
 * stopped. */
void printing_begins(void);
void printing_ends(void);
/* Flushes standard output; 3 with a message where it could not be written. */
int close_output(int code);
bool is_terminal(FILE *file);
bool use_color(FILE *file);
int terminal_width(void); /* 0: no terminal */

/* Chooses the language of what is said, by LC_ALL, LC_MESSAGES, LANG and LANGUAGE; for the handle too, where it is there. */
void language_choose(Cible *cible);
/* The text in that language. */
const char *tr(const char *english) __attribute__((format_arg(1)));

/* Marks a text that is translated where it is said. */
#define N_(english) english

/* Printing. */
void print_aligned(FILE *out, const char *text, int width); /* by terminal columns, right-aligned */
void print_count(FILE *out, uint64_t count, int width);                /* 12 345, right-aligned */
void print_decimal(FILE *out, double number, int decimals, int width); /* 12 345.6 */
void print_money(FILE *out, int64_t money, int width);                 /* in 1/10 000: 12 345.60, or up to four decimals */
void print_share(FILE *out, uint64_t part, uint64_t whole, int width); /* 12.3 % */
void print_share_bar(FILE *out, uint64_t part, uint64_t whole);              /* in eighths of a cell, two blanks before it; of nothing: none */
void print_padded(FILE *out, const char *text, int width);             /* by terminal columns, control characters shown */
/* Likewise, and cut where it is wider, a … in the place of the rest. */
void print_cut(FILE *out, const char *text, int width);
/* The text and a line end; where it is wider than `width` (0: it never is), on several lines, broken at blanks, `indent` columns in
 * from the second on. */
void print_wrapped(FILE *out, const char *text, int width, int indent);
int text_columns(const char *text);
/* The columns of a table's first part: `width`, or what this text and two blanks take, but no more than `most`. */
int wide_enough(int width, const char *text, int most);
void print_json_text(FILE *out, const char *text);

/* What a message means, with an example; false where there is no such code. */
bool help_code(Cible *cible, const char *name, bool json);
void help_all_codes(Cible *cible, bool json);
/* What a word of the language opens, or, with `clauses`, the declarations that have a clause of that name; false where there are none. */
bool help_topic(const char *word, bool clauses);
/* The words that open declarations, on one line or, in a narrow window, on several. */
void help_topics_list(void);

/* `count --funnel SEGMENT` */
int count_funnel(Cible *cible, const Options *options);

/* The folder of kept columns and results: $XDG_CACHE_HOME/cible, or ~/.cache/cible; false where there is none. */
bool cache_folder(char *out, size_t size);
/* Has the handle use it, unless --no-cache says no. */
void cache_use(Cible *cible, const Options *options);
/* A question that has been asked, asked again, with nothing said of the answer. */
typedef struct Again {
  CibleStatus (*ask)(Cible *cible, const CibleProgram *program, const CibleRun *run, const void *self);
  const void *self;
} Again;
/* After a run that took its time: fills the cache in a process of its own, which the caller does not wait for: with columns that the
 * program uses, and with what computing the answer has given. */
void cache_fill_behind(Cible *cible, const CibleProgram *program, const CibleRun *run, const Options *options, const Again *again);

int cmd_outcome(Cible *cible, const Options *options);
int cmd_new(Cible *cible, const Options *options);
int cmd_import(Cible *cible, const Options *options);
int cmd_profile(Cible *cible, const Options *options);
int cmd_check(Cible *cible, const Options *options);
int cmd_fmt(Cible *cible, const Options *options);
int cmd_test(Cible *cible, const Options *options);
int cmd_run(Cible *cible, const Options *options);
int cmd_count(Cible *cible, const Options *options);
int cmd_eval(Cible *cible, const Options *options);
int cmd_diff(Cible *cible, const Options *options);
int cmd_segments(Cible *cible, const Options *options);
int cmd_evaluate(Cible *cible, const Options *options);
int cmd_plan(Cible *cible, const Options *options);
int cmd_brief(Cible *cible, const Options *options);
int cmd_export(Cible *cible, const Options *options);
int cmd_explain(Cible *cible, const Options *options);
int cmd_cache(Cible *cible, const Options *options);
int cmd_repl(Cible *cible, const Options *options);
int cmd_compile(Cible *cible, const Options *options);
int cmd_disasm(Cible *cible, const Options *options);
int cmd_help(Cible *cible, const Options *options);

#endif
