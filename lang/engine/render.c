/* SPDX-License-Identifier: MIT
 * Messages as a person reads them. The layout:
 *
 *   error[E012]: there is no column or name `stafff`
 *     --> spring.cible:14:11
 *      |
 *   14 |   require stafff in 10..249
 *      |           ^^^^^^ did you mean `staff`?
 *      = help: …
 */
#include "lang/engine/render.h"

#include "runtime/base/utf8.h"

#define ELLIPSIS "…"

enum { TAB = 4, LINES_MOST = 6 /* of one excerpt */ };

typedef struct Render {
  const SourceMap *sources;
  RenderStyle style;
  Buf *out;
  int gutter; /* columns of the line numbers */
} Render;

static const char RED[] = "\x1b[1;31m", YELLOW[] = "\x1b[1;33m", BLUE[] = "\x1b[1;34m", BOLD[] = "\x1b[1m",
                  PLAIN[] = "\x1b[0m";

static void paint(const Render *render, const char *color) {
  if (render->style.color) buf_text(render->out, color);
}

static int digits(uint32_t number) {
  int n = 1;
  while (number /= 10) n++;
  return n;
}

/* A part of a source line as it is shown: tabs as blanks, control characters escaped. */
static void show(Buf *out, Str text) {
  for (uint32_t i = 0, from = 0; i <= text.n; i++) {
    if (i < text.n && text.p[i] != '\t') continue;
    utf8_show(out, (Str){text.p + from, i - from});
    if (i < text.n) buf_fill(out, ' ', TAB);
    from = i + 1;
  }
}

/* How many columns a part of a line takes where it is shown. */
static uint32_t shown_width(const Alloc *alloc, Str text) {
  Buf shown;
  buf_init(&shown, alloc);
  show(&shown, text);
  uint32_t width = utf8_width(buf_view(&shown));
  buf_free(&shown);
  return width;
}

/* A word of the layout, in the language of the messages. */
static const char *word(const Render *render, const char *english) { return catalog_translate(render->style.language, english); }

static void gutter(const Render *render, uint32_t line) {
  paint(render, BLUE);
  if (line)
    buf_print(render->out, "%*u |", render->gutter, line);
  else
    buf_print(render->out, "%*s |", render->gutter, "");
  paint(render, PLAIN);
}

/* The bytes of the line from `from` to `to`, both offsets in the whole line. */
static Str part(Str line, uint32_t from, uint32_t to) {
  if (to > line.n) to = line.n;
  return from < to ? (Str){line.p + from, to - from} : (Str){line.p ? line.p + to : "", 0};
}

static uint32_t point_before(Str line, uint32_t at) {
  do at--;
  while (at > 0 && (line.p[at] & 0xC0) == 0x80);
  return at;
}

static uint32_t point_behind(Str line, uint32_t at) {
  do at++;
  while (at < line.n && (line.p[at] & 0xC0) == 0x80);
  return at;
}

/* How many columns of a line are shown at most, its ellipses left out. */
static uint32_t columns_shown(const Render *render) {
  enum { SHOWN_MOST = 240, SHOWN_LEAST = 12 };
  uint32_t around = (uint32_t)render->gutter + 5, width = render->style.width;
  if (!width) return SHOWN_MOST;
  return width < around + SHOWN_LEAST ? SHOWN_LEAST : width - around < SHOWN_MOST ? width - around : SHOWN_MOST;
}

/* The part of a line that is shown: all of it, or where it is long, what stands around the byte `at`. */
static Str window(const Render *render, Str line, uint32_t at) {
  const Alloc *alloc = render->out->alloc;
  uint32_t most = columns_shown(render), from = at < line.n ? at : line.n, to = from;
  if (line.n <= 2 * most && shown_width(alloc, line) <= most) return line;
  while (from > 0 && shown_width(alloc, part(line, from, to)) < most / 3) from = point_before(line, from);
  while (to < line.n && shown_width(alloc, part(line, from, point_behind(line, to))) <= most) to = point_behind(line, to);
  while (from > 0 && shown_width(alloc, part(line, point_before(line, from), to)) <= most) from = point_before(line, from);
  return part(line, from, to);
}

/* One line with the bytes from..to underlined, and behind that the label. */
static void excerpt_line(const Render *render, const Place *place, uint32_t from, uint32_t to, char mark,
                         const char *color, Str label) {
  Str line = window(render, place->text, from);
  uint32_t cut = (uint32_t)(line.p - place->text.p), end = cut + line.n;
  gutter(render, place->line);
  if (line.n) buf_char(render->out, ' ');
  if (cut) buf_text(render->out, ELLIPSIS);
  show(render->out, line);
  buf_text(render->out, end < place->text.n ? ELLIPSIS "\n" : "\n");
  gutter(render, 0);
  uint32_t before = shown_width(render->out->alloc, part(place->text, cut, from)) + (cut > 0);
  uint32_t width = shown_width(render->out->alloc, part(place->text, from, to < end ? to : end));
  buf_fill(render->out, ' ', 1 + (size_t)before);
  paint(render, color);
  buf_fill(render->out, mark, width ? width : 1);
  if (label.n) {
    buf_char(render->out, ' ');
    utf8_show(render->out, label);
  }
  paint(render, PLAIN);
  buf_char(render->out, '\n');
}

