/* SPDX-License-Identifier: MIT
 * The messages of the grammar: what stands there, what should, and what was probably meant. */
#include "lang/parse_state.h"

#include "runtime/base/utf8.h"

static const Token *token_at(const Parser *parser, uint32_t at) { return &parser->lex->tokens[at]; }

static bool is_mark(const Token *token, const char *word) {
  return (token->class == TOKEN_OPERATOR || token->class == TOKEN_RESERVED) && str_is(token->text, word);
}

static bool is_one_of(const Token *token, const char *const *words) {
  for (; *words; words++)
    if (is_mark(token, *words)) return true;
  return false;
}

static bool expects(const Expected *expected, const char *word) {
  for (int i = 0; i < expected->count; i++)
    if (str_is(expected->words[i], word)) return true;
  return false;
}

/* The text of the tokens from..to, both included. */
static Str source_between(const Parser *parser, uint32_t from, uint32_t to) {
  uint32_t a = token_at(parser, from)->span.from - parser->lex->base, b = token_at(parser, to)->span.to - parser->lex->base;
  return (Str){parser->lex->text.p + a, b - a};
}

/* ---- what should stand there ---- */

static const char *const VALUES[] = {"a number", "a percentage", "a text in quotes", "a date", "a date and time", "a duration",
                                     "a name",   "(",     "-",    "true",         "false", "unknown", "today", "now",
                                     "days since", "months since", "years since", "days until", "at least", "not", "if", NULL};
static const char *const OPERATORS[] = {
    "+",  "-",     "*",        "/",       "=",           "!=",         "<",        "<=",         ">",
    ">=", "and",   "or",       "in",      "not in",      "is",         "is not",   "is one of",  "is not one of",
    ".",  "[",     "(",        "default", "contains",    "matches",    "is known", "is unknown", "starts with",
    "..", "ends with", "within last", "within next", NULL};

static bool in_words(Str word, const char *const *words) {
  for (; *words; words++)
    if (str_is(word, *words)) return true;
  return false;
}

typedef struct Summary {
  bool value, name, operator, declaration, clause;
} Summary;

static Summary summarise(const Expected *e) {
  Summary s = {.value = expects(e, "a number") && expects(e, "(") && expects(e, "a name")};
  s.name = !s.value && expects(e, "a name");
  s.operator = expects(e, "and") && expects(e, "or");
  int clauses = 0;
  for (int i = 0; i < e->count; i++) clauses += (lex_word_flags(e->words[i]) & WORD_CLAUSE) != 0;
  enum { FOLDED_FROM = 4 };
  s.clause = !s.value && !s.name && clauses >= FOLDED_FROM;
  s.declaration = !s.value && !s.name && expects(e, "let") && expects(e, "include");
  return s;
}

/* Is the word part of what the summary says already? */
static bool is_covered(const Summary *s, Str word, bool more) {
  int flags = lex_word_flags(word);
  if ((s->value || s->name) && (flags & ~WORD_RESERVED)) return true;
  if (s->value && in_words(word, VALUES)) return true;
  if (s->name && str_is(word, "a name")) return true;
  if (s->operator && in_words(word, OPERATORS)) return true;
  if (s->declaration && (flags & WORD_DECL)) return true;
  if (s->clause && (flags & WORD_CLAUSE)) return true;
  return more && str_is(word, "the end");
}

enum { TOLD_MOST = 18 };

/* "a name, `when` or `{`", in the arena. */
static Str expected_text(Parser *parser, const Expected *expected) {
  Summary s = summarise(expected);
  bool more = s.value || s.name || s.operator || s.declaration || s.clause || expected->count > 1;
  Str items[TOLD_MOST];
  int count = 0;
  if (s.value) items[count++] = STR("a value");
  if (s.name) items[count++] = STR("a name");
  if (s.operator) items[count++] = STR("an operator");
  if (s.declaration) items[count++] = STR("a declaration");
  else if (s.clause) items[count++] = STR("a clause");
  for (int i = 0; i < expected->count && count < TOLD_MOST; i++) {
    Str word = expected->words[i];
    if (is_covered(&s, word, more)) continue;
    bool phrase = word.n > 2 && word.p[0] == 'a' && word.p[1] == ' ';
    items[count++] = phrase || str_is(word, "the end") ? word : arena_format(parser->arena, "`%.*s`", STR_ARG(word));
  }
  Str text = count ? items[0] : STR("something else");
  for (int i = 1; i < count; i++)
    text = arena_format(parser->arena, "%.*s%s%.*s", STR_ARG(text), i + 1 < count ? ", " : " or ", STR_ARG(items[i]));
  return text;
}

