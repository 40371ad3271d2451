/* SPDX-License-Identifier: MIT
 * What decides: of the parts of a filled node those that made it what it is. */
#include "lang/explain/why.h"

static bool is_true(const Value *value) { return value->known && value->truth; }

static bool is_same(const Value *a, const Value *b) { return a->known == b->known && (!a->known || a->truth == b->truth); }

/* Of `if C then A else B` the condition, and the side that it took. */
static bool matters_if(const WhyNode *node, const WhyNode *part) {
  if (node->count < 3 || part == node->parts[0]) return true;
  return part == node->parts[is_true(&node->parts[0]->value) ? 1 : 2];
}

static bool is_criterion(const WhyNode *part) { return part->form == WHY_REQUIRE || part->form == WHY_EXCLUDE; }

/* Where one criterion keeps the record out, those that do. */
static bool matters_criterion(const WhyNode *node, const WhyNode *part) {
  bool refused = false;
  for (uint32_t i = 0; i < node->count; i++) refused |= is_criterion(node->parts[i]) && node->parts[i]->refused;
  return !refused || !is_criterion(part) || part->refused;
}

/* The class that was taken and those that were passed over before it; of a matrix, whose cells are many, that one alone. */
static bool matters_class(const WhyNode *node, const WhyNode *part) {
  if (part->form != WHY_CASE && part->form != WHY_UNLESS) return true;
  if (part->decides) return true;
  if (part->quiet && part->condition && part->condition->form == WHY_ALL) return false;
  for (uint32_t i = 0; i < node->count && node->parts[i] != part; i++)
    if (node->parts[i]->decides) return false;
  return true;
}

bool why_matters(const WhyNode *node, const WhyNode *part) {
  switch (node->form) {
  case WHY_ALL:
  case WHY_ANY: return is_same(&node->value, &part->value);
  case WHY_AT_LEAST: return is_true(&node->value) == is_true(&part->value);
  case WHY_IF: return matters_if(node, part);
  case WHY_DEFAULT: return part == node->parts[0] || !node->parts[0]->value.known;
  case WHY_SEGMENT:
  case WHY_OPTION: return matters_criterion(node, part);
  case WHY_CLASSES: return matters_class(node, part);
  default: return true;
  }
}
