/* Constant folding, by the VM's own kernels, for the checker: bounds, thresholds, weights, items of lists. */
#ifndef CIBLE_LANG_FOLD_H
#define CIBLE_LANG_FOLD_H

#include "lang/check/symbol.h"

/* The value of a checked expression made of literals, params, operators and functions only. False where it is none of these
 * (or hangs on a record or on today), or where computing it faults. out->known may be false (`unknown`). */
bool fold_expr(Arena *arena, const AstNode *expr, Value *out);

#endif
