/* SPDX-License-Identifier: MIT
 * Where the cursor stands, and so what may stand there. */
#include "cli/repl/line/complete.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "cli/repl/line/offer.h"

/* ---- expressions and declarations ---- */

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

/* Which words may stand here: those that begin a declaration at a line's beginning, those of its clauses within one. */
static int fitting_words(const Search *s) {
  size_t first = strspn(s->line, " \t"), n = 0;
  if (s->line[0] == ':') return RESERVED | JOIN;
  if (s->more) return RESERVED | DECL | CLAUSE | JOIN;
  if (s->line + first == s->prefix) return RESERVED | DECL;
  while (is_letter(s->line[first + n])) n++;
  for (size_t i = 0; i < offer_word_count; i++)
    if (offer_words[i].flags & DECL && is_word(s->line + first, n, offer_words[i].word)) return RESERVED | CLAUSE | JOIN;
  return RESERVED | JOIN;
}

/* What may stand in an expression. */
static void search_expression(Search *s) {
  char owner[256];
  bool quoted;
  size_t from = (size_t)(s->prefix - s->line), before = from, dot = from;
  if (offer_parameters(s)) return;
  if (from && s->line[from - 1] == '.') {
    for (dot = from - 1; dot && is_letter(s->line[dot - 1]);) dot--;
    if (offer_members(s, s->line + dot, from - 1 - dot)) return;
  }
  if (find_owner(s->line, from, owner, &quoted)) offer_labels(s, owner, quoted);
  else if (is_word(s->line + before, word_before(s->line, &before), "of")) offer_declared(s, "record segment", false);
  if (s->found || !s->length) return;
  offer_declared(s, NULL, false);
  offer_columns(s);
  offer_functions(s);
  offer_keywords(s, fitting_words(s));
}

/* ---- commands ---- */

/* A pattern of files that begin so; what the shell would take for one stands for itself. "~/" is the user's folder. */
static void write_pattern(const Search *s, const char *home, char *pattern, size_t size) {
  size_t n = (size_t)snprintf(pattern, size, "%s", home);
  for (size_t i = *home ? 1 : 0; i < s->length && n + 3 < size; i++) {
    if (strchr("*?[\\", s->prefix[i])) pattern[n++] = '\\';
    pattern[n++] = s->prefix[i];
  }
  if (n + 1 < size) strcpy(pattern + n, "*");
}

static void offer_files(Search *s) {
  char pattern[1024], written[INSERT_MOST];
  const char *home = s->length >= 2 && strncmp(s->prefix, "~/", 2) == 0 ? getenv("HOME") : NULL;
  glob_t found;
  write_pattern(s, home ? home : "", pattern, sizeof pattern);
  if (glob(pattern, GLOB_MARK, NULL, &found) != 0) return;
  for (size_t i = 0; i < found.gl_pathc; i++) {
    int n = snprintf(written, sizeof written, "%s%s", home ? "~" : "", found.gl_pathv[i] + (home ? strlen(home) : 0));
    if (n < (int)sizeof written) offer(s, written, "");
  }
  globfree(&found);
}

static void offer_commands(Search *s) {
  for (size_t i = 0; i < repl_command_count; i++) offer(s, repl_commands[i].name, tr(repl_commands[i].line));
}

static void offer_list(Search *s, const char *words) {
  char word[32];
  for (size_t n; *words; words += n + (words[n] == ' ')) {
    n = strcspn(words, " ");
    snprintf(word, sizeof word, "%.*s", (int)n, words);
    offer(s, word, "");
  }
}

static void offer_params(Search *s) {
  const CibleDeclaration *all;
  size_t count = offer_outline(s, &all);
  char written[INSERT_MOST];
  for (size_t i = 0; i < count; i++)
    if (strcmp(all[i].word, "param") == 0 && snprintf(written, sizeof written, "%s=", all[i].name) < INSERT_MOST) offer(s, written, "");
}

/* The command that the line begins with, as far as it is typed; NULL: none, or several. */
static const char *command_of(const char *line) {
  size_t n = strcspn(line + 1, " \t");
  const char *found = NULL;
  for (size_t i = 0; i < repl_command_count; i++) {
    if (strncmp(repl_commands[i].name, line + 1, n) != 0) continue;
    if (!repl_commands[i].name[n]) return repl_commands[i].name;
    if (found) return NULL;
    found = repl_commands[i].name;
  }
  return found;
}

