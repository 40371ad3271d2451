/* SPDX-License-Identifier: MIT
 * What hangs on the day. */
#include "lang/campaign/survey.h"

#include "runtime/code/need.h"

static bool is_clock(const Program *program, uint32_t reg, bool prologue) {
  if (reg >= program->reg_count) return false;
  RegRole role = program->regs[reg].role;
  return role == REG_CLOCK || (prologue && role == REG_PROLOGUE);
}

/* The prologue may make any of its registers from the day: those are taken for such where it looks at the clock at all. */
static bool block_uses_clock(const Program *program, uint32_t block, bool prologue) {
  const ProgramBlock *b = &program->blocks[block];
  for (uint32_t i = b->first; i < b->first + b->count; i++) {
    const Instr *instr = &program->code[i];
    if (is_clock(program, instr->a, prologue) || is_clock(program, instr->b, prologue) || is_clock(program, instr->c, prologue) ||
        is_clock(program, instr->d, prologue))
      return true;
  }
  return false;
}

bool defs_use_clock(const Program *program, const uint32_t *defs, uint32_t count, Arena *arena) {
  Need need;
  if (!need_init(&need, program, arena)) return true;
  for (uint32_t i = 0; i < count; i++) need_def(&need, defs[i]);
  need_follow(&need, true);
  bool prologue = block_uses_clock(program, 0, false);
  for (uint32_t i = 0; i < program->slot_count; i++)
    if (need.slots[i] && program->slots[i].kind == SLOT_SEQUENCE) return true; /* `no` steps end before today */
  for (uint32_t b = 1; b < program->block_count; b++)
    if (need.blocks[b] && block_uses_clock(program, b, prologue)) return true;
  return false;
}
