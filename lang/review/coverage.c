/* SPDX-License-Identifier: MIT
 * Coverage of the tests: which tests of conditions, clauses, classes and options were seen both ways. */
#include "lang/review/review.h"

#include <stdlib.h>

typedef struct Item {
  WhyNode *node;
  const Symbol *owner;
  const char *kind;
  bool met, unmet;
} Item;

typedef struct Coverage {
  WhyPlan plan;
  Item *items;
  uint32_t count, size;
  WhyNode **loose; /* conditions within values: `if C then … else …` */
  uint32_t loose_count, loose_size;
  bool **counts; /* by test, then by ordinal: do its expectations come down to that definition? */
} Coverage;

/* ---- what is to be seen ---- */

static void add_item(Coverage *c, WhyNode *node, const Symbol *owner, const char *kind) {
  if (c->count == c->size) {
    uint32_t size = c->size ? c->size * 2 : 64;
    Item *items = ARENA_ARRAY(c->plan.arena, Item, size);
    if (!items) return;
    if (c->count) memcpy(items, c->items, c->count * sizeof *items);
    c->items = items;
    c->size = size;
  }
  c->items[c->count++] = (Item){node, owner, kind, false, false};
}

static bool is_compound(WhyForm form) {
  return form == WHY_ALL || form == WHY_ANY || form == WHY_NOT || form == WHY_AT_LEAST || form == WHY_IF || form == WHY_DEFAULT;
}

/* What stands in a module is the module's to test. */
static void add_condition(Coverage *c, WhyNode *node, const Symbol *owner, bool outermost) {
  if (!node || node->constant || owner->origin) return;
  if (!is_compound(node->form)) {
    add_item(c, node, owner, outermost ? "clause" : "test");
    return;
  }
  if (outermost) add_item(c, node, owner, "clause");
  for (uint32_t i = 0; i < node->count; i++) add_condition(c, node->parts[i], owner, false);
}

static void add_clauses(Coverage *c, WhyNode *node, const Symbol *owner) {
  for (uint32_t i = 0; i < node->count; i++) {
    WhyNode *clause = node->parts[i];
    if (clause->form == WHY_CASE || clause->form == WHY_UNLESS) add_item(c, clause, owner, "class");
    if (clause->form == WHY_OPTION) add_item(c, clause, owner, "option");
    if (clause->condition && !clause->quiet) add_condition(c, clause->condition, owner, true);
    if (clause->form == WHY_OPTION || clause->form == WHY_GROUP) add_clauses(c, clause, owner);
  }
}

static void add_loose(Coverage *c, AstNode *condition, const Symbol *owner) {
  WhyNode *node = why_condition(&c->plan, condition);
  if (!node) return;
  if (c->loose_count == c->loose_size) {
    uint32_t size = c->loose_size ? c->loose_size * 2 : 16;
    WhyNode **loose = ARENA_ARRAY(c->plan.arena, WhyNode *, size);
    if (!loose) return;
    if (c->loose_count) memcpy(loose, c->loose, c->loose_count * sizeof *loose);
    c->loose = loose;
    c->loose_size = size;
  }
  c->loose[c->loose_count++] = node;
  add_condition(c, node, owner, true);
}

/* The conditions of `if` within values; rows of sets have none of a record. */
static void find_ifs(Coverage *c, AstNode *node, const Symbol *owner) {
  if (node->kind == AST_AGGREGATE || node->kind == AST_SEQUENCE || node->kind == AST_RANK_OF) return;
  bool value = node->kind == AST_IF && node->type && node->type->kind != TYPE_BOOLEAN;
  if (value && !node->kid[IF_COND]->constant) add_loose(c, node->kid[IF_COND], owner);
  for (uint32_t i = 0; i < node->count; i++)
    if (node->kid[i]) find_ifs(c, node->kid[i], owner);
}

static void add_definition(Coverage *c, const Symbol *symbol) {
  if (!why_plan_symbol(&c->plan, symbol)) return;
  WhyNode *node = c->plan.definitions[symbol->ordinal];
  bool several = node->form == WHY_SEGMENT && node->count > 1 && !symbol->origin;
  if (several) add_item(c, node, symbol, "segment");
  if (node->condition) add_condition(c, node->condition, symbol, true);
  add_clauses(c, node, symbol);
  if (!symbol->origin) find_ifs(c, (AstNode *)symbol->decl, symbol);
}

/* ---- which definitions a test is about ---- */

typedef struct Reach {
  const Checked *checked;
  bool *reached;
  const Symbol **waiting;
  uint32_t count;
} Reach;

static void reach(Reach *r, const AstNode *node) {
  const Symbol *symbol = node->symbol;
  bool named = symbol && symbol->kind != SYM_FORMAL && symbol->ordinal < r->checked->symbol_count && r->checked->symbols[symbol->ordinal] == symbol;
  if (named && symbol->decl && !r->reached[symbol->ordinal]) {
    r->reached[symbol->ordinal] = true;
    r->waiting[r->count++] = symbol;
  }
  for (uint32_t i = 0; i < node->count; i++)
    if (node->kid[i]) reach(r, node->kid[i]);
}

