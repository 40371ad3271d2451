/* SPDX-License-Identifier: MIT
 * Choices: their options, what is forbidden and preferred, and by what the best is found. */
#include "lang/check/checker.h"

/* ---- options ---- */

static Symbol *find_option(Checker *c, AstNode *name) {
  Str text = name->kind == AST_NAME ? name->text : source_text(c->out->sources, name->span);
  Symbol *symbol = find_service_path(c, name);
  if (symbol && symbol->template) {
    Diag *diag = diag_add(c->diags, DIAG_OPTION_PATTERN, name->span, STR_ARG(text));
    const char *word = symbol->kind == SYM_CHANNEL ? "channel" : "offer";
    diag_help(c->diags, diag, "write `%s NAME = %.*s(…)`, and name that one", word, STR_ARG(text));
    return NULL;
  }
  if (symbol && (symbol->kind == SYM_CHANNEL || symbol->kind == SYM_OFFER)) return symbol;
  if (find_module(c, name)) {
    say_no_member(c, name, "channel or offer", true);
    return NULL;
  }
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_THING, name->span, "channel or offer", STR_ARG(text));
  suggest_service(c, diag, text, SYM_CHANNEL);
  if (!diag->label.n) suggest_service(c, diag, text, SYM_OFFER);
  return NULL;
}

static void add_option(Checker *c, Symbol *choose, AstNode *name) {
  Options *options = &choose->choose;
  Symbol *symbol = find_option(c, name);
  if (!symbol) return;
  Str quoted = arena_format(c->arena, "`%.*s`", STR_ARG(symbol->name));
  for (uint32_t i = 0; i < options->count; i++)
    if (options->items[i] == symbol || str_equal(options->items[i]->name, symbol->name)) {
      diag_add(c->diags, DIAG_TWICE, name->span, STR_ARG(quoted));
      return;
    }
  if (options->count && options->items[0]->kind != symbol->kind) {
    diag_add(c->diags, DIAG_OPTIONS_MIXED, name->span, STR_ARG(symbol->name), symbol_kind_name(symbol));
    return;
  }
  if (str_is(symbol->name, "none")) {
    diag_add(c->diags, DIAG_NAME_TAKEN, name->span, STR_ARG(symbol->name));
    return;
  }
  symbol->used = true;
  c->today = c->today || symbol->today;
  options->items[options->count++] = symbol;
}

/* Labels are the options' names, then `none`. */
static void give_labels(Checker *c, Symbol *choose) {
  const Options *options = &choose->choose;
  Type *type = ARENA_NEW(c->arena, Type);
  Labels *labels = ARENA_NEW(c->arena, Labels);
  Str *names = ARENA_ARRAY(c->arena, Str, options->count + 1);
  choose->type = type_of_kind(TYPE_ERROR, false);
  if (!type || !labels || !names) return;
  for (uint32_t i = 0; i < options->count; i++) names[i] = options->items[i]->name;
  names[options->count] = STR("none");
  *labels = (Labels){names, options->count + 1};
  *type = (Type){.kind = TYPE_LABEL, .labels = labels, .owner = choose};
  choose->type = type;
}

/* A name of an option, in `among`, `forbid` or `prefer`. */
static void check_option(Checker *c, const Symbol *choose, AstNode *name) {
  const Options *options = &choose->choose;
  const Symbol *symbol = find_service_path(c, name);
  for (uint32_t i = 0; i < options->count; i++) {
    if (options->items[i] != symbol) continue;
    name->symbol = options->items[i];
    if (type_is_error(choose->type)) return;
    set_constant(c, name, choose->type, (Value){.kind = KIND_CODE, .known = true, .i32 = (int32_t)i});
    return;
  }
  Str text = source_text(c->out->sources, name->span);
  Diag *diag = diag_add(c->diags, DIAG_NOT_AN_OPTION, name->span, STR_ARG(text), STR_ARG(choose->name));
  if (!choose->type->labels) return;
  Labels named = {choose->type->labels->names, options->count}; /* without `none` */
  suggest_label(c, diag, text, &named);
}

