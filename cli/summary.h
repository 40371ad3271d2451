/* The summary of a run: what a marketer wants to see first. */
#ifndef CIBLE_CLI_SUMMARY_H
#define CIBLE_CLI_SUMMARY_H

#include "cli/cli.h"

void summary_print(const Cible *cible, const CibleProgram *program, const CibleFigures *figures, const char *file,
                   const char *database);
void summary_print_json(const Cible *cible, const CibleProgram *program, const CibleFigures *figures);

/* The measures of the latest summary; nothing where there is none. The JSON is one member of an object, with its comma. */
void measures_print(const Cible *cible);
/* One of them: its value behind its name and title, or its table below. */
void measure_print(const CibleMeasure *measure);
void measures_print_json(const Cible *cible);

#endif
