/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

#include "runtime/data/numeric.h"
#include "stdlib/functions.h"

static bool to_money(const Value *value, Value *out) {
  if (value->kind == KIND_INTEGER) return money_of_integer(value->i64, &out->i64) == FAULT_NONE;
  return value->kind == KIND_NUMBER && money_of_number(value->f64, &out->i64) == FAULT_NONE;
}

bool lower_value_as(const Value *value, Kind kind, const Labels *labels, Value *out) {
  *out = (Value){.kind = kind, .known = value->known};
  if (value->kind == kind) {
    *out = *value;
    return true;
  }
  if (!value->known) return true;
  if (kind == KIND_NUMBER && value->kind == KIND_INTEGER) {
    out->f64 = (double)value->i64;
    return true;
  }
  if (kind == KIND_NUMBER && value->kind == KIND_MONEY) {
    out->f64 = number_of_money(value->i64);
    return true;
  }
  if (kind == KIND_MONEY) return to_money(value, out);
  if (kind == KIND_CODE && value->kind == KIND_TEXT && labels) {
    out->i32 = labels_find(labels, value->str);
    return out->i32 >= 0;
  }
  if (kind == KIND_TEXT && value->kind == KIND_CODE && labels && (uint32_t)value->i32 < labels->count) {
    out->str = labels->names[value->i32];
    return true;
  }
  return false;
}

IrNode *lower_fn(Lowering *l, const char *name, Span span, uint32_t count, IrNode *const *args) {
  Str wanted = str_from(name);
  int first = fn_find(wanted);
  for (uint32_t id = first < 0 ? fn_table.count : (uint32_t)first; id < fn_table.count; id++) {
    const FnInfo *fn = &fn_table.items[id];
    if (!str_is(wanted, fn->name)) break;
    bool fits = fn->arg_count == count;
    for (uint32_t i = 0; i < count && fits; i++) fits = args[i] && args[i]->kind == fn->args[i];
    if (fits) return ir_make(&l->ir, OP_FN, fn->result, id, span, count, args, NULL);
  }
  return NULL;
}

IrNode *lower_convert(Lowering *l, IrNode *node, Kind kind, const Labels *labels, Span span) {
  if (!node || node->kind == kind) return node;
  Value value;
  if (node->constant && lower_value_as(ir_value(&l->ir, node), kind, labels, &value)) return ir_constant(&l->ir, value);
  if (kind == KIND_NUMBER && node->kind == KIND_INTEGER) return ir_op1(&l->ir, OP_NUM_I, KIND_NUMBER, 0, span, node);
  if (kind == KIND_NUMBER && node->kind == KIND_BOOLEAN) return ir_op1(&l->ir, OP_NUM_B, KIND_NUMBER, 0, span, node);
  if (kind == KIND_NUMBER) return lower_fn(l, "number", span, 1, &node);
  if (kind == KIND_MONEY) return lower_fn(l, "money", span, 1, &node);
  if (kind == KIND_DATE && node->kind == KIND_DATETIME) return ir_op1(&l->ir, OP_DAY_OF, KIND_DATE, 0, span, node);
  if (kind == KIND_TEXT && node->kind == KIND_CODE && labels)
    return ir_op1(&l->ir, OP_TEXT_OF, KIND_TEXT, pool_labels(&l->pool, labels), span, node);
  return NULL;
}
