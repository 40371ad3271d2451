/* SPDX-License-Identifier: MIT
 * Clauses, cases and fields in another form than theirs: `and require`, `else cold`, `add 30 balance > 100`, `varchar(20)`. */
#include <strings.h>

#include "lang/syntax/parse_token.h"

typedef struct Slip {
  Parser *parser;
  uint32_t at;
  const Expected *expected;
  const Token *token, *before, *next, *opener;
} Slip;

static bool wants(const Slip *p, const char *word) { return parse_expects(p->expected, word); }

static bool in_decl(const Slip *p, const char *word) { return is_named(p->opener, word); }

static Diag *found_many(const Slip *p, uint32_t from, uint32_t to, const char *wanted) {
  Str text = parse_source_between(p->parser, from, to);
  Str quoted = arena_format(p->parser->arena, "`%.*s`", STR_ARG(text));
  Span span = span_join(token_at(p->parser, from)->span, token_at(p->parser, to)->span);
  return diag_add(p->parser->diags, DIAG_SYNTAX, span, quoted.p ? quoted.p : "", wanted);
}

/* ---- clauses ---- */

/* `require a and require b` */
static bool complain_joined(const Slip *p) {
  if (p->at < p->parser->decl + 3 || p->before->class != TOKEN_KEYWORD || !wants(p, p->before->text.p)) return false;
  const Token *join = token_at(p->parser, p->at - 2);
  if (!is_mark(join, "and") && !is_mark(join, "or")) return false;
  Str word = p->before->text;
  Diag *diag = diag_add(p->parser->diags, DIAG_NO_SEPARATOR, span_join(join->span, p->before->span), join->text.p);
  if (is_mark(join, "and")) diag_help(p->parser->diags, diag, "a clause begins at `%.*s`: leave out `and`", STR_ARG(word));
  else diag_help(p->parser->diags, diag, "`or` joins conditions of one clause: leave out `%.*s`", STR_ARG(word));
  return true;
}

/* Does the run of names from here end where a clause ends? Its last token in `last`. */
static bool names_alone(const Slip *p, uint32_t from, uint32_t *last) {
  uint32_t at = from;
  for (; at + 1 < p->parser->lex->count; at++) {
    const Token *token = token_at(p->parser, at);
    if (!is_word(token) || (at > from && (token->first || parse_expects(p->expected, token->text.p)))) break;
  }
  const Token *end = token_at(p->parser, at);
  *last = at - 1;
  return at > from && (end->class == TOKEN_END || end->first || is_mark(end, "}") || is_word(end));
}

/* `require balance > 3 rich people`, `require balance > 3 (rich people)` */
static bool complain_reason(const Slip *p) {
  bool open = is_mark(p->token, "(");
  if (!wants(p, "a text in quotes") || !wants(p, "+") || p->token->first || (!open && p->token->class != TOKEN_NAME)) return false;
  if (is_word(p->before) || parse_meant(p->expected, p->token->text).p || parse_nearest(p->parser, p->expected, p->token->text).p) return false;
  uint32_t from = p->at + open, last;
  bool alone = names_alone(p, from, &last);
  if (open) alone = last >= from && is_mark(token_at(p->parser, last + 1), ")");
  if (!alone || (!open && wants(p, "when"))) return false;
  Str reason = parse_source_between(p->parser, from, last);
  Diag *diag = found_many(p, p->at, last + open, "an operator or a text in quotes");
  if (last > from || open) diag_help(p->parser->diags, diag, "a reason stands in quotes: `\"%.*s\"`", STR_ARG(reason));
  else diag_help(p->parser->diags, diag, "two conditions are joined by `and` or `or`; a reason stands in quotes: `\"%.*s\"`", STR_ARG(reason));
  return true;
}

