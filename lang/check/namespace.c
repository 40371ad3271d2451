/* SPDX-License-Identifier: MIT
 * What names stand for: parameters, the names of the program or of a module, what modules give. */
#include "lang/check/checker.h"

/* ---- look-ups ---- */

Symbol *find_formal(const Checker *c, Str name) {
  const Symbol *symbol = c->current;
  for (uint32_t i = 0; symbol && i < symbol->formal_count; i++)
    if (str_equal(symbol->formals[i]->name, name)) return symbol->bound ? symbol->bound[i] : symbol->formals[i];
  return NULL;
}

Symbol *find_here(const Checker *c, Str name) {
  Symbol *formal = find_formal(c, name);
  return formal ? formal : find_name(c, name);
}

Namespace *find_module(const Checker *c, const AstNode *dot) {
  const AstNode *left = dot->kind == AST_DOT ? dot->kid[DOT_LEFT] : NULL;
  return left && left->kind == AST_NAME ? map_get(&c->space->modules, left->text) : NULL;
}

Symbol *find_path(const Checker *c, const AstNode *path) {
  if (path->kind == AST_NAME) return find_here(c, path->text);
  Namespace *module = find_module(c, path);
  if (module) module->used = true;
  return module ? map_get(&module->names, path->kid[DOT_NAME]->text) : NULL;
}

Symbol *find_service_path(const Checker *c, const AstNode *path) {
  if (path->kind == AST_NAME) return find_service(c, path->text);
  Namespace *module = find_module(c, path);
  if (module) module->used = true;
  return module ? map_get(&module->services, path->kid[DOT_NAME]->text) : NULL;
}

Record *find_record(const Checker *c, Str name) {
  for (uint32_t i = 0; i < c->out->record_count; i++)
    if (str_equal(c->out->records[i]->symbol->name, name)) {
      bool seen = !c->space->use || str_is(name, "contacts");
      return seen ? c->out->records[i] : NULL;
    }
  return NULL;
}

Symbol *find_field(const Record *record, Str name) {
  for (uint32_t i = 0; i < record->field_count; i++)
    if (record->fields[i] && str_equal(record->fields[i]->name, name)) return record->fields[i];
  return NULL;
}

/* What the module gives, but for params and lists, in the order of its text. */
static void list_members(Checker *c, Diag *diag, const Namespace *module, bool service, const char *kind) {
  enum { TOLD_MOST = 12 };
  Str all = STR("");
  uint32_t count = 0;
  for (uint32_t i = 0; i < c->out->symbol_count; i++) {
    const Symbol *symbol = c->out->symbols[i];
    bool of_service = symbol->kind == SYM_CHANNEL || symbol->kind == SYM_OFFER || symbol->kind == SYM_TEAM || symbol->kind == SYM_CAMPAIGN;
    if (symbol->space != module || symbol->origin || of_service != service || symbol->kind == SYM_PARAM || symbol->kind == SYM_LIST) continue;
    if (!symbol_is_kind(symbol, kind)) continue;
    if (count++ < TOLD_MOST) all = arena_format(c->arena, "%.*s%s`%.*s`", STR_ARG(all), count > 1 ? ", " : "", STR_ARG(symbol->name));
  }
  if (count) diag_help(c->diags, diag, "`%.*s` has %.*s%s", STR_ARG(module->name), STR_ARG(all), count > TOLD_MOST ? ", …" : "");
}

void say_no_member(Checker *c, const AstNode *dot, const char *what, bool service) {
  const Namespace *module = find_module(c, dot);
  Str name = dot->kid[DOT_NAME]->text;
  Diag *diag = diag_add(c->diags, DIAG_UNKNOWN_COLUMN, dot->kid[DOT_NAME]->span, STR_ARG(module->name), what, STR_ARG(name));
  suggest_member(c, diag, name, service ? &module->services : &module->names, what);
  const Map *other = service ? &module->names : &module->services;
  const Symbol *same = map_get(other, name);
  if (same) diag_label(c->diags, diag, "it is %s", symbol_kind_name(same));
  if (!diag->label.n) list_members(c, diag, module, service, what);
}

Str symbol_path(Arena *arena, const Symbol *symbol) {
  Str path = arena_str(arena, symbol->name);
  for (const Namespace *space = symbol->space; space && space->use; space = space->outside)
    path = arena_format(arena, "%.*s.%.*s", STR_ARG(space->name), STR_ARG(path));
  return path;
}

/* ---- uses ---- */

