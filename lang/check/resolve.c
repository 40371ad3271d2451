/* SPDX-License-Identifier: MIT
 * Declarations become symbols; the two namespaces are filled, each name given once. */
#include "lang/check/checker.h"

#include "stdlib/functions.h"

bool symbol_is_kind(const Symbol *symbol, const char *kind) {
  return !symbol || strcmp(kind, "name") == 0 || strstr(symbol_kind_name(symbol), kind) || strstr(kind, strchr(symbol_kind_name(symbol), ' ') + 1);
}

const char *symbol_kind_name(const Symbol *symbol) {
  switch (symbol->kind) {
  case SYM_COLUMN:
    return "a column";
  case SYM_RECORD:
    return "a record";
  case SYM_PARAM:
    return "a param";
  case SYM_LIST:
    return "a list";
  case SYM_LET:
    return symbol->let.function ? "a let with parameters" : "a let";
  case SYM_SEGMENT:
    return symbol->template ? "a segment with parameters" : "a segment";
  case SYM_SCORE:
    return symbol->template ? "a score with parameters" : "a score";
  case SYM_CLASSIFY:
    return symbol->template ? "a classification with parameters" : "a classification";
  case SYM_CHOOSE:
    return "a choice";
  case SYM_MEASURE:
    return "a measure";
  case SYM_CHANNEL:
    return symbol->template ? "a channel with parameters" : "a channel";
  case SYM_OFFER:
    return symbol->template ? "an offer with parameters" : "an offer";
  case SYM_TEAM:
    return "a team";
  case SYM_CAMPAIGN:
    return "a campaign";
  case SYM_FORMAL:
    return "a parameter";
  }
  return "a name";
}

Symbol *symbol_new(Checker *c, SymbolKind kind, const AstNode *name, const AstNode *title, const AstNode *decl) {
  Symbol *symbol = ARENA_NEW(c->arena, Symbol);
  if (!symbol) return NULL;
  *symbol = (Symbol){.kind = kind, .name = name->text, .span = name->span, .decl = decl, .space = c->space};
  if (title) symbol->title = title->text;
  return symbol;
}

bool resolve_append(Checker *c, Symbol *symbol) {
  Checked *out = c->out;
  if ((out->symbol_count & (out->symbol_count - 1)) == 0) { /* full at each power of two */
    Symbol **more = ARENA_ARRAY(c->arena, Symbol *, out->symbol_count ? out->symbol_count * 2 : 1);
    if (!more) return false;
    if (out->symbol_count) memcpy(more, out->symbols, out->symbol_count * sizeof *more);
    out->symbols = more;
  }
  symbol->ordinal = out->symbol_count;
  out->symbols[out->symbol_count++] = symbol;
  return true;
}

/* `decl` NULL: the record that nobody declares. */
static void append_record(Checker *c, const AstNode *decl) {
  for (uint32_t i = 0; i < c->out->record_count; i++) {
    Record *record = c->out->records[i];
    if (record->symbol->decl != decl) continue;
    if (!resolve_append(c, record->symbol)) return;
    for (uint32_t k = 0; k < record->field_count; k++)
      if (!resolve_append(c, record->fields[k])) return;
  }
}

bool resolve_count(Checker *c, Span span, const char *what, uint32_t count, uint32_t most) {
  if (count <= most) return true;
  Str bound = diag_phrase(c->diags, "at most %u", most);
  diag_add(c->diags, DIAG_OUT_OF_BOUNDS, span, what, bound.p);
  return false;
}

static void give_name(Checker *c, Map *map, Symbol *symbol) {
  Symbol *first = map_get(map, symbol->name);
  if (first && symbol->kind == SYM_RECORD && symbol->record->implicit) return;
  if (!first) {
    if (!map_put(map, symbol->name, symbol)) c->arena->failed = true;
    return;
  }
  Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, symbol->span, STR_ARG(symbol->name));
  diag_note(c->diags, diag, first->span, "first given here, to %s", symbol_kind_name(first));
}

/* ---- parameters ---- */

