/* Measures worked out from finished slots: their groups are the records of a unit of their own. */
#ifndef CIBLE_EXEC_MEASURE_H
#define CIBLE_EXEC_MEASURE_H

#include "runtime/exec/stages.h"

/* All measures of the program, whose slots have been made; *out has one a measure, in the arena. Faults go to the report. */
Status measures_make(const Stages *stages, Arena *arena, DiagList *diags, ExecReport *report, MeasureTable **out) MUST_CHECK;

#endif
