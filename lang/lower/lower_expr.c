/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

#include "lang/check/literal.h"

static IrNode *part_of_option(const OptionParts *parts, Str name) {
  if (str_is(name, "cost")) return parts->cost;
  if (str_is(name, "response")) return parts->response;
  if (str_is(name, "price")) return parts->price;
  return str_is(name, "margin") ? parts->margin : NULL;
}

static IrNode *lower_column(Lowering *l, const Symbol *symbol) {
  const Checked *checked = l->checked;
  for (uint32_t i = 0; checked && i < checked->record_count; i++)
    if (checked->records[i] == symbol->column.record)
      return slot_cross(l, ir_column(&l->ir, l->first_column[i] + symbol->column.field));
  return NULL;
}

static IrNode *lower_name(Lowering *l, const AstNode *node) {
  const Symbol *symbol = node->symbol;
  IrNode *own = l->parts ? part_of_option(l->parts, node->text) : NULL;
  if (own) return own;
  if (!symbol) return NULL;
  switch (symbol->kind) {
    case SYM_COLUMN: return lower_column(l, symbol);
    case SYM_PARAM: return ir_constant(&l->ir, symbol->param.value);
    case SYM_FORMAL: return l->bound ? slot_cross(l, l->bound->args[symbol->ordinal]) : NULL;
    case SYM_LET:
    case SYM_SEGMENT:
    case SYM_SCORE:
    case SYM_CLASSIFY:
    case SYM_CHOOSE: return l->checked ? slot_cross(l, l->values[symbol->ordinal]) : NULL;
    case SYM_MEASURE: return l->checked ? lower_measure_value(l, symbol) : NULL;
    case SYM_RECORD:
    case SYM_LIST:
    case SYM_CHANNEL:
    case SYM_OFFER:
    case SYM_TEAM:
    case SYM_CAMPAIGN: return NULL;
  }
  return NULL;
}

static IrNode *lower_literal(Lowering *l, const AstNode *node) {
  Value value;
  if (literal_value(node, &value) != LITERAL_GOOD) return NULL;
  return ir_constant(&l->ir, value);
}

static IrNode *lower_logic(Lowering *l, const AstNode *node, IrOp op) {
  IrNode *left = lower_as(l, node->kid[OR_LEFT], KIND_BOOLEAN);
  return ir_op2(&l->ir, op, KIND_BOOLEAN, 0, node->span, left, lower_as(l, node->kid[OR_RIGHT], KIND_BOOLEAN));
}

static IrNode *lower_not(Lowering *l, const AstNode *node) {
  return ir_op1(&l->ir, OP_NOT, KIND_BOOLEAN, 0, node->span, lower_as(l, node->kid[NOT_OPERAND], KIND_BOOLEAN));
}

static IrNode *lower_if(Lowering *l, const AstNode *node) {
  Kind kind = type_value_kind(node->type);
  IrNode *condition = lower_as(l, node->kid[IF_COND], KIND_BOOLEAN);
  IrNode *then = lower_as(l, node->kid[IF_THEN], kind);
  return ir_op3(&l->ir, IR_IF, kind, 0, node->span, condition, then, lower_as(l, node->kid[IF_ELSE], kind));
}

static IrNode *lower_default(Lowering *l, const AstNode *node) {
  Kind kind = type_value_kind(node->type);
  IrNode *value = lower_as(l, node->kid[DEFAULT_VALUE], kind);
  return ir_op2(&l->ir, IR_DEFAULT, kind, 0, node->span, value, lower_as(l, node->kid[DEFAULT_ELSE], kind));
}

static IrNode *lower_is_known(Lowering *l, const AstNode *node) {
  IrNode *known = ir_op1(&l->ir, OP_KNOWN, KIND_BOOLEAN, 0, node->span, lower_expr(l, node->kid[IS_KNOWN_VALUE]));
  return node->op ? ir_op1(&l->ir, OP_NOT, KIND_BOOLEAN, 0, node->span, known) : known;
}

