/* SPDX-License-Identifier: MIT
 * The parts of a program, from which verify_code.c then takes that they are right. */
#include "runtime/code/verify.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "runtime/base/utf8.h"
#include "runtime/code/stack_need.h"
#include "runtime/code/verify_parts.h"
#include "runtime/data/regex.h"

enum { REGS_MOST = UINT16_MAX + 1, COLUMNS_MOST = 65536 };

bool verify_refuse(Verifier *v, const char *format, ...) {
  char why[256];
  va_list args;
  va_start(args, format);
  vsnprintf(why, sizeof why, format, args);
  va_end(args);
  diag_add(v->diags, DIAG_PROGRAM_REFUSED, (Span){0, 0}, why);
  return false;
}

bool verify_names(Verifier *v, const Str *names, uint32_t count, const char *what) {
  for (uint32_t i = 0; i < count; i++)
    if (!utf8_valid(names[i])) return verify_refuse(v, "a text of the %s is not UTF-8", what);
  return true;
}

static bool check_value(Verifier *v, const Value *value, const char *what) {
  if (!value->known) return true;
  switch (value->kind) {
  case KIND_NUMBER:
    if (!isfinite(value->f64) || (value->f64 == 0 && signbit(value->f64)))
      return verify_refuse(v, "a number of the %s is not finite, or a negative zero", what);
    return true;
  case KIND_DATE:
    if (value->i32 < DATE_MIN || value->i32 > DATE_MAX) return verify_refuse(v, "a date of the %s is out of range", what);
    return true;
  case KIND_DATETIME:
    if (value->i64 < DATETIME_MIN || value->i64 > DATETIME_MAX)
      return verify_refuse(v, "a datetime of the %s is out of range", what);
    return true;
  case KIND_CODE:
    if (value->i32 < 0) return verify_refuse(v, "a label of the %s is negative", what);
    return true;
  case KIND_TEXT: return verify_names(v, &value->str, 1, what);
  case KIND_BOOLEAN:
  case KIND_INTEGER:
  case KIND_MONEY:
  case KIND_COUNT: return true;
  }
  return true;
}

/* What a record is to the subject, and where its columns stand: behind those of the record before it. */
static bool check_role(Verifier *v, uint32_t i, uint64_t first) {
  const Program *p = v->program;
  const ProgramTable *table = &p->tables[i];
  if ((table->role == TABLE_SUBJECT) != (p->has_subject && i == 0))
    return verify_refuse(v, "record %u is no subject, or the subject is none", i);
  if (table->optional && table->role != TABLE_RELATED) return verify_refuse(v, "record %u cannot be absent", i);
  if (table->role == TABLE_RELATED && (table->parent >= i || p->tables[table->parent].role == TABLE_LOOKUP || !table->by.n))
    return verify_refuse(v, "record %u belongs to no record before it", i);
  if (table->first_column != first || first + table->column_count > p->column_count)
    return verify_refuse(v, "the columns of record %u do not stand behind those before it", i);
  return true;
}

static bool check_tables(Verifier *v) {
  const Program *p = v->program;
  if (p->has_subject && !p->table_count) return verify_refuse(v, "there is a subject but no record");
  uint64_t columns = 0;
  for (uint32_t i = 0; i < p->table_count; i++) {
    const ProgramTable *table = &p->tables[i];
    const Str names[] = {table->name, table->title, table->source, table->key, table->by};
    if (!verify_names(v, names, 5, "records") || !check_role(v, i, columns)) return false;
    columns += table->column_count;
    if (table->key_kind != KIND_INTEGER && table->key_kind != KIND_TEXT)
      return verify_refuse(v, "the key of record %u is neither an integer nor a text", i);
  }
  return true;
}

static bool check_columns(Verifier *v) {
  const Program *p = v->program;
  if (p->column_count > COLUMNS_MOST) return verify_refuse(v, "there are too many columns");
  for (uint32_t i = 0; i < p->column_count; i++) {
    const ProgramColumn *column = &p->columns[i];
    if (column->table >= p->table_count) return verify_refuse(v, "column %u has no record", i);
    const ProgramTable *table = &p->tables[column->table];
    if (i < table->first_column || i - table->first_column >= table->column_count)
      return verify_refuse(v, "column %u is not in the order of the records", i);
    if ((column->kind == KIND_CODE) != (column->labels.count > 0))
      return verify_refuse(v, "column %u and its list of texts do not go together", i);
    const Str names[] = {column->name, column->title, column->stored};
    if (!verify_names(v, names, 3, "columns")) return false;
    if (!verify_names(v, column->labels.names, column->labels.count, "columns")) return false;
  }
  return true;
}

