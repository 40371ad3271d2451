/* SPDX-License-Identifier: MIT
 * Classifications taken apart: their cases, and of ranks and shares the record's place and where the cuts fall. */
#include "lang/explain/why.h"

/* ---- what stands in no text ---- */

static AstNode *typed(AstNode *node, const Type *type) {
  if (node) node->type = type;
  return node;
}

static const Type *truth(void) { return type_of_kind(TYPE_BOOLEAN, true); }

/* E >= N, at the place of `from N` */
static AstNode *threshold(WhyPlan *plan, AstNode *value, const AstNode *rule) {
  AstNode *node = typed(ast_new(plan->arena, AST_COMPARE, rule->span, AST_COMPARE_SLOTS, value, rule->kid[CASE_FROM_BOUND]), truth());
  if (node) node->op = COMPARE_GE;
  return node;
}

/* The parts of a cell of a matrix: each `is` its label, or one of its labels. */
static AstNode *cell(WhyPlan *plan, const AstNode *exprs, const AstNode *rule) {
  const AstNode *parts = rule->kid[CASE_FOR_PARTS];
  AstNode *all = NULL;
  for (uint32_t i = 0; i < exprs->count && i < parts->count; i++) {
    AstNode *is = typed(ast_new(plan->arena, AST_IS, parts->kid[i]->span, AST_IS_SLOTS, exprs->kid[i], parts->kid[i]), truth());
    if (!is) return NULL;
    all = all ? typed(ast_new(plan->arena, AST_AND, rule->span, AST_AND_SLOTS, all, is), truth()) : is;
  }
  return all;
}

/* A function of the ruled population, per K. */
static AstNode *of_population(WhyPlan *plan, const AstNode *ruler, Aggregate function, AstNode *value, AstNode *where, const Type *type) {
  AstNode *among = ruler->kid[RANK_OF_AMONG], *per = ruler->kid[RANK_OF_PER];
  AstNode *node = typed(ast_new(plan->arena, AST_AGGREGATE, ruler->span, AST_AGGREGATE_SLOTS, NULL, value, among, where, NULL, per, NULL), type);
  if (!node) return NULL;
  node->op = (uint8_t)function;
  node->symbol = among ? among->symbol : plan->checked->subject ? plan->checked->subject->symbol : NULL;
  return node->symbol ? node : NULL;
}

/* E of those who are in the class of this label. */
static AstNode *of_class(WhyPlan *plan, const Symbol *symbol, const AstNode *ruler, Aggregate function, uint32_t code) {
  const Labels *labels = symbol->type->labels;
  AstNode *name = typed(ast_leaf(plan->arena, AST_NAME, symbol->span, symbol->name), symbol->type);
  AstNode *label = ast_leaf(plan->arena, AST_NAME, symbol->span, labels->names[code]);
  Value *constant = ARENA_NEW(plan->arena, Value);
  if (!name || !label || !constant) return NULL;
  name->symbol = label->symbol = (Symbol *)symbol;
  *constant = (Value){.kind = KIND_CODE, .known = true, .i32 = (int32_t)code};
  label->constant = constant;
  AstNode *is = typed(ast_new(plan->arena, AST_IS, symbol->span, AST_IS_SLOTS, name, label), truth());
  AstNode *value = ruler->kid[RANK_OF_EXPR];
  bool count = function == AGG_COUNT;
  return is ? of_population(plan, ruler, function, count ? NULL : value, is, count ? type_of_kind(TYPE_INTEGER, false) : value->type) : NULL;
}

/* The greatest key of those who are last in the class: first in it come those of the highest E. NULL where the program does not
 * know the key, or E has no opposite. */
static AstNode *last_key(WhyPlan *plan, const Symbol *symbol, const AstNode *ruler, uint32_t code, AstNode *key) {
  AstNode *value = ruler->kid[RANK_OF_EXPR];
  TypeKind kind = value->type->kind;
  if (!key || (kind != TYPE_INTEGER && kind != TYPE_NUMBER && kind != TYPE_MONEY)) return NULL;
  AstNode *node = of_class(plan, symbol, ruler, AGG_LAST, code);
  AstNode *opposite = typed(ast_new(plan->arena, AST_NEG, ruler->span, AST_NEG_SLOTS, value), value->type);
  if (!node || !opposite) return NULL;
  node->kid[AGGREGATE_VALUE] = key;
  node->kid[AGGREGATE_BY] = opposite;
  node->type = key->type;
  return node;
}

/* The subject's key by its name, where a field declares it. */
static AstNode *key_name(WhyPlan *plan) {
  const Record *subject = plan->checked->subject;
  if (!subject || subject->key_field == UINT32_MAX) return NULL;
  Symbol *key = subject->fields[subject->key_field];
  AstNode *name = typed(ast_leaf(plan->arena, AST_NAME, key->span, key->name), key->type);
  if (name) name->symbol = key;
  return name;
}

/* ---- cases ---- */

