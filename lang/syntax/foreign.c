/* SPDX-License-Identifier: MIT */
#include "lang/syntax/foreign.h"

#include <strings.h>

typedef struct Foreign {
  ForeignUse use;
  const char *word, *help;
} Foreign;

static const Foreign words[] = {
#define EXPECTED(word, ours) {FOREIGN_EXPECTED, word, ours},
#define WORD(word, help) {FOREIGN_WORD, word, help},
#define VALUE(word, help) {FOREIGN_VALUE, word, help},
#define FUNCTION(word, help) {FOREIGN_FUNCTION, word, help},
#define UNIT(word, help) {FOREIGN_UNIT, word, help},
#include "lang/syntax/foreign.def"
#undef EXPECTED
#undef WORD
#undef VALUE
#undef FUNCTION
#undef UNIT
};

const char *foreign_help(ForeignUse use, Str word) {
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const Foreign *foreign = &words[i];
    bool same = strlen(foreign->word) == word.n && strncasecmp(foreign->word, word.p, word.n) == 0;
    if (same && foreign->use == use) return foreign->help;
  }
  return NULL;
}
