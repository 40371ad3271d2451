/* SPDX-License-Identifier: MIT
 * What is given to definitions with parameters: held against the parameters, and what these then stand for. */
#include "lang/check/arguments.h"

#include "runtime/data/numeric.h"

/* ---- do they fit ---- */

static void say_argument(Checker *c, const Symbol *origin, const Symbol *formal, const AstNode *arg) {
  Str want = formal->kind == SYM_SEGMENT ? STR("a segment") : name_of(c, formal->type);
  Str type = name_of(c, arg->type);
  Str what = diag_phrase(c->diags, "%.*s for `%.*s`, which is %.*s", STR_ARG(type), STR_ARG(formal->name), STR_ARG(want));
  Diag *diag = diag_add(c->diags, DIAG_ARGUMENT_TYPE, arg->span, STR_ARG(origin->name), STR_ARG(what));
  diag_note(c->diags, diag, formal->span, "declared here");
  if (formal->kind == SYM_SEGMENT && arg->type->kind == TYPE_BOOLEAN)
    diag_help(c->diags, diag, "make a segment of the condition, and name that");
}

static bool is_segment(const AstNode *arg) {
  const Symbol *symbol = ast_bare(arg)->symbol;
  return symbol && symbol->kind == SYM_SEGMENT;
}

static bool fits(Checker *c, const Symbol *origin, const Symbol *formal, AstNode *arg) {
  Duration duration;
  if (type_is_error(arg->type) || type_is_error(formal->type)) return false;
  bool good = formal->kind == SYM_SEGMENT                 ? is_segment(arg)
              : formal->type->kind == TYPE_DURATION ? arg->type->kind == TYPE_DURATION && duration_of(arg, &duration)
                                                          : adapt(c, arg, formal->type);
  if (!good && !type_is_error(arg->type)) say_argument(c, origin, formal, arg);
  return good && !type_is_error(arg->type);
}

bool arguments_fit(Checker *c, const AstNode *use, const Symbol *origin, AstNode *args) {
  uint32_t given = args ? args->count : 0;
  if (given != origin->formal_count) {
    Str count = arena_format(c->arena, "%u value%s", origin->formal_count, origin->formal_count == 1 ? "" : "s");
    Diag *diag = diag_add(c->diags, DIAG_ARGUMENT_COUNT, use->span, STR_ARG(origin->name), STR_ARG(count), given);
    diag_note(c->diags, diag, origin->span, "declared here");
    return false;
  }
  bool good = true;
  for (uint32_t i = 0; i < given; i++) good = fits(c, origin, origin->formals[i], args->kid[i]) && good;
  return good;
}

/* ---- what they hang on ---- */

static bool hangs(const AstNode *node) {
  if (!node || node->constant) return false;
  const Symbol *symbol = node->symbol;
  if (symbol && symbol->kind == SYM_FORMAL) return true;
  if (node->kind == AST_AGGREGATE || node->kind == AST_SEQUENCE) return false; /* rows of their own */
  bool column = symbol && symbol->kind == SYM_COLUMN;
  if (node->kind == AST_NAME) {
    bool part = symbol && symbol->kind == SYM_CHOOSE && node->type->kind != TYPE_LABEL;
    return part || (column && symbol->column.record->role == RECORD_RELATED);
  }
  if (node->kind == AST_DOT && column) return symbol->column.record->role == RECORD_RELATED || hangs(node->kid[DOT_LEFT]);
  for (uint32_t i = 0; i < node->count; i++)
    if (hangs(node->kid[i])) return true;
  return false;
}

bool arguments_hang(const AstNode *args) { return args && hangs(args); }

const Record *arguments_row(const AstNode *node) {
  if (!node || node->constant || node->kind == AST_AGGREGATE || node->kind == AST_SEQUENCE) return NULL;
  const Symbol *symbol = node->symbol;
  if (symbol && symbol->kind == SYM_COLUMN) return symbol->column.record->role == RECORD_RELATED ? symbol->column.record : NULL;
  const Record *record = NULL;
  for (uint32_t i = 0; !record && i < node->count; i++) record = arguments_row(node->kid[i]);
  return record;
}

static bool names_formal(const AstNode *node) {
  if (!node) return false;
  if (node->symbol && node->symbol->decl && node->symbol->decl->kind == AST_FORMAL) return true;
  for (uint32_t i = 0; i < node->count; i++)
    if (names_formal(node->kid[i])) return true;
  return false;
}

bool is_open(const Checker *c, const AstNode *node) { return c->current && c->current->template && names_formal(node); }

/* ---- what the parameters then stand for ---- */

/* A constant as the parameter's type has it. */
static bool constant_as(Value *value, const Type *from, const Type *to) {
  Kind kind = type_value_kind(to);
  if (!value->known) *value = (Value){.kind = kind};
  else if (value->kind == KIND_INTEGER && kind == KIND_NUMBER)
    *value = (Value){.kind = kind, .known = true, .f64 = (double)value->i64};
  else if (value->kind == KIND_CODE && kind == KIND_TEXT && from->labels)
    *value = (Value){.kind = kind, .known = true, .str = from->labels->names[value->i32]};
  return value->kind == kind;
}

