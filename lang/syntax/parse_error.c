/* SPDX-License-Identifier: MIT
 * The messages of the grammar. */
#include "lang/syntax/parse_state.h"

#include "runtime/base/utf8.h"

static const Token *token_at(const Parser *parser, uint32_t at) {
  return &parser->lex->tokens[at];
}

static bool is_mark(const Token *token, const char *word) {
  return (token->class == TOKEN_OPERATOR || token->class == TOKEN_RESERVED) && str_is(token->text, word);
}

static bool is_one_of(const Token *token, const char *const *words) {
  for (; *words; words++)
    if (is_mark(token, *words)) return true;
  return false;
}

Str parse_source_between(const Parser *parser, uint32_t from, uint32_t to) {
  uint32_t a = token_at(parser, from)->span.from - parser->lex->base,
           b = token_at(parser, to)->span.to - parser->lex->base;
  return (Str){parser->lex->text.p + a, b - a};
}

static Str found_text(Parser *parser, uint32_t at) {
  static const char *const classes[] = {"",
                                        "",
                                        "",
                                        "",
                                        "the number %.*s",
                                        "the percentage %.*s",
                                        "the text %.*s",
                                        "the date %.*s",
                                        "the time %.*s",
                                        "the duration %.*s",
                                        ""};
  const Token *token = token_at(parser, at);
  if (token->class <= TOKEN_OPERATOR) return arena_format(parser->arena, "`%.*s`", STR_ARG(token->text));
  Str text = parse_source_between(parser, at, at);
  enum { SHOWN_MOST = 40 };
  if (text.n > SHOWN_MOST) return token->class == TOKEN_TEXT ? diag_phrase(parser->diags, "a text") : diag_phrase(parser->diags, "a long number");
  return diag_phrase(parser->diags, classes[token->class], STR_ARG(text));
}

/* ---- errors with a message of their own ---- */

uint32_t parse_operand_start(const Parser *parser, uint32_t at) {
  for (;;) {
    const Token *token = token_at(parser, at);
    if (is_mark(token, ")") || is_mark(token, "]")) {
      uint32_t open = parse_open_bracket(parser, at, is_mark(token, ")") ? "(" : "[");
      if (open == UINT32_MAX || open == 0) return at;
      bool after_name = token_at(parser, open - 1)->class <= TOKEN_KEYWORD && open - 1 > parser->decl;
      if (!after_name) return open;
      at = open - 1;
    }
    if (at < parser->decl + 2 || !is_mark(token_at(parser, at - 1), ".")) return at;
    at -= 2;
  }
}

uint32_t parse_operand_end(const Parser *parser, uint32_t at) {
  uint32_t last = parser->lex->count - 1;
  while (at < last && is_mark(token_at(parser, at), "-")) at++;
  uint32_t depth = 0;
  for (; at < last; at++) {
    const Token *token = token_at(parser, at), *next = token_at(parser, at + 1);
    if (is_mark(token, "(") || is_mark(token, "["))
      depth++;
    else if (depth && (is_mark(token, ")") || is_mark(token, "]")))
      depth--;
    bool goes_on = is_mark(next, ".") || is_mark(next, "(") || is_mark(next, "[") || is_mark(token, ".");
    if (!depth && !goes_on) return at;
  }
  return at ? at - 1 : at;
}

static const char *const ARITHMETIC[] = {"+", "-", "*", "/", NULL};
static const char *const TESTS[] = {"in", "not in", "contains", "starts with", "ends with", "..", NULL};
static const char *const COMPARISONS[] = {"=", "!=", "<", "<=", ">", ">=", NULL};

/* Does a value end with this token, so that a `-` behind it subtracts? */
static bool ends_value(const Token *token) {
  if (token->class == TOKEN_OPERATOR || token->class == TOKEN_RESERVED) return !parse_wants_more(token);
  return token->class != TOKEN_KEYWORD || !(token->first && (lex_word_flags(token->text) & WORD_CLAUSE));
}

/* The first token of the chain of operators of which the operand that starts at `at` is the last; comparisons end it. */
static uint32_t chain_start(const Parser *parser, uint32_t at) {
  while (at >= parser->decl + 2) {
    const Token *op = token_at(parser, at - 1);
    bool sign = is_mark(op, "-") && !ends_value(token_at(parser, at - 2));
    if (!sign && !is_one_of(op, ARITHMETIC) && !is_one_of(op, TESTS)) break;
    at = sign ? at - 1 : parse_operand_start(parser, at - 2);
  }
  return at;
}

