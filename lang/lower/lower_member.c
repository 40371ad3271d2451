/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

#include "lang/check/literal.h"

/* Constant items brought to the kind of what is looked for; those that no such value can equal are left out. */
typedef struct Items {
  Value *items;
  uint32_t count;
  bool open; /* one is not constant, or unknown */
} Items;

static const Symbol *list_of(const AstNode *set) {
  const AstNode *bare = ast_bare(set);
  return (bare->kind == AST_NAME || bare->kind == AST_DOT) && bare->symbol && bare->symbol->kind == SYM_LIST ? bare->symbol : NULL;
}

static void take(Items *items, const Value *value, Kind kind, const Labels *labels) {
  Value as;
  if (!value->known) items->open = true;
  else if (lower_value_as(value, kind, labels, &as)) items->items[items->count++] = as;
}

/* Is a constant item of a kind that may be brought to that of the set? A code must be of the same list. */
static bool is_plain(const AstNode *item, Kind kind, const Labels *labels) {
  if (!item->type || item->type->kind == TYPE_UNKNOWN) return false;
  return item->type->kind != TYPE_ONE_OF || (kind == KIND_CODE && labels && labels_same(item->type->labels, labels));
}

/* The items of a declared list; of a written one, as far as they are constant. */
static Items items_of(Lowering *l, const AstNode *set, Kind kind, const Labels *labels) {
  const Symbol *list = list_of(set);
  uint32_t count = list ? list->list.count : set->kind == AST_LIST ? set->count : 1;
  Items items = {ARENA_ARRAY(&l->arena, Value, count ? count : 1), 0, false};
  if (!items.items) return (Items){.open = true};
  for (uint32_t i = 0; i < count; i++) {
    if (list) {
      take(&items, &list->list.items[i], kind, labels);
      continue;
    }
    const AstNode *item = set->kind == AST_LIST ? set->kid[i] : set;
    IrNode *node = kind == KIND_MONEY ? lower_as(l, item, kind) : lower_expr(l, item);
    if (node && node->constant && is_plain(item, kind, labels))
      take(&items, ir_value(&l->ir, node), kind, labels);
    else items.open = true;
  }
  return items;
}

static uint32_t member_op(Kind kind) {
  switch (kind_lane(kind)) {
    case LANE_BITS: break;
    case LANE_I32: return OP_IN_D;
    case LANE_I64: return OP_IN_I;
    case LANE_F64: return OP_IN_F;
    case LANE_STR: return OP_IN_T;
  }
  return OP_COUNT;
}

/* x = a or x = b … */
static IrNode *any_equal(Lowering *l, const AstNode *node, IrNode *value, const AstNode *set) {
  const Type *type = node->kid[IN_VALUE]->type;
  uint32_t count = set->kind == AST_LIST ? set->count : 1;
  IrNode *any = NULL;
  for (uint32_t i = 0; i < count; i++) {
    const AstNode *item = set->kind == AST_LIST ? set->kid[i] : set;
    IrNode *right = type->kind == TYPE_MONEY ? lower_as(l, item, KIND_MONEY) : lower_expr(l, item);
    IrNode *equal = lower_equal(l, value, type, right, item->type, item->span);
    any = i == 0 ? equal : ir_op2(&l->ir, IR_OR, KIND_BOOLEAN, 0, node->span, any, equal);
  }
  return any;
}

static bool widens(const AstNode *set) {
  const Symbol *list = list_of(set);
  if (list) return list->type && list->type->kind == TYPE_NUMBER;
  for (uint32_t i = 0; set->kind == AST_LIST && i < set->count; i++)
    if (set->kid[i]->type && set->kid[i]->type->kind == TYPE_NUMBER) return true;
  return false;
}

static IrNode *in_set(Lowering *l, const AstNode *node, IrNode *value, const AstNode *set) {
  const Type *type = node->kid[IN_VALUE]->type;
  if (value->kind == KIND_INTEGER && widens(set)) value = lower_convert(l, value, KIND_NUMBER, NULL, node->span);
  if (!value) return NULL;
  Items items = items_of(l, set, (Kind)value->kind, type->labels);
  uint32_t op = member_op((Kind)value->kind);
  if ((items.open || op == OP_COUNT) && !list_of(set)) return any_equal(l, node, value, set);
  if (op == OP_COUNT) return NULL;
  if (items.count == 1) return lower_equal(l, value, NULL, ir_constant(&l->ir, items.items[0]), NULL, node->span);
  uint32_t index = pool_set(&l->pool, (Kind)value->kind, items.items, items.count);
  return ir_op1(&l->ir, op, KIND_BOOLEAN, index, node->span, value);
}

