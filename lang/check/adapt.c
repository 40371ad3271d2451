/* SPDX-License-Identifier: MIT
 * Types that meet: a literal beside money is money, `unknown` is of the type that it meets, an integer widens to a number, a
 * text literal beside a `one of` is one of its texts. */
#include "lang/check/checker.h"

const Type *set_type(AstNode *node, const Type *type) {
  node->type = type;
  return type;
}

const Type *fail(AstNode *node) { return set_type(node, type_of_kind(TYPE_ERROR, false)); }

const Type *set_constant(Checker *c, AstNode *node, const Type *type, Value value) {
  Value *kept = ARENA_NEW(c->arena, Value);
  if (!kept) return fail(node);
  *kept = value;
  node->constant = kept;
  return set_type(node, type);
}

Str name_of(Checker *c, const Type *type) {
  bool label = type->kind == TYPE_LABEL && type->owner;
  return label ? diag_phrase(c->diags, "a label of `%.*s`", STR_ARG(type->owner->name)) : type_name(type, c->arena);
}

static bool optional_of(const AstNode *node) { return node->type->optional; }

/* A literal becomes money, down through its sign and brackets. */
static bool adapt_money(Checker *c, AstNode *node) {
  Value value;
  LiteralFault fault = literal_money(node, &value);
  const Type *type = type_of_kind(TYPE_MONEY, false);
  if (fault == LITERAL_GOOD) {
    set_constant(c, node, type, value);
    AstNode *inner = node->kind == AST_BRACKETS ? node->kid[BRACKETS_INNER] : node->kind == AST_NEG ? node->kid[NEG_OPERAND] : NULL;
    if (inner && literal_is_number(inner)) adapt_money(c, inner);
    return true;
  }
  Str text = source_text(c->out->sources, node->span);
  DiagCode code = fault == LITERAL_TOO_FINE ? DIAG_MONEY_DECIMALS : DIAG_LITERAL_RANGE;
  diag_add(c->diags, code, node->span, STR_ARG(text));
  fail(node);
  return false;
}

static bool adapt_code(Checker *c, AstNode *node, const Type *type) {
  const AstNode *bare = ast_bare(node);
  int32_t code = labels_find(type->labels, bare->text);
  if (code >= 0) {
    Value value = {.kind = KIND_CODE, .known = true, .i32 = code};
    for (;; node = node->kid[BRACKETS_INNER]) {
      set_constant(c, node, type_optional(type, false, c->arena), value);
      if (node->kind != AST_BRACKETS) return true;
    }
  }
  Str list = name_of(c, type_optional(type, false, c->arena));
  Diag *diag = diag_add(c->diags, DIAG_NOT_IN_LIST, bare->span, STR_ARG(bare->text), STR_ARG(list));
  suggest_text(c, diag, bare->text, type->labels);
  fail(node);
  return false;
}

/* `unknown` takes the type that it meets. */
static bool adapt_unknown(Checker *c, AstNode *node, const Type *type) {
  type = type_optional(type, true, c->arena);
  set_constant(c, node, type, (Value){.kind = type_value_kind(type), .known = false});
  if (node->kind == AST_BRACKETS) return adapt(c, node->kid[BRACKETS_INNER], type);
  return true;
}

static bool same_kind(const Type *type, const Type *want) {
  if (want->kind == TYPE_NUMBER) return type_is_numeric(type);
  if (want->kind == TYPE_TEXT) return type_is_text(type);
  if (want->kind == TYPE_ONE_OF) return type->kind == TYPE_ONE_OF && labels_same(type->labels, want->labels);
  if (want->kind == TYPE_LABEL) return type->kind == TYPE_LABEL && type->owner == want->owner;
  return type->kind == want->kind;
}

