/* SPDX-License-Identifier: MIT
 * Instructions: by kind of operand and immediate, as opcodes.def gives them. */
#include "runtime/code/verify_parts.h"

/* Where the check stands. */
typedef struct Cursor {
  Verifier *v;
  uint32_t block, at;
  const Instr *instr;
  const OpcodeInfo *info;
} Cursor;

static bool refuse(const Cursor *c, const char *why) {
  return verify_refuse(c->v, "block %u, instruction %u (%s): %s", c->block, c->at, c->info->text, why);
}

static const ProgramReg *reg(const Cursor *c, uint32_t index) { return &c->v->program->regs[index]; }

static bool exists(const Cursor *c, uint32_t index) {
  return index < c->v->program->reg_count || refuse(c, "there is no such register");
}

static bool is_rw(Operand operand) { return operand >= OPERAND_RWB; }

static bool lane_fits(Operand operand, Lane lane) {
  switch (operand) {
  case OPERAND__: return false;
  case OPERAND_B:
  case OPERAND_RWB: return lane == LANE_BITS;
  case OPERAND_D:
  case OPERAND_RWD: return lane == LANE_I32;
  case OPERAND_I:
  case OPERAND_RWI: return lane == LANE_I64;
  case OPERAND_F:
  case OPERAND_RWF: return lane == LANE_F64;
  case OPERAND_T:
  case OPERAND_RWT: return lane == LANE_STR;
  case OPERAND_X: return true;
  }
  return false;
}

static uint32_t unit_of(const Cursor *c) { return c->v->program->blocks[c->block].unit; }

static bool is_own_column(const Cursor *c, uint32_t column) {
  const Program *p = c->v->program;
  return c->block > 0 && p->tables[p->columns[column].table].unit == unit_of(c);
}

static void raise_level(const Cursor *c, uint32_t level) {
  uint32_t *own = &c->v->levels[c->block];
  if (level > *own) *own = level;
}

static bool reads_slot(Cursor *c, uint32_t slot) {
  if (c->block == 0 || !verify_reads_slot(c->v->program, unit_of(c), slot)) return false;
  raise_level(c, c->v->program->slots[slot].level + 1);
  return true;
}

/* Something has a value in that register when this instruction runs. Lanes are not followed: the VM's registers always hold
 * values of their kind, so a lane that was not computed is a wrong answer and no danger. */
static bool check_read(Cursor *c, uint32_t index) {
  const Verifier *v = c->v;
  if (!exists(c, index)) return false;
  const ProgramReg *r = reg(c, index);
  switch (r->role) {
  case REG_TEMP:
    return v->written[index] == c->block + 1 || refuse(c, "a register is read before it is written");
  case REG_RESULT:
    if (r->index == c->block) return v->written[index] == c->block + 1 || refuse(c, "a result is read before it is written");
    return v->called[r->index] == c->block + 1 || refuse(c, "a result is read before its block is called");
  case REG_PROLOGUE: return v->written[index] == 1 || refuse(c, "the prologue does not write what is read");
  case REG_CONSTANT:
  case REG_CLOCK: return true;
  case REG_COLUMN: return is_own_column(c, r->index) || refuse(c, "the column is of other records");
  case REG_SLOT: return reads_slot(c, r->index) || refuse(c, "the slot is of other records");
  }
  return false;
}

static bool check_write(Cursor *c, uint32_t index, bool rw) {
  if (!exists(c, index)) return false;
  const ProgramReg *r = reg(c, index);
  switch (r->role) {
  case REG_TEMP: break;
  case REG_RESULT:
    if (r->index != c->block) return refuse(c, "it writes the result of another block");
    if (!rw) return refuse(c, "it writes more of a result than the selected lanes");
    break;
  case REG_PROLOGUE:
    if (c->block) return refuse(c, "it writes a register of the prologue");
    break;
  case REG_CONSTANT:
  case REG_CLOCK:
  case REG_COLUMN:
  case REG_SLOT: return refuse(c, "it writes what cannot be written");
  }
  c->v->written[index] = c->block + 1;
  return true;
}

static bool check_source(Cursor *c, Operand operand, uint32_t index) {
  if (operand == OPERAND__) return true;
  if (!check_read(c, index)) return false;
  if (!lane_fits(operand, kind_lane(reg(c, index)->kind))) return refuse(c, "an operand is of the wrong type");
  return !is_rw(operand) || check_write(c, index, true);
}

/* A copy begins a register; whatever else changes some lanes of one needs that they have been begun. */
static bool is_copy(uint32_t op) { return op >= OP_COPY_B && op <= OP_COPY_T; }

