/* SPDX-License-Identifier: MIT
 * The values of a record put into a plan: truths, the class that was taken, the option that was chosen. */
#include "lang/explain/why.h"

#include "runtime/data/calendar.h"

bool why_number(const Value *value, double *out) {
  if (!value->known) return false;
  switch (value->kind) {
  case KIND_INTEGER: *out = (double)value->i64; return true;
  case KIND_NUMBER: *out = value->f64; return true;
  case KIND_MONEY: *out = (double)value->i64 / MONEY_SCALE; return true;
  case KIND_DATE: *out = value->i32; return true;
  case KIND_DATETIME: *out = (double)value->i64 / 86400; return true;
  case KIND_BOOLEAN: *out = value->truth; return true;
  case KIND_TEXT:
  case KIND_CODE:
  case KIND_COUNT: return false;
  }
  return false;
}

bool why_order(const Value *a, const Value *b, int *order) {
  if (!a->known || !b->known || a->kind != b->kind) return false;
  if (a->kind != KIND_TEXT && a->kind != KIND_INTEGER) return false;
  *order = a->kind == KIND_TEXT ? str_compare(a->str, b->str) : (a->i64 > b->i64) - (a->i64 < b->i64);
  return true;
}

static bool is_true(const WhyNode *node) { return node && node->value.known && node->value.truth; }
static bool is_false(const WhyNode *node) { return node && node->value.known && !node->value.truth; }

/* ---- classifications ---- */

/* The class whose label the record has: of cases the first that holds, so that of two of one label the right one is told. */
void why_fill_classes(WhyPlan *plan, WhyNode *node) {
  if (node->target && !is_true(node->target))
    node->note = arena_format(plan->arena, why_say(plan, "not among `%.*s`"), STR_ARG(node->target->text)).p;
  bool taken = !node->value.known;
  for (uint32_t i = 0; i < node->count; i++) {
    WhyNode *one = node->parts[i];
    if (one->form != WHY_CASE && one->form != WHY_UNLESS) continue;
    bool holds = !one->condition || (one->form == WHY_UNLESS ? !is_true(one->condition) : is_true(one->condition));
    one->decides = !taken && holds && (uint32_t)node->value.i32 == one->number;
    taken |= one->decides;
  }
}

/* ---- choices ---- */

static bool is_refused(const WhyNode *option) {
  for (uint32_t i = 0; i < option->count; i++) {
    const WhyNode *clause = option->parts[i];
    if (clause->form == WHY_REQUIRE && !is_true(clause->condition)) return true;
    if (clause->form == WHY_EXCLUDE && !is_false(clause->condition)) return true;
  }
  return false;
}

static WhyNode *option_at(const WhyNode *choice, uint32_t index) {
  for (uint32_t i = 0; i < choice->count; i++)
    if (choice->parts[i]->form == WHY_OPTION && choice->parts[i]->number == index) return choice->parts[i];
  return NULL;
}

/* The first preference that is true and whose option can be taken wins. */
static WhyNode *winning_preference(const WhyNode *choice) {
  for (uint32_t i = 0; i < choice->count; i++) {
    WhyNode *prefer = choice->parts[i];
    if (prefer->form != WHY_PREFER || (prefer->condition && !is_true(prefer->condition))) continue;
    const WhyNode *option = option_at(choice, prefer->number);
    if (option && !option->refused) return prefer;
  }
  return NULL;
}

static const char *option_note(const WhyPlan *plan, const WhyNode *option, bool chosen, bool preferred) {
  const WhyNode *best = option->figure[FIGURE_BEST];
  if (option->refused) return why_say(plan, "refused");
  if (chosen) return preferred ? why_say(plan, "chosen: preferred") : why_say(plan, "chosen");
  if (best && !best->value.known) return why_say(plan, "left out: what it is compared by is unknown");
  if (preferred) return why_say(plan, "another is preferred");
  return best ? why_say(plan, "another is better") : why_say(plan, "another stands before it");
}

void why_fill_choice(WhyPlan *plan, WhyNode *node) {
  for (uint32_t i = 0; i < node->count; i++)
    if (node->parts[i]->form == WHY_OPTION) node->parts[i]->refused = is_refused(node->parts[i]);
  WhyNode *preference = winning_preference(node);
  WhyNode *chosen = node->value.known ? option_at(node, (uint32_t)node->value.i32) : NULL;
  for (uint32_t i = 0; i < node->count; i++) {
    WhyNode *part = node->parts[i];
    if (part->form == WHY_PREFER) part->decides = part == preference;
    if (part->form == WHY_BEST) part->decides = !preference;
    if (part->form != WHY_OPTION) continue;
    part->decides = part == chosen;
    part->target = part == chosen ? NULL : chosen;
    part->note = option_note(plan, part, part->decides, preference != NULL);
  }
}

/* ---- all nodes ---- */

static bool passes(const WhyNode *clause) {
  return clause->form == WHY_EXCLUDE ? is_false(clause->condition) : is_true(clause->condition);
}

void why_fill_node(WhyPlan *plan, WhyNode *node, const Value *values) {
  if (!node || node->round == plan->round) return;
  node->round = plan->round;
  node->value = node->constant ? *node->constant : node->extra != WHY_NONE ? values[node->extra] : (Value){0};
  node->scored = node->decides = node->refused = false;
  node->points = 0;
  node->kept = 1;
  node->note = NULL;
  memset(node->flip, 0, sizeof node->flip);
  why_fill_node(plan, node->target, values);
  why_fill_node(plan, node->amount, values);
  for (uint32_t i = 0; i < 3; i++) why_fill_node(plan, node->side[i], values);
  for (uint32_t i = 0; i < node->count; i++) why_fill_node(plan, node->parts[i], values);
  if (node->condition) node->value = node->condition->value;
  if (node->form == WHY_LET && node->extra != WHY_NONE) node->value = values[node->extra];
  if (node->form == WHY_REQUIRE || node->form == WHY_EXCLUDE) node->refused = !passes(node);
  if (node->form == WHY_SCORE) why_fill_score(plan, node);
  if (node->form == WHY_CLASSES) why_fill_classes(plan, node);
  if (node->form == WHY_CHOICE) why_fill_choice(plan, node);
}

void why_fill(WhyPlan *plan, const Value *values) {
  plan->round++;
  plan->values = values;
  for (uint32_t i = 0; i < plan->root_count; i++) why_fill_node(plan, plan->roots[i], values);
}
