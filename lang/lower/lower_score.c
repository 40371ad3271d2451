/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

#include "lang/check/literal.h"
#include "stdlib/functions.h"

enum { ARGUMENT = 256 /* marks: IrStep + 256 * argument */ };

static IrNode *number_of(Lowering *l, const AstNode *node) { return lower_as(l, node, KIND_NUMBER); }

/* Each term takes a register for a batch's values, in each thread, and a block: of the terms of long scores the first alone. */
enum { TERMS_MOST = 64 };

/* Weights may change: what they are multiplied with is the term. */
static IrNode *mark_term(Lowering *l, IrNode *term) {
  if (l->ir.term_count == TERMS_MOST) return term;
  IrNode *inner = term;
  while (inner && inner->op == OP_MUL_F && (inner->in[0]->constant || inner->in[1]->constant))
    inner = inner->in[inner->in[0]->constant ? 1 : 0];
  if (inner && !inner->is_term) l->ir.term_count++;
  if (inner) inner->is_term = true;
  return term;
}

/* Of a term under a condition that is more than a number, both together are the term, so that it is known wherever the score is; where the
 * condition is not true it is unknown, and nothing is added. */
static void lower_add(Lowering *l, IrList *steps, const AstNode *node) {
  const IrStep step = node->op ? STEP_SUBTRACT : STEP_ADD;
  IrNode *when = node->kid[ADD_WHEN] ? lower_as(l, node->kid[ADD_WHEN], KIND_BOOLEAN) : NULL;
  IrNode *value = number_of(l, node->kid[ADD_VALUE]);
  if (!node->kid[ADD_WHEN]) {
    ir_push(&l->ir, steps, mark_term(l, value), step);
  } else if (!value || value->constant || l->ir.term_count == TERMS_MOST) {
    ir_push(&l->ir, steps, mark_term(l, when), STEP_WHEN);
    ir_push(&l->ir, steps, value, step);
    ir_push(&l->ir, steps, ir_truth(&l->ir, true), STEP_DONE);
  } else {
    ir_push(&l->ir, steps, mark_term(l, ir_op3(&l->ir, IR_IF, KIND_NUMBER, 0, node->span, when, value, ir_unknown(&l->ir, KIND_NUMBER))), step);
  }
}

static void lower_halve(Lowering *l, IrList *steps, const AstNode *node) {
  Duration every;
  IrNode *since = lower_day(l, node->kid[HALVE_SINCE]);
  if (!lower_duration(l, node->kid[HALVE_EVERY], &every)) since = NULL;
  ir_push(&l->ir, steps, mark_term(l, since), STEP_HALVE + ARGUMENT * (since ? (uint32_t)every.count : 0));
}

static void lower_terms(Lowering *l, IrList *steps, const AstNode *terms);

static void lower_group(Lowering *l, IrList *steps, const AstNode *node) {
  IrNode *most = number_of(l, node->kid[GROUP_UP_TO]);
  ir_push(&l->ir, steps, ir_truth(&l->ir, true), STEP_GROUP);
  lower_terms(l, steps, node->kid[GROUP_TERMS]);
  ir_push(&l->ir, steps, ir_op1(&l->ir, OP_NEG_F, KIND_NUMBER, 0, node->span, most), STEP_GROUP_LO);
  ir_push(&l->ir, steps, most, STEP_GROUP_HI);
}

static void lower_terms(Lowering *l, IrList *steps, const AstNode *terms) {
  for (uint32_t i = 0; terms && i < terms->count; i++) {
    const AstNode *term = terms->kid[i];
    switch (term->kind) {
      case AST_BASE: ir_push(&l->ir, steps, mark_term(l, number_of(l, term->kid[BASE_VALUE])), STEP_ADD); break;
      case AST_ADD: lower_add(l, steps, term); break;
      case AST_HALVE: lower_halve(l, steps, term); break;
      case AST_GROUP: lower_group(l, steps, term); break;
      default: break;
    }
  }
}

/* LO + (HI - LO) * (sum of W * E over the known / sum of W over the known) */
static IrNode *lower_weighted(Lowering *l, const AstNode *decl) {
  IrNode *lo = number_of(l, decl->kid[SCORE_LO]), *hi = number_of(l, decl->kid[SCORE_HI]);
  const AstNode *terms = decl->kid[SCORE_TERMS];
  IrList list = {0};
  ir_push(&l->ir, &list, lo, 0);
  ir_push(&l->ir, &list, ir_op2(&l->ir, OP_SUB_F, KIND_NUMBER, 0, decl->span, hi, lo), 0);
  ir_push(&l->ir, &list, hi, 0);
  IrNode *zero = ir_number(&l->ir, 0), *one = ir_number(&l->ir, 1);
  for (uint32_t i = 0; i < terms->count; i++) {
    const AstNode *term = terms->kid[i];
    IrNode *value = number_of(l, term->kid[WEIGHT_FOR]);
    if (value && value->op != OP_NUM_B) value = ir_op3(&l->ir, OP_HOLD_F, KIND_NUMBER, 0, term->span, value, zero, one);
    ir_push(&l->ir, &list, mark_term(l, value), 0);
    ir_push(&l->ir, &list, number_of(l, term->kid[WEIGHT_WEIGHT]), 0);
  }
  return ir_make(&l->ir, IR_WEIGHTED, KIND_NUMBER, 0, decl->span, list.count, list.in, NULL);
}

IrNode *lower_score(Lowering *l, const AstNode *decl) {
  const AstNode *terms = decl->kid[SCORE_TERMS];
  if (terms && terms->count && terms->kid[0]->kind == AST_WEIGHT) return lower_weighted(l, decl);
  IrList steps = {0};
  lower_terms(l, &steps, terms);
  if (decl->op) {
    int logistic = fn_find(STR("logistic"));
    if (logistic < 0) return NULL;
    ir_push(&l->ir, &steps, ir_truth(&l->ir, true), STEP_LOGISTIC + ARGUMENT * (uint32_t)logistic);
  } else {
    ir_push(&l->ir, &steps, number_of(l, decl->kid[SCORE_LO]), STEP_LO);
    ir_push(&l->ir, &steps, number_of(l, decl->kid[SCORE_HI]), STEP_HI);
  }
  return ir_make(&l->ir, IR_SCORE, KIND_NUMBER, 0, decl->span, steps.count, steps.in, steps.marks);
}
