/* Figures: what is added up of one definition, batch after batch, to become its DefFigures. */
#ifndef CIBLE_EXEC_FIGURES_H
#define CIBLE_EXEC_FIGURES_H

#include "runtime/exec/exact_sum.h"
#include "runtime/exec/exec.h"

enum { SCORE_STEPS = 1001 /* a score's range in thousandths, both ends included */, SCORE_BINS = 20 };

typedef struct Figures {
  uint64_t known, unknown, truths;
  double least, greatest; /* while something is known */
  __int128 whole;         /* sum of integers, or of money in 1/10 000 */
  ExactSum sum;           /* of numbers */
  uint64_t *labels;       /* CODE */
  __int128 *label_costs;  /* CHOOSE with a cost */
  double lo, hi;          /* the range of steps and bins */
  uint64_t *steps;        /* records by their nearest thousandth of it; NULL: it has none */
  uint64_t bins[SCORE_BINS];
} Figures;

/* With the range lo..hi where lo < hi; else with that of the definition, if it is a score. False where memory is out. What it owns
 * lives in the arena. */
bool figures_init(Figures *figures, const ProgramDef *def, double lo, double hi, Arena *arena) __attribute__((warn_unused_result));
/* Adds the definition's values in these lanes; `costs` is the chosen option's cost (NULL: none). */
void figures_add(Figures *figures, const ProgramDef *def, const Vector *values, const Vector *costs, const Mask *lanes, uint32_t n);
void figures_merge(Figures *figures, Figures *other, const ProgramDef *def);
/* What came out; `labels` and costs are made in the arena. */
bool figures_result(Figures *figures, const ProgramDef *def, Arena *arena, DefFigures *out) __attribute__((warn_unused_result));

#endif
