/* SPDX-License-Identifier: MIT
 * The phase from end to end: names, order, bodies, what is only named, tests, expressions of the call, warnings. */
#include "lang/check/checker.h"

/* Maps take and give back memory of the compilation's arena, which frees all at once. */
static void *arena_hook(void *user, void *ptr, size_t old_size, size_t new_size) {
  if (!new_size) return NULL;
  void *more = arena_alloc(user, new_size);
  if (more && ptr) memcpy(more, ptr, old_size < new_size ? old_size : new_size);
  return more;
}

static void check_declared(Checker *c, Symbol *symbol) {
  switch (symbol->kind) {
  case SYM_PARAM:
    check_param(c, symbol);
    break;
  case SYM_LIST:
    check_list(c, symbol);
    break;
  case SYM_LET:
    check_let(c, symbol);
    break;
  case SYM_SEGMENT:
    check_segment(c, symbol);
    break;
  case SYM_SCORE:
    check_score(c, symbol);
    break;
  case SYM_CLASSIFY:
    check_classify(c, symbol);
    break;
  case SYM_CHANNEL:
  case SYM_OFFER:
    check_service(c, symbol);
    break;
  case SYM_TEAM:
    check_team(c, symbol);
    break;
  case SYM_CHOOSE:
    check_choose(c, symbol);
    break;
  case SYM_MEASURE:
    check_measure(c, symbol);
    break;
  case SYM_COLUMN:
  case SYM_RECORD:
  case SYM_CAMPAIGN:
  case SYM_FORMAL:
    break;
  }
}

/* What is copied later keeps the declaration as it was parsed: the checker writes into the other. */
void check_body(Checker *c, Symbol *symbol) {
  uint32_t errors = c->diags->errors;
  c->current = symbol;
  c->space = symbol->space;
  c->today = false;
  if (symbol->copied) {
    symbol->pattern = (AstNode *)symbol->decl;
    symbol->decl = ast_copy(c->arena, symbol->pattern);
    if (!symbol->decl) return;
  }
  if (!same_of(symbol->decl) || check_same(c, symbol)) {
    uint32_t before = c->diags->count;
    check_declared(c, symbol);
    if (symbol->origin) note_use(c, before, symbol);
  }
  symbol->today = c->today;
  symbol->broken = c->diags->errors > errors;
  c->current = NULL;
  c->space = &c->out->program;
}

static void check_bodies(Checker *c) {
  Symbol **order = order_symbols(c);
  for (uint32_t i = 0; order && order[i]; i++) check_body(c, order[i]);
  for (uint32_t i = 0; i < c->out->symbol_count; i++) {
    Symbol *symbol = c->out->symbols[i];
    bool service = symbol->kind == SYM_CHANNEL || symbol->kind == SYM_OFFER, campaign = symbol->kind == SYM_CAMPAIGN;
    if (!campaign && (!service || symbol->type)) continue;
    c->current = symbol;
    c->space = symbol->space;
    uint32_t before = c->diags->count;
    if (campaign) check_campaign(c, symbol);
    else check_service_late(c, symbol);
    if (symbol->origin) note_use(c, before, symbol);
  }
  c->current = NULL;
  c->space = &c->out->program;
}

static void check_extras(Checker *c) {
  for (uint32_t i = 0; i < c->input->extra_count; i++) {
    Extra *extra = &c->input->extras[i];
    if (extra->condition) {
      check_condition(c, extra->expr);
      continue;
    }
    const Type *type = check_expr(c, extra->expr);
    if (type->kind == TYPE_UNKNOWN) adapt(c, extra->expr, type_of_kind(TYPE_BOOLEAN, true));
    if (type->kind == TYPE_DURATION) say_wrong_type(c, extra->expr, "what is asked for", "a value");
  }
}

Checked *check_program(const CheckInput *input, DiagList *diags) {
  Alloc *hook = ARENA_NEW(input->arena, Alloc);
  Checked *out = ARENA_NEW(input->arena, Checked);
  if (!hook || !out) return NULL;
  *hook = (Alloc){arena_hook, input->arena};
  *out = (Checked){.arena = input->arena, .sources = input->sources, .tree = input->tree};
  out->extras = input->extras;
  out->extra_count = input->extra_count;
  Checker c = {.input = input, .arena = input->arena, .diags = diags, .out = out, .hook = hook};
  out->program.tree = input->tree;
  map_init(&out->program.names, hook);
  map_init(&out->program.services, hook);
  map_init(&out->program.modules, hook);
  c.space = &out->program;
  uint32_t errors = diags->errors;
  if (!resolve_program(&c)) return NULL;
  check_settings(&c);
  check_bodies(&c);
  check_tests(&c);
  check_extras(&c);
  unknown_told(&c);
  if (diags->errors == errors) lint_program(&c);
  diag_sort(diags);
  return diags->errors > errors || input->arena->failed ? NULL : out;
}