/* Commands that take names of one kind as they are, or words of a list. */
static const struct {
  const char *command, *kinds, *words;
} simple[] = {
    {"plan", "campaign", NULL}, {"schema", "record", NULL}, {"bytecode", "let segment score classify choose measure", NULL},
    {"show", NULL, NULL},       {"names", NULL, NULL},      {"format", NULL, "table csv jsonl"},
    {"time", NULL, "on off"},   {"undo", NULL, ""},         {"reload", NULL, ""},
    {"diff", NULL, ""},         {"tables", NULL, ""},       {"quit", NULL, ""},
    {"width", NULL, ""},        {"today", NULL, ""},
};

static bool search_simple(Search *s, const char *command) {
  for (size_t i = 0; i < sizeof simple / sizeof *simple; i++) {
    if (strcmp(simple[i].command, command) != 0) continue;
    if (simple[i].words) offer_list(s, simple[i].words);
    else offer_declared(s, simple[i].kinds, true);
    return true;
  }
  return false;
}

static void offer_help(Search *s) {
  offer_commands(s);
  for (size_t i = 0; i < command_count; i++) offer(s, commands[i].name, tr(commands[i].line));
}

/* What the command takes, where that is no expression. */
static void search_words(Search *s, const char *command) {
  size_t from = 1 + strcspn(s->line + 1, " \t");
  from += strspn(s->line + from, " \t");
  bool by = s->prefix - s->line >= 4 && strncmp(s->prefix - 4, " by ", 4) == 0;
  if (search_simple(s, command)) return;
  if (is_among("load save db", command)) {
    s->length += (size_t)(s->prefix - (s->line + from));
    s->prefix = s->line + from; /* names of files may hold blanks */
    offer_files(s);
  } else if (strcmp(command, "help") == 0) offer_help(s);
  else if (strcmp(command, "set") == 0) offer_params(s);
  else if (strcmp(command, "plot") == 0 && by) offer_declared(s, "classify choose segment", false);
  else if (strcmp(command, "explain") != 0 || s->line + from != s->prefix) search_expression(s); /* first of all a key */
}

static void search(Search *s) {
  if (s->line[0] != ':') return search_expression(s);
  if (s->prefix == s->line + 1) return offer_commands(s);
  const char *command = command_of(s->line);
  if (command) search_words(s, command);
}

/* ---- the answer ---- */

/* What all that fits begins with takes the place of what was typed; a word that is whole is followed by a blank. */
static void conclude(Search *s) {
  Completion *out = s->out;
  size_t n = strlen(s->whole);
  if (s->found == 1 && n && !strchr("(=/", s->whole[n - 1]) && n + 1 < sizeof s->whole) strcpy(s->whole + n, " ");
  if (s->found && strncmp(s->whole, s->prefix, s->length) == 0) strcpy(out->insert, s->whole + s->length);
  else if (s->found == 1) {
    out->drop = s->length;
    strcpy(out->insert, s->whole);
  }
  if (s->found != 1) return;
  names_free(&out->words);
  names_free(&out->notes);
}

/* Where the word begins that ends the line: at the quotation mark that is open, else where letters do. */
static size_t word_begin(const char *text, size_t length) {
  size_t open = 0, from = length;
  char quote = 0;
  for (size_t i = 0; i < length; i++) {
    if (quote == '"' && text[i] == '\\') i++;
    else if (quote) quote = text[i] == quote ? 0 : quote;
    else if (strchr("\"`", text[i])) quote = text[open = i];
  }
  while (from && is_letter(text[from - 1])) from--;
  return quote ? open : from;
}

void complete(Repl *repl, const char *line, size_t cursor, bool more, Completion *out) {
  *out = (Completion){0};
  char *text = strndup(line, cursor);
  if (!text) return;
  size_t from = word_begin(text, cursor);
  Search s = {.repl = repl, .line = text, .prefix = text + from, .length = cursor - from, .more = more, .out = out};
  search(&s);
  conclude(&s);
  free(text);
}

void completion_free(Completion *completion) {
  names_free(&completion->words);
  names_free(&completion->notes);
}
