/* SPDX-License-Identifier: MIT */
#include "cli/repl/complete.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

/* What is being completed, and what has been found so far. */
typedef struct Search {
  const char *prefix;
  size_t length;
  Completion *out;
  size_t found, listed;
} Search;

static size_t common(const char *a, const char *b) {
  size_t n = 0;
  while (a[n] && a[n] == b[n]) n++;
  while (n && ((unsigned char)a[n] & 0xC0) == 0x80) n--; /* whole letters */
  return n;
}

/* A word that may fit; `behind` is shown with it in the list. */
static void offer(Search *s, const char *word, const char *behind) {
  if (strncmp(word, s->prefix, s->length) != 0) return;
  const char *rest = word + s->length;
  Completion *out = s->out;
  if (strlen(rest) >= sizeof out->insert) return;
  if (s->found++ == 0) strcpy(out->insert, rest);
  else out->insert[common(out->insert, rest)] = 0;
  int n = snprintf(out->list + s->listed, sizeof out->list - s->listed, "%s%s\n", word, behind);
  if (n > 0 && s->listed + (size_t)n < sizeof out->list) s->listed += (size_t)n;
  else out->list[s->listed] = 0;
}

static bool is_letter(char c) { return c == '_' || (unsigned char)c >= 0x80 || strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", c) != NULL; }

/* ---- labels ---- */

/* The word that ends before line[*at], blanks and an open bracket left out; *at moves before it. */
static size_t word_before(const char *line, size_t *at) {
  size_t end = *at;
  while (end && strchr(" \t(", line[end - 1])) end--;
  size_t from = end;
  while (from && is_letter(line[from - 1])) from--;
  if (from == end) /* an operator */
    while (from && strchr("=!", line[from - 1])) from--;
  *at = from;
  return end - from;
}

static bool is_word(const char *word, size_t n, const char *one) { return strlen(one) == n && strncmp(word, one, n) == 0; }

/* "band is not one of (": finds `band`. `*quoted`: texts of a column may stand there too. */
static bool find_owner(const char *line, size_t at, char owner[256], bool *quoted) {
  size_t n = word_before(line, &at);
  *quoted = is_word(line + at, n, "=") || is_word(line + at, n, "!=");
  if (is_word(line + at, n, "of")) {
    if (n = word_before(line, &at), !is_word(line + at, n, "one")) return false;
    n = word_before(line, &at);
  }
  if (is_word(line + at, n, "not")) n = word_before(line, &at);
  if (!*quoted && !is_word(line + at, n, "is")) return false;
  n = word_before(line, &at);
  if (!n || n >= 256) return false;
  memcpy(owner, line + at, n);
  owner[n] = 0;
  return true;
}

static size_t outline(Repl *repl, const CibleDeclaration **all) {
  size_t count;
  return rules_outline(&repl->rules, all, &count) ? count : 0;
}

static void offer_labels(Repl *repl, Search *s, const char *owner, bool quoted) {
  const CibleProgram *program = repl->program;
  long index = program ? cible_definition_find(program, owner) : -1;
  if (index >= 0 && !quoted) {
    CibleDefinition definition = cible_definition(program, (size_t)index);
    for (size_t i = 0; i < definition.label_count; i++) offer(s, definition.labels[i], "");
  }
  const CibleDeclaration *all;
  size_t count = quoted ? outline(repl, &all) : 0;
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

/* Behind `companies.` the columns of that record, behind a choice its parts; false where it is neither. */
static bool offer_members(Repl *repl, Search *s, const char *owner, size_t length) {
  const CibleDeclaration *all;
  size_t count = outline(repl, &all);
  for (size_t i = 0; i < count; i++) {
    if (strlen(all[i].name) != length || strncmp(all[i].name, owner, length) != 0) continue;
    for (size_t k = 0; k < all[i].field_count; k++) offer(s, all[i].fields[k].name, "");
    static const char *const parts[] = {"cost", "response", "price", "margin"};
    bool choice = strcmp(all[i].word, "choose") == 0;
    for (size_t k = 0; choice && k < sizeof parts / sizeof *parts; k++) offer(s, parts[k], "");
    if (choice || all[i].field_count) return true;
  }
  return false;
}

static void offer_names(Repl *repl, Search *s) {
  char behind_column[32];
  snprintf(behind_column, sizeof behind_column, "  %s", tr("column"));
  const CibleDeclaration *all;
  size_t count = outline(repl, &all);
  for (size_t i = 0; i < count; i++) {
    char behind[32];
    snprintf(behind, sizeof behind, "  %s", all[i].word);
    if (strcmp(all[i].space, "test") != 0 && strcmp(all[i].space, "include") != 0) offer(s, all[i].name, behind);
    for (size_t k = 0; k < all[i].field_count; k++) offer(s, all[i].fields[k].name, behind_column);
  }
}

/* Functions with their signatures, overloads one after the other; then the words of the language. */
static const struct {
  const char *name, *behind;
} language[] = {
#define FN(id, name, result, args, flags, cost, kernel, parameters, doc, example) {name, "(" parameters ")  " doc},
#include "stdlib/functions.def"
#undef FN
#define AGG(id, name, kept, doc) {name, "(… of SET)  " doc},
#include "runtime/code/aggregates.def"
#undef AGG
#define WORD(token, word, flags) {word, ""},
#include "lang/syntax/keywords.def"
#undef WORD
};

static void offer_language(Search *s) {
  for (size_t i = 0; i < sizeof language / sizeof *language; i++)
    if (i == 0 || strcmp(language[i].name, language[i - 1].name) != 0) offer(s, language[i].name, language[i].behind);
}

/* ---- commands and files ---- */

static bool begins(const char *line, const char *with) { return strncmp(line, with, strlen(with)) == 0; }

/* Commands that take a name, and nothing that is computed. */
static bool takes_name(const char *line) {
  return begins(line, ":show ") || begins(line, ":bytecode ") || begins(line, ":schema ") || begins(line, ":names ");
}

static void offer_commands(Search *s) {
  for (size_t i = 0; i < repl_command_count; i++) offer(s, repl_commands[i].name, "");
}

static void offer_files(Search *s) {
  char pattern[512];
  glob_t found;
  if (snprintf(pattern, sizeof pattern, "%.*s*", (int)s->length, s->prefix) >= (int)sizeof pattern) return;
  if (glob(pattern, GLOB_MARK, NULL, &found) != 0) return;
  for (size_t i = 0; i < found.gl_pathc; i++) offer(s, found.gl_pathv[i], "");
  globfree(&found);
}

static bool takes_file(const char *line) {
  return begins(line, ":load ") || begins(line, ":save ") || begins(line, ":db ");
}

static void search(Repl *repl, const char *line, size_t cursor, Search *s) {
  size_t from = cursor;
  while (from && (takes_file(line) ? !strchr(" \t", line[from - 1]) : is_letter(line[from - 1]))) from--;
  if (from && line[from - 1] == '"' && !takes_file(line)) from--;
  s->prefix = line + from;
  s->length = cursor - from;
  char owner[256];
  bool quoted;
  if (takes_file(line)) {
    offer_files(s);
    return;
  }
  if (line[0] == ':' && (from == 1 || begins(line, ":help "))) {
    offer_commands(s);
    return;
  }
  size_t dot = from;
  if (from && line[from - 1] == '.') {
    for (dot = from - 1; dot && is_letter(line[dot - 1]);) dot--;
    if (offer_members(repl, s, line + dot, from - 1 - dot)) return;
  }
  if (find_owner(line, from, owner, &quoted)) offer_labels(repl, s, owner, quoted);
  if (s->found || !s->length) return;
  offer_names(repl, s);
  if (!takes_name(line)) offer_language(s);
}

void complete(Repl *repl, const char *line, size_t cursor, Completion *out) {
  *out = (Completion){0};
  char *text = strndup(line, cursor);
  if (!text) return;
  Search s = {.out = out};
  search(repl, text, cursor, &s);
  if (s.found == 1) {
    out->list[0] = 0;
    if (strlen(out->insert) + 1 < sizeof out->insert && !takes_file(text)) strcat(out->insert, " ");
  }
  free(text);
}