/* Letters, digits and `_`, not a digit first; of other scripts the lexer has made sure where it is used. */
static bool is_name(Str text) {
  for (uint32_t i = 0; i < text.n; i++) {
    unsigned char ch = (unsigned char)text.p[i];
    bool digit = ch >= '0' && ch <= '9', letter = (ch | 32) >= 'a' && (ch | 32) <= 'z';
    if (!letter && ch != '_' && ch < 0x80 && !(digit && i > 0)) return false;
  }
  return text.n > 0;
}

/* `as x`, else the last name of the path, without its ending. */
static Str module_name(const AstNode *use) {
  if (use->kid[USE_AS]) return use->kid[USE_AS]->text;
  Str name = use->kid[USE_PATH]->text;
  for (uint32_t i = name.n; i > 0; i--)
    if (name.p[i - 1] == '/') {
      name = (Str){name.p + i, name.n - i};
      break;
    }
  if (name.n > 6 && str_is((Str){name.p + name.n - 6, 6}, ".cible")) name.n -= 6;
  return name;
}

static Span name_span(const AstNode *use) { return (use->kid[USE_AS] ? use->kid[USE_AS] : use->kid[USE_PATH])->span; }

static void add_module(Checker *c, Namespace *outside, const AstNode *use) {
  Namespace *space = ARENA_NEW(c->arena, Namespace);
  if (!space) return;
  *space = (Namespace){.name = module_name(use), .tree = use->kid[USE_TREE], .use = use, .outside = outside};
  map_init(&space->names, c->hook);
  map_init(&space->services, c->hook);
  map_init(&space->modules, c->hook);
  if (!is_name(space->name)) {
    Diag *diag = diag_add(c->diags, DIAG_MODULE_NAME, name_span(use), STR_ARG(space->name));
    diag_help(c->diags, diag, "give it a name: `use \"%.*s\" as x`", STR_ARG(use->kid[USE_PATH]->text));
    return;
  }
  const Namespace *first = map_get(&outside->modules, space->name);
  if (first) {
    Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, name_span(use), STR_ARG(space->name));
    diag_note(c->diags, diag, first->use->span, "first given here, to a module");
    diag_help(c->diags, diag, "give this one another: `use \"%.*s\" as x`", STR_ARG(use->kid[USE_PATH]->text));
    return;
  }
  if (!map_put(&outside->modules, space->name, space)) c->arena->failed = true;
  c->last_space->next = space;
  c->last_space = space;
}

void namespace_program(Checker *c) {
  c->last_space = &c->out->program;
  for (Namespace *space = &c->out->program; space; space = space->next)
    for (uint32_t i = 0; space->tree && i < space->tree->count; i++)
      if (space->tree->kid[i]->kind == AST_USE) add_module(c, space, space->tree->kid[i]);
}

/* ---- with ---- */

AstNode *namespace_with(const Symbol *param) {
  const AstNode *use = param->space->use, *with = use ? use->kid[USE_WITH] : NULL;
  for (uint32_t i = 0; with && i < with->count; i++)
    if (str_equal(with->kid[i]->kid[SET_NAME]->text, param->name)) return with->kid[i]->kid[SET_VALUE];
  return NULL;
}

static void check_with(Checker *c, const Namespace *space, const AstNode *with, uint32_t at) {
  const AstNode *name = with->kid[at]->kid[SET_NAME];
  const Symbol *symbol = map_get(&space->names, name->text);
  for (uint32_t i = 0; i < at; i++)
    if (str_equal(with->kid[i]->kid[SET_NAME]->text, name->text)) {
      Str what = arena_format(c->arena, "`%.*s`", STR_ARG(name->text));
      diag_add(c->diags, DIAG_TWICE, name->span, STR_ARG(what));
      return;
    }
  if (symbol && symbol->kind == SYM_PARAM) return;
  Diag *diag = diag_add(c->diags, DIAG_NO_MODULE_PARAM, name->span, STR_ARG(space->name), STR_ARG(name->text));
  if (symbol) diag_note(c->diags, diag, symbol->span, "this is %s", symbol_kind_name(symbol));
  else suggest_param(c, diag, name->text, &space->names);
}

void namespace_settings(Checker *c) {
  for (const Namespace *space = c->out->program.next; space; space = space->next) {
    const AstNode *with = space->use->kid[USE_WITH];
    for (uint32_t i = 0; with && i < with->count; i++) check_with(c, space, with, i);
  }
}
