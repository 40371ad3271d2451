/* The program as it was entered: one text, in which declarations are replaced by their names. A Rules owns its texts. */
#ifndef CIBLE_CLI_REPL_RULES_H
#define CIBLE_CLI_REPL_RULES_H

#include "cli/cli.h"

typedef struct Rules Rules;
struct Rules {
  char *text;
  size_t length;
  char *path;    /* the file that it was loaded from; NULL: none */
  char *loaded;  /* the text as it was loaded */
  Cible *reader; /* keeps the outline of this text; NULL: it has not been asked for */
  const CibleDeclaration *outline;
  size_t outline_count;
  Rules *before; /* what `:undo` comes back to */
};

/* A new, empty program; false where memory is out. */
bool rules_empty(Rules *rules);
/* Reads a file; 0, or an exit code with a message. */
int rules_read(Rules *rules, const char *path);
/* A copy without what is before it. */
bool rules_copy(const Rules *rules, Rules *out);
void rules_free(Rules *rules);
const char *rules_name(const Rules *rules);
/* All declarations, those of included files too; kept until the text changes. What does not fit the grammar is left out. False where
 * memory is out. */
bool rules_outline(Rules *rules, const CibleDeclaration **all, size_t *count);
/* Gives the memory of the outline back, until it is asked for again. */
void rules_rest(Rules *rules);
/* The declaration of that name, here or in a file that is included; NULL: none. */
const CibleDeclaration *rules_find(Rules *rules, const char *name);
/* The declaration of that space and name; NULL: none. */
const CibleDeclaration *rules_match(Rules *rules, const CibleDeclaration *as);
/* Are they written otherwise? Two that stand in files that are included are taken to be the same. */
bool rules_differ(const Rules *a, const CibleDeclaration *x, const Rules *b, const CibleDeclaration *y);
/* These rules with each declaration that was typed, and the comments on it, in the place of the one with its name, or behind all others;
 * `replaced[i]`: there was one of its name, here or in a file that is included, whose own text stays as it is. False where memory is
 * out. */
bool rules_put(Rules *rules, const char *typed, const CibleDeclaration *declarations, size_t count, bool *replaced, Rules *out);
/* Widens a declaration's place in a text by the comments on it: whole lines straight above, and what stands behind it on its line. */
void rules_widen(const char *text, size_t length, size_t *from, size_t *to);
/* Writes the text, whole or not at all; 0, or an exit code with a message. A database is never replaced. */
int rules_write(const Rules *rules, const char *path);

#endif
