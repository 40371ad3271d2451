/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

/* A depth-first walk over declarations with a stack of its own: chains of lets may be longer than the machine's stack is deep. */
typedef struct Walk {
  Lowering *l;
  const Symbol **order, **stack;
  uint8_t *state; /* by ordinal: 0 not seen, 1 on the stack, 2 in order */
  uint32_t order_count, depth, size;
} Walk;

static bool is_vertex(const Symbol *symbol) {
  if (symbol->template) return false;
  switch (symbol->kind) {
    case SYM_LET:
    case SYM_SEGMENT:
    case SYM_SCORE:
    case SYM_CLASSIFY:
    case SYM_CHOOSE:
    case SYM_CHANNEL:
    case SYM_OFFER:
    case SYM_TEAM: return true;
    case SYM_COLUMN:
    case SYM_RECORD:
    case SYM_PARAM:
    case SYM_LIST:
    case SYM_MEASURE:
    case SYM_CAMPAIGN:
    case SYM_FORMAL: return false;
  }
  return false;
}

bool symbol_is_definition(const Symbol *symbol) {
  if (symbol->template || symbol->inlined) return false;
  if (symbol->kind == SYM_CHANNEL || symbol->kind == SYM_OFFER || symbol->kind == SYM_TEAM) return false;
  if (symbol->kind == SYM_LET) return !symbol->let.function;
  return is_vertex(symbol);
}

/* Several may wait for the same symbol: the stack grows as needed. */
static void push(Walk *w, const Symbol *symbol) {
  if (!symbol || !is_vertex(symbol) || w->state[symbol->ordinal]) return;
  const Symbol **stack = arena_grow(&w->l->arena, w->stack, w->depth, &w->size, sizeof *stack);
  if (!stack) return;
  w->stack = stack;
  stack[w->depth++] = symbol;
}

static void push_uses(Walk *w, const AstNode *node) {
  if (!node) return;
  if (node->symbol) push(w, node->symbol);
  for (uint32_t i = 0; i < node->count; i++) push_uses(w, node->kid[i]);
}

/* What an option exports and writes is no part of its worth: it may well name the choice that the option stands in. */
static bool is_named_only(const AstNode *item) {
  return item->kind == AST_CLAUSE && (item->op == CLAUSE_EXPORT || item->op == CLAUSE_SUBJECT || item->op == CLAUSE_MESSAGE);
}

static void push_body(Walk *w, const Symbol *symbol) {
  if (symbol->kind != SYM_CHANNEL && symbol->kind != SYM_OFFER) {
    push_uses(w, symbol->decl);
    return;
  }
  const AstNode *items = symbol->decl->kid[symbol->kind == SYM_OFFER ? OFFER_ITEMS : CHANNEL_ITEMS];
  for (uint32_t i = 0; items && i < items->count; i++)
    if (!is_named_only(items->kid[i])) push_uses(w, items->kid[i]);
}

/* Options of a choice and teams of a channel are named, not used in an expression. */
static void push_services(Walk *w, const Symbol *symbol) {
  if (symbol->kind == SYM_CHOOSE)
    for (uint32_t i = 0; i < symbol->choose.count; i++) push(w, symbol->choose.items[i]);
  if (symbol->kind == SYM_CHANNEL) push(w, symbol->service.team);
}

/* What a symbol uses goes on the stack above it; when it is on top again, it is next. */
static void walk_from(Walk *w, const Symbol *start) {
  push(w, start);
  while (w->depth && !w->l->arena.failed) {
    const Symbol *symbol = w->stack[w->depth - 1];
    uint8_t *state = &w->state[symbol->ordinal];
    if (*state == 0) {
      *state = 1;
      push_body(w, symbol);
      push_services(w, symbol);
      continue;
    }
    w->depth--;
    if (*state == 1) w->order[w->order_count++] = symbol;
    *state = 2;
  }
}

const Symbol **lower_order_of(Lowering *l) {
  const Checked *checked = l->checked;
  uint32_t count = checked->symbol_count;
  Walk w = {.l = l, .order = ARENA_ARRAY(&l->arena, const Symbol *, count + 1),
            .state = ARENA_ARRAY(&l->arena, uint8_t, count + 1)};
  if (!w.order || !w.state) return NULL;
  for (uint32_t i = 0; i < count; i++) walk_from(&w, checked->symbols[i]);
  return l->arena.failed ? NULL : w.order;
}
