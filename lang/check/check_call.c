/* SPDX-License-Identifier: MIT
 * Calls: built-in functions, whose overload is found by the types of the arguments, and lets with parameters. */
#include "lang/check/checker.h"

#include "lang/check/arguments.h"
#include "runtime/data/zone.h"
#include "stdlib/functions.h"

enum { WORDS_MOST = 160 };

static TypeKind type_kind_of(Kind kind) {
  switch (kind) {
  case KIND_BOOLEAN:
    return TYPE_BOOLEAN;
  case KIND_INTEGER:
    return TYPE_INTEGER;
  case KIND_NUMBER:
    return TYPE_NUMBER;
  case KIND_MONEY:
    return TYPE_MONEY;
  case KIND_TEXT:
    return TYPE_TEXT;
  case KIND_DATE:
    return TYPE_DATE;
  case KIND_DATETIME:
    return TYPE_DATETIME;
  case KIND_CODE:
  case KIND_COUNT:
    return TYPE_ERROR;
  }
  return TYPE_ERROR;
}

/* ---- which overload ---- */

enum { NO_FIT = 1000 };

/* A literal, or arms and brackets around literals: what may become money. */
static bool may_be_money(const AstNode *node) {
  if (literal_is_number(node)) return true;
  node = ast_bare(node);
  if (node->kind == AST_IF) return may_be_money(node->kid[IF_THEN]) && may_be_money(node->kid[IF_ELSE]);
  return node->kind == AST_UNKNOWN;
}

/* How far an argument is from what an overload takes: 0 as it is, NO_FIT not at all. */
static int distance_to(const AstNode *arg, Kind kind) {
  const Type *type = arg->type;
  if (type->kind == TYPE_UNKNOWN) return 0;
  if (type->kind == type_kind_of(kind)) return 0;
  if (type->kind == TYPE_ONE_OF && kind == KIND_TEXT) return 1;
  if (type->kind == TYPE_INTEGER && kind == KIND_NUMBER) return 1;
  if (type_is_numeric(type) && kind == KIND_MONEY && may_be_money(arg)) return 2;
  return NO_FIT;
}

/* The row that is nearest, the first among equals; -1 where none fits. */
static int find_overload(int first, const AstNode *args, bool nested) {
  int best = -1, least = NO_FIT;
  const char *name = fn_table.items[first].name;
  for (int row = first; row < (int)fn_table.count && strcmp(fn_table.items[row].name, name) == 0; row++) {
    const FnInfo *info = &fn_table.items[row];
    if (!nested && info->arg_count != args->count) continue;
    int cost = 0;
    for (uint32_t i = 0; i < args->count; i++) cost += distance_to(args->kid[i], info->args[nested ? 0 : i]);
    if (cost < least) least = cost, best = row;
  }
  return best;
}

/* ---- messages ---- */

static Str count_words(Checker *c, int first) {
  const char *name = fn_table.items[first].name;
  Str text = STR("");
  int last = -1, row = first;
  for (; row < (int)fn_table.count && strcmp(fn_table.items[row].name, name) == 0; row++) {
    int count = fn_table.items[row].arg_count;
    if (count == last) continue;
    text = last < 0 ? arena_format(c->arena, "%d", count) : arena_format(c->arena, "%.*s or %d", STR_ARG(text), count);
    last = count;
  }
  return arena_format(c->arena, "%.*s value%s", STR_ARG(text), last == 1 ? "" : "s");
}

/* "`round(x)` or `round(x, d)`" where the numbers of values differ; empty where there is one form. */
static Str written_forms(Checker *c, int first) {
  const char *name = fn_table.items[first].name;
  Str text = STR("");
  int last = -1, count = 0;
  for (int row = first; row < (int)fn_table.count && strcmp(fn_table.items[row].name, name) == 0; row++) {
    const FnInfo *info = &fn_table.items[row];
    if (info->arg_count == last) continue;
    text = arena_format(c->arena, "%.*s%s`%s(%s)`", STR_ARG(text), count++ ? " or " : "", name, info->parameters);
    last = info->arg_count;
  }
  return count > 1 ? text : STR("");
}

