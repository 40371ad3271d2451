/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

#include "lang/check/literal.h"

enum { DAY_SECONDS = 86400 };

bool lower_duration(Lowering *l, const AstNode *node, Duration *out) {
  const AstNode *bare = ast_bare(node);
  const Bound *bound = l->bound;
  if (bare->kind == AST_NAME && bare->symbol && bare->symbol->kind == SYM_FORMAL && bound) {
    l->bound = bound->outside;
    bool good = lower_duration(l, bound->trees[bare->symbol->ordinal], out);
    l->bound = bound;
    return good;
  }
  return duration_of(node, out);
}

IrNode *lower_day(Lowering *l, const AstNode *node) {
  return lower_convert(l, lower_expr(l, node), KIND_DATE, NULL, node->span);
}

/* A date or datetime, `sign` times a duration later. */
static IrNode *shift(Lowering *l, IrNode *when, Duration duration, int sign, Span span) {
  if (!when) return NULL;
  int64_t count = sign * duration.count;
  if (when->kind == KIND_DATE && duration.unit == DURATION_SECONDS)
    return ir_op2(&l->ir, OP_ADD_DAYS, KIND_DATE, 0, span, when, ir_integer(&l->ir, count / DAY_SECONDS));
  if (when->kind == KIND_DATE)
    return ir_op2(&l->ir, duration.unit == DURATION_DAYS ? OP_ADD_DAYS : OP_ADD_MONTHS, KIND_DATE, 0, span, when,
                  ir_integer(&l->ir, count));
  if (duration.unit == DURATION_MONTHS)
    return ir_op2(&l->ir, OP_ADD_MONTHS_T, KIND_DATETIME, 0, span, when, ir_integer(&l->ir, count));
  int64_t seconds = count;
  if (duration.unit == DURATION_DAYS && __builtin_mul_overflow(count, DAY_SECONDS, &seconds))
    seconds = count < 0 ? INT64_MIN : INT64_MAX;
  return ir_op2(&l->ir, OP_ADD_SECONDS, KIND_DATETIME, 0, span, when, ir_integer(&l->ir, seconds));
}

static bool is_duration(const AstNode *node) { return node->type && node->type->kind == TYPE_DURATION; }

/* `today - 12 months`, `12 months + d`; *done is false where neither side is a duration. */
static IrNode *lower_shift(Lowering *l, const AstNode *node, bool *done) {
  const AstNode *left = node->kid[ARITH_LEFT], *right = node->kid[ARITH_RIGHT];
  *done = is_duration(left) || is_duration(right);
  if (!*done) return NULL;
  bool swapped = is_duration(left);
  Duration duration;
  if (!lower_duration(l, swapped ? left : right, &duration)) return NULL;
  return shift(l, lower_expr(l, swapped ? right : left), duration, node->op == '-' ? -1 : 1, node->span);
}

/* Sums and differences: of dates, datetimes, texts, money, integers, numbers. */
static IrNode *lower_sum(Lowering *l, const AstNode *node) {
  bool minus = node->op == '-', shifted;
  IrNode *result = lower_shift(l, node, &shifted);
  if (shifted) return result;
  const AstNode *left = node->kid[ARITH_LEFT], *right = node->kid[ARITH_RIGHT];
  Kind kind = type_value_kind(node->type);
  TypeKind side = left->type->kind == TYPE_UNKNOWN ? right->type->kind : left->type->kind;
  if (minus && side == TYPE_DATE) {
    IrNode *from = lower_as(l, left, KIND_DATE);
    return ir_op2(&l->ir, OP_DAYS_BETWEEN, KIND_INTEGER, 0, node->span, lower_as(l, right, KIND_DATE), from);
  }
  Kind in = minus && side == TYPE_DATETIME ? KIND_DATETIME : kind;
  IrNode *a = lower_as(l, left, in), *b = lower_as(l, right, in);
  uint32_t op = kind == KIND_TEXT ? OP_JOIN : kind == KIND_NUMBER ? (minus ? OP_SUB_F : OP_ADD_F) : minus ? OP_SUB_I : OP_ADD_I;
  return ir_op2(&l->ir, op, kind, 0, node->span, a, b);
}

