/* SPDX-License-Identifier: MIT
 * What people write from habit, of other languages or on paper, told with what this language writes for it. */
#include "lang/syntax/parse_state.h"

static const Token *token_at(const Parser *parser, uint32_t at) {
  uint32_t last = parser->lex->count - 1;
  return &parser->lex->tokens[at < last ? at : last];
}

static bool is_mark(const Token *token, const char *word) {
  return (token->class == TOKEN_OPERATOR || token->class == TOKEN_RESERVED) && str_is(token->text, word);
}

static bool is_word(const Token *token) { return token->class == TOKEN_NAME || token->class == TOKEN_KEYWORD; }

static bool touches(const Token *a, const Token *b) { return a->span.to == b->span.from; }

static Diag *found(Parser *parser, uint32_t at, const char *wanted) {
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
    Diag *diag = found(parser, at, "a range, `(` or the name of a list");
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
  diag_help(parser->diags, found(parser, at, "`..`"), "write `%.*s..%.*s`", STR_ARG(lo), STR_ARG(hi));
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
  diag_help(parser->diags, found(parser, at, "a label"), "a condition stands alone: write `%s%.*s`", wanted ? "" : "not ", STR_ARG(left));
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
    Diag *diag = found(parser, at, "a label");
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
  diag_help(parser->diags, found(parser, at, "a label"), "texts and numbers are compared: `%.*s %s (%.*s, …)`; labels stand without quotes",
            STR_ARG(left), is_mark(test, "is one of") ? "in" : "not in", STR_ARG(value));
  return true;
}

/* `d + lim days` */
static bool complain_unit(Parser *parser, uint32_t at, const Expected *expected) {
  static const char *const units[] = {"minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"};
  const Token *token = token_at(parser, at);
  if (at == 0 || !is_word(token) || token_at(parser, at - 1)->class != TOKEN_NAME || token->first || parse_expects(expected, "clients")) return false;
  bool unit = false;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) unit = unit || str_is(token->text, units[i]);
  if (!unit) return false;
  Str name = token_at(parser, at - 1)->text;
  diag_help(parser->diags, found(parser, at, "an operator"),
            "a unit stands behind a plain number; a param may be a duration: `param %.*s = 30 %.*s`, then `%.*s` alone", STR_ARG(name),
            STR_ARG(token->text), STR_ARG(name));
  return true;
}

/* ---- heads of declarations ---- */

static bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || (c & 0x80);
}

/* `Small firms` as a name: small_firms. */
static Str as_name(Parser *parser, Str text) {
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

/* `segment small firms`, `segment small-firms`, `segment "Small firms"` */
static bool complain_name(Parser *parser, uint32_t at, const Expected *expected) {
  uint32_t decl = parser->decl;
  const Token *opener = token_at(parser, decl), *token = token_at(parser, at);
  if (opener->class != TOKEN_KEYWORD || !(lex_word_flags(opener->text) & WORD_DECL)) return false;
  if (str_is(opener->text, "include") || str_is(opener->text, "use") || str_is(opener->text, "test")) return false;
  bool quoted = at == decl + 1 && token->class == TOKEN_TEXT;
  bool hyphen = is_mark(token, "-") && touches(token_at(parser, at - 1), token) && touches(token, token_at(parser, at + 1));
  bool several = at == decl + 2 && !token->first && (hyphen || token->class == TOKEN_NAME || str_is(token->text, "clients"));
  if (!quoted && !(several && parse_expects(expected, "a text in quotes"))) return false;
  uint32_t last = at;
  for (; several && last + 1 < parser->lex->count; last++) {
    const Token *next = token_at(parser, last + 1);
    if (next->first || !(next->class == TOKEN_NAME || (is_mark(next, "-") && touches(token_at(parser, last), next)) ||
                         (is_mark(token_at(parser, last), "-") && is_word(next))))
      break;
  }
  Str written = quoted ? token->text : parse_source_between(parser, decl + 1, last), name = as_name(parser, written);
  diag_help(parser->diags, found(parser, at, quoted ? "a name" : "the rest of the declaration"),
            "a name is one word; a title stands behind it in quotes: `%.*s %.*s \"%.*s\"`", STR_ARG(opener->text), STR_ARG(name),
            STR_ARG(written));
  return true;
}

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

/* ---- clauses ---- */

static bool complain_clause(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at);
  if (str_is(token->text, "group") && parse_expects(expected, "halve") && !parse_expects(expected, "group")) {
    diag_help(parser->diags, found(parser, at, "a clause or `}`"), "groups do not nest: close this one first");
    return true;
  }
  bool misspelt = str_distance(token->text, STR("require"), 3) < 4 || str_distance(token->text, STR("exclude"), 3) < 4 || str_is(token->text, "must");
  if (token->class == TOKEN_NAME && !misspelt && parse_expects(expected, "require") && is_mark(token_at(parser, at - 1), "{")) {
    diag_help(parser->diags, found(parser, at, "a clause"), "a condition stands behind its word: `require %.*s …`", STR_ARG(token->text));
    return true;
  }
  bool dimension = token->class == TOKEN_NAME && !token->first && str_is(token_at(parser, parser->decl)->text, "measure");
  if (dimension && parse_expects(expected, "by") && parse_expects(expected, "+")) {
    diag_help(parser->diags, found(parser, at, "an operator or `by`"), "groups stand behind `by`: `… by %.*s`", STR_ARG(token->text));
    return true;
  }
  if (is_mark(token, "{") && is_mark(token_at(parser, at - 1), "=") && str_is(token_at(parser, parser->decl)->text, "test")) {
    Str name = token_at(parser, at - 2)->text;
    diag_help(parser->diags, found(parser, at, "a value"), "related rows stand in square brackets, also where it is one: `%.*s = [ { … } ]`",
              STR_ARG(name));
    return true;
  }
  bool people = parse_expects(expected, "at") && parse_expects(expected, "+");
  if (people && token->class != TOKEN_END) {
    diag_help(parser->diags, found(parser, at, "an operator or `at`"),
              "`at … hours per week` is missing: write `people 2 at 35 hours per week`");
    return true;
  }
  return false;
}

bool parse_complain_habit(Parser *parser, uint32_t at, const Expected *expected) {
  return complain_groups(parser, at) || complain_set(parser, at, expected) || complain_truth(parser, at) || complain_value(parser, at) ||
         complain_unit(parser, at, expected) || complain_name(parser, at, expected) || complain_brace(parser, at, expected) ||
         complain_clause(parser, at, expected);
}
