/* SPDX-License-Identifier: MIT
 * What people write from habit, of other languages or on paper, told with what this language writes for it. */
#include "lang/syntax/foreign.h"
#include "lang/syntax/parse_token.h"

Diag *parse_found(Parser *parser, uint32_t at, const char *wanted) {
  const Token *token = token_at(parser, at);
  Str text = parse_source_between(parser, at, at);
  Str quoted = arena_format(parser->arena, "`%.*s`", STR_ARG(text));
  return diag_add(parser->diags, DIAG_SYNTAX, token->span, quoted.p ? quoted.p : "", wanted);
}

/* ---- numbers ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* How many bytes of `text` are one number in groups of three, such as `1,000,000`; 0 where it is none. The groups are written to
 * `out` with `_` between them. */
static uint32_t read_groups(Str text, char *out, uint32_t most) {
  uint32_t i = 0, n = 0, groups = 0;
  while (i < text.n && is_digit(text.p[i]) && i < 4) out[n++] = text.p[i++];
  if (i == 0 || i > 3 || text.p[0] == '0') return 0;
  char mark = i < text.n ? text.p[i] : 0;
  while (n + 4 < most && i + 3 < text.n && text.p[i] == mark) {
    const char *group = text.p + i + 1;
    if (!is_digit(group[0]) || !is_digit(group[1]) || !is_digit(group[2]) || is_digit(group[3])) break;
    out[n++] = '_';
    memcpy(out + n, group, 3);
    n += 3;
    i += 4;
    groups++;
  }
  out[n] = 0;
  bool marked = mark == ',' || mark == ' ' || (mark == '.' && groups > 1);
  return marked && groups ? i : 0;
}

/* `1,000`, `1 000`, `1.000.000` */
static bool complain_groups(Parser *parser, uint32_t at) {
  if (at == 0 || token_at(parser, at - 1)->class != TOKEN_NUMBER) return false;
  const Token *token = token_at(parser, at), *number = token_at(parser, at - 1);
  if (token->class != TOKEN_NUMBER && !is_mark(token, ",") && !is_mark(token, ".")) return false;
  uint32_t from = number->span.from - parser->lex->base;
  char groups[64];
  uint32_t n = read_groups((Str){parser->lex->text.p + from, parser->lex->text.n - from}, groups, sizeof groups);
  if (!n) return false;
  Diag *diag = diag_add(parser->diags, DIAG_GROUPED_DIGITS, (Span){number->span.from, number->span.from + n}, groups);
  diag_help(parser->diags, diag, "the decimal mark is a point: `1.000` is 1");
  return true;
}

/* ---- tests ---- */

/* `in [10, 20]`, `in 10 to 20` */
static bool complain_set(Parser *parser, uint32_t at, const Expected *expected) {
  if (at == 0) return false;
  const Token *token = token_at(parser, at), *before = token_at(parser, at - 1);
  if (is_mark(token, "[") && (is_mark(before, "in") || is_mark(before, "not in"))) {
    uint32_t close = at + 1;
    while (close + 1 < parser->lex->count && !is_mark(token_at(parser, close), "]") && !token_at(parser, close)->first) close++;
    Diag *diag = parse_found(parser, at, "a range, `(` or the name of a list");
    if (!is_mark(token_at(parser, close), "]") || close == at + 1) return true;
    Str inner = parse_source_between(parser, at + 1, close - 1);
    bool pair = close == at + 4 && is_mark(token_at(parser, at + 2), ",");
    Str from = parse_source_between(parser, at + 1, at + 1), to = parse_source_between(parser, close - 1, close - 1);
    if (pair && token_at(parser, at + 1)->class == TOKEN_NUMBER)
      diag_help(parser->diags, diag, "write `(%.*s)` for these values, `%.*s..%.*s` for all from one to the other", STR_ARG(inner),
                STR_ARG(from), STR_ARG(to));
    else diag_help(parser->diags, diag, "write `(%.*s)`", STR_ARG(inner));
    return true;
  }
  if (!str_is(token->text, "to") || !is_word(token) || !parse_expects(expected, "..")) return false;
  uint32_t from = parse_operand_start(parser, at - 1), to = parse_operand_end(parser, at + 1);
  Str lo = parse_source_between(parser, from, at - 1), hi = parse_source_between(parser, at + 1, to);
  diag_help(parser->diags, parse_found(parser, at, "`..`"), "write `%.*s..%.*s`", STR_ARG(lo), STR_ARG(hi));
  return true;
}

