/* SPDX-License-Identifier: MIT
 * Explanations as a tree of lines, no longer than the terminal is wide. */
#include "lang/review/review.h"

#include <stdio.h>

#include "runtime/base/utf8.h"
#include "runtime/data/written.h"

enum { WIDTH_LEAST = 20, TEXT_LEAST = 16 /* columns left for words, however deep the tree is */ };

static const char GREEN[] = "\x1b[32m", RED[] = "\x1b[31m", YELLOW[] = "\x1b[33m", DIM[] = "\x1b[2m", PLAIN[] = "\x1b[0m";

typedef struct TextWriter {
  Buf *out;
  Buf line;   /* the words of the line at hand */
  Buf guides; /* what stands before all lines of this depth */
  uint32_t width; /* 0: any */
  bool color;
  Language language;
} TextWriter;

/* ---- words shared with Markdown ---- */

void why_write_value(Buf *out, const CibleValue *value) {
  Str text = {value->text, (uint32_t)value->length};
  if (!value->known) buf_text(out, "unknown");
  else if (value->type == CIBLE_TEXT) {
    Buf quoted;
    buf_init(&quoted, out->alloc);
    text_write_json(&quoted, text);
    utf8_show(out, buf_view(&quoted));
    buf_free(&quoted);
  } else if (value->type == CIBLE_MONEY) why_group_digits(out, text);
  else if (value->type == CIBLE_NUMBER) why_show_number(out, value->number);
  else utf8_show(out, text);
}

bool why_is_inline(const CibleWhy *why) {
  if (why->kind == CIBLE_WHY_VALUE) return why->part_count == 0;
  return why->kind == CIBLE_WHY_DEFINITION && why->part_count == 0 && why->way_count == 0;
}

const char *why_mark(const CibleWhy *why, char points[40]) {
  if (why->scored) {
    snprintf(points, 40, "%+.6g", why->points);
    return why->points == 0 ? "0" : points;
  }
  if (why->decides) return "→";
  if (why->kind == CIBLE_WHY_OPTION) return why->refuses ? "✗" : "·";
  if (!why->valued || why->value.type != CIBLE_BOOLEAN || why->kind == CIBLE_WHY_DEFINITION) return why->kind == CIBLE_WHY_CLAUSE ? "·" : "";
  if (!why->value.known) return "?";
  bool criterion = strcmp(why->word, "exclude") == 0 || strcmp(why->word, "forbid when") == 0;
  return (criterion ? !why->refuses : why->value.integer != 0) ? "✓" : "✗";
}

const char *why_word(Language language, const CibleWhy *why) {
  static const char *const facts[] = {"rank", "records ranked", "running share", "records", "lowest"}; /* the others are words of rules */
  for (size_t i = 0; !why->file && i < sizeof facts / sizeof *facts; i++)
    if (strcmp(why->text, facts[i]) == 0) return catalog_translate(language, facts[i]);
  return why->text;
}

static const char *word(const TextWriter *w, const char *english) { return catalog_translate(w->language, english); }

/* ---- lines ---- */

static const char *mark_color(const char *mark) {
  if (strcmp(mark, "✓") == 0 || strcmp(mark, "→") == 0 || mark[0] == '+') return GREEN;
  return strcmp(mark, "✗") == 0 || mark[0] == '-' ? RED : mark[0] == '?' ? YELLOW : DIM;
}

static void paint(TextWriter *w, const char *color) {
  if (w->color) buf_text(w->out, color);
}

static uint32_t word_end(Str line, uint32_t from) {
  while (from < line.n && line.p[from] != ' ') from++;
  return from;
}

uint32_t why_fitting(Str line, uint32_t room) {
  uint32_t end = word_end(line, 0);
  if (utf8_width((Str){line.p, end}) > room) {
    uint32_t at = 0, point, columns = 0;
    while (at < end) {
      uint32_t n = utf8_next(line, at, &point), wide = utf8_width((Str){line.p + at, n});
      if (columns + wide > room && at) break;
      columns += wide;
      at += n;
    }
    return at;
  }
  for (uint32_t next = end; next < line.n; end = next) {
    next = word_end(line, next + 1);
    if (utf8_width((Str){line.p, next}) > room) break;
    if (next == line.n) return next;
  }
  return end;
}