static bool is_segment_type(const AstNode *type) {
  const AstNode *base = type->kid[TYPE_BASE];
  return base && base->kind == AST_NAME && type->op != 1 && str_is(base->text, "segment");
}

/* A segment given as one is a segment wherever one may stand. */
static Symbol *resolve_formal(Checker *c, const AstNode *node, uint32_t ordinal) {
  bool segment = is_segment_type(node->kid[FORMAL_TYPE]);
  Symbol *formal = symbol_new(c, segment ? SYM_SEGMENT : SYM_FORMAL, node->kid[FORMAL_NAME], NULL, node);
  if (!formal) return NULL;
  formal->ordinal = ordinal;
  formal->state = CHECK_DONE;
  formal->type = segment ? type_of_kind(TYPE_BOOLEAN, false) : resolve_type(c, node->kid[FORMAL_TYPE], "a parameter");
  return formal;
}

static void resolve_formals(Checker *c, Symbol *symbol, const AstNode *list) {
  bool service = symbol->kind == SYM_CHANNEL || symbol->kind == SYM_OFFER;
  if (!service && (fn_find(symbol->name) >= 0 || check_is_aggregate(symbol->name))) {
    Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, symbol->span, STR_ARG(symbol->name));
    diag_label(c->diags, diag, "a built-in function");
  }
  uint32_t count = list->count;
  if (!resolve_count(c, list->span, "the number of parameters", count, PARAMETERS_MOST)) count = PARAMETERS_MOST;
  symbol->formals = ARENA_ARRAY(c->arena, Symbol *, count + 1);
  symbol->template = symbol->kind != SYM_LET;
  for (uint32_t i = 0; symbol->formals && i < count; i++) {
    Symbol *formal = resolve_formal(c, list->kid[i], i);
    if (!formal) return;
    if (formal->kind == SYM_SEGMENT || formal->type->kind == TYPE_DURATION) symbol->template = true;
    for (uint32_t k = 0; k < i; k++)
      if (str_equal(symbol->formals[k]->name, formal->name)) {
        Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, formal->span, STR_ARG(formal->name));
        diag_note(c->diags, diag, symbol->formals[k]->span, "first given here, to a parameter");
      }
    symbol->formals[symbol->formal_count++] = formal;
  }
  symbol->copied = symbol->template;
}

/* ---- declarations ---- */

/* What declarations give names to. */
static const struct {
  AstKind ast;
  SymbolKind kind;
  int formals; /* slot; -1: none */
} forms[] = {
    {AST_PARAM, SYM_PARAM, -1},
    {AST_LISTING, SYM_LIST, -1},
    {AST_LET, SYM_LET, LET_FORMALS},
    {AST_SEGMENT, SYM_SEGMENT, SEGMENT_FORMALS},
    {AST_SCORE, SYM_SCORE, SCORE_FORMALS},
    {AST_CLASSIFY, SYM_CLASSIFY, CLASSIFY_FORMALS},
    {AST_CHANNEL, SYM_CHANNEL, CHANNEL_FORMALS},
    {AST_OFFER, SYM_OFFER, OFFER_FORMALS},
    {AST_TEAM, SYM_TEAM, -1},
    {AST_CHOOSE, SYM_CHOOSE, -1},
    {AST_CAMPAIGN, SYM_CAMPAIGN, -1},
    {AST_MEASURE, SYM_MEASURE, -1},
};

/* The name and title stand first in every declaration that gives a name; formals at a place of their own. */
static void resolve_declaration(Checker *c, AstNode *decl) {
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    if (forms[i].ast != decl->kind) continue;
    Symbol *symbol = symbol_new(c, forms[i].kind, decl->kid[0], decl->kid[1], decl);
    if (!symbol || !resolve_append(c, symbol)) return;
    symbol->unlisted = c->space->use != NULL;
    const AstNode *formals = forms[i].formals < 0 ? NULL : decl->kid[forms[i].formals];
    if (decl->kind == AST_LET) symbol->let.function = formals != NULL;
    if (formals) resolve_formals(c, symbol, formals);
    if (decl->kind == AST_CAMPAIGN) {
      symbol->type = type_of_kind(TYPE_ERROR, false);
      symbol->state = CHECK_DONE;
    }
    return;
  }
}

