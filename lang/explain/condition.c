/* SPDX-License-Identifier: MIT
 * Conditions and values taken apart: `and`, `or`, `not` down to the tests, and the values that these saw. */
#include "lang/explain/why.h"

#include "lang/check/literal.h"

/* ---- values ---- */

/* A definition by its name, or by a call that stands for it. */
static const Symbol *named_definition(const AstNode *expr) {
  bool name = expr->kind == AST_NAME || (expr->kind == AST_DOT && expr->kid[DOT_LEFT]->kind != AST_INDEX) ||
              (expr->kind == AST_CALL && !expr->fn && expr->symbol && expr->symbol->origin);
  return name && !expr->constant && why_is_definition(expr->symbol) ? expr->symbol : NULL;
}

static WhyNode *name_node(WhyPlan *plan, AstNode *expr) {
  const Symbol *symbol = named_definition(expr);
  WhyNode *node = why_value(plan, expr);
  if (!node || !symbol) return node;
  node->form = WHY_NAME;
  node->symbol = symbol;
  node->target = why_definition(plan, symbol);
  return node;
}

static bool has_part(const WhyNode *parent, const AstNode *expr) {
  for (uint32_t i = 0; i < parent->count; i++) {
    const AstNode *seen = parent->parts[i]->expr;
    if (seen == expr || (seen && expr->kind == AST_NAME && seen->kind == AST_NAME && seen->symbol == expr->symbol)) return true;
  }
  return false;
}

/* Names, and what stands for a value as one word does; labels and lists are none. */
static bool is_plain(const AstNode *expr) {
  switch (expr->kind) {
  case AST_NAME:
  case AST_DOT:
  case AST_AGGREGATE:
  case AST_SEQUENCE: return true;
  case AST_CALL: return named_definition(expr) != NULL;
  default: return false;
  }
}

/* A param has a value to be shown; a literal shows it itself. Labels, lists and durations are no values. */
static bool is_shown(const AstNode *expr) {
  if (!expr->type || expr->type->kind == TYPE_DURATION || expr->type->kind == TYPE_ERROR) return false;
  const Symbol *symbol = expr->symbol;
  if (expr->kind == AST_NAME && symbol)
    return symbol->kind == SYM_COLUMN || symbol->kind == SYM_PARAM || why_is_definition(symbol);
  return expr->kind != AST_NAME && !expr->constant;
}

static void see_inner(WhyPlan *plan, WhyNode *parent, AstNode *expr) {
  for (uint32_t i = 0; i < expr->count; i++) {
    AstNode *kid = expr->kid[i];
    if (!kid || kid->kind == AST_INDEX || (expr->kind == AST_IS && i == IS_LABELS)) continue;
    if (kid->kind == AST_LIST || kid->kind == AST_RANGE || kid->kind == AST_BRACKETS) see_inner(plan, parent, kid);
    else if (is_plain(kid)) why_seen(plan, parent, kid);
    else if (!kid->constant) see_inner(plan, parent, kid);
  }
}

void why_seen(WhyPlan *plan, WhyNode *parent, AstNode *expr) {
  expr = (AstNode *)ast_bare(expr);
  if (!parent || plan->depth >= WHY_DEPTH_MOST) return;
  plan->depth++;
  bool plain = is_plain(expr);
  if (plain && is_shown(expr) && !has_part(parent, expr)) why_push(plan, parent, name_node(plan, expr));
  if (!plain && !expr->constant) see_inner(plan, parent, expr);
  plan->depth--;
}

/* ---- tests ---- */

/* What a test compares, also where it is a constant: for how far it is off. */
static void take_sides(WhyPlan *plan, WhyNode *test, AstNode *expr) {
  AstNode *sides[3] = {NULL, NULL, NULL};
  if (expr->kind == AST_COMPARE) sides[0] = expr->kid[COMPARE_LEFT], sides[1] = expr->kid[COMPARE_RIGHT];
  else if (expr->kind == AST_IN) {
    AstNode *set = expr->kid[IN_SET];
    sides[0] = expr->kid[IN_VALUE];
    if (set->kind == AST_RANGE) sides[1] = set->kid[RANGE_LO], sides[2] = set->kid[RANGE_HI];
  } else if (expr->kind == AST_WITHIN) sides[0] = expr->kid[WITHIN_VALUE];
  else if (expr->kind == AST_IS) sides[0] = expr->kid[IS_VALUE];
  for (uint32_t i = 0; i < 3; i++)
    if (sides[i] && sides[i]->type) test->side[i] = name_node(plan, (AstNode *)ast_bare(sides[i]));
}