/* The line, cut to the width; what follows the first begins under its words. */
static void put_line(TextWriter *w, const char *first, const char *next, const char *mark, uint32_t indent) {
  Str line = buf_view(&w->line);
  uint32_t mark_width = mark[0] ? utf8_width(str_from(mark)) + 1 : 0;
  uint32_t before = utf8_width(buf_view(&w->guides)) + utf8_width(str_from(first)) + mark_width;
  for (bool begun = false; !begun || line.n; begun = true) {
    uint32_t taken = before + (begun ? indent : 0);
    uint32_t room = !w->width ? UINT32_MAX : w->width > taken + TEXT_LEAST ? w->width - taken : TEXT_LEAST;
    uint32_t n = why_fitting(line, room);
    paint(w, DIM);
    buf_str(w->out, buf_view(&w->guides));
    buf_text(w->out, begun ? next : first);
    paint(w, PLAIN);
    if (!begun && mark[0]) {
      paint(w, mark_color(mark));
      buf_text(w->out, mark);
      paint(w, PLAIN);
      buf_char(w->out, ' ');
    } else if (begun) buf_fill(w->out, ' ', mark_width + indent);
    buf_str(w->out, (Str){line.p, n});
    buf_char(w->out, '\n');
    while (n < line.n && line.p[n] == ' ') n++;
    line = (Str){line.p + n, line.n - n};
  }
}

/* ---- the words of a node ---- */

static void add_equals(TextWriter *w, const CibleWhy *why) {
  Buf *out = &w->line;
  utf8_show(out, str_from(why_word(w->language, why)));
  if (!why->valued) return;
  buf_text(out, why->value.known ? " = " : word(w, " is unknown"));
  if (why->value.known) why_write_value(out, &why->value);
}

static void add_seen(TextWriter *w, const CibleWhy *why) {
  bool first = true;
  for (size_t i = 0; i < why->part_count; i++) {
    if (!why_is_inline(&why->parts[i])) continue;
    buf_text(&w->line, first ? " — " : ", ");
    add_equals(w, &why->parts[i]);
    first = false;
  }
}

static void add_words(TextWriter *w, const CibleWhy *why) {
  Buf *out = &w->line;
  bool definition = why->kind == CIBLE_WHY_DEFINITION || why->kind == CIBLE_WHY_VALUE;
  if (why->word[0] && !definition && why->kind != CIBLE_WHY_CONDITION) {
    utf8_show(out, str_from(why->word));
    buf_char(out, ' ');
  }
  if (definition) add_equals(w, why);
  else why_write_words(out, why->text, w->language);
  if (why->title[0]) {
    buf_text(out, " \"");
    utf8_show(out, str_from(why->title));
    buf_char(out, '"');
  }
  add_seen(w, why);
  if (why->note[0]) buf_print(out, " (%s)", why->note);
  if (why->repeated) buf_text(out, word(w, " (told on its own)"));
}

/* ---- ways ---- */

bool why_is_named(const char *has, Language language) {
  return strstr(has, " = ") || strstr(has, catalog_translate(language, " is unknown"));
}

void why_write_change(Buf *out, const CibleChange *change, Language language) {
  why_write_words(out, change->wish, language);
  if (change->has[0]) {
    buf_text(out, why_is_named(change->has, language) ? catalog_translate(language, "; ") : catalog_translate(language, "; has "));
    utf8_show(out, str_from(change->has));
  } else buf_print(out, catalog_translate(language, "; is %s"), catalog_translate(language, change->is));
  if (change->gap[0]) buf_print(out, " (%s)", change->gap);
  if (change->term[0]) buf_print(out, "; %s", change->term);
}

static void put_way(TextWriter *w, const CibleWay *way, const char *to, const char *first, const char *next) {
  w->line.n = 0;
  utf8_show(&w->line, str_from(strcmp(to, "in") == 0 ? word(w, "in") : to));
  buf_text(&w->line, way->change_count > 1 ? word(w, " if all of:") : word(w, " if "));
  if (way->change_count == 1) why_write_change(&w->line, &way->changes[0], w->language);
  put_line(w, first, next, "", 4);
  size_t length = w->guides.n;
  buf_text(&w->guides, next);
  for (size_t i = 0; way->change_count > 1 && i < way->change_count; i++) {
    w->line.n = 0;
    why_write_change(&w->line, &way->changes[i], w->language);
    put_line(w, "   ", "   ", "", 4);
  }
  w->guides.n = length;
}

