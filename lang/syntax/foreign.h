/* Words of other languages, and what this one writes for them: foreign.def. */
#ifndef CIBLE_LANG_FOREIGN_H
#define CIBLE_LANG_FOREIGN_H

#include "runtime/base/str.h"

typedef enum ForeignUse {
  FOREIGN_EXPECTED, /* the help is "ours|ours" */
  FOREIGN_WORD,
  FOREIGN_VALUE,
  FOREIGN_FUNCTION,
  FOREIGN_UNIT, /* the help is "%" where a percentage is meant */
} ForeignUse;

/* What helps with the word, in capitals or not; NULL where it is no such word. */
const char *foreign_help(ForeignUse use, Str word);

#endif
