/* SPDX-License-Identifier: MIT
 * Expressions: literals, logic, `if`, `default`; the other kinds have files of their own. */
#include "lang/check/checker.h"

#include "lang/lower/fold.h"
#include "runtime/data/numeric.h"

static const Type *boolean(bool optional) { return type_of_kind(TYPE_BOOLEAN, optional); }

/* ---- what clauses ask for ---- */

Diag *say_wrong_type(Checker *c, const AstNode *node, const char *what, const char *wanted) {
  Str type = name_of(c, node->type);
  Diag *diag = diag_add(c->diags, DIAG_WRONG_TYPE, node->span, what, wanted, STR_ARG(type));
  Str date = habit_date(c, c->arena, node);
  if (date.n) diag_help(c->diags, diag, "a date has four digits for the year, two each for month and day: `%.*s`", STR_ARG(date));
  return diag;
}

void check_condition(Checker *c, AstNode *node) {
  hint_type(c, node, boolean(false));
  const Type *type = check_expr(c, node);
  if (adapt(c, node, boolean(false))) return;
  if (type_is_error(node->type)) return;
  Str name = name_of(c, type);
  Diag *diag = diag_add(c->diags, DIAG_NOT_A_CONDITION, node->span, STR_ARG(name));
  if (type->kind == TYPE_LABEL) diag_help(c->diags, diag, "ask for a label: `… is LABEL`");
  else if (ast_bare(node)->kind == AST_NAME)
    diag_help(c->diags, diag, "compare it: `%.*s = …`, or ask `%.*s is known`", STR_ARG(ast_bare(node)->text),
              STR_ARG(ast_bare(node)->text));
  fail(node);
}

bool check_number(Checker *c, AstNode *node, const char *what) {
  hint_type(c, node, type_of_kind(TYPE_NUMBER, false));
  check_expr(c, node);
  if (type_is_error(node->type)) return false;
  if (adapt(c, node, type_of_kind(TYPE_NUMBER, false))) return true;
  Diag *diag = say_wrong_type(c, node, what, "a number");
  if (node->type->kind == TYPE_MONEY) diag_help(c->diags, diag, "`number(…)` makes a number of an amount");
  fail(node);
  return false;
}

bool check_money(Checker *c, AstNode *node, const char *what) {
  const Type *type = check_expr(c, node);
  if (type_is_error(type)) return false;
  if (type->kind == TYPE_MONEY || type_is_numeric(type)) return true;
  if (adapt(c, node, type_of_kind(TYPE_MONEY, false))) return true;
  say_wrong_type(c, node, what, "an amount of money or a number");
  fail(node);
  return false;
}

bool constant_of(Checker *c, AstNode *node, Value *out) {
  if (type_is_error(node->type)) return false;
  if (node->constant) {
    *out = *node->constant;
    return true;
  }
  if (node->kind == AST_BRACKETS) return constant_of(c, node->kid[BRACKETS_INNER], out);
  return fold_expr(c->arena, node, out);
}

/* An integer as a number, or a number as money, where the place asks for it. */
static bool convert(Value *value, Kind kind) {
  if (value->kind == kind || !value->known) {
    value->kind = kind;
    return true;
  }
  if (kind == KIND_NUMBER && value->kind == KIND_INTEGER) {
    *value = (Value){.kind = kind, .known = true, .f64 = (double)value->i64};
    return true;
  }
  if (kind != KIND_MONEY) return false;
  int64_t money;
  Fault fault = value->kind == KIND_INTEGER ? money_of_integer(value->i64, &money) : money_of_number(value->f64, &money);
  *value = (Value){.kind = kind, .known = true, .i64 = money};
  return fault == FAULT_NONE;
}

bool check_constant(Checker *c, AstNode *node, const Type *want, const char *what, Value *out) {
  check_expr(c, node);
  if (type_is_error(node->type) || type_is_error(want)) return false;
  bool money = want->kind == TYPE_MONEY && type_is_numeric(node->type) && !literal_is_number(node);
  if (!money && !adapt(c, node, want)) {
    if (type_is_error(node->type)) return false;
    Str wanted = name_of(c, type_optional(want, false, c->arena));
    Str phrase = diag_phrase(c->diags, "of type %.*s", STR_ARG(wanted));
    say_wrong_type(c, node, what, phrase.p);
    fail(node);
    return false;
  }
  bool text = want->kind == TYPE_TEXT && node->type->kind == TYPE_ONE_OF;
  if (is_open(c, node)) return false;
  if (!constant_of(c, node, out) || (!text && !convert(out, type_value_kind(want)))) {
    Diag *diag = diag_add(c->diags, DIAG_NOT_CONSTANT, node->span, what);
    diag_help(c->diags, diag, "a literal, a param, or what is computed of these");
    fail(node);
    return false;
  }
  if (text && out->known) *out = (Value){.kind = KIND_TEXT, .known = true, .str = node->type->labels->names[out->i32]};
  set_constant(c, node, type_optional(want, !out->known, c->arena), *out);
  return true;
}

