/* What the graph can say without a record: constants computed by the VM's own kernels, and conditions that a constant decides. */
#ifndef CIBLE_LANG_IR_FOLD_H
#define CIBLE_LANG_IR_FOLD_H

#include "lang/lower/ir.h"

/* What a node with these parts comes to, where it needs no node of its own; NULL else. */
IrNode *ir_simplify(Ir *ir, const IrNode *model);
/* May this function report a fault? By families of neighbours in functions.def; true where in doubt. */
bool ir_fn_faults(uint32_t fn);

#endif
