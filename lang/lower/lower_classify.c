/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

static void push_criteria(Lowering *l, IrList *list, const AstNode *criteria) {
  for (uint32_t i = 0; criteria && i < criteria->count; i++) {
    const AstNode *clause = criteria->kid[i];
    if (clause->kind == AST_REQUIRE) ir_push(&l->ir, list, lower_as(l, clause->kid[REQUIRE_COND], KIND_BOOLEAN), 0);
    else if (clause->kind == AST_EXCLUDE) ir_push(&l->ir, list, lower_as(l, clause->kid[EXCLUDE_COND], KIND_BOOLEAN), 1);
  }
}

IrNode *lower_segment(Lowering *l, const AstNode *decl) {
  IrList list = {0};
  if (decl->kid[SEGMENT_WHEN]) ir_push(&l->ir, &list, lower_as(l, decl->kid[SEGMENT_WHEN], KIND_BOOLEAN), 0);
  push_criteria(l, &list, decl->kid[SEGMENT_CRITERIA]);
  return ir_make(&l->ir, IR_ALL, KIND_BOOLEAN, 0, decl->span, list.count, list.in, list.marks);
}

static bool forbids(const AstNode *clause, const Symbol *option) {
  const AstNode *options = clause->kid[FORBID_OPTIONS];
  for (uint32_t i = 0; i < options->count; i++)
    if (options->kid[i]->symbol == option) return true;
  return false;
}

IrNode *lower_available(Lowering *l, const Symbol *option, const AstNode *choice) {
  IrList list = {0};
  push_criteria(l, &list, option->decl->kid[option->kind == SYM_OFFER ? OFFER_ITEMS : CHANNEL_ITEMS]);
  const AstNode *items = choice ? choice->kid[CHOOSE_ITEMS] : NULL;
  for (uint32_t i = 0; items && i < items->count; i++) {
    const AstNode *clause = items->kid[i];
    if (clause->kind == AST_FORBID && forbids(clause, option))
      ir_push(&l->ir, &list, lower_as(l, clause->kid[FORBID_WHEN], KIND_BOOLEAN), 1);
  }
  return ir_make(&l->ir, IR_ALL, KIND_BOOLEAN, 0, option->span, list.count, list.in, list.marks);
}

/* One cell, or a row of cells, of a matrix: each part is the label, or one of the labels. */
static IrNode *lower_cells(Lowering *l, const AstNode *by, const AstNode *cell) {
  const AstNode *exprs = by->kid[BY_EXPRS], *parts = cell->kid[CASE_FOR_PARTS];
  IrNode *all = NULL;
  for (uint32_t i = 0; i < exprs->count && i < parts->count; i++) {
    AstNode *kids[IS_LABELS + 1] = {[IS_VALUE] = exprs->kid[i], [IS_LABELS] = parts->kid[i]};
    AstNode is = {.kind = AST_IS, .span = parts->kid[i]->span, .count = IS_LABELS + 1, .kid = kids};
    IrNode *one = lower_is(l, &is);
    all = i == 0 ? one : ir_op2(&l->ir, IR_AND, KIND_BOOLEAN, 0, cell->span, all, one);
  }
  return all;
}

static IrNode *lower_threshold(Lowering *l, const AstNode *by, const AstNode *rule) {
  const AstNode *expr = by->kid[BY_EXPRS]->kid[0], *bound = rule->kid[CASE_FROM_BOUND];
  bool money = expr->type->kind == TYPE_MONEY;
  IrNode *value = lower_expr(l, expr);
  IrNode *from = money ? lower_as(l, bound, KIND_MONEY) : lower_expr(l, bound);
  return lower_order(l, true, from, value, rule->span);
}

IrNode *lower_classify(Lowering *l, const Symbol *symbol) {
  if (symbol->classify.form == FORM_RANK || symbol->classify.form == FORM_SHARE) return lower_cut(l, symbol);
  const AstNode *decl = symbol->decl, *by = decl->kid[CLASSIFY_BY], *cases = decl->kid[CLASSIFY_CASES];
  const Labels *labels = symbol->type->labels;
  IrList list = {0};
  uint32_t otherwise = 0;
  for (uint32_t i = 0; i < cases->count; i++) {
    const AstNode *rule = cases->kid[i]->kid[CASE_RULE];
    uint32_t code = (uint32_t)labels_find(labels, cases->kid[i]->kid[CASE_LABEL]->text);
    if (rule->kind == AST_CASE_WHEN)
      ir_push(&l->ir, &list, lower_as(l, rule->kid[CASE_WHEN_COND], KIND_BOOLEAN), code * 2 + rule->op);
    else if (rule->kind == AST_CASE_FROM) ir_push(&l->ir, &list, lower_threshold(l, by, rule), code * 2);
    else if (rule->kind == AST_CASE_FOR) ir_push(&l->ir, &list, lower_cells(l, by, rule), code * 2);
    else otherwise = code;
  }
  return ir_make(&l->ir, IR_CASES, KIND_CODE, otherwise, decl->span, list.count, list.in, list.marks);
}
