/* SPDX-License-Identifier: MIT */
#include "lang/emit/emit.h"

enum {
  NEST_MOST = 64, /* clauses of one segment or classification nested in each other; then begun anew from what is left */
  FREE_COST = 3,
};

bool emit_is_free(const IrNode *node) {
  if (node->reg != REG_NONE || node->constant || node->op == IR_CLOCK) return true;
  if (node->early) return !node->run_faults;
  if (node->op >= OP_COUNT || node->block_wanted || node->run_faults || node->cost > FREE_COST) return false;
  for (uint32_t i = 0; i < node->count; i++)
    if (!emit_is_free(node->in[i])) return false;
  return true;
}

/* The right side is computed where the left does not decide; where it costs nothing, everywhere. They are put together in all
 * lanes: where the left decides, it does so whatever the right side's register holds. */
uint32_t emit_logic(Emitter *e, IrNode *node) {
  bool both = node->op == IR_AND;
  uint32_t left = emit_node(e, node->in[0]), where = 0;
  bool free_right = emit_is_free(node->in[1]);
  if (!free_right) where = emit_where(e, both ? OP_WHERE_NOT_FALSE : OP_WHERE_NOT_TRUE, left, node->span);
  uint32_t right = emit_node(e, node->in[1]), whole = emit_temp(e, KIND_BOOLEAN);
  if (!free_right) emit_end(e, where, node->span);
  emit_draft(e, (Draft){.op = both ? OP_AND : OP_OR, .dst = whole, .a = left, .b = right, .span = node->span});
  return whole;
}

static Opcode pick_op(Kind kind) {
  switch (kind_lane(kind)) {
    case LANE_BITS: return OP_PICK_B;
    case LANE_I32: return OP_PICK_D;
    case LANE_I64: return OP_PICK_I;
    case LANE_F64: return OP_PICK_F;
    case LANE_STR: return OP_COUNT;
  }
  return OP_COUNT;
}

uint32_t emit_pick(Emitter *e, IrNode *node) {
  Opcode op = pick_op((Kind)node->kind);
  uint32_t test = emit_node(e, node->in[0]);
  if (op == OP_COUNT || !emit_is_free(node->in[1]) || !emit_is_free(node->in[2])) return REG_NONE;
  uint32_t then = emit_node(e, node->in[1]), otherwise = emit_node(e, node->in[2]), whole = emit_temp(e, (Kind)node->kind);
  emit_draft(e, (Draft){.op = (uint16_t)op, .dst = whole, .a = test, .b = then, .c = otherwise, .span = node->span});
  return whole;
}

void emit_if(Emitter *e, IrNode *node, uint32_t dst) {
  IrNode *condition = node->in[0], *then = node->in[1], *otherwise = node->in[2];
  uint32_t test = emit_node(e, condition);
  bool simple = emit_is_free(otherwise);
  if (simple) emit_into(e, otherwise, dst);
  uint32_t where = emit_where(e, OP_WHERE_TRUE, test, node->span);
  emit_into(e, then, dst);
  emit_end(e, where, node->span);
  if (simple) return;
  where = emit_where(e, OP_WHERE_NOT_TRUE, test, node->span);
  emit_into(e, otherwise, dst);
  emit_end(e, where, node->span);
}

void emit_default(Emitter *e, IrNode *node, uint32_t dst) {
  emit_into(e, node->in[0], dst);
  uint32_t where = emit_where(e, OP_WHERE_UNKNOWN, dst, node->span);
  emit_into(e, node->in[1], dst);
  emit_end(e, where, node->span);
}

uint32_t emit_at_least(Emitter *e, IrNode *node) {
  uint32_t truths = emit_temp(e, KIND_CODE), open = emit_temp(e, KIND_CODE);
  uint32_t zero = emit_value(e, (Value){.kind = KIND_CODE, .known = true});
  emit_copy(e, KIND_CODE, truths, zero, node->span);
  emit_copy(e, KIND_CODE, open, zero, node->span);
  for (uint32_t i = 0; i < node->count; i++) {
    uint32_t test = emit_node(e, node->in[i]);
    emit_draft(e, (Draft){.op = OP_TALLY, .dst = truths, .a = test, .span = node->span});
    emit_draft(e, (Draft){.op = OP_TALLY_OPEN, .dst = open, .a = test, .span = node->span});
  }
  uint32_t whole = emit_temp(e, KIND_BOOLEAN);
  emit_draft(e, (Draft){.op = OP_AT_LEAST, .dst = whole, .a = truths, .b = open, .imm = node->imm, .span = node->span});
  return whole;
}

/* false; then, in ever narrower selections, true where every clause lets the record through. */
void emit_all(Emitter *e, IrNode *node, uint32_t dst) {
  uint32_t wheres[NEST_MOST + 1], yes = emit_truth(e, true), no = emit_truth(e, false), i = 0;
  if (!node->count) emit_copy(e, KIND_BOOLEAN, dst, yes, node->span);
  while (i < node->count) {
    uint32_t depth = 0;
    if (i) wheres[depth++] = emit_where(e, OP_WHERE_TRUE, dst, node->span);
    emit_copy(e, KIND_BOOLEAN, dst, no, node->span);
    for (uint32_t n = 0; n < NEST_MOST && i < node->count; n++, i++) {
      uint32_t test = emit_node(e, node->in[i]);
      wheres[depth++] = emit_where(e, node->marks[i] ? OP_WHERE_FALSE : OP_WHERE_TRUE, test, node->in[i]->span);
    }
    emit_copy(e, KIND_BOOLEAN, dst, yes, node->span);
    while (depth) emit_end(e, wheres[--depth], node->span);
  }
}

/* The code of `otherwise`; then, each case among the records that none before it has taken, its own. */
void emit_cases(Emitter *e, IrNode *node, uint32_t dst) {
  uint32_t wheres[NEST_MOST + 1], i = 0, todo = REG_NONE;
  if (node->count > NEST_MOST) {
    todo = emit_temp(e, KIND_BOOLEAN);
    emit_copy(e, KIND_BOOLEAN, todo, emit_truth(e, true), node->span);
  }
  emit_copy(e, KIND_CODE, dst, emit_value(e, (Value){.kind = KIND_CODE, .known = true, .i32 = (int32_t)node->imm}), node->span);
  while (i < node->count) {
    uint32_t depth = 0;
    if (i) wheres[depth++] = emit_where(e, OP_WHERE_TRUE, todo, node->span);
    for (uint32_t n = 0; n < NEST_MOST && i < node->count; n++, i++) {
      bool unless = node->marks[i] & 1;
      Span span = node->in[i]->span;
      Value code = {.kind = KIND_CODE, .known = true, .i32 = (int32_t)(node->marks[i] >> 1)};
      uint32_t test = emit_node(e, node->in[i]);
      uint32_t where = emit_where(e, unless ? OP_WHERE_NOT_TRUE : OP_WHERE_TRUE, test, span);
      emit_copy(e, KIND_CODE, dst, emit_value(e, code), span);
      if (todo != REG_NONE) emit_copy(e, KIND_BOOLEAN, todo, emit_truth(e, false), span);
      emit_end(e, where, span);
      if (i + 1 < node->count) wheres[depth++] = emit_where(e, unless ? OP_WHERE_TRUE : OP_WHERE_NOT_TRUE, test, span);
    }
    while (depth) emit_end(e, wheres[--depth], node->span);
  }
}
