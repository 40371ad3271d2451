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
  Rules *before; /* what `:undo` comes back to */
  size_t undos;
};

/* A new, empty program; false where memory is out. */
bool rules_empty(Rules *rules);
/* Reads a file; 0, or an exit code with a message. */
int rules_read(Rules *rules, const char *path);
/* A copy without what is before it. */
bool rules_copy(const Rules *rules, Rules *out);
void rules_free(Rules *rules);
const char *rules_name(const Rules *rules);
/* Puts a declaration of `text` in the place of the one with its name, or behind all others; `*replaced`: there is one of
 * its name, here or in a file that is included, whose own text stays as it is. */
bool rules_put(Rules *rules, Cible *cible, const char *text, const CibleDeclaration *declaration, bool *replaced);
/* The declaration of that name, here or in a file that is included; its fields live until the handle's next call. */
bool rules_find(const Rules *rules, Cible *cible, const char *name, CibleDeclaration *out);
/* All of them, until the handle's next call; false where memory is out. What does not fit the grammar is left out. */
bool rules_outline(const Rules *rules, Cible *cible, const CibleDeclaration **all, size_t *count);
/* Writes the text, whole or not at all; 0, or an exit code with a message. */
int rules_write(const Rules *rules, const char *path);

#endif
