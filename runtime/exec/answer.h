/* Answer: what a summary tells, kept for whoever asks just that again. Only of runs that met no fault, and left out no row: then there is
 * nothing else to tell. */
#ifndef CIBLE_EXEC_ANSWER_H
#define CIBLE_EXEC_ANSWER_H

#include "runtime/exec/exec.h"

/* What a summary is asked for; of no bytes where answers are not kept, or it cannot be told. */
KeptKey answer_key(const ExecJob *job, const SummaryWish *told);
/* Has it been kept? Then what it tells is in the report's arena (the report has been begun): figures in the order of `told`, measures by
 * measure of the program. */
bool answer_take(const ExecJob *job, const KeptKey *key, const SummaryWish *told, ExecReport *report, DefFigures **figures,
                 MeasureTable **measures);
void answer_keep(const ExecJob *job, const KeptKey *key, const SummaryWish *told, const ExecReport *report, const DefFigures *const *figures,
                 const MeasureTable *measures);

#endif
