/* SPDX-License-Identifier: MIT
 * The subset is found by one pass over the pattern; whether it is well formed, PCRE2 says. */
#include "runtime/data/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { REGEX_CODE_MOST = 1 << 18 /* bytes compiled: nested counts such as (a{999}){999} are refused */ };

uint32_t regex_options(void) { return PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C; }

/* The matcher walks through all parts of an expression at once, and what it does for one character grows with the square of
 * those that are under way: `a{500}` is five hundred of them. */
enum { REPEATS_MOST = 100, GROUPS_MOST = 50 };

typedef struct Scan {
  Str s;
  uint32_t i;
  const char *why;
  uint64_t last, sum;          /* parts of what a quantifier would stand behind; of the group so far */
  uint64_t outer[GROUPS_MOST]; /* sums of the groups around */
  uint32_t depth;
  uint64_t repeats;            /* parts that only counts add */
} Scan;

static char peek(const Scan *scan, uint32_t ahead) {
  return scan->i + ahead < scan->s.n ? scan->s.p[scan->i + ahead] : 0;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Behind a backslash outside a class; false where the escape is not taken. */
static bool scan_escape(Scan *scan) {
  char c = peek(scan, 1);
  if ((c >= '1' && c <= '9') || c == 'g' || c == 'k') scan->why = "it refers back to a part that was found before";
  else if (c == 'K') scan->why = "`\\K` has no meaning where only a hit counts";
  else if (c == 'C') scan->why = "`\\C` cuts characters into bytes";
  else if (c == 'G') scan->why = "`\\G` hangs on an earlier search";
  if (scan->why) return false;
  if (c == 'Q') {
    scan->i += 2;
    while (scan->i < scan->s.n && !(peek(scan, 0) == '\\' && peek(scan, 1) == 'E')) scan->i++;
    if (scan->i >= scan->s.n) scan->why = "`\\Q` is not closed by `\\E`";
  }
  scan->i += 2;
  return true;
}

/* A class, from its `[` to behind its `]`. */
static void scan_class(Scan *scan) {
  scan->i++;
  if (peek(scan, 0) == '^') scan->i++;
  if (peek(scan, 0) == ']') scan->i++;
  while (scan->i < scan->s.n && peek(scan, 0) != ']') {
    char kind = peek(scan, 1);
    if (peek(scan, 0) == '[' && (kind == ':' || kind == '.' || kind == '=')) {
      uint32_t end = scan->i + 2;
      while (end + 1 < scan->s.n && !(scan->s.p[end] == kind && scan->s.p[end + 1] == ']')) end++;
      scan->i = end + 1 < scan->s.n ? end + 2 : scan->i + 1;
    } else {
      scan->i += peek(scan, 0) == '\\' ? 2 : 1;
    }
  }
  scan->i++;
}

static bool is_flag(char c) { return c && strchr("imsxnJUa^-", c) != NULL; }

/* `(?x)` lets comments in, which could hide what is scanned here. */
static bool sets_extended(const Scan *scan) {
  for (uint32_t i = 2; is_flag(peek(scan, i)) && peek(scan, i) != '-'; i++)
    if (peek(scan, i) == 'x') return true;
  return false;
}

/* From a `(`; false where the group is not taken. */
static bool scan_group(Scan *scan) {
  if (peek(scan, 1) == '*') scan->why = "`(*…)` is an instruction to the matcher";
  if (scan->why || peek(scan, 1) != '?') {
    scan->i++;
    return !scan->why;
  }
  char c = peek(scan, 2), d = peek(scan, 3);
  bool around = c == '=' || c == '!' || c == '*' || (c == '<' && (d == '=' || d == '!' || d == '*'));
  if (around) scan->why = "it looks around: `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`";
  else if (sets_extended(scan)) scan->why = "`(?x)` lets comments into the expression";
  else if (c == '>') scan->why = "`(?>…)` is an atomic group";
  else if (c == '(') scan->why = "it has a condition: `(?(…)…)`";
  else if (c == 'C') scan->why = "`(?C)` calls out";
  else if (c == 'P' && d == '=') scan->why = "it refers back to a part that was found before";
  else if (c == 'R' || c == '&' || is_digit(c) || c == '+' || (c == '-' && is_digit(d)) || (c == 'P' && d == '>'))
    scan->why = "it calls a part of itself";
  else if (c == '#')
    while (scan->i + 3 < scan->s.n && peek(scan, 3) != ')') scan->i++;
  else if (c != ':' && c != '|' && c != '<' && c != '\'' && c != 'P' && !is_flag(c)) scan->why = "the group `(?` is of no known kind";
  scan->i += 3;
  return !scan->why;
}

static void open_group(Scan *scan) {
  if (scan->depth == GROUPS_MOST) {
    scan->why = "its groups are nested too deep";
    return;
  }
  scan->outer[scan->depth++] = scan->sum;
  scan->sum = 0;
}

static void close_group(Scan *scan) {
  scan->i++;
  if (!scan->depth) return; /* PCRE2 says that its `(` is missing */
  scan->last = scan->sum;
  scan->sum += scan->outer[--scan->depth];
}

/* The greatest number in a count of so many bytes, at most REPEATS_MOST + 1. */
static uint64_t count_most(const Scan *scan, uint32_t length) {
  uint64_t most = 0, number = 0;
  for (uint32_t i = 1; i < length; i++) {
    char c = peek(scan, i);
    number = is_digit(c) ? number * 10 + (uint64_t)(c - '0') : 0;
    if (number > REPEATS_MOST) return REPEATS_MOST + 1;
    if (number > most) most = number;
  }
  return most;
}

static void repeat(Scan *scan, uint64_t most) {
  uint64_t more = most > 1 ? scan->last * (most - 1) : 0;
  scan->sum += more;
  scan->last += more;
  scan->repeats += more + 1;
  if (scan->repeats > REPEATS_MOST) scan->why = "its counts make it too large";
}

/* The bytes of a count `{2}`, `{2,}`, `{,5}`, `{2,5}` that begins here; 0 where the brace stands for itself. */
static uint32_t count_length(const Scan *scan) {
  uint32_t i = 1, digits = 0;
  while (is_digit(peek(scan, i))) i++, digits++;
  if (peek(scan, i) == ',')
    for (i++; is_digit(peek(scan, i)); i++) digits++;
  return digits && peek(scan, i) == '}' ? i + 1 : 0;
}

/* A quantifier, if one stands here; then a `+` behind it would make it possessive. */
static bool scan_quantifier(Scan *scan) {
  char c = peek(scan, 0);
  uint32_t n = c == '*' || c == '+' || c == '?' ? 1 : c == '{' ? count_length(scan) : 0;
  if (!n) return false;
  repeat(scan, c == '{' ? count_most(scan, n) : 1);
  scan->i += n;
  if (peek(scan, 0) == '+') scan->why = "a `+` behind `*`, `+`, `?` or `{…}` never gives back what it took";
  if (peek(scan, 0) == '?') scan->i++;
  return true;
}

static const char *foreign_part(Str pattern) {
  Scan scan = {.s = pattern};
  while (scan.i < pattern.n && !scan.why) {
    char c = peek(&scan, 0);
    if (c == '(') {
      if (scan_group(&scan)) open_group(&scan);
    } else if (c == ')') {
      close_group(&scan);
    } else if (!scan_quantifier(&scan)) {
      if (c == '\\') scan_escape(&scan);
      else if (c == '[') scan_class(&scan);
      else scan.i++;
      scan.last = 1;
      scan.sum++;
    }
  }
  return scan.why;
}

/* PCRE2's numbers for what people get wrong. */
static const char *why_of(int code) {
  switch (code) {
  case 101:
    return "it ends in a backslash";
  case 104:
  case 105:
    return "the numbers between `{` and `}` are out of order or too large";
  case 106:
    return "a `]` is missing";
  case 108:
    return "a range between `[` and `]` is out of order";
  case 109:
    return "there is nothing to repeat before `*`, `+`, `?` or `{`";
  case 114:
    return "a `)` is missing";
  case 120:
  case 186:
    return "its counts make it too large";
  case 122:
    return "a `)` has no `(`";
  default:
    return "it is not well formed";
  }
}

bool regex_check(Str pattern, const char **why) {
  *why = pattern.n > REGEX_PATTERN_MOST ? "it is too long" : foreign_part(pattern);
  if (*why) return false;
  int code = 0;
  size_t at = 0, size = 0;
  pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""), pattern.n, regex_options(), &code, &at, NULL);
  if (!compiled) {
    *why = why_of(code);
    return false;
  }
  if (pcre2_pattern_info(compiled, PCRE2_INFO_SIZE, &size) != 0 || size > REGEX_CODE_MOST) *why = "its counts make it too large";
  pcre2_code_free(compiled);
  return !*why;
}
