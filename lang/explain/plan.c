/* SPDX-License-Identifier: MIT
 * Plans: nodes, their words, and the values that they ask the program for. */
#include "lang/explain/why.h"

#include "lang/check/literal.h"

const char *why_say(const WhyPlan *plan, const char *english) { return catalog_translate(plan->language, english); }

bool why_plan_init(WhyPlan *plan, Checked *checked, Language language) {
  *plan = (WhyPlan){.checked = checked, .arena = checked->arena, .language = language};
  plan->definitions = ARENA_ARRAY(plan->arena, WhyNode *, checked->symbol_count + 1);
  plan->named = ARENA_ARRAY(plan->arena, uint32_t, checked->symbol_count + 1);
  return plan->definitions && plan->named;
}

/* ---- nodes ---- */

/* Copies a run of the text, blanks and comments between words as one blank, and none where a bracket was broken for its lines;
 * texts in quotes stay as they are. */
static uint32_t squeeze(Str from, char *out) {
  uint32_t n = 0;
  bool quoted = false;
  for (uint32_t i = 0; i < from.n; i++) {
    char c = from.p[i];
    if (!quoted && c == '#') {
      while (i < from.n && from.p[i] != '\n') i++;
      c = ' ';
    }
    if (c == '"' && !(quoted && from.p[i - 1] == '\\')) quoted = !quoted;
    if (!quoted && (c == ' ' || c == '\n' || c == '\t' || c == '\r')) {
      if (n && out[n - 1] != ' ' && out[n - 1] != '(') out[n++] = ' ';
    } else {
      if (!quoted && c == ')' && n && out[n - 1] == ' ') n--;
      out[n++] = c;
    }
  }
  while (n && out[n - 1] == ' ') n--;
  return n;
}

Str why_source_words(const SourceMap *sources, Span span, Arena *arena) {
  Str source = source_text(sources, span);
  char *out = arena_bytes(arena, source.n + 1);
  if (!out) return (Str){"", 0};
  uint32_t n = squeeze(source, out);
  out[n] = 0;
  return (Str){out, n};
}

Str why_words(WhyPlan *plan, Span span) { return why_source_words(plan->checked->sources, span, plan->arena); }

WhyNode *why_new(WhyPlan *plan, WhyForm form, const char *word, Span span) {
  if (plan->node_count >= WHY_NODES_MOST) return NULL;
  WhyNode *node = ARENA_NEW(plan->arena, WhyNode);
  if (!node) return NULL;
  plan->node_count++;
  node->form = form;
  node->word = word;
  node->span = span;
  node->extra = WHY_NONE;
  node->text = span.to ? why_words(plan, span) : (Str){"", 0};
  node->title = (Str){"", 0};
  return node;
}

static bool grow(WhyPlan *plan, WhyNode ***items, uint32_t count, uint32_t *size) {
  if (count < *size) return true;
  uint32_t more = *size ? *size * 2 : 4;
  WhyNode **wider = ARENA_ARRAY(plan->arena, WhyNode *, more);
  if (!wider) return false;
  if (count) memcpy(wider, *items, count * sizeof *wider);
  *items = wider;
  *size = more;
  return true;
}

void why_push(WhyPlan *plan, WhyNode *parent, WhyNode *part) {
  if (parent && part && grow(plan, &parent->parts, parent->count, &parent->size)) parent->parts[parent->count++] = part;
}

/* ---- extras ---- */

static uint32_t add_extra(WhyPlan *plan, Extra extra) {
  Checked *checked = plan->checked;
  if (checked->extra_count >= plan->extra_size) {
    uint32_t size = checked->extra_count * 2 + 64;
    Extra *extras = ARENA_ARRAY(plan->arena, Extra, size);
    if (!extras) return WHY_NONE;
    if (checked->extra_count) memcpy(extras, checked->extras, checked->extra_count * sizeof *extras);
    checked->extras = extras;
    plan->extra_size = size;
  }
  checked->extras[checked->extra_count] = extra;
  return checked->extra_count++;
}

