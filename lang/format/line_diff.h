/* The difference of two texts as a unified diff. */
#ifndef CIBLE_LANG_FORMAT_LINE_DIFF_H
#define CIBLE_LANG_FORMAT_LINE_DIFF_H

#include "runtime/base/arena.h"
#include "runtime/base/buf.h"

/* Appends it to `out`, with three lines of context; nothing where both are the same. `name` is what both are called. Memory for the
 * work comes from `arena`; where it is out, arena or buf has failed. */
void line_diff(Arena *arena, const char *name, Str before, Str after, Buf *out);

#endif