/* The first byte of the line that holds the offset, as an offset of the source map. */
static uint32_t line_start(const Place *place) {
  return place->file->base + (uint32_t)(place->text.p - place->file->text.p);
}

/* The last offset that is underlined: that of the last byte, which is not the line end behind it. */
static uint32_t last_of(Span span) {
  return span.to > span.from ? span.to - 1 : span.from;
}

static void excerpt(const Render *render, Span span, char mark, const char *color, Str label) {
  Place place = source_place(render->sources, span.from), last = source_place(render->sources, last_of(span));
  gutter(render, 0);
  buf_char(render->out, '\n');
  uint32_t lines = last.line - place.line + 1;
  for (uint32_t i = 0; i < lines; i++) {
    uint32_t start = line_start(&place), blank = 0;
    while (i > 0 && blank < place.text.n && (place.text.p[blank] == ' ' || place.text.p[blank] == '\t'))
      blank++;
    uint32_t from = i == 0 ? span.from - start : blank;
    uint32_t to = i + 1 == lines ? span.to - start : place.text.n;
    bool told = i < LINES_MOST - 2 || i + 1 == lines;
    if (told && (place.text.n || lines == 1))
      excerpt_line(render, &place, from, to, mark, color, i + 1 == lines ? label : STR(""));
    else if (i == LINES_MOST - 2) {
      gutter(render, 0);
      buf_text(render->out, " …\n");
    }
    if (i + 1 == lines) break;
    place = i + 2 == lines || i >= LINES_MOST
                ? last
                : source_place(render->sources, start + place.text.n + 1 +
                                                    (place.text.p[place.text.n] == '\r' &&
                                                     place.text.p[place.text.n + 1] == '\n'));
    if (i >= LINES_MOST) i = lines - 2;
  }
}

static void location(const Render *render, Span span) {
  Place place = source_place(render->sources, span.from);
  paint(render, BLUE);
  buf_print(render->out, "%*s--> ", render->gutter, "");
  paint(render, PLAIN);
  utf8_show(render->out, place.file->name);
  buf_print(render->out, ":%u:%u\n", place.line, place.column);
}

/* The widest line number that the message shows. */
static int gutter_for(const Diag *diag, const SourceMap *sources) {
  int width = diag->span.to ? digits(source_place(sources, last_of(diag->span)).line) : 1;
  for (const DiagNote *note = diag->notes; note; note = note->next) {
    int n = note->span.to ? digits(source_place(sources, last_of(note->span)).line) : 1;
    if (n > width) width = n;
  }
  return width;
}

static void headline(const Render *render, const Diag *diag) {
  const DiagInfo *info = diag_info(diag->code);
  bool error = info->severity == SEVERITY_ERROR;
  paint(render, error ? RED : YELLOW);
  buf_print(render->out, "%s[%s]", word(render, error ? "error" : "warning"), info->code);
  paint(render, PLAIN);
  paint(render, BOLD);
  buf_text(render->out, ": ");
  utf8_show(render->out, diag->text);
  paint(render, PLAIN);
  buf_char(render->out, '\n');
}

static bool has_place(const SourceMap *sources, Span span) {
  return span.to && sources && source_of(sources, span);
}

void render_diag(const Diag *diag, const SourceMap *sources, RenderStyle style, Buf *out) {
  bool placed = has_place(sources, diag->span);
  Render render = {sources, style, out, placed ? gutter_for(diag, sources) : 1};
  headline(&render, diag);
  if (placed) {
    location(&render, diag->span);
    excerpt(&render, diag->span, '^', diag_info(diag->code)->severity == SEVERITY_ERROR ? RED : YELLOW,
            diag->label);
  }
  if (diag->help.n) {
    paint(&render, BLUE);
    buf_print(out, "%*s = ", render.gutter, "");
    paint(&render, PLAIN);
    buf_print(out, "%s: ", word(&render, "help"));
    utf8_show(out, diag->help);
    buf_char(out, '\n');
  }
  for (const DiagNote *note = diag->notes; note; note = note->next) {
    bool shown = has_place(sources, note->span);
    if (!shown) {
      buf_print(out, "%*s = %s: ", render.gutter, "", word(&render, "note"));
      utf8_show(out, note->text);
      buf_char(out, '\n');
    } else {
      location(&render, note->span);
      excerpt(&render, note->span, '-', BLUE, note->text);
    }
  }
}

void render_all(const DiagList *list, const SourceMap *sources, RenderStyle style, Buf *out) {
  for (uint32_t i = 0; i < list->count; i++) {
    render_diag(list->items[i], sources, style, out);
    buf_char(out, '\n');
  }
  uint32_t errors = list->errors, warnings = list->warnings;
  bool very_many = list->left_out > DIAG_COUNTED;
  const char *more = very_many ? catalog_translate(style.language, "%d errors, and more than %u more") : catalog_translate(style.language, "%d errors, and %u more");
  if (list->left_out) buf_print(out, more, DIAG_MOST, very_many ? DIAG_COUNTED : list->left_out);
  else if (errors) buf_print(out, "%u %s", errors, errors == 1 ? catalog_translate(style.language, "error") : catalog_translate(style.language, "errors"));
  if (errors && warnings) buf_text(out, ", ");
  if (warnings) buf_print(out, "%u %s", warnings, warnings == 1 ? catalog_translate(style.language, "warning") : catalog_translate(style.language, "warnings"));
  if (errors || warnings) buf_char(out, '\n');
}
