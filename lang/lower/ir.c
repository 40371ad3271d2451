/* SPDX-License-Identifier: MIT */
#include "lang/lower/ir.h"

#include "lang/lower/ir_fold.h"

enum { IR_MOST = 8 * CODE_MOST };

void ir_init(Ir *ir, Arena *arena, Pool *pool) { *ir = (Ir){.arena = arena, .pool = pool}; }

static bool rehash(Ir *ir) {
  uint32_t count = ir->slot_count ? ir->slot_count * 2 : 64;
  IrNode **slots = ARENA_ARRAY(ir->arena, IrNode *, count);
  if (!slots) return false;
  ir->slots = slots;
  ir->slot_count = count;
  for (uint32_t i = 0; i < ir->count; i++) {
    IrNode *node = ir->nodes[i];
    node->same = slots[node->hash & (count - 1)];
    slots[node->hash & (count - 1)] = node;
  }
  return true;
}

/* Adds a node that is not there yet. */
static IrNode *add(Ir *ir, const IrNode *model) {
  if (ir->count >= IR_MOST) {
    ir->too_large = true;
    return NULL;
  }
  if (ir->count >= ir->slot_count && !rehash(ir)) return NULL;
  IrNode **nodes = arena_grow(ir->arena, ir->nodes, ir->count, &ir->size, sizeof *nodes);
  if (!nodes) return NULL;
  ir->nodes = nodes;
  IrNode *node = ARENA_NEW(ir->arena, IrNode);
  if (!node) return NULL;
  *node = *model;
  node->id = ir->count;
  node->block = PROGRAM_NONE;
  node->reg = REG_NONE;
  node->input = PROGRAM_NONE;
  IrNode **slot = &ir->slots[node->hash & (ir->slot_count - 1)];
  node->same = *slot;
  *slot = node;
  return nodes[ir->count++] = node;
}

static IrNode *first_of_hash(const Ir *ir, uint32_t hash) {
  return ir->slot_count ? ir->slots[hash & (ir->slot_count - 1)] : NULL;
}

IrNode *ir_constant(Ir *ir, Value value) {
  uint32_t hash = (uint32_t)value_hash(&value) * 31 + value.kind;
  for (IrNode *node = first_of_hash(ir, hash); node; node = node->same)
    if (node->op == IR_CONSTANT && value_same(&ir->values[node->imm], &value)) return node;
  Value *values = arena_grow(ir->arena, ir->values, ir->value_count, &ir->value_size, sizeof *values);
  if (!values) return NULL;
  ir->values = values;
  values[ir->value_count] = value;
  return add(ir, &(IrNode){.op = IR_CONSTANT, .kind = (uint8_t)value.kind, .constant = true, .invariant = true,
                           .imm = ir->value_count++, .depth = 1, .unit = PROGRAM_NONE, .hash = hash});
}

IrNode *ir_unknown(Ir *ir, Kind kind) { return ir_constant(ir, (Value){.kind = kind}); }

IrNode *ir_truth(Ir *ir, bool truth) { return ir_constant(ir, (Value){.kind = KIND_BOOLEAN, .known = true, .truth = truth}); }

IrNode *ir_integer(Ir *ir, int64_t integer) {
  return ir_constant(ir, (Value){.kind = KIND_INTEGER, .known = true, .i64 = integer});
}

IrNode *ir_number(Ir *ir, double number) {
  return ir_constant(ir, (Value){.kind = KIND_NUMBER, .known = true, .f64 = number});
}

IrNode *ir_code(Ir *ir, uint32_t code) {
  return ir_constant(ir, (Value){.kind = KIND_CODE, .known = true, .i32 = (int32_t)code});
}

const Value *ir_value(const Ir *ir, const IrNode *node) { return &ir->values[node->imm]; }

static uint32_t mix(uint32_t hash, uint32_t with) {
  hash = (hash ^ with) * 0x9E3779B1u;
  return hash ^ hash >> 15;
}

static uint32_t hash_of(const IrNode *node) {
  uint32_t hash = mix(mix(mix(node->op, node->kind), node->imm), node->unit);
  for (uint32_t i = 0; i < node->count; i++) {
    hash = mix(hash, node->in[i]->id);
    if (node->marks) hash = mix(hash, node->marks[i]);
  }
  return node->faults ? mix(mix(hash, node->span.from), node->span.to) : hash;
}

static bool same(const IrNode *a, const IrNode *b) {
  if (a->hash != b->hash || a->op != b->op || a->kind != b->kind || a->imm != b->imm || a->count != b->count || a->unit != b->unit)
    return false;
  if (!a->marks != !b->marks) return false;
  if (a->faults && (a->span.from != b->span.from || a->span.to != b->span.to)) return false;
  for (uint32_t i = 0; i < a->count; i++)
    if (a->in[i] != b->in[i] || (a->marks && a->marks[i] != b->marks[i])) return false;
  return true;
}

/* A look-up's faults are its field's, whoever asks: equal reads are one although they can fault. */
static bool own_place(uint32_t op, uint32_t imm) {
  if (op == OP_FN) return ir_fn_faults(imm);
  if (op >= OP_COUNT || ir_op_reads_table(op)) return false;
  return opcode_info((Opcode)op)->faults;
}

