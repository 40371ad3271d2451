/* SPDX-License-Identifier: MIT
 * Explanations as Markdown: nested lists, whose words and values stand in code spans, so that nothing in them is taken for markup. */
#include "lang/review/review.h"

#include "runtime/base/utf8.h"

typedef struct Markdown {
  Buf *out;
  Language language;
} Markdown;

static const char *word(const Markdown *m, const char *english) { return catalog_translate(m->language, english); }

/* A code span is fenced by one backquote more than any run of them within. */
void why_write_code(Buf *out, Str text) {
  uint32_t longest = 0, run = 0;
  for (uint32_t i = 0; i < text.n; i++) {
    run = text.p[i] == '`' ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  buf_fill(out, '`', longest + 1);
  if (longest) buf_char(out, ' ');
  utf8_show(out, text);
  if (longest) buf_char(out, ' ');
  buf_fill(out, '`', longest + 1);
}

static void code(Buf *out, const char *text) { why_write_code(out, str_from(text)); }

/* Words as they are: what could be taken for markup is escaped. */
static void plain(Buf *out, const char *text) {
  Buf shown;
  buf_init(&shown, out->alloc);
  utf8_show(&shown, str_from(text));
  for (uint32_t i = 0; i < shown.n; i++) {
    if (strchr("\\`*_[]<>&|~#", shown.p[i])) buf_char(out, '\\');
    buf_char(out, shown.p[i]);
  }
  if (shown.failed) out->failed = true;
  buf_free(&shown);
}

static void value_code(Buf *out, const CibleValue *value) {
  Buf text;
  buf_init(&text, out->alloc);
  why_write_value(&text, value);
  why_write_code(out, buf_view(&text));
  buf_free(&text);
}

static void equals(const Markdown *m, const CibleWhy *why) {
  Buf *out = m->out;
  code(out, why_word(m->language, why));
  if (!why->valued) return;
  buf_text(out, why->value.known ? " = " : word(m, " is unknown"));
  if (why->value.known) value_code(out, &why->value);
}

static void words(const Markdown *m, const CibleWhy *why) {
  Buf *out = m->out;
  bool definition = why->kind == CIBLE_WHY_DEFINITION || why->kind == CIBLE_WHY_VALUE;
  if (definition) equals(m, why);
  else {
    Buf line;
    buf_init(&line, out->alloc);
    if (why->word[0] && why->kind != CIBLE_WHY_CONDITION) buf_print(&line, "%s ", why->word);
    why_write_words(&line, why->text, m->language);
    why_write_code(out, buf_view(&line));
    buf_free(&line);
  }
  if (why->title[0]) {
    buf_text(out, definition ? " *" : ", *");
    plain(out, why->title);
    buf_char(out, '*');
  }
  const char *before = " — ";
  for (size_t i = 0; i < why->part_count; i++) {
    if (!why_is_inline(&why->parts[i])) continue;
    buf_text(out, before);
    equals(m, &why->parts[i]);
    before = ", ";
  }
  if (why->note[0]) buf_print(out, " (%s)", why->note);
  if (why->repeated) buf_text(out, word(m, " (told on its own)"));
  buf_char(out, '\n');
}

static void put_change(const Markdown *m, const CibleChange *change) {
  Buf *out = m->out;
  Buf wish;
  buf_init(&wish, out->alloc);
  why_write_words(&wish, change->wish, m->language);
  why_write_code(out, buf_view(&wish));
  buf_free(&wish);
  bool named = why_is_named(change->has, m->language);
  buf_text(out, named ? word(m, "; ") : change->has[0] ? word(m, "; has ") : word(m, "; is "));
  code(out, change->has[0] ? change->has : change->is);
  if (change->gap[0]) buf_print(out, " (%s)", change->gap);
  if (change->term[0]) buf_print(out, "; %s", change->term);
  buf_char(out, '\n');
}

static void ways(const Markdown *m, const CibleWhy *why, int depth) {
  Buf *out = m->out;
  for (size_t i = 0; i < why->way_count; i++) {
    const CibleWay *way = &why->ways[i];
    buf_fill(out, ' ', (size_t)depth * 2);
    buf_text(out, "- ");
    code(out, strcmp(way->to, "in") == 0 ? word(m, "in") : way->to);
    buf_text(out, way->change_count > 1 ? word(m, " if all of:") : word(m, " if "));
    if (way->change_count > 1) buf_char(out, '\n');
    for (size_t k = 0; k < way->change_count; k++) {
      if (way->change_count > 1) {
        buf_fill(out, ' ', (size_t)depth * 2 + 2);
        buf_text(out, "- ");
      }
      put_change(m, &way->changes[k]);
    }
  }
}

static void below(const Markdown *m, const CibleWhy *why, int depth) {
  Buf *out = m->out;
  for (size_t i = 0; i < why->part_count; i++) {
    const CibleWhy *part = &why->parts[i];
    if (why_is_inline(part)) continue;
    char points[40];
    const char *mark = why_mark(part, points);
    buf_fill(out, ' ', (size_t)depth * 2);
    buf_print(out, mark[0] ? "- %s " : "- ", mark);
    words(m, part);
    below(m, part, depth + 1);
  }
  ways(m, why, depth);
}

void why_write_markdown(Buf *out, const CibleExplanation *explanation, Language language) {
  const Markdown markdown = {out, language}, *m = &markdown;
  buf_text(out, "## ");
  code(out, explanation->record);
  buf_char(out, ' ');
  code(out, explanation->key);
  buf_print(out, word(m, ", on %s"), explanation->today);
  buf_char(out, '\n');
  if (explanation->unknown[0]) {
    buf_char(out, '\n');
    buf_text(out, word(m, "Unknown of this record: "));
    code(out, explanation->unknown);
    buf_char(out, '\n');
  }
  for (size_t i = 0; i < explanation->part_count; i++) {
    buf_text(out, "\n### ");
    words(m, &explanation->parts[i]);
    buf_char(out, '\n');
    below(m, &explanation->parts[i], 0);
  }
}
