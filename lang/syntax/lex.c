/* SPDX-License-Identifier: MIT
 * The values of tokens: names, numbers, dates and texts, and what is wrong with them. */
#include "lang/syntax/lex.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "runtime/base/utf8.h"

typedef struct Word {
  Str text;
  int flags;
} Word;

static const Word words[] = {
#define WORD(kind, z, flags) {{z, sizeof z - 1}, flags},
#define RESERVED WORD_RESERVED
#define DECL WORD_DECL
#define CLAUSE WORD_CLAUSE
#define JOIN WORD_JOIN
#include "lang/syntax/keywords.def"
#undef WORD
#undef RESERVED
#undef DECL
#undef CLAUSE
#undef JOIN
};
enum { WORD_COUNT = sizeof words / sizeof *words };

int lex_word_index(Str word) {
  for (int i = 0; i < WORD_COUNT; i++)
    if (str_equal(words[i].text, word)) return i;
  return -1;
}

Str lex_word_text(int index) {
  return index < WORD_COUNT ? words[index].text : STR("");
}

int lex_word_flags(Str word) {
  int index = lex_word_index(word);
  return index < 0 ? 0 : words[index].flags;
}

Span lex_span(const Lex *lex) {
  return (Span){lex->base + lex->start, lex->base + lex->at};
}

/* Doubles the list where it is full. */
static bool make_room(Lex *lex) {
  if (lex->count < lex->size) return true;
  uint32_t size = lex->size ? lex->size * 2 : 256;
  Token *tokens = ARENA_ARRAY(lex->arena, Token, size);
  if (!tokens) {
    lex->stopped = true;
    return false;
  }
  if (lex->count) memcpy(tokens, lex->tokens, lex->count * sizeof *tokens);
  lex->tokens = tokens;
  lex->size = size;
  return true;
}

void lex_push(Lex *lex, int kind, TokenClass class, Str text) {
  if (!make_room(lex)) return;
  lex->tokens[lex->count++] = (Token){kind, class, lex->fresh, lex_span(lex), text};
  if (class != TOKEN_END) lex->open = false;
  lex->fresh = false;
}

Diag *lex_complain(Lex *lex, DiagCode code, Span span, const char *text) {
  if (lex->error_count <= DIAG_MOST) lex->errors[lex->error_count++] = span.from;
  Diag *diag = diag_add(lex->diags, code, span, text);
  if (lex->diags->left_out > DIAG_COUNTED) lex->stopped = true;
  return diag;
}

size_t lex_words_end(Str text, int count) {
  size_t i = 0;
  for (;;) {
    while (text.p[i] >= 'a' && text.p[i] <= 'z') i++;
    if (--count == 0) return i;
    while (!(text.p[i] >= 'a' && text.p[i] <= 'z')) {
      if (text.p[i] == '#')
        while (text.p[i] != '\n' && text.p[i] != '\r') i++;
      else
        i++;
    }
  }
}

/* ---- names ---- */

typedef struct Lookalike {
  utf8proc_int32_t c;
  const char *help;
} Lookalike;

