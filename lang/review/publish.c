/* SPDX-License-Identifier: MIT
 * A filled plan as the public interface gives it. */
#include "lang/review/review.h"

#include "runtime/data/written.h"

typedef struct Publisher {
  WhyPlan *plan;
  Arena *arena;
  bool *told; /* by ordinal: the definition's parts stand somewhere already */
  bool brief; /* what decides alone */
  bool inner; /* below what was asked for: of a library's classes the one that was taken is enough */
  Buf unknown;
} Publisher;

static const char *keep(const Publisher *p, Str s) {
  Str kept = arena_str(p->arena, s);
  return kept.p ? kept.p : "";
}

static CibleWhyKind kind_of(const WhyNode *node) {
  switch (node->form) {
  case WHY_TEST:
  case WHY_ALL:
  case WHY_ANY:
  case WHY_NOT:
  case WHY_AT_LEAST:
  case WHY_IF:
  case WHY_DEFAULT: return CIBLE_WHY_CONDITION;
  case WHY_VALUE: return CIBLE_WHY_VALUE;
  case WHY_NAME:
  case WHY_LET:
  case WHY_SEGMENT:
  case WHY_SCORE:
  case WHY_CLASSES:
  case WHY_CHOICE: return CIBLE_WHY_DEFINITION;
  case WHY_OPTION: return CIBLE_WHY_OPTION;
  default: return CIBLE_WHY_CLAUSE;
  }
}

static bool has_value(const WhyNode *node) {
  if (node->extra != WHY_NONE || node->constant || node->condition) return true;
  return node->form == WHY_TEST || node->form == WHY_VALUE;
}

/* Columns of which nothing is known are told once, for the whole. */
static void note_unknown(Publisher *p, const WhyNode *node) {
  const Symbol *symbol = node->expr && node->expr->kind == AST_NAME ? node->expr->symbol : NULL;
  if (!symbol || symbol->kind != SYM_COLUMN || node->value.known || p->told[symbol->ordinal]) return;
  p->told[symbol->ordinal] = true;
  if (p->unknown.n) buf_text(&p->unknown, ", ");
  buf_str(&p->unknown, symbol->name);
}

static CibleWhy plain(Publisher *p, const WhyNode *node) {
  CibleWhy out = {.kind = kind_of(node), .word = node->word, .text = keep(p, node->text), .title = keep(p, node->title),
                  .scored = node->scored, .points = node->points, .decides = node->decides, .refuses = node->refused,
                  .note = node->note ? keep(p, str_from(node->note)) : ""};
  Place place = source_place(p->plan->checked->sources, node->span.from);
  if (node->span.to && place.file) out.file = keep(p, place.file->name), out.line = (int)place.line, out.column = (int)place.column;
  out.valued = has_value(node);
  if (out.valued) out.value = engine_value(&node->value, node->labels, p->arena);
  if (why_is_text(node)) out.value.type = CIBLE_TEXT;
  note_unknown(p, node);
  return out;
}

static void publish(Publisher *p, WhyNode *node, CibleWhy *out);

/* What is told of a node: not what stands in its own words already. */
static bool is_told(const Publisher *p, const WhyNode *part, const WhyNode *node) {
  if (p->brief && !why_matters(node, part)) return false;
  if (node->form == WHY_DEFAULT && part->constant) return false;
  bool passed_over = (part->form == WHY_CASE || part->form == WHY_UNLESS) && !part->decides;
  if (passed_over && p->inner && node->symbol && node->symbol->unlisted) return false;
  return !(node->quiet && part == node->condition);
}

/* What a clause is made of: its condition stands for itself, so that the condition's parts are the clause's. */
static const WhyNode *inside(const WhyNode *part, const WhyNode *node) {
  return part == node->condition && part->form != WHY_NAME ? part : NULL;
}

static size_t count_parts(const WhyNode *node) {
  size_t count = 0;
  for (uint32_t i = 0; i < node->count; i++) {
    const WhyNode *within = inside(node->parts[i], node);
    count += within ? within->count : 1;
  }
  return count;
}

/* Is the value told on this line already? `subtract 5 * campaign when campaign > 1` saw one campaign. */
static bool is_double(const CibleWhy *out, const CibleWhy *part) {
  for (size_t i = 0; i < out->part_count; i++) {
    const CibleWhy *before = &out->parts[i];
    if (why_is_inline(before) && why_is_inline(part) && strcmp(before->text, part->text) == 0) return true;
  }
  return false;
}

