/* Multipliers: the prices at which the dual is as low as can be found, or nearly. */
#ifndef CIBLE_ASSIGN_MULTIPLIERS_H
#define CIBLE_ASSIGN_MULTIPLIERS_H

#include "runtime/assign/prices.h"

/* Sets the prices, and gives their dual. False where memory is out. */
bool multipliers_find(Prices *prices, Arena *arena, double *dual);

#endif
