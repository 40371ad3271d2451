/* SPDX-License-Identifier: MIT
 * Taking tests apart: what each `expect` needs from the program. */
#include "lang/engine/engine_test.h"

#include "lang/check/literal.h"

typedef struct Collector {
  Checked *checked;
  TestCase *test;
  TestExpect *expect;
  uint32_t size;        /* room in expect->needs */
  uint32_t *extra_size; /* room in checked->extras */
} Collector;

/* Room for one more in checked->extras, which has *size places (0 at first: the caller's array is not ours to fill). */
static bool grow_extras(Checked *checked, uint32_t *size) {
  uint32_t count = checked->extra_count;
  if (count < *size) return true;
  Extra *extras = ARENA_ARRAY(checked->arena, Extra, count * 2 + 16);
  if (!extras) return false;
  if (count) memcpy(extras, checked->extras, count * sizeof *extras);
  checked->extras = extras;
  *size = count * 2 + 16;
  return true;
}

/* `node` is what stands in the test, `expr` what the program computes for it. */
static void need(Collector *c, AstNode *node, AstNode *expr, uint32_t record, bool shown) {
  TestExpect *expect = c->expect;
  if (expect->need_count == c->size || !expr) return;
  for (uint32_t i = 0; i < expect->need_count; i++) {
    if (expect->needs[i].node != node) continue;
    expect->needs[i].shown |= shown;
    return;
  }
  if (!grow_extras(c->checked, c->extra_size)) return;
  expect->needs[expect->need_count++] = (TestNeed){node, c->checked->extra_count, record, shown};
  c->checked->extras[c->checked->extra_count++] = (Extra){.expr = expr, .text = source_text(c->checked->sources, node->span)};
}

/* What a person wants to see of a condition that failed: the sides of comparisons, and truths that have a name. */
static void show_sides(Collector *c, AstNode *node) {
  node = (AstNode *)ast_bare(node);
  if (node->constant) return;
  switch (node->kind) {
  case AST_AND:
  case AST_OR:
  case AST_COMPARE:
    show_sides(c, node->kid[0]);
    show_sides(c, node->kid[1]);
    return;
  case AST_NOT:
  case AST_IS_KNOWN:
  case AST_IS:
  case AST_IN:
  case AST_AFFIX:
  case AST_MATCHES:
  case AST_WITHIN: show_sides(c, node->kid[0]); return;
  default:
    if (node->type && node->type->kind != TYPE_DURATION) need(c, node, node, 0, true);
  }
}

static uint32_t record_of(const TestCase *test, Str name) {
  for (uint32_t i = 0; i < test->record_count; i++) {
    const AstNode *given = test->records[i]->kid[GIVEN_NAME];
    if (given && str_equal(given->text, name)) return i;
  }
  return UINT32_MAX;
}

/* The record's name at the left end of `a.x` or `a.contact.cost`; UINT32_MAX where it is none. */
static uint32_t named_record(const TestCase *test, const AstNode *dot) {
  const AstNode *left = dot->kid[DOT_LEFT];
  while (left->kind == AST_DOT) left = left->kid[DOT_LEFT];
  return left->kind == AST_NAME && !left->symbol ? record_of(test, left->text) : UINT32_MAX;
}

/* `a.x` as the program computes it for every record: `x`. */
static AstNode *without_record(Checked *checked, const AstNode *dot) {
  AstNode *name = dot->kid[DOT_NAME], *left = dot->kid[DOT_LEFT];
  AstNode *out;
  if (left->kind == AST_DOT) {
    AstNode *inner = ast_leaf(checked->arena, AST_NAME, left->span, left->kid[DOT_NAME]->text);
    if (inner) inner->symbol = dot->symbol, inner->type = dot->symbol ? dot->symbol->type : NULL;
    out = ast_new(checked->arena, AST_DOT, dot->span, AST_DOT_SLOTS, inner, name);
  } else out = ast_leaf(checked->arena, AST_NAME, dot->span, name->text);
  if (!out) return NULL;
  out->symbol = dot->symbol;
  out->type = dot->type;
  return out;
}

