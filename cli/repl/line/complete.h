/* What Tab offers. */
#ifndef CIBLE_CLI_REPL_LINE_COMPLETE_H
#define CIBLE_CLI_REPL_LINE_COMPLETE_H

#include "cli/repl/repl.h"

enum { OFFERED_MOST = 200, INSERT_MOST = 256 };

typedef struct Completion {
  size_t drop;                 /* bytes before the cursor that go … */
  char insert[INSERT_MOST];    /* … and what comes in their place: what all that fits has in common */
  Names words, notes;          /* what fits, where it is more than one, and what is said of each: at most OFFERED_MOST */
  size_t more;                 /* that fit beside */
} Completion;

/* Of the line's first `cursor` bytes: commands behind a colon and what each takes, labels behind `is` and `=`, the members of a record or
 * choice behind a point, records and segments behind `of`, a function's parameters behind its bracket, else names, columns, functions and
 * words of the language. `more`: the line goes on what stands before. `out` is for completion_free. */
void complete(Repl *repl, const char *line, size_t cursor, bool more, Completion *out);
void completion_free(Completion *completion);

#endif