/* ---- the best ---- */

static bool lacks(const Symbol *option, Str part) {
  const Service *s = &option->service;
  if (str_is(part, "response")) return !s->response;
  if (str_is(part, "price")) return !s->price;
  return str_is(part, "margin") && !s->margin;
}

/* An option without a part that E needs is never the best. */
static void lint_parts(Checker *c, const Symbol *choose, const AstNode *node) {
  if (!node) return;
  if (node->kind == AST_NAME && node->symbol == choose) {
    for (uint32_t i = 0; i < choose->choose.count; i++) {
      const Symbol *option = choose->choose.items[i];
      if (!lacks(option, node->text) || !lint_wanted(c, DIAG_NEVER_CHOSEN, node->span)) continue;
      Str part = arena_str(c->arena, node->text);
      diag_add(c->diags, DIAG_NEVER_CHOSEN, node->span, STR_ARG(option->name), part.p ? part.p : "");
    }
    return;
  }
  for (uint32_t i = 0; i < node->count; i++) lint_parts(c, choose, node->kid[i]);
}

static void check_best(Checker *c, Symbol *choose, AstNode *by) {
  AstNode *value = by->kid[BEST_BY_VALUE];
  const char *what = by->op == 1 ? "what stands behind `by highest`" : "what stands behind `by lowest`";
  c->best_by = choose;
  bool good = check_money(c, value, what);
  c->best_by = NULL;
  if (good) lint_parts(c, choose, value);
}

static void check_item(Checker *c, Symbol *choose, AstNode *item, const AstNode **best) {
  switch (item->kind) {
  case AST_FORBID:
    for (uint32_t i = 0; i < item->kid[FORBID_OPTIONS]->count; i++) check_option(c, choose, item->kid[FORBID_OPTIONS]->kid[i]);
    check_condition(c, item->kid[FORBID_WHEN]);
    break;
  case AST_PREFER:
    check_option(c, choose, item->kid[PREFER_OPTION]);
    if (item->kid[PREFER_WHEN]) check_condition(c, item->kid[PREFER_WHEN]);
    break;
  case AST_BEST_BY:
    take_clause(c, best, item, "by");
    check_best(c, choose, item);
    break;
  default:
    break;
  }
}

void check_choose(Checker *c, Symbol *choose) {
  const AstNode *decl = choose->decl, *items = decl->kid[CHOOSE_ITEMS];
  AstNode *among = decl->kid[CHOOSE_AMONG];
  choose->choose.items = ARENA_ARRAY(c->arena, Symbol *, among->count + 1);
  if (!choose->choose.items) return;
  uint32_t errors = c->diags->errors;
  for (uint32_t i = 0; i < among->count; i++) add_option(c, choose, among->kid[i]);
  give_labels(c, choose);
  if (c->diags->errors == errors)
    for (uint32_t i = 0; i < among->count; i++) check_option(c, choose, among->kid[i]);
  else
    choose->type = type_of_kind(TYPE_ERROR, false);
  const AstNode *best = NULL;
  for (uint32_t i = 0; items && i < items->count; i++) {
    bool options_known = c->diags->errors == errors || items->kid[i]->kind == AST_BEST_BY;
    if (options_known || !type_is_error(choose->type)) check_item(c, choose, items->kid[i], &best);
  }
}

const AstNode *choose_best(const AstNode *decl) {
  const AstNode *items = decl->kid[CHOOSE_ITEMS];
  for (uint32_t i = 0; items && i < items->count; i++)
    if (items->kid[i]->kind == AST_BEST_BY) return items->kid[i];
  return NULL;
}

uint32_t options_place(const Options *options, const Symbol *option) {
  uint32_t i = 0;
  while (i < options->count && options->items[i] != option) i++;
  return i;
}
