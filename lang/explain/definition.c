/* SPDX-License-Identifier: MIT
 * Definitions taken apart: lets, segments, scores. */
#include "lang/explain/why.h"

#include "lang/check/literal.h"

/* ---- clauses ---- */

static WhyNode *clause(WhyPlan *plan, WhyForm form, const char *word, Span span, const AstNode *why) {
  WhyNode *node = why_new(plan, form, word, span);
  if (node && why) node->title = why->text;
  return node;
}

void why_clause_condition(WhyPlan *plan, WhyNode *clause, AstNode *expr) {
  if (!clause || !expr) return;
  clause->condition = why_condition(plan, expr);
  why_push(plan, clause, clause->condition);
}

void why_criteria(WhyPlan *plan, WhyNode *parent, const AstNode *items) {
  for (uint32_t i = 0; parent && items && i < items->count; i++) {
    const AstNode *item = items->kid[i];
    if (item->kind != AST_REQUIRE && item->kind != AST_EXCLUDE) continue;
    bool require = item->kind == AST_REQUIRE;
    AstNode *expr = item->kid[require ? REQUIRE_COND : EXCLUDE_COND];
    WhyNode *node = clause(plan, require ? WHY_REQUIRE : WHY_EXCLUDE, require ? "require" : "exclude", expr->span,
                           item->kid[require ? REQUIRE_WHY : EXCLUDE_WHY]);
    why_clause_condition(plan, node, expr);
    bool name = node && node->condition && expr->kind == AST_NAME;
    if (name && node->condition->form == WHY_TEST) node->text = node->condition->text; /* with its column, where a module named it */
    why_push(plan, parent, node);
  }
}

/* ---- scores ---- */

/* The amount of a term; what it is made from is seen where it is no constant. */
static void take_amount(WhyPlan *plan, WhyNode *node, AstNode *expr) {
  if (!node) return;
  node->amount = why_value(plan, expr);
  why_seen(plan, node, expr);
}

static WhyNode *add_term(WhyPlan *plan, const AstNode *term) {
  AstNode *value = term->kid[ADD_VALUE], *when = term->kid[ADD_WHEN];
  Span span = when ? span_join(value->span, when->span) : value->span;
  WhyNode *node = clause(plan, term->op ? WHY_SUBTRACT : WHY_ADD, term->op ? "subtract" : "add", span, term->kid[ADD_WHY]);
  why_clause_condition(plan, node, when);
  take_amount(plan, node, value);
  return node;
}

static WhyNode *halve_term(WhyPlan *plan, const AstNode *term) {
  AstNode *every = term->kid[HALVE_EVERY], *since = term->kid[HALVE_SINCE];
  WhyNode *node = clause(plan, WHY_HALVE, "halve every", span_join(every->span, since->span), term->kid[HALVE_WHY]);
  Duration days;
  if (node && duration_of(every, &days) && days.unit == DURATION_DAYS) node->number = (uint32_t)days.count;
  take_amount(plan, node, since);
  return node;
}

static WhyNode *weight_term(WhyPlan *plan, const AstNode *term) {
  AstNode *weight = term->kid[WEIGHT_WEIGHT], *value = term->kid[WEIGHT_FOR];
  WhyNode *node = clause(plan, WHY_WEIGHT, "weight", span_join(weight->span, value->span), term->kid[WEIGHT_WHY]);
  if (!node) return NULL;
  node->side[0] = why_value(plan, weight);
  if (value->type->kind == TYPE_BOOLEAN) {
    why_clause_condition(plan, node, value);
    node->amount = node->condition;
  } else take_amount(plan, node, value);
  return node;
}

static void add_terms(WhyPlan *plan, WhyNode *parent, const AstNode *terms);

static WhyNode *group_term(WhyPlan *plan, const AstNode *term) {
  AstNode *most = term->kid[GROUP_UP_TO];
  Span span = {term->kid[GROUP_TITLE] ? term->kid[GROUP_TITLE]->span.from : most->span.from, most->span.to};
  WhyNode *node = clause(plan, WHY_GROUP, "group", span, NULL);
  if (!node) return NULL;
  node->amount = why_value(plan, most);
  add_terms(plan, node, term->kid[GROUP_TERMS]);
  return node;
}

static WhyNode *base_term(WhyPlan *plan, const AstNode *term) {
  WhyNode *node = clause(plan, WHY_BASE, "base", term->kid[BASE_VALUE]->span, term->kid[BASE_WHY]);
  take_amount(plan, node, term->kid[BASE_VALUE]);
  return node;
}

