/* SPDX-License-Identifier: MIT
 * Comparisons and membership, what texts contain, regular expressions. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "tests/naive/naive.h"

#include <pcre2.h>

#include "runtime/data/regex.h"

int compare_values(const Value *a, const Value *b) {
  switch (kind_lane(a->kind)) {
    case LANE_BITS: return (a->truth > b->truth) - (a->truth < b->truth);
    case LANE_I32: return (a->i32 > b->i32) - (a->i32 < b->i32);
    case LANE_I64: return (a->i64 > b->i64) - (a->i64 < b->i64);
    case LANE_F64: return (a->f64 > b->f64) - (a->f64 < b->f64);
    case LANE_STR: return str_compare(a->str, b->str);
  }
  return 0;
}

/* Two values of one kind, as the language compares what stands at `left` and `right`. */
static int order_of(const Here *h, const AstNode *left, Value a, const AstNode *right, Value b) {
  if (a.kind == KIND_CODE && b.kind == KIND_CODE && labels_same(left->type->labels, right->type->labels)) return compare_values(&a, &b);
  if (a.kind == KIND_CODE) a = convert(h, left, a, left->type, KIND_TEXT);
  if (b.kind == KIND_CODE) b = convert(h, right, b, right->type, KIND_TEXT);
  if (a.kind == KIND_NUMBER) b = convert(h, right, b, right->type, KIND_NUMBER);
  if (b.kind == KIND_NUMBER) a = convert(h, left, a, left->type, KIND_NUMBER);
  return compare_values(&a, &b);
}

static bool holds(CompareOp op, int order) {
  switch (op) {
    case COMPARE_EQ: return order == 0;
    case COMPARE_NE: return order != 0;
    case COMPARE_LT: return order < 0;
    case COMPARE_LE: return order <= 0;
    case COMPARE_GT: return order > 0;
    case COMPARE_GE: return order >= 0;
  }
  return false;
}

Value eval_compare(const Here *h, const AstNode *node) {
  const AstNode *left = node->kid[COMPARE_LEFT], *right = node->kid[COMPARE_RIGHT];
  Value a = eval(h, left), b = eval(h, right);
  if (!a.known || !b.known) return unknown_of(KIND_BOOLEAN);
  return truth_of(holds((CompareOp)node->op, order_of(h, left, a, right, b)));
}

/* a <= x and x <= b */
static Value in_range(const Here *h, const AstNode *value, Value x, const AstNode *range) {
  Value lo = eval(h, range->kid[RANGE_LO]);
  bool low_known = x.known && lo.known;
  if (low_known && order_of(h, range->kid[RANGE_LO], lo, value, x) > 0) return truth_of(false);
  Value hi = eval(h, range->kid[RANGE_HI]);
  bool high_known = x.known && hi.known;
  if (high_known && order_of(h, value, x, range->kid[RANGE_HI], hi) > 0) return truth_of(false);
  return low_known && high_known ? truth_of(true) : unknown_of(KIND_BOOLEAN);
}

/* An item of a declared list is of a plain kind; what is compared with it may be a `one of` or an integer among numbers. */
static bool equals_item(const Here *h, const AstNode *value, Value x, const Value *item) {
  if (x.kind == KIND_CODE) x = convert(h, value, x, value->type, KIND_TEXT);
  Value y = *item;
  if (x.kind == KIND_NUMBER && y.kind == KIND_INTEGER) y = (Value){.kind = KIND_NUMBER, .known = true, .f64 = (double)y.i64};
  if (y.kind == KIND_NUMBER && x.kind == KIND_INTEGER) x = (Value){.kind = KIND_NUMBER, .known = true, .f64 = (double)x.i64};
  return compare_values(&x, &y) == 0;
}

static const Symbol *list_symbol(const AstNode *set) {
  const AstNode *bare = ast_bare(set);
  return (bare->kind == AST_NAME || bare->kind == AST_DOT) && bare->symbol && bare->symbol->kind == SYM_LIST ? bare->symbol : NULL;
}

static Value in_list(const Here *h, const AstNode *value, Value x, const AstNode *set) {
  const Symbol *list = list_symbol(set);
  if (list) {
    if (!x.known) return unknown_of(KIND_BOOLEAN);
    for (uint32_t i = 0; i < list->list.count; i++)
      if (equals_item(h, value, x, &list->list.items[i])) return truth_of(true);
    return truth_of(false);
  }
  uint32_t count = set->kind == AST_LIST ? set->count : 1;
  bool doubt = !x.known;
  for (uint32_t i = 0; i < count; i++) {
    const AstNode *item = set->kind == AST_LIST ? set->kid[i] : set;
    Value y = eval(h, item);
    if (x.known && y.known && order_of(h, value, x, item, y) == 0) return truth_of(true);
    doubt |= !y.known;
  }
  return doubt ? unknown_of(KIND_BOOLEAN) : truth_of(false);
}

Value eval_in(const Here *h, const AstNode *node) {
  const AstNode *value = node->kid[IN_VALUE], *set = node->kid[IN_SET];
  Value x = eval(h, value);
  Value found = set->kind == AST_RANGE ? in_range(h, value, x, set) : in_list(h, value, x, set);
  return found.known && node->op == 1 ? truth_of(!found.truth) : found;
}

/* ---- texts ---- */

static bool affix_holds(AffixOp op, Str text, Str part) {
  if (part.n > text.n) return false;
  switch (op) {
    case AFFIX_STARTS: return part.n == 0 || memcmp(text.p, part.p, part.n) == 0;
    case AFFIX_ENDS: return part.n == 0 || memcmp(text.p + text.n - part.n, part.p, part.n) == 0;
    case AFFIX_CONTAINS:
      for (uint32_t i = 0; i + part.n <= text.n; i++)
        if (part.n == 0 || memcmp(text.p + i, part.p, part.n) == 0) return true;
      return false;
  }
  return false;
}

Value eval_affix(const Here *h, const AstNode *node) {
  Value text = eval_as(h, node->kid[AFFIX_TEXT], KIND_TEXT);
  const AstNode *parts = node->kid[AFFIX_PARTS];
  const Symbol *list = list_symbol(parts);
  bool doubt = !text.known;
  uint32_t count = list ? list->list.count : parts->kind == AST_LIST ? parts->count : 1;
  for (uint32_t i = 0; i < count; i++) {
    Value part = list ? list->list.items[i] : eval_as(h, parts->kind == AST_LIST ? parts->kid[i] : parts, KIND_TEXT);
    if (text.known && part.known && affix_holds((AffixOp)node->op, text.str, part.str)) return truth_of(true);
    doubt |= !part.known;
  }
  return doubt ? unknown_of(KIND_BOOLEAN) : truth_of(false);
}

Value eval_matches(const Here *h, const AstNode *node) {
  Value text = eval_as(h, node->kid[MATCHES_TEXT], KIND_TEXT), pattern = eval(h, node->kid[MATCHES_PATTERN]);
  if (!text.known) return unknown_of(KIND_BOOLEAN);
  int error;
  size_t offset;
  pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.str.p, pattern.str.n, regex_options(), &error, &offset, NULL);
  if (!code) return naive_lost(h->n, "a regular expression");
  pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
  int found = pcre2_match(code, (PCRE2_SPTR)(text.str.n ? text.str.p : ""), text.str.n, 0, 0, match, NULL);
  pcre2_match_data_free(match);
  pcre2_code_free(code);
  return truth_of(found >= 0);
}
