/* SPDX-License-Identifier: MIT */
#include "runtime/code/disasm.h"

#include "runtime/code/need.h"
#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

enum { SOURCE_COLUMN = 60, SOURCE_MOST = 40 /* columns */, SET_ITEMS_MOST = 6 };

typedef struct Listing {
  const Program *program;
  const FnTable *functions;
  Buf *out;
} Listing;

/* Texts are cut, and shown without control characters. */
static void put_text(Buf *out, Str text, uint32_t most) {
  uint32_t columns = 0, i = 0;
  for (; i < text.n && text.p[i] != '\n'; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if ((c & 0xC0) != 0x80 && columns++ == most) break;
    buf_char(out, c < 0x20 || c == 0x7F ? ' ' : (char)c);
  }
  if (i < text.n) buf_text(out, "…");
}

static void put_value(Buf *out, const Value *value) {
  char text[NUMBER_TEXT]; /* the longest of them */
  if (!value->known) {
    buf_text(out, "unknown");
    return;
  }
  switch (value->kind) {
  case KIND_BOOLEAN: buf_text(out, value->truth ? "true" : "false"); break;
  case KIND_INTEGER: buf_add(out, text, integer_write(value->i64, text)); break;
  case KIND_NUMBER: buf_add(out, text, number_write(value->f64, text)); break;
  case KIND_MONEY:
    buf_add(out, text, money_write(value->i64, text));
    buf_text(out, " money");
    break;
  case KIND_TEXT:
    buf_char(out, '"');
    put_text(out, value->str, SOURCE_MOST);
    buf_char(out, '"');
    break;
  case KIND_DATE:
    date_write(value->i32, text);
    buf_text(out, text);
    break;
  case KIND_DATETIME:
    datetime_write(value->i64, text);
    buf_text(out, text);
    break;
  case KIND_CODE: buf_print(out, "#%d", value->i32); break;
  case KIND_COUNT: break;
  }
}

/* A register as a person reads it: a constant by its value, a column by its name, others by number. */
static void put_reg(Listing *l, uint32_t index) {
  const ProgramReg *reg = &l->program->regs[index];
  switch (reg->role) {
  case REG_CONSTANT: put_value(l->out, &l->program->constants[reg->index]); break;
  case REG_COLUMN: buf_print(l->out, "%.*s", STR_ARG(l->program->columns[reg->index].name)); break;
  case REG_SLOT: buf_print(l->out, "s%u", reg->index); break;
  case REG_CLOCK: buf_text(l->out, reg->index == CLOCK_NOW ? "now" : "today"); break;
  case REG_RESULT: buf_print(l->out, "R%u", index); break;
  case REG_PROLOGUE: buf_print(l->out, "p%u", index); break;
  case REG_TEMP: buf_print(l->out, "r%u", index); break;
  }
}

static void put_block_name(Listing *l, uint32_t index) {
  const ProgramBlock *block = &l->program->blocks[index];
  buf_print(l->out, "block %u", index);
  if (block->name.n) buf_print(l->out, " %.*s", STR_ARG(block->name));
}

static void put_set(Listing *l, const ProgramSet *set) {
  buf_char(l->out, '(');
  for (uint32_t i = 0; i < set->count && i < SET_ITEMS_MOST; i++) {
    if (i) buf_text(l->out, ", ");
    put_value(l->out, &set->items[i]);
  }
  if (set->count > SET_ITEMS_MOST) buf_print(l->out, ", … %u in all", set->count);
  buf_char(l->out, ')');
}

static void put_labels(Listing *l, const Labels *labels) {
  buf_char(l->out, '(');
  for (uint32_t i = 0; i < labels->count && i < SET_ITEMS_MOST; i++) {
    if (i) buf_text(l->out, ", ");
    put_text(l->out, labels->names[i], SOURCE_MOST);
  }
  if (labels->count > SET_ITEMS_MOST) buf_print(l->out, ", … %u in all", labels->count);
  buf_char(l->out, ')');
}

static void put_column(Listing *l, uint32_t index) {
  const ProgramColumn *column = &l->program->columns[index];
  buf_print(l->out, "%.*s.%.*s", STR_ARG(l->program->tables[column->table].name), STR_ARG(column->name));
}

