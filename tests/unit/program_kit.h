/* Making small programs and batches by hand, for the tests of bytecode and VM. */
#ifndef CIBLE_TESTS_PROGRAM_KIT_H
#define CIBLE_TESTS_PROGRAM_KIT_H

#include "runtime/code/verify.h"
#include "runtime/vm/vm.h"

enum { KIT_MOST = 256 };

typedef struct Kit {
  Program *p;
  Arena messages;
  DiagList diags;
} Kit;

/* A program with a subject and room for KIT_MOST of everything; block 0 is an empty prologue. */
static inline void kit_begin(Kit *kit) {
  Program *p = kit->p = program_new(&alloc_system);
  arena_init(&kit->messages, &alloc_system);
  diag_init(&kit->diags, &kit->messages);
  p->has_subject = true;
  p->tables = ARENA_ARRAY(&p->arena, ProgramTable, 4);
  p->table_count = 1;
  p->tables[0] = (ProgramTable){.name = STR("people"), .source = STR("people"), .key = STR("id"), .key_kind = KIND_INTEGER};
  p->units = ARENA_ARRAY(&p->arena, ProgramUnit, 8);
  p->unit_count = 1;
  p->slots = ARENA_ARRAY(&p->arena, ProgramSlot, 8);
  p->measures = ARENA_ARRAY(&p->arena, ProgramMeasure, 8);
  p->columns = ARENA_ARRAY(&p->arena, ProgramColumn, KIT_MOST);
  p->regs = ARENA_ARRAY(&p->arena, ProgramReg, KIT_MOST);
  p->constants = ARENA_ARRAY(&p->arena, Value, KIT_MOST);
  p->sets = ARENA_ARRAY(&p->arena, ProgramSet, 8);
  p->regexes = ARENA_ARRAY(&p->arena, Str, 8);
  p->decimals = ARENA_ARRAY(&p->arena, ProgramDecimal, 8);
  p->labels = ARENA_ARRAY(&p->arena, Labels, 8);
  p->blocks = ARENA_ARRAY(&p->arena, ProgramBlock, 64);
  p->blocks[0].result = PROGRAM_NONE;
  p->block_count = 1;
  p->code = ARENA_ARRAY(&p->arena, Instr, KIT_MOST);
  p->spans = ARENA_ARRAY(&p->arena, Span, KIT_MOST);
  p->defs = ARENA_ARRAY(&p->arena, ProgramDef, 64);
  source_add(&p->sources, STR("kit.cible"), STR("segment kit when true\nlet other = 1 + 2\n"));
}

static inline void kit_end(Kit *kit) {
  program_free(kit->p);
  arena_free(&kit->messages);
}

static inline uint16_t kit_reg(Kit *kit, Kind kind, RegRole role, uint32_t index) {
  kit->p->regs[kit->p->reg_count] = (ProgramReg){kind, role, index};
  return (uint16_t)kit->p->reg_count++;
}

static inline uint16_t kit_temp(Kit *kit, Kind kind) { return kit_reg(kit, kind, REG_TEMP, 0); }

static inline uint16_t kit_constant(Kit *kit, Value value) {
  kit->p->constants[kit->p->constant_count] = value;
  return kit_reg(kit, value.kind, REG_CONSTANT, kit->p->constant_count++);
}

static const Str kit_label_names[] = {{"red", 3}, {"green", 5}, {"blue", 4}, {"none", 4}};
static const Labels kit_labels = {kit_label_names, 4};

/* Says of each table where its columns stand. */
static inline void kit_place_columns(Program *p) {
  for (uint32_t t = 0, first = 0; t < p->table_count; first += p->tables[t++].column_count) {
    p->tables[t].first_column = first;
    p->tables[t].column_count = 0;
    for (uint32_t i = 0; i < p->column_count; i++) p->tables[t].column_count += p->columns[i].table == t;
  }
}

static inline uint16_t kit_column(Kit *kit, Kind kind) {
  ProgramColumn *column = &kit->p->columns[kit->p->column_count];
  *column = (ProgramColumn){.name = STR("col"), .stored = STR("col"), .kind = kind, .used = true, .optional = true};
  if (kind == KIND_CODE) column->labels = kit_labels;
  uint16_t reg = kit_reg(kit, kind, REG_COLUMN, kit->p->column_count++);
  kit_place_columns(kit->p);
  return reg;
}

