/* SPDX-License-Identifier: MIT
 * Signs and words that are missing or one too many: commas, brackets, quotes, units, operators. */
#include "lang/syntax/foreign.h"
#include "lang/syntax/parse_state.h"

typedef struct Spot {
  Parser *parser;
  uint32_t at;
  const Expected *expected;
  const Token *token, *before, *next, *opener; /* `before` is the token itself where it is the first of all */
} Spot;

static bool is_mark(const Token *token, const char *word) {
  return (token->class == TOKEN_OPERATOR || token->class == TOKEN_RESERVED) && str_is(token->text, word);
}

static bool is_word(const Token *token, const char *word) {
  return (token->class == TOKEN_NAME || token->class == TOKEN_KEYWORD) && str_is(token->text, word);
}

static bool is_number(const Token *token) { return token->class == TOKEN_NUMBER || token->class == TOKEN_PERCENT; }

static bool wants(const Spot *s, const char *word) { return parse_expects(s->expected, word); }

/* A comma behind a clause or a field. */
static bool complain_comma(const Spot *s) {
  if (!is_mark(s->token, ",") || wants(s, ",")) return false;
  bool field = (is_word(s->opener, "record") || is_word(s->opener, "subject") || is_word(s->opener, "classify")) && wants(s, "a name");
  bool clause = s->next->class == TOKEN_KEYWORD && (lex_word_flags(s->next->text) & (WORD_CLAUSE | WORD_DECL));
  if (!field && !clause && !s->next->first) return false;
  Diag *diag = diag_add(s->parser->diags, DIAG_NO_SEPARATOR, s->token->span, ",");
  const Token *tokens = s->parser->lex->tokens;
  for (uint32_t i = s->at + 1; tokens[i].class != TOKEN_END && !tokens[i].first; i++)
    if (is_mark(&tokens[i], ",")) {
      diag_help(s->parser->diags, diag, "leave out all of them: a clause ends where the next word starts one");
      break;
    }
  return true;
}

/* ---- the help for what was found, by its kind; NULL where there is none ---- */

static const char *help_closer(const Spot *s) {
  static const char *const pairs[][3] = {{")", "(", "no `(` is open here: this one is too many"},
                                         {"]", "[", "no `[` is open here: this one is too many"},
                                         {"}", "{", "no `{` is open here: this one is too many"}};
  for (size_t i = 0; i < 3; i++)
    if (is_mark(s->token, pairs[i][0]) && parse_open_bracket(s->parser, s->at, pairs[i][1]) == UINT32_MAX) return pairs[i][2];
  return NULL;
}

/* Is there a comparison or a test between the clause's word and the place? */
static bool in_condition(const Spot *s) {
  for (uint32_t i = s->at; i-- > s->parser->decl;) {
    const Token *token = &s->parser->lex->tokens[i];
    if (token->class == TOKEN_KEYWORD) return false;
    if (token->class == TOKEN_OPERATOR && (strchr("=<>!", token->text.p[0]) || token->text.p[0] == 'i')) return true;
  }
  return false;
}

static const char *help_expression(const Spot *s) {
  bool operator = wants(s, "and") && wants(s, "+");
  bool name = s->token->class == TOKEN_NAME && !s->token->first;
  if (is_number(s->token) && wants(s, "a duration")) return "a duration has a unit: `30 days`";
  if (is_mark(s->token, "(") && operator && s->before->class == TOKEN_RESERVED) return "it takes no brackets";
  if (is_mark(s->token, ":") && wants(s, "=")) return "`=`";
  if (is_word(s->before, "no") && is_word(s->opener, "segment") && name) return "the first step of a sequence is not `no`: it says what did happen";
  if (is_mark(s->token, "then") && !wants(s, "then")) return "the rows of a sequence are put in order by a date: `sequence(interactions by at where … then …)`";
  if (name && (is_word(s->before, "months") || is_word(s->before, "days") || is_word(s->before, "years")))
    return "`days since x`, `months since x` or `years since x`";
  if (operator && name && s->before->class != TOKEN_NAME && in_condition(s)) return "two conditions are joined by `and` or `or`";
  if (operator && is_number(s->token) && !s->token->first) return "an operator is missing, such as `=`, `>=` or `*`";
  return NULL;
}

