/* What can be told of rules in which something does not fit the grammar. */
#ifndef CIBLE_LANG_ENGINE_REST_H
#define CIBLE_LANG_ENGINE_REST_H

#include "lang/check/check.h"

/* Checks the declarations that are whole, and adds to `diags`, which has the errors of reader and parser, the errors in them that
 * cannot come from what was lost. `alloc` is for the time of the call. */
void engine_check_rest(const CheckInput *input, const Alloc *alloc, DiagList *diags);

#endif
