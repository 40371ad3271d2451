/* SPDX-License-Identifier: MIT
 * Declarations become symbols; the two namespaces are filled, each name given once. */
#include "lang/check/checker.h"

#include "stdlib/functions.h"

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
    return "a segment";
  case SYM_SCORE:
    return "a score";
  case SYM_CLASSIFY:
    return "a classification";
  case SYM_CHOOSE:
    return "a choice";
  case SYM_MEASURE:
    return "a measure";
  case SYM_CHANNEL:
    return "a channel";
  case SYM_OFFER:
    return "an offer";
  case SYM_TEAM:
    return "a team";
  case SYM_CAMPAIGN:
    return "a campaign";
  case SYM_FORMAL:
    return "a parameter";
  }
  return "a name";
}

Record *find_record(const Checker *c, Str name) {
  for (uint32_t i = 0; i < c->out->record_count; i++)
    if (str_equal(c->out->records[i]->symbol->name, name)) return c->out->records[i];
  return NULL;
}

Symbol *find_field(const Record *record, Str name) {
  for (uint32_t i = 0; i < record->field_count; i++)
    if (record->fields[i] && str_equal(record->fields[i]->name, name)) return record->fields[i];
  return NULL;
}

Symbol *symbol_new(Checker *c, SymbolKind kind, const AstNode *name, const AstNode *title, const AstNode *decl) {
  Symbol *symbol = ARENA_NEW(c->arena, Symbol);
  if (!symbol) return NULL;
  *symbol = (Symbol){.kind = kind, .name = name->text, .span = name->span, .decl = decl};
  if (title) symbol->title = title->text;
  return symbol;
}

static bool append_symbol(Checker *c, Symbol *symbol) {
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
    if (!append_symbol(c, record->symbol)) return;
    for (uint32_t k = 0; k < record->field_count; k++)
      if (!append_symbol(c, record->fields[k])) return;
  }
}

bool resolve_count(Checker *c, Span span, const char *what, uint32_t count, uint32_t most) {
  if (count <= most) return true;
  Str bound = arena_format(c->arena, "at most %u", most);
  diag_add(c->diags, DIAG_OUT_OF_BOUNDS, span, what, bound.p);
  return false;
}

static void give_name(Checker *c, Map *map, Symbol *symbol) {
  Symbol *first = map_get(map, symbol->name);
  if (first && symbol->kind == SYM_RECORD && symbol->record->empty) return;
  if (!first) {
    if (!map_put(map, symbol->name, symbol)) c->arena->failed = true;
    return;
  }
  Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, symbol->span, STR_ARG(symbol->name));
  diag_note(c->diags, diag, first->span, "first given here, to %s", symbol_kind_name(first));
}

/* ---- what a declaration says before its body is looked at ---- */

static void refuse_forms(Checker *c, Symbol *symbol, const AstNode *formals, const AstNode *same, const char *kind) {
  if (formals) {
    Str what = arena_format(c->arena, "a %s with parameters", kind);
    say_not_yet(c, formals->span.to ? formals->span : symbol->span, what.p);
  } else if (same) {
    Str what = arena_format(c->arena, "a %s made from another by `=`", kind);
    say_not_yet(c, same->span, what.p);
  } else {
    return;
  }
  symbol->type = type_of_kind(TYPE_ERROR, false);
  symbol->state = CHECK_DONE;
}

static void resolve_formals(Checker *c, Symbol *let, const AstNode *list) {
  let->let.function = list != NULL;
  if (!list) return;
  if (fn_find(let->name) >= 0 || check_is_aggregate(let->name)) {
    Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, let->span, STR_ARG(let->name));
    diag_label(c->diags, diag, "a built-in function");
  }
  uint32_t count = list->count;
  if (!resolve_count(c, list->span, "the number of parameters", count, PARAMETERS_MOST)) count = PARAMETERS_MOST;
  let->let.formals = ARENA_ARRAY(c->arena, Symbol *, count + 1);
  for (uint32_t i = 0; let->let.formals && i < count; i++) {
    const AstNode *node = list->kid[i], *name = node->kid[FORMAL_NAME];
    Symbol *formal = symbol_new(c, SYM_FORMAL, name, NULL, node);
    if (!formal) return;
    formal->ordinal = i;
    formal->type = resolve_type(c, node->kid[FORMAL_TYPE], "a parameter");
    if (formal->type->kind == TYPE_DURATION) {
      say_not_yet(c, node->span, "a duration as a parameter of a let");
      formal->type = type_of_kind(TYPE_ERROR, false);
    }
    formal->state = CHECK_DONE;
    for (uint32_t k = 0; k < i; k++)
      if (str_equal(let->let.formals[k]->name, formal->name)) {
        Diag *diag = diag_add(c->diags, DIAG_NAME_TAKEN, formal->span, STR_ARG(formal->name));
        diag_note(c->diags, diag, let->let.formals[k]->span, "first given here, to a parameter");
      }
    let->let.formals[let->let.count++] = formal;
  }
}