static const char *help_head(const Spot *s) {
  bool open = is_mark(s->token, "{");
  if (is_word(s->opener, "score") && open && (wants(s, "from") || wants(s, "to"))) return "`score NAME from 0 to 100 { … }`";
  if (open && wants(s, "a number")) return "values stand between round brackets: `in (\"a\", \"b\")`";
  if (open && wants(s, "up")) return "`group \"…\" up to 30 { … }`";
  if (open && wants(s, "among")) return "`choose NAME among …, … { … }`";
  if (is_word(s->opener, "classify") && wants(s, "of") && s->token->class == TOKEN_NAME) return "`by rank of …`, `by share of …`";
  if (is_word(s->opener, "list") && wants(s, "(") && s->token->class == TOKEN_TEXT) return "the items stand between brackets: `(\"…\", \"…\")`";
  bool text = wants(s, "a text in quotes") && !wants(s, "when") && s->expected->count <= 2;
  if (text && s->token->class == TOKEN_NAME) return "it stands between double quotes: `\"…\"`";
  if (text && open && is_word(s->opener, "test")) return "a test has a title: `test \"…\" { … }`";
  return NULL;
}

static const char *help_clause(const Spot *s) {
  static const char *const comparisons[] = {"=", "!=", "<", "<=", ">", ">="};
  bool classify = is_word(s->opener, "classify"), score = is_word(s->opener, "score"), record = is_word(s->opener, "record");
  bool points = wants(s, "add") && !wants(s, "a name") && !wants(s, "a duration");
  for (size_t i = 0; classify && i < 6; i++)
    if (is_mark(s->token, comparisons[i]) && wants(s, "from")) return "`LABEL from 250`, or `LABEL when … >= 250`";
  bool word = is_mark(s->token, "when") || is_word(s->token, "from") || is_word(s->token, "otherwise");
  if (classify && word && wants(s, "a name") && !wants(s, "+")) return "a label stands before it: `LABEL when …`, `LABEL otherwise`";
  if (score && points && (is_number(s->token) || is_mark(s->token, "+"))) return "points stand behind a word: `base 10`, `add 10 when …`";
  if (score && points && is_mark(s->token, "-")) return "`subtract 10 when …`";
  if (is_mark(s->token, "}") && is_word(s->opener, "choose") && wants(s, "when")) return "say when it is forbidden: `forbid … when …`";
  if (is_mark(s->token, "}") && wants(s, "per") && !wants(s, "a name")) return "say for how long: `capacity 200 per week`";
  if (record && is_mark(s->token, ":")) return "a field is written without `:`: `at date`";
  if (record && is_mark(s->token, "}") && wants(s, "a name")) return "a field has a name and a type: `at date`";
  return NULL;
}

/* `last contact` */
static bool two_names(const Spot *s) {
  return s->token->class == TOKEN_NAME && s->before->class == TOKEN_NAME && !s->token->first && wants(s, "and") && wants(s, "+");
}

static Spot spot_at(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *tokens = parser->lex->tokens;
  uint32_t last = parser->lex->count - 1;
  return (Spot){parser, at, expected, &tokens[at], &tokens[at ? at - 1 : 0], &tokens[at < last ? at + 1 : last], &tokens[parser->decl]};
}

bool parse_complain_comma(Parser *parser, uint32_t at, const Expected *expected) {
  Spot s = spot_at(parser, at, expected);
  const char *ours = s.next->class == TOKEN_NAME ? foreign_help(FOREIGN_WORD, s.next->text) : NULL;
  if (!ours || !is_number(s.token) || !wants(&s, "a duration")) return complain_comma(&s);
  diag_help_text(parser->diags, diag_add(parser->diags, DIAG_FOREIGN_WORD, s.next->span, STR_ARG(s.next->text)), ours);
  return true;
}

bool parse_mark_help(Parser *parser, Diag *diag, uint32_t at, const Expected *expected) {
  Spot s = spot_at(parser, at, expected);
  if (s.token->class == TOKEN_END) return false;
  const char *(*const kinds[])(const Spot *) = {help_closer, help_head, help_clause, help_expression};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    const char *help = kinds[i](&s);
    if (help) return diag_help_text(parser->diags, diag, help), true;
  }
  if (!two_names(&s)) return false;
  diag_help(parser->diags, diag, "a name of two words is written `%.*s_%.*s`, or as it is stored between backquotes: `` `%.*s %.*s` ``",
            STR_ARG(s.before->text), STR_ARG(s.token->text), STR_ARG(s.before->text), STR_ARG(s.token->text));
  return true;
}