static bool check_constants(Verifier *v) {
  const Program *p = v->program;
  for (uint32_t i = 0; i < p->constant_count; i++)
    if (!check_value(v, &p->constants[i], "constants")) return false;
  for (uint32_t i = 0; i < p->set_count; i++) {
    const ProgramSet *set = &p->sets[i];
    if (set->kind == KIND_BOOLEAN) return verify_refuse(v, "set %u is of booleans", i);
    for (uint32_t k = 0; k < set->count; k++) {
      if (!set->items[k].known || set->items[k].kind != set->kind)
        return verify_refuse(v, "set %u holds an item of another kind", i);
      if (!check_value(v, &set->items[k], "sets")) return false;
    }
  }
  for (uint32_t i = 0; i < p->decimal_count; i++)
    if (p->decimals[i].scale > 18) return verify_refuse(v, "decimal %u has too many places", i);
  for (uint32_t i = 0; i < p->labels_count; i++)
    if (!verify_names(v, p->labels[i].names, p->labels[i].count, "labels")) return false;
  return true;
}

static bool check_regexes(Verifier *v) {
  for (uint32_t i = 0; i < v->program->regex_count; i++) {
    const char *why = NULL;
    if (!verify_names(v, &v->program->regexes[i], 1, "expressions")) return false;
    if (!regex_check(v->program->regexes[i], &why)) return verify_refuse(v, "expression %u: %s", i, why ? why : "");
  }
  return true;
}

static bool check_reg(Verifier *v, uint32_t index) {
  const Program *p = v->program;
  const ProgramReg *reg = &p->regs[index];
  switch (reg->role) {
  case REG_TEMP:
  case REG_PROLOGUE: return true;
  case REG_RESULT:
    if (reg->index == 0 || reg->index >= p->block_count) return verify_refuse(v, "r%u is the result of no block", index);
    return true;
  case REG_CONSTANT:
    if (reg->index >= p->constant_count || p->constants[reg->index].kind != reg->kind)
      return verify_refuse(v, "r%u is not a constant of its kind", index);
    return true;
  case REG_COLUMN:
    if (reg->index >= p->column_count || !p->columns[reg->index].used || p->columns[reg->index].kind != reg->kind)
      return verify_refuse(v, "r%u is not a column that is read, of its kind", index);
    return true;
  case REG_SLOT:
    if (reg->index >= p->slot_count || p->slots[reg->index].value_kind != reg->kind)
      return verify_refuse(v, "r%u is not a slot of its kind", index);
    return true;
  case REG_CLOCK:
    if (reg->index > CLOCK_NOW || reg->kind != (reg->index == CLOCK_NOW ? KIND_DATETIME : KIND_DATE))
      return verify_refuse(v, "r%u is no clock", index);
    return true;
  }
  return verify_refuse(v, "r%u has no role", index);
}

static bool check_regs(Verifier *v) {
  if (v->program->reg_count > REGS_MOST) return verify_refuse(v, "there are too many registers");
  for (uint32_t i = 0; i < v->program->reg_count; i++)
    if (!check_reg(v, i)) return false;
  return true;
}

static bool check_blocks(Verifier *v) {
  const Program *p = v->program;
  if (p->code_count > CODE_MOST) return verify_refuse(v, "there are more than %d instructions", CODE_MOST);
  if (!p->block_count) return verify_refuse(v, "there is no prologue");
  if (p->block_count > CODE_MOST) return verify_refuse(v, "there are too many blocks");
  uint64_t end = 0;
  for (uint32_t i = 0; i < p->block_count; i++) {
    const ProgramBlock *block = &p->blocks[i];
    if (block->first != end || (uint64_t)block->first + block->count > p->code_count)
      return verify_refuse(v, "block %u does not stand behind the one before it, within the code", i);
    end = (uint64_t)block->first + block->count;
    if (!verify_names(v, &block->name, 1, "blocks")) return false;
    if (i == 0 && block->result != PROGRAM_NONE) return verify_refuse(v, "the prologue has a result");
    if (i == 0) continue;
    if (block->unit >= p->unit_count) return verify_refuse(v, "block %u has no unit", i);
    if (block->result >= p->reg_count || p->regs[block->result].role != REG_RESULT || p->regs[block->result].index != i)
      return verify_refuse(v, "block %u has no result of its own", i);
  }
  return end == p->code_count || verify_refuse(v, "there are instructions outside of all blocks");
}

