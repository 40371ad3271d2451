/* SPDX-License-Identifier: MIT
 * What hangs on what: an order in which every definition stands behind those that it needs, and the cycles. The search keeps
 * its own stack, so that a long chain of definitions takes no deep recursion; the walk of one tree goes as deep as the tree. */
#include "lang/check/checker.h"

#include "stdlib/functions.h"

typedef struct Edges {
  Symbol **to;
  uint32_t count, size;
} Edges;

typedef struct Walk {
  Checker *c;
  const Symbol *from;
  const Record *row; /* the related record whose columns stand before other names */
  Edges edges;
} Walk;

static void add_edge(Walk *walk, Symbol *to) {
  if (!to || to->state == CHECK_DONE) return;
  Edges *e = &walk->edges;
  if (e->count == e->size) {
    uint32_t size = e->size ? e->size * 2 : 8;
    Symbol **more = ARENA_ARRAY(walk->c->arena, Symbol *, size);
    if (!more) return;
    if (e->count) memcpy(more, e->to, e->count * sizeof *more);
    e->to = more;
    e->size = size;
  }
  e->to[e->count++] = to;
}

static bool is_formal(const Symbol *from, Str name) {
  for (uint32_t i = 0; i < from->formal_count; i++)
    if (str_equal(from->formals[i]->name, name)) return true;
  return false;
}

static void add_name(Walk *walk, const AstNode *name) {
  if (is_formal(walk->from, name->text) || (walk->row && find_field(walk->row, name->text))) return;
  add_edge(walk, find_name(walk->c, name->text));
}

static void walk_node(Walk *walk, const AstNode *node);

static void walk_kids(Walk *walk, const AstNode *node, uint32_t first) {
  for (uint32_t i = first; i < node->count; i++) walk_node(walk, node->kid[i]);
}

static void add_services(Walk *walk, const AstNode *list) {
  for (uint32_t i = 0; i < list->count; i++) add_edge(walk, find_service_path(walk->c, list->kid[i]));
}

/* What a declaration by `=` is made from, and its arguments. */
static void walk_same(Walk *walk, const AstNode *decl) {
  const AstNode *same = ast_bare(same_of(decl)), *origin = same->kind == AST_CALL ? same->kid[CALL_CALLEE] : same;
  bool service = decl->kind == AST_CHANNEL || decl->kind == AST_OFFER, path = origin->kind == AST_NAME || origin->kind == AST_DOT;
  Symbol *symbol = !path ? NULL : service ? find_service_path(walk->c, origin) : find_path(walk->c, origin);
  if (symbol) symbol->copied = true;
  add_edge(walk, symbol);
  if (same->kind == AST_CALL) walk_node(walk, same->kid[CALL_ARGS]);
}

/* `prospects.x` needs x, `abc.x` the module's; of anything else, what stands left of the point. */
static void walk_dot(Walk *walk, const AstNode *dot) {
  const AstNode *left = dot->kid[DOT_LEFT];
  const Record *subject = walk->c->out->subject;
  if (find_module(walk->c, dot)) add_edge(walk, find_path(walk->c, dot));
  else if (left->kind == AST_NAME && subject && !walk->c->space->use && str_equal(left->text, subject->symbol->name))
    add_edge(walk, find_name(walk->c, dot->kid[DOT_NAME]->text));
  else walk_node(walk, left);
}

/* What a function's name hangs on: a let may bear the name of a built-in function, but for one with parameters. */
static void walk_callee(Walk *walk, const AstNode *callee) {
  const Symbol *symbol = callee->kind == AST_NAME ? find_name(walk->c, callee->text) : NULL;
  bool built_in = callee->kind == AST_NAME && (fn_find(callee->text) >= 0 || check_is_aggregate(callee->text));
  if (!built_in || (symbol && symbol->kind == SYM_LET && symbol->let.function)) walk_node(walk, callee);
}

/* What a set's parts name hangs on all that is named, of whatever record: a value of one record that hangs on the same value of
 * all records hangs on itself. */
static void walk_set(Walk *walk, const AstNode *node, const AstNode *set) {
  const Symbol *symbol = set->kind == AST_NAME ? find_name(walk->c, set->text) : NULL;
  const Record *outer = walk->row;
  walk_callee(walk, node->kid[0]);
  walk->row = NULL;
  walk_node(walk, set);
  walk->row = symbol && symbol->kind == SYM_RECORD ? set_row(symbol) : NULL;
  for (uint32_t i = 1; i < node->count; i++)
    if (node->kid[i] != set) walk_node(walk, node->kid[i]);
  walk->row = outer;
}

