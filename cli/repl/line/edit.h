/* Line editing at a terminal, by libedit: history, completion, Ctrl-C that clears the line. */
#ifndef CIBLE_CLI_REPL_LINE_EDIT_H
#define CIBLE_CLI_REPL_LINE_EDIT_H

#include "cli/repl/repl.h"

typedef struct Edit Edit;

/* NULL where there is no terminal, or no memory: then lines are read plainly. */
Edit *edit_open(Repl *repl);
/* The next line with its end, until the next call; NULL at the end of the input. `more`: it goes on what stands before. `*cleared`:
 * Ctrl-C was typed, there is no line. */
const char *edit_line(Edit *edit, bool more, bool *cleared);
/* Adds what was typed until it was whole to the history. */
void edit_keep(Edit *edit, const char *text);
/* Gives the terminal back. */
void edit_close(Edit *edit);

#endif
