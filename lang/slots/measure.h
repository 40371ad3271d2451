/* Measures as lower.c sees them. */
#ifndef CIBLE_LANG_MEASURE_H
#define CIBLE_LANG_MEASURE_H

#include "lang/lower/lowering.h"

/* The node of its value, in a unit of its own; all of `out` but the definition. NULL where memory is out. */
IrNode *lower_measure(Lowering *l, const Symbol *measure, uint32_t index, ProgramMeasure *out);

#endif