/* Where the only record has a name, `a.x` means what `x` means: it becomes that. */
static void drop_name(Checked *checked, const TestCase *test, AstNode *node) {
  if (node->kind == AST_DOT && node->symbol && named_record(test, node) != UINT32_MAX) {
    AstNode *bare = without_record(checked, node);
    if (bare) *node = *bare;
    return;
  }
  for (uint32_t i = 0; i < node->count; i++)
    if (node->kid[i]) drop_name(checked, test, node->kid[i]);
}

/* What is one value for all records, whosever it is asked for. */
static bool is_of_all(const AstNode *node) {
  if (node->kind == AST_NAME || node->kind == AST_DOT) return node->symbol && node->symbol->kind == SYM_MEASURE;
  return node->kind == AST_AGGREGATE || node->kind == AST_SEQUENCE;
}

/* A call of the program's own that asks for no record's value is the same for all of them. */
static bool is_call_of_none(const Collector *c, const AstNode *node) {
  if (node->kind == AST_DOT && node->symbol && named_record(c->test, node) != UINT32_MAX) return false;
  for (uint32_t i = 0; i < node->count; i++)
    if (node->kid[i] && !is_call_of_none(c, node->kid[i])) return false;
  return true;
}

static void need_named(Collector *c, AstNode *node) {
  if (!node) return;
  bool own_call = node->kind == AST_CALL && node->symbol && node->type && is_call_of_none(c, node);
  if (own_call || is_of_all(node)) {
    need(c, node, node, 0, true);
    return;
  }
  if (node->kind == AST_DOT && node->symbol) {
    uint32_t record = named_record(c->test, node);
    if (record != UINT32_MAX) {
      need(c, node, without_record(c->checked, node), record, true);
      return;
    }
  }
  for (uint32_t i = 0; i < node->count; i++) need_named(c, node->kid[i]);
}

static uint32_t count_nodes(const AstNode *node) {
  uint32_t count = 1;
  for (uint32_t i = 0; i < node->count; i++)
    if (node->kid[i]) count += count_nodes(node->kid[i]);
  return count;
}

static void take_expect(Checked *checked, TestCase *test, const AstNode *node, uint32_t *extra_size) {
  TestExpect *expect = &test->expects[test->expect_count++];
  AstNode *condition = node->kid[EXPECT_COND];
  Collector c = {checked, test, expect, count_nodes(condition) + 1, extra_size};
  expect->node = node;
  expect->needs = ARENA_ARRAY(checked->arena, TestNeed, c.size);
  if (!expect->needs) return;
  expect->mixed = test->record_count > 1;
  if (test->record_count == 1) drop_name(checked, test, condition);
  if (expect->mixed) {
    need_named(&c, condition);
    return;
  }
  need(&c, condition, condition, 0, false);
  show_sides(&c, condition);
}

static bool take_test(Checked *checked, TestCase *test, const AstNode *node, uint32_t *extra_size) {
  const AstNode *items = node->kid[TEST_ITEMS];
  uint32_t count = items ? items->count : 0;
  test->node = node;
  test->records = ARENA_ARRAY(checked->arena, const AstNode *, count + 1);
  test->rows = ARENA_ARRAY(checked->arena, const AstNode *, count + 1);
  test->expects = ARENA_ARRAY(checked->arena, TestExpect, count + 1);
  if (checked->arena->failed) return false;
  for (uint32_t i = 0; i < count; i++) {
    const AstNode *item = items->kid[i];
    if (item->kind != AST_GIVEN) continue;
    const AstNode *name = item->kid[GIVEN_NAME];
    if (name && name->symbol && name->symbol->kind == SYM_RECORD) test->rows[test->row_count++] = item;
    else test->records[test->record_count++] = item;
  }
  for (uint32_t i = 0; i < count; i++)
    if (items->kid[i]->kind == AST_EXPECT) take_expect(checked, test, items->kid[i], extra_size);
  return !checked->arena->failed;
}

TestCase *test_cases(Checked *checked) {
  TestCase *tests = ARENA_ARRAY(checked->arena, TestCase, checked->test_count + 1);
  uint32_t extra_size = 0;
  for (uint32_t i = 0; tests && i < checked->test_count; i++)
    if (!take_test(checked, &tests[i], checked->tests[i], &extra_size)) return NULL;
  return tests;
}