static bool *reached_by(const Checked *checked, const AstNode *test) {
  Reach r = {.checked = checked, .reached = ARENA_ARRAY(checked->arena, bool, checked->symbol_count + 1),
             .waiting = ARENA_ARRAY(checked->arena, const Symbol *, checked->symbol_count + 1)};
  if (!r.reached || !r.waiting) return NULL;
  const AstNode *items = test->kid[TEST_ITEMS];
  for (uint32_t i = 0; items && i < items->count; i++)
    if (items->kid[i]->kind == AST_EXPECT) reach(&r, items->kid[i]);
  while (r.count) {
    const Symbol *symbol = r.waiting[--r.count];
    if (symbol->kind != SYM_RECORD && symbol->kind != SYM_CAMPAIGN) reach(&r, symbol->decl);
  }
  return r.reached;
}

/* ---- the watcher ---- */

static bool ask(void *self, Checked *checked) {
  Coverage *c = self;
  if (!why_plan_init(&c->plan, checked, LANGUAGE_ENGLISH /* no notes are told */)) return false;
  for (uint32_t i = 0; i < checked->symbol_count; i++)
    if (why_is_definition(checked->symbols[i]) && !checked->symbols[i]->unlisted) add_definition(c, checked->symbols[i]);
  c->counts = ARENA_ARRAY(checked->arena, bool *, checked->test_count + 1);
  for (uint32_t i = 0; c->counts && i < checked->test_count; i++) c->counts[i] = reached_by(checked, checked->tests[i]);
  return !checked->arena->failed;
}

static bool is_met(const Item *item) {
  const WhyNode *node = item->node;
  if (node->form == WHY_CASE || node->form == WHY_UNLESS || node->form == WHY_OPTION) return node->decides;
  return node->value.known && node->value.truth;
}

static bool record(void *self, uint32_t test, int32_t today, const Value *values) {
  Coverage *c = self;
  c->plan.today = today;
  why_fill(&c->plan, values);
  for (uint32_t i = 0; i < c->loose_count; i++) why_fill_node(&c->plan, c->loose[i], values);
  for (uint32_t i = 0; i < c->count; i++) {
    Item *item = &c->items[i];
    if (!c->counts[test][item->owner->ordinal]) continue;
    if (is_met(item)) item->met = true;
    else item->unmet = true;
  }
  return !c->plan.arena->failed;
}

/* ---- what is told ---- */

static int by_place(const void *a, const void *b) {
  const Item *x = a, *y = b;
  Span s = x->node->span, t = y->node->span;
  if (s.from != t.from) return s.from < t.from ? -1 : 1;
  if (s.to != t.to) return s.to < t.to ? 1 : -1;
  return strcmp(x->kind, y->kind);
}

/* Two choices among one channel ask for the same criteria: that is one item. */
static void merge_items(Coverage *c) {
  uint32_t kept = 0;
  if (c->count) qsort(c->items, c->count, sizeof *c->items, by_place);
  for (uint32_t i = 0; i < c->count; i++) {
    Item *last = kept ? &c->items[kept - 1] : NULL;
    bool same = last && by_place(last, &c->items[i]) == 0 && (last->node->form != WHY_OPTION || last->owner == c->items[i].owner);
    if (!same) c->items[kept++] = c->items[i];
    else last->met |= c->items[i].met, last->unmet |= c->items[i].unmet;
  }
  c->count = kept;
}

static CibleCovered publish_item(Cible *cible, const Item *item) {
  const WhyNode *node = item->node;
  Place place = source_place(&cible->sources, node->span.from);
  bool class = node->form == WHY_CASE || node->form == WHY_UNLESS;
  return (CibleCovered){.kind = item->kind, .name = engine_keep(cible, item->owner->name),
                        .text = engine_keep(cible, class ? str_from(node->word) : node->text),
                        .file = place.file ? engine_keep(cible, place.file->name) : "", .line = (int)place.line,
                        .column = (int)place.column, .met = item->met, .unmet = item->unmet};
}

static const CibleCoverage *publish(Cible *cible, Coverage *c) {
  merge_items(c);
  CibleCoverage *out = ARENA_NEW(&cible->results, CibleCoverage);
  CibleCovered *items = ARENA_ARRAY(&cible->results, CibleCovered, c->count + 1);
  if (!out || !items) return NULL;
  for (uint32_t i = 0; i < c->count; i++) {
    items[i] = publish_item(cible, &c->items[i]);
    out->seen += (size_t)items[i].met + (size_t)items[i].unmet;
  }
  out->items = items;
  out->count = c->count;
  out->sides = (size_t)c->count * 2;
  return out;
}

CibleStatus cible_test_coverage(Cible *cible, const char *path, const CibleCompileOptions *options, const CibleTest **tests,
                                size_t *count, const CibleCoverage **coverage) {
  Coverage c = {0};
  TestWatcher watcher = {&c, ask, record};
  *coverage = NULL;
  CibleStatus status = review_test_file(cible, path, options, &watcher, tests, count);
  if (status > CIBLE_NO || !*count) return status;
  *coverage = publish(cible, &c);
  return *coverage ? status : CIBLE_NO_MEMORY;
}