/* `"rich" require balance > 3` */
static bool complain_reason_first(const Slip *p) {
  bool clause = p->next->class == TOKEN_KEYWORD && wants(p, p->next->text.p) && (lex_word_flags(p->next->text) & WORD_CLAUSE);
  if (p->token->class != TOKEN_TEXT || !clause || wants(p, "a name")) return false;
  Str reason = parse_source_between(p->parser, p->at, p->at);
  diag_help(p->parser->diags, parse_found(p->parser, p->at, "a clause"), "a reason stands behind its clause: `%.*s … %.*s`", STR_ARG(p->next->text),
            STR_ARG(reason));
  return true;
}

/* A clause where a declaration should stand. */
static bool complain_outside(const Slip *p) {
  int flags = p->token->class == TOKEN_KEYWORD ? lex_word_flags(p->token->text) : 0;
  bool clause = (flags & WORD_CLAUSE) && !(flags & (WORD_DECL | WORD_JOIN)) && wants(p, "let") && wants(p, "include");
  if (!clause || is_named(p->next, "by")) return false;
  bool of_test = is_named(p->token, "expect") || is_named(p->token, "given");
  if (!of_test && !p->token->first && !is_named(p->token, "require") && !is_named(p->token, "exclude")) return false;
  Diag *diag = parse_found(p->parser, p->at, "a declaration");
  if (of_test) diag_help(p->parser->diags, diag, "`%.*s` stands within a test: `test \"…\" { given { … } expect … }`", STR_ARG(p->token->text));
  else diag_help(p->parser->diags, diag, "`%.*s` is a clause: it stands within the braces of its declaration", STR_ARG(p->token->text));
  return true;
}

/* A condition without its word. */
static bool complain_bare_condition(const Slip *p) {
  bool condition = p->token->class == TOKEN_NAME && wants(p, "require") && is_mark(p->before, "{");
  if (!condition || parse_meant(p->expected, p->token->text).p || parse_nearest(p->parser, p->expected, p->token->text).p) return false;
  diag_help(p->parser->diags, parse_found(p->parser, p->at, "a clause"), "a condition stands behind its word: `require %.*s …`", STR_ARG(p->token->text));
  return true;
}

/* ---- points ---- */

/* `add 30 balance > 100` */
static bool complain_when(const Slip *p) {
  bool start = is_word(p->token) || is_mark(p->token, "not");
  if (!in_decl(p, "score") || !start || p->token->first || !wants(p, "when") || !wants(p, "+")) return false;
  bool goes_on = p->next->class == TOKEN_OPERATOR || p->next->first || is_mark(p->token, "not") || is_mark(p->next, "and") || is_mark(p->next, "or");
  bool clause = p->token->class == TOKEN_KEYWORD && wants(p, p->token->text.p);
  if (!goes_on || clause || parse_nearest(p->parser, p->expected, p->token->text).p) return false;
  uint32_t value = parse_operand_start(p->parser, p->at - 1);
  Str points = parse_source_between(p->parser, value, p->at - 1);
  const Token *word = token_at(p->parser, value ? value - 1 : 0);
  bool whole = is_named(word, "add") || is_named(word, "subtract");
  diag_help(p->parser->diags, parse_found(p->parser, p->at, "`when`"), "a condition stands behind `when`: `%.*s %.*s when %.*s …`",
            STR_ARG(whole ? word->text : STR("add")), STR_ARG(whole ? points : STR("…")), STR_ARG(p->token->text));
  return true;
}

/* `base 10 +30 when …`: what is added stands at the sign. */
static bool complain_points(const Slip *p) {
  if (!in_decl(p, "score") || !is_mark(p->token, "when") || wants(p, "when") || p->at < p->parser->decl + 3 || !is_number(p->before)) return false;
  const Token *sign = token_at(p->parser, p->at - 2);
  if (!is_mark(sign, "+") && !is_mark(sign, "-")) return false;
  Str points = parse_source_between(p->parser, p->at - 1, p->at - 1);
  diag_help(p->parser->diags, found_many(p, p->at - 2, p->at - 1, "a clause"), "points stand behind a word: `%s %.*s when …`",
            is_mark(sign, "-") ? "subtract" : "add", STR_ARG(points));
  return true;
}

/* ---- cases ---- */

