/* SPDX-License-Identifier: MIT */
#include "runtime/code/program.h"

#include "runtime/code/opcode.h"

Program *program_new(const Alloc *alloc) {
  Program *program = MEM_NEW(alloc, Program);
  if (!program) return NULL;
  arena_init(&program->arena, alloc);
  source_map_init(&program->sources, &program->arena);
  return program;
}

void program_free(Program *program) {
  if (!program) return;
  const Alloc *alloc = program->arena.alloc;
  arena_free(&program->arena);
  mem_free(alloc, program, sizeof *program);
}

static bool has_used_column(const Program *p, const ProgramTable *table) {
  for (uint32_t i = 0; i < table->column_count; i++)
    if (p->columns[table->first_column + i].used) return true;
  return false;
}

static bool makes_slot(const Program *p, uint32_t table) {
  for (uint32_t i = 0; i < p->slot_count; i++) {
    uint32_t unit = p->slots[i].rows;
    if (unit < p->unit_count && p->units[unit].kind == UNIT_RECORDS && p->units[unit].index == table) return true;
  }
  return false;
}

/* The rows of `table` itself, or those of a record that is related to it, over however many others. */
static bool reads_rows(const Program *p, uint32_t table, bool itself) {
  for (uint32_t i = table + !itself; i < p->table_count; i++) {
    uint32_t at = i;
    while (at > table && p->tables[at].role == TABLE_RELATED) at = p->tables[at].parent;
    if (at == table && (has_used_column(p, &p->tables[i]) || makes_slot(p, i))) return true;
  }
  return false;
}

bool program_reads(const Program *p, uint32_t table) {
  return p->tables[table].role == TABLE_SUBJECT || reads_rows(p, table, true);
}

bool program_needs(const Program *p, uint32_t table) {
  return p->tables[table].role != TABLE_RELATED || program_reads(p, table);
}

bool program_is_parent(const Program *p, uint32_t table) { return reads_rows(p, table, false); }

uint32_t program_def(const Program *program, Str name) {
  for (uint32_t i = 0; i < program->def_count; i++)
    if (str_equal(program->defs[i].name, name)) return i;
  return PROGRAM_NONE;
}

bool program_unit_above(const Program *program, uint32_t above, uint32_t below) {
  if (above == PROGRAM_NONE) return true;
  if (program->units[above].kind != UNIT_RECORDS || program->units[below].kind != UNIT_RECORDS) return above == below;
  uint32_t table = program->units[below].index;
  while (program->tables[table].unit != above) {
    if (program->tables[table].role != TABLE_RELATED) return false;
    table = program->tables[table].parent;
  }
  return true;
}

ColumnUse program_column_use(const Program *program, uint32_t column) {
  if (!program->columns[column].used) return COLUMN_UNUSED;
  if (!program->code_count) return COLUMN_VALUES;
  for (uint32_t i = 0; i < program->code_count; i++) {
    const Instr *instr = &program->code[i];
    if (opcode_asks_whether_known((Opcode)instr->op)) continue;
    const uint16_t regs[] = {instr->a, instr->b, instr->c, instr->d};
    for (uint32_t k = 0; k < 4; k++) {
      const ProgramReg *reg = &program->regs[regs[k] < program->reg_count ? regs[k] : 0];
      if (reg->role == REG_COLUMN && reg->index == column) return COLUMN_VALUES;
    }
  }
  return COLUMN_KNOWN;
}