static IrNode *lower_at_least(Lowering *l, const AstNode *node) {
  IrNode *needed = lower_expr(l, node->kid[AT_LEAST_COUNT]);
  if (!needed || !needed->constant || needed->kind != KIND_INTEGER) return NULL;
  const Value *n = ir_value(&l->ir, needed);
  if (!n->known) return ir_unknown(&l->ir, KIND_BOOLEAN);
  const AstNode *conditions = node->kid[AT_LEAST_CONDS];
  if (n->i64 <= 0) return ir_truth(&l->ir, true);
  if (n->i64 > conditions->count) return ir_truth(&l->ir, false);
  IrList list = {0};
  for (uint32_t i = 0; i < conditions->count; i++) ir_push(&l->ir, &list, lower_as(l, conditions->kid[i], KIND_BOOLEAN), 0);
  return ir_make(&l->ir, IR_AT_LEAST, KIND_BOOLEAN, (uint32_t)n->i64, node->span, list.count, list.in, NULL);
}

static IrNode *lower_kind(Lowering *l, const AstNode *node) {
  switch (node->kind) {
    case AST_NAME: return lower_name(l, node);
    case AST_NUMBER:
    case AST_PERCENT:
    case AST_STRING:
    case AST_DATE:
    case AST_DATETIME:
    case AST_TRUE:
    case AST_FALSE: return lower_literal(l, node);
    case AST_UNKNOWN: return ir_unknown(&l->ir, type_value_kind(node->type));
    case AST_TODAY: return l->checked ? ir_clock(&l->ir, CLOCK_TODAY) : NULL;
    case AST_NOW: return l->checked ? ir_clock(&l->ir, CLOCK_NOW) : NULL;
    case AST_IF: return lower_if(l, node);
    case AST_OR: return lower_logic(l, node, IR_OR);
    case AST_AND: return lower_logic(l, node, IR_AND);
    case AST_NOT: return lower_not(l, node);
    case AST_COMPARE: return lower_compare(l, node);
    case AST_MATCHES: return lower_matches(l, node);
    case AST_AFFIX: return lower_affix(l, node);
    case AST_IN: return lower_in(l, node);
    case AST_IS: return lower_is(l, node);
    case AST_IS_KNOWN: return lower_is_known(l, node);
    case AST_WITHIN: return l->checked ? lower_within(l, node) : NULL;
    case AST_DEFAULT: return lower_default(l, node);
    case AST_ARITH: return lower_arith(l, node);
    case AST_NEG: return lower_neg(l, node);
    case AST_SINCE: return l->checked ? lower_since(l, node) : NULL;
    case AST_BRACKETS: return lower_expr(l, node->kid[BRACKETS_INNER]);
    case AST_AT_LEAST: return lower_at_least(l, node);
    case AST_DOT: return lower_dot(l, node);
    case AST_CALL: return lower_call(l, node);
    case AST_AGGREGATE: return lower_aggregate(l, node);
    case AST_SEQUENCE: return lower_sequence(l, node);
    default: return NULL; /* no expression, or one that the checker keeps from here */
  }
}

IrNode *lower_expr(Lowering *l, const AstNode *node) {
  if (!node || l->ir.too_large || l->arena.failed) return NULL;
  if (node->constant) return ir_constant(&l->ir, *node->constant);
  if (l->ir.too_large || l->ir.too_deep) return NULL;
  if (++l->written_out > WRITTEN_OUT_MOST) {
    l->ir.too_large = true;
    return NULL;
  }
  if (l->depth >= IR_DEPTH_MOST) {
    l->ir.too_deep = true;
    l->ir.too_deep_at = node->span;
    return NULL;
  }
  l->depth++;
  IrNode *result = lower_kind(l, node);
  l->depth--;
  return result;
}

IrNode *lower_as(Lowering *l, const AstNode *node, Kind kind) {
  if (!node) return NULL;
  Value value;
  if (kind == KIND_MONEY && literal_is_number(node) && literal_money(node, &value) == LITERAL_GOOD)
    return ir_constant(&l->ir, value);
  if (node->type && node->type->kind == TYPE_UNKNOWN) return ir_unknown(&l->ir, kind);
  return lower_convert(l, lower_expr(l, node), kind, node->type ? node->type->labels : NULL, node->span);
}
