/* SPDX-License-Identifier: MIT
 * `+ - * /`, signs, and time: `days since`, `within last`. */
#include "lang/check/checker.h"

static bool is(const AstNode *node, TypeKind kind) { return node->type->kind == kind; }

static const Type *result(AstNode *node, TypeKind kind, bool optional) { return set_type(node, type_of_kind(kind, optional)); }

/* `response * 100 - cost` */
static void help_amount(Checker *c, Diag *diag, const AstNode *sum, const AstNode *a, const AstNode *b) {
  Str left = source_text(c->out->sources, a->span), right = source_text(c->out->sources, b->span);
  if (is(a, TYPE_MONEY))
    diag_help(c->diags, diag, "`%.*s` is money, `%.*s` a number: write `%.*s %c money(%.*s)`", STR_ARG(left), STR_ARG(right), STR_ARG(left), sum->op,
              STR_ARG(right));
  else
    diag_help(c->diags, diag, "`%.*s` is money, `%.*s` a number: write `money(%.*s) %c %.*s`", STR_ARG(right), STR_ARG(left), STR_ARG(left), sum->op,
              STR_ARG(right));
}

static const Type *bad_arithmetic(Checker *c, AstNode *node) {
  const AstNode *a = node->kid[ARITH_LEFT], *b = node->kid[ARITH_RIGHT];
  Str left = name_of(c, a->type), right = name_of(c, b->type);
  Diag *diag = diag_add(c->diags, DIAG_BAD_ARITHMETIC, node->span, STR_ARG(left), node->op, STR_ARG(right));
  bool money = is(a, TYPE_MONEY) || is(b, TYPE_MONEY), sum = node->op == '+' || node->op == '-';
  if (money && sum && (type_is_numeric(a->type) || type_is_numeric(b->type))) help_amount(c, diag, node, a, b);
  else if (money && !sum) diag_help(c->diags, diag, "`number(…)` makes a number of an amount");
  else if (sum && (type_is_day(a->type) || type_is_day(b->type)))
    diag_help(c->diags, diag, "a date goes with a duration: `… %c 30 days`; two dates of one kind give days or seconds", node->op);
  else if (node->op == '+' && (type_is_text(a->type) || type_is_text(b->type)))
    diag_help(c->diags, diag, "`text(…)` writes a value out");
  return fail(node);
}

/* date ± duration, datetime ± duration */
static const Type *shift(Checker *c, AstNode *node, AstNode *day, const AstNode *by) {
  Duration duration;
  if (!duration_of(by, &duration)) return fail(node);
  if (is(day, TYPE_DATE) && duration.unit == DURATION_SECONDS) {
    Diag *diag = diag_add(c->diags, DIAG_DURATION_WANTED, by->span, "what is added to a date", "in days, weeks, months or years");
    diag_label(c->diags, diag, "a date has no clock");
    return fail(node);
  }
  return result(node, day->type->kind, day->type->optional);
}

static const Type *check_sum(Checker *c, AstNode *node, AstNode *a, AstNode *b) {
  bool optional = a->type->optional || b->type->optional;
  if (is(b, TYPE_DURATION)) return type_is_day(a->type) ? shift(c, node, a, b) : bad_arithmetic(c, node);
  if (is(a, TYPE_DURATION)) return bad_arithmetic(c, node);
  AstNode *sides[2] = {a, b};
  const Type *left = a->type, *right = b->type;
  bool texts = (type_is_text(left) || left->kind == TYPE_UNKNOWN) && (type_is_text(right) || right->kind == TYPE_UNKNOWN);
  if (texts && node->op == '+' && !(left->kind == TYPE_UNKNOWN && right->kind == TYPE_UNKNOWN)) {
    adapt(c, a, type_of_kind(TYPE_TEXT, true));
    adapt(c, b, type_of_kind(TYPE_TEXT, true));
    return result(node, TYPE_TEXT, optional);
  }
  const Type *type = unify(c, sides, 2);
  if (!type) return bad_arithmetic(c, node);
  if (type_is_error(type)) return fail(node);
  if (type->kind == TYPE_UNKNOWN) {
    adapt(c, a, type_of_kind(TYPE_INTEGER, true));
    adapt(c, b, type_of_kind(TYPE_INTEGER, true));
    return result(node, TYPE_INTEGER, true);
  }
  if (type_is_numeric(type) || type->kind == TYPE_MONEY) return result(node, type->kind, optional);
  if (node->op == '-' && type_is_day(type)) return result(node, TYPE_INTEGER, optional);
  return bad_arithmetic(c, node);
}

