/* Lines for the prompt: from a terminal or from a file, put together while brackets are open. */
#ifndef CIBLE_CLI_REPL_LINE_INPUT_H
#define CIBLE_CLI_REPL_LINE_INPUT_H

#include "cli/repl/line/edit.h"

typedef struct Input {
  Edit *edit; /* NULL: lines are read plainly */
  char *line; /* the last one read, of getline */
  size_t line_size;
  char *text; /* what has been put together */
  size_t length, size;
  int depth;  /* of open brackets */
  bool torn;  /* the last line ends within a text */
} Input;

typedef enum InputEnd { INPUT_TEXT, INPUT_ENDED, INPUT_CLEARED /* Ctrl-C */ } InputEnd;

/* The next command, expression or declaration, in input->text[0 .. length), NUL behind. */
InputEnd input_next(Repl *repl, Input *input);
void input_free(Input *input);

#endif
