/* SPDX-License-Identifier: MIT
 * Choices taken apart: what is preferred, and each option with its criteria, its figures and what the choice compares. */
#include "lang/explain/why.h"

/* ---- options ---- */

static bool forbids(const AstNode *item, const Symbol *option) {
  const AstNode *options = item->kid[FORBID_OPTIONS];
  for (uint32_t i = 0; i < options->count; i++)
    if (options->kid[i]->symbol == option) return true;
  return false;
}

static void take_forbids(WhyPlan *plan, WhyNode *node, const AstNode *items, const Symbol *option) {
  for (uint32_t i = 0; items && i < items->count; i++) {
    const AstNode *item = items->kid[i];
    if (item->kind != AST_FORBID || !forbids(item, option)) continue;
    AstNode *when = item->kid[FORBID_WHEN];
    WhyNode *clause = why_new(plan, WHY_EXCLUDE, "forbid when", when->span);
    if (clause && item->kid[FORBID_WHY]) clause->title = item->kid[FORBID_WHY]->text;
    why_clause_condition(plan, clause, when);
    why_push(plan, node, clause);
  }
}

/* The values that a figure is made from, for what it would be were they others. */
static void ask_names(WhyPlan *plan, AstNode *expr) {
  WhyNode aside = {0};
  why_seen(plan, &aside, expr);
}

static void take_figures(WhyPlan *plan, WhyNode *node, const Symbol *option, const AstNode *best) {
  const Service *service = &option->service;
  bool channel = option->kind == SYM_CHANNEL;
  if (channel) node->figure[FIGURE_COST] = why_option_fact(plan, "cost", EXTRA_COST, option, NULL, NULL);
  if (service->response) node->figure[FIGURE_RESPONSE] = why_option_fact(plan, "response", EXTRA_RESPONSE, option, NULL, NULL);
  if (service->price) node->figure[FIGURE_PRICE] = why_option_fact(plan, "price", EXTRA_PRICE, option, NULL, NULL);
  if (service->margin) node->figure[FIGURE_MARGIN] = why_option_fact(plan, "margin", EXTRA_MARGIN, option, NULL, NULL);
  if (best) {
    AstNode *value = best->kid[BEST_BY_VALUE];
    const char *words = why_words(plan, value->span).p;
    node->figure[FIGURE_BEST] = why_option_fact(plan, words, EXTRA_BEST, option, value, NULL);
    if (node->figure[FIGURE_BEST]) node->figure[FIGURE_BEST]->expr = value;
    if (service->response) ask_names(plan, (AstNode *)service->response);
  }
  for (uint32_t i = 0; i < FIGURE_COUNT; i++) why_push(plan, node, node->figure[i]);
}

static WhyNode *option_node(WhyPlan *plan, const Symbol *option, const AstNode *items, const AstNode *best, uint32_t index) {
  bool offer = option->kind == SYM_OFFER;
  WhyNode *node = why_new(plan, WHY_OPTION, offer ? "offer" : "channel", option->span);
  if (!node) return NULL;
  node->symbol = option;
  node->text = option->name;
  node->title = option->title;
  node->number = index;
  why_criteria(plan, node, option->decl->kid[offer ? OFFER_ITEMS : CHANNEL_ITEMS]);
  take_forbids(plan, node, items, option);
  take_figures(plan, node, option, best);
  return node;
}

/* ---- the choice ---- */

static WhyNode *prefer_node(WhyPlan *plan, const AstNode *item, const Options *options) {
  AstNode *when = item->kid[PREFER_WHEN];
  const AstNode *option = item->kid[PREFER_OPTION];
  WhyNode *node = why_new(plan, WHY_PREFER, "prefer", when ? span_join(option->span, when->span) : option->span);
  if (!node) return NULL;
  if (item->kid[PREFER_WHY]) node->title = item->kid[PREFER_WHY]->text;
  node->number = options_place(options, option->symbol);
  why_clause_condition(plan, node, when);
  return node;
}

void why_choice(WhyPlan *plan, WhyNode *node, const Symbol *symbol) {
  const AstNode *items = symbol->decl->kid[CHOOSE_ITEMS], *best = choose_best(symbol->decl);
  for (uint32_t i = 0; items && i < items->count; i++)
    if (items->kid[i]->kind == AST_PREFER) why_push(plan, node, prefer_node(plan, items->kid[i], &symbol->choose));
  for (uint32_t i = 0; i < symbol->choose.count; i++)
    why_push(plan, node, option_node(plan, symbol->choose.items[i], items, best, i));
  if (!best) return;
  WhyNode *by = why_new(plan, WHY_BEST, best->op ? "by highest" : "by lowest", best->kid[BEST_BY_VALUE]->span);
  if (by) by->number = best->op;
  why_push(plan, node, by);
}