static bool check_destination(Cursor *c) {
  Operand operand = c->info->dst;
  if (operand == OPERAND__) return true;
  if (!exists(c, c->instr->dst)) return false;
  if (!lane_fits(operand, kind_lane(reg(c, c->instr->dst)->kind))) return refuse(c, "its result is of the wrong type");
  if (is_rw(operand) && !is_copy(c->instr->op) && !check_read(c, c->instr->dst)) return false;
  return check_write(c, c->instr->dst, is_rw(operand));
}

static Kind kind_of(const Cursor *c, uint32_t index) { return reg(c, index)->kind; }

static bool wants(const Cursor *c, uint32_t index, Kind kind) {
  return kind_of(c, index) == kind || refuse(c, "an operand is of the wrong kind");
}

/* Dates, codes and rows share a lane, datetimes share one with integers and money: only what computes a kind may write it. */
static bool check_kinds(const Cursor *c) {
  const Instr *i = c->instr;
  switch ((Opcode)i->op) {
  case OP_COPY_D:
  case OP_COPY_I: return wants(c, i->dst, kind_of(c, i->a));
  case OP_PICK_D:
  case OP_PICK_I: return wants(c, i->dst, kind_of(c, i->b)) && wants(c, i->dst, kind_of(c, i->c));
  case OP_KEEP_LOWEST_I:
  case OP_KEEP_HIGHEST_I: return wants(c, i->dst, KIND_CODE) && wants(c, i->a, kind_of(c, i->b));
  case OP_KEEP_LOWEST_F:
  case OP_KEEP_HIGHEST_F:
  case OP_TALLY:
  case OP_TALLY_OPEN:
  case OP_FIND_I:
  case OP_FIND_T: return wants(c, i->dst, KIND_CODE);
  case OP_AT_LEAST: return wants(c, i->a, KIND_CODE) && wants(c, i->b, KIND_CODE);
  case OP_ADD_DAYS:
  case OP_ADD_MONTHS: return wants(c, i->dst, KIND_DATE) && wants(c, i->a, KIND_DATE);
  case OP_ADD_SECONDS:
  case OP_ADD_MONTHS_T: return wants(c, i->dst, KIND_DATETIME) && wants(c, i->a, KIND_DATETIME);
  case OP_DAYS_BETWEEN:
  case OP_MONTHS_BETWEEN:
    if (kind_of(c, i->dst) == KIND_DATETIME) return refuse(c, "its result is no datetime");
    return wants(c, i->a, KIND_DATE) && wants(c, i->b, KIND_DATE);
  case OP_DAY_OF: return wants(c, i->dst, KIND_DATE) && wants(c, i->a, KIND_DATETIME);
  case OP_HALVE: return wants(c, i->a, KIND_DATE) && wants(c, i->b, KIND_DATE);
  case OP_TEXT_OF:
  case OP_FETCH_B:
  case OP_FETCH_D:
  case OP_FETCH_I:
  case OP_FETCH_F:
  case OP_FETCH_T: return wants(c, i->a, KIND_CODE);
  case OP_EQ_D:
  case OP_NE_D:
  case OP_LT_D:
  case OP_LE_D: return wants(c, i->a, kind_of(c, i->b));
  case OP_ADD_I:
  case OP_SUB_I:
  case OP_MUL_I:
  case OP_NEG_I:
  case OP_DIV_MI:
  case OP_MUL_MF:
  case OP_DIV_MF:
  case OP_MUL_MC:
  case OP_DIV_MC: return kind_of(c, i->dst) != KIND_DATETIME || refuse(c, "its result is no datetime");
  default: return true; /* their lanes say all */
  }
}

static bool check_fn(Cursor *c) {
  const Instr *i = c->instr;
  if (i->imm >= c->v->functions->count) return refuse(c, "there is no such function");
  const FnInfo *fn = &c->v->functions->items[i->imm];
  const uint16_t args[FN_ARGS_MOST] = {i->a, i->b, i->c, i->d};
  for (uint32_t k = 0; k < fn->arg_count; k++) {
    if (!check_read(c, args[k])) return false;
    if (kind_of(c, args[k]) != fn->args[k]) return refuse(c, "an argument is of the wrong kind");
  }
  if (fn->flags & FN_CONST_2 && reg(c, args[1])->role != REG_CONSTANT)
    return refuse(c, "the second argument is not a constant");
  if (!exists(c, i->dst)) return false;
  if (kind_of(c, i->dst) != fn->result) return refuse(c, "its result is of the wrong kind");
  return check_write(c, i->dst, false);
}

static bool check_column(Cursor *c) {
  const Program *p = c->v->program;
  uint32_t index = c->instr->imm;
  if (index >= p->column_count || !p->columns[index].used) return refuse(c, "there is no such column that is read");
  if (c->instr->op == OP_TOUCH) return is_own_column(c, index) || refuse(c, "the column is of other records");
  if (p->tables[p->columns[index].table].role != TABLE_LOOKUP) return refuse(c, "the column's record is not looked up");
  return p->columns[index].kind == kind_of(c, c->instr->dst) || refuse(c, "the column is of another kind");
}

