/* SPDX-License-Identifier: MIT */
#include "runtime/code/need.h"

bool need_init(Need *need, const Program *program, Arena *arena) {
  *need = (Need){.program = program,
                 .blocks = ARENA_ARRAY(arena, bool, program->block_count + 1),
                 .columns = ARENA_ARRAY(arena, ColumnUse, program->column_count + 1),
                 .slots = ARENA_ARRAY(arena, bool, program->slot_count + 1),
                 .waiting = ARENA_ARRAY(arena, uint32_t, program->block_count + 1)};
  return need->blocks && need->columns && need->slots && need->waiting;
}

void need_clear(Need *need) {
  const Program *p = need->program;
  memset(need->blocks, 0, p->block_count * sizeof *need->blocks);
  memset(need->columns, 0, p->column_count * sizeof *need->columns);
  memset(need->slots, 0, p->slot_count * sizeof *need->slots);
  need->waiting_count = 0;
}

static void need_block(Need *need, uint32_t block) {
  if (need->blocks[block]) return;
  const bool kept = need->is_kept ? need->is_kept(need->keeper, block) : need->kept && need->kept[block];
  if (kept && need->met) need->met[block] = true;
  if (kept) return;
  need->blocks[block] = true;
  need->waiting[need->waiting_count++] = block;
}

void need_def(Need *need, uint32_t def) {
  if (def != PROGRAM_NONE) need_block(need, need->program->defs[def].block);
}

void need_slot(Need *need, const ProgramSlot *slot) {
  need_def(need, slot->value);
  need_def(need, slot->where);
  need_def(need, slot->by);
  for (uint32_t i = 0; i < slot->key_count; i++) need_def(need, slot->keys[i]);
  for (uint32_t i = 0; i < slot->step_count; i++) need_def(need, slot->steps[i].condition);
}

static void need_column(Need *need, uint32_t column, ColumnUse use) {
  if (need->columns[column] < use) need->columns[column] = use;
}

static void need_reg(Need *need, uint32_t reg, ColumnUse use, bool inputs) {
  const Program *p = need->program;
  if (reg >= p->reg_count) return; /* operands that a function does not take are not verified */
  if (p->regs[reg].role == REG_COLUMN) need_column(need, p->regs[reg].index, use);
  if (p->regs[reg].role != REG_SLOT) return;
  uint32_t slot = p->regs[reg].index;
  bool is_new = !need->slots[slot];
  need->slots[slot] = true;
  if (is_new && inputs && !(need->made && need->made[slot])) need_slot(need, &p->slots[slot]);
}

static void look_into(Need *need, const ProgramBlock *block, bool inputs) {
  const Program *p = need->program;
  for (uint32_t i = block->first; i < block->first + block->count; i++) {
    const Instr *instr = &p->code[i];
    const OpcodeInfo *info = opcode_info((Opcode)instr->op);
    if (instr->op == OP_CALL) need_block(need, instr->imm);
    if (info->imm == IMM_COLUMN) need_column(need, instr->imm, COLUMN_KNOWN);
    const ColumnUse use = opcode_asks_whether_known((Opcode)instr->op) ? COLUMN_KNOWN : COLUMN_VALUES;
    bool all = instr->op == OP_FN; /* its operands are as the function table says */
    if (all || info->a) need_reg(need, instr->a, use, inputs);
    if (all || info->b) need_reg(need, instr->b, use, inputs);
    if (all || info->c) need_reg(need, instr->c, use, inputs);
    if (all) need_reg(need, instr->d, use, inputs);
  }
}

void need_follow(Need *need, bool inputs) {
  while (need->waiting_count) look_into(need, &need->program->blocks[need->waiting[--need->waiting_count]], inputs);
}

bool need_is_of_slots(const Need *need) {
  const Program *p = need->program;
  for (uint32_t i = 0; i < p->column_count; i++)
    if (need->columns[i]) return false;
  for (uint32_t b = 1; b < p->block_count; b++) {
    if (!need->blocks[b]) continue;
    for (uint32_t i = p->blocks[b].first; i < p->blocks[b].first + p->blocks[b].count; i++)
      if (p->code[i].op == OP_FN || opcode_info((Opcode)p->code[i].op)->faults) return false;
  }
  return true;
}