static bool is_compound(const WhyNode *node) {
  return node->form == WHY_ALL || node->form == WHY_ANY || node->form == WHY_NOT || node->form == WHY_AT_LEAST || node->form == WHY_IF;
}

static void publish_part(Publisher *p, const WhyNode *node, WhyNode *part, CibleWhy *parts, CibleWhy *out) {
  if (!is_told(p, part, node)) return;
  CibleWhy *next = &parts[out->part_count];
  publish(p, part, next);
  if (part->form == WHY_NAME && is_compound(node) && !p->brief) next->kind = CIBLE_WHY_CONDITION; /* one of several, on a line of its own */
  if (!is_double(out, next)) out->part_count++;
}

static void publish_parts(Publisher *p, const WhyNode *node, CibleWhy *out) {
  CibleWhy *parts = ARENA_ARRAY(p->arena, CibleWhy, count_parts(node) + 1);
  if (!parts) return;
  out->parts = parts;
  for (uint32_t i = 0; i < node->count; i++) {
    if (!is_told(p, node->parts[i], node)) continue;
    const WhyNode *within = inside(node->parts[i], node);
    if (within) note_unknown(p, within);
    if (!within) publish_part(p, node, node->parts[i], parts, out);
    for (uint32_t k = 0; within && k < within->count; k++) publish_part(p, within, within->parts[k], parts, out);
  }
}

/* A definition by its name: with its parts where it is met first, unless it is told on its own. */
static void publish_name(Publisher *p, WhyNode *node, CibleWhy *out) {
  WhyNode *target = node->target;
  if (!target) return;
  out->word = target->word;
  out->title = keep(p, target->title);
  out->repeated = target->root || p->told[target->symbol->ordinal];
  if (out->repeated) return;
  p->told[target->symbol->ordinal] = true;
  if (target->note) out->note = keep(p, str_from(target->note));
  bool inner = p->inner;
  p->inner = true;
  publish_parts(p, target, out);
  p->inner = inner;
}

static void publish(Publisher *p, WhyNode *node, CibleWhy *out) {
  *out = plain(p, node);
  if (node->form == WHY_NAME) publish_name(p, node, out);
  else publish_parts(p, node, out);
}

/* The parts are told, and with them what of the record is unknown. */
static bool close(Publisher *p, const CibleWhy *parts, size_t count, CibleExplanation *out) {
  out->parts = parts;
  out->part_count = count;
  out->unknown = keep(p, buf_view(&p->unknown));
  if (p->unknown.failed) p->arena->failed = true;
  buf_free(&p->unknown);
  return !p->arena->failed;
}

CibleExplanation *why_publish(WhyPlan *plan, const Value *key, const char *today, Arena *arena) {
  Publisher p = {.plan = plan, .arena = arena, .told = ARENA_ARRAY(arena, bool, plan->checked->symbol_count + 1)};
  CibleExplanation *out = ARENA_NEW(arena, CibleExplanation);
  CibleWhy *parts = ARENA_ARRAY(arena, CibleWhy, plan->root_count + 1);
  if (arena->failed) return NULL;
  buf_init(&p.unknown, arena->alloc);
  for (uint32_t i = 0; i < plan->root_count; i++) {
    publish(&p, plan->roots[i], &parts[i]);
    why_ways(plan, plan->roots[i], &parts[i], arena);
  }
  *out = (CibleExplanation){.record = keep(&p, plan->checked->subject->symbol->name), .key = engine_value(key, NULL, arena).text,
                            .today = keep(&p, str_from(today))};
  return close(&p, parts, plan->root_count, out) ? out : NULL;
}

bool why_publish_brief(WhyPlan *plan, WhyNode *node, Arena *arena, CibleExplanation *out) {
  Publisher p = {.plan = plan, .arena = arena, .brief = true, .told = ARENA_ARRAY(arena, bool, plan->checked->symbol_count + 1)};
  CibleWhy *part = ARENA_NEW(arena, CibleWhy);
  if (arena->failed) return false;
  buf_init(&p.unknown, arena->alloc);
  publish(&p, node, part);
  why_ways(plan, node, part, arena);
  return close(&p, part, 1, out);
}
