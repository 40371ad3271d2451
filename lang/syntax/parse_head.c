/* SPDX-License-Identifier: MIT
 * Heads of declarations that people write from habit: names of two words, a missing `=`, `{` or `among`, `import "…"`. */
#include "lang/syntax/parse_token.h"

/* ---- names ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_name_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || (c & 0x80); }

Str parse_as_name(Parser *parser, Str text) {
  char *p = arena_bytes(parser->arena, (size_t)text.n + 2);
  if (!p) return STR("name");
  uint32_t n = 0;
  for (uint32_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (!is_name_byte(c)) {
      if (n && p[n - 1] != '_') p[n++] = '_';
      continue;
    }
    if (n == 0 && is_digit(c)) p[n++] = '_';
    p[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
  }
  while (n && p[n - 1] == '_') n--;
  return n ? (Str){p, n} : STR("name");
}

static bool touches(const Token *a, const Token *b) { return a->span.to == b->span.from; }

/* Is it one of the words that could stand there, misspelt or of another language? */
static bool is_meant(Parser *parser, const Expected *expected, const Token *token) {
  return parse_meant(expected, token->text).p || parse_nearest(parser, expected, token->text).p;
}

/* Does a word of the language, which could be no part of the head, stand there as the second word of a name: `high value when`? */
static bool is_second_word(const Parser *parser, uint32_t at, const Expected *expected) {
  static const char *const others[] = {"when", "=", "{", "among", "from", "as", "by"};
  const Token *token = token_at(parser, at), *next = token_at(parser, at + 1);
  if (token->class != TOKEN_KEYWORD || parse_expects(expected, token->text.p)) return false;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (parse_expects(expected, others[i]) && (is_mark(next, others[i]) || is_named(next, others[i]))) return true;
  return false;
}

/* `segment small firms`, `segment small-firms`, `segment high value when`, `segment "Small firms"` */
static bool complain_name(Parser *parser, uint32_t at, const Expected *expected) {
  uint32_t decl = parser->decl;
  const Token *opener = token_at(parser, decl), *token = token_at(parser, at);
  bool quoted = at == decl + 1 && token->class == TOKEN_TEXT;
  bool hyphen = is_mark(token, "-") && touches(token_at(parser, at - 1), token) && touches(token, token_at(parser, at + 1));
  bool word = token->class == TOKEN_NAME || str_is(token->text, "clients") || is_second_word(parser, at, expected);
  bool several = at == decl + 2 && !token->first && (hyphen || word) && !is_meant(parser, expected, token);
  if (!quoted && !(several && parse_expects(expected, "a text in quotes"))) return false;
  uint32_t last = at;
  for (; several && last + 1 < parser->lex->count; last++) {
    const Token *next = token_at(parser, last + 1);
    if (next->first || !(next->class == TOKEN_NAME || (is_mark(next, "-") && touches(token_at(parser, last), next)) ||
                         (is_mark(token_at(parser, last), "-") && is_word(next))))
      break;
  }
  Str written = quoted ? token->text : parse_source_between(parser, decl + 1, last), name = parse_as_name(parser, written);
  diag_help(parser->diags, parse_found(parser, at, quoted ? "a name" : "the rest of the declaration"),
            "a name is one word; a title stands behind it in quotes: `%.*s %.*s \"%.*s\"`", STR_ARG(opener->text), STR_ARG(name),
            STR_ARG(written));
  return true;
}

/* ---- what is missing ---- */

/* `segment s require …`, `choose c among a` and then the next declaration */
static bool complain_brace(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at), *opener = token_at(parser, parser->decl);
  if (at <= parser->decl + 1 || !parse_expects(expected, "{") || parse_expects(expected, "a number")) return false;
  bool next = parse_starts_declaration(parser, at);
  bool clause = token->class == TOKEN_KEYWORD && (lex_word_flags(token->text) & WORD_CLAUSE) && !parse_expects(expected, token->text.p);
  if (!next && !clause) return false;
  uint32_t end = token_at(parser, at - 1)->span.to;
  Diag *diag = diag_add(parser->diags, DIAG_BRACE_MISSING, (Span){end, end});
  diag_help(parser->diags, diag, "the clauses of a `%.*s` stand in braces: `%.*s … { … }`", STR_ARG(opener->text), STR_ARG(opener->text));
  return true;
}