/* "abs(integer), abs(number)" */
static Str forms(Checker *c, int first, uint32_t count) {
  const char *name = fn_table.items[first].name;
  Str text = STR("");
  for (int row = first; row < (int)fn_table.count && strcmp(fn_table.items[row].name, name) == 0; row++) {
    const FnInfo *info = &fn_table.items[row];
    if (info->arg_count != count) continue;
    text = arena_format(c->arena, "%.*s%s%s(", STR_ARG(text), text.n ? ", " : "", name);
    for (int i = 0; i < info->arg_count; i++)
      text = arena_format(c->arena, "%.*s%s%s", STR_ARG(text), i ? ", " : "", kind_name(info->args[i]));
    text = arena_format(c->arena, "%.*s)", STR_ARG(text));
  }
  return text;
}

static const Type *say_arguments(Checker *c, AstNode *node, int first, bool nested) {
  const AstNode *args = node->kid[CALL_ARGS];
  Str name = str_from(fn_table.items[first].name);
  bool counted = nested && args->count >= 2;
  for (int row = first; row < (int)fn_table.count && str_is(name, fn_table.items[row].name); row++)
    counted = counted || fn_table.items[row].arg_count == args->count;
  if (!counted) {
    Str count = nested ? diag_phrase(c->diags, "two or more values") : count_words(c, first);
    Diag *diag = diag_add(c->diags, DIAG_ARGUMENT_COUNT, node->span, STR_ARG(name), STR_ARG(count), args->count);
    Str shapes = written_forms(c, first);
    if (shapes.n) diag_help(c->diags, diag, "write %.*s", STR_ARG(shapes));
    else diag_help(c->diags, diag, "write `%s(%s)`", fn_table.items[first].name, fn_table.items[first].parameters);
    return fail(node);
  }
  Str types = STR("");
  for (uint32_t i = 0; i < args->count; i++)
    types = arena_format(c->arena, "%.*s%s%.*s", STR_ARG(types), i ? ", " : "", STR_ARG(name_of(c, args->kid[i]->type)));
  Diag *diag = diag_add(c->diags, DIAG_ARGUMENT_TYPE, node->span, STR_ARG(name), STR_ARG(types));
  Str help = forms(c, first, nested ? 2 : args->count);
  diag_help(c->diags, diag, "it takes %.*s", STR_ARG(help));
  return fail(node);
}

/* ---- built-in functions ---- */

/* The salt of hash_percent, the zone of in_zone: a text that is known when the rule file is compiled. */
static bool hold_constant(Checker *c, const FnInfo *info, AstNode *argument) {
  Value value;
  if (!argument->constant) {
    if (is_open(c, argument)) return true;
    if (!constant_of(c, argument, &value) || value.kind != KIND_TEXT) {
      Diag *diag = diag_add(c->diags, DIAG_ARGUMENT_CONSTANT, argument->span, STR_ARG(str_from(info->name)));
      diag_help(c->diags, diag, "it is the same for all records: a text in quotes, or a param");
      return false;
    }
    set_constant(c, argument, type_of_kind(TYPE_TEXT, false), value);
  }
  const Value *constant = argument->constant;
  bool zone = str_is(STR("in_zone"), info->name);
  if (!zone || !constant->known || constant->kind != KIND_TEXT || zone_exists(constant->str)) return true;
  Diag *diag = diag_add(c->diags, DIAG_NO_ZONE, argument->span, STR_ARG(constant->str));
  diag_help(c->diags, diag, "zones are named as \"Europe/Paris\" or \"Indian/Reunion\"");
  return false;
}

static const Type *finish_call(Checker *c, AstNode *node, int row) {
  const FnInfo *info = &fn_table.items[row];
  const AstNode *args = node->kid[CALL_ARGS];
  bool optional = str_is(STR("email_domain"), info->name); /* unknown where the address is no valid one */
  for (uint32_t i = 0; i < args->count; i++) {
    Kind kind = info->args[i < info->arg_count ? i : 0];
    adapt(c, args->kid[i], type_of_kind(type_kind_of(kind), true));
    if (type_is_error(args->kid[i]->type)) return fail(node);
    optional = optional || args->kid[i]->type->optional;
  }
  if ((info->flags & FN_CONST_2) && !hold_constant(c, info, args->kid[1])) return fail(node);
  node->fn = 1 + (uint32_t)row;
  return set_type(node, type_of_kind(type_kind_of(info->result), optional));
}