/* What word processors and keyboards put in place of what is meant. */
static const char *help_for(utf8proc_int32_t c) {
  static const Lookalike known[] = {
      {0x201C, "a text stands between straight quotes: \"…\""},
      {0x201D, "a text stands between straight quotes: \"…\""},
      {0x201E, "a text stands between straight quotes: \"…\""},
      {0x00AB, "a text stands between straight quotes: \"…\""},
      {0x00BB, "a text stands between straight quotes: \"…\""},
      {0x2018, "a text stands between straight quotes: \"…\""},
      {0x2019, "a text stands between straight quotes: \"…\""},
      {0x2010, "the minus sign is the plain hyphen `-`"},
      {0x2011, "the minus sign is the plain hyphen `-`"},
      {0x2013, "the minus sign is the plain hyphen `-`"},
      {0x2014, "the minus sign is the plain hyphen `-`"},
      {0x2212, "the minus sign is the plain hyphen `-`"},
      {0x00D7, "multiplication is written `*`"},
      {0x00F7, "division is written `/`"},
      {0x2264, "write `<=`"},
      {0x2265, "write `>=`"},
      {0x2260, "write `!=`"},
      {0x2026, "a range is written with two points: `1..9`"},
      {0x20AC, "amounts are written as plain numbers, without a currency"},
      {0xFEFF, "a byte order mark may only stand at the start of the file; remove it"},
      {0x200B, "it is invisible (a space of no width); remove it"},
      {0x2009, "write a plain blank"},
      {0x3000, "write a plain blank"},
      {'$', "amounts are written as plain numbers, without a currency"},
      {'%', "the sign `%` stands straight after a number: 5%; what a division leaves is `mod(a, b)`"},
      {'^', "write `power(x, y)`"},
      {'~', "write `matches \"…\"`, or `contains`, `starts with`, `ends with`"},
      {'\\', "the sign `\\` has a meaning only within a text"},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (known[i].c == c) return known[i].help;
  return NULL;
}

/* The character at the head of `rest` is not one that can stand there: says so, and gives its length. */
static uint32_t complain_character(Lex *lex, DiagCode code, uint32_t offset, Str rest) {
  utf8proc_int32_t c;
  utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)rest.p, rest.n, &c);
  if (n <= 0) n = 1, c = (unsigned char)rest.p[0];
  Buf shown;
  buf_init(&shown, lex->arena->alloc);
  utf8_show(&shown, (Str){rest.p, (uint32_t)n});
  Span span = {lex->base + offset, lex->base + offset + (uint32_t)n};
  Diag *diag = lex_complain(lex, code, span, buf_z(&shown));
  const char *help = help_for(c);
  if (help)
    diag_help_text(lex->diags, diag, help);
  else if (code == DIAG_NAME_CHARACTER)
    diag_help(lex->diags, diag, "other names stand between backquotes: `order no.`");
  buf_free(&shown);
  return (uint32_t)n;
}

void lex_character(Lex *lex, Str text) {
  complain_character(lex, DIAG_CHARACTER, lex->start, text);
}

static bool may_stand(utf8proc_int32_t c, bool first) {
  if (c == '_') return true;
  utf8proc_category_t g = utf8proc_category(c);
  if ((g >= UTF8PROC_CATEGORY_LU && g <= UTF8PROC_CATEGORY_LO) || g == UTF8PROC_CATEGORY_NL) return true;
  return !first && g >= UTF8PROC_CATEGORY_MN && g <= UTF8PROC_CATEGORY_ND;
}

static bool is_ascii(Str text) {
  for (uint32_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] > 127) return false;
  return true;
}

/* Pushes the NFC of a text that the caller need not keep. */
static void push_nfc(Lex *lex, int kind, TokenClass class, Str text) {
  Str nfc;
  if (is_ascii(text))
    nfc = arena_str(lex->arena, text);
  else if (!utf8_nfc(text, lex->arena, &nfc))
    nfc = STR("");
  else if (nfc.p == text.p)
    nfc = arena_str(lex->arena, text);
  lex_push(lex, kind, class, nfc);
}

void lex_name(Lex *lex, int kind, Str text) {
  for (uint32_t i = 0; i < text.n && !is_ascii(text);) {
    utf8proc_int32_t c;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.p + i, text.n - i, &c);
    if (n <= 0 || !may_stand(c, i == 0)) {
      uint32_t bad =
          complain_character(lex, DIAG_NAME_CHARACTER, lex->start + i, (Str){text.p + i, text.n - i});
      if (bad == text.n) return; /* nothing but that: no name was meant */
      break;
    }
    i += (uint32_t)n;
  }
  push_nfc(lex, kind, TOKEN_NAME, text);
}

void lex_quoted_name(Lex *lex, int kind, Str inner) {
  push_nfc(lex, kind, TOKEN_NAME, inner);
}

/* ---- numbers, durations, dates ---- */

