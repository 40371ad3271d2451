/* What a program's calls and selections stack up to at the most: known before it runs, as nothing recurses. */
#ifndef CIBLE_CODE_STACK_NEED_H
#define CIBLE_CODE_STACK_NEED_H

#include "runtime/code/program.h"

enum { SELECTIONS_MOST = 1 << 17 };

typedef struct StackNeed {
  uint32_t frames;     /* blocks under way at once */
  uint32_t selections; /* the block's own, each WHERE's, each CALL's; held at SELECTIONS_MOST + 1 */
} StackNeed;

/* Of a program whose blocks call only blocks before them. False where memory is out. */
bool stack_need(const Program *program, const Alloc *alloc, StackNeed *out) __attribute__((warn_unused_result));

#endif
