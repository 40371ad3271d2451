/* SPDX-License-Identifier: MIT
 * Why a line of a test does not hold. */
#include "lang/review/review.h"

/* Of an `expect` about one record its condition; where records have names, the definitions that it asks of each. */
typedef struct Reason {
  WhyNode **nodes; /* NULL in it: nothing is told of that */
  uint32_t count;
} Reason;

typedef struct TestWhy {
  Cible *cible;
  WhyPlan plan;
  const TestCase *cases;
  Reason **reasons; /* by test and line; those that failed alone are filled in */
} TestWhy;

/* ---- what is asked ---- */

static bool take_line(TestWhy *why, const TestExpect *expect, Reason *out) {
  out->count = expect->mixed ? expect->need_count : 1;
  out->nodes = ARENA_ARRAY(why->plan.arena, WhyNode *, out->count + 1);
  if (!out->nodes) return false;
  if (!expect->mixed) {
    out->nodes[0] = why_condition(&why->plan, expect->node->kid[EXPECT_COND]);
    return true;
  }
  for (uint32_t i = 0; i < expect->need_count; i++) {
    const AstNode *expr = why->plan.checked->extras[expect->needs[i].extra].expr;
    if (expr->kind == AST_NAME) out->nodes[i] = why_definition(&why->plan, expr->symbol);
  }
  return true;
}

static bool ask(void *self, Cible *cible, Checked *checked, const TestCase *cases, const CibleTest *tests) {
  TestWhy *why = self;
  why->cible = cible;
  why->cases = cases;
  why->reasons = ARENA_ARRAY(checked->arena, Reason *, checked->test_count + 1);
  if (!why_plan_init(&why->plan, checked, cible->language) || !why->reasons) return false;
  for (uint32_t t = 0; t < checked->test_count; t++) {
    why->reasons[t] = ARENA_ARRAY(checked->arena, Reason, tests[t].line_count + 1);
    for (uint32_t e = 0; why->reasons[t] && e < tests[t].line_count; e++)
      if (!tests[t].lines[e].passed && !take_line(why, &cases[t].expects[e], &why->reasons[t][e])) return false;
  }
  return !checked->arena->failed;
}

/* ---- what is told ---- */

/* `given a`, where records have names. */
static CibleExplanation head_of(const TestWhy *why, const TestCase *test, const TestExpect *expect, uint32_t need) {
  CibleExplanation head = {.record = "", .key = "", .today = "", .unknown = ""};
  if (!expect->mixed) return head;
  const AstNode *name = test->records[expect->needs[need].record]->kid[GIVEN_NAME];
  head.record = "given";
  head.key = name ? engine_keep(why->cible, name->text) : "";
  return head;
}

static bool line(void *self, uint32_t test, uint32_t expect, int32_t today, const Value *const *values, CibleTestLine *out) {
  TestWhy *why = self;
  const TestExpect *of = &why->cases[test].expects[expect];
  const Reason *reason = &why->reasons[test][expect];
  Arena *results = &why->cible->results;
  CibleExplanation *told = ARENA_ARRAY(results, CibleExplanation, reason->count + 1);
  if (!told) return false;
  out->explanations = told;
  why->plan.today = today;
  for (uint32_t i = 0; i < reason->count; i++) {
    if (!reason->nodes[i]) continue;
    CibleExplanation *one = &told[out->explanation_count];
    *one = head_of(why, &why->cases[test], of, i);
    why->plan.round++;
    why_fill_node(&why->plan, reason->nodes[i], values[of->mixed ? of->needs[i].record : 0]);
    if (!why_publish_brief(&why->plan, reason->nodes[i], results, one)) return false;
    out->explanation_count++;
  }
  return !results->failed;
}

CibleStatus review_test_file(Cible *cible, const char *path, const CibleCompileOptions *options, const TestWatcher *watcher,
                             const CibleTest **tests, size_t *count) {
  TestWhy why = {0};
  TestExplainer explainer = {&why, ask, line};
  return engine_test_file(cible, path, options, watcher, &explainer, tests, count);
}

CibleStatus cible_test_file(Cible *cible, const char *path, const CibleCompileOptions *options, const CibleTest **tests,
                            size_t *count) {
  return review_test_file(cible, path, options, NULL, tests, count);
}