/* A block with a result of that kind, and a definition of it; its instructions follow. The result's register. */
static inline uint16_t kit_block(Kit *kit, Kind kind) {
  Program *p = kit->p;
  uint32_t block = p->block_count++;
  uint16_t result = kit_reg(kit, kind, REG_RESULT, block);
  p->blocks[block] = (ProgramBlock){.name = STR("def"), .first = p->code_count, .result = result};
  ProgramDef *def = &p->defs[p->def_count++];
  *def = (ProgramDef){.kind = DEF_LET, .name = STR("def"), .value = kind, .block = block, .cost = PROGRAM_NONE,
                      .response = PROGRAM_NONE};
  if (kind == KIND_CODE) def->labels = kit_labels;
  return result;
}

/* An instruction of the block begun last; its index. Its place in the rule file differs from all others. */
static inline uint32_t kit_op(Kit *kit, Opcode op, uint16_t dst, uint16_t a, uint16_t b, uint32_t imm) {
  Program *p = kit->p;
  p->code[p->code_count] = (Instr){.op = (uint16_t)op, .dst = dst, .a = a, .b = b, .imm = imm};
  p->spans[p->code_count] = (Span){1 + p->code_count, 8 + p->code_count};
  p->blocks[p->block_count - 1].count++;
  return p->code_count++;
}

/* Closes the WHERE at that index. */
static inline void kit_close(Kit *kit, uint32_t where) {
  kit->p->code[where].imm = kit->p->code_count;
  kit_op(kit, OP_END, 0, 0, 0, 0);
}

static inline Opcode kit_copy(Kind kind) {
  static const Opcode copies[] = {OP_COPY_B, OP_COPY_D, OP_COPY_I, OP_COPY_F, OP_COPY_T};
  return copies[kind_lane(kind)];
}

static inline Value kit_int(int64_t x) { return (Value){.kind = KIND_INTEGER, .known = true, .i64 = x}; }
static inline Value kit_num(double x) { return (Value){.kind = KIND_NUMBER, .known = true, .f64 = x}; }
static inline Value kit_bool(bool x) { return (Value){.kind = KIND_BOOLEAN, .known = true, .truth = x}; }
static inline Value kit_code(int32_t x) { return (Value){.kind = KIND_CODE, .known = true, .i32 = x}; }
static inline Value kit_date(int32_t x) { return (Value){.kind = KIND_DATE, .known = true, .i32 = x}; }
static inline Value kit_text(const char *z) { return (Value){.kind = KIND_TEXT, .known = true, .str = str_from(z)}; }
static inline Value kit_unknown(Kind kind) { return (Value){.kind = kind}; }

/* One column of a batch, with lanes of its own. */
typedef struct KitLanes {
  Mask valid;
  uint8_t fault[BATCH_SIZE];
  union {
    Mask bits;
    int32_t i32[BATCH_SIZE];
    int64_t i64[BATCH_SIZE];
    double f64[BATCH_SIZE];
    Str str[BATCH_SIZE];
  };
} KitLanes;

static inline void kit_set_lane(KitLanes *lanes, uint32_t i, Value value) {
  mask_clear(&lanes->valid, i);
  if (!value.known) return;
  mask_set(&lanes->valid, i);
  switch (kind_lane(value.kind)) {
  case LANE_BITS:
    mask_clear(&lanes->bits, i);
    if (value.truth) mask_set(&lanes->bits, i);
    break;
  case LANE_I32: lanes->i32[i] = value.i32; break;
  case LANE_I64: lanes->i64[i] = value.i64; break;
  case LANE_F64: lanes->f64[i] = value.f64; break;
  case LANE_STR: lanes->str[i] = value.str; break;
  }
}

static inline BatchColumn kit_batch_column(const KitLanes *lanes, Kind kind) {
  return (BatchColumn){.vec = {.kind = kind, .valid = &lanes->valid, .data = &lanes->bits}};
}

#endif
