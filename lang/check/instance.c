/* SPDX-License-Identifier: MIT
 * Definitions with parameters in use: each use with other arguments is a symbol of its own, whose body is a copy of the
 * pattern's in which the parameters stand for the arguments. */
#include "lang/check/checker.h"

#include "lang/check/arguments.h"

enum { INSTANCES_MOST = 4096, INSTANCE_DEPTH_MOST = 32 };

void note_since(Checker *c, uint32_t before, Span span, Str text) {
  for (uint32_t i = before; i < c->diags->count; i++) diag_note(c->diags, c->diags->items[i], span, "%.*s", STR_ARG(text));
}

/* "used here with value = revenue, share = 5%" */
void note_use(Checker *c, uint32_t before, const Symbol *instance) {
  if (before == c->diags->count || !instance->call) return;
  const AstNode *args = instance->call->kind == AST_CALL ? instance->call->kid[CALL_ARGS] : NULL;
  Str text = diag_phrase(c->diags, "used here");
  for (uint32_t i = 0; args && i < args->count && i < instance->formal_count; i++) {
    Str value = source_text(c->out->sources, args->kid[i]->span);
    if (i) text = arena_format(c->arena, "%.*s, %.*s = %.*s", STR_ARG(text), STR_ARG(instance->formals[i]->name), STR_ARG(value));
    else text = diag_phrase(c->diags, "used here with %.*s = %.*s", STR_ARG(instance->formals[i]->name), STR_ARG(value));
  }
  note_since(c, before, instance->call->span, text);
}

/* ---- those without names ---- */

static Symbol *find_instance(const Symbol *origin, Symbol *const *bound) {
  Symbol *instance = origin->instances;
  while (instance && !arguments_same(instance, bound)) instance = instance->next;
  return instance;
}

/* From here on the symbol is an instance of the pattern. */
static bool become(Checker *c, Symbol *symbol, Symbol *origin, Symbol **bound, AstNode *call) {
  symbol->decl = ast_copy(c->arena, origin->pattern);
  if (!symbol->decl) return false;
  if (!symbol->title.n) symbol->title = origin->title;
  symbol->space = origin->space;
  symbol->formals = origin->formals;
  symbol->formal_count = origin->formal_count;
  symbol->bound = bound;
  symbol->origin = origin;
  symbol->call = call;
  return true;
}

static bool may_grow(Checker *c, const AstNode *call) {
  if (c->instances < INSTANCES_MOST && c->instance_depth < INSTANCE_DEPTH_MOST) return true;
  if (c->instances <= INSTANCES_MOST)
    diag_add(c->diags, DIAG_TOO_MANY_USES, call->span, (int)INSTANCES_MOST, (int)INSTANCE_DEPTH_MOST);
  c->instances = INSTANCES_MOST + 1;
  return false;
}

/* The body is checked apart from what is under way. */
static void check_apart(Checker *c, Symbol *instance) {
  Checker outside = *c;
  *c = (Checker){.input = outside.input, .arena = outside.arena, .diags = outside.diags, .out = outside.out, .hook = outside.hook,
                 .last_space = outside.last_space, .instances = outside.instances + 1, .instance_depth = outside.instance_depth + 1};
  check_body(c, instance);
  outside.instances = c->instances;
  *c = outside;
}

/* Does the body, or what is written out in it, ask a set of records? */
static bool asks_set(const AstNode *node) {
  if (!node) return false;
  if (node->kind == AST_AGGREGATE || node->kind == AST_SEQUENCE || node->kind == AST_RANK_OF) return true;
  if (node->kind == AST_CALL && node->symbol && node->symbol->inlined && asks_set(node->symbol->decl)) return true;
  for (uint32_t i = 0; i < node->count; i++)
    if (asks_set(node->kid[i])) return true;
  return false;
}

/* A rank among all records has no meaning for one row of another. */
static bool fits_rows(Checker *c, const AstNode *call, const Symbol *instance) {
  const Record *row = arguments_row(call->kid[CALL_ARGS]);
  if (!row || !asks_set(instance->decl)) return true;
  Diag *diag = diag_add(c->diags, DIAG_NOT_FOR_ROWS, call->span, STR_ARG(instance->origin->name), STR_ARG(row->symbol->name));
  diag_note(c->diags, diag, instance->origin->span, "declared here");
  return false;
}

static Symbol *instantiate(Checker *c, AstNode *call, Symbol *origin) {
  bool inlined = arguments_hang(call->kid[CALL_ARGS]);
  Symbol **bound = arguments_bind(c, origin, call->kid[CALL_ARGS], inlined);
  Symbol *instance = bound && !inlined ? find_instance(origin, bound) : NULL;
  if (instance || !bound || !may_grow(c, call)) return instance;
  const AstNode name = {.kind = AST_NAME, .span = call->span, .text = source_text(c->out->sources, call->span)};
  instance = symbol_new(c, origin->kind, &name, NULL, NULL);
  if (!instance || !become(c, instance, origin, bound, call) || !resolve_append(c, instance)) return NULL;
  instance->state = CHECK_DONE;
  instance->unlisted = instance->used = true;
  instance->inlined = inlined;
  if (!inlined) {
    instance->next = origin->instances;
    origin->instances = instance;
  }
  if (!inlined && !arguments_keep(c, instance)) return NULL;
  check_apart(c, instance);
  return fits_rows(c, call, instance) ? instance : NULL;
}

