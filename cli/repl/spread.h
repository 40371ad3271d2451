/* How an expression is spread over all records: counts, extremes, a histogram. */
#ifndef CIBLE_CLI_REPL_SPREAD_H
#define CIBLE_CLI_REPL_SPREAD_H

#include "cli/repl/repl.h"
#include "cli/repl/scale.h"

/* Numbers, in a form that is short enough. */
void print_number(double number);
/* Prints it, of the records for which the condition is true (NULL: of all). `scale`, of `bars` 0 until it is made, is kept for parts of the
 * same. */
int repl_spread(Repl *repl, const char *expression, const char *condition, Scale *scale);

#endif