/* `q is true`, `q is not false` */
static bool complain_truth(Parser *parser, uint32_t at) {
  const Token *token = token_at(parser, at);
  if (at < parser->decl + 2 || (!is_mark(token, "true") && !is_mark(token, "false"))) return false;
  const Token *before = token_at(parser, at - 1);
  if (!is_mark(before, "is") && !is_mark(before, "is not")) return false;
  Str left = parse_source_between(parser, parse_operand_start(parser, at - 2), at - 2);
  bool wanted = is_mark(token, "true") == is_mark(before, "is");
  diag_help(parser->diags, parse_found(parser, at, "a label"), "a condition stands alone: write `%s%.*s`", wanted ? "" : "not ", STR_ARG(left));
  return true;
}

static bool is_value_token(const Token *token) { return token->class >= TOKEN_NUMBER && token->class <= TOKEN_DATETIME; }

/* `town is "Lyon"`, `town is one of ("Lyon", "Paris")`, `orders_ever is 0` */
static bool complain_value(Parser *parser, uint32_t at) {
  if (at < parser->decl + 3 || !is_value_token(token_at(parser, at))) return false;
  const Token *before = token_at(parser, at - 1);
  Str value = parse_source_between(parser, at, at);
  if (is_mark(before, "is") || is_mark(before, "is not")) {
    Str left = parse_source_between(parser, parse_operand_start(parser, at - 2), at - 2);
    bool text = token_at(parser, at)->class == TOKEN_TEXT;
    Diag *diag = parse_found(parser, at, "a label");
    Str name = token_at(parser, at)->text;
    const char *sign = is_mark(before, "is") ? "=" : "!=";
    if (text) diag_help(parser->diags, diag, "a text is compared with `%s`: `%.*s %s %.*s`; a label stands without quotes: `%.*s %.*s %.*s`", sign,
                STR_ARG(left), sign, STR_ARG(value), STR_ARG(left), STR_ARG(before->text), STR_ARG(name));
    else diag_help(parser->diags, diag, "a value is compared with `%s`: write `%.*s %s %.*s`", sign, STR_ARG(left), sign, STR_ARG(value));
    return true;
  }
  const Token *test = token_at(parser, at - 2);
  if (!is_mark(before, "(") || (!is_mark(test, "is one of") && !is_mark(test, "is not one of"))) return false;
  Str left = parse_source_between(parser, parse_operand_start(parser, at - 3), at - 3);
  diag_help(parser->diags, parse_found(parser, at, "a label"), "texts and numbers are compared: `%.*s %s (%.*s, …)`; labels stand without quotes",
            STR_ARG(left), is_mark(test, "is one of") ? "in" : "not in", STR_ARG(value));
  return true;
}

/* `in "a", "b"` */
static bool complain_bare_list(Parser *parser, uint32_t at) {
  static const char *const tests[] = {"in", "not in", "contains", "starts with", "ends with"};
  if (at < parser->decl + 3 || !is_mark(token_at(parser, at), ",") || !is_value_token(token_at(parser, at - 1))) return false;
  const Token *test = token_at(parser, at - 2);
  bool of_list = false;
  for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) of_list = of_list || is_mark(test, tests[i]);
  uint32_t last = at - 1;
  while (is_mark(token_at(parser, last + 1), ",") && is_value_token(token_at(parser, last + 2))) last += 2;
  if (!of_list || last < at) return false;
  enum { SHOWN_MOST = 60 };
  Str items = parse_source_between(parser, at - 1, last), first = parse_source_between(parser, at - 1, at - 1);
  bool whole = items.n <= SHOWN_MOST;
  diag_help(parser->diags, parse_found(parser, at, "an operator"), "values stand between round brackets: `%.*s (%.*s%s)`", STR_ARG(test->text),
            STR_ARG(whole ? items : first), whole ? "" : ", …");
  return true;
}

