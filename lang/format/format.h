/* The formatter: one layout for every rule file. It moves tokens, and changes none: words, numbers, texts, brackets and comments stay
 * as they are written and in their order, so that the program means the same. The layout hangs on tokens, comments and blank lines
 * alone, never on where lines were broken before, so that formatting twice changes nothing. */
#ifndef CIBLE_LANG_FORMAT_H
#define CIBLE_LANG_FORMAT_H

#include "lang/syntax/parse.h"
#include "runtime/base/status.h"

enum { FORMAT_WIDTH = 100 }; /* columns of a line, where there is a place to break it; comments are never broken */

/* Appends the file in the one layout to `out`. STATUS_NO where the text has errors, which are then told in `diags`.
 * Line ends are all as the file's first one is (CR LF or LF); a byte order mark is left out. */
Status format_source(Arena *arena, const SourceFile *file, DiagList *diags, Buf *out) MUST_CHECK;

#endif
