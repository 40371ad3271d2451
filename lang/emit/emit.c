/* SPDX-License-Identifier: MIT */
#include "lang/emit/emit.h"

uint32_t emit_reg(Emitter *e, Kind kind, RegRole role, uint32_t index) {
  Program *p = e->program;
  ProgramReg *regs = arena_grow(&p->arena, p->regs, p->reg_count, &e->reg_size, sizeof *regs);
  if (!regs) return 0;
  p->regs = regs;
  regs[p->reg_count] = (ProgramReg){kind, role, index};
  return p->reg_count++;
}

uint32_t emit_temp(Emitter *e, Kind kind) {
  BlockDraft *b = e->block;
  if (!b->node) return emit_reg(e, kind, REG_PROLOGUE, 0);
  Kind *temps = arena_grow(e->arena, b->temps, b->temp_count, &b->temp_size, sizeof *temps);
  if (!temps) return 0;
  b->temps = temps;
  temps[b->temp_count] = kind;
  return TEMP_FIRST + b->temp_count++;
}

uint32_t emit_clock(Emitter *e, Clock clock) {
  uint32_t *reg = &e->clock_regs[clock];
  if (*reg == REG_NONE) *reg = emit_reg(e, clock == CLOCK_TODAY ? KIND_DATE : KIND_DATETIME, REG_CLOCK, clock);
  return *reg;
}

uint32_t emit_value(Emitter *e, Value value) {
  IrNode *node = ir_constant(&e->l->ir, value);
  if (!node) return 0;
  if (node->reg == REG_NONE) node->reg = emit_reg(e, value.kind, REG_CONSTANT, pool_constant(&e->l->pool, value));
  return node->reg;
}

uint32_t emit_truth(Emitter *e, bool truth) {
  return emit_value(e, (Value){.kind = KIND_BOOLEAN, .known = true, .truth = truth});
}

void emit_draft(Emitter *e, Draft draft) {
  BlockDraft *b = e->block;
  Draft *code = arena_grow(e->arena, b->code, b->count, &b->size, sizeof *code);
  if (!code) return;
  b->code = code;
  code[b->count++] = draft;
}

void emit_copy(Emitter *e, Kind kind, uint32_t dst, uint32_t from, Span span) {
  Opcode op = OP_COPY_B;
  switch (kind_lane(kind)) {
    case LANE_BITS: break;
    case LANE_I32: op = OP_COPY_D; break;
    case LANE_I64: op = OP_COPY_I; break;
    case LANE_F64: op = OP_COPY_F; break;
    case LANE_STR: op = OP_COPY_T; break;
  }
  emit_draft(e, (Draft){.op = (uint16_t)op, .dst = dst, .a = from, .span = span});
}

uint32_t emit_where(Emitter *e, Opcode op, uint32_t reg, Span span) {
  if (++e->narrow >= NARROW_MOST) e->too_narrow = true; /* one level is kept for QUIET */
  emit_draft(e, (Draft){.op = (uint16_t)op, .a = reg, .imm = emit_mark(e), .span = span});
  return e->block->count ? e->block->count - 1 : 0;
}

/* Until it is closed, the imm of a where keeps the mark of what was known before it. */
void emit_end(Emitter *e, uint32_t where, Span span) {
  BlockDraft *b = e->block;
  e->narrow--;
  if (where >= b->count) return;
  emit_forget(e, b->code[where].imm);
  b->code[where].imm = b->count;
  emit_draft(e, (Draft){.op = OP_END, .span = span});
}

static void emit_prologue(Emitter *e) {
  Ir *ir = &e->l->ir;
  uint32_t count = ir->count;
  e->block = &e->blocks[0];
  for (uint32_t i = 0; i < count; i++) {
    IrNode *node = ir->nodes[i];
    if (!node->live || !node->early || node->constant || node->op == IR_CLOCK) continue;
    /* Quiet: what faults here is computed again, and counted, where a record needs it. */
    if (!e->block->count) emit_draft(e, (Draft){.op = OP_QUIET, .span = node->span});
    node->early_reg = emit_node(e, node);
  }
  if (e->block->count) emit_draft(e, (Draft){.op = OP_LOUD});
  emit_forget(e, 0);
}

static void emit_block(Emitter *e, BlockDraft *block) {
  e->block = block;
  e->narrow = 0;
  emit_compute(e, block->node, e->program->blocks[block->node->block].result);
  emit_forget(e, 0);
}