/* `job is not in (…)` */
static bool complain_is_in(Parser *parser, uint32_t at) {
  if (at < parser->decl + 2 || !is_mark(token_at(parser, at), "in")) return false;
  const Token *before = token_at(parser, at - 1);
  if (!is_mark(before, "is") && !is_mark(before, "is not")) return false;
  Str left = parse_source_between(parser, parse_operand_start(parser, at - 2), at - 2);
  const Token *next = token_at(parser, at + 1);
  diag_help(parser->diags, parse_found(parser, at, "a label"), "write `%.*s %s %s`", STR_ARG(left), is_mark(before, "is") ? "in" : "not in",
            is_mark(next, "(") ? "(…)" : "…");
  return true;
}

static const char *const UNITS[] = {"minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"};
enum { UNIT_COUNT = sizeof UNITS / sizeof *UNITS };

static const char *nearest_unit(Str word) {
  const char *best = NULL;
  unsigned least = word.n < 4 ? 2 : 3;
  for (size_t i = 0; i < UNIT_COUNT; i++) {
    unsigned distance = str_distance(word, str_from(UNITS[i]), least);
    if (distance < least) least = distance, best = UNITS[i];
  }
  return best;
}

/* `500 euros`, `10 percent`, `2 quarters`, `3 mnths` */
static bool complain_measured(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at);
  if (at == 0 || !is_word(token) || token->first || token_at(parser, at - 1)->class != TOKEN_NUMBER || !parse_expects(expected, "+")) return false;
  if (parse_meant(expected, token->text).p || parse_nearest(parser, expected, token->text).p || parse_expects(expected, "clients")) return false;
  Str number = parse_source_between(parser, at - 1, at - 1);
  const char *help = foreign_help(FOREIGN_UNIT, token->text), *unit = help ? NULL : nearest_unit(token->text);
  if (!help && !unit) return false;
  Diag *diag = parse_found(parser, at, "an operator");
  if (unit) diag_label(parser->diags, diag, "did you mean `%.*s %s`?", STR_ARG(number), unit);
  else if (strcmp(help, "%") == 0) diag_help(parser->diags, diag, "write `%.*s%%`", STR_ARG(number));
  else diag_help_text(parser->diags, diag, help);
  return true;
}

/* `d + lim days` */
static bool complain_unit(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at);
  if (at == 0 || !is_word(token) || token_at(parser, at - 1)->class != TOKEN_NAME || token->first || parse_expects(expected, "clients")) return false;
  bool unit = false;
  for (size_t i = 0; i < UNIT_COUNT; i++) unit = unit || str_is(token->text, UNITS[i]);
  if (!unit) return false;
  Str name = token_at(parser, at - 1)->text;
  diag_help(parser->diags, parse_found(parser, at, "an operator"),
            "a unit stands behind a plain number; a param may be a duration: `param %.*s = 30 %.*s`, then `%.*s` alone", STR_ARG(name),
            STR_ARG(token->text), STR_ARG(name));
  return true;
}

bool parse_complain_habit(Parser *parser, uint32_t at, const Expected *expected) {
  return complain_groups(parser, at) || complain_set(parser, at, expected) || complain_bare_list(parser, at) || complain_is_in(parser, at) ||
         complain_truth(parser, at) || complain_value(parser, at) || complain_measured(parser, at, expected) || complain_unit(parser, at, expected) ||
         parse_complain_head(parser, at, expected) || parse_complain_clause(parser, at, expected);
}