static bool check_table(Cursor *c) {
  const Program *p = c->v->program;
  if (c->instr->imm >= p->table_count) return refuse(c, "there is no such record");
  const ProgramTable *table = &p->tables[c->instr->imm];
  if (table->role != TABLE_LOOKUP) return refuse(c, "the record is not looked up");
  if (!table->key.n) return refuse(c, "the record has no key");
  Kind kind = c->instr->op == OP_FIND_T ? KIND_TEXT : KIND_INTEGER;
  return (table->key_kind == kind && kind_of(c, c->instr->a) == kind) || refuse(c, "the key is of another kind");
}

static bool check_set(Cursor *c) {
  const Program *p = c->v->program;
  if (c->instr->imm >= p->set_count) return refuse(c, "there is no such set");
  return p->sets[c->instr->imm].kind == kind_of(c, c->instr->a) || refuse(c, "the set is of another kind");
}

static bool check_immediate(Cursor *c) {
  const Program *p = c->v->program;
  uint32_t imm = c->instr->imm;
  switch (c->info->imm) {
  case IMM__:
  case IMM_N:
  case IMM_JUMP: return true; /* jumps: check_nesting */
  case IMM_BLOCK:
    if (imm < 1 || imm >= c->block) return refuse(c, "it calls no block before it");
    if (p->blocks[imm].unit != unit_of(c)) return refuse(c, "it calls a block of other records");
    raise_level(c, c->v->levels[imm]);
    return true;
  case IMM_COLUMN: return check_column(c);
  case IMM_TABLE: return check_table(c);
  case IMM_SET: return check_set(c);
  case IMM_REGEX: return imm < p->regex_count || refuse(c, "there is no such expression");
  case IMM_DECIMAL: return imm < p->decimal_count || refuse(c, "there is no such decimal");
  case IMM_LABELS: return imm < p->labels_count || refuse(c, "there are no such labels");
  case IMM_FN: return true; /* check_fn */
  case IMM_LABEL: return imm <= INT32_MAX || refuse(c, "there is no such label");
  case IMM_DAYS: return imm >= 1 || refuse(c, "it halves every 0 days");
  }
  return false;
}

static bool check_instr(Cursor *c) {
  if (c->instr->op == OP_FN) return check_fn(c);
  bool right = check_source(c, c->info->a, c->instr->a) && check_source(c, c->info->b, c->instr->b) &&
               check_source(c, c->info->c, c->instr->c) && check_destination(c) && check_kinds(c) && check_immediate(c);
  if (right && c->instr->op == OP_CALL) c->v->called[c->instr->imm] = c->block + 1;
  return right;
}

/* Every WHERE and QUIET is closed in its block, in order; a WHERE's jump is its own END. */
static bool check_nesting(Cursor *c, const ProgramBlock *block) {
  uint32_t open[NARROW_MOST], depth = 0;
  const Instr *code = c->v->program->code;
  for (c->at = block->first; c->at < block->first + block->count; c->at++) {
    c->instr = &code[c->at];
    if (c->instr->op >= OP_COUNT)
      return verify_refuse(c->v, "block %u, instruction %u: there is no such instruction", c->block, c->at);
    c->info = opcode_info(c->instr->op);
    bool closes = c->instr->op == OP_END || c->instr->op == OP_LOUD;
    if (c->info->imm == IMM_JUMP || c->instr->op == OP_QUIET) {
      if (depth == NARROW_MOST) return refuse(c, "selections are nested too deeply");
      open[depth++] = c->at;
    } else if (closes) {
      if (!depth) return refuse(c, "it closes nothing");
      const Instr *opener = &code[open[--depth]];
      if ((opener->op == OP_QUIET) != (c->instr->op == OP_LOUD)) return refuse(c, "it closes something else");
      if (c->instr->op == OP_END && opener->imm != c->at) return refuse(c, "a selection jumps elsewhere than to its end");
    }
  }
  return depth == 0 || verify_refuse(c->v, "block %u leaves a selection open", c->block);
}

bool verify_code(Verifier *v) {
  const Program *p = v->program;
  for (uint32_t b = 0; b < p->block_count; b++) {
    const ProgramBlock *block = &p->blocks[b];
    Cursor c = {.v = v, .block = b};
    if (!check_nesting(&c, block)) return false;
    for (c.at = block->first; c.at < block->first + block->count; c.at++) {
      c.instr = &p->code[c.at];
      c.info = opcode_info(c.instr->op);
      if (!check_instr(&c)) return false;
    }
  }
  return true;
}