/* Only what a value hangs on: not labels, titles, nor what a channel exports or says. */
static void walk_node(Walk *walk, const AstNode *node) {
  if (!node) return;
  switch (node->kind) {
  case AST_NAME:
    add_name(walk, node);
    break;
  case AST_DOT:
    walk_dot(walk, node);
    break;
  case AST_INDEX:
    walk_node(walk, node->kid[INDEX_KEY]);
    break;
  case AST_CALL:
    walk_callee(walk, node->kid[CALL_CALLEE]);
    walk_node(walk, node->kid[CALL_ARGS]);
    break;
  case AST_AGGREGATE:
    walk_set(walk, node, node->kid[AGGREGATE_SET] ? node->kid[AGGREGATE_SET] : node->kid[AGGREGATE_VALUE]);
    break;
  case AST_SEQUENCE:
    walk_set(walk, node, node->kid[SEQUENCE_SET]);
    break;
  case AST_IS:
    walk_node(walk, node->kid[IS_VALUE]);
    break;
  case AST_CASE:
    walk_node(walk, node->kid[CASE_RULE]);
    break;
  case AST_CLAUSE:
    if (node->op == CLAUSE_TEAM) add_edge(walk, find_service_path(walk->c, node->kid[CLAUSE_VALUE]));
    else if (node->op != CLAUSE_EXPORT) walk_node(walk, node->kid[CLAUSE_VALUE]);
    break;
  case AST_CHOOSE:
    add_services(walk, node->kid[CHOOSE_AMONG]);
    walk_node(walk, node->kid[CHOOSE_ITEMS]);
    break;
  case AST_FORBID:
    walk_node(walk, node->kid[FORBID_WHEN]);
    break;
  case AST_PREFER:
    walk_node(walk, node->kid[PREFER_WHEN]);
    break;
  case AST_PARAM:
  case AST_CASE_FOR:
  case AST_TYPE:
  case AST_FORMAL:
    break;
  case AST_LISTING:
  case AST_LET:
  case AST_SEGMENT:
  case AST_SCORE:
  case AST_CLASSIFY:
  case AST_CHANNEL:
  case AST_OFFER:
  case AST_TEAM:
  case AST_MEASURE:
    if (same_of(node)) walk_same(walk, node);
    else walk_kids(walk, node, 1);
    break;
  default:
    walk_kids(walk, node, 0);
    break;
  }
}

typedef struct Step {
  Symbol *symbol;
  Edges edges;
  uint32_t next;
} Step;

enum { WAY_SHOWN = 4 /* steps of a long way round, at either end */ };

static void tell_cycle(Checker *c, const Step *steps, uint32_t depth, const Symbol *back) {
  if (back->type && type_is_error(back->type)) return; /* of a cycle that has been told */
  uint32_t from = depth;
  while (from > 0 && steps[from - 1].symbol != back) from--;
  Str way = STR("");
  for (uint32_t i = from - 1; i < depth; i++) {
    if (i == from + WAY_SHOWN && depth - i > WAY_SHOWN) {
      way = arena_format(c->arena, "%.*s… → ", STR_ARG(way));
      i = depth - WAY_SHOWN;
    }
    way = arena_format(c->arena, "%.*s%.*s → ", STR_ARG(way), STR_ARG(steps[i].symbol->name));
  }
  way = arena_format(c->arena, "%.*s%.*s", STR_ARG(way), STR_ARG(back->name));
  Diag *diag = diag_add(c->diags, DIAG_CYCLE, back->span, STR_ARG(back->name), STR_ARG(way));
  for (uint32_t i = from; i < depth && i < from + WAY_SHOWN; i++)
    diag_note(c->diags, diag, steps[i].symbol->span, "by way of `%.*s`", STR_ARG(steps[i].symbol->name));
  for (uint32_t i = from - 1; i < depth; i++) steps[i].symbol->type = type_of_kind(TYPE_ERROR, false);
}

static Edges edges_of(Checker *c, Symbol *symbol) {
  Walk walk = {.c = c, .from = symbol};
  c->space = symbol->space;
  walk_node(&walk, symbol->decl);
  AstNode *with = symbol->kind == SYM_PARAM ? namespace_with(symbol) : NULL;
  if (with) {
    c->space = symbol->space->outside;
    walk_node(&walk, with);
  }
  c->space = &c->out->program;
  return walk.edges;
}

static void visit(Checker *c, Symbol *root, Step *steps, Symbol **order, uint32_t *count) {
  uint32_t depth = 0;
  root->state = CHECK_UNDER_WAY;
  steps[depth++] = (Step){root, edges_of(c, root), 0};
  while (depth > 0) {
    Step *step = &steps[depth - 1];
    if (step->next == step->edges.count) {
      Symbol *symbol = step->symbol;
      symbol->state = CHECK_DONE;
      if (!symbol->type) order[(*count)++] = symbol;
      depth--;
      continue;
    }
    Symbol *to = step->edges.to[step->next++];
    if (to->state == CHECK_UNDER_WAY) {
      tell_cycle(c, steps, depth, to);
    } else if (to->state == CHECK_NOT_YET) {
      to->state = CHECK_UNDER_WAY;
      steps[depth++] = (Step){to, edges_of(c, to), 0};
    }
  }
}

Symbol **order_symbols(Checker *c) {
  uint32_t all = c->out->symbol_count, count = 0;
  Symbol **order = ARENA_ARRAY(c->arena, Symbol *, all + 1); /* ends in a NULL */
  Step *steps = ARENA_ARRAY(c->arena, Step, all + 1);
  if (!order || !steps) return NULL;
  for (uint32_t i = 0; i < all; i++)
    if (c->out->symbols[i]->state == CHECK_NOT_YET) visit(c, c->out->symbols[i], steps, order, &count);
  return order;
}
