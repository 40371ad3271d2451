/* SPDX-License-Identifier: MIT
 * That a definition gives no label that it does not have: how great a code may come to each register. */
#include "runtime/code/verify_parts.h"

/* The instruction that just wrote a register of `instr`, with nothing between that opens or closes a selection or calls a block: the
 * records at hand have what it gave. NULL where there is none; then the register has whatever was ever written to it. */
static const Instr *writer_of(const Instr *instr, uint32_t reg, const Instr *first) {
  while (instr-- > first) {
    if (instr->op >= OP_COUNT) return NULL;
    Operand dst = opcode_info((Opcode)instr->op)->dst;
    if (dst == OPERAND__) return NULL;
    if (instr->dst == reg) return dst == OPERAND_D ? instr : NULL;
  }
  return NULL;
}

/* The number of labels that a code in the instruction's result may take: 1 + the greatest. */
static uint32_t label_bound(const Program *p, const Instr *instr, const Instr *first, const uint32_t *bounds) {
  const Instr *writer = first && instr->op == OP_COPY_D ? writer_of(instr, instr->a, first) : NULL;
  if (writer) return label_bound(p, writer, NULL, bounds);
  switch (instr->op) {
  case OP_COPY_D: return bounds[instr->a];
  case OP_PICK_D: return bounds[instr->b] > bounds[instr->c] ? bounds[instr->b] : bounds[instr->c];
  case OP_KEEP_LOWEST_F:
  case OP_KEEP_LOWEST_I:
  case OP_KEEP_HIGHEST_F:
  case OP_KEEP_HIGHEST_I: return instr->imm + 1;
  case OP_FETCH_D: return p->columns[instr->imm].labels.count;
  default: return INT32_MAX; /* counts and rows are no labels */
  }
}

static uint32_t *first_bounds(Verifier *v) {
  const Program *p = v->program;
  uint32_t *bounds = ARENA_ARRAY(&v->scratch, uint32_t, p->reg_count);
  for (uint32_t i = 0; bounds && i < p->reg_count; i++) {
    const ProgramReg *r = &p->regs[i];
    if (r->role == REG_COLUMN) bounds[i] = p->columns[r->index].labels.count;
    if (r->role == REG_CONSTANT && r->kind == KIND_CODE && p->constants[r->index].known)
      bounds[i] = (uint32_t)p->constants[r->index].i32 + 1;
  }
  return bounds;
}

/* A slot's codes are those of the definition that it is made from; a cut's are its labels. */
static bool raise_slots(const Program *p, uint32_t *bounds) {
  bool changed = false;
  for (uint32_t i = 0; i < p->reg_count; i++) {
    if (p->regs[i].role != REG_SLOT || p->regs[i].kind != KIND_CODE) continue;
    const ProgramSlot *slot = &p->slots[p->regs[i].index];
    uint32_t bound = slot->kind == SLOT_CUT ? slot->labels.count : bounds[p->blocks[p->defs[slot->value].block].result];
    if (bound <= bounds[i]) continue;
    bounds[i] = bound;
    changed = true;
  }
  return changed;
}

/* Raises the bounds of what a block writes; was there anything to raise? `boundless`: without looking at what it is. */
static bool raise_written(const Program *p, const ProgramBlock *block, bool boundless, uint32_t *bounds) {
  bool changed = false;
  const Instr *first = &p->code[block->first];
  for (const Instr *instr = first; instr < first + block->count; instr++) {
    if (instr->op >= OP_COUNT || instr->dst >= p->reg_count) continue;
    Operand dst = opcode_info((Opcode)instr->op)->dst;
    if ((dst != OPERAND_D && dst != OPERAND_RWD) || p->regs[instr->dst].kind != KIND_CODE) continue;
    uint32_t bound = boundless ? INT32_MAX : label_bound(p, instr, first, bounds);
    if (bound <= bounds[instr->dst]) continue;
    bounds[instr->dst] = bound;
    changed = true;
  }
  return changed;
}

/* Until nothing changes. Copies lead from one to the next, and usually forward: a second pass is rare; what has not settled after a
 * few is taken for boundless. */
static void settle_bounds(const Program *p, uint32_t *bounds, uint32_t from_pass_on) {
  for (uint32_t pass = 0; pass < from_pass_on + 2; pass++) {
    bool changed = false;
    for (uint32_t b = 0; b < p->block_count; b++) changed |= raise_written(p, &p->blocks[b], pass >= from_pass_on, bounds);
    if (!raise_slots(p, bounds) && !changed) return;
  }
}

/* Do the codes by which rows are grouped exist in the labels of the dimension? */
static bool check_key_codes(Verifier *v, const ProgramSlot *slot, const uint32_t *bounds) {
  const Program *p = v->program;
  if (slot->owner == PROGRAM_NONE || p->units[slot->owner].kind != UNIT_GROUPS) return true;
  const ProgramMeasure *measure = &p->measures[p->units[slot->owner].index];
  uint32_t key = 0;
  for (uint32_t i = 0; i < measure->dimension_count; i++) {
    const ProgramDimension *dimension = &measure->dimensions[i];
    uint32_t result = p->blocks[p->defs[slot->keys[key]].block].result;
    if (dimension->kind == KIND_CODE && bounds[result] > dimension->labels.count)
      return verify_refuse(v, "a measure may be grouped by labels that its dimension does not have");
    key += dimension->segments ? dimension->labels.count : 1;
  }
  return true;
}

bool verify_label_codes(Verifier *v) {
  enum { PASSES = 16 };
  const Program *p = v->program;
  uint32_t *bounds = first_bounds(v);
  if (!bounds) return false;
  settle_bounds(p, bounds, PASSES);
  for (uint32_t i = 0; i < p->def_count; i++) {
    const ProgramDef *def = &p->defs[i];
    if (def->kind != DEF_INPUT && def->value == KIND_CODE && bounds[p->blocks[def->block].result] > def->labels.count)
      return verify_refuse(v, "definition %u may give labels that it does not have", i);
  }
  for (uint32_t i = 0; i < p->slot_count; i++)
    if (!check_key_codes(v, &p->slots[i], bounds)) return false;
  return true;
}