bool check_duration(Checker *c, AstNode *node, const char *what, Duration *out) {
  const Type *type = check_expr(c, node);
  if (type_is_error(type)) return false;
  if (type->kind == TYPE_DURATION && duration_of(node, out)) return true;
  Diag *diag = diag_add(c->diags, DIAG_DURATION_WANTED, node->span, what, "a duration");
  diag_label(c->diags, diag, "such as `30 days`");
  fail(node);
  return false;
}

/* ---- leaves ---- */

/* A number with its signs and brackets: each of their nodes has the value up to there. */
static const Type *check_number_literal(Checker *c, AstNode *node) {
  Value value;
  if (literal_value(node, &value) != LITERAL_GOOD) {
    Str text = source_text(c->out->sources, node->span);
    diag_add(c->diags, DIAG_LITERAL_RANGE, node->span, STR_ARG(text));
    return fail(node);
  }
  const Type *type = type_of_kind(value.kind == KIND_INTEGER ? TYPE_INTEGER : TYPE_NUMBER, false);
  for (AstNode *part = node;; part = part->kid[0]) {
    Value own;
    if (literal_value(part, &own) == LITERAL_GOOD) set_constant(c, part, type, own);
    else set_type(part, type); /* the digits of the least integer, without its sign */
    if (part->kind != AST_NEG && part->kind != AST_BRACKETS) break;
  }
  return node->type;
}

static const Type *check_leaf(Checker *c, AstNode *node, TypeKind kind) {
  Value value;
  if (literal_value(node, &value) == LITERAL_GOOD) return set_constant(c, node, type_of_kind(kind, false), value);
  diag_add(c->diags, DIAG_LITERAL_RANGE, node->span, STR_ARG(node->text));
  return fail(node);
}

static const Type *check_duration_leaf(Checker *c, AstNode *node) {
  Duration duration;
  if (duration_parse(node->text, &duration)) return set_type(node, type_of_kind(TYPE_DURATION, false));
  diag_add(c->diags, DIAG_LITERAL_RANGE, node->span, STR_ARG(node->text));
  return fail(node);
}

static const Type *check_clock(Checker *c, AstNode *node) {
  c->today = true;
  return set_type(node, type_of_kind(node->kind == AST_TODAY ? TYPE_DATE : TYPE_DATETIME, false));
}

/* ---- logic ---- */

static const Type *check_logic(Checker *c, AstNode *node) {
  bool optional = false, failed = false;
  for (uint32_t i = 0; i < node->count; i++) {
    if (i != 1 || !habit_repeated(c, node)) check_condition(c, node->kid[i]);
    failed = failed || type_is_error(node->kid[i]->type);
    optional = optional || node->kid[i]->type->optional;
  }
  return failed ? fail(node) : set_type(node, boolean(optional));
}

static const Type *say_arms(Checker *c, AstNode *node, const AstNode *a, const AstNode *b) {
  Str left = name_of(c, a->type), right = name_of(c, b->type);
  Diag *diag = diag_add(c->diags, DIAG_ARMS_DIFFER, node->span, STR_ARG(left), STR_ARG(right));
  if (a->type->kind == TYPE_MONEY || b->type->kind == TYPE_MONEY)
    diag_help(c->diags, diag, "`money(…)` makes an amount of a number that is no literal");
  if (c->beside && c->beside->kid[1] == node && b->type->kind == TYPE_BOOLEAN) {
    Str test = source_text(c->out->sources, (Span){c->beside->span.from, a->span.to}), other = source_text(c->out->sources, b->span);
    diag_help(c->diags, diag, "write `(%.*s) default %.*s`", STR_ARG(test), STR_ARG(other));
  }
  return fail(node);
}

static const Type *check_if(Checker *c, AstNode *node) {
  check_condition(c, node->kid[IF_COND]);
  AstNode *arms[2] = {node->kid[IF_THEN], node->kid[IF_ELSE]};
  check_expr(c, arms[0]);
  check_expr(c, arms[1]);
  const Type *type = unify(c, arms, 2);
  if (!type) return say_arms(c, node, arms[0], arms[1]);
  if (type_is_error(node->kid[IF_COND]->type) && type->kind == TYPE_UNKNOWN) return fail(node);
  return set_type(node, type);
}

