/* SPDX-License-Identifier: MIT */
#include "lang/emit/emit.h"

enum { STEP_MASK = 255, STEP_SHIFT = 8 };

typedef struct Choice {
  Emitter *e;
  Span span;
  uint32_t dst, todo; /* the option taken; where none is taken yet */
  uint32_t best;      /* E of the best so far */
} Choice;

static uint32_t code_reg(Emitter *e, uint32_t code) {
  return emit_value(e, (Value){.kind = KIND_CODE, .known = true, .i32 = (int32_t)code});
}

/* Takes the option where nothing is taken, `condition` (may be NULL) is true and the option is available. */
static void take(Choice *c, uint32_t option, IrNode *condition, IrNode *available) {
  Emitter *e = c->e;
  uint32_t open = emit_where(e, OP_WHERE_TRUE, c->todo, c->span);
  uint32_t when = condition ? emit_where(e, OP_WHERE_TRUE, emit_node(e, condition), condition->span) : 0;
  uint32_t here = emit_where(e, OP_WHERE_TRUE, emit_node(e, available), c->span);
  emit_copy(e, KIND_CODE, c->dst, code_reg(e, option), c->span);
  emit_copy(e, KIND_BOOLEAN, c->todo, emit_truth(e, false), c->span);
  emit_end(e, here, c->span);
  if (condition) emit_end(e, when, c->span);
  emit_end(e, open, c->span);
}

/* Where the option is available: its E, whose faults never count, against the best so far. */
static void compare(Choice *c, uint32_t option, IrNode *available, IrNode *value, bool highest) {
  Emitter *e = c->e;
  uint32_t here = emit_where(e, OP_WHERE_TRUE, emit_node(e, available), c->span), mark = emit_mark(e);
  emit_draft(e, (Draft){.op = OP_QUIET, .span = value->span});
  uint32_t worth = emit_node(e, value);
  emit_draft(e, (Draft){.op = OP_LOUD, .span = value->span});
  emit_forget(e, mark); /* what was computed quietly has not counted its faults */
  bool number = value->kind == KIND_NUMBER;
  Opcode op = highest ? (number ? OP_KEEP_HIGHEST_F : OP_KEEP_HIGHEST_I) : number ? OP_KEEP_LOWEST_F : OP_KEEP_LOWEST_I;
  emit_draft(e, (Draft){.op = (uint16_t)op, .dst = c->dst, .a = c->best, .b = worth, .imm = option, .span = value->span});
  emit_end(e, here, c->span);
}

static bool has_early_steps(const IrNode *node) {
  IrStep first = node->count ? (IrStep)(node->marks[0] & STEP_MASK) : STEP_OPTION;
  return first != STEP_OPTION;
}

void emit_choose(Emitter *e, IrNode *node, uint32_t dst) {
  Choice c = {.e = e, .span = node->span, .dst = dst, .best = REG_NONE};
  emit_copy(e, KIND_CODE, dst, code_reg(e, node->imm), node->span);
  bool early = has_early_steps(node);
  if (early) {
    c.todo = emit_temp(e, KIND_BOOLEAN);
    emit_copy(e, KIND_BOOLEAN, c.todo, emit_truth(e, true), node->span);
  }
  IrNode *held = NULL; /* the operand of the step before */
  uint32_t rest = REG_NONE;
  for (uint32_t i = 0; i < node->count; i++) {
    IrStep step = (IrStep)(node->marks[i] & STEP_MASK);
    uint32_t option = node->marks[i] >> STEP_SHIFT;
    IrNode *in = node->in[i];
    if (step == STEP_PREFER || step == STEP_FIRST) {
      take(&c, option, held, in);
      held = NULL;
    } else if (step == STEP_LOWEST || step == STEP_HIGHEST) {
      if (c.best == REG_NONE) {
        if (early) rest = emit_where(e, OP_WHERE_TRUE, c.todo, node->span);
        c.best = emit_temp(e, (Kind)in->kind);
        emit_copy(e, (Kind)in->kind, c.best, emit_value(e, (Value){.kind = (Kind)in->kind}), node->span);
      }
      compare(&c, option, held, in, step == STEP_HIGHEST);
      held = NULL;
    } else held = in;
  }
  if (rest != REG_NONE) emit_end(e, rest, node->span);
}

void emit_part(Emitter *e, IrNode *node, uint32_t dst) {
  Kind kind = (Kind)node->kind;
  uint32_t chosen = emit_node(e, node->in[0]);
  emit_copy(e, kind, dst, emit_value(e, (Value){.kind = kind}), node->span);
  for (uint32_t i = 1; i < node->count; i++) {
    IrNode *value = node->in[i];
    if (value->constant && !ir_value(&e->l->ir, value)->known) continue;
    uint32_t is = emit_temp(e, KIND_BOOLEAN);
    emit_draft(e, (Draft){.op = OP_EQ_D, .dst = is, .a = chosen, .b = code_reg(e, i - 1), .span = node->span});
    uint32_t where = emit_where(e, OP_WHERE_TRUE, is, node->span);
    emit_into(e, value, dst);
    emit_end(e, where, node->span);
  }
}
