/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

#include <float.h>

#include "stdlib/functions.h"

/* `clamp` of numbers and `scaled` between constants are plain operations, which run over whole vectors: the same values and
 * the same faults at the same place as the functions'. NULL where it is none of these. */
static IrNode *lower_plainly(Lowering *l, uint32_t fn, IrNode *const *args, Span span) {
  Ir *ir = &l->ir;
  IrNode *x = args[0], *lo = args[1], *hi = args[2];
  if (fn == FN_CLAMP_NUMBER) return ir_op3(ir, OP_HOLD_F, KIND_NUMBER, 0, span, x, lo, hi);
  if ((fn != FN_SCALED_NUMBER && fn != FN_SCALED_MONEY) || !x || !lo || !hi || !lo->constant || !hi->constant) return NULL;
  bool money = fn == FN_SCALED_MONEY;
  Kind kind = money ? KIND_MONEY : KIND_NUMBER;
  IrNode *width = ir_op2(ir, money ? OP_SUB_I : OP_SUB_F, kind, 0, span, hi, lo);
  const Value *from = ir_value(ir, lo), *wide = width && width->constant ? ir_value(ir, width) : NULL;
  if (!wide || !wide->known || (money ? wide->i64 == 0 : wide->f64 == 0)) return NULL;
  bool shifted = money ? from->i64 != 0 : from->f64 != 0;
  IrNode *above = shifted ? ir_op2(ir, money ? OP_SUB_I : OP_SUB_F, kind, 0, span, x, lo) : x;
  IrNode *share = ir_op2(ir, money ? OP_DIV_MM : OP_DIV_F, KIND_NUMBER, 0, span, above, width);
  return ir_op3(ir, OP_HOLD_F, KIND_NUMBER, 0, span, share, ir_number(ir, 0), ir_number(ir, 1));
}

/* `least(x, 5)` of numbers, one of them constant, is x held on one side. NULL where it is none. */
static IrNode *lower_held(Lowering *l, uint32_t fn, IrNode *a, IrNode *b, Span span) {
  if ((fn != FN_LEAST_NUMBER && fn != FN_GREATEST_NUMBER) || !a || !b || a->constant == b->constant) return NULL;
  IrNode *bound = a->constant ? a : b, *x = a->constant ? b : a;
  if (!ir_value(&l->ir, bound)->known) return NULL;
  bool least = fn == FN_LEAST_NUMBER;
  IrNode *free = ir_number(&l->ir, least ? -DBL_MAX : DBL_MAX);
  return ir_op3(&l->ir, OP_HOLD_F, KIND_NUMBER, 0, span, x, least ? free : bound, least ? bound : free);
}

/* A scalar function. least and greatest have one row of two operands a kind: more are nested from the left. */
static IrNode *lower_function(Lowering *l, const AstNode *node) {
  const FnInfo *fn = &fn_table.items[node->fn - 1];
  const AstNode *list = node->kid[CALL_ARGS];
  IrNode *args[FN_ARGS_MOST] = {NULL};
  uint32_t count = list ? list->count : 0, first = count < fn->arg_count ? count : fn->arg_count;
  for (uint32_t i = 0; i < first; i++) args[i] = lower_as(l, list->kid[i], fn->args[i]);
  IrNode *plain = lower_plainly(l, node->fn - 1, args, node->span);
  if (plain) return plain;
  IrNode *held = count == 2 ? lower_held(l, node->fn - 1, args[0], args[1], node->span) : NULL;
  if (held) return held;
  IrNode *result = ir_make(&l->ir, OP_FN, fn->result, node->fn - 1, node->span, first, args, NULL);
  for (uint32_t i = first; i < count; i++)
    result = ir_op2(&l->ir, OP_FN, fn->result, node->fn - 1, node->span, result, lower_as(l, list->kid[i], fn->args[1]));
  return result;
}

/* A let with parameters, or what is used for rows, is written out, its parameters standing for the arguments' nodes: each is
 * computed once at the most. */
static IrNode *lower_inline(Lowering *l, const AstNode *node) {
  const Symbol *let = node->symbol;
  const AstNode *list = node->kid[CALL_ARGS];
  uint32_t count = let->formal_count;
  Bound bound = {ARENA_ARRAY(&l->arena, IrNode *, count + 1), ARENA_ARRAY(&l->arena, const AstNode *, count + 1), l->bound};
  if (!bound.args || !bound.trees) return NULL;
  for (uint32_t i = 0; i < count && list && i < list->count; i++) {
    const Type *type = let->formals[i]->type;
    bound.trees[i] = list->kid[i];
    if (let->bound && let->bound[i]->kind != SYM_FORMAL) continue;
    if (type->kind != TYPE_DURATION) bound.args[i] = lower_as(l, list->kid[i], type_value_kind(type));
  }
  const Bound *outside = l->bound;
  const OptionParts *parts = l->parts;
  l->bound = &bound;
  l->parts = NULL;
  IrNode *result = lower_definition(l, let);
  l->bound = outside;
  l->parts = parts;
  return result;
}

