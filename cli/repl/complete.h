/* What Tab offers. */
#ifndef CIBLE_CLI_REPL_COMPLETE_H
#define CIBLE_CLI_REPL_COMPLETE_H

#include "cli/repl/repl.h"

typedef struct Completion {
  char insert[256]; /* what all that fits has in common, behind what stands there */
  char list[4096];  /* what fits, a line each, where it is more than one; with a function's parameters */
} Completion;

/* Of the line's first `cursor` bytes: commands behind a colon, files behind :load, labels behind `is` and `=`, else names, columns,
 * functions and words of the language. */
void complete(Repl *repl, const char *line, size_t cursor, Completion *out);

#endif