static IrNode *in_range(Lowering *l, const AstNode *node) {
  const AstNode *range = node->kid[IN_SET], *x = node->kid[IN_VALUE];
  const AstNode *lo = range->kid[RANGE_LO], *hi = range->kid[RANGE_HI];
  bool money = x->type->kind == TYPE_MONEY || lo->type->kind == TYPE_MONEY || hi->type->kind == TYPE_MONEY;
  IrNode *from = money ? lower_as(l, lo, KIND_MONEY) : lower_expr(l, lo);
  IrNode *value = money ? lower_as(l, x, KIND_MONEY) : lower_expr(l, x);
  IrNode *to = money ? lower_as(l, hi, KIND_MONEY) : lower_expr(l, hi);
  if (!from || !value || !to) return NULL;
  if (lo->type->kind == TYPE_UNKNOWN) from = ir_unknown(&l->ir, (Kind)value->kind);
  if (hi->type->kind == TYPE_UNKNOWN) to = ir_unknown(&l->ir, (Kind)value->kind);
  IrNode *lower = lower_order(l, true, from, value, node->span);
  return ir_op2(&l->ir, IR_AND, KIND_BOOLEAN, 0, node->span, lower, lower_order(l, true, value, to, node->span));
}

IrNode *lower_in(Lowering *l, const AstNode *node) {
  const AstNode *set = node->kid[IN_SET];
  IrNode *result;
  if (set->kind == AST_RANGE) result = in_range(l, node);
  else {
    IrNode *value = lower_expr(l, node->kid[IN_VALUE]);
    result = value ? in_set(l, node, value, set) : NULL;
  }
  return node->op ? ir_op1(&l->ir, OP_NOT, KIND_BOOLEAN, 0, node->span, result) : result;
}

IrNode *lower_is(Lowering *l, const AstNode *node) {
  const AstNode *names = node->kid[IS_LABELS];
  const Labels *labels = node->kid[IS_VALUE]->type->labels;
  IrNode *value = lower_expr(l, node->kid[IS_VALUE]), *result;
  uint32_t count = names->kind == AST_LIST ? names->count : 1;
  Value *codes = ARENA_ARRAY(&l->arena, Value, count);
  if (!value || !codes) return NULL;
  for (uint32_t i = 0; i < count; i++) {
    Str name = names->kind == AST_LIST ? names->kid[i]->text : names->text;
    codes[i] = (Value){.kind = KIND_CODE, .known = true, .i32 = labels_find(labels, name)};
  }
  if (count == 1) result = lower_equal(l, value, NULL, ir_constant(&l->ir, codes[0]), NULL, node->span);
  else result = ir_op1(&l->ir, OP_IN_D, KIND_BOOLEAN, pool_set(&l->pool, KIND_CODE, codes, count), node->span, value);
  return node->op ? ir_op1(&l->ir, OP_NOT, KIND_BOOLEAN, 0, node->span, result) : result;
}

IrNode *lower_affix(Lowering *l, const AstNode *node) {
  static const uint32_t ops[] = {OP_CONTAINS, OP_STARTS, OP_ENDS}, set_ops[] = {OP_CONTAINS_SET, OP_STARTS_SET, OP_ENDS_SET};
  const AstNode *parts = node->kid[AFFIX_PARTS];
  IrNode *text = lower_as(l, node->kid[AFFIX_TEXT], KIND_TEXT);
  bool many = parts->kind == AST_LIST || list_of(parts);
  if (many) {
    Items items = items_of(l, parts, KIND_TEXT, NULL);
    if (!items.open)
      return ir_op1(&l->ir, set_ops[node->op], KIND_BOOLEAN, pool_set(&l->pool, KIND_TEXT, items.items, items.count),
                    node->span, text);
    IrNode *any = NULL;
    for (uint32_t i = 0; parts->kind == AST_LIST && i < parts->count; i++) {
      IrNode *one = ir_op2(&l->ir, ops[node->op], KIND_BOOLEAN, 0, node->span, text, lower_as(l, parts->kid[i], KIND_TEXT));
      any = i == 0 ? one : ir_op2(&l->ir, IR_OR, KIND_BOOLEAN, 0, node->span, any, one);
    }
    return any;
  }
  return ir_op2(&l->ir, ops[node->op], KIND_BOOLEAN, 0, node->span, text, lower_as(l, parts, KIND_TEXT));
}

IrNode *lower_matches(Lowering *l, const AstNode *node) {
  IrNode *text = lower_as(l, node->kid[MATCHES_TEXT], KIND_TEXT), *pattern = lower_as(l, node->kid[MATCHES_PATTERN], KIND_TEXT);
  if (!text || !pattern || !pattern->constant || !ir_value(&l->ir, pattern)->known) return NULL;
  uint32_t regex = pool_regex(&l->pool, ir_value(&l->ir, pattern)->str);
  return ir_op1(&l->ir, OP_MATCHES, KIND_BOOLEAN, regex, node->span, text);
}
