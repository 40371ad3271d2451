/* SPDX-License-Identifier: MIT */
#include "lang/check/literal.h"

#include "lang/check/symbol.h"
#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

enum { NUMBER_DIGITS_MOST = 400 }; /* of a number literal; a longer one is refused as too large */

const AstNode *ast_bare(const AstNode *node) {
  while (node && node->kind == AST_BRACKETS) node = node->kid[BRACKETS_INNER];
  return node;
}

/* The leaf of a number literal, and whether its sign is turned. */
static const AstNode *number_leaf(const AstNode *node, bool *negative) {
  *negative = false;
  for (node = ast_bare(node); node && node->kind == AST_NEG; node = ast_bare(node->kid[NEG_OPERAND]))
    *negative = !*negative;
  return node && (node->kind == AST_NUMBER || node->kind == AST_PERCENT) ? node : NULL;
}

bool literal_is_number(const AstNode *node) {
  bool negative;
  return number_leaf(node, &negative) != NULL;
}

/* The literal as a plain decimal in `buf`: its sign in front, a percentage with `e-2` behind. */
static bool decimal_text(const AstNode *leaf, bool negative, char buf[NUMBER_DIGITS_MOST + 8], Str *out) {
  if (leaf->text.n > NUMBER_DIGITS_MOST) return false;
  uint32_t n = 0;
  if (negative) buf[n++] = '-';
  memcpy(buf + n, leaf->text.p, leaf->text.n);
  n += leaf->text.n;
  if (leaf->kind == AST_PERCENT) {
    memcpy(buf + n, "e-2", 3);
    n += 3;
  }
  *out = (Str){buf, n};
  return true;
}

bool literal_decimal(const AstNode *node, int64_t *mantissa, uint32_t *scale) {
  bool negative;
  const AstNode *leaf = number_leaf(node, &negative);
  char buf[NUMBER_DIGITS_MOST + 8];
  Str text;
  return leaf && decimal_text(leaf, negative, buf, &text) && decimal_parse(text, mantissa, scale);
}

static bool is_integer_text(const AstNode *leaf) {
  if (leaf->kind == AST_PERCENT) return false;
  for (uint32_t i = 0; i < leaf->text.n; i++)
    if (leaf->text.p[i] < '0' || leaf->text.p[i] > '9') return false;
  return true;
}

static LiteralFault number_value(const AstNode *leaf, bool negative, Value *out) {
  char buf[NUMBER_DIGITS_MOST + 8];
  Str text;
  if (!decimal_text(leaf, negative, buf, &text)) return LITERAL_TOO_LARGE;
  if (is_integer_text(leaf)) {
    *out = (Value){.kind = KIND_INTEGER, .known = true};
    return integer_parse(text, &out->i64) == FAULT_NONE ? LITERAL_GOOD : LITERAL_TOO_LARGE;
  }
  *out = (Value){.kind = KIND_NUMBER, .known = true};
  return number_parse(text, &out->f64) == FAULT_NONE ? LITERAL_GOOD : LITERAL_TOO_LARGE;
}

LiteralFault literal_money(const AstNode *node, Value *out) {
  bool negative, exact;
  const AstNode *leaf = number_leaf(node, &negative);
  if (!leaf) return LITERAL_NONE;
  char buf[NUMBER_DIGITS_MOST + 8];
  Str text;
  *out = (Value){.kind = KIND_MONEY, .known = true};
  if (!decimal_text(leaf, negative, buf, &text)) return LITERAL_TOO_LARGE;
  if (money_parse(text, &out->i64, &exact) != FAULT_NONE) return LITERAL_TOO_LARGE;
  return exact ? LITERAL_GOOD : LITERAL_TOO_FINE;
}

LiteralFault literal_value(const AstNode *node, Value *out) {
  bool negative;
  const AstNode *leaf = number_leaf(node, &negative);
  if (leaf) return number_value(leaf, negative, out);
  node = ast_bare(node);
  if (!node) return LITERAL_NONE;
  *out = (Value){.known = true};
  switch (node->kind) {
  case AST_STRING:
    out->kind = KIND_TEXT;
    out->str = node->text;
    return LITERAL_GOOD;
  case AST_DATE:
    out->kind = KIND_DATE;
    return date_parse(node->text, &out->i32) ? LITERAL_GOOD : LITERAL_TOO_LARGE;
  case AST_DATETIME:
    out->kind = KIND_DATETIME;
    return datetime_parse(node->text, &out->i64) ? LITERAL_GOOD : LITERAL_TOO_LARGE;
  case AST_TRUE:
  case AST_FALSE:
    out->kind = KIND_BOOLEAN;
    out->truth = node->kind == AST_TRUE;
    return LITERAL_GOOD;
  default:
    return LITERAL_NONE;
  }
}

bool duration_parse(Str text, Duration *out) {
  static const struct {
    const char *word;
    DurationUnit unit;
    int64_t times;
  } units[] = {{"minute", DURATION_SECONDS, 60}, {"hour", DURATION_SECONDS, 3600}, {"day", DURATION_DAYS, 1},
               {"week", DURATION_DAYS, 7},       {"month", DURATION_MONTHS, 1},    {"year", DURATION_MONTHS, 12}};
  uint32_t i = 0;
  int64_t count = 0;
  for (; i < text.n && (text.p[i] == '_' || (text.p[i] >= '0' && text.p[i] <= '9')); i++) {
    if (text.p[i] == '_') continue;
    if (__builtin_mul_overflow(count, 10, &count) || __builtin_add_overflow(count, text.p[i] - '0', &count)) return false;
  }
  if (i == 0 || text.p[0] == '_') return false;
  while (i < text.n && text.p[i] == ' ') i++;
  Str word = {text.p + i, text.n - i};
  if (word.n && word.p[word.n - 1] == 's') word.n--;
  for (size_t u = 0; u < sizeof units / sizeof *units; u++)
    if (str_is(word, units[u].word)) {
      *out = (Duration){units[u].unit, 0};
      return !__builtin_mul_overflow(count, units[u].times, &out->count);
    }
  return false;
}

bool duration_of(const AstNode *node, Duration *out) {
  node = ast_bare(node);
  if (!node) return false;
  if (node->kind == AST_DURATION) return duration_parse(node->text, out);
  const Symbol *symbol = node->symbol;
  if (symbol && symbol->kind == SYM_FORMAL && symbol->type->kind == TYPE_DURATION) {
    *out = (Duration){DURATION_DAYS, 1}; /* of a pattern under check: its uses have the real one */
    return true;
  }
  if (!symbol || symbol->kind != SYM_PARAM || !symbol->type || symbol->type->kind != TYPE_DURATION) return false;
  *out = symbol->param.duration;
  return true;
}

int value_order(const Value *a, const Value *b) {
  if (a->kind == KIND_TEXT) return str_compare(a->str, b->str);
  if (a->kind == KIND_DATE) return (a->i32 > b->i32) - (a->i32 < b->i32);
  if (a->kind == b->kind && a->kind != KIND_NUMBER) return (a->i64 > b->i64) - (a->i64 < b->i64);
  double x = a->kind == KIND_NUMBER ? a->f64 : (double)a->i64, y = b->kind == KIND_NUMBER ? b->f64 : (double)b->i64;
  return (x > y) - (x < y);
}
