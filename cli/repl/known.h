/* Figures of definitions as they were last told, to say what moved. */
#ifndef CIBLE_CLI_REPL_KNOWN_H
#define CIBLE_CLI_REPL_KNOWN_H

#include "cli/cli.h"

enum { FIGURE_ROWS = 200 /* of a measure's table, that are kept */ };

typedef struct FigureValue {
  char *text; /* as written; NULL: unknown */
  double number;
} FigureValue;

typedef struct Figure {
  char *name;
  CibleType type;
  uint64_t records, known, unknown, truths;
  double least, greatest, mean;
  bool measure;  /* then `records` are the rows of its table */
  char **labels; /* CIBLE_LABEL; of a measure's rows, "" where it is one value */
  uint64_t *counts;
  FigureValue *values; /* of a measure's rows */
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
bool known_put_measure(Known *known, const CibleDefinition *definition, const CibleMeasure *measure);
/* Moves a figure here, which has none of its name; false where memory is out. */
bool known_take(Known *known, Figure *figure);
void known_drop(Known *known, const char *name);
/* Forgets all where the database is another, or has changed since. */
void known_hold(Known *known, const char *database);
/* Prints "hot: 1 204 → 1 377 (+173)"; false, with nothing printed, where nothing moved. `was` may be NULL. */
bool figure_print_move(const Figure *was, const Figure *is);
/* "1 204 → 1 377 (+173)" */
void print_count_move(uint64_t was, uint64_t is);
/* "hot: 1 204 of 20 000 (6.0 %)" */
void figure_print(const Figure *figure);

#endif
