/* SPDX-License-Identifier: MIT */
#include "cli/repl/line/offer.h"

#include <stdlib.h>
#include <string.h>

/* ---- what fits ---- */

static size_t common(const char *a, const char *b) {
  size_t n = 0;
  while (a[n] && a[n] == b[n]) n++;
  while (n && ((unsigned char)a[n] & 0xC0) == 0x80) n--; /* whole letters */
  return n;
}

void offer_as(Search *s, const char *word, const char *written, const char *behind) {
  bool quoted = s->length && s->prefix[0] == '`';
  if (strncmp(word, s->prefix + quoted, s->length - quoted) != 0 && strncmp(written, s->prefix, s->length) != 0) return;
  if (strlen(written) >= sizeof s->whole || names_have(&s->out->words, written)) return;
  if (s->found++ == 0) strcpy(s->whole, written);
  else s->whole[common(s->whole, written)] = 0;
  if (s->out->words.count >= OFFERED_MOST) s->out->more++;
  else if (names_add(&s->out->words, written) && !names_add(&s->out->notes, behind)) s->out->words.count--;
}

void offer(Search *s, const char *word, const char *behind) { offer_as(s, word, word, behind); }

bool is_letter(char c) {
  return c == '_' || (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const Keyword offer_words[] = {
#define WORD(token, word, flags) {word, flags},
#include "lang/syntax/keywords.def"
#undef WORD
};
const size_t offer_word_count = sizeof offer_words / sizeof *offer_words;

/* May the name stand as it is, or between backquotes alone? */
static bool is_plain(const char *name) {
  if (!*name || strchr("0123456789", *name)) return false;
  for (const char *c = name; *c; c++)
    if (!is_letter(*c)) return false;
  for (size_t i = 0; i < offer_word_count; i++)
    if (offer_words[i].flags & RESERVED && strcmp(offer_words[i].word, name) == 0) return false;
  return true;
}

void offer_name(Search *s, const char *name, const char *behind) {
  char written[INSERT_MOST];
  bool quoted = s->length && s->prefix[0] == '`';
  if (is_plain(name) && !quoted) offer(s, name, behind);
  else if (snprintf(written, sizeof written, "`%s`", name) < (int)sizeof written) offer_as(s, name, written, behind);
}

size_t offer_outline(Search *s, const CibleDeclaration **all) {
  size_t count;
  return rules_outline(&s->repl->rules, all, &count) ? count : 0;
}

/* ---- labels ---- */

void offer_labels(Search *s, const char *owner, bool quoted) {
  const CibleProgram *program = s->repl->program;
  long index = program ? cible_definition_find(program, owner) : -1;
  if (index >= 0 && !quoted) {
    CibleDefinition definition = cible_definition(program, (size_t)index);
    for (size_t i = 0; i < definition.label_count; i++) offer_name(s, definition.labels[i], "");
  }
  const CibleDeclaration *all;
  size_t count = quoted ? offer_outline(s, &all) : 0;
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < all[i].field_count; k++) {
      const CibleField *field = &all[i].fields[k];
      for (size_t t = 0; strcmp(field->name, owner) == 0 && t < field->text_count; t++) {
        char text[256];
        if (snprintf(text, sizeof text, "\"%s\"", field->texts[t]) < (int)sizeof text) offer(s, text, "");
      }
    }
}

/* ---- names ---- */

bool offer_members(Search *s, const char *owner, size_t length) {
  const CibleDeclaration *all;
  size_t count = offer_outline(s, &all);
  for (size_t i = 0; i < count; i++) {
    if (strlen(all[i].name) != length || strncmp(all[i].name, owner, length) != 0) continue;
    for (size_t k = 0; k < all[i].field_count; k++) offer_name(s, all[i].fields[k].name, all[i].fields[k].type);
    static const char *const parts[] = {"cost", "response", "price", "margin"};
    bool choice = strcmp(all[i].word, "choose") == 0;
    for (size_t k = 0; choice && k < sizeof parts / sizeof *parts; k++) offer(s, parts[k], "");
    if (choice || all[i].field_count) return true;
  }
  return false;
}

bool is_among(const char *words, const char *word) {
  size_t n = strlen(word);
  for (const char *at = words; (at = strstr(at, word)); at += n)
    if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n])) return true;
  return false;
}

void offer_declared(Search *s, const char *kinds, bool bare) {
  const CibleDeclaration *all;
  size_t count = offer_outline(s, &all);
  for (size_t i = 0; i < count; i++) {
    if (kinds ? !is_among(kinds, all[i].word) : is_among("test include", all[i].word)) continue;
    if (bare) offer(s, all[i].name, all[i].word);
    else offer_name(s, all[i].name, all[i].word);
  }
}

void offer_columns(Search *s) {
  const CibleDeclaration *all;
  size_t count = offer_outline(s, &all);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < all[i].field_count; k++) offer_name(s, all[i].fields[k].name, tr("column"));
}

/* Functions with what they take, overloads one after the other. */
static const struct {
  const char *name, *behind;
} functions[] = {
#define FN(id, name, result, args, flags, cost, kernel, parameters, doc, example) {name, "(" parameters ")  " doc},
#include "stdlib/functions.def"
#undef FN
#define AGG(id, name, kept, doc) {name, "(… of SET)  " doc},
#include "runtime/code/aggregates.def"
#undef AGG
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

void offer_functions(Search *s) {
  for (size_t i = 0; i < FUNCTIONS; i++) {
    char written[INSERT_MOST];
    const char *name = functions[i].name;
    if (i && strcmp(name, functions[i - 1].name) == 0) continue;
    if (snprintf(written, sizeof written, "%s(", name) < (int)sizeof written) offer_as(s, name, written, functions[i].behind + 1);
  }
}

void offer_keywords(Search *s, int flags) {
  for (size_t i = 0; i < offer_word_count; i++)
    if (offer_words[i].flags & flags) offer(s, offer_words[i].word, "");
}

bool offer_parameters(Search *s) {
  size_t open = (size_t)(s->prefix - s->line), from = open ? open - 1 : 0;
  if (s->length || !open || s->line[open - 1] != '(') return false;
  while (from && is_letter(s->line[from - 1])) from--;
  for (size_t i = 0; i < FUNCTIONS; i++) {
    if (strlen(functions[i].name) != open - 1 - from || strncmp(functions[i].name, s->line + from, open - 1 - from) != 0) continue;
    if (names_have(&s->out->notes, functions[i].behind)) continue;
    if (names_add(&s->out->words, functions[i].name) && !names_add(&s->out->notes, functions[i].behind)) s->out->words.count--;
  }
  return s->out->words.count > 0;
}