static WhyNode *case_node(WhyPlan *plan, const Symbol *symbol, const AstNode *item) {
  const AstNode *rule = item->kid[CASE_RULE];
  WhyForm form = rule->kind == AST_CASE_WHEN && rule->op ? WHY_UNLESS : WHY_CASE;
  WhyNode *node = why_new(plan, form, "", rule->span);
  if (!node) return NULL;
  int32_t code = labels_find(symbol->type->labels, item->kid[CASE_LABEL]->text);
  node->number = code < 0 ? 0 : (uint32_t)code;
  node->word = code < 0 ? "" : arena_str(plan->arena, symbol->type->labels->names[code]).p;
  if (!node->word) node->word = "";
  const AstNode *title = item->kid[CASE_WHY] ? item->kid[CASE_WHY] : item->kid[CASE_TITLE];
  if (title) node->title = title->text;
  return node;
}

static AstNode *case_condition(WhyPlan *plan, const AstNode *by, const AstNode *rule) {
  switch (rule->kind) {
  case AST_CASE_WHEN: return rule->kid[CASE_WHEN_COND];
  case AST_CASE_FROM: return by ? threshold(plan, by->kid[BY_EXPRS]->kid[0], rule) : NULL;
  case AST_CASE_FOR: return by ? cell(plan, by->kid[BY_EXPRS], rule) : NULL;
  default: return NULL;
  }
}

/* The words of a test that stands in no text: `size from 50`, `temperature is hot`. */
static void name_test(WhyPlan *plan, WhyNode *test, const char *joint) {
  const WhyNode *side = test->side[0];
  if (side) test->text = arena_format(plan->arena, "%.*s%s %.*s", STR_ARG(side->text), joint, STR_ARG(test->text));
}

static void name_tests(WhyPlan *plan, WhyNode *condition, const AstNode *rule) {
  if (rule->kind == AST_CASE_WHEN || !condition) return;
  const char *joint = rule->kind == AST_CASE_FROM ? "" : " is";
  if (condition->form == WHY_TEST) name_test(plan, condition, joint);
  for (uint32_t i = 0; condition->form == WHY_ALL && i < condition->count; i++) name_test(plan, condition->parts[i], joint);
}

/* ---- ranks and shares ---- */

static void take_ruler(WhyPlan *plan, WhyNode *node, const Symbol *symbol, const AstNode *ruler) {
  AstNode *value = ruler->kid[RANK_OF_EXPR];
  const Type *integer = type_of_kind(TYPE_INTEGER, true), *number = type_of_kind(TYPE_NUMBER, true);
  const AstNode *among = ruler->kid[RANK_OF_AMONG];
  node->amount = why_value(plan, value);
  if (among && among->symbol) node->target = why_definition(plan, among->symbol);
  why_seen(plan, node, value);
  if (ruler->kid[RANK_OF_PER]) why_seen(plan, node, ruler->kid[RANK_OF_PER]);
  AstNode *known = typed(ast_new(plan->arena, AST_IS_KNOWN, ruler->span, AST_IS_KNOWN_SLOTS, value), truth());
  if (!known) return;
  node->side[0] = why_fact(plan, "rank", of_population(plan, ruler, AGG_RANK, value, NULL, integer));
  node->side[1] = why_fact(plan, "records ranked", of_population(plan, ruler, AGG_COUNT, NULL, known, integer));
  why_push(plan, node, node->side[0]);
  why_push(plan, node, node->side[1]);
  if (symbol->classify.form == FORM_SHARE) {
    node->side[2] = why_fact(plan, "running share", of_population(plan, ruler, AGG_RUNNING_SHARE, value, NULL, number));
    why_push(plan, node, node->side[2]);
  }
}

/* How many are in a class, and the least value among them: where the cut fell. */
static void take_cut(WhyPlan *plan, WhyNode *node, WhyNode *classes, const AstNode *ruler) {
  const Symbol *symbol = classes->symbol;
  node->target = classes;
  why_push(plan, node, why_fact(plan, "records", of_class(plan, symbol, ruler, AGG_COUNT, node->number)));
  node->amount = why_fact(plan, "lowest", of_class(plan, symbol, ruler, AGG_MIN, node->number));
  why_push(plan, node, node->amount);
  AstNode *key = key_name(plan), *last = last_key(plan, symbol, ruler, node->number, key);
  if (!last) return;
  node->side[0] = why_fact(plan, "last key", last);
  node->side[1] = why_fact(plan, "key", key);
}

static bool is_ruled(const Symbol *symbol) {
  return symbol->classify.form == FORM_RANK || symbol->classify.form == FORM_SHARE;
}

void why_classes(WhyPlan *plan, WhyNode *node, const Symbol *symbol) {
  const AstNode *by = symbol->decl->kid[CLASSIFY_BY], *cases = symbol->decl->kid[CLASSIFY_CASES];
  bool ruled = is_ruled(symbol);
  if (ruled) take_ruler(plan, node, symbol, by);
  else
    for (uint32_t i = 0; by && i < by->kid[BY_EXPRS]->count; i++) why_seen(plan, node, by->kid[BY_EXPRS]->kid[i]);
  for (uint32_t i = 0; cases && i < cases->count; i++) {
    const AstNode *rule = cases->kid[i]->kid[CASE_RULE];
    WhyNode *one = case_node(plan, symbol, cases->kid[i]);
    AstNode *condition = ruled ? NULL : case_condition(plan, by, rule);
    if (condition) why_clause_condition(plan, one, condition);
    if (one) name_tests(plan, one->condition, rule);
    if (one) one->quiet = rule->kind != AST_CASE_WHEN;
    if (ruled && one) take_cut(plan, one, node, by);
    why_push(plan, node, one);
  }
}
