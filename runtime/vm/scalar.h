/* Scalar: a program's instructions on one record, value by value: for hosts that decide on a record as it comes, where a batch of
 * one would spend its time on lanes that nobody needs.
 *
 * It knows the instructions that rules are mostly made of, and gives up at all others and at every fault: then the VM computes the
 * definition. What it gives is what the VM would give (tests/unit/test_record.c). */
#ifndef CIBLE_VM_SCALAR_H
#define CIBLE_VM_SCALAR_H

#include "runtime/base/status.h"
#include "runtime/vm/vm.h"

typedef struct Scalar Scalar;

/* Takes constants, the clock and the prologue's results from a VM over the subject, which must outlive it; slots are unknown. NULL
 * where memory is out. */
Scalar *scalar_new(const Alloc *alloc, const Program *program, const Vm *vm);
void scalar_free(Scalar *scalar); /* NULL is let be */

/* The value of a column of the subject, to be changed before scalar_begin; its text is borrowed. NULL where no instruction reads
 * it. */
Value *scalar_column(Scalar *scalar, uint32_t column);
/* The columns are those of another record: nothing is computed of it yet. */
void scalar_begin(Scalar *scalar);
/* The definition's value, until the next scalar_begin. NULL: it has given up. */
const Value *scalar_need(Scalar *scalar, uint32_t def);

#endif