static WhyNode *test_node(WhyPlan *plan, AstNode *expr) {
  WhyNode *node = why_value(plan, expr);
  if (!node) return NULL;
  node->form = WHY_TEST;
  if (expr->constant || is_plain(expr)) return node;
  take_sides(plan, node, expr);
  /* A side that is computed shows what it came to, before what it was made from. */
  for (uint32_t i = 0; i < 3; i++) {
    WhyNode *side = node->side[i];
    if (side && !side->constant && !is_plain(side->expr)) why_push(plan, node, side);
  }
  see_inner(plan, node, expr);
  return node;
}

/* ---- conditions ---- */

/* `a and b and c` is one node of three parts. */
static void push_chain(WhyPlan *plan, WhyNode *node, const AstNode *expr) {
  uint32_t links = 0;
  const AstNode *left = expr;
  for (; left->kind == expr->kind; left = left->kid[AND_LEFT]) links++;
  why_push(plan, node, why_condition(plan, (AstNode *)left));
  while (links--) {
    const AstNode *link = expr;
    for (uint32_t i = 0; i < links; i++) link = link->kid[AND_LEFT];
    why_push(plan, node, why_condition(plan, link->kid[AND_RIGHT]));
  }
}

static WhyNode *compound(WhyPlan *plan, AstNode *expr, WhyForm form, const char *word) {
  WhyNode *node = why_value(plan, expr);
  if (!node) return NULL;
  node->form = form;
  node->word = word;
  return node;
}

static WhyNode *of_kids(WhyPlan *plan, AstNode *expr, WhyForm form, const char *word) {
  WhyNode *node = compound(plan, expr, form, word);
  for (uint32_t i = 0; node && i < expr->count; i++) why_push(plan, node, why_condition(plan, expr->kid[i]));
  return node;
}

static WhyNode *at_least(WhyPlan *plan, AstNode *expr) {
  const Value *least = expr->kid[AT_LEAST_COUNT]->constant;
  AstNode *conditions = expr->kid[AT_LEAST_CONDS];
  if (!least || !least->known || least->kind != KIND_INTEGER) return test_node(plan, expr);
  WhyNode *node = compound(plan, expr, WHY_AT_LEAST, "at least");
  if (!node) return NULL;
  node->number = least->i64 < 0 ? 0 : least->i64 > UINT32_MAX ? UINT32_MAX : (uint32_t)least->i64;
  for (uint32_t i = 0; i < conditions->count; i++) why_push(plan, node, why_condition(plan, conditions->kid[i]));
  return node;
}

static WhyNode *condition_of(WhyPlan *plan, AstNode *expr) {
  switch (expr->kind) {
  case AST_AND:
  case AST_OR: {
    bool all = expr->kind == AST_AND;
    WhyNode *node = compound(plan, expr, all ? WHY_ALL : WHY_ANY, all ? "and" : "or");
    if (node) push_chain(plan, node, expr);
    return node;
  }
  case AST_NOT: return of_kids(plan, expr, WHY_NOT, "not");
  case AST_IF: return of_kids(plan, expr, WHY_IF, "if");
  case AST_DEFAULT: return of_kids(plan, expr, WHY_DEFAULT, "default");
  case AST_AT_LEAST: return at_least(plan, expr);
  default: return named_definition(expr) ? name_node(plan, expr) : test_node(plan, expr);
  }
}

WhyNode *why_condition(WhyPlan *plan, AstNode *expr) {
  expr = (AstNode *)ast_bare(expr);
  if (expr->constant || plan->depth >= WHY_DEPTH_MOST) {
    WhyNode *node = why_value(plan, expr);
    if (node) node->form = WHY_TEST;
    return node;
  }
  plan->depth++;
  WhyNode *node = condition_of(plan, expr);
  plan->depth--;
  return node;
}