static bool is_def_of(const Program *p, uint32_t def, Kind kind) {
  return def == PROGRAM_NONE || (def < p->def_count && p->defs[def].value == kind);
}

static bool has_value_of_its_kind(const ProgramDef *def) {
  switch (def->kind) {
  case DEF_SEGMENT: return def->value == KIND_BOOLEAN;
  case DEF_SCORE: return def->value == KIND_NUMBER && isfinite(def->lo) && isfinite(def->hi);
  case DEF_CLASSIFY:
  case DEF_CHOOSE: return def->value == KIND_CODE;
  case DEF_LET:
  case DEF_COLUMN:
  case DEF_EXPR:
  case DEF_PART:
  case DEF_INPUT:
  case DEF_MEASURE: return true;
  }
  return false;
}

static bool check_defs(Verifier *v) {
  const Program *p = v->program;
  for (uint32_t i = 0; i < p->def_count; i++) {
    const ProgramDef *def = &p->defs[i];
    if (def->block == 0 || def->block >= p->block_count) return verify_refuse(v, "definition %u has no block", i);
    if (p->blocks[def->block].unit != def->unit) return verify_refuse(v, "definition %u is of another unit than its block", i);
    if (p->regs[p->blocks[def->block].result].kind != def->value || !has_value_of_its_kind(def))
      return verify_refuse(v, "definition %u is of another kind than its block", i);
    if (def->kind != DEF_INPUT && (def->value == KIND_CODE) != (def->labels.count > 0))
      return verify_refuse(v, "definition %u and its labels do not go together", i);
    if (def->kind == DEF_CHOOSE && (!is_def_of(p, def->cost, KIND_MONEY) || !is_def_of(p, def->response, KIND_NUMBER)))
      return verify_refuse(v, "choice %u has no such cost or response", i);
    const Str names[] = {def->name, def->title};
    if (!verify_names(v, names, 2, "definitions")) return false;
    if (!verify_names(v, def->labels.names, def->labels.count, "definitions")) return false;
  }
  for (uint32_t i = 0; i < p->param_count; i++) {
    const Str names[] = {p->params[i].name, p->params[i].title, p->params[i].text};
    if (!verify_names(v, names, 3, "params")) return false;
  }
  return true;
}

static bool check_sources(Verifier *v) {
  for (uint32_t i = 0; i < v->program->sources.count; i++) {
    const Str names[] = {v->program->sources.files[i]->name, v->program->sources.files[i]->text};
    if (!verify_names(v, names, 2, "sources")) return false;
  }
  return true;
}

static bool check_stack(Verifier *v, bool *no_memory) {
  StackNeed need;
  *no_memory = !stack_need(v->program, v->scratch.alloc, &need);
  if (*no_memory) return false;
  return need.selections <= SELECTIONS_MOST || verify_refuse(v, "its definitions hang on each other too deeply");
}

Status verify_program(const Program *program, const FnTable *functions, DiagList *diags) {
  Verifier v = {.program = program, .functions = functions, .diags = diags};
  arena_init(&v.scratch, program->arena.alloc);
  v.written = ARENA_ARRAY(&v.scratch, uint32_t, program->reg_count);
  v.called = ARENA_ARRAY(&v.scratch, uint32_t, program->block_count);
  v.levels = ARENA_ARRAY(&v.scratch, uint32_t, program->block_count);
  bool no_memory = v.scratch.failed;
  bool right = !no_memory && check_sources(&v) && check_tables(&v) && check_columns(&v) && check_constants(&v) &&
               check_regexes(&v) && verify_units(&v) && check_blocks(&v) && check_regs(&v) && check_defs(&v) && verify_slots(&v) &&
               verify_code(&v) && verify_levels(&v) && verify_label_codes(&v) && check_stack(&v, &no_memory);
  no_memory |= v.scratch.failed;
  arena_free(&v.scratch);
  if (no_memory) return STATUS_NO_MEMORY;
  return right ? STATUS_OK : STATUS_NO;
}
