/* Diagnostics as a person reads them: code, place, the line with the place underlined, help. */
#ifndef CIBLE_LANG_RENDER_H
#define CIBLE_LANG_RENDER_H

#include "runtime/base/buf.h"
#include "runtime/base/diag.h"

typedef struct RenderStyle {
  bool color;
  uint32_t width; /* columns of the terminal, which lines of rule files are cut to; 0: not known */
  Language language;
} RenderStyle;

void render_diag(const Diag *diag, const SourceMap *sources, RenderStyle style, Buf *out);
/* All of them, then "3 errors, 1 warning" (nothing where there is none). */
void render_all(const DiagList *list, const SourceMap *sources, RenderStyle style, Buf *out);
/* One JSON object a message: code, severity, message, file, line, column, end_line, end_column, help, notes. */
void render_json(const Diag *diag, const SourceMap *sources, Buf *out);

#endif
