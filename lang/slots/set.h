/* What aggregates, sequences and measures share: going among the rows of a set, and back. */
#ifndef CIBLE_LANG_SET_H
#define CIBLE_LANG_SET_H

#include "lang/slots/slot.h"

/* Where the set is named, while its rows are at hand. */
typedef struct SetContext {
  uint32_t unit, rows;    /* where it is named; its rows */
  const Symbol *measure;
  const OptionParts *parts;
} SetContext;

/* The record whose rows a set's are: itself, or of a segment the subject. */
const Record *set_record(const Lowering *l, const Symbol *set);
/* From here on names mean what they mean to a row of the set. */
bool set_begin(Lowering *l, const Symbol *set, SetContext *context);
void set_end(Lowering *l, const SetContext *context);
/* Which rows: the condition's, of a segment its members' only; NULL: all. Among the rows. */
IrNode *set_where(Lowering *l, const Symbol *set, const AstNode *condition);
/* Says in the draft whose rows it is made from, and to whom its value belongs. Among the rows. */
bool set_owner(Lowering *l, const SetContext *context, const Symbol *set, const AstNode *per, SlotDraft *draft);
/* The names in `segments (a, b)`, where a measure's dimension is such; else NULL. */
const AstNode *measure_segments(const AstNode *dimension);

#endif