static void put_decimal(Listing *l, const ProgramDecimal *decimal) {
  buf_print(l->out, "%lld", (long long)decimal->mantissa);
  if (decimal->scale) buf_print(l->out, " / 1e%u", decimal->scale);
}

static void put_immediate(Listing *l, const Instr *instr, const char *before) {
  const Program *p = l->program;
  Immediate imm = opcode_info(instr->op)->imm;
  if (imm == IMM__ || imm == IMM_FN) return;
  buf_text(l->out, before);
  switch (imm) {
  case IMM__:
  case IMM_FN: break;
  case IMM_N: buf_print(l->out, "%u", instr->imm); break;
  case IMM_JUMP: buf_print(l->out, "to %u", instr->imm); break;
  case IMM_BLOCK: put_block_name(l, instr->imm); break;
  case IMM_COLUMN: put_column(l, instr->imm); break;
  case IMM_TABLE: buf_print(l->out, "%.*s", STR_ARG(p->tables[instr->imm].name)); break;
  case IMM_SET: put_set(l, &p->sets[instr->imm]); break;
  case IMM_REGEX:
    buf_char(l->out, '"');
    put_text(l->out, p->regexes[instr->imm], SOURCE_MOST);
    buf_char(l->out, '"');
    break;
  case IMM_DECIMAL: put_decimal(l, &p->decimals[instr->imm]); break;
  case IMM_LABELS: put_labels(l, &p->labels[instr->imm]); break;
  case IMM_LABEL: buf_print(l->out, "#%u", instr->imm); break;
  case IMM_DAYS: buf_print(l->out, "every %u days", instr->imm); break;
  }
}

static void put_operands(Listing *l, const Instr *instr) {
  const OpcodeInfo *info = opcode_info(instr->op);
  bool is_fn = instr->op == OP_FN;
  const FnInfo *fn = is_fn ? &l->functions->items[instr->imm] : NULL;
  uint32_t count = is_fn ? fn->arg_count : (info->a != OPERAND__) + (info->b != OPERAND__) + (info->c != OPERAND__);
  const uint16_t operands[] = {instr->a, instr->b, instr->c, instr->d};
  if (info->dst != OPERAND__) {
    put_reg(l, instr->dst);
    buf_text(l->out, " = ");
  }
  if (is_fn) buf_print(l->out, "%s(", fn->name);
  for (uint32_t i = 0; i < count; i++) {
    if (i) buf_text(l->out, ", ");
    put_reg(l, operands[i]);
  }
  if (is_fn) buf_char(l->out, ')');
  put_immediate(l, instr, count ? ", " : "");
}

/* "; spring.cible:14:3  require staff in 10..249" */
static void put_source(Listing *l, Span span) {
  if (!span.to || !source_of(&l->program->sources, span)) return;
  Place place = source_place(&l->program->sources, span.from);
  buf_print(l->out, "; %.*s:%u:%u  ", STR_ARG(place.file->name), place.line, place.column);
  put_text(l->out, source_text(&l->program->sources, span), SOURCE_MOST);
}

static uint32_t columns_of(const Buf *out, size_t from) {
  uint32_t columns = 0;
  for (size_t i = from; i < out->n; i++) columns += ((unsigned char)out->p[i] & 0xC0) != 0x80;
  return columns;
}

static void put_instr(Listing *l, uint32_t at, uint32_t depth) {
  const Instr *instr = &l->program->code[at];
  size_t start = l->out->n;
  buf_print(l->out, "%6u  ", at);
  buf_fill(l->out, ' ', 2 * (size_t)depth);
  buf_print(l->out, "%-12s ", opcode_info(instr->op)->text);
  put_operands(l, instr);
  if (l->out->failed) return;
  while (l->out->n > start && l->out->p[l->out->n - 1] == ' ') l->out->n--;
  size_t before = l->out->n;
  uint32_t columns = columns_of(l->out, start);
  buf_fill(l->out, ' ', columns < SOURCE_COLUMN ? SOURCE_COLUMN - columns : 2);
  size_t source = l->out->n;
  put_source(l, l->program->spans[at]);
  if (l->out->n == source) l->out->n = before;
  buf_char(l->out, '\n');
}

