/* SPDX-License-Identifier: MIT
 * Choices: an option without a cost where the cheapest is chosen, and one that another always comes before. */
#include "lang/check/checker.h"

/* Where `cost` stands in the E of a choice's `by`. */
static const AstNode *find_cost(const AstNode *node, const Symbol *choose) {
  if (!node) return NULL;
  if (node->kind == AST_NAME && node->symbol == choose) return str_is(node->text, "cost") ? node : NULL;
  for (uint32_t i = 0; i < node->count; i++) {
    const AstNode *found = find_cost(node->kid[i], choose);
    if (found) return found;
  }
  return NULL;
}

static void lint_cost(Checker *c, const Symbol *choose, const AstNode *best) {
  const AstNode *cost = find_cost(best->kid[BEST_BY_VALUE], choose);
  for (uint32_t i = 0; cost && i < choose->choose.count; i++) {
    const Symbol *option = choose->choose.items[i];
    bool free = option->kind == SYM_CHANNEL && !option->service.cost && !option->service.effort;
    if (!free || !lint_wanted(c, DIAG_NO_COST, cost->span)) continue;
    Diag *diag = diag_add(c->diags, DIAG_NO_COST, cost->span, STR_ARG(option->name));
    diag_help(c->diags, diag, "write `cost 0.05` in it, or `cost 0` where that is meant");
  }
}

/* The next clause that lets records in or out, from `*at`. */
static const AstNode *next_criterion(const AstNode *items, uint32_t *at) {
  while (items && *at < items->count) {
    const AstNode *item = items->kid[(*at)++];
    if (item->kind == AST_REQUIRE || item->kind == AST_EXCLUDE) return item;
  }
  return NULL;
}

static bool same_criteria(const AstNode *a, const AstNode *b) {
  uint32_t i = 0, k = 0;
  for (;;) {
    const AstNode *x = next_criterion(a, &i), *y = next_criterion(b, &k);
    if (!x || !y) return x == y;
    if (x->kind != y->kind || !lint_same(x->kid[REQUIRE_COND], y->kid[REQUIRE_COND])) return false;
  }
}

/* Without `by`, `forbid` and `prefer`, an option is behind each one before it that lets the same records in. */
static void lint_behind(Checker *c, const Symbol *choose) {
  const Options *options = &choose->choose;
  const AstNode *among = choose->decl->kid[CHOOSE_AMONG];
  for (uint32_t i = 1; i < options->count && i < among->count; i++)
    for (uint32_t k = 0; k < i; k++) {
      const Symbol *option = options->items[i], *other = options->items[k];
      if (option->origin || other->origin || option->decl->kind != AST_CHANNEL || other->decl->kind != AST_CHANNEL) continue;
      if (!same_criteria(option->decl->kid[CHANNEL_ITEMS], other->decl->kid[CHANNEL_ITEMS])) continue;
      if (!lint_wanted(c, DIAG_BEHIND_ANOTHER, among->kid[i]->span)) break;
      Diag *diag = diag_add(c->diags, DIAG_BEHIND_ANOTHER, among->kid[i]->span, STR_ARG(option->name), STR_ARG(other->name));
      diag_help(c->diags, diag, "without `by` the first one that is available is chosen: `by lowest cost` compares them");
      break;
    }
}

void lint_choose(Checker *c, const Symbol *choose) {
  const AstNode *best = choose_best(choose->decl), *items = choose->decl->kid[CHOOSE_ITEMS];
  if (best) lint_cost(c, choose, best);
  else if (!items || !items->count) lint_behind(c, choose);
}
