/* SPDX-License-Identifier: MIT
 * Where to go on after an error. Nearly every word may be a name, so bison cannot tell; lines can:
 * declarations and clauses start on lines of their own, and are known by their first words. */
#include "lang/syntax/parse_state.h"

static const Token *token_at(const Parser *parser, uint32_t at) {
  uint32_t last = parser->lex->count - 1;
  return &parser->lex->tokens[at < last ? at : last];
}

static bool is_word(const Token *token, const char *word) {
  return (token->class == TOKEN_KEYWORD || token->class == TOKEN_RESERVED ||
          token->class == TOKEN_OPERATOR) &&
         str_is(token->text, word);
}

static bool is_name(const Token *token) {
  return token->class == TOKEN_NAME || token->class == TOKEN_KEYWORD;
}

static bool is_any(const Token *token, const char *const *words) {
  for (; *words; words++)
    if (is_word(token, *words)) return true;
  return false;
}

/* What may follow a declaration's name and title, by its opener. */
static bool goes_on_as(const Token *opener, const Token *next) {
  static const struct {
    const char *opener;
    const char *next[6];
  } forms[] = {
      {"param", {"=", ":"}},
      {"list", {"=", "from"}},
      {"record", {"from"}},
      {"let", {"=", ":", "("}},
      {"segment", {"when", "=", "{", "("}},
      {"score", {"from", "as", "=", "("}},
      {"classify", {"by", "{", "=", "("}},
      {"channel", {"{", "=", "("}},
      {"offer", {"{", "=", "("}},
      {"team", {"{"}},
      {"choose", {"among"}},
      {"campaign", {"{"}},
      {"measure", {"="}},
  };
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (is_word(opener, forms[i].opener)) return is_any(next, forms[i].next);
  return false;
}

bool parse_starts_declaration(const Parser *parser, uint32_t at) {
  const Token *opener = token_at(parser, at), *next = token_at(parser, at + 1),
              *third = token_at(parser, at + 2);
  if (opener->class != TOKEN_KEYWORD || !opener->first) return false;
  if (is_word(opener, "include") || is_word(opener, "use")) return next->class == TOKEN_TEXT;
  if (is_word(opener, "test"))
    return next->class == TOKEN_TEXT && (is_word(third, "{") || is_word(third, "on"));
  if (is_word(opener, "subject")) return is_word(next, "record");
  if (!is_name(next)) return false;
  return goes_on_as(opener, third->class == TOKEN_TEXT ? token_at(parser, at + 3) : third);
}

bool parse_wants_more(const Token *token) {
  static const char *const enders[] = {")",    "]",     "}",   "?",     "is known", "is unknown",
                                       "true", "false", "now", "today", "unknown",  NULL};
  if (token->class == TOKEN_OPERATOR || token->class == TOKEN_RESERVED) return !is_any(token, enders);
  return false;
}

bool parse_breaks_off(const Token *token) {
  return parse_wants_more(token) ||
         (token->class == TOKEN_KEYWORD && token->first && (lex_word_flags(token->text) & WORD_CLAUSE));
}

uint32_t parse_open_bracket(const Parser *parser, uint32_t at, const char *kinds) {
  uint32_t closed = 0;
  for (uint32_t i = at; i-- > parser->decl;) {
    const Token *token = token_at(parser, i);
    if (token->class != TOKEN_OPERATOR || token->text.n != 1) continue;
    char c = token->text.p[0];
    if (strchr(kinds, c)) {
      if (!closed--) return i;
    } else if ((c == ')' && strchr(kinds, '(')) || (c == ']' && strchr(kinds, '[')) ||
               (c == '}' && strchr(kinds, '{'))) {
      closed++;
    }
  }
  return UINT32_MAX;
}

/* Is the brace that of a row of a test: `given {`, `given a {`, `[ {`, `, {`? */
static bool opens_row(const Parser *parser, uint32_t brace) {
  if (brace == UINT32_MAX || brace < parser->decl + 2 || !is_word(token_at(parser, parser->decl), "test"))
    return false;
  const Token *before = token_at(parser, brace - 1);
  return is_word(before, "given") || is_word(before, ",") || is_word(before, "[") ||
         (is_name(before) && is_word(token_at(parser, brace - 2), "given"));
}

/* Is it on a new line and one that may start a clause there: in classifications and records any name,
 * elsewhere a word? */
static bool may_start_clause(const Parser *parser, uint32_t at) {
  const Token *token = token_at(parser, at), *opener = token_at(parser, parser->decl);
  if (!token->first || !is_name(token) || at == 0 || parse_wants_more(token_at(parser, at - 1))) return false;
  if (is_word(opener, "classify") || is_word(opener, "record") || is_word(opener, "subject")) return true;
  return lex_word_flags(token->text) & WORD_CLAUSE || at + 1 != parser->at;
}

/* The declaration or clause that the parser ran over: its first word was taken for a name that the line
 * before wanted. */
static bool resume_before(const Parser *parser, uint32_t bad, bool in_block, uint32_t *at, Resume *resume) {
  uint32_t first = bad;
  while (first > parser->decl && !token_at(parser, first)->first) first--;
  if (first <= parser->decl || first == bad || (parser->resumed != UINT32_MAX && first <= parser->resumed))
    return false;
  *at = first;
  *resume = parse_starts_declaration(parser, first) ? RESUME_DECL : RESUME_CLAUSE;
  if (*resume == RESUME_DECL) return true;
  return in_block && bad == first + 1 && (lex_word_flags(token_at(parser, first)->text) & WORD_CLAUSE) &&
         parse_breaks_off(token_at(parser, first - 1));
}

Resume parse_resume(Parser *parser) {
  uint32_t bad = parser->at - 1, brace = parse_open_bracket(parser, bad, "{");
  bool in_block = brace != UINT32_MAX, in_row = opens_row(parser, brace);
  Resume resume;
  if (resume_before(parser, bad, in_block && !in_row, &parser->at, &resume)) return resume;
  uint32_t depth = 0;
  for (uint32_t i = bad;; i++) {
    const Token *token = token_at(parser, i);
    bool fresh = parser->resumed == UINT32_MAX || i > parser->resumed;
    bool clause = fresh && in_block && !in_row && depth == 0 && may_start_clause(parser, i);
    bool closes = is_word(token, "}") && depth == 0 && in_block;
    bool declares = fresh && i > parser->decl && parse_starts_declaration(parser, i);
    if (is_word(token, "{"))
      depth++;
    else if (is_word(token, "}") && depth)
      depth--;
    if (token->class != TOKEN_END && !declares && !clause && !closes) continue;
    parser->at = i < parser->lex->count ? i : parser->lex->count - 1;
    if (token->class == TOKEN_END || declares) return RESUME_DECL;
    return in_row ? RESUME_ROW : RESUME_CLAUSE;
  }
}
