/* The lines that were typed, kept from session to session in the user's data folder, for the user alone. */
#ifndef CIBLE_CLI_REPL_LINE_HISTORY_H
#define CIBLE_CLI_REPL_LINE_HISTORY_H

#include <histedit.h>
#include <limits.h>
#include <stddef.h>

typedef struct Past {
  History *lines;
  char path[PATH_MAX]; /* of the file; empty: they are not kept */
} Past;

/* Without a file, or with one that cannot be read or written, lines are kept for the session alone. */
void past_open(Past *past);
/* Adds what was typed until it was whole, as one line where it can be, and writes it to the file at once: sessions at the same time do
 * not lose what the others add. */
void past_add(Past *past, const char *text);
void past_close(Past *past);

#endif