static bool is_service(const Symbol *symbol) {
  return symbol->kind == SYM_CHANNEL || symbol->kind == SYM_OFFER || symbol->kind == SYM_TEAM || symbol->kind == SYM_CAMPAIGN;
}

/* `abc.x` must not be read in two ways. */
static void hold_modules(Checker *c, const Namespace *space) {
  for (const Namespace *module = space->next; module; module = module->next) {
    if (module->outside != space) continue;
    const Symbol *other = map_get(&space->services, module->name), *dotted = map_get(&space->names, module->name);
    if (!other && dotted && (dotted->kind == SYM_RECORD || dotted->kind == SYM_CHOOSE)) other = dotted;
    if (!other) continue;
    const AstNode *use = module->use;
    Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, (use->kid[USE_AS] ? use->kid[USE_AS] : use->kid[USE_PATH])->span, STR_ARG(module->name));
    diag_note(c->diags, diag, other->span, "first given here, to %s", symbol_kind_name(other));
    diag_help(c->diags, diag, "give the module another: `use \"%.*s\" as x`", STR_ARG(use->kid[USE_PATH]->text));
  }
}

static void refuse_record(Checker *c, const Namespace *space, const AstNode *decl) {
  const AstNode *name = decl->kid[RECORD_NAME];
  Diag *diag = diag_add(c->diags, DIAG_MODULE_RECORD, name->span, STR_ARG(name->text));
  diag_note(c->diags, diag, space->use->span, "it is used here");
  diag_help(c->diags, diag, "what a module needs of a record is given to its definitions as parameters");
}

static void resolve_space(Checker *c, Namespace *space) {
  uint32_t first = c->out->symbol_count;
  c->space = space;
  for (uint32_t i = 0; space->tree && i < space->tree->count; i++) {
    AstNode *decl = space->tree->kid[i];
    if (decl->kind != AST_RECORD) resolve_declaration(c, decl);
    else if (space->use) refuse_record(c, space, decl);
    else append_record(c, decl);
  }
  if (!space->use) append_record(c, NULL); /* `contacts` */
  for (uint32_t i = first; i < c->out->symbol_count; i++) {
    Symbol *symbol = c->out->symbols[i];
    if (symbol->kind == SYM_COLUMN && symbol->column.record != c->out->subject) continue;
    give_name(c, is_service(symbol) ? &space->services : &space->names, symbol);
  }
  hold_modules(c, space);
}

/* Are there definitions that only a program with records can make use of, its own or a module's, and no records? */
static bool is_library(const AstNode *tree) {
  bool serves = false;
  for (uint32_t i = 0; i < tree->count; i++) {
    const AstNode *decl = tree->kid[i];
    if (decl->kind == AST_RECORD) return false;
    serves = serves || decl->kind == AST_MEASURE || decl->kind == AST_USE;
    for (uint32_t k = 0; k < sizeof forms / sizeof *forms; k++)
      serves = serves || (decl->kind == forms[k].ast && forms[k].formals >= 0 && decl->kid[forms[k].formals]);
  }
  return serves;
}

bool resolve_program(Checker *c) {
  AstNode *tree = c->input->tree;
  uint32_t tests = 0;
  for (uint32_t i = 0; i < tree->count; i++) tests += tree->kid[i]->kind == AST_TEST;
  c->out->library = is_library(tree);
  resolve_records(c);
  namespace_program(c);
  c->out->tests = ARENA_ARRAY(c->arena, const AstNode *, tests + 1);
  if (c->arena->failed) return false;
  for (uint32_t i = 0; i < tree->count; i++)
    if (tree->kid[i]->kind == AST_TEST) c->out->tests[c->out->test_count++] = tree->kid[i];
  for (Namespace *space = &c->out->program; space; space = space->next) resolve_space(c, space);
  c->space = &c->out->program;
  return !c->arena->failed;
}
