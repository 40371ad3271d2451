/* Choice LP: blocks of options, of each block one at the most, in parts; each option brings a gain and uses resources. Solved for the
 * worth of resources by an interior point method: of equally good worths it gives those in the middle, the same for resources that
 * are alike. */
#ifndef CIBLE_ASSIGN_CHOICE_LP_H
#define CIBLE_ASSIGN_CHOICE_LP_H

#include "runtime/base/arena.h"

enum { CHOICE_USES = 3, CHOICE_ROWS_MOST = 512 };

/* What one option takes; a row that is `rows` is none. */
typedef struct ChoiceUse {
  uint32_t row[CHOICE_USES];
  double amount[CHOICE_USES];
} ChoiceUse;

typedef struct ChoiceLp {
  uint32_t rows;   /* resources: 1 of each is there */
  uint32_t blocks;
  uint32_t *first; /* where each block's options begin, and behind the last where they end */
  double *gain;    /* by option: > 0, about 1 */
  ChoiceUse *use;  /* by option */
} ChoiceLp;

/* What 1 of each resource is worth, >= 0, so exactly that the dual is within about 1e-5 of the optimum. `worth` (rows + 1 of them, the
 * last is 0) holds worths to begin with: all 0, or those of a program much like this one. False where memory is out. */
bool choice_lp_solve(const ChoiceLp *lp, Arena *arena, double *worth);
/* The dual: no choice has a greater gain, whatever the worths, >= 0. */
double choice_lp_dual(const ChoiceLp *lp, const double *worth);

#endif