static void add_terms(WhyPlan *plan, WhyNode *parent, const AstNode *terms) {
  for (uint32_t i = 0; terms && i < terms->count; i++) {
    const AstNode *term = terms->kid[i];
    WhyNode *node = term->kind == AST_BASE     ? base_term(plan, term)
                    : term->kind == AST_ADD    ? add_term(plan, term)
                    : term->kind == AST_HALVE  ? halve_term(plan, term)
                    : term->kind == AST_WEIGHT ? weight_term(plan, term)
                    : term->kind == AST_GROUP  ? group_term(plan, term)
                                               : NULL;
    why_push(plan, parent, node);
  }
}

void why_score(WhyPlan *plan, WhyNode *node, const Symbol *symbol) { add_terms(plan, node, symbol->decl->kid[SCORE_TERMS]); }

/* ---- definitions ---- */

static void take_let(WhyPlan *plan, WhyNode *node, const Symbol *symbol) {
  AstNode *value = symbol->decl->kind == AST_LET ? symbol->decl->kid[LET_VALUE] : NULL;
  if (!value) return;
  if (symbol->type->kind == TYPE_BOOLEAN) why_clause_condition(plan, node, value);
  else why_seen(plan, node, value);
}

static void take_segment(WhyPlan *plan, WhyNode *node, const Symbol *symbol) {
  AstNode *when = symbol->decl->kid[SEGMENT_WHEN];
  if (when) {
    WhyNode *only = clause(plan, WHY_REQUIRE, "when", when->span, NULL);
    why_clause_condition(plan, only, when);
    why_push(plan, node, only);
  }
  why_criteria(plan, node, symbol->decl->kid[SEGMENT_CRITERIA]);
}

/* `class of` a plain name: the value that every record has of it. */
static void take_own_value(WhyPlan *plan, WhyNode *node, const Symbol *symbol) {
  AstNode *name = ast_leaf(plan->arena, AST_NAME, symbol->span, symbol->name);
  if (!name) return;
  name->symbol = (Symbol *)symbol;
  name->type = symbol->type;
  WhyNode *value = why_value(plan, name);
  if (!value) return;
  node->expr = name;
  node->extra = value->extra;
  node->labels = value->labels;
}

static void take_body(WhyPlan *plan, WhyNode *node, const Symbol *symbol) {
  switch (node->form) {
  case WHY_LET: take_let(plan, node, symbol); return;
  case WHY_SEGMENT: take_segment(plan, node, symbol); return;
  case WHY_SCORE: why_score(plan, node, symbol); return;
  case WHY_CLASSES: why_classes(plan, node, symbol); return;
  case WHY_CHOICE: why_choice(plan, node, symbol); return;
  default: return;
  }
}

bool why_is_definition(const Symbol *symbol) {
  if (!symbol || symbol->template || symbol->inlined || symbol->broken) return false;
  if (symbol->kind == SYM_LET) return !symbol->let.function;
  return symbol->kind == SYM_SEGMENT || symbol->kind == SYM_SCORE || symbol->kind == SYM_CLASSIFY || symbol->kind == SYM_CHOOSE;
}

static WhyForm form_of(const Symbol *symbol, const char **word) {
  switch (symbol->kind) {
  case SYM_SEGMENT: return *word = "segment", WHY_SEGMENT;
  case SYM_SCORE: return *word = "score", WHY_SCORE;
  case SYM_CLASSIFY: return *word = "classify", WHY_CLASSES;
  case SYM_CHOOSE: return *word = "choose", WHY_CHOICE;
  default: return *word = "let", WHY_LET;
  }
}

WhyNode *why_definition(WhyPlan *plan, const Symbol *symbol) {
  const char *word;
  if (!why_is_definition(symbol)) return NULL;
  if (plan->definitions[symbol->ordinal]) return plan->definitions[symbol->ordinal];
  if (plan->depth >= WHY_DEPTH_MOST) return NULL;
  WhyForm form = form_of(symbol, &word);
  WhyNode *node = why_new(plan, form, word, symbol->span);
  if (!node) return NULL;
  plan->definitions[symbol->ordinal] = node;
  node->symbol = symbol;
  node->title = symbol->title;
  if (symbol->name.n) node->text = symbol->name;
  take_own_value(plan, node, symbol);
  plan->depth++;
  take_body(plan, node, symbol);
  plan->depth--;
  return node;
}
