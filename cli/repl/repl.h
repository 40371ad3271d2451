/* `cible repl`: rules at a prompt. What is typed is an expression, declarations, or a command that begins with a colon. Functions give
 * an exit code, 0 where all went well, and have said what did not; texts that they are given are the caller's. */
#ifndef CIBLE_CLI_REPL_H
#define CIBLE_CLI_REPL_H

#include "cli/call.h"
#include "cli/repl/known.h"
#include "cli/repl/names.h"
#include "cli/repl/plans.h"
#include "cli/repl/rules.h"

typedef struct Repl {
  Cible *cible;
  const Options *options;
  Rules rules;
  CibleProgram *program; /* the rules compiled; NULL: the file that was loaded has errors */
  char *database, *today; /* NULL: none, the system's */
  CibleSetting *settings; /* --set and :set; each name is one text with its value behind it */
  size_t setting_count;
  Known known; /* figures that were told */
  Plans plans; /* as they were last shown */
  char *comments; /* lines of comments that were typed, until it shows whether a declaration follows; NULL: none */
  bool timed;
  int width;          /* of tables; 0: the terminal's */
  CibleFormat format; /* of rows */
  bool terminal;      /* a person types */
  bool quit;
} Repl;

typedef struct ReplCommand {
  const char *name, *words, *line, *example;
  int (*run)(Repl *repl, const char *words);
} ReplCommand;
extern const ReplCommand repl_commands[];
extern const size_t repl_command_count;

/* ---- repl.c ---- */
/* What was typed, whole: obeys it. */
int repl_take(Repl *repl, const char *text, size_t length);
/* Compiles a text in the place of the rules, with settings and perhaps one expression; messages printed: of warnings
 * those of the expression. */
int repl_compile(Repl *repl, const Rules *rules, const CibleExpression *expression, CibleProgram **out);
CibleCompileOptions repl_options(const Repl *repl, const CibleExpression *expressions, size_t count);
/* The warnings of the last compilation whose places are in these lines: of what was typed, not of what stood there before. */
void repl_say_warnings(const Repl *repl, const char *file, int first, int last);
/* Says what went wrong in the library; gives the exit code. */
int repl_finish(Repl *repl, CibleStatus status);
CibleRun repl_run(Repl *repl);
/* The rules as they stand, for commands that look at their words; the three are the caller's, and must stay as long as it. */
CibleReview repl_review(Repl *repl, CibleRun *run, CibleCompileOptions *options);
/* What Tab needs is made now, where a person types. */
void repl_ready(Repl *repl);
/* Says that memory is out; the exit code. */
int no_memory(void);
int repl_columns(const Repl *repl);
/* From here to repl_idle, Ctrl-C stops what the handle does. */
void repl_busy(Repl *repl);
void repl_idle(void);
/* Was Ctrl-C typed since the answer began? What prints much asks, and stops. */
bool repl_interrupted(void);
/* Prints a text line by line, until Ctrl-C; the exit code. */
int repl_print(const char *text, size_t length);

/* ---- define.c ---- */
int repl_define(Repl *repl, const char *text, size_t length);
/* Takes these rules in the place of the present ones (which go to `:undo` where `undo` is set), and tells what moved, and what follows
 * the names in `changed` (NULL: none are known). They are the Repl's from then on, or are freed where they have errors. */
int repl_replace(Repl *repl, Rules *rules, bool undo, const Names *changed);
/* Compiles anew with another setting of the param `changed`; false: the program stays as it is. */
bool repl_recompile(Repl *repl, const char *changed);

/* ---- cmd_session.c ---- */
/* What has been set by --set and `:set`, in a line that begins with `what`; none where nothing has. */
void repl_settings(const Repl *repl, const char *what);

/* ---- answer.c ---- */
int repl_answer(Repl *repl, const char *text);
/* The first rows of an expression. */
int repl_rows(Repl *repl, const CibleProgram *program, const CibleRun *run, const CibleRows *rows);
const char *type_word(CibleType type);
/* The subject's column of that name; NULL: it has none. It lives as long as the rules stay. */
const CibleField *repl_field(Repl *repl, const char *name);
/* Is a database open? If not, says how one is opened. */
bool repl_has_database(Repl *repl);

/* ---- plans.c ---- */
/* What campaigns that are not as they were in `was`, or hang on what is not, would do otherwise. */
int repl_diff_plans(Repl *repl, Rules *was);

/* ---- commands ---- */
/* The command of that name, or the only one that begins so; NULL with a message where there is none. */
const ReplCommand *repl_command(const char *name);
/* What stands behind the colon. */
int repl_obey(Repl *repl, const char *text);
/* Says that the command needs a word, or another one. */
int repl_needs(const char *command, const char *what);
/* Says that the rules have no such name, and which is near. */
int repl_no_name(Repl *repl, const char *name);
/* Cuts the next word off; NULL where there is none. It is the caller's to free. */
char *take_word(const char **words);
#define REPL(name, call, line, example) int repl_##name(Repl *repl, const char *words);
#include "cli/repl/repl_commands.def"
#undef REPL

#endif