/* Money by or over a number: exactly by an integer or a literal, else by doubles. */
static IrNode *lower_scale(Lowering *l, const AstNode *node, const AstNode *money, const AstNode *factor) {
  bool over = node->op == '/';
  IrNode *amount = lower_as(l, money, KIND_MONEY);
  int64_t mantissa;
  uint32_t scale;
  bool literal = literal_is_number(factor);
  if (literal && type_value_kind(factor->type) != KIND_INTEGER && literal_decimal(factor, &mantissa, &scale))
    return ir_op1(&l->ir, over ? OP_DIV_MC : OP_MUL_MC, KIND_MONEY, pool_decimal(&l->pool, mantissa, scale), node->span, amount);
  bool integer = factor->type->kind == TYPE_INTEGER;
  IrNode *by = lower_as(l, factor, integer ? KIND_INTEGER : KIND_NUMBER);
  uint32_t op = integer ? (over ? OP_DIV_MI : OP_MUL_I) : over ? OP_DIV_MF : OP_MUL_MF;
  return ir_op2(&l->ir, op, KIND_MONEY, 0, node->span, amount, by);
}

static bool is_money(const AstNode *node) { return node->type->kind == TYPE_MONEY; }

static IrNode *lower_product(Lowering *l, const AstNode *node) {
  const AstNode *left = node->kid[ARITH_LEFT], *right = node->kid[ARITH_RIGHT];
  bool over = node->op == '/';
  if (is_money(left) && is_money(right)) {
    IrNode *a = lower_expr(l, left);
    return ir_op2(&l->ir, OP_DIV_MM, KIND_NUMBER, 0, node->span, a, lower_expr(l, right));
  }
  if (is_money(left)) return lower_scale(l, node, left, right);
  if (is_money(right)) return lower_scale(l, node, right, left);
  Kind kind = type_value_kind(node->type);
  IrNode *a = lower_as(l, left, kind), *b = lower_as(l, right, kind);
  uint32_t op = over ? OP_DIV_F : kind == KIND_INTEGER ? OP_MUL_I : OP_MUL_F;
  return ir_op2(&l->ir, op, kind, 0, node->span, a, b);
}

IrNode *lower_arith(Lowering *l, const AstNode *node) {
  return node->op == '+' || node->op == '-' ? lower_sum(l, node) : lower_product(l, node);
}

IrNode *lower_neg(Lowering *l, const AstNode *node) {
  IrNode *operand = lower_as(l, node->kid[NEG_OPERAND], type_value_kind(node->type));
  if (!operand) return NULL;
  return ir_op1(&l->ir, operand->kind == KIND_NUMBER ? OP_NEG_F : OP_NEG_I, (Kind)operand->kind, 0, node->span, operand);
}

IrNode *lower_since(Lowering *l, const AstNode *node) {
  IrNode *day = lower_day(l, node->kid[SINCE_DATE]), *today = ir_clock(&l->ir, CLOCK_TODAY);
  switch ((SinceUnit)node->op) {
    case SINCE_DAYS: return ir_op2(&l->ir, OP_DAYS_BETWEEN, KIND_INTEGER, 0, node->span, day, today);
    case SINCE_DAYS_UNTIL: return ir_op2(&l->ir, OP_DAYS_BETWEEN, KIND_INTEGER, 0, node->span, today, day);
    case SINCE_MONTHS: return ir_op2(&l->ir, OP_MONTHS_BETWEEN, KIND_INTEGER, 0, node->span, day, today);
    case SINCE_YEARS: break;
  }
  IrNode *months = ir_op2(&l->ir, OP_MONTHS_BETWEEN, KIND_INTEGER, 0, node->span, day, today);
  return lower_fn(l, "div", node->span, 2, (IrNode *[]){months, ir_integer(&l->ir, 12)});
}

/* last: today - SPAN < d and d <= today; next: today <= d and d < today + SPAN. */
IrNode *lower_within(Lowering *l, const AstNode *node) {
  Duration duration;
  if (!lower_duration(l, node->kid[WITHIN_SPAN], &duration)) return NULL;
  bool next = node->op == 1;
  IrNode *day = lower_day(l, node->kid[WITHIN_VALUE]), *today = ir_clock(&l->ir, CLOCK_TODAY);
  IrNode *bound = shift(l, today, duration, next ? 1 : -1, node->span);
  IrNode *lower = next ? lower_order(l, true, today, day, node->span) : lower_order(l, false, bound, day, node->span);
  IrNode *upper = next ? lower_order(l, false, day, bound, node->span) : lower_order(l, true, day, today, node->span);
  return ir_op2(&l->ir, IR_AND, KIND_BOOLEAN, 0, node->span, lower, upper);
}
