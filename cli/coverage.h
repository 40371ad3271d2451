/* What `cible test --coverage` says beside the tests. */
#ifndef CIBLE_CLI_COVERAGE_H
#define CIBLE_CLI_COVERAGE_H

#include "cli/cli.h"

/* Over all files of a call. */
typedef struct Covered {
  size_t sides, seen;
} Covered;

/* --threshold in percent, negative where it is not given; false: message printed. */
bool coverage_threshold(const Options *options, double *percent);
void coverage_add(Covered *total, const CibleCoverage *coverage);
bool coverage_enough(const Covered *total, double percent);
/* Of a file: how much, and what is missing, with its places. */
void coverage_print(Cible *cible, const CibleCoverage *coverage);
void coverage_print_json(const CibleCoverage *coverage);
/* Of all files. */
void coverage_print_total(const Covered *total, double percent);
void coverage_print_junit(const Covered *total, double percent);

#endif