static const Type *call_function(Checker *c, AstNode *node, int first) {
  AstNode *args = node->kid[CALL_ARGS];
  Str name = str_from(fn_table.items[first].name);
  bool nested = str_is(name, "least") || str_is(name, "greatest");
  for (uint32_t i = 0; i < args->count; i++)
    if (args->kid[i]->type->kind == TYPE_LABEL || args->kid[i]->type->kind == TYPE_DURATION)
      return say_arguments(c, node, first, nested);
  if (nested && args->count < 2) return say_arguments(c, node, first, nested);
  int row = find_overload(first, args, nested);
  return row < 0 ? say_arguments(c, node, first, nested) : finish_call(c, node, row);
}

/* ---- lets with parameters ---- */

static const Type *call_let(Checker *c, AstNode *node, Symbol *let) {
  AstNode *args = node->kid[CALL_ARGS];
  let->used = true;
  c->today = c->today || let->today;
  node->symbol = let;
  bool good = arguments_fit(c, node, let, args) && let->type && !type_is_error(let->type), optional = good && let->type->optional;
  for (uint32_t i = 0; i < args->count; i++) optional = optional || args->kid[i]->type->optional;
  return good ? set_type(node, type_optional(let->type, optional, c->arena)) : fail(node);
}

/* ---- both ---- */

static bool takes_values(const Symbol *symbol) {
  bool service = symbol->kind == SYM_CHANNEL || symbol->kind == SYM_OFFER;
  return (symbol->template && !service) || (symbol->kind == SYM_LET && symbol->let.function);
}

static void suggest_function(Checker *c, Diag *diag, Str name) {
  const char *words[WORDS_MOST];
  uint32_t count = 0;
  for (uint32_t i = 0; i < fn_table.count && count < WORDS_MOST; i++)
    if (!count || strcmp(words[count - 1], fn_table.items[i].name) != 0) words[count++] = fn_table.items[i].name;
  for (int i = 0; i < AGG_COUNT_OF_ALL && count < WORDS_MOST; i++) words[count++] = aggregate_info((Aggregate)i)->name;
  if (count < WORDS_MOST) words[count++] = "sequence";
  for (uint32_t i = 0; i < c->out->symbol_count && count < WORDS_MOST; i++) {
    const Symbol *symbol = c->out->symbols[i];
    if (symbol->space == c->space && takes_values(symbol)) words[count++] = arena_str(c->arena, symbol->name).p;
    if (c->arena->failed) return;
  }
  suggest_words(c, diag, name, words, count);
}

static const Type *unknown_function(Checker *c, AstNode *node, const AstNode *callee) {
  Str name = source_text(c->out->sources, callee->span);
  const Symbol *symbol = find_path(c, callee);
  if (!symbol && find_module(c, callee)) {
    say_no_member(c, callee, "name", false);
    return fail(node);
  }
  if (symbol) {
    diag_add(c->diags, DIAG_NOT_A_FUNCTION, node->span, STR_ARG(name), symbol_kind_name(symbol));
    return fail(node);
  }
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_FUNCTION, callee->span, STR_ARG(name));
  if (!habit_function(c, diag, name)) suggest_function(c, diag, name);
  return fail(node);
}

const Type *check_call(Checker *c, AstNode *node) {
  AstNode *callee = node->kid[CALL_CALLEE], *args = node->kid[CALL_ARGS];
  Symbol *symbol = find_path(c, callee);
  bool let = symbol && takes_values(symbol);
  int first = callee->kind == AST_NAME && !let ? fn_find(callee->text) : -1;
  if (callee->kind == AST_NAME && !let && first < 0 && check_is_aggregate(callee->text)) return check_aggregate_call(c, node);
  if (!let && first < 0) return unknown_function(c, node, callee);
  bool good = true;
  for (uint32_t i = 0; args && i < args->count; i++) good = !type_is_error(check_expr(c, args->kid[i])) && good;
  if (!good) {
    if (let) symbol->used = true;
    return fail(node);
  }
  if (let && symbol->template) return check_use(c, node, symbol);
  return let ? call_let(c, node, symbol) : call_function(c, node, first);
}