/* Without `_`. */
static Str plain_digits(Lex *lex, Str text) {
  char *p = arena_bytes(lex->arena, (size_t)text.n + 1);
  if (!p) return STR("");
  uint32_t n = 0;
  for (uint32_t i = 0; i < text.n; i++)
    if (text.p[i] != '_') p[n++] = text.p[i];
  p[n] = 0;
  return (Str){p, n};
}

size_t lex_digits(Str text) {
  uint32_t n = 0;
  utf8proc_int32_t c;
  while (n < text.n && (unsigned char)text.p[n] < 128) n++;
  if (utf8proc_iterate((const utf8proc_uint8_t *)text.p + n, text.n - n, &c) <= 0) return 0;
  return may_stand(c, false) ? 0 : n;
}

void lex_number(Lex *lex, int kind, TokenClass class, Str text) {
  lex_push(lex, kind, class, plain_digits(lex, text));
}

/* Letters and digits behind the number, which begin with a letter: perhaps a name was meant. */
static bool is_name_tail(Str text, uint32_t digits) {
  for (uint32_t i = digits; i < text.n; i++) {
    char c = text.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && (i == digits || !(c == '_' || (c >= '0' && c <= '9')))) return false;
  }
  return digits && digits + 1 < text.n;
}

/* `10k` and `2M` are 10_000 and 2_000_000. */
void lex_runs_on(Lex *lex, Str text) {
  Diag *diag = lex_complain(lex, DIAG_NUMBER_RUNS_ON, lex_span(lex), text.p);
  char last = text.p[text.n - 1];
  const char *zeros = last == 'k' || last == 'K' ? "_000" : last == 'm' || last == 'M' ? "_000_000" : NULL;
  uint32_t digits = 0;
  while (text.p[digits] >= '0' && text.p[digits] <= '9') digits++;
  static const char *const units[] = {"minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"};
  Str tail = {text.p + digits, text.n - digits};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (str_is(tail, units[i])) {
      diag_help(lex->diags, diag, "a blank stands before the unit: `%.*s %.*s`", (int)digits, text.p, STR_ARG(tail));
      return;
    }
  if (zeros && digits + 1 == text.n) diag_help(lex->diags, diag, "write `%.*s%s`", (int)text.n - 1, text.p, zeros);
  else if (is_name_tail(text, digits)) diag_help(lex->diags, diag, "a name does not begin with a digit: `_%.*s`; behind a number stands a blank", STR_ARG(text));
}

void lex_grouped(Lex *lex, int kind, Str text) {
  char *groups = arena_bytes(lex->arena, (size_t)text.n + 1);
  if (!groups) return;
  memcpy(groups, text.p, text.n);
  groups[text.n] = 0;
  for (uint32_t i = 0; i < text.n; i++)
    if (groups[i] == '\'') groups[i] = '_';
  Diag *diag = lex_complain(lex, DIAG_GROUPED_DIGITS, lex_span(lex), groups);
  diag_help(lex->diags, diag, "the decimal mark is a point: `1.000` is 1");
  lex_number(lex, kind, TOKEN_NUMBER, (Str){groups, text.n});
}

void lex_long_comment(Lex *lex, Str text) {
  Span span = lex_span(lex);
  lex_complain(lex, DIAG_FOREIGN_COMMENT, (Span){span.from, span.from + 2}, "/*");
  if (memchr(text.p, '\n', text.n) || memchr(text.p, '\r', text.n)) lex->fresh = true;
}

void lex_separator(Lex *lex) {
  if (!lex->separated) {
    Diag *diag = lex_complain(lex, DIAG_NO_SEPARATOR, lex_span(lex), ";");
    if (memchr(lex->text.p + lex->at, ';', lex->text.n - lex->at)) diag_help(lex->diags, diag, "leave out all of them: a clause ends where the next word starts one");
  }
  lex->separated = true;
}

