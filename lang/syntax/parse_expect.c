/* SPDX-License-Identifier: MIT
 * What could stand where an error is, in words, and what was probably meant by what stands there. */
#include "lang/syntax/parse_state.h"

bool parse_expects(const Expected *expected, const char *word) {
  for (int i = 0; i < expected->count; i++)
    if (str_is(expected->words[i], word)) return true;
  return false;
}

/* ---- what should stand there ---- */

static const char *const VALUES[] = {"a number",
                                     "a percentage",
                                     "a text in quotes",
                                     "a date",
                                     "a date and time",
                                     "a duration",
                                     "a name",
                                     "(",
                                     "-",
                                     "true",
                                     "false",
                                     "unknown",
                                     "today",
                                     "now",
                                     "days since",
                                     "months since",
                                     "years since",
                                     "days until",
                                     "at least",
                                     "not",
                                     "if",
                                     NULL};
static const char *const OPERATORS[] = {
    "+",           "-",          "*",           "/",       "=",         "!=",
    "<",           "<=",         ">",           ">=",      "and",       "or",
    "in",          "not in",     "is",          "is not",  "is one of", "is not one of",
    ".",           "[",          "(",           "default", "contains",  "matches",
    "is known",    "is unknown", "starts with", "..",      "ends with", "within last",
    "within next", NULL};

static bool in_words(Str word, const char *const *words) {
  for (; *words; words++)
    if (str_is(word, *words)) return true;
  return false;
}

typedef struct Summary {
  bool value, name, operator, declaration, clause;
} Summary;

static Summary summarise(const Expected *e) {
  Summary s = {.value = parse_expects(e, "a number") && parse_expects(e, "(") && parse_expects(e, "a name")};
  s.name = !s.value && parse_expects(e, "a name");
  s.operator= parse_expects(e, "and") && parse_expects(e, "or");
  int clauses = 0;
  for (int i = 0; i < e->count; i++) clauses += (lex_word_flags(e->words[i]) & WORD_CLAUSE) != 0;
  enum { FOLDED_FROM = 4 };
  s.clause = !s.value && !s.name && clauses >= FOLDED_FROM;
  s.declaration = !s.value && !s.name && parse_expects(e, "let") && parse_expects(e, "include");
  return s;
}

/* Is the word part of what the summary says already? */
static bool is_covered(const Summary *s, Str word, bool more) {
  int flags = lex_word_flags(word);
  if ((s->value || s->name) && (flags & ~WORD_RESERVED)) return true;
  if (s->value && in_words(word, VALUES)) return true;
  if (s->name && str_is(word, "a name")) return true;
  if (s->operator&& in_words(word, OPERATORS)) return true;
  if (s->declaration && (flags & WORD_DECL)) return true;
  if (s->clause && (flags & WORD_CLAUSE)) return true;
  return more && str_is(word, "the end");
}

/* "a name" and the like, in the language of the messages. */
static Str phrase(Parser *parser, Str english) { return diag_phrase(parser->diags, "%s", english.p); }

enum { TOLD_MOST = 18 };

/* "a name, `when` or `{`", in the arena. */
Str parse_expected_text(Parser *parser, const Expected *expected) {
  Summary s = summarise(expected);
  bool more = s.value || s.name || s.operator|| s.declaration || s.clause || expected->count> 1;
  Str items[TOLD_MOST];
  int count = 0;
  if (s.value) items[count++] = phrase(parser, STR("a value"));
  if (s.name) items[count++] = phrase(parser, STR("a name"));
  if (s.operator) items[count++] = phrase(parser, STR("an operator"));
  if (s.declaration)
    items[count++] = phrase(parser, STR("a declaration"));
  else if (s.clause)
    items[count++] = phrase(parser, STR("a clause"));
  for (int i = 0; i < expected->count && count < TOLD_MOST; i++) {
    Str word = expected->words[i];
    if (is_covered(&s, word, more)) continue;
    bool is_phrase = word.n > 2 && word.p[0] == 'a' && word.p[1] == ' ';
    items[count++] =
        is_phrase || str_is(word, "the end") ? phrase(parser, word) : arena_format(parser->arena, "`%.*s`", STR_ARG(word));
  }
  Str text = count ? items[0] : phrase(parser, STR("something else"));
  for (int i = 1; i < count; i++)
    text = i + 1 < count ? arena_format(parser->arena, "%.*s, %.*s", STR_ARG(text), STR_ARG(items[i]))
                         : diag_phrase(parser->diags, "%.*s or %.*s", STR_ARG(text), STR_ARG(items[i]));
  return text;
}

