/* The program's definitions: what a run can give out, and what its slots are made from. */
#ifndef CIBLE_LANG_DEFS_H
#define CIBLE_LANG_DEFS_H

#include "lang/lower/lowering.h"

/* A definition to be: its row in the program, and the node of its value. */
typedef struct DefDraft {
  ProgramDef def;
  IrNode *node;
} DefDraft;

typedef struct DefList {
  DefDraft *items;
  uint32_t count, size;
} DefList;

/* Everything to be listed, once the declarations are lowered: columns first, then the declarations, extras, parts of choices,
 * measures, inputs of slots. False where memory is out or a limit is passed. */
bool defs_list(Lowering *l, DefList *list);
/* Gives the program its definitions, once its blocks are known. */
bool defs_write(Lowering *l, const DefList *list);

#endif