static void resolve_use(Checker *c, const AstNode *use) {
  say_not_yet(c, use->span, "`use`");
  Str name = use->kid[USE_PATH]->text;
  for (uint32_t i = name.n; i > 0; i--)
    if (name.p[i - 1] == '/') {
      name = (Str){name.p + i, name.n - i};
      break;
    }
  if (use->kid[USE_AS]) name = use->kid[USE_AS]->text;
  if (!map_put(&c->modules, name, (void *)use)) c->arena->failed = true;
}

/* The name and title stand first in every declaration that gives a name; formals and `=` at places of their own. */
static void resolve_declaration(Checker *c, AstNode *decl) {
  static const struct {
    AstKind ast;
    SymbolKind kind;
    int formals, same; /* slots; -1: none */
    const char *word;
  } rows[] = {
      {AST_PARAM, SYM_PARAM, -1, -1, ""},
      {AST_LISTING, SYM_LIST, -1, -1, ""},
      {AST_LET, SYM_LET, -1, -1, ""},
      {AST_SEGMENT, SYM_SEGMENT, SEGMENT_FORMALS, SEGMENT_SAME, "segment"},
      {AST_SCORE, SYM_SCORE, SCORE_FORMALS, SCORE_SAME, "score"},
      {AST_CLASSIFY, SYM_CLASSIFY, CLASSIFY_FORMALS, CLASSIFY_SAME, "classification"},
      {AST_CHANNEL, SYM_CHANNEL, CHANNEL_FORMALS, CHANNEL_SAME, "channel"},
      {AST_OFFER, SYM_OFFER, OFFER_FORMALS, OFFER_SAME, "offer"},
      {AST_TEAM, SYM_TEAM, -1, -1, ""},
      {AST_CHOOSE, SYM_CHOOSE, -1, -1, ""},
      {AST_CAMPAIGN, SYM_CAMPAIGN, -1, -1, ""},
      {AST_MEASURE, SYM_MEASURE, -1, -1, ""},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (rows[i].ast != decl->kind) continue;
    Symbol *symbol = symbol_new(c, rows[i].kind, decl->kid[0], decl->kid[1], decl);
    if (!symbol || !append_symbol(c, symbol)) return;
    const AstNode *formals = rows[i].formals < 0 ? NULL : decl->kid[rows[i].formals];
    const AstNode *same = rows[i].same < 0 ? NULL : decl->kid[rows[i].same];
    refuse_forms(c, symbol, formals, same, rows[i].word);
    if (decl->kind == AST_LET) resolve_formals(c, symbol, decl->kid[LET_FORMALS]);
    if (decl->kind == AST_CAMPAIGN) say_not_yet(c, symbol->span, "a campaign");
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

bool resolve_program(Checker *c) {
  AstNode *tree = c->input->tree;
  uint32_t tests = 0;
  for (uint32_t i = 0; i < tree->count; i++) {
    AstNode *decl = tree->kid[i];
    if (decl->kind == AST_USE) resolve_use(c, decl);
    if (decl->kind == AST_TEST) tests++;
  }
  resolve_records(c);
  c->out->tests = ARENA_ARRAY(c->arena, const AstNode *, tests + 1);
  if (c->arena->failed) return false;
  for (uint32_t i = 0; i < tree->count; i++) {
    AstNode *decl = tree->kid[i];
    if (decl->kind == AST_TEST) c->out->tests[c->out->test_count++] = decl;
    else if (decl->kind == AST_RECORD) append_record(c, decl);
    else resolve_declaration(c, decl);
  }
  append_record(c, NULL);
  for (uint32_t i = 0; i < c->out->symbol_count; i++) {
    Symbol *symbol = c->out->symbols[i];
    if (symbol->kind == SYM_COLUMN && symbol->column.record != c->out->subject) continue;
    give_name(c, is_service(symbol) ? &c->out->services : &c->out->names, symbol);
  }
  return !c->arena->failed;
}
