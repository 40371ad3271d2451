/* SPDX-License-Identifier: MIT
 * Words of other languages where the text breaks off: `between`, `like`, `count(*)`, `case when`, `et`, `-- comment`. */
#include <strings.h>

#include "lang/syntax/foreign.h"
#include "lang/syntax/parse_token.h"

static bool is_foreign(const Token *token, const char *word) {
  return token->class == TOKEN_NAME && token->text.n == strlen(word) && strncasecmp(token->text.p, word, token->text.n) == 0;
}

static bool is_any_word(const Token *token) { return is_word(token) || token->class == TOKEN_RESERVED; }

static Diag *no_word(Parser *parser, const Token *token) {
  return diag_add(parser->diags, DIAG_FOREIGN_WORD, token->span, STR_ARG(token->text));
}

/* The operand left of the token, as it is written. */
static Str left_of(Parser *parser, uint32_t at) {
  return parse_source_between(parser, parse_operand_start(parser, at - 1), at - 1);
}

/* `staff between 10 and 249`, `staff not between …`; `at` is the word `between`, `left` the place behind the operand. */
static void complain_between(Parser *parser, uint32_t at, uint32_t left, bool negative) {
  Diag *diag = no_word(parser, token_at(parser, at));
  uint32_t lo = parse_operand_end(parser, at + 1);
  if (!is_mark(token_at(parser, lo + 1), "and")) {
    diag_help(parser->diags, diag, "write `x in 1..9`, both ends included");
    return;
  }
  uint32_t hi = parse_operand_end(parser, lo + 2);
  Str value = left_of(parser, left), from = parse_source_between(parser, at + 1, lo), to = parse_source_between(parser, lo + 2, hi);
  diag_help(parser->diags, diag, "write `%.*s %s %.*s..%.*s`, both ends included", STR_ARG(value), negative ? "not in" : "in", STR_ARG(from),
            STR_ARG(to));
}

/* `name like "%bakery%"` */
static void complain_like(Parser *parser, uint32_t at, uint32_t left, bool negative) {
  Diag *diag = no_word(parser, token_at(parser, at));
  const Token *pattern = token_at(parser, at + 1);
  Str inner = pattern->text, value = left_of(parser, left);
  bool before = inner.n && inner.p[0] == '%', behind = inner.n > 1 && inner.p[inner.n - 1] == '%';
  if (before) inner.p++, inner.n--;
  if (behind) inner.n--;
  bool more = memchr(inner.p, '%', inner.n) || memchr(inner.p, '_', inner.n) || memchr(inner.p, '"', inner.n);
  if (pattern->class != TOKEN_TEXT || more || !inner.n) {
    diag_help(parser->diags, diag, "write `contains`, `starts with`, `ends with` or `matches`");
    return;
  }
  const char *test = before && behind ? "contains" : before ? "ends with" : behind ? "starts with" : "=";
  diag_help(parser->diags, diag, negative ? "write `not %.*s %s \"%.*s\"`" : "write `%.*s %s \"%.*s\"`", STR_ARG(value), test, STR_ARG(inner));
}

static bool complain_test(Parser *parser, uint32_t at, const Expected *expected) {
  bool negative = is_mark(token_at(parser, at), "not");
  uint32_t word = at + negative;
  bool between = is_foreign(token_at(parser, word), "between"), like = is_foreign(token_at(parser, word), "like");
  if ((!between && !like) || at < parser->decl + 2 || !parse_expects(expected, "in")) return false;
  (between ? complain_between : complain_like)(parser, word, at, negative);
  return true;
}

/* `count(*)`, `today()`, `a ? b : c`, `if (a) { b }`, `if(a, b, c)` */
static bool complain_form(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at), *before = at ? token_at(parser, at - 1) : token;
  const char *help = NULL;
  uint32_t open = parse_open_bracket(parser, at, "(");
  bool in_if = open != UINT32_MAX && open > parser->decl && is_mark(token_at(parser, open - 1), "if");
  if (is_mark(token, "*") && is_mark(before, "(")) help = "name what is counted: `count(orders)`, `count(orders where …)`";
  else if (is_mark(token, "(") && (is_mark(before, "today") || is_mark(before, "now"))) help = "behind `today` and `now` stand no brackets";
  else if (is_mark(token, "?") || (is_mark(token, "{") && parse_expects(expected, "then")) || (is_mark(token, ",") && in_if))
    help = "write `if … then … else …`";
  else if (is_mark(token, "if") && parse_expects(expected, "let"))
    help = "rules stand in declarations: `segment NAME when …`, `let NAME = if … then … else …`";
  else if (parse_expects(expected, "else") && token->first && token->class != TOKEN_END) help = "every `if … then …` has its `else …`";
  else if (parse_expects(expected, "else") && token->class == TOKEN_END) {
    uint32_t end = token_at(parser, at - 1)->span.to;
    Diag *diag = diag_add(parser->diags, DIAG_TEXT_ENDS, (Span){end, end}, "`else`");
    diag_help_text(parser->diags, diag, "every `if … then …` has its `else …`");
    return true;
  }
  if (!help) return false;
  Str text = parse_source_between(parser, at, at), wanted = parse_expected_text(parser, expected);
  Str found = arena_format(parser->arena, "`%.*s`", STR_ARG(text));
  Diag *diag = diag_add(parser->diags, DIAG_SYNTAX, token->span, found.p ? found.p : "", wanted.p ? wanted.p : "");
  diag_help_text(parser->diags, diag, help);
  return true;
}

/* The first of the words "a|b" that could stand there. */
static Str expected_of(const Expected *expected, const char *ours) {
  while (*ours) {
    size_t n = strcspn(ours, "|");
    for (int i = 0; i < expected->count; i++)
      if (expected->words[i].n == n && memcmp(expected->words[i].p, ours, n) == 0) return expected->words[i];
    ours += n + (ours[n] == '|');
  }
  return (Str){NULL, 0};
}

Str parse_meant(const Expected *expected, Str word) {
  const char *ours = foreign_help(FOREIGN_EXPECTED, word);
  return ours ? expected_of(expected, ours) : (Str){NULL, 0};
}

static bool complain_word(Parser *parser, uint32_t at) {
  const Token *token = token_at(parser, at);
  const char *help = is_any_word(token) ? foreign_help(FOREIGN_WORD, token->text) : NULL;
  if (!help) return false;
  diag_help_text(parser->diags, no_word(parser, token), help);
  return true;
}

/* A line that begins with `--`. */
static bool complain_comment(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at), *next = token_at(parser, at + 1);
  if (!token->first || !is_mark(token, "-") || !is_mark(next, "-") || token->span.to != next->span.from || parse_expects(expected, "-")) return false;
  diag_add(parser->diags, DIAG_FOREIGN_COMMENT, span_join(token->span, next->span), "--");
  return true;
}

bool parse_complain_foreign(Parser *parser, uint32_t at, const Expected *expected) {
  if (complain_comment(parser, at, expected)) return true;
  const Token *token = token_at(parser, at);
  if (is_any_word(token) && parse_meant(expected, token->text).p) return false; /* told with what could stand there */
  if (complain_test(parser, at, expected) || complain_form(parser, at, expected)) return true;
  if (complain_word(parser, at)) return true;
  bool behind_name = at > parser->decl && token_at(parser, at - 1)->class == TOKEN_NAME && !is_mark(token, ".");
  return behind_name && token->class != TOKEN_END && complain_word(parser, at - 1);
}