/* `else cold`, `otherwise cold` */
static bool complain_last_case(const Slip *p) {
  if (!in_decl(p, "classify")) return false;
  bool behind = is_named(p->before, "otherwise") || is_named(p->before, "rest");
  bool swapped = behind && is_word(p->token) && (is_mark(p->next, "}") || p->next->first);
  static const char *const others[] = {"else", "default", "sinon"};
  bool other = false;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) other = other || str_is(p->token->text, others[i]);
  other = other && is_word(p->next) && wants(p, "a name");
  if (!swapped && !other) return false;
  const Token *label = swapped ? p->token : p->next;
  uint32_t from = swapped ? p->at - 1 : p->at;
  bool rest = swapped && is_named(p->before, "rest");
  diag_help(p->parser->diags, found_many(p, from, from + 1, "a case"), "the label stands first: `%.*s %s`", STR_ARG(label->text), rest ? "rest" : "otherwise");
  return true;
}

/* `"hot" from 3` */
static bool complain_label(const Slip *p) {
  if (!in_decl(p, "classify") || p->token->class != TOKEN_TEXT || !wants(p, "a name") || wants(p, "a number")) return false;
  Str name = parse_as_name(p->parser, p->token->text), text = p->token->text;
  bool one = name.n == text.n && strncasecmp(name.p, text.p, text.n) == 0;
  Diag *diag = parse_found(p->parser, p->at, "a label");
  if (one) diag_help(p->parser->diags, diag, "a label stands without quotes: `%.*s`", STR_ARG(text));
  else diag_help(p->parser->diags, diag, "a label is one word; a title stands behind it in quotes: `%.*s \"%.*s\"`", STR_ARG(name), STR_ARG(text));
  return true;
}

/* `A 20%`, `hot 40` */
static bool complain_cut(const Slip *p) {
  if (!in_decl(p, "classify") || !is_number(p->token) || !wants(p, "top") || !is_word(p->before)) return false;
  uint32_t open = parse_open_bracket(p->parser, p->at, "{");
  if (open == UINT32_MAX) return false;
  bool rank = false, share = false, first = open + 2 == p->at;
  for (uint32_t i = p->parser->decl; i + 1 < open; i++) {
    bool of = is_named(token_at(p->parser, i), "by") && is_mark(token_at(p->parser, i + 2), "of");
    rank = rank || (of && is_named(token_at(p->parser, i + 1), "rank"));
    share = share || (of && is_named(token_at(p->parser, i + 1), "share"));
  }
  const char *word = !rank && !share ? "from" : !first ? "next" : rank ? "top" : "first";
  Str size = parse_source_between(p->parser, p->at, p->at);
  diag_help(p->parser->diags, parse_found(p->parser, p->at, "a case"), "write `%.*s %s %.*s`", STR_ARG(p->before->text), word, STR_ARG(size));
  return true;
}

/* ---- fields ---- */

static bool is_null(const Token *token) { return is_word(token) && token->text.n == 4 && strncasecmp(token->text.p, "null", 4) == 0; }

