/* Slots under construction: what lowering asks of other rows and of whole tables (decision 5). A slot is one, however often it
 * is written: equal inputs are equal nodes. */
#ifndef CIBLE_LANG_SLOT_H
#define CIBLE_LANG_SLOT_H

#include "lang/lower/lowering.h"

/* The nodes of its inputs, all of unit slot.rows; lower.c makes them definitions, and writes their numbers into `slot`. */
struct SlotDraft {
  ProgramSlot slot;
  IrNode *value, *where, *by; /* NULL: none */
  IrNode **keys;              /* slot.key_count */
  IrNode **conditions;        /* one a step */
};

/* The units of the program's records, and which table is of which. */
bool units_list(Lowering *l);
/* A unit for the groups of a measure. */
uint32_t unit_of_measure(Lowering *l, uint32_t measure);

/* The slot's value in the unit under way. NULL where an input is, or where the unit has no such value. */
IrNode *slot_node(Lowering *l, const SlotDraft *draft);
/* The value of a node of a unit above, in the unit under way; nodes of that unit or of none are as they are. */
IrNode *slot_cross(Lowering *l, IrNode *node);
/* Gives the program its slots. */
bool slots_write(Lowering *l);

/* ---- what becomes slots: set.c, sequence.c, cut.c, measure.c ---- */

/* `sum(amount of orders where …)` */
IrNode *lower_aggregate(Lowering *l, const AstNode *node);
IrNode *lower_sequence(Lowering *l, const AstNode *node);
/* A classification by rank or share. */
IrNode *lower_cut(Lowering *l, const Symbol *symbol);
/* A measure without dimensions, named in an expression. */
IrNode *lower_measure_value(Lowering *l, const Symbol *measure);

#endif
