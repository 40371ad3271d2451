/* What verify*.c share. */
#ifndef CIBLE_CODE_VERIFY_PARTS_H
#define CIBLE_CODE_VERIFY_PARTS_H

#include "runtime/code/verify.h"

typedef struct Verifier {
  const Program *program;
  const FnTable *functions;
  DiagList *diags;
  Arena scratch;
  uint32_t *written; /* by register: the block that has written it last, + 1 */
  uint32_t *called;  /* by block: the block that has called it last, + 1 */
  uint32_t *levels;  /* by block: above the levels of the slots that it hangs on */
} Verifier;

/* Says why, and gives false. */
bool verify_refuse(Verifier *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Texts that people will read are UTF-8. `where` says whose they are. */
bool verify_names(Verifier *v, const Str *names, uint32_t count, const char *where);
/* ---- verify_units.c ---- */
bool verify_units(Verifier *v);
/* Slots and measures: their definitions are of the right unit and kind; what they are made from may read each other still. */
bool verify_slots(Verifier *v);
/* No slot is made from what hangs on slots of its own level or above. After verify_code, which finds the blocks' levels. */
bool verify_levels(Verifier *v);
/* May a block of that unit read this slot? */
bool verify_reads_slot(const Program *program, uint32_t unit, uint32_t slot);

/* ---- verify_code.c ---- */
/* The instructions of all blocks; the rest of the program is right. */
bool verify_code(Verifier *v);
/* ---- verify_labels.c ---- */
/* Codes that a run gives out exist in the labels of their definition. */
bool verify_label_codes(Verifier *v);

#endif
