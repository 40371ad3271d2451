/* What the parts of a trial share. */
#ifndef CIBLE_TESTS_NAIVE_TRIAL_PARTS_H
#define CIBLE_TESTS_NAIVE_TRIAL_PARTS_H

#include "tests/naive/trial.h"

/* What a trial holds open. */
typedef struct Bench {
  const Trial *trial;
  Cible *cible, *again;
  Compilation compiled; /* the naive side's tree */
  CibleProgram *program, *loaded; /* as compiled; as read back from its bytecode */
  World world;
  Arena arena;
  int32_t today;
  int64_t now;
  Buf *said;
} Bench;

const Symbol *symbol_of(const Bench *b, const ProgramDef *def);
/* Alike, numbers to 12 significant digits. */
bool same_value(const Value *a, const Value *b);
void say_value(Buf *said, const char *who, const Value *v, const Labels *labels);
/* Which question it was. */
void say_ask(const Bench *b, const Ask *ask);
/* The figures of the summary, against the naive values of all records; and every measure. */
Verdict compare_summary(const Bench *b, Ask ask, const Answer *naive);

#endif
