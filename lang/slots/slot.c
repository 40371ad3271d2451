/* SPDX-License-Identifier: MIT */
#include "lang/slots/slot.h"

static uint32_t level_of(const IrNode *node, uint32_t level) { return node && node->level > level ? node->level : level; }

static uint32_t draft_level(const SlotDraft *draft) {
  uint32_t level = level_of(draft->by, level_of(draft->where, level_of(draft->value, 0)));
  for (uint32_t i = 0; i < draft->slot.key_count; i++) level = level_of(draft->keys[i], level);
  for (uint32_t i = 0; i < draft->slot.step_count; i++) level = level_of(draft->conditions[i], level);
  return level;
}

static bool same_nodes(IrNode *const *a, IrNode *const *b, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (a[i] != b[i]) return false;
  return true;
}

static bool same_steps(const ProgramSlot *a, const ProgramSlot *b) {
  if (a->step_count != b->step_count) return false;
  for (uint32_t i = 0; i < a->step_count; i++) {
    const ProgramStep *x = &a->steps[i], *y = &b->steps[i];
    if (x->no != y->no || x->timed != y->timed) return false;
    if (x->timed && (x->within.unit != y->within.unit || x->within.count != y->within.count)) return false;
  }
  return true;
}

/* Sums can overflow, and a fault counts once a record and place. */
static bool has_place(const ProgramSlot *slot) {
  return slot->kind == SLOT_AGGREGATE && (slot->function == AGG_SUM || slot->function == AGG_AVERAGE);
}

/* A cut is its classification's own: two that are written alike are two. */
static bool same_draft(const SlotDraft *a, const SlotDraft *b) {
  const ProgramSlot *x = &a->slot, *y = &b->slot;
  if (x->kind != y->kind || x->function != y->function || x->rows != y->rows || x->owner != y->owner) return false;
  if (has_place(x) && (x->span.from != y->span.from || x->span.to != y->span.to)) return false;
  if (x->value_kind != y->value_kind || x->argument != y->argument || x->key_count != y->key_count) return false;
  if (a->value != b->value || a->where != b->where || a->by != b->by || x->cuts != y->cuts) return false;
  return same_nodes(a->keys, b->keys, x->key_count) && same_steps(x, y) &&
         same_nodes(a->conditions, b->conditions, x->step_count);
}

/* The number of the slot, which is made where there is none like it. */
static uint32_t slot_of(Lowering *l, const SlotDraft *draft) {
  for (uint32_t i = 0; i < l->slot_count; i++)
    if (same_draft(&l->slots[i], draft)) return i;
  SlotDraft *slots = arena_grow(&l->arena, l->slots, l->slot_count, &l->slot_size, sizeof *slots);
  if (!slots) return PROGRAM_NONE;
  l->slots = slots;
  slots[l->slot_count] = *draft;
  slots[l->slot_count].slot.level = draft_level(draft);
  return l->slot_count++;
}

static IrNode *read_slot(Lowering *l, uint32_t slot, Span span) {
  const ProgramSlot *s = &l->slots[slot].slot;
  if (!program_unit_above(l->program, s->owner, l->ir.unit)) return NULL;
  return ir_slot(&l->ir, slot, s->value_kind, s->level, span);
}

static bool is_of(const IrNode *node, uint32_t unit) { return !node || node->unit == PROGRAM_NONE || node->unit == unit; }

IrNode *slot_node(Lowering *l, const SlotDraft *draft) {
  uint32_t rows = draft->slot.rows;
  if (!is_of(draft->value, rows) || !is_of(draft->where, rows) || !is_of(draft->by, rows)) return NULL;
  for (uint32_t i = 0; i < draft->slot.key_count; i++)
    if (!draft->keys[i] || !is_of(draft->keys[i], rows)) return NULL;
  for (uint32_t i = 0; i < draft->slot.step_count; i++)
    if (!draft->conditions[i] || !is_of(draft->conditions[i], rows)) return NULL;
  uint32_t slot = slot_of(l, draft);
  return slot == PROGRAM_NONE ? NULL : read_slot(l, slot, draft->slot.span);
}

IrNode *slot_cross(Lowering *l, IrNode *node) {
  if (!node || node->unit == PROGRAM_NONE || node->unit == l->ir.unit) return node;
  if (node->op == IR_SLOT) return read_slot(l, node->imm, node->span);
  SlotDraft draft = {.slot = {.kind = SLOT_KEEP, .value_kind = (Kind)node->kind, .rows = node->unit, .owner = node->unit,
                              .span = node->span},
                     .value = node};
  return slot_node(l, &draft);
}

static bool write_slot(Lowering *l, const SlotDraft *draft, ProgramSlot *out) {
  Arena *arena = &l->program->arena;
  *out = draft->slot;
  uint32_t *keys = ARENA_ARRAY(arena, uint32_t, out->key_count + 1);
  ProgramStep *steps = ARENA_ARRAY(arena, ProgramStep, out->step_count + 1);
  ProgramCut *cuts = ARENA_ARRAY(arena, ProgramCut, out->cut_count + 1);
  if (!keys || !steps || !cuts) return false;
  if (out->key_count) memcpy(keys, draft->slot.keys, out->key_count * sizeof *keys);
  if (out->step_count) memcpy(steps, draft->slot.steps, out->step_count * sizeof *steps);
  if (out->cut_count) memcpy(cuts, draft->slot.cuts, out->cut_count * sizeof *cuts);
  out->keys = keys;
  out->steps = steps;
  out->cuts = cuts;
  return true;
}

bool slots_write(Lowering *l) {
  Program *p = l->program;
  p->slots = ARENA_ARRAY(&p->arena, ProgramSlot, l->slot_count + 1);
  if (!p->slots) return false;
  for (uint32_t i = 0; i < l->slot_count; i++)
    if (!write_slot(l, &l->slots[i], &p->slots[i])) return false;
  p->slot_count = l->slot_count;
  return true;
}