/* Both arms of an `if`, both sides of a `default`, the inside of brackets: what they are made of meets the type too. */
static bool adapt_parts(Checker *c, AstNode *node, const Type *type) {
  AstNode *parts[2] = {NULL, NULL};
  if (node->kind == AST_BRACKETS) parts[0] = node->kid[BRACKETS_INNER];
  if (node->kind == AST_IF) parts[0] = node->kid[IF_THEN], parts[1] = node->kid[IF_ELSE];
  if (node->kind == AST_DEFAULT) parts[0] = node->kid[DEFAULT_VALUE], parts[1] = node->kid[DEFAULT_ELSE];
  if (!parts[0]) return false;
  for (int i = 0; i < 2; i++) {
    if (!parts[i]) continue;
    if (!adapt(c, parts[i], type)) {
      if (type_is_error(parts[i]->type)) fail(node);
      return false;
    }
  }
  set_type(node, type_optional(type, optional_of(node), c->arena));
  return true;
}

bool adapt(Checker *c, AstNode *node, const Type *type) {
  const Type *has = node->type;
  if (type_is_error(has) || type_is_error(type) || same_kind(has, type)) return true;
  if (has->kind == TYPE_UNKNOWN && (ast_bare(node)->kind == AST_UNKNOWN)) return adapt_unknown(c, node, type);
  if (type->kind == TYPE_MONEY && type_is_numeric(has) && literal_is_number(node)) return adapt_money(c, node);
  if (type->kind == TYPE_ONE_OF && ast_bare(node)->kind == AST_STRING) return adapt_code(c, node, type);
  if (has->kind == TYPE_UNKNOWN || (type->kind == TYPE_MONEY && type_is_numeric(has))) return adapt_parts(c, node, type);
  return false;
}

/* ---- several that meet ---- */

/* All texts: one list of them where every one is of it or a literal that is in it, else plain text. */
static const Type *unify_texts(Checker *c, AstNode **nodes, uint32_t count) {
  const Type *list = NULL;
  for (uint32_t i = 0; i < count; i++)
    if (nodes[i]->type->kind == TYPE_ONE_OF && !list) list = nodes[i]->type;
  const Type *text = type_of_kind(TYPE_TEXT, false);
  if (!list) return text;
  for (uint32_t i = 0; i < count; i++) {
    const AstNode *bare = ast_bare(nodes[i]);
    bool same = nodes[i]->type->kind == TYPE_ONE_OF && labels_same(nodes[i]->type->labels, list->labels);
    bool literal = bare->kind == AST_STRING && labels_find(list->labels, bare->text) >= 0;
    if (!same && !literal && nodes[i]->type->kind != TYPE_UNKNOWN) return text;
  }
  return type_optional(list, false, c->arena);
}

static bool meets(const Type *type, const Type *with) {
  if (type_is_error(type) || type->kind == TYPE_UNKNOWN) return true;
  return same_kind(type, with);
}

const Type *unify(Checker *c, AstNode **nodes, uint32_t count) {
  const Type *common = NULL;
  bool optional = false, money = false;
  for (uint32_t i = 0; i < count; i++) {
    const Type *type = nodes[i]->type;
    if (type_is_error(type)) return type;
    if (type->optional || type->kind == TYPE_UNKNOWN) optional = true;
    if (type->kind == TYPE_MONEY) money = true;
    if (type->kind == TYPE_UNKNOWN || type->kind == TYPE_DURATION) {
      if (type->kind == TYPE_DURATION) return NULL;
      continue;
    }
    if (!common || (type->kind == TYPE_NUMBER && common->kind == TYPE_INTEGER)) common = type;
  }
  if (!common) return type_of_kind(TYPE_UNKNOWN, true);
  if (money) common = type_of_kind(TYPE_MONEY, false);
  if (type_is_text(common)) common = unify_texts(c, nodes, count);
  for (uint32_t i = 0; i < count; i++) {
    if (!adapt(c, nodes[i], common)) return type_is_error(nodes[i]->type) ? nodes[i]->type : NULL;
    if (!meets(nodes[i]->type, common)) return NULL;
  }
  return type_optional(common, optional, c->arena);
}