/* ---- what was probably meant ---- */

static Str in_small_letters(Parser *parser, Str word) {
  Str copy = arena_str(parser->arena, word);
  for (uint32_t i = 0; i < copy.n && copy.p; i++) {
    char *p = (char *)copy.p + i;
    if (*p >= 'A' && *p <= 'Z') *p = (char)(*p - 'A' + 'a');
  }
  return copy.p ? copy : STR("");
}

static unsigned distance_to(Str word, Str candidate) {
  unsigned limit = word.n < 4 ? 1 : 2;
  unsigned whole = str_distance(word, candidate, limit);
  const char *blank = memchr(candidate.p, ' ', candidate.n);
  bool tiny = word.n < 4 && candidate.n < 3; /* `of`, `ok` and `for` are not meant as `or` */
  if (!blank) return whole > limit || (tiny && whole) ? UINT32_MAX : whole;
  unsigned head = str_distance(word, (Str){candidate.p, (uint32_t)(blank - candidate.p)}, limit);
  if (head < whole) whole = head;
  return whole > limit || word.n < 3 ? UINT32_MAX : whole;
}

Str parse_nearest(Parser *parser, const Expected *expected, Str word) {
  Str small = in_small_letters(parser, word), best = {NULL, 0};
  unsigned least = UINT32_MAX;
  bool names = parse_expects(expected, "a name");
  for (int i = 0; i < expected->count; i++) {
    Str candidate = expected->words[i];
    bool phrase = candidate.p[0] == 'a' && candidate.n > 1 && candidate.p[1] == ' ';
    bool letters = candidate.p[0] >= 'a' && candidate.p[0] <= 'z' && !phrase && !str_is(candidate, "the end");
    if (!letters || (names && (lex_word_flags(candidate) & ~WORD_RESERVED))) continue;
    unsigned distance = distance_to(small, candidate);
    if (distance < least) least = distance, best = candidate;
  }
  return best;
}

/* "the clauses here are `base`, `add`, …", where the message only says "a clause". */
static void list_clauses(Parser *parser, Diag *diag, const Expected *expected) {
  Str text = STR("");
  int count = 0;
  for (int i = 0; i < expected->count; i++)
    if (lex_word_flags(expected->words[i]) & WORD_CLAUSE)
      text = arena_format(parser->arena, "%.*s%s`%.*s`", STR_ARG(text), count++ ? ", " : "",
                          STR_ARG(expected->words[i]));
  diag_help(parser->diags, diag, "the clauses here are %.*s", STR_ARG(text));
}

static bool is_word(const Token *token) {
  return token->class == TOKEN_NAME || token->class == TOKEN_KEYWORD || token->class == TOKEN_RESERVED;
}

bool parse_suggest(Parser *parser, Diag *diag, const Expected *expected, const Token *token) {
  if (!is_word(token)) return false;
  Str meant = parse_meant(expected, token->text);
  if (!meant.p) meant = parse_nearest(parser, expected, token->text);
  if (!meant.p || str_equal(meant, token->text)) return false;
  diag_label(parser->diags, diag, "did you mean `%.*s`?", STR_ARG(meant));
  return true;
}

void parse_suggest_words(Parser *parser, Diag *diag, const Expected *expected, const Token *token) {
  bool clause = token->class == TOKEN_KEYWORD && (lex_word_flags(token->text) & WORD_CLAUSE);
  Summary summary = summarise(expected);
  if (token->class == TOKEN_RESERVED && parse_expects(expected, "a name"))
    diag_help(parser->diags, diag, "`%.*s` is a word of the language; as a name it stands between backquotes: `` `%.*s` ``", STR_ARG(token->text), STR_ARG(token->text));
  else if (is_word(token) && (token->first || clause) && summary.clause && !summary.declaration)
    list_clauses(parser, diag, expected);
}
