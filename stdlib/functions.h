/* The scalar functions of the language (language.md, section 4), made from functions.def. */
#ifndef CIBLE_STDLIB_FUNCTIONS_H
#define CIBLE_STDLIB_FUNCTIONS_H

#include "runtime/data/fn.h"

typedef enum FnId {
#define FN(id, name, result, args, flags, cost, kernel, parameters, doc, example) FN_##id,
#include "stdlib/functions.def"
#undef FN
  FN_COUNT
} FnId;

/* Static; indexed by FnId. */
extern const FnTable fn_table;

/* The first overload of that name, or -1. The others follow while the name is the same. */
int fn_find(Str name);

/* `hash_percent(x, salt)`, for those who ask it outside of a program. */
double hash_percent(Str salt, Str x);

#endif
