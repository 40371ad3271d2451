/* Testing a column of texts against something that stays the same: a constant text, a set, an expression. Each text of a
 * dictionary is tested once a run; the answers are a table by code. */
#ifndef CIBLE_VM_TEXT_TEST_H
#define CIBLE_VM_TEXT_TEST_H

#include "runtime/vm/kernel.h"
#include "runtime/vm/regex.h"
#include "runtime/vm/set_index.h"

/* What an instruction on texts keeps between its runs. */
typedef struct TextSite {
  bool ready;
  SetIndex set;
  Regex *regex;
  const struct Dict *dict; /* of the answers */
  uint8_t *answers;        /* by code, for the first `answered` */
  uint32_t answered, size;
} TextSite;

typedef bool (*TextTest)(Str text, const void *with);

TextSite *text_site(Vm *vm, const Instr *instr);
/* The result's bits: test(text, with) of each lane of `texts`. */
void text_test(Work *work, TextSite *site, const Vector *texts, TextTest test, const void *with);

#endif