/* `a + b default c`, `a in b default c` */
static bool complain_default_right(Parser *parser, uint32_t at) {
  if (!is_mark(token_at(parser, at), "default") || at < parser->decl + 3) return false;
  uint32_t b = parse_operand_start(parser, at - 1), last = parse_operand_end(parser, at + 1);
  if (b < parser->decl + 2) return false;
  const Token *op = token_at(parser, b - 1);
  if (!is_one_of(op, ARITHMETIC) && !is_one_of(op, TESTS)) return false;
  uint32_t a = chain_start(parser, b);
  Str right = parse_source_between(parser, b, last);
  Diag *diag = diag_add(parser->diags, DIAG_DEFAULT_BESIDE, token_at(parser, at)->span, op->text.p);
  Str whole = parse_source_between(parser, a, at - 1), left = parse_source_between(parser, a, b - 1);
  Str rest = parse_source_between(parser, at, last);
  bool range = is_mark(op, ".."), range_follows = is_mark(token_at(parser, last + 1 < parser->lex->count ? last + 1 : last), "..");
  const char *blank = range ? "" : " ";
  bool several = false; /* values in brackets, which are no operand */
  for (uint32_t i = b; i < at && is_mark(token_at(parser, b), "(") && is_one_of(op, TESTS); i++)
    several = several || is_mark(token_at(parser, i), ",");
  if (several)
    diag_help(parser->diags, diag, "write `(%.*s) %.*s`", STR_ARG(whole), STR_ARG(rest));
  else if (range_follows) /* only the bound can be meant */
    diag_help(parser->diags, diag, "write `%.*s%s(%.*s)..…`", STR_ARG(left), blank, STR_ARG(right));
  else
    diag_help(parser->diags, diag, "write `(%.*s) %.*s` or `%.*s%s(%.*s)`", STR_ARG(whole), STR_ARG(rest), STR_ARG(left), blank,
              STR_ARG(right));
  return true;
}

/* `a default b + c`, `a default b..c` */
static bool complain_default_left(Parser *parser, uint32_t at) {
  const Token *op = token_at(parser, at);
  bool range = is_mark(op, "..");
  if (at < parser->decl + 3 || !(is_one_of(op, ARITHMETIC) || range)) return false;
  uint32_t b = parse_operand_start(parser, at - 1);
  while (b > parser->decl + 2 && is_mark(token_at(parser, b - 1), "-")) b--;
  if (b < parser->decl + 2 || !is_mark(token_at(parser, b - 1), "default")) return false;
  uint32_t a = parse_operand_start(parser, b - 2), c = parse_operand_end(parser, at + 1);
  Str left = parse_source_between(parser, a, at - 1), head = parse_source_between(parser, a, b - 1);
  Str sum = parse_source_between(parser, b, c), tail = parse_source_between(parser, at, c);
  Diag *diag = diag_add(parser->diags, DIAG_DEFAULT_BESIDE, op->span, op->text.p);
  if (range)
    diag_help(parser->diags, diag, "write `(%.*s)%.*s`", STR_ARG(left), STR_ARG(tail));
  else
    diag_help(parser->diags, diag, "write `(%.*s) %.*s` or `%.*s (%.*s)`", STR_ARG(left), STR_ARG(tail),
              STR_ARG(head), STR_ARG(sum));
  return true;
}

static bool complain_chained(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at);
  if (!is_one_of(token, COMPARISONS) || !parse_expects(expected, "and") || at < parser->decl + 3)
    return false;
  Diag *diag = diag_add(parser->diags, DIAG_CHAINED, token->span);
  uint32_t from = parse_operand_start(parser, at - 1);
  Str middle = parse_source_between(parser, from, at - 1);
  if (from > parser->decl && is_one_of(token_at(parser, from - 1), COMPARISONS))
    diag_help(parser->diags, diag, "write `… and %.*s %.*s …`; from one value to another is `%.*s in 1..9`",
              STR_ARG(middle), STR_ARG(token->text), STR_ARG(middle));
  return true;
}

/* `0,05` */
static bool complain_decimal_comma(Parser *parser, uint32_t at) {
  if (at < 1 || at + 1 >= parser->lex->count || !is_mark(token_at(parser, at), ",")) return false;
  const Token *left = token_at(parser, at - 1), *comma = token_at(parser, at),
              *right = token_at(parser, at + 1);
  bool numbers =
      left->class == TOKEN_NUMBER && (right->class == TOKEN_NUMBER || right->class == TOKEN_PERCENT);
  if (!numbers || left->span.to != comma->span.from || comma->span.to != right->span.from) return false;
  Str tail = parse_source_between(parser, at + 1, at + 1);
  diag_add(parser->diags, DIAG_DECIMAL_COMMA, span_join(left->span, right->span), STR_ARG(left->text),
           STR_ARG(tail));
  return true;
}

/* A bracket that is still open where the text ends or the next declaration starts. */
static bool complain_open(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at);
  bool ends = token->class == TOKEN_END, declares = parse_starts_declaration(parser, at);
  if (!ends && !declares && !is_mark(token, "}")) return false;
  uint32_t open = parse_open_bracket(parser, at, "([{");
  if (open == UINT32_MAX) return false;
  const Token *bracket = token_at(parser, open);
  const char *partner = is_mark(bracket, "(") ? ")" : is_mark(bracket, "[") ? "]" : "}";
  if (!parse_expects(expected, partner) || is_mark(token, partner)) return false;
  Diag *diag = diag_add(parser->diags, DIAG_NOT_CLOSED, bracket->span, bracket->text.p);
  if (ends)
    diag_label(parser->diags, diag, "`%s` is missing before the end", partner);
  else
    diag_label(parser->diags, diag, "its `%s` is missing", partner);
  if (!ends) diag_note(parser->diags, diag, token->span, "it is still open here");
  return true;
}

