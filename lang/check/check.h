/* Tree -> checked program: names resolved, types found, rules of language.md sections 3 to 5 and 7 held. */
#ifndef CIBLE_LANG_CHECK_H
#define CIBLE_LANG_CHECK_H

#include "lang/check/symbol.h"
#include "runtime/base/status.h"

typedef struct CheckInput {
  Arena *arena;
  SourceMap *sources;
  AstNode *tree; /* a PROGRAM; annotated in place */
  const Setting *settings;
  uint32_t setting_count;
  Extra *extras; /* annotated in place */
  uint32_t extra_count;
  bool quiet_unused; /* no warning of unused names: at the prompt, in `eval` */
} CheckInput;

/* NULL where there are errors (all told in `diags`) or memory is out. Warnings go to `diags` too; `# allow W03` on the line
 * before silences. */
Checked *check_program(const CheckInput *input, DiagList *diags);

/* What a dimension of a measure stands for beside an aggregate over `rows` (NULL: over the subject or a segment): the row's column
 * where its record has one of that name, else what the node's own symbol is. Not for `segments (…)`. */
Symbol *measure_dimension(const AstNode *dimension, const Record *rows);

#endif
