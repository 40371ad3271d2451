/* What verify.c and verify_code.c share. */
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
} Verifier;

/* Says why, and gives false. */
bool verify_refuse(Verifier *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The instructions of all blocks; the rest of the program is right. */
bool verify_code(Verifier *v);
/* Codes that a run gives out exist in the labels of their definition. */
bool verify_label_codes(Verifier *v);

#endif