/* Gives each wanted block its number and its result, in the order of computing. */
static bool number_blocks(Emitter *e) {
  Ir *ir = &e->l->ir;
  Program *p = e->program;
  uint32_t count = 1, next = 1;
  for (uint32_t i = 0; i < ir->count; i++) count += ir->nodes[i]->live && ir->nodes[i]->block_wanted;
  e->blocks = ARENA_ARRAY(e->arena, BlockDraft, count);
  p->blocks = ARENA_ARRAY(&p->arena, ProgramBlock, count);
  if (!e->blocks || !p->blocks) return false;
  e->block_count = p->block_count = count;
  p->blocks[0] = (ProgramBlock){.name = STR("prologue"), .unit = PROGRAM_NONE, .result = PROGRAM_NONE};
  for (uint32_t i = 0; i < ir->count; i++) {
    IrNode *node = ir->nodes[i];
    if (!node->live || !node->block_wanted) continue;
    node->block = next;
    e->blocks[next].node = node;
    p->blocks[next] = (ProgramBlock){.name = STR(""),
                                      .unit = node->unit,
                                      .span = node->span,
                                      .result = emit_reg(e, (Kind)node->kind, REG_RESULT, next)};
    next++;
  }
  return true;
}

/* The final number of a register. */
static uint16_t place(const BlockDraft *b, uint32_t reg, const uint32_t first[KIND_COUNT]) {
  if (reg < TEMP_FIRST) return (uint16_t)reg;
  uint32_t temp = reg - TEMP_FIRST;
  return (uint16_t)(first[b->temps[temp]] + b->base[b->temps[temp]] + b->slots[temp]);
}

static bool write_code(Emitter *e, const uint32_t first[KIND_COUNT]) {
  Program *p = e->program;
  uint32_t count = 0;
  for (uint32_t i = 0; i < e->block_count; i++) count += e->blocks[i].count;
  p->code = ARENA_ARRAY(&p->arena, Instr, count + 1);
  p->spans = ARENA_ARRAY(&p->arena, Span, count + 1);
  if (!p->code || !p->spans) return false;
  for (uint32_t i = 0; i < e->block_count; i++) {
    const BlockDraft *b = &e->blocks[i];
    p->blocks[i].first = p->code_count;
    p->blocks[i].count = b->count;
    for (uint32_t k = 0; k < b->count; k++) {
      const Draft *d = &b->code[k];
      bool jump = opcode_info((Opcode)d->op)->imm == IMM_JUMP;
      p->spans[p->code_count] = d->span;
      p->code[p->code_count++] = (Instr){d->op, place(b, d->dst, first), place(b, d->a, first), place(b, d->b, first),
                                         place(b, d->c, first), place(b, d->d, first),
                                         jump ? p->blocks[i].first + d->imm : d->imm};
    }
  }
  return true;
}

static bool within_limits(const Emitter *e, DiagList *diags) {
  uint64_t code = 0;
  for (uint32_t i = 0; i < e->block_count; i++) code += e->blocks[i].count;
  if (code > CODE_MOST) diag_add(diags, DIAG_CODE_TOO_LARGE, (Span){0, 0}, (unsigned)CODE_MOST);
  else if (e->program->reg_count > UINT16_MAX) diag_add(diags, DIAG_TOO_MANY_VALUES, (Span){0, 0}, (unsigned)UINT16_MAX);
  else if (e->too_narrow) diag_add(diags, DIAG_NESTED_CONDITIONS, (Span){0, 0}, (unsigned)NARROW_MOST);
  else return true;
  return false;
}

bool emit_program(Lowering *l, DiagList *diags) {
  Emitter e = {.l = l, .arena = &l->arena, .program = l->program, .clock_regs = {REG_NONE, REG_NONE}};
  e.column_regs = ARENA_ARRAY(e.arena, uint32_t, l->program->column_count + 1);
  e.slot_regs = ARENA_ARRAY(e.arena, uint32_t, l->program->slot_count + 1);
  if (!e.column_regs || !e.slot_regs || !number_blocks(&e)) return false;
  for (uint32_t i = 0; i < l->program->column_count; i++) e.column_regs[i] = REG_NONE;
  for (uint32_t i = 0; i < l->program->slot_count; i++) e.slot_regs[i] = REG_NONE;
  emit_prologue(&e);
  uint64_t code = 0;
  for (uint32_t i = 1; i < e.block_count && code <= CODE_MOST && !l->arena.failed; i++) {
    emit_block(&e, &e.blocks[i]);
    regs_place(&e);
    code += e.blocks[i].count;
  }
  uint32_t first[KIND_COUNT];
  if (l->arena.failed || l->program->arena.failed) return false;
  if (code <= CODE_MOST) regs_overlay(&e, first);
  return within_limits(&e, diags) && write_code(&e, first) && !l->program->arena.failed;
}
