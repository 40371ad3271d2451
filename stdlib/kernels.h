/* The kernels of functions.def, declared for the files that define them, and what these share. */
#ifndef CIBLE_STDLIB_KERNELS_H
#define CIBLE_STDLIB_KERNELS_H

#include "runtime/data/fn.h"

#define FN(id, name, result, args, flags, cost, kernel, parameters, doc, example) void kernel(FnCall *call);
#include "stdlib/functions.def"
#undef FN

/* For each wanted lane i. */
#define EACH_LANE(call, i) MASK_EACH((call)->lanes, (call)->n, i)

/* Over 1 MiB a fault. The text lives as long as the batch. */
void give_text(FnCall *call, uint32_t lane, Str text);
/* Finite or a fault; never -0.0. */
void give_number(FnCall *call, uint32_t lane, double number);
/* A fault where there is one. */
static inline void give_i64(FnCall *call, uint32_t lane, Fault fault, int64_t value) {
  call->i64[lane] = value;
  if (fault) fn_fault(call, lane, fault);
}

#endif
