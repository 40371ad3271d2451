/* SPDX-License-Identifier: MIT
 * Expressions that hang on no record, or on the whole population, for the public interface. */
#include "lang/engine/engine_run.h"

#include "runtime/code/need.h"

/* Operands that an instruction does not take are not verified. */
static bool is_own_slot(const Program *program, uint32_t reg) {
  if (reg >= program->reg_count) return false;
  const ProgramReg *r = &program->regs[reg];
  return r->role == REG_SLOT && program->slots[r->index].owner != PROGRAM_NONE;
}

/* A slot that has a value for each record, not one for all. */
static bool reads_own_slot(const Program *program, const Instr *instr) {
  return is_own_slot(program, instr->a) || is_own_slot(program, instr->b) || is_own_slot(program, instr->c) ||
         (instr->op == OP_FN && is_own_slot(program, instr->d));
}

/* Blocks call only blocks before them: one pass from the first to the definition's own finds out. */
int cible_definition_reads_record(const CibleProgram *p, size_t definition) {
  const Program *program = p->program;
  uint32_t block = program->defs[definition].block;
  uint8_t *reads = mem_new(&p->alloc, program->block_count);
  if (!reads) return 1;
  for (uint32_t b = 0; b <= block; b++) {
    const ProgramBlock *at = &program->blocks[b];
    for (uint32_t i = at->first; i < at->first + at->count; i++) {
      const Instr *instr = &program->code[i];
      if (instr->op == OP_TOUCH || (instr->op == OP_CALL && reads[instr->imm]) || reads_own_slot(program, instr)) reads[b] = 1;
    }
  }
  bool found = reads[block];
  mem_free(&p->alloc, reads, program->block_count);
  return found;
}

static bool reads_slots(Cible *cible, const Program *program, const uint32_t *defs, size_t count, bool *out) {
  Need need;
  if (!need_init(&need, program, &cible->results)) return false;
  for (size_t i = 0; i < count; i++) need_def(&need, defs[i]);
  need_follow(&need, false);
  for (uint32_t i = 0; i < program->slot_count; i++) *out |= need.slots[i];
  return true;
}

static Status hold_defs(Cible *cible, const Program *program, const size_t *definitions, size_t count, uint32_t *defs) {
  Status status = defs ? STATUS_OK : STATUS_NO_MEMORY;
  for (size_t i = 0; i < count && status == STATUS_OK; i++) {
    status = engine_hold_index(cible, program, definitions[i], false);
    defs[i] = (uint32_t)definitions[i];
  }
  return status;
}

CibleStatus cible_evaluate_all(Cible *cible, const CibleProgram *p, const CibleRun *run, const size_t *definitions, size_t count,
                               CibleValue *values) {
  Running running;
  CibleRun whole = *run;
  whole.where = -1;
  whole.key = NULL;
  Status status = engine_run_set(cible, p->program, &whole, &running);
  uint32_t *defs = ARENA_ARRAY(&cible->results, uint32_t, count + 1);
  Value *found = ARENA_ARRAY(&cible->results, Value, count + 1);
  bool population = false;
  if (status == STATUS_OK) status = found ? hold_defs(cible, p->program, definitions, count, defs) : STATUS_NO_MEMORY;
  if (status == STATUS_OK && !reads_slots(cible, p->program, defs, count, &population)) status = STATUS_NO_MEMORY;
  if (status == STATUS_OK && population) {
    status = engine_run_begin(cible, p, &whole, true, &running);
    defs = ARENA_ARRAY(&cible->results, uint32_t, count + 1); /* what stood there went with the run before */
    found = ARENA_ARRAY(&cible->results, Value, count + 1);
    if (status == STATUS_OK) status = found ? hold_defs(cible, p->program, definitions, count, defs) : STATUS_NO_MEMORY;
  }
  if (status != STATUS_OK) return engine_run_end(cible, &running, status);
  status = exec_values(&running.job, defs, (uint32_t)count, found, &cible->diags, &cible->report);
  cible->has_report = true;
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
    values[i] = engine_value(&found[i], &p->program->defs[defs[i]].labels, &cible->results);
  return engine_run_end(cible, &running, cible->results.failed ? STATUS_NO_MEMORY : status);
}

CibleStatus cible_evaluate(Cible *cible, const CibleProgram *p, const CibleRun *run, size_t definition, CibleValue *value) {
  return cible_evaluate_all(cible, p, run, &definition, 1, value);
}
