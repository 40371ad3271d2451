/* SPDX-License-Identifier: MIT
 * The plan as text. */
#include "lang/format/layout.h"

typedef struct Writer {
  const Layout *l;
  Buf *out;
  const char *end; /* of a line */
  bool started;    /* something is written */
} Writer;

/* The line ends of the source: as its first one. */
static const char *end_of_line(Str text) {
  const char *found = text.n ? memchr(text.p, '\n', text.n) : NULL;
  return found && found > text.p && found[-1] == '\r' ? "\r\n" : "\n";
}

static void new_line(Writer *w, bool blank, uint32_t indent) {
  if (w->started) buf_text(w->out, w->end);
  if (w->started && blank) buf_text(w->out, w->end);
  buf_fill(w->out, ' ', indent);
  w->started = true;
}

static bool has_blank(const Layout *l, const Gap *gap, uint32_t from) {
  bool blank = gap->blank;
  for (uint32_t i = from; i < gap->count; i++) blank = blank || l->comments[gap->first + i].blank;
  return blank;
}

/* The comments before a token, and what brings it to its place. */
static void write_gap(Writer *w, const Gap *gap, bool end) {
  const Layout *l = w->l;
  if (!gap->line && !gap->count) {
    buf_fill(w->out, ' ', !gap->joined + gap->pad);
    return;
  }
  uint32_t i = 0;
  if (gap->count && !l->comments[gap->first].own_line) {
    buf_fill(w->out, ' ', 2 + gap->pad);
    buf_str(w->out, l->comments[gap->first].text);
    i++;
  }
  bool apart = gap->apart && !has_blank(l, gap, i), first = true;
  for (; i < gap->count; i++, first = false) {
    const Comment *comment = &l->comments[gap->first + i];
    bool blank = gap->group && comment->blank && !(first && gap->opening);
    new_line(w, blank || (apart && first), gap->inner);
    buf_str(w->out, comment->text);
  }
  bool blank = gap->group && gap->blank && !gap->closing && !(first && gap->opening);
  if (!end) new_line(w, blank || (apart && first), gap->indent);
}

void layout_write(const Layout *l, Buf *out) {
  Writer w = {l, out, end_of_line(l->file->text), false};
  for (uint32_t i = 0; i < l->count; i++) {
    write_gap(&w, &l->gaps[i], l->tokens[i].class == TOKEN_END);
    buf_str(out, l->texts[i]);
  }
  if (w.started) buf_text(out, w.end);
}