/* A column or definition that is named and already of the parameter's type. */
static Symbol *named_value(const AstNode *arg, const Type *want) {
  const AstNode *bare = ast_bare(arg);
  Symbol *symbol = bare->symbol;
  bool path = bare->kind == AST_NAME || (bare->kind == AST_DOT && bare->kid[DOT_LEFT]->kind == AST_NAME);
  if (!path || !symbol || !symbol->type || symbol->type->kind != want->kind) return NULL;
  if (want->kind == TYPE_ONE_OF && !labels_same(symbol->type->labels, want->labels)) return NULL;
  bool value = symbol->kind == SYM_COLUMN || symbol->kind == SYM_LET || symbol->kind == SYM_SCORE || symbol->kind == SYM_SEGMENT;
  return value ? symbol : NULL;
}

static Symbol *bound_symbol(Checker *c, const Symbol *formal, const AstNode *arg, SymbolKind kind) {
  const AstNode name = {.kind = AST_NAME, .span = arg->span, .text = formal->name};
  Symbol *symbol = symbol_new(c, kind, &name, NULL, NULL);
  if (!symbol) return NULL;
  symbol->type = type_optional(formal->type, arg->type->optional, c->arena);
  symbol->state = CHECK_DONE;
  symbol->used = symbol->unlisted = true;
  return symbol;
}

static Symbol *bind(Checker *c, const Symbol *formal, AstNode *arg, bool inlined) {
  Value value = {.kind = KIND_BOOLEAN};
  Duration duration = {DURATION_DAYS, 0};
  if (formal->kind == SYM_SEGMENT) return ast_bare(arg)->symbol;
  bool time = formal->type->kind == TYPE_DURATION && duration_of(arg, &duration);
  if (time || (constant_of(c, arg, &value) && constant_as(&value, arg->type, formal->type))) {
    Symbol *symbol = bound_symbol(c, formal, arg, SYM_PARAM);
    if (!symbol) return NULL;
    symbol->param.value = value;
    symbol->param.duration = duration;
    return symbol;
  }
  Symbol *named = inlined ? NULL : named_value(arg, formal->type);
  if (named) return named;
  Symbol *symbol = bound_symbol(c, formal, arg, inlined ? SYM_FORMAL : SYM_LET);
  if (!symbol) return NULL;
  symbol->ordinal = formal->ordinal;
  if (!inlined) symbol->decl = ast_new(c->arena, AST_LET, arg->span, AST_LET_SLOTS, NULL, NULL, NULL, NULL, arg);
  return inlined || symbol->decl ? symbol : NULL;
}

Symbol **arguments_bind(Checker *c, const Symbol *origin, AstNode *args, bool inlined) {
  Symbol **bound = ARENA_ARRAY(c->arena, Symbol *, origin->formal_count + 1);
  for (uint32_t i = 0; bound && i < origin->formal_count; i++) {
    bound[i] = bind(c, origin->formals[i], args->kid[i], inlined);
    if (!bound[i]) return NULL;
  }
  return bound;
}

static bool is_made(const Symbol *bound) { return bound->kind == SYM_LET && bound->unlisted && bound->decl->kid[LET_NAME] == NULL; }

bool arguments_keep(Checker *c, const Symbol *instance) {
  for (uint32_t i = 0; i < instance->formal_count; i++)
    if (is_made(instance->bound[i]) && !resolve_append(c, instance->bound[i])) return false;
  return !c->arena->failed;
}

/* ---- are they the same ---- */

static bool same_tree(const AstNode *a, const AstNode *b) {
  a = ast_bare(a);
  b = ast_bare(b);
  if (!a || !b) return a == b;
  if (a->kind != b->kind || a->op != b->op || a->count != b->count || a->symbol != b->symbol) return false;
  if (!str_equal(a->text, b->text)) return false;
  for (uint32_t i = 0; i < a->count; i++)
    if (!same_tree(a->kid[i], b->kid[i])) return false;
  return true;
}

static bool same_value(const Value *a, const Value *b) {
  if (a->kind != b->kind || a->known != b->known) return false;
  if (!a->known) return true;
  if (a->kind == KIND_BOOLEAN) return a->truth == b->truth;
  return a->kind == KIND_CODE ? a->i32 == b->i32 : value_order(a, b) == 0;
}

static bool same_bound(const Symbol *a, const Symbol *b) {
  if (a == b) return true;
  if (a->kind != b->kind) return false;
  if (a->kind == SYM_PARAM && a->type->kind == TYPE_DURATION)
    return a->param.duration.unit == b->param.duration.unit && a->param.duration.count == b->param.duration.count;
  if (a->kind == SYM_PARAM) return a->type->kind == b->type->kind && same_value(&a->param.value, &b->param.value);
  return is_made(a) && is_made(b) && same_tree(a->decl->kid[LET_VALUE], b->decl->kid[LET_VALUE]);
}

bool arguments_same(const Symbol *instance, Symbol *const *bound) {
  for (uint32_t i = 0; i < instance->formal_count; i++)
    if (!same_bound(instance->bound[i], bound[i])) return false;
  return true;
}