/* Operations that can be known where an operand is not. A fault below one would not show in what the prologue computes, so they
 * are computed for each record, from operands that the prologue may have made. */
static bool may_absorb(uint32_t op) { return op >= OP_COUNT || op == OP_KNOWN; }

/* False where the operand is of another unit than those before it: values cross by slots alone. */
static bool joins_unit(IrNode *node, const IrNode *operand) {
  if (operand->unit == PROGRAM_NONE) return true;
  if (node->unit == PROGRAM_NONE) node->unit = operand->unit;
  return node->unit == operand->unit;
}

IrNode *ir_make(Ir *ir, uint32_t op, Kind kind, uint32_t imm, Span span, uint32_t count, IrNode *const *in,
                const uint32_t *marks) {
  IrNode model = {.op = (uint16_t)op, .kind = (uint8_t)kind, .imm = imm, .span = span, .count = count, .in = (IrNode **)in,
                  .marks = marks, .depth = 1, .unit = PROGRAM_NONE,
                  .invariant = op != IR_COLUMN && op != IR_SLOT && op != IR_COPY && !ir_op_reads_table(op)};
  model.faults = own_place(op, imm);
  model.run_faults = op == OP_FN ? model.faults : op < OP_COUNT && opcode_info((Opcode)op)->faults;
  model.deep_faults = model.run_faults || op == IR_COLUMN;
  for (uint32_t i = 0; i < count; i++) {
    if (!in[i] || !joins_unit(&model, in[i])) return NULL;
    if (in[i]->level > model.level) model.level = in[i]->level;
    uint32_t depth = in[i]->root ? 2 : in[i]->depth + 1;
    if (depth > model.depth) model.depth = depth;
    model.invariant &= in[i]->invariant;
    model.deep_faults |= in[i]->deep_faults;
    model.run_faults |= in[i]->run_faults;
    if (in[i]->invariant && in[i]->run_faults && in[i]->chain >= model.chain) model.chain = in[i]->chain + 1;
  }
  if (model.run_faults && may_absorb(op)) model.invariant = false;
  if (!model.invariant && model.unit == PROGRAM_NONE) model.unit = ir->unit;
  if (model.depth > IR_DEPTH_MOST) {
    ir->too_deep = true;
    ir->too_deep_at = span;
    return NULL;
  }
  IrNode *simpler = ir_simplify(ir, &model);
  if (simpler) return simpler;
  model.hash = hash_of(&model);
  for (IrNode *node = first_of_hash(ir, model.hash); node; node = node->same)
    if (same(node, &model)) return node;
  model.in = count ? ARENA_ARRAY(ir->arena, IrNode *, count) : NULL;
  if (count && !model.in) return NULL;
  if (count) memcpy(model.in, in, count * sizeof *in);
  return add(ir, &model);
}

IrNode *ir_clock(Ir *ir, Clock clock) {
  return ir_make(ir, IR_CLOCK, clock == CLOCK_TODAY ? KIND_DATE : KIND_DATETIME, clock, (Span){0, 0}, 0, NULL, NULL);
}

IrNode *ir_column(Ir *ir, uint32_t column) {
  const ProgramColumn *c = &ir->pool->program->columns[column];
  uint32_t unit = ir->unit;
  ir->unit = ir->pool->program->tables[c->table].unit;
  IrNode *node = ir_make(ir, IR_COLUMN, c->kind, column, c->span, 0, NULL, NULL);
  ir->unit = unit;
  return node;
}

IrNode *ir_slot(Ir *ir, uint32_t slot, Kind kind, uint32_t level, Span span) {
  IrNode *node = ir_make(ir, IR_SLOT, kind, slot, span, 0, NULL, NULL);
  if (node) node->level = level + 1;
  return node;
}

IrNode *ir_op1(Ir *ir, uint32_t op, Kind kind, uint32_t imm, Span span, IrNode *a) {
  return ir_make(ir, op, kind, imm, span, 1, &a, NULL);
}

IrNode *ir_op2(Ir *ir, uint32_t op, Kind kind, uint32_t imm, Span span, IrNode *a, IrNode *b) {
  return ir_make(ir, op, kind, imm, span, 2, (IrNode *[]){a, b}, NULL);
}

IrNode *ir_op3(Ir *ir, uint32_t op, Kind kind, uint32_t imm, Span span, IrNode *a, IrNode *b, IrNode *c) {
  return ir_make(ir, op, kind, imm, span, 3, (IrNode *[]){a, b, c}, NULL);
}

void ir_push(Ir *ir, IrList *list, IrNode *node, uint32_t mark) {
  uint32_t size = list->size;
  IrNode **in = arena_grow(ir->arena, list->in, list->count, &size, sizeof *in);
  uint32_t *marks = arena_grow(ir->arena, list->marks, list->count, &list->size, sizeof *marks);
  if (!in || !marks) return;
  list->in = in;
  list->marks = marks;
  in[list->count] = node;
  marks[list->count++] = mark;
}
