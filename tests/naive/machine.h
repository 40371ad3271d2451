/* The other side: the same program compiled and run by the machine, its answers kept as plain values. */
#ifndef CIBLE_TESTS_NAIVE_MACHINE_H
#define CIBLE_TESTS_NAIVE_MACHINE_H

#include "lang/engine/engine.h"

/* A fault as both sides tell it. */
typedef struct FaultLine {
  Span place;
  Fault kind;
  uint64_t count;
} FaultLine;

typedef struct Answer {
  uint32_t rows, width;
  Value *keys;
  Value *values; /* row by row */
  FaultLine *faults; /* by place and kind */
  uint32_t fault_count;
} Answer;

/* How it is run; `defs` are definitions of the program. */
typedef struct Ask {
  const Program *program;
  const char *db;
  int32_t today;
  int64_t now;
  uint32_t batch_size, threads;
  const uint32_t *defs;
  uint32_t def_count;
  uint32_t where; /* a condition: only the records where it is true; PROGRAM_NONE: all */
} Ask;

/* False with a word in `why`; the answer lives in `arena`. */
bool machine_answer(const Ask *ask, Arena *arena, Answer *out, const char **why);
/* What a summary tells: figures and measures, in the report's memory, which the caller gives back where it is true. */
bool machine_summary(const Ask *ask, Arena *arena, ExecReport *report, Summary *out, const char **why);
int fault_line_order(const void *a, const void *b);

#endif
