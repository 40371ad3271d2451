/* Measures worked out from finished slots: their groups are the records of a unit of their own. */
#ifndef CIBLE_EXEC_MEASURE_H
#define CIBLE_EXEC_MEASURE_H

#include "runtime/exec/stages.h"

/* The measures of these defs, whose slots have been made; *out has one for each measure of the program, in the arena. Faults go to the
 * report. */
Status measures_make(const Stages *stages, const uint32_t *defs, uint32_t def_count, Arena *arena, DiagList *diags, ExecReport *report,
                     MeasureTable **out) MUST_CHECK;

#endif