/* What stands for a definition or column, as if it were its name. */
static IrNode *lower_named(Lowering *l, const AstNode *node) {
  AstNode name = {.kind = AST_NAME, .span = node->span, .type = node->type, .symbol = node->symbol};
  const OptionParts *parts = l->parts;
  l->parts = NULL; /* `prospects.cost` is the column */
  IrNode *result = lower_expr(l, &name);
  l->parts = parts;
  return result;
}

/* `control(spring)`: the key's place among hundred parts, by the name of the campaign, is under the share held back. */
static IrNode *lower_control(Lowering *l, const AstNode *node) {
  const Symbol *campaign = node->symbol;
  const Record *subject = l->checked->subject;
  if (!campaign->campaign || !campaign->campaign->constant) return ir_truth(&l->ir, false);
  IrNode *share = ir_constant(&l->ir, *campaign->campaign->constant);
  Str salt = pool_str(&l->pool, arena_format(&l->arena, "campaign %.*s", STR_ARG(campaign->name)));
  IrNode *args[2] = {NULL, ir_constant(&l->ir, (Value){.kind = KIND_TEXT, .known = true, .str = salt})};
  const Symbol *field = subject->fields[subject->key_field];
  AstNode key = {.kind = AST_NAME, .span = node->span, .text = field->name, .type = field->type, .symbol = (Symbol *)field};
  args[0] = lower_expr(l, &key);
  if (!args[0] || !args[1] || !share) return NULL;
  IrNode *percent = lower_fn(l, "hash_percent", node->span, 2, args);
  IrNode *bound = ir_op2(&l->ir, OP_MUL_F, KIND_NUMBER, 0, node->span, lower_convert(l, share, KIND_NUMBER, NULL, node->span), ir_number(&l->ir, 100));
  return lower_order(l, false, percent, bound, node->span);
}

IrNode *lower_call(Lowering *l, const AstNode *node) {
  if (node->fn) return lower_function(l, node);
  if (!node->symbol || !l->checked) return NULL;
  if (node->symbol->kind == SYM_CAMPAIGN) return lower_control(l, node);
  return node->symbol->origin && !node->symbol->inlined ? lower_named(l, node) : lower_inline(l, node);
}

static uint32_t fetch_op(Kind kind) {
  switch (kind_lane(kind)) {
    case LANE_BITS: return OP_FETCH_B;
    case LANE_I32: return OP_FETCH_D;
    case LANE_I64: return OP_FETCH_I;
    case LANE_F64: return OP_FETCH_F;
    case LANE_STR: return OP_FETCH_T;
  }
  return OP_FETCH_B;
}

/* `companies[siren].staff` */
static IrNode *lower_lookup(Lowering *l, const AstNode *node) {
  const AstNode *index = node->kid[DOT_LEFT];
  const Symbol *symbol = index->kid[INDEX_RECORD]->symbol;
  const Checked *checked = l->checked;
  if (!checked || !symbol || symbol->kind != SYM_RECORD) return NULL;
  const Record *record = symbol->record;
  uint32_t r = 0, field = 0;
  while (r < checked->record_count && checked->records[r] != record) r++;
  while (field < record->field_count && !str_equal(record->fields[field]->name, node->kid[DOT_NAME]->text)) field++;
  if (r == checked->record_count || field == record->field_count || l->table[r] == PROGRAM_NONE) return NULL;
  uint32_t column = l->first_column[r] + field;
  const ProgramColumn *c = &l->program->columns[column];
  IrNode *key = lower_as(l, index->kid[INDEX_KEY], record->key_kind);
  uint32_t find = record->key_kind == KIND_INTEGER ? OP_FIND_I : OP_FIND_T;
  IrNode *row = ir_op1(&l->ir, find, KIND_CODE, l->table[r], index->span, key);
  return ir_op1(&l->ir, fetch_op(c->kind), c->kind, column, c->span, row);
}

/* `contact.cost`: the subject's, whoever asks. */
static IrNode *lower_part_of(Lowering *l, const AstNode *node) {
  uint32_t unit = l->ir.unit;
  l->ir.unit = 0;
  IrNode *part = lower_part(l, node->kid[DOT_LEFT]->symbol, str_is(node->kid[DOT_NAME]->text, "cost") ? PART_COST : PART_RESPONSE);
  l->ir.unit = unit;
  return slot_cross(l, part);
}

IrNode *lower_dot(Lowering *l, const AstNode *node) {
  const AstNode *left = node->kid[DOT_LEFT];
  if (left->kind == AST_INDEX) return lower_lookup(l, node);
  if (!l->checked) return NULL;
  if (left->symbol && left->symbol->kind == SYM_CHOOSE) return lower_part_of(l, node);
  return node->symbol ? lower_named(l, node) : NULL;
}
