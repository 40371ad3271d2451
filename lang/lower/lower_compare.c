/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

/* What a node is converted by: the texts of a `one of`. */
static const Labels *texts_of(const Type *type) { return type && type->kind == TYPE_ONE_OF ? type->labels : NULL; }

static uint32_t equal_op(Kind kind) {
  switch (kind_lane(kind)) {
    case LANE_BITS: return OP_EQ_B;
    case LANE_I32: return OP_EQ_D;
    case LANE_I64: return OP_EQ_I;
    case LANE_F64: return OP_EQ_F;
    case LANE_STR: return OP_EQ_T;
  }
  return OP_EQ_B;
}

/* A literal text beside a `one of`: its code. Where the list does not have it, no code that a value has. */
static IrNode *as_code(Lowering *l, IrNode *text, const Labels *labels) {
  const Value *value = ir_value(&l->ir, text);
  if (!value->known) return ir_unknown(&l->ir, KIND_CODE);
  int32_t code = labels_find(labels, value->str);
  return ir_code(&l->ir, code < 0 ? labels->count : (uint32_t)code);
}

/* Brings both sides to the kind in which they are compared. */
static void meet(Lowering *l, IrNode **a, const Type *a_type, IrNode **b, const Type *b_type, Span span) {
  IrNode *left = *a, *right = *b;
  if (a_type && a_type->kind == TYPE_UNKNOWN) *a = ir_unknown(&l->ir, (Kind)right->kind);
  else if (b_type && b_type->kind == TYPE_UNKNOWN) *b = ir_unknown(&l->ir, (Kind)left->kind);
  else if (left->kind == KIND_CODE && right->kind == KIND_TEXT && right->constant && a_type)
    *b = as_code(l, right, a_type->labels);
  else if (right->kind == KIND_CODE && left->kind == KIND_TEXT && left->constant && b_type)
    *a = as_code(l, left, b_type->labels);
  else if (left->kind == KIND_CODE && right->kind == KIND_CODE) {
    if (!texts_of(a_type) || !texts_of(b_type) || labels_same(a_type->labels, b_type->labels)) return;
    *a = lower_convert(l, left, KIND_TEXT, texts_of(a_type), span);
    *b = lower_convert(l, right, KIND_TEXT, texts_of(b_type), span);
  } else if (left->kind == KIND_CODE) *a = lower_convert(l, left, KIND_TEXT, texts_of(a_type), span);
  else if (right->kind == KIND_CODE) *b = lower_convert(l, right, KIND_TEXT, texts_of(b_type), span);
  else if (left->kind == KIND_MONEY) *b = lower_convert(l, right, KIND_MONEY, NULL, span);
  else if (right->kind == KIND_MONEY) *a = lower_convert(l, left, KIND_MONEY, NULL, span);
  else if (left->kind == KIND_INTEGER) *a = lower_convert(l, left, (Kind)right->kind, NULL, span);
  else *b = lower_convert(l, right, (Kind)left->kind, NULL, span);
}

IrNode *lower_equal(Lowering *l, IrNode *left, const Type *left_type, IrNode *right, const Type *right_type, Span span) {
  if (!left || !right) return NULL;
  meet(l, &left, left_type, &right, right_type, span);
  if (!left || !right || left->kind != right->kind) return NULL;
  if (left->constant && !right->constant) {
    IrNode *swapped = left;
    left = right;
    right = swapped;
  }
  return ir_op2(&l->ir, equal_op((Kind)left->kind), KIND_BOOLEAN, 0, span, left, right);
}

IrNode *lower_order(Lowering *l, bool or_equal, IrNode *left, IrNode *right, Span span) {
  if (!left || !right) return NULL;
  meet(l, &left, NULL, &right, NULL, span);
  if (!left || !right || left->kind != right->kind) return NULL;
  uint32_t op = or_equal ? OP_LE_D : OP_LT_D;
  switch (kind_lane((Kind)left->kind)) {
    case LANE_BITS: return NULL;
    case LANE_I32: break;
    case LANE_I64: op = or_equal ? OP_LE_I : OP_LT_I; break;
    case LANE_F64: op = or_equal ? OP_LE_F : OP_LT_F; break;
    case LANE_STR: op = or_equal ? OP_LE_T : OP_LT_T; break;
  }
  return ir_op2(&l->ir, op, KIND_BOOLEAN, 0, span, left, right);
}

static bool wants_money(const AstNode *a, const AstNode *b) {
  return a->type->kind == TYPE_MONEY || b->type->kind == TYPE_MONEY;
}

IrNode *lower_compare(Lowering *l, const AstNode *node) {
  const AstNode *a = node->kid[COMPARE_LEFT], *b = node->kid[COMPARE_RIGHT];
  bool money = wants_money(a, b);
  IrNode *left = money ? lower_as(l, a, KIND_MONEY) : lower_expr(l, a);
  IrNode *right = money ? lower_as(l, b, KIND_MONEY) : lower_expr(l, b);
  if (!left || !right) return NULL;
  if (node->op == COMPARE_EQ || node->op == COMPARE_NE) {
    IrNode *equal = lower_equal(l, left, a->type, right, b->type, node->span);
    if (!equal || node->op == COMPARE_EQ) return equal;
    if (equal->op >= OP_EQ_B && equal->op <= OP_EQ_T) /* the NE_ rows follow the EQ_ rows, lane by lane */
      return ir_make(&l->ir, equal->op + (OP_NE_B - OP_EQ_B), KIND_BOOLEAN, 0, node->span, equal->count, equal->in, NULL);
    return ir_op1(&l->ir, OP_NOT, KIND_BOOLEAN, 0, node->span, equal);
  }
  if (a->type->kind == TYPE_UNKNOWN) left = ir_unknown(&l->ir, (Kind)right->kind);
  if (b->type->kind == TYPE_UNKNOWN) right = ir_unknown(&l->ir, (Kind)left->kind);
  bool swapped = node->op == COMPARE_GT || node->op == COMPARE_GE;
  bool or_equal = node->op == COMPARE_LE || node->op == COMPARE_GE;
  return lower_order(l, or_equal, swapped ? right : left, swapped ? left : right, node->span);
}
