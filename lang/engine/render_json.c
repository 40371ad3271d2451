/* SPDX-License-Identifier: MIT
 * Messages for programs: one JSON object each, on one line. */
#include "lang/engine/render.h"

#include "runtime/base/utf8.h"

/* A file's name may be no UTF-8: JSON is, so that such bytes are U+FFFD here. */
static void text(Buf *out, Str s) {
  buf_char(out, '"');
  for (uint32_t i = 0, n; i < s.n; i += n) {
    uint32_t c;
    n = utf8_next(s, i, &c);
    if (c == '"' || c == '\\')
      buf_print(out, "\\%c", (char)c);
    else if (c == '\n')
      buf_text(out, "\\n");
    else if (c == '\t')
      buf_text(out, "\\t");
    else if (c < 0x20 || c == 0x7F)
      buf_print(out, "\\u%04x", c);
    else if (c == 0xFFFD)
      buf_text(out, "\xEF\xBF\xBD");
    else
      buf_add(out, s.p + i, n);
  }
  buf_char(out, '"');
}

static void field(Buf *out, const char *name, Str value) {
  buf_print(out, ",\"%s\":", name);
  text(out, value);
}

/* file, line, column, end_line, end_column; nothing where there is no place. Columns count code points, the
 * end is behind. */
static void place(Buf *out, const SourceMap *sources, Span span) {
  if (!span.to || !sources || !source_of(sources, span)) return;
  Place from = source_place(sources, span.from), to = source_place(sources, span.to);
  field(out, "file", from.file->name);
  buf_print(out, ",\"line\":%u,\"column\":%u,\"end_line\":%u,\"end_column\":%u", from.line, from.column,
            to.line, to.column);
}

void render_json(const Diag *diag, const SourceMap *sources, Buf *out) {
  const DiagInfo *info = diag_info(diag->code);
  buf_print(out, "{\"code\":\"%s\",\"severity\":\"%s\"", info->code,
            info->severity == SEVERITY_ERROR ? "error" : "warning");
  field(out, "message", diag->text);
  place(out, sources, diag->span);
  if (diag->label.n) field(out, "label", diag->label);
  if (diag->help.n) field(out, "help", diag->help);
  buf_text(out, ",\"notes\":[");
  for (const DiagNote *note = diag->notes; note; note = note->next) {
    if (note != diag->notes) buf_char(out, ',');
    buf_text(out, "{\"message\":");
    text(out, note->text);
    place(out, sources, note->span);
    buf_char(out, '}');
  }
  buf_text(out, "]}\n");
}
