/* One program over one database, by both evaluators, and where they differ. */
#ifndef CIBLE_TESTS_NAIVE_TRIAL_H
#define CIBLE_TESTS_NAIVE_TRIAL_H

#include "runtime/base/buf.h"
#include "tests/naive/machine.h"
#include "tests/naive/naive.h"

typedef struct Trial {
  const char *name; /* path of the rule file, or what a text is called */
  const char *text; /* NULL: the file is read */
  const char *db;
  const char *now; /* "2027-03-01T09:30" */
  uint64_t seed;   /* which single definitions are asked for; 0: all together only */
  bool each;       /* each of them is */
} Trial;

typedef enum Verdict {
  VERDICT_SAME,
  VERDICT_DIFFERENT,
  VERDICT_REFUSED, /* the program has errors, or this version does not run it */
  VERDICT_LOST,    /* the second evaluator has no words for it */
} Verdict;

/* `said` is told what differs: definition, record, both values; or the messages of a refused program. */
Verdict trial_run(const Trial *trial, Buf *said);

#endif
