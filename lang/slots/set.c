/* SPDX-License-Identifier: MIT
 * Aggregates over related rows and over populations. */
#include "lang/slots/set.h"

#include "lang/check/check.h"

/* ---- the rows ---- */

static uint32_t unit_of_record(const Lowering *l, const Record *record) {
  for (uint32_t i = 0; i < l->checked->record_count; i++)
    if (l->checked->records[i] == record && l->table[i] != PROGRAM_NONE) return l->program->tables[l->table[i]].unit;
  return PROGRAM_NONE;
}

const Record *set_record(const Lowering *l, const Symbol *set) {
  return set->kind == SYM_RECORD ? set->record : l->checked->subject;
}

bool set_begin(Lowering *l, const Symbol *set, SetContext *context) {
  *context = (SetContext){.unit = l->ir.unit, .measure = l->measure, .parts = l->parts};
  context->rows = unit_of_record(l, set_record(l, set));
  if (context->rows == PROGRAM_NONE) return false;
  l->ir.unit = context->rows;
  l->measure = NULL;
  l->parts = NULL;
  return true;
}

void set_end(Lowering *l, const SetContext *context) {
  l->ir.unit = context->unit;
  l->measure = context->measure;
  l->parts = context->parts;
}

IrNode *set_where(Lowering *l, const Symbol *set, const AstNode *condition) {
  IrNode *where = condition ? lower_as(l, condition, KIND_BOOLEAN) : NULL;
  if (set->kind == SYM_RECORD) return where;
  IrNode *member = l->values[set->ordinal];
  return condition ? ir_op2(&l->ir, IR_AND, KIND_BOOLEAN, 0, condition->span, member, where) : member;
}

/* ---- to whom the value belongs ---- */

/* A dimension for the rows at hand: a column of theirs, else what it means of their subject. */
static IrNode *lower_dimension(Lowering *l, const AstNode *by, const Symbol *set) {
  Symbol *symbol = measure_dimension(by, set->kind == SYM_RECORD && set->record != l->checked->subject ? set->record : NULL);
  if (by->kind != AST_NAME || !symbol) return lower_expr(l, by);
  AstNode name = {.kind = AST_NAME, .span = by->span, .text = by->text, .type = symbol->type, .symbol = symbol};
  return lower_expr(l, &name);
}

static void push_key(Lowering *l, IrList *keys, IrNode *node) { ir_push(&l->ir, keys, node, 0); }

static void push_dimensions(Lowering *l, const AstNode *by, const Symbol *set, IrList *keys) {
  for (uint32_t i = 0; by && i < by->count; i++) {
    const AstNode *dimension = by->kid[i], *segments = measure_segments(dimension);
    for (uint32_t k = 0; segments && k < segments->count; k++)
      push_key(l, keys, lower_as(l, segments->kid[k], KIND_BOOLEAN));
    if (!segments) push_key(l, keys, lower_dimension(l, dimension, set));
  }
}

/* Within a measure the value is its groups', else that of each subject, or one for all. */
bool set_owner(Lowering *l, const SetContext *context, const Symbol *set, const AstNode *per, SlotDraft *draft) {
  IrList keys = {0};
  const AstNode *by = context->measure ? context->measure->decl->kid[MEASURE_BY] : NULL;
  draft->slot.rows = context->rows;
  draft->slot.owner = PROGRAM_NONE;
  if (context->measure) {
    push_dimensions(l, by, set, &keys);
    if (keys.count) draft->slot.owner = context->unit;
  } else {
    if (per) push_key(l, &keys, lower_expr(l, per));
    if (per || context->rows) draft->slot.owner = 0;
  }
  draft->keys = keys.in;
  draft->slot.key_count = keys.count;
  for (uint32_t i = 0; i < keys.count; i++)
    if (!keys.in[i]) return false;
  return true;
}

/* ---- aggregates ---- */

static bool argument_of(Lowering *l, const AstNode *list, double *out) {
  *out = 0;
  if (!list || !list->count) return true;
  IrNode *node = lower_as(l, list->kid[0], KIND_NUMBER);
  if (!node || !node->constant || !ir_value(&l->ir, node)->known) return false;
  *out = ir_value(&l->ir, node)->f64;
  return true;
}

/* Ranks are each record's own; else as for all aggregates. */
static bool is_order(Aggregate function) { return aggregate_info(function)->kept == KEPT_ORDER; }

static bool draft_aggregate(Lowering *l, const SetContext *context, const AstNode *node, SlotDraft *draft) {
  const AstNode *value = node->kid[AGGREGATE_VALUE], *where = node->kid[AGGREGATE_WHERE], *by = node->kid[AGGREGATE_BY];
  bool counts = draft->slot.function == AGG_COUNT || draft->slot.function == AGG_EXISTS;
  if (!argument_of(l, node->kid[AGGREGATE_ARGS], &draft->slot.argument) || !set_owner(l, context, node->symbol, node->kid[AGGREGATE_PER], draft)) return false;
  if (is_order(draft->slot.function)) draft->slot.owner = 0;
  draft->where = set_where(l, node->symbol, where);
  if (!counts) draft->value = lower_expr(l, value);
  if (by) draft->by = lower_expr(l, by);
  return (counts || draft->value) && (!by || draft->by) && (!where || draft->where);
}

IrNode *lower_aggregate(Lowering *l, const AstNode *node) {
  SetContext context;
  SlotDraft draft = {.slot = {.kind = SLOT_AGGREGATE, .function = (Aggregate)node->op, .value_kind = type_value_kind(node->type),
                              .span = node->span}};
  if (!l->checked || !node->symbol || !set_begin(l, node->symbol, &context)) return NULL;
  bool good = draft_aggregate(l, &context, node, &draft);
  set_end(l, &context);
  return good ? slot_node(l, &draft) : NULL;
}
