/* SPDX-License-Identifier: MIT
 * Text -> the same in the one layout. */
#include "lang/format/format.h"

#include "lang/format/layout.h"

Status format_source(Arena *arena, const SourceFile *file, DiagList *diags, Buf *out) {
  ParseResult parsed = parse_source(arena, file, PARSE_PROGRAM, diags);
  if (arena->failed) return STATUS_NO_MEMORY;
  if (diags->errors || !parsed.tree || !parsed.tokens) return STATUS_NO;
  Layout l = {.arena = arena, .file = file, .tokens = parsed.tokens, .count = parsed.token_count};
  if (!layout_trivia(&l) || !layout_spacing(&l, parsed.tree)) return STATUS_NO_MEMORY;
  layout_program(&l, parsed.tree);
  layout_write(&l, out);
  return arena->failed || out->failed ? STATUS_NO_MEMORY : STATUS_OK;
}