static const Type *check_default(Checker *c, AstNode *node) {
  AstNode *sides[2] = {node->kid[DEFAULT_VALUE], node->kid[DEFAULT_ELSE]};
  check_expr(c, sides[0]);
  check_expr(c, sides[1]);
  const Type *type = unify(c, sides, 2);
  if (!type) return say_arms(c, node, sides[0], sides[1]);
  return set_type(node, type_optional(type, sides[0]->type->optional && sides[1]->type->optional, c->arena));
}

static const Type *check_known(Checker *c, AstNode *node) {
  AstNode *value = node->kid[IS_KNOWN_VALUE];
  check_expr(c, value);
  if (value->type->kind == TYPE_UNKNOWN) adapt(c, value, boolean(true));
  if (value->type->kind == TYPE_DURATION) {
    say_wrong_type(c, value, "what may be unknown", "a value");
    return fail(node);
  }
  return set_type(node, boolean(false));
}

static const Type *check_at_least(Checker *c, AstNode *node) {
  AstNode *count = node->kid[AT_LEAST_COUNT], *conds = node->kid[AT_LEAST_CONDS];
  bool optional = false, failed = false;
  for (uint32_t i = 0; i < conds->count; i++) {
    check_condition(c, conds->kid[i]);
    failed = failed || type_is_error(conds->kid[i]->type);
    optional = optional || conds->kid[i]->type->optional;
  }
  Value value;
  if (!check_constant(c, count, type_of_kind(TYPE_INTEGER, false), "the number behind `at least`", &value)) return fail(node);
  if (!value.known || value.i64 < 1 || value.i64 > conds->count) {
    diag_add(c->diags, DIAG_QUORUM, count->span, value.known ? (long long)value.i64 : 0LL, conds->count, conds->count);
    return fail(node);
  }
  return failed ? fail(node) : set_type(node, boolean(optional));
}

static const Type *check_brackets(Checker *c, AstNode *node) {
  if (literal_is_number(node)) return check_number_literal(c, node);
  AstNode *inner = node->kid[BRACKETS_INNER];
  check_expr(c, inner);
  node->constant = inner->constant;
  return set_type(node, inner->type);
}

const Type *check_expr(Checker *c, AstNode *node) {
  switch (node->kind) {
  case AST_NUMBER:
  case AST_PERCENT:
    return check_number_literal(c, node);
  case AST_STRING:
    return check_leaf(c, node, TYPE_TEXT);
  case AST_DATE:
    return check_leaf(c, node, TYPE_DATE);
  case AST_DATETIME:
    return check_leaf(c, node, TYPE_DATETIME);
  case AST_TRUE:
  case AST_FALSE:
    return check_leaf(c, node, TYPE_BOOLEAN);
  case AST_UNKNOWN:
    return set_constant(c, node, type_of_kind(TYPE_UNKNOWN, true), (Value){.kind = KIND_BOOLEAN, .known = false});
  case AST_DURATION:
    return check_duration_leaf(c, node);
  case AST_TODAY:
  case AST_NOW:
    return check_clock(c, node);
  case AST_NAME:
    return check_name(c, node);
  case AST_DOT:
  case AST_INDEX:
    return check_dot(c, node);
  case AST_CALL:
    return check_call(c, node);
  case AST_IF:
    return check_if(c, node);
  case AST_OR:
  case AST_AND:
  case AST_NOT:
    return check_logic(c, node);
  case AST_COMPARE:
    return check_compare(c, node);
  case AST_MATCHES:
    return check_matches(c, node);
  case AST_AFFIX:
    return check_affix(c, node);
  case AST_IN:
    return check_in(c, node);
  case AST_IS:
    return check_is(c, node);
  case AST_IS_KNOWN:
    return check_known(c, node);
  case AST_WITHIN:
    return check_within(c, node);
  case AST_DEFAULT:
    return check_default(c, node);
  case AST_ARITH:
    return check_arith(c, node);
  case AST_NEG:
    return literal_is_number(node) ? check_number_literal(c, node) : check_neg(c, node);
  case AST_SINCE:
    return check_since(c, node);
  case AST_BRACKETS:
    return check_brackets(c, node);
  case AST_AT_LEAST:
    return check_at_least(c, node);
  case AST_AGGREGATE:
    return check_aggregate(c, node);
  case AST_SEQUENCE:
    return check_sequence(c, node);
  default: /* no expression: the parser has told it */
    return fail(node);
  }
}