/* `param x 3`, `measure m sum(…)`, `list l ("a")` */
static bool complain_equals(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at), *opener = token_at(parser, parser->decl), *next = token_at(parser, at + 1);
  bool bound = is_named(opener, "param") || is_named(opener, "let") || is_named(opener, "measure") || is_named(opener, "list");
  if (!bound || at != parser->decl + 2 || token->first || !parse_expects(expected, "=")) return false;
  bool call = token->class == TOKEN_NAME && is_mark(next, "(");
  bool value = (token->class >= TOKEN_NUMBER && token->class <= TOKEN_DURATION) || is_mark(token, "true") || is_mark(token, "false") || is_mark(token, "(");
  if (!call && !value) return false;
  uint32_t last = call || is_mark(token, "(") ? at : parse_operand_end(parser, at);
  Str head = parse_source_between(parser, parser->decl, at - 1), written = parse_source_between(parser, at, last);
  diag_help(parser->diags, parse_found(parser, at, "`=`"), "write `%.*s = %.*s%s`", STR_ARG(head), STR_ARG(written), last == at && !value ? "(…)" : "");
  return true;
}

/* `score a 0..100 { … }` */
static bool complain_bounds(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *opener = token_at(parser, parser->decl), *hi = token_at(parser, at + 2);
  if (!is_named(opener, "score") || at > parser->decl + 3 || !is_number(token_at(parser, at)) || !parse_expects(expected, "from")) return false;
  Str head = parse_source_between(parser, parser->decl, at - 1), lo = parse_source_between(parser, at, at);
  Str most = is_number(hi) ? parse_source_between(parser, at + 2, at + 2) : STR("100");
  diag_help(parser->diags, parse_found(parser, at, "`from`"), "write `%.*s from %.*s to %.*s { … }`", STR_ARG(head), STR_ARG(lo), STR_ARG(most));
  return true;
}

/* `choose c phone by lowest cost` */
static bool complain_among(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at), *next = token_at(parser, at + 1);
  bool option = is_named(token_at(parser, parser->decl), "choose") && parse_expects(expected, "among") && is_word(token);
  if (!option || is_named(next, "among") || is_meant(parser, expected, token)) return false;
  Str head = parse_source_between(parser, parser->decl, at - 1);
  diag_help(parser->diags, parse_found(parser, at, "`among`"), "write `%.*s among %.*s, … { by lowest cost }`", STR_ARG(head), STR_ARG(token->text));
  return true;
}

/* Behind it stands no end of what was opened before. */
static bool opens_another(const Token *token) {
  return is_mark(token, "[") || is_mark(token, "{") || (token->class == TOKEN_KEYWORD && lex_word_flags(token->text) & WORD_DECL);
}

/* `list l = ["a"]` */
static bool complain_list(Parser *parser, uint32_t at, const Expected *expected) {
  bool open = is_mark(token_at(parser, at), "[") && is_named(token_at(parser, parser->decl), "list") && parse_expects(expected, "(");
  if (!open) return false;
  uint32_t close = at + 1;
  while (close + 1 < parser->lex->count && !is_mark(token_at(parser, close), "]") && !opens_another(token_at(parser, close))) close++;
  Diag *diag = parse_found(parser, at, "`(`");
  if (close == at + 1 || !is_mark(token_at(parser, close), "]")) return true;
  Str inner = parse_source_between(parser, at + 1, close - 1);
  diag_help(parser->diags, diag, "write `(%.*s)`", STR_ARG(inner));
  return true;
}

/* `import "x.cible"` */
static bool complain_import(Parser *parser, uint32_t at, const Expected *expected) {
  static const char *const words[] = {"import", "load", "source", "require", "importer", "inclure"};
  const Token *token = token_at(parser, at), *path = token_at(parser, at + 1);
  bool import = false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) import = import || is_named(token, words[i]);
  if (!import || path->class != TOKEN_TEXT || !parse_expects(expected, "include")) return false;
  static const char ending[] = ".cible";
  uint32_t n = sizeof ending - 1;
  bool file = path->text.n > n && memcmp(path->text.p + path->text.n - n, ending, n) == 0;
  diag_help(parser->diags, parse_found(parser, at, "a declaration"), file ? "write `include \"%.*s\"`; a module is read by `use \"std/…\"`"
                                                                          : "write `use \"%.*s\"`; more of this program is read by `include \"….cible\"`",
            STR_ARG(path->text));
  return true;
}

bool parse_complain_head(Parser *parser, uint32_t at, const Expected *expected) {
  if (complain_import(parser, at, expected)) return true;
  const Token *opener = token_at(parser, parser->decl);
  if (opener->class != TOKEN_KEYWORD || !(lex_word_flags(opener->text) & WORD_DECL)) return false;
  bool named = !str_is(opener->text, "include") && !str_is(opener->text, "use") && !str_is(opener->text, "test");
  return complain_equals(parser, at, expected) || complain_bounds(parser, at, expected) || complain_among(parser, at, expected) ||
         complain_list(parser, at, expected) || (named && complain_name(parser, at, expected)) || complain_brace(parser, at, expected);
}
