/* SPDX-License-Identifier: MIT
 * What types and literals alone show of a condition, and whether two expressions are the same text. */
#include "lang/check/checker.h"

#include <math.h>

bool lint_same(const AstNode *a, const AstNode *b) {
  a = ast_bare(a);
  b = ast_bare(b);
  if (!a || !b) return a == b;
  if (a->kind != b->kind || a->op != b->op || a->count != b->count || !str_equal(a->text, b->text)) return false;
  for (uint32_t i = 0; i < a->count; i++)
    if (!lint_same(a->kid[i], b->kid[i])) return false;
  return true;
}

static Truth turned(Truth truth) { return truth == TRUTH_OPEN ? TRUTH_OPEN : truth == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE; }
static Truth truth_of(bool truth) { return truth ? TRUTH_TRUE : TRUTH_FALSE; }

bool lint_named(const AstNode *node) {
  if (!node) return false;
  if (node->kind == AST_NAME && node->symbol) return true;
  for (uint32_t i = 0; i < node->count; i++)
    if (lint_named(node->kid[i])) return true;
  return false;
}

/* How many rows there are is known, and 0 or more. */
static bool is_count(const AstNode *node) {
  return node->kind == AST_AGGREGATE && (node->op == AGG_COUNT || node->op == AGG_COUNT_DISTINCT);
}

/* What is known whatever the record holds: literals, segments, scores in points, classifications, choices, counts. */
static bool always_known(const AstNode *node) {
  node = ast_bare(node);
  if (is_count(node) || node->kind == AST_SEQUENCE || (node->kind == AST_AGGREGATE && node->op == AGG_EXISTS)) return true;
  const Symbol *symbol = node->kind == AST_NAME ? node->symbol : NULL;
  if (!symbol) return node->constant && node->constant->known;
  return (symbol->kind == SYM_SEGMENT || symbol->kind == SYM_SCORE || symbol->kind == SYM_CLASSIFY || symbol->kind == SYM_CHOOSE) &&
         !node->type->optional;
}

static bool constant_number(const AstNode *node, double *out) {
  const Value *value = ast_bare(node)->constant;
  if (!value || !value->known || lint_named(node)) return false;
  if (value->kind != KIND_INTEGER && value->kind != KIND_NUMBER) return false;
  *out = value->kind == KIND_INTEGER ? (double)value->i64 : value->f64;
  return true;
}

typedef struct Bounds {
  double lo, hi;
} Bounds;

/* Of a score, or a number of rows. */
static bool bounds_of(const AstNode *node, Bounds *out) {
  node = ast_bare(node);
  const Symbol *symbol = node->kind == AST_NAME ? node->symbol : NULL;
  bool score = symbol && symbol->kind == SYM_SCORE && !node->type->optional;
  *out = score ? (Bounds){symbol->score.lo, symbol->score.hi} : (Bounds){0, INFINITY};
  return score || is_count(node);
}

/* What is within bounds against a number outside of them. */
static Truth against_bounds(Bounds bounds, CompareOp op, double n) {
  double lo = bounds.lo, hi = bounds.hi;
  switch (op) {
  case COMPARE_LT:
    return n > hi ? TRUTH_TRUE : n <= lo ? TRUTH_FALSE : TRUTH_OPEN;
  case COMPARE_LE:
    return n >= hi ? TRUTH_TRUE : n < lo ? TRUTH_FALSE : TRUTH_OPEN;
  case COMPARE_GT:
    return n < lo ? TRUTH_TRUE : n >= hi ? TRUTH_FALSE : TRUTH_OPEN;
  case COMPARE_GE:
    return n <= lo ? TRUTH_TRUE : n > hi ? TRUTH_FALSE : TRUTH_OPEN;
  case COMPARE_EQ:
    return n < lo || n > hi ? TRUTH_FALSE : TRUTH_OPEN;
  case COMPARE_NE:
    return n < lo || n > hi ? TRUTH_TRUE : TRUTH_OPEN;
  }
  return TRUTH_OPEN;
}

CompareOp lint_mirrored(CompareOp op) {
  static const CompareOp others[] = {COMPARE_EQ, COMPARE_NE, COMPARE_GT, COMPARE_GE, COMPARE_LT, COMPARE_LE};
  return others[op];
}

static Truth truth_of_compare(const AstNode *node) {
  const AstNode *a = node->kid[COMPARE_LEFT], *b = node->kid[COMPARE_RIGHT];
  double n;
  Bounds bounds;
  if (bounds_of(a, &bounds) && constant_number(b, &n)) return against_bounds(bounds, (CompareOp)node->op, n);
  if (bounds_of(b, &bounds) && constant_number(a, &n)) return against_bounds(bounds, lint_mirrored((CompareOp)node->op), n);
  if (node->type->optional || !lint_same(a, b)) return TRUTH_OPEN;
  return truth_of(node->op == COMPARE_EQ || node->op == COMPARE_LE || node->op == COMPARE_GE);
}

/* Do the labels named cover all there are? */
static bool covers(const Labels *all, AstNode *const *names, uint32_t count) {
  for (uint32_t code = 0; code < all->count; code++) {
    bool found = false;
    for (uint32_t i = 0; i < count && !found; i++)
      found = names[i]->constant && names[i]->constant->kind == KIND_CODE && names[i]->constant->i32 == (int32_t)code;
    if (!found) return false;
  }
  return true;
}

static Truth truth_of_in(const AstNode *node) {
  const AstNode *value = node->kid[IN_VALUE], *set = node->kid[IN_SET];
  if (value->type->kind != TYPE_ONE_OF || value->type->optional || set->kind != AST_LIST) return TRUTH_OPEN;
  if (!covers(value->type->labels, set->kid, set->count)) return TRUTH_OPEN;
  return truth_of(node->op != 1);
}

static Truth truth_of_is(const AstNode *node) {
  AstNode *labels = node->kid[IS_LABELS];
  const Type *type = node->kid[IS_VALUE]->type;
  if (type->optional || type->kind != TYPE_LABEL) return TRUTH_OPEN;
  bool all = labels->kind == AST_LIST ? covers(type->labels, labels->kid, labels->count) : covers(type->labels, &labels, 1);
  return all ? truth_of(node->op != 1) : TRUTH_OPEN;
}

static Truth joined(Checker *c, const AstNode *node, Truth decides) {
  Truth a = lint_truth(c, node->kid[0]), b = lint_truth(c, node->kid[1]);
  if (a == decides || b == decides) return decides;
  return a == b ? a : TRUTH_OPEN;
}

Truth lint_truth(Checker *c, const AstNode *condition) {
  const AstNode *node = ast_bare(condition);
  if (!node || !node->type || node->type->kind != TYPE_BOOLEAN) return TRUTH_OPEN;
  Value value;
  if (!lint_named(node) && constant_of(c, (AstNode *)node, &value) && value.kind == KIND_BOOLEAN)
    return value.known ? truth_of(value.truth) : TRUTH_OPEN;
  switch (node->kind) {
  case AST_NOT:
    return turned(lint_truth(c, node->kid[NOT_OPERAND]));
  case AST_AND:
    return joined(c, node, TRUTH_FALSE);
  case AST_OR:
    return joined(c, node, TRUTH_TRUE);
  case AST_COMPARE:
    return truth_of_compare(node);
  case AST_IN:
    return truth_of_in(node);
  case AST_IS:
    return truth_of_is(node);
  case AST_IS_KNOWN:
    return always_known(node->kid[IS_KNOWN_VALUE]) ? truth_of(node->op != 1) : TRUTH_OPEN;
  default:
    return TRUTH_OPEN;
  }
}
