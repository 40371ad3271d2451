/* Need: what a program comes down to where only some definitions are asked for: blocks, columns, slots. */
#ifndef CIBLE_CODE_NEED_H
#define CIBLE_CODE_NEED_H

#include "runtime/code/program.h"

typedef struct Need {
  const Program *program;
  bool *blocks, *slots; /* by number */
  ColumnUse *columns;   /* likewise */
  const bool *kept; /* blocks whose results are at hand, and which therefore need nothing; may be NULL */
  bool (*is_kept)(void *keeper, uint32_t block); /* the same, in place of `kept`; may be NULL */
  void *keeper;
  bool *met;        /* by block: is set for those of them that are asked for; may be NULL */
  const bool *made; /* slots that are at hand, likewise; may be NULL */
  uint32_t *waiting, waiting_count; /* blocks not looked into yet */
} Need;

/* Empty; its memory is the arena's. False where memory is out. */
bool need_init(Need *need, const Program *program, Arena *arena);
/* Nothing is asked for any more. */
void need_clear(Need *need);
/* A definition is asked for; PROGRAM_NONE is none. */
void need_def(Need *need, uint32_t def);
/* What the slot is made from is asked for. */
void need_slot(Need *need, const ProgramSlot *slot);
/* Adds all that the blocks asked for use: the blocks that they call, columns, slots; with `inputs` also what those slots are made
 * from, and so on. */
void need_follow(Need *need, bool inputs);
/* Does nothing of it come from a column, and can none of it fault? */
bool need_is_of_slots(const Need *need);

#endif
