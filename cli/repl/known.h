/* Figures of definitions as they were last told, to say what moved. */
#ifndef CIBLE_CLI_REPL_KNOWN_H
#define CIBLE_CLI_REPL_KNOWN_H

#include "cli/cli.h"

typedef struct Figure {
  char *name;
  CibleType type;
  uint64_t records, known, unknown, truths;
  double least, greatest, mean;
  char **labels; /* CIBLE_LABEL */
  uint64_t *counts;
  size_t label_count;
} Figure;

typedef struct Known {
  Figure *items;
  size_t count, size;
  char state[64]; /* of the database that they are of; empty: of none */
} Known;

void known_forget(Known *known);
/* NULL where it is not known. */
const Figure *known_find(const Known *known, const char *name);
/* Adds or replaces; false where memory is out. */
bool known_put(Known *known, const CibleDefinition *definition, const CibleFigures *figures, uint64_t records);
/* Moves a figure here, which has none of its name; false where memory is out. */
bool known_take(Known *known, Figure *figure);
void known_drop(Known *known, const char *name);
/* Forgets all where the database is another, or has changed since. */
void known_hold(Known *known, const char *database);
/* Prints "hot: 1 204 → 1 377 (+173)"; false, with nothing printed, where nothing moved. `was` may be NULL. */
bool figure_print_move(const Figure *was, const Figure *is);
/* "hot: 1 204 of 20 000 (6.0 %)" */
void figure_print(const Figure *figure);

#endif