/* The type that is meant by one of SQL's with a length. */
static const char *type_meant(Str type) {
  static const char *const types[][2] = {{"char", "text"}, {"string", "text"}, {"text", "text"}, {"dec", "money"}, {"num", "number"}, {"int", "integer"}, {"float", "number"}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    for (uint32_t from = 0, n = (uint32_t)strlen(types[i][0]); from + n <= type.n; from++)
      if (strncasecmp(type.p + from, types[i][0], n) == 0) return types[i][1];
  return "text";
}

/* `not null`, `null`, `varchar(20)`, `oneof ("a", "b")` */
static bool complain_field(const Slip *p) {
  if (!in_decl(p, "record") && !in_decl(p, "subject")) return false;
  DiagList *diags = p->parser->diags;
  uint32_t open = parse_open_bracket(p->parser, p->at, "{");
  if (open == UINT32_MAX) return false;
  if (is_mark(p->token, "not") && is_null(p->next)) {
    diag_help(diags, found_many(p, p->at, p->at + 1, "a field or `}`"), "a column without `?` is always known: leave `not null` out");
    return true;
  }
  if (is_mark(p->token, "(") && is_word(p->before) && p->at > open + 2) {
    Diag *diag = parse_found(p->parser, p->at, "a field or `}`");
    Str name = token_at(p->parser, p->at - 2)->text;
    bool list = is_named(p->before, "oneof") || is_named(p->before, "enum") || is_named(p->before, "of");
    if (list) diag_help(diags, diag, "write `%.*s one of (\"…\", \"…\")`", STR_ARG(name));
    else diag_help(diags, diag, "a type has no length: write `%.*s %s`", STR_ARG(name), type_meant(p->before->text));
    return true;
  }
  for (uint32_t i = open + 2; i < p->at; i++) {
    if (!is_null(token_at(p->parser, i)) || !is_word(token_at(p->parser, i - 1))) continue;
    Str type = token_at(p->parser, i - 1)->text;
    diag_help(diags, found_many(p, i, i, "a field or `}`"), "a column that may be unknown has a `?` behind its type: `%.*s?`", STR_ARG(type));
    return true;
  }
  return false;
}

/* ---- tests, measures, teams ---- */

static bool complain_row(const Slip *p) {
  if (is_mark(p->token, "{") && is_mark(p->before, "=") && in_decl(p, "test")) {
    Str name = token_at(p->parser, p->at - 2)->text;
    diag_help(p->parser->diags, parse_found(p->parser, p->at, "a value"),
              "related rows stand in square brackets, also where it is one: `%.*s = [ { … } ]`", STR_ARG(name));
    return true;
  }
  bool bare = is_mark(p->token, "=") && in_decl(p, "test") && wants(p, "{") && p->at > p->parser->decl + 2;
  if (!bare || !is_named(token_at(p->parser, p->at - 2), "given")) return false;
  diag_help(p->parser->diags, parse_found(p->parser, p->at, "`{`"), "columns stand in braces: `given { %.*s = … }`", STR_ARG(p->before->text));
  return true;
}

static bool complain_dimension(const Slip *p) {
  if (!in_decl(p, "measure") || p->token->first || !wants(p, "by") || !wants(p, "+")) return false;
  bool group = is_named(p->token, "group") && is_named(p->next, "by");
  if (!group && p->token->class != TOKEN_NAME) return false;
  Str name = group ? token_at(p->parser, p->at + 2)->text : p->token->text;
  diag_help(p->parser->diags, parse_found(p->parser, p->at, "an operator or `by`"), "groups stand behind `by`: `… by %.*s`", STR_ARG(name));
  return true;
}

static bool complain_people(const Slip *p) {
  if (!in_decl(p, "team") || !wants(p, "at") || !wants(p, "+") || p->token->class == TOKEN_END) return false;
  diag_help(p->parser->diags, parse_found(p->parser, p->at, "an operator or `at`"),
            "`at … hours per week` is missing: write `people 2 at 35 hours per week`");
  return true;
}

static bool complain_nested(const Slip *p) {
  if (!str_is(p->token->text, "group") || !wants(p, "halve") || wants(p, "group")) return false;
  diag_help(p->parser->diags, parse_found(p->parser, p->at, "a clause or `}`"), "groups do not nest: close this one first");
  return true;
}

bool parse_complain_clause(Parser *parser, uint32_t at, const Expected *expected) {
  if (at == 0) return false;
  Slip slip = {parser, at, expected, token_at(parser, at), token_at(parser, at - 1), token_at(parser, at + 1), token_at(parser, parser->decl)};
  static bool (*const kinds[])(const Slip *) = {complain_joined, complain_reason_first, complain_outside, complain_bare_condition,
                                                 complain_points, complain_when,         complain_reason,  complain_last_case,
                                                 complain_label,  complain_cut,          complain_field,   complain_row,
                                                 complain_dimension, complain_people,    complain_nested};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (kinds[i](&slip)) return true;
  return false;
}