static void put_block(Listing *l, uint32_t index) {
  const ProgramBlock *block = &l->program->blocks[index];
  if (index == 0) buf_text(l->out, "\nprologue, once a run\n");
  else {
    buf_char(l->out, '\n');
    put_block_name(l, index);
    buf_print(l->out, " -> R%u %s\n", block->result, kind_name(l->program->regs[block->result].kind));
  }
  uint32_t depth = 0;
  for (uint32_t at = block->first; at < block->first + block->count; at++) {
    uint16_t op = l->program->code[at].op;
    if (op == OP_END || op == OP_LOUD) depth--;
    put_instr(l, at, depth < 16 ? depth : 16);
    if (opcode_info(op)->imm == IMM_JUMP || op == OP_QUIET) depth++;
  }
}

static void put_table(Listing *l, const ProgramTable *table) {
  static const char *const roles[] = {[TABLE_SUBJECT] = "subject", [TABLE_RELATED] = "related", [TABLE_LOOKUP] = "look-up"};
  buf_print(l->out, "%s %.*s", roles[table->role], STR_ARG(table->name));
  if (table->optional) buf_text(l->out, " (may be absent)");
  else buf_print(l->out, " from %s\"%.*s\"", table->csv ? "csv " : "", STR_ARG(table->source));
  if (table->role == TABLE_RELATED)
    buf_print(l->out, " of %.*s by %.*s", STR_ARG(l->program->tables[table->parent].name), STR_ARG(table->by));
  if (table->key.n) buf_print(l->out, " key %.*s (%s)", STR_ARG(table->key), kind_name(table->key_kind));
  buf_char(l->out, '\n');
}

static void put_tables(Listing *l) {
  const Program *p = l->program;
  for (uint32_t t = 0; t < p->table_count; t++) {
    put_table(l, &p->tables[t]);
    for (uint32_t i = 0; i < p->tables[t].column_count; i++) {
      const ProgramColumn *column = &p->columns[p->tables[t].first_column + i];
      buf_print(l->out, "  %.*s %s", STR_ARG(column->name), column->labels.count ? "one of " : kind_name(column->kind));
      if (column->labels.count) put_labels(l, &column->labels);
      if (column->optional) buf_char(l->out, '?');
      if (!str_equal(column->stored, column->name)) buf_print(l->out, " column \"%.*s\"", STR_ARG(column->stored));
      buf_text(l->out, column->used ? "\n" : "  (not read)\n");
    }
  }
}

static void put_registers(Listing *l) {
  static const char *const roles[] = {"temporary", "results", "of the prologue", "constants", "columns", "clock", "of sets"};
  uint32_t counts[REG_SLOT + 1] = {0};
  for (uint32_t i = 0; i < l->program->reg_count; i++) counts[l->program->regs[i].role]++;
  buf_print(l->out, "%u registers:", l->program->reg_count);
  for (uint32_t i = 0; i <= REG_SLOT; i++)
    if (counts[i]) buf_print(l->out, " %u %s", counts[i], roles[i]);
  buf_char(l->out, '\n');
}

void disasm_program(const Program *program, const FnTable *functions, Buf *out) {
  Listing listing = {program, functions, out};
  put_tables(&listing);
  put_registers(&listing);
  for (uint32_t i = 0; i < program->block_count; i++)
    if (i || program->blocks[0].count) put_block(&listing, i);
}

void disasm_definition(const Program *program, const FnTable *functions, uint32_t def, Buf *out) {
  Listing listing = {program, functions, out};
  Arena arena;
  Need need;
  arena_init(&arena, out->alloc);
  bool *named = ARENA_ARRAY(&arena, bool, program->block_count + 1);
  for (uint32_t i = 0; named && i < program->block_count; i++) named[i] = program->blocks[i].name.n && i != program->defs[def].block;
  if (named && need_init(&need, program, &arena)) {
    need.kept = named;
    need_def(&need, def);
    need_follow(&need, false);
    for (uint32_t i = 1; i < program->block_count; i++)
      if (need.blocks[i]) put_block(&listing, i);
  } else out->failed = true;
  arena_free(&arena);
}
