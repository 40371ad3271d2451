/* SPDX-License-Identifier: MIT */
#include "lang/emit/emit.h"

static void remember(Emitter *e, IrNode *node, uint32_t reg) {
  IrNode **known = arena_grow(e->arena, e->known, e->known_count, &e->known_size, sizeof *known);
  if (!known) return;
  e->known = known;
  known[e->known_count++] = node;
  node->reg = reg;
}

uint32_t emit_mark(const Emitter *e) { return e->known_count; }

void emit_forget(Emitter *e, uint32_t mark) {
  while (e->known_count > mark) e->known[--e->known_count]->reg = REG_NONE;
}

/* The faults of a column's stored values are reported where it is first needed. */
static uint32_t emit_column(Emitter *e, IrNode *node) {
  ProgramColumn *column = &e->program->columns[node->imm];
  const IrNode *owner = e->block->node;
  if (!owner || owner->op != IR_COPY || owner->imm != COPY_LISTED) column->used = true;
  if (e->column_regs[node->imm] == REG_NONE)
    e->column_regs[node->imm] = emit_reg(e, column->kind, REG_COLUMN, node->imm);
  emit_draft(e, (Draft){.op = OP_TOUCH, .imm = node->imm, .span = column->span});
  remember(e, node, e->column_regs[node->imm]);
  return e->column_regs[node->imm];
}

/* What a slot holds was made, and its faults counted, before the block begins. */
static uint32_t emit_slot(Emitter *e, IrNode *node) {
  uint32_t *reg = &e->slot_regs[node->imm];
  if (*reg == REG_NONE) *reg = emit_reg(e, (Kind)node->kind, REG_SLOT, node->imm);
  return *reg;
}

/* An invariant that is unknown may be so by a fault: it is computed again where it is needed, to count it there. */
static uint32_t emit_invariant(Emitter *e, IrNode *node) {
  if (node->run_faults) {
    uint32_t where = emit_where(e, OP_WHERE_UNKNOWN, node->early_reg, node->span);
    e->recheck++;
    emit_compute(e, node, REG_NONE);
    e->recheck--;
    emit_end(e, where, node->span);
  }
  remember(e, node, node->early_reg);
  return node->early_reg;
}

static uint32_t emit_call(Emitter *e, IrNode *node) {
  emit_draft(e, (Draft){.op = OP_CALL, .imm = node->block, .span = node->span});
  uint32_t result = e->program->blocks[node->block].result;
  remember(e, node, result);
  return result;
}

uint32_t emit_node(Emitter *e, IrNode *node) {
  if (node->reg != REG_NONE) return node->reg;
  if (node->constant) return emit_value(e, *ir_value(&e->l->ir, node));
  if (node->op == IR_CLOCK) return emit_clock(e, (Clock)node->imm);
  if (node->op == IR_COLUMN) return emit_column(e, node);
  if (node->op == IR_SLOT) return emit_slot(e, node);
  if (node->early && e->block->node && !e->recheck) return emit_invariant(e, node);
  if (node->block_wanted && node != e->block->node) return emit_call(e, node);
  uint32_t reg = emit_compute(e, node, REG_NONE);
  remember(e, node, reg);
  return reg;
}

static void emit_plain(Emitter *e, const IrNode *node, uint32_t dst) {
  uint32_t regs[4] = {0};
  for (uint32_t i = 0; i < node->count && i < 4; i++) regs[i] = emit_node(e, node->in[i]);
  for (uint32_t i = node->count; node->op == OP_FN && i < 4; i++) regs[i] = regs[0]; /* else `need` would ask for register 0 */
  Span span = node->span;
  if (ir_op_reads_table(node->op) && node->op >= OP_FETCH_B) {
    ProgramColumn *column = &e->program->columns[node->imm];
    column->used = true;
    span = column->span;
  }
  emit_draft(e, (Draft){node->op, dst, regs[0], regs[1], regs[2], regs[3], node->imm, span});
}

/* What is computed whole, in a register of its own; REG_NONE where it is written piece by piece. */
static uint32_t emit_whole(Emitter *e, IrNode *node) {
  if (node->op < OP_COUNT) {
    uint32_t out = emit_temp(e, (Kind)node->kind);
    emit_plain(e, node, out);
    return out;
  }
  switch ((IrOp)node->op) {
    case IR_AND:
    case IR_OR: return emit_logic(e, node);
    case IR_AT_LEAST: return emit_at_least(e, node);
    case IR_SCORE: return emit_score(e, node);
    case IR_IF: return emit_pick(e, node);
    default: return REG_NONE;
  }
}

uint32_t emit_compute(Emitter *e, IrNode *node, uint32_t dst) {
  Kind kind = (Kind)node->kind;
  uint32_t whole = emit_whole(e, node);
  if (whole != REG_NONE) {
    if (dst != REG_NONE) emit_copy(e, kind, dst, whole, node->span);
    return dst == REG_NONE ? whole : dst;
  }
  uint32_t out = dst == REG_NONE ? emit_temp(e, kind) : dst;
  switch ((IrOp)node->op) {
    case IR_IF: emit_if(e, node, out); break;
    case IR_DEFAULT: emit_default(e, node, out); break;
    case IR_ALL: emit_all(e, node, out); break;
    case IR_CASES: emit_cases(e, node, out); break;
    case IR_WEIGHTED: emit_weighted(e, node, out); break;
    case IR_CHOOSE: emit_choose(e, node, out); break;
    case IR_PART: emit_part(e, node, out); break;
    case IR_COPY: emit_into(e, node->in[0], out); break;
    case IR_AND:
    case IR_OR:
    case IR_AT_LEAST:
    case IR_SCORE:
    case IR_CONSTANT:
    case IR_CLOCK:
    case IR_COLUMN:
    case IR_SLOT: break;
  }
  return out;
}

/* Is the node written straight into a register that is given for it? What is shared, or one operation, is computed first. */
static bool is_direct(const Emitter *e, const IrNode *node) {
  if (node->reg != REG_NONE || node->op < OP_COUNT || node->constant || node->op == IR_CLOCK) return false;
  if (node->op == IR_COLUMN || node->op == IR_SLOT) return false;
  if (node->early && e->block->node && !e->recheck) return false;
  return !(node->block_wanted && node != e->block->node);
}

void emit_into(Emitter *e, IrNode *node, uint32_t dst) {
  if (is_direct(e, node)) emit_compute(e, node, dst);
  else emit_copy(e, (Kind)node->kind, dst, emit_node(e, node), node->span);
}