/* ---- the tree ---- */

static size_t lines_below(const CibleWhy *why, bool ways) {
  size_t count = ways ? why->way_count : 0;
  for (size_t i = 0; i < why->part_count; i++) count += !why_is_inline(&why->parts[i]);
  return count;
}

static void put_below(TextWriter *w, const CibleWhy *why, bool ways);

static void put_node(TextWriter *w, const CibleWhy *why, bool last) {
  char points[40];
  w->line.n = 0;
  add_words(w, why);
  put_line(w, last ? "└─ " : "├─ ", last ? "   " : "│  ", why_mark(why, points), 4);
  size_t length = w->guides.n;
  buf_text(&w->guides, last ? "   " : "│  ");
  put_below(w, why, true);
  w->guides.n = length;
}

static void put_below(TextWriter *w, const CibleWhy *why, bool ways) {
  size_t left = lines_below(why, ways);
  for (size_t i = 0; i < why->part_count; i++)
    if (!why_is_inline(&why->parts[i])) put_node(w, &why->parts[i], --left == 0);
  for (size_t i = 0; ways && i < why->way_count; i++) {
    bool last = --left == 0;
    put_way(w, &why->ways[i], why->ways[i].to, last ? "└─ " : "├─ ", last ? "   " : "│  ");
  }
}

static void put_head(TextWriter *w, const CibleWhy *why) {
  char points[40];
  w->line.n = 0;
  add_words(w, why);
  put_line(w, "", "", why->kind == CIBLE_WHY_CONDITION ? why_mark(why, points) : "", 2);
}

/* Below a line that has the condition's own words and what it compared: of which definitions that comes, and what would mend it. */
static void put_brief(TextWriter *w, const CibleWhy *why) {
  bool named = why->kind == CIBLE_WHY_DEFINITION;
  for (size_t i = 0; i < (named ? 1 : why->part_count); i++) {
    const CibleWhy *part = named ? why : &why->parts[i];
    if (!named && why_is_inline(part)) continue;
    put_head(w, part);
    put_below(w, part, false);
  }
  for (size_t i = 0; i < why->way_count; i++) {
    const CibleWay *way = &why->ways[i];
    bool itself = way->change_count == 1 && strcmp(way->changes[0].text, why->text) == 0;
    if (!itself) put_way(w, way, word(w, "as expected"), "", "");
  }
}

static void put_record(TextWriter *w, const CibleExplanation *explanation) {
  w->line.n = 0;
  utf8_show(&w->line, str_from(explanation->record));
  buf_char(&w->line, ' ');
  utf8_show(&w->line, str_from(explanation->key));
  if (explanation->today[0]) buf_print(&w->line, word(w, ", on %s"), explanation->today);
  put_line(w, "", "", "", 2);
  if (!explanation->unknown[0] || !explanation->today[0]) return;
  w->line.n = 0;
  buf_text(&w->line, word(w, "unknown of this record: "));
  utf8_show(&w->line, str_from(explanation->unknown));
  put_line(w, "", "", "", 2);
}

void why_write_text(Buf *out, const CibleExplanation *explanation, int width, bool color, Language language) {
  TextWriter w = {.out = out, .width = width <= 0 ? 0 : width < WIDTH_LEAST ? WIDTH_LEAST : (uint32_t)width,
                  .color = color, .language = language};
  buf_init(&w.line, out->alloc);
  buf_init(&w.guides, out->alloc);
  bool brief = !explanation->today[0];
  if (explanation->record[0]) put_record(&w, explanation);
  for (size_t i = 0; i < explanation->part_count; i++) {
    const CibleWhy *why = &explanation->parts[i];
    if (!explanation->record[0]) {
      put_brief(&w, why);
      continue;
    }
    if (!brief) buf_char(out, '\n');
    put_head(&w, why);
    put_below(&w, why, true);
  }
  if (w.line.failed || w.guides.failed) out->failed = true;
  buf_free(&w.line);
  buf_free(&w.guides);
}