/* "1 # comment \n month" is "1 months". */
void lex_duration(Lex *lex, int kind, Str text) {
  uint32_t digits = 0, unit = text.n;
  while ((text.p[digits] >= '0' && text.p[digits] <= '9') || text.p[digits] == '_') digits++;
  while (text.p[unit - 1] >= 'a' && text.p[unit - 1] <= 'z') unit--;
  Str number = plain_digits(lex, (Str){text.p, digits}), word = {text.p + unit, text.n - unit};
  bool plural = word.p[word.n - 1] == 's';
  lex_push(lex, kind, TOKEN_DURATION,
           arena_format(lex->arena, "%.*s %.*s%s", STR_ARG(number), STR_ARG(word), plural ? "" : "s"));
}

static bool is_date(const char *s) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int year = atoi(s), month = atoi(s + 5), day = atoi(s + 8);
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (leap && month == 2);
}

void lex_date(Lex *lex, int kind, TokenClass class, Str text) {
  Str kept = arena_str(lex->arena, text);
  if (!kept.p) kept = STR("2000-01-01T00:00");
  bool clock = kept.n <= 10 ||
               (atoi(kept.p + 11) < 24 && atoi(kept.p + 14) < 60 && (kept.n < 17 || atoi(kept.p + 17) < 60));
  if (!is_date(kept.p))
    lex_complain(lex, DIAG_NO_SUCH_DATE, lex_span(lex), arena_str(lex->arena, (Str){kept.p, 10}).p);
  else if (!clock)
    lex_complain(lex, DIAG_NO_SUCH_TIME, lex_span(lex), kept.p + 11);
  lex_push(lex, kind, class, kept);
}

/* ---- texts ---- */

/* `\u{1F600}` at `at`: its value, and its length in *n; -1 where it is none. */
static int32_t read_escape(Str inner, uint32_t at, uint32_t *n) {
  uint32_t i = at + 3, c = 0, digits = 0;
  *n = 2;
  if (at + 2 >= inner.n || inner.p[at + 2] != '{') return -1;
  for (; i < inner.n && inner.p[i] != '}'; i++, digits++) {
    char d = inner.p[i];
    int v = d >= '0' && d <= '9'   ? d - '0'
            : d >= 'a' && d <= 'f' ? d - 'a' + 10
            : d >= 'A' && d <= 'F' ? d - 'A' + 10
                                   : -1;
    if (v < 0 || digits == 6) return -1;
    c = c * 16 + (uint32_t)v;
  }
  if (i == inner.n || !digits) return -1;
  *n = i + 1 - at;
  return c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? -1 : (int32_t)c;
}

/* Decodes the escape at `at` to `out`; gives its length, and adds what it wrote to *wrote. */
static uint32_t decode(Lex *lex, Str inner, uint32_t at, char *out, uint32_t *wrote) {
  uint32_t n = 2;
  int32_t c = -1;
  switch (inner.p[at + 1]) {
  case '"': c = '"'; break;
  case '\\': c = '\\'; break;
  case 'n': c = '\n'; break;
  case 't': c = '\t'; break;
  case 'u': c = read_escape(inner, at, &n); break;
  }
  if (c >= 0) {
    *wrote += (uint32_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)out);
    return n;
  }
  if ((inner.p[at + 1] & 0x80) && n == 2)
    while (at + n < inner.n && (inner.p[at + n] & 0xC0) == 0x80) n++;
  uint32_t from = lex->base + lex->start + 1 + at;
  Str shown = arena_str(lex->arena, (Str){inner.p + at, n});
  lex_complain(lex, DIAG_BAD_ESCAPE, (Span){from, from + n}, shown.p ? shown.p : "");
  return n;
}

void lex_text(Lex *lex, int kind, Str inner) {
  char *p = arena_bytes(lex->arena, (size_t)inner.n + 1);
  if (!p) {
    lex->stopped = true;
    return;
  }
  uint32_t n = 0;
  for (uint32_t i = 0; i < inner.n;) {
    if (inner.p[i] == '\\')
      i += decode(lex, inner, i, p + n, &n);
    else
      p[n++] = inner.p[i++];
  }
  p[n] = 0;
  Str text = {p, n};
  if (!is_ascii(text) && !utf8_nfc(text, lex->arena, &text)) text = STR("");
  lex_push(lex, kind, TOKEN_TEXT, text);
}
