/* SPDX-License-Identifier: MIT */
#include "runtime/code/stack_need.h"

static uint32_t greater(uint32_t a, uint32_t b) { return a > b ? a : b; }

static StackNeed need_of(const Program *program, const ProgramBlock *block, const StackNeed *before) {
  StackNeed need = {1, 1};
  uint32_t open = 1;
  for (uint32_t i = block->first; i < block->first + block->count; i++) {
    const Instr *instr = &program->code[i];
    if (opcode_info(instr->op)->imm == IMM_JUMP) open++;
    if (instr->op == OP_END) open--;
    if (instr->op == OP_CALL) {
      need.frames = greater(need.frames, 1 + before[instr->imm].frames);
      need.selections = greater(need.selections, open + before[instr->imm].selections);
    }
    need.selections = greater(need.selections, open);
  }
  if (need.selections > SELECTIONS_MOST) need.selections = SELECTIONS_MOST + 1;
  return need;
}

bool stack_need(const Program *program, const Alloc *alloc, StackNeed *out) {
  StackNeed *needs = MEM_ARRAY(alloc, StackNeed, program->block_count);
  if (!needs) return false;
  *out = (StackNeed){1, 1};
  for (uint32_t i = 0; i < program->block_count; i++) {
    needs[i] = need_of(program, &program->blocks[i], needs);
    out->frames = greater(out->frames, needs[i].frames);
    out->selections = greater(out->selections, needs[i].selections);
  }
  mem_free(alloc, needs, program->block_count * sizeof *needs);
  return true;
}