const Type *check_use(Checker *c, AstNode *node, Symbol *origin) {
  origin->used = true;
  node->symbol = origin;
  if (!arguments_fit(c, node, origin, node->kid[CALL_ARGS])) return fail(node);
  c->today = c->today || origin->today;
  if (origin->kind != SYM_LET && (!check_whose(c, node, true) || !has_record(c, node, origin))) return fail(node);
  bool pattern = c->current && c->current->template;
  if (!origin->type || origin->broken || type_is_error(origin->type)) return fail(node);
  if (pattern) return set_type(node, origin->type);
  Symbol *instance = instantiate(c, node, origin);
  if (!instance || !instance->type) return fail(node);
  node->symbol = instance;
  c->today = c->today || instance->today;
  return set_type(node, instance->type);
}

/* ---- those with names ---- */

AstNode *same_of(const AstNode *decl) {
  if (!decl) return NULL;
  switch (decl->kind) {
  case AST_SEGMENT: return decl->kid[SEGMENT_SAME];
  case AST_SCORE: return decl->kid[SCORE_SAME];
  case AST_CLASSIFY: return decl->kid[CLASSIFY_SAME];
  case AST_CHANNEL: return decl->kid[CHANNEL_SAME];
  case AST_OFFER: return decl->kid[OFFER_SAME];
  default: return NULL;
  }
}

static const char *kind_word(const Symbol *symbol) {
  switch (symbol->kind) {
  case SYM_SEGMENT: return "segment";
  case SYM_SCORE: return "score";
  case SYM_CLASSIFY: return "classification";
  case SYM_CHANNEL: return "channel";
  default: return "offer";
  }
}

static bool is_service(const Symbol *symbol) { return symbol->kind == SYM_CHANNEL || symbol->kind == SYM_OFFER; }

/* A condition behind `=`. */
static void help_when(Checker *c, Diag *diag, const Symbol *symbol, const AstNode *same) {
  Str text = source_text(c->out->sources, same->span);
  if (symbol->kind == SYM_SEGMENT) diag_help(c->diags, diag, "write `segment %.*s when %.*s`", STR_ARG(symbol->name), STR_ARG(text));
}

/* What stands behind `=`, with brackets or without; NULL after a message. */
static Symbol *find_origin(Checker *c, const Symbol *symbol, const AstNode *same, const AstNode *path) {
  if (path->kind != AST_NAME && !find_module(c, path)) {
    help_when(c, diag_add(c->diags, DIAG_SAME_FORM, same->span, kind_word(symbol)), symbol, same);
    return NULL;
  }
  Symbol *origin = is_service(symbol) ? find_service_path(c, path) : find_path(c, path);
  Str text = source_text(c->out->sources, path->span);
  if (!origin && path->kind == AST_DOT) {
    say_no_member(c, path, kind_word(symbol), is_service(symbol));
  } else if (!origin) {
    Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_THING, path->span, kind_word(symbol), STR_ARG(text));
    if (is_service(symbol)) suggest_service(c, diag, text, symbol->kind);
    else suggest_name(c, diag, text, NULL);
  } else if (origin->kind != symbol->kind) {
    diag_add(c->diags, DIAG_SAME_KIND, path->span, STR_ARG(text), symbol_kind_name(origin), kind_word(symbol));
    return NULL;
  }
  return origin;
}

bool check_same(Checker *c, Symbol *symbol) {
  AstNode *same = (AstNode *)ast_bare(same_of(symbol->decl)), *args = same->kind == AST_CALL ? same->kid[CALL_ARGS] : NULL;
  const AstNode *path = args ? same->kid[CALL_CALLEE] : same;
  Symbol *origin = find_origin(c, symbol, same, path);
  if (!is_service(symbol)) symbol->type = type_of_kind(TYPE_ERROR, false);
  bool good = true;
  for (uint32_t i = 0; args && i < args->count; i++) good = !type_is_error(check_expr(c, args->kid[i])) && good;
  if (!origin) return false;
  origin->used = true;
  if (args && !origin->template) {
    Str text = source_text(c->out->sources, path->span);
    diag_add(c->diags, DIAG_NOT_A_FUNCTION, same->span, STR_ARG(text), symbol_kind_name(origin));
    return false;
  }
  if (!good || !arguments_fit(c, same, origin, args)) return false;
  if (symbol->inlined) { /* written out, and so is what stands behind its `=` */
    symbol->type = check_expr(c, same);
    return false;
  }
  symbol->type = origin->type;
  if (origin->broken || !origin->pattern || (symbol->template && !symbol->origin)) return false;
  Symbol **bound = arguments_bind(c, origin, args, false);
  if (!bound || !may_grow(c, same) || !become(c, symbol, origin, bound, same) || !arguments_keep(c, symbol)) return false;
  c->instances++;
  c->space = symbol->space;
  symbol->type = NULL;
  return !same_of(symbol->decl) || check_same(c, symbol);
}
