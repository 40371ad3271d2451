/* SPDX-License-Identifier: MIT */
#include "lang/lower/ir_fold.h"

#include "runtime/vm/vm.h"
#include "stdlib/functions.h"

bool ir_fn_faults(uint32_t fn) {
  if (fn >= FN_LEAST_INTEGER && fn <= FN_CLAMP_DATETIME) return false;
  if (fn >= FN_LENGTH && fn <= FN_RIGHT) return false;
  if (fn >= FN_YEAR_DATE && fn <= FN_MINUTE) return false;
  if (fn >= FN_TEXT_BOOLEAN && fn <= FN_TEXT_DATETIME) return false;
  return fn < FN_HASH_PERCENT_INTEGER || fn > FN_VALID_SIRET;
}

static IrNode *fold_op(Ir *ir, const IrNode *model) {
  Value operands[FN_ARGS_MOST];
  if (!model->count || model->count > FN_ARGS_MOST || ir_op_reads_table(model->op)) return NULL;
  for (uint32_t i = 0; i < model->count; i++) {
    if (!model->in[i]->constant) return NULL;
    operands[i] = *ir_value(ir, model->in[i]);
  }
  Instr instr = {.op = model->op, .a = 0, .b = 1, .c = 2, .d = 3, .imm = model->imm};
  Value out = {.kind = (Kind)model->kind};
  if (!vm_fold(ir->pool->program, ir->pool->functions, instr, operands, (Kind)model->kind, ir->arena, &out)) return NULL;
  out.kind = (Kind)model->kind;
  return ir_constant(ir, out);
}

/* `and` (what decides: false) and `or` (true): a constant on the left decides or leaves the right side; one on the right that
 * decides nothing leaves the left side. */
static IrNode *fold_logic(Ir *ir, const IrNode *model, bool decides) {
  IrNode *left = model->in[0], *right = model->in[1];
  if (ir_is_truth(ir, left, decides)) return left;
  if (ir_is_truth(ir, left, !decides)) return right;
  if (ir_is_truth(ir, right, !decides)) return left;
  if (left->constant && right->constant) return right->constant && ir_value(ir, right)->known ? right : left;
  if (left == right) return left;
  return NULL;
}

static IrNode *fold_at_least(Ir *ir, const IrNode *model) {
  uint32_t truths = 0, open = 0;
  for (uint32_t i = 0; i < model->count; i++) {
    if (!model->in[i]->constant) return NULL;
    const Value *v = ir_value(ir, model->in[i]);
    truths += v->known && v->truth;
    open += !v->known || v->truth;
  }
  return truths >= model->imm ? ir_truth(ir, true) : open < model->imm ? ir_truth(ir, false) : ir_unknown(ir, KIND_BOOLEAN);
}

/* Conditions before the first open one that a constant decides are left out; all of them constant: the answer. */
static IrNode *fold_all(Ir *ir, const IrNode *model) {
  for (uint32_t i = 0; i < model->count; i++)
    if (!ir_is_truth(ir, model->in[i], !model->marks[i])) return model->in[i]->constant ? ir_truth(ir, false) : NULL;
  return ir_truth(ir, true);
}

static IrNode *fold_cases(Ir *ir, const IrNode *model) {
  for (uint32_t i = 0; i < model->count; i++) {
    if (!model->in[i]->constant) return NULL;
    if (ir_is_truth(ir, model->in[i], true) != (model->marks[i] & 1)) return ir_code(ir, model->marks[i] >> 1);
  }
  return ir_code(ir, model->imm);
}

IrNode *ir_simplify(Ir *ir, const IrNode *model) {
  IrNode *const *in = model->in;
  if (model->op < OP_COUNT) return fold_op(ir, model);
  switch ((IrOp)model->op) {
    case IR_AND: return fold_logic(ir, model, false);
    case IR_OR: return fold_logic(ir, model, true);
    case IR_IF: return !in[0]->constant ? NULL : ir_is_truth(ir, in[0], true) ? in[1] : in[2];
    case IR_DEFAULT: return !in[0]->constant ? NULL : ir_value(ir, in[0])->known ? in[0] : in[1];
    case IR_AT_LEAST: return fold_at_least(ir, model);
    case IR_ALL: return fold_all(ir, model);
    case IR_CASES: return fold_cases(ir, model);
    case IR_CONSTANT:
    case IR_CLOCK:
    case IR_COLUMN:
    case IR_SLOT:
    case IR_SCORE:
    case IR_WEIGHTED:
    case IR_CHOOSE:
    case IR_PART:
    case IR_COPY: return NULL;
  }
  return NULL;
}