/* The text breaks off behind an operator; the next word was perhaps already taken for the value. */
static bool complain_missing(Parser *parser, uint32_t at, const Expected *expected) {
  uint32_t first = at;
  while (first > parser->decl && !token_at(parser, first)->first) first--;
  bool ran_over = first > parser->decl && first < at &&
                  (parse_starts_declaration(parser, first) ||
                   (at == first + 1 && (lex_word_flags(token_at(parser, first)->text) & WORD_CLAUSE) &&
                    parse_open_bracket(parser, at, "{") != UINT32_MAX));
  uint32_t last = ran_over ? first - 1 : at - 1;
  const Token *before = token_at(parser, last);
  bool value = parse_expects(expected, "a number") && parse_expects(expected, "(");
  if (at <= parser->decl || !(ran_over ? parse_breaks_off(before) : parse_wants_more(before)) ||
      (!ran_over && !value))
    return false;
  if (is_mark(before, "{")) return false;
  Diag *diag = diag_add(parser->diags, DIAG_VALUE_MISSING, before->span, before->text.p);
  const Token *next = token_at(parser, ran_over ? first : at);
  if (next->class != TOKEN_END && next->first)
    diag_label(parser->diags, diag, "the next line starts with `%.*s`", STR_ARG(next->text));
  else if (next->class != TOKEN_END && next->class <= TOKEN_OPERATOR)
    diag_label(parser->diags, diag, "`%.*s` follows", STR_ARG(next->text));
  return true;
}

/* ---- */

/* Has the lexer found fault with the line of the offset? */
static bool on_bad_line(const Parser *parser, uint32_t offset) {
  for (uint32_t i = 0; i < parser->lex->error_count; i++) {
    uint32_t a = parser->lex->errors[i], b = offset;
    if (a > b) a = offset, b = parser->lex->errors[i];
    const char *from = parser->lex->text.p + (a - parser->lex->base);
    if (!memchr(from, '\n', b - a) && !memchr(from, '\r', b - a)) return true;
  }
  return false;
}

static bool follows_from_another(const Parser *parser, uint32_t at) {
  if (at == parser->complained || on_bad_line(parser, token_at(parser, at)->span.from)) return true;
  return at > 0 && on_bad_line(parser, token_at(parser, at - 1)->span.from);
}

void parse_complain(Parser *parser, const Expected *expected) {
  if (parser->recovering || parser->stopped) return;
  uint32_t at = parser->at - 1;
  const Token *token = token_at(parser, at);
  parser->recovering = true;
  parser->answers = 0;
  parser->at_end = parser->errors++ == 0 && token->class == TOKEN_END;
  if (parser->diags->left_out > DIAG_COUNTED) parser->stopped = true;
  if (parser->stopped || follows_from_another(parser, at)) return;
  parser->complained = at;
  if (parse_complain_foreign(parser, at, expected) || parse_complain_habit(parser, at, expected)) return;
  if (complain_decimal_comma(parser, at) || parse_complain_comma(parser, at, expected)) return;
  if (!parse_expects(expected, "default") && complain_default_right(parser, at)) return;
  if (complain_default_left(parser, at) || complain_chained(parser, at, expected)) return;
  if (complain_open(parser, at, expected)) return;
  Str wanted = parse_expected_text(parser, expected);
  if (token->class == TOKEN_END) {
    uint32_t end = at ? token_at(parser, at - 1)->span.to : token->span.from;
    diag_add(parser->diags, DIAG_TEXT_ENDS, (Span){end, end}, wanted.p ? wanted.p : "");
    return;
  }
  if (complain_missing(parser, at, expected)) return;
  Str found = found_text(parser, at);
  Diag *diag = diag_add(parser->diags, DIAG_SYNTAX, token->span, found.p ? found.p : "", wanted.p ? wanted.p : "");
  if (parse_suggest(parser, diag, expected, token)) return;
  if (!parse_mark_help(parser, diag, at, expected)) parse_suggest_words(parser, diag, expected, token);
}

void parse_complain_depth(Parser *parser, Span span) {
  parser->errors++;
  parser->at_end = false;
  Diag *diag = diag_add(parser->diags, DIAG_TOO_DEEP, span, AST_DEPTH_MOST);
  diag_help(parser->diags, diag,
            "give inner parts names with `let`; each sign of a long sum or product counts as a level");
}

void parse_complain_twice(Parser *parser, Span span, const char *word) {
  parser->errors++;
  parser->at_end = false;
  diag_add(parser->diags, DIAG_GIVEN_TWICE, span, word);
}
