/* Slots under construction: what lowering asks of other rows and of whole tables (decision 5). A slot is one, however often it
 * is written: equal inputs are equal nodes. What lowering itself calls is in lang/lower/lowering.h. */
#ifndef CIBLE_LANG_SLOT_H
#define CIBLE_LANG_SLOT_H

#include "lang/lower/lowering.h"

/* A unit for the groups of a measure; PROGRAM_NONE where memory is out. */
uint32_t unit_of_measure(Lowering *l, uint32_t measure);
/* The slot's value in the unit under way. NULL where an input is, or where the unit has no such value. */
IrNode *slot_node(Lowering *l, const SlotDraft *draft);

#endif
