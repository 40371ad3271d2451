/* SPDX-License-Identifier: MIT */
#include "lang/slots/set.h"

static bool draft_steps(Lowering *l, const AstNode *list, SlotDraft *draft) {
  ProgramStep *steps = ARENA_ARRAY(&l->arena, ProgramStep, list->count + 1);
  draft->conditions = ARENA_ARRAY(&l->arena, IrNode *, list->count + 1);
  if (!steps || !draft->conditions) return false;
  for (uint32_t i = 0; i < list->count; i++) {
    const AstNode *step = list->kid[i];
    steps[i] = (ProgramStep){.no = step->op == 1, .timed = step->kid[STEP_WITHIN] != NULL};
    if (steps[i].timed && !lower_duration(l, step->kid[STEP_WITHIN], &steps[i].within)) return false;
    draft->conditions[i] = lower_as(l, step->kid[STEP_COND], KIND_BOOLEAN);
    if (!draft->conditions[i]) return false;
  }
  draft->slot.steps = steps;
  draft->slot.step_count = list->count;
  return true;
}

IrNode *lower_sequence(Lowering *l, const AstNode *node) {
  SetContext context;
  SlotDraft draft = {.slot = {.kind = SLOT_SEQUENCE, .value_kind = KIND_BOOLEAN, .span = node->span}};
  if (!l->checked || !node->symbol || !set_begin(l, node->symbol, &context)) return NULL;
  bool good = set_owner(l, &context, node->symbol, NULL, &draft) && draft_steps(l, node->kid[SEQUENCE_STEPS], &draft);
  draft.by = good ? lower_expr(l, node->kid[SEQUENCE_BY]) : NULL;
  set_end(l, &context);
  return draft.by ? slot_node(l, &draft) : NULL;
}