static const Type *check_product(Checker *c, AstNode *node, AstNode *a, AstNode *b) {
  bool optional = a->type->optional || b->type->optional, divide = node->op == '/';
  if (is(a, TYPE_UNKNOWN)) adapt(c, a, is(b, TYPE_MONEY) && divide ? b->type : type_of_kind(TYPE_INTEGER, true));
  if (is(b, TYPE_UNKNOWN)) adapt(c, b, type_of_kind(TYPE_INTEGER, true));
  bool money_a = is(a, TYPE_MONEY), money_b = is(b, TYPE_MONEY);
  bool number_a = type_is_numeric(a->type), number_b = type_is_numeric(b->type);
  if (number_a && number_b) {
    bool integers = is(a, TYPE_INTEGER) && is(b, TYPE_INTEGER) && !divide;
    return result(node, integers ? TYPE_INTEGER : TYPE_NUMBER, optional);
  }
  if (money_a && number_b) return result(node, TYPE_MONEY, optional);
  if (number_a && money_b && !divide) return result(node, TYPE_MONEY, optional);
  if (money_a && money_b && divide) return result(node, TYPE_NUMBER, optional);
  return bad_arithmetic(c, node);
}

const Type *check_arith(Checker *c, AstNode *node) {
  AstNode *a = node->kid[ARITH_LEFT], *b = node->kid[ARITH_RIGHT];
  if (habit_hyphen(c, node)) return fail(node);
  hint_beside(c, a, b);
  check_expr(c, a);
  hint_beside(c, b, a);
  check_expr(c, b);
  if (type_is_error(a->type) || type_is_error(b->type)) return fail(node);
  bool sum = node->op == '+' || node->op == '-';
  return sum ? check_sum(c, node, a, b) : check_product(c, node, a, b);
}

const Type *check_neg(Checker *c, AstNode *node) {
  AstNode *operand = node->kid[NEG_OPERAND];
  check_expr(c, operand);
  if (is(operand, TYPE_UNKNOWN)) adapt(c, operand, type_of_kind(TYPE_INTEGER, true));
  const Type *type = operand->type;
  if (type_is_error(type)) return fail(node);
  if (type_is_numeric(type) || type->kind == TYPE_MONEY) return set_type(node, type);
  say_wrong_type(c, operand, "what stands behind `-`", "a number or an amount of money");
  return fail(node);
}

/* ---- time ---- */

static bool check_day(Checker *c, AstNode *node, const char *what) {
  c->today = true;
  hint_type(c, node, type_of_kind(TYPE_DATE, false));
  check_expr(c, node);
  if (is(node, TYPE_UNKNOWN)) adapt(c, node, type_of_kind(TYPE_DATE, true));
  if (type_is_error(node->type)) return false;
  if (type_is_day(node->type)) return true;
  say_wrong_type(c, node, what, "a date or a datetime");
  fail(node);
  return false;
}

const Type *check_since(Checker *c, AstNode *node) {
  static const char *const words[] = {"what stands behind `days since`", "what stands behind `months since`",
                                      "what stands behind `years since`", "what stands behind `days until`"};
  AstNode *day = node->kid[SINCE_DATE];
  return check_day(c, day, words[node->op & 3]) ? result(node, TYPE_INTEGER, day->type->optional) : fail(node);
}

const Type *check_within(Checker *c, AstNode *node) {
  AstNode *day = node->kid[WITHIN_VALUE], *span = node->kid[WITHIN_SPAN];
  const char *left = node->op ? "what stands left of `within next`" : "what stands left of `within last`";
  const char *right = node->op ? "the time behind `within next`" : "the time behind `within last`";
  bool good = check_day(c, day, left);
  Duration duration;
  if (!check_duration(c, span, right, &duration)) return fail(node);
  if (duration.unit == DURATION_SECONDS) {
    Diag *diag = diag_add(c->diags, DIAG_DURATION_WANTED, span->span, right, "in days, weeks, months or years");
    diag_label(c->diags, diag, "whole days count here");
    return fail(node);
  }
  return good ? result(node, TYPE_BOOLEAN, day->type->optional) : fail(node);
}
