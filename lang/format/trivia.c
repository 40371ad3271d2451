/* SPDX-License-Identifier: MIT
 * What stands between the tokens of the source: comments and blank lines. */
#include "lang/format/layout.h"

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Is it of several words, between which comments may stand? */
static bool is_phrase(const Token *token, Str text) {
  if (token->class != TOKEN_OPERATOR && token->class != TOKEN_DURATION) return false;
  for (uint32_t i = 0; i < text.n; i++)
    if (is_word(text.p[i])) return true;
  return false;
}

static Str source_of_token(const Layout *l, uint32_t i) {
  Span span = l->tokens[i].span;
  return (Str){l->file->text.p + (span.from - l->file->base), span.to - span.from};
}

/* The words of a token with one blank between: `is  not # why` and `known` is `is not known`. */
static Str written(Layout *l, uint32_t i) {
  Str text = source_of_token(l, i);
  char *p = arena_bytes(l->arena, text.n);
  if (!p) return text;
  uint32_t n = 0;
  bool apart = false;
  for (uint32_t at = 0; at < text.n; at++) {
    if (text.p[at] == '#')
      while (at < text.n && text.p[at] != '\n' && text.p[at] != '\r') at++;
    bool word = at < text.n && is_word(text.p[at]);
    if (word && apart && n) p[n++] = ' ';
    if (word) p[n++] = text.p[at];
    apart = !word;
  }
  return (Str){p, n};
}

static Str trim_end(Str text) {
  while (text.n && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t')) text.n--;
  return text;
}

/* The comments and line ends from..to: the gap before token i; and the inside of the token itself, where that is of several words, whose
 * comments go before it. */
static void read_gap(Layout *l, uint32_t i, uint32_t from, uint32_t to, uint32_t *used) {
  const char *p = l->file->text.p;
  Gap *gap = &l->gaps[i];
  gap->first = *used;
  uint32_t lines = 0;
  for (uint32_t at = from; at < to; at++) {
    if (p[at] == '\n' || (p[at] == '\r' && !(at + 1 < l->file->text.n && p[at + 1] == '\n'))) lines++;
    if (is_word(p[at])) lines = 0;
    if (p[at] != '#') continue;
    uint32_t end = at;
    while (end < to && p[end] != '\n' && p[end] != '\r') end++;
    bool own = lines > 0 || i == 0 || gap->count > 0;
    l->comments[(*used)++] = (Comment){trim_end((Str){p + at, end - at}), own, lines > 1};
    gap->count++;
    lines = 0;
    at = end - 1;
  }
  gap->blank = lines > 1;
}

bool layout_trivia(Layout *l) {
  Str text = l->file->text;
  uint32_t marks = 1, used = 0, base = l->file->base;
  for (uint32_t i = 0; i < text.n; i++) marks += text.p[i] == '#';
  l->texts = ARENA_ARRAY(l->arena, Str, l->count);
  l->gaps = ARENA_ARRAY(l->arena, Gap, l->count);
  l->comments = ARENA_ARRAY(l->arena, Comment, marks);
  if (!l->texts || !l->gaps || !l->comments) return false;
  for (uint32_t i = 0; i < l->count; i++) {
    const Token *token = &l->tokens[i];
    bool end = token->class == TOKEN_END, phrase = !end && is_phrase(token, source_of_token(l, i));
    uint32_t from = i > 0 ? l->tokens[i - 1].span.to - base : 0;
    read_gap(l, i, from, end ? text.n : (phrase ? token->span.to : token->span.from) - base, &used);
    l->texts[i] = end ? STR("") : phrase ? written(l, i) : source_of_token(l, i);
  }
  return !l->arena->failed;
}