static Str found_text(Parser *parser, uint32_t at) {
  static const char *const classes[] = {"", "", "", "", "the number ", "the percentage ", "the text ", "the date ", "the time ", "the duration ", ""};
  const Token *token = token_at(parser, at);
  if (token->class <= TOKEN_OPERATOR) return arena_format(parser->arena, "`%.*s`", STR_ARG(token->text));
  Str text = source_between(parser, at, at);
  enum { SHOWN_MOST = 40 };
  if (text.n > SHOWN_MOST) return token->class == TOKEN_TEXT ? STR("a text") : STR("a long number");
  return arena_format(parser->arena, "%s%.*s", classes[token->class], STR_ARG(text));
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
  if (!blank) return whole > limit ? UINT32_MAX : whole;
  unsigned head = str_distance(word, (Str){candidate.p, (uint32_t)(blank - candidate.p)}, limit);
  if (head < whole) whole = head;
  return whole > limit ? UINT32_MAX : whole;
}

static Str nearest_word(Parser *parser, const Expected *expected, Str word) {
  Str small = in_small_letters(parser, word), best = {NULL, 0};
  unsigned least = UINT32_MAX;
  bool names = expects(expected, "a name");
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

static const char *habit(Str word) {
  static const struct {
    const char *word, *help;
  } habits[] = {
      {"between", "write `x in 1..9`, both ends included"},
      {"like", "write `contains`, `starts with`, `ends with` or `matches`"},
      {"elseif", "write `else if`"},
      {"elsif", "write `else if`"},
      {"elif", "write `else if`"},
      {"equals", "write `=`"},
      {"xor", "write `a != b`"},
  };
  for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
    if (str_is(word, habits[i].word)) return habits[i].help;
  return NULL;
}

/* "the clauses here are `base`, `add`, …", where the message only says "a clause". */
static void list_clauses(Parser *parser, Diag *diag, const Expected *expected) {
  Str text = STR("the clauses here are");
  int count = 0;
  for (int i = 0; i < expected->count; i++)
    if (lex_word_flags(expected->words[i]) & WORD_CLAUSE)
      text = arena_format(parser->arena, "%.*s%s`%.*s`", STR_ARG(text), count++ ? ", " : " ", STR_ARG(expected->words[i]));
  diag_help(parser->diags, diag, "%.*s", STR_ARG(text));
}

static void suggest(Parser *parser, Diag *diag, const Expected *expected, const Token *token) {
  if (token->class != TOKEN_NAME && token->class != TOKEN_KEYWORD && token->class != TOKEN_RESERVED) return;
  const char *help = habit(in_small_letters(parser, token->text));
  Str nearest = nearest_word(parser, expected, token->text);
  bool reserved = token->class == TOKEN_RESERVED && expects(expected, "a name");
  if (help) diag_help(parser->diags, diag, "%s", help);
  else if (reserved) diag_help(parser->diags, diag, "`%.*s` is a word of the language; as a name it stands between backquotes", STR_ARG(token->text));
  else if (nearest.p && !str_equal(nearest, token->text)) diag_label(parser->diags, diag, "did you mean `%.*s`?", STR_ARG(nearest));
  else if (token->first && summarise(expected).clause && !summarise(expected).declaration) list_clauses(parser, diag, expected);
}

/* ---- errors with a message of their own ---- */

/* The first token of an operand that ends at `at`: `a`, `a.b`, `f(x)`, `(…)`, `r[k].c`, a literal. */
static uint32_t operand_start(const Parser *parser, uint32_t at) {
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

/* The last token of an operand that starts at `at`. */
static uint32_t operand_end(const Parser *parser, uint32_t at) {
  uint32_t last = parser->lex->count - 1;
  while (at < last && is_mark(token_at(parser, at), "-")) at++;
  uint32_t depth = 0;
  for (; at < last; at++) {
    const Token *token = token_at(parser, at), *next = token_at(parser, at + 1);
    if (is_mark(token, "(") || is_mark(token, "[")) depth++;
    else if (depth && (is_mark(token, ")") || is_mark(token, "]"))) depth--;
    bool goes_on = is_mark(next, ".") || is_mark(next, "(") || is_mark(next, "[") || is_mark(token, ".");
    if (!depth && !goes_on) return at;
  }
  return at ? at - 1 : at;
}

static const char *const ARITHMETIC[] = {"+", "-", "*", "/", NULL};
static const char *const TESTS[] = {"in", "not in", "contains", "starts with", "ends with", "..", NULL};
static const char *const COMPARISONS[] = {"=", "!=", "<", "<=", ">", ">=", NULL};

/* `a + b default c` */
static bool complain_default_right(Parser *parser, uint32_t at) {
  if (!is_mark(token_at(parser, at), "default") || at < parser->decl + 3) return false;
  uint32_t b = operand_start(parser, at - 1), a = b, last = operand_end(parser, at + 1);
  if (b < parser->decl + 2) return false;
  const Token *op = token_at(parser, b - 1);
  if (!is_one_of(op, ARITHMETIC) && !is_one_of(op, TESTS)) return false;
  Str right = source_between(parser, b, last);
  Diag *diag = diag_add(parser->diags, DIAG_DEFAULT_BESIDE, token_at(parser, at)->span, op->text.p);
  while (a >= parser->decl + 2 && is_one_of(token_at(parser, a - 1), ARITHMETIC)) a = operand_start(parser, a - 2);
  if (a == b) {
    diag_help(parser->diags, diag, "write `(%.*s)`", STR_ARG(right));
    return true;
  }
  Str whole = source_between(parser, a, at - 1), left = source_between(parser, a, b - 1);
  Str rest = source_between(parser, at, last);
  diag_help(parser->diags, diag, "write `(%.*s) %.*s` or `%.*s (%.*s)`", STR_ARG(whole), STR_ARG(rest), STR_ARG(left), STR_ARG(right));
  return true;
}

/* `a default b + c`, `a default b..c` */
static bool complain_default_left(Parser *parser, uint32_t at) {
  const Token *op = token_at(parser, at);
  bool range = is_mark(op, "..");
  if (at < parser->decl + 3 || !(is_one_of(op, ARITHMETIC) || range)) return false;
  uint32_t b = operand_start(parser, at - 1);
  while (b > parser->decl + 2 && is_mark(token_at(parser, b - 1), "-")) b--;
  if (b < parser->decl + 2 || !is_mark(token_at(parser, b - 1), "default")) return false;
  uint32_t a = operand_start(parser, b - 2), c = operand_end(parser, at + 1);
  Str left = source_between(parser, a, at - 1), head = source_between(parser, a, b - 1);
  Str sum = source_between(parser, b, c), tail = source_between(parser, at, c);
  Diag *diag = diag_add(parser->diags, DIAG_DEFAULT_BESIDE, op->span, op->text.p);
  if (range) diag_help(parser->diags, diag, "write `(%.*s)%.*s`", STR_ARG(left), STR_ARG(tail));
  else diag_help(parser->diags, diag, "write `(%.*s) %.*s` or `%.*s (%.*s)`", STR_ARG(left), STR_ARG(tail), STR_ARG(head), STR_ARG(sum));
  return true;
}

static bool complain_chained(Parser *parser, uint32_t at, const Expected *expected) {
  const Token *token = token_at(parser, at);
  if (!is_one_of(token, COMPARISONS) || !expects(expected, "and") || at < parser->decl + 3) return false;
  Diag *diag = diag_add(parser->diags, DIAG_CHAINED, token->span);
  uint32_t from = operand_start(parser, at - 1);
  Str middle = source_between(parser, from, at - 1);
  if (from > parser->decl && is_one_of(token_at(parser, from - 1), COMPARISONS))
    diag_help(parser->diags, diag, "write `… and %.*s %.*s …`; from one value to another is `%.*s in 1..9`", STR_ARG(middle), STR_ARG(token->text), STR_ARG(middle));
  return true;
}

/* `0,05` */
static bool complain_decimal_comma(Parser *parser, uint32_t at) {
  if (at < 1 || at + 1 >= parser->lex->count || !is_mark(token_at(parser, at), ",")) return false;
  const Token *left = token_at(parser, at - 1), *comma = token_at(parser, at), *right = token_at(parser, at + 1);
  bool numbers = left->class == TOKEN_NUMBER && (right->class == TOKEN_NUMBER || right->class == TOKEN_PERCENT);
  if (!numbers || left->span.to != comma->span.from || comma->span.to != right->span.from) return false;
  Str tail = source_between(parser, at + 1, at + 1);
  diag_add(parser->diags, DIAG_DECIMAL_COMMA, span_join(left->span, right->span), STR_ARG(left->text), STR_ARG(tail));
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
  if (!expects(expected, partner) || is_mark(token, partner)) return false;
  Diag *diag = diag_add(parser->diags, DIAG_NOT_CLOSED, bracket->span, bracket->text.p);
  if (ends) diag_label(parser->diags, diag, "`%s` is missing before the end", partner);
  else diag_label(parser->diags, diag, "its `%s` is missing", partner);
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
  bool value = expects(expected, "a number") && expects(expected, "(");
  if (at <= parser->decl || !(ran_over ? parse_breaks_off(before) : parse_wants_more(before)) || (!ran_over && !value)) return false;
  if (is_mark(before, "{")) return false;
  Diag *diag = diag_add(parser->diags, DIAG_VALUE_MISSING, before->span, before->text.p);
  const Token *next = token_at(parser, ran_over ? first : at);
  if (next->class != TOKEN_END && next->first) diag_label(parser->diags, diag, "the next line starts with `%.*s`", STR_ARG(next->text));
  else if (next->class != TOKEN_END && next->class <= TOKEN_OPERATOR) diag_label(parser->diags, diag, "`%.*s` follows", STR_ARG(next->text));
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
  if (parser->diags->left_out) parser->stopped = true;
  if (parser->stopped || follows_from_another(parser, at)) return;
  parser->complained = at;
  if (complain_decimal_comma(parser, at)) return;
  if (!expects(expected, "default") && complain_default_right(parser, at)) return;
  if (complain_default_left(parser, at) || complain_chained(parser, at, expected)) return;
  if (complain_open(parser, at, expected)) return;
  Str wanted = expected_text(parser, expected);
  if (token->class == TOKEN_END) {
    uint32_t end = at ? token_at(parser, at - 1)->span.to : token->span.from;
    diag_add(parser->diags, DIAG_TEXT_ENDS, (Span){end, end}, wanted.p ? wanted.p : "");
    return;
  }
  if (complain_missing(parser, at, expected)) return;
  Str text = arena_format(parser->arena, "found %s where %.*s should stand", found_text(parser, at).p, STR_ARG(wanted));
  suggest(parser, diag_add(parser->diags, DIAG_SYNTAX, token->span, text.p), expected, token);
}

void parse_complain_depth(Parser *parser, Span span) {
  parser->errors++;
  parser->at_end = false;
  Diag *diag = diag_add(parser->diags, DIAG_TOO_DEEP, span, AST_DEPTH_MOST);
  diag_help(parser->diags, diag, "give inner parts names with `let`; each sign of a long sum or product counts as a level");
}

void parse_complain_twice(Parser *parser, Span span, const char *word) {
  parser->errors++;
  parser->at_end = false;
  diag_add(parser->diags, DIAG_GIVEN_TWICE, span, word);
}