/* Names are asked for once, wherever they stand. */
static uint32_t extra_of(WhyPlan *plan, AstNode *expr) {
  bool named = expr->kind == AST_NAME && expr->symbol;
  uint32_t *known = named ? &plan->named[expr->symbol->ordinal] : NULL;
  if (known && expr->symbol->kind == SYM_FORMAL) return WHY_NONE;
  if (known && *known) return *known - 1;
  uint32_t extra = add_extra(plan, (Extra){.expr = expr, .text = STR("")});
  if (known && extra != WHY_NONE) *known = extra + 1;
  return extra;
}

static void take_value(WhyPlan *plan, WhyNode *node, AstNode *expr) {
  node->expr = expr;
  node->constant = expr->constant;
  if (expr->type && (expr->type->kind == TYPE_LABEL || expr->type->kind == TYPE_ONE_OF)) node->labels = expr->type->labels;
  if (!node->constant && expr->type && expr->type->kind != TYPE_DURATION) node->extra = extra_of(plan, expr);
}

/* A parameter of a module's channel is told with the column that is given for it. */
static void name_column(WhyPlan *plan, WhyNode *node, const AstNode *expr) {
  const Symbol *symbol = expr->kind == AST_NAME ? expr->symbol : NULL;
  if (!symbol || symbol->kind != SYM_COLUMN || str_equal(expr->text, symbol->name)) return;
  node->text = arena_format(plan->arena, "%.*s (%.*s)", STR_ARG(node->text), STR_ARG(symbol->name));
}

WhyNode *why_value(WhyPlan *plan, AstNode *expr) {
  WhyNode *node = why_new(plan, WHY_VALUE, "", expr->span);
  if (!node) return NULL;
  take_value(plan, node, expr);
  name_column(plan, node, expr);
  return node;
}

WhyNode *why_fact(WhyPlan *plan, const char *text, AstNode *expr) {
  WhyNode *node = expr ? why_new(plan, WHY_VALUE, "", (Span){0, 0}) : NULL;
  if (!node) return NULL;
  node->text = str_from(text);
  take_value(plan, node, expr);
  return node;
}

WhyNode *why_option_fact(WhyPlan *plan, const char *text, ExtraPart part, const Symbol *option, AstNode *best, const Labels *labels) {
  WhyNode *node = why_new(plan, WHY_VALUE, "", (Span){0, 0});
  if (!node) return NULL;
  node->text = str_from(text);
  node->labels = labels;
  node->extra = add_extra(plan, (Extra){.expr = best, .text = STR(""), .part = part, .option = option});
  return node;
}

/* ---- what is asked for ---- */

static bool add_root(WhyPlan *plan, WhyNode *node) {
  if (!node || !grow(plan, &plan->roots, plan->root_count, &plan->root_size)) return false;
  node->root = true;
  plan->roots[plan->root_count++] = node;
  return true;
}

bool why_plan_symbol(WhyPlan *plan, const Symbol *symbol) {
  WhyNode *node = why_definition(plan, symbol);
  return node && (node->root || add_root(plan, node));
}

bool why_plan_expression(WhyPlan *plan, AstNode *expr) {
  AstNode *bare = (AstNode *)ast_bare(expr);
  bool named = (bare->kind == AST_NAME || bare->kind == AST_CALL) && bare->symbol;
  WhyNode *definition = named ? why_definition(plan, bare->symbol) : NULL;
  if (definition) return definition->root || add_root(plan, definition);
  if (expr->type && expr->type->kind == TYPE_BOOLEAN && !expr->constant) return add_root(plan, why_condition(plan, expr));
  WhyNode *node = why_new(plan, WHY_LET, "", expr->span);
  if (!node) return false;
  take_value(plan, node, expr);
  for (uint32_t i = 0; i < bare->count && bare->kind != AST_NAME; i++)
    if (bare->kid[i] && bare->kid[i]->type) why_seen(plan, node, bare->kid[i]);
  return add_root(plan, node);
}
