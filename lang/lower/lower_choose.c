/* SPDX-License-Identifier: MIT */
#include "lang/lower/lowering.h"

#include "lang/check/literal.h"

enum { ARGUMENT = 256 /* marks: IrStep + 256 * argument */ };

IrNode *lower_best(Lowering *l, const AstNode *value, const Symbol *option) {
  OptionParts parts;
  lower_option_parts(l, option, &parts);
  const OptionParts *outside = l->parts;
  l->parts = &parts;
  IrNode *best = lower_expr(l, value);
  l->parts = outside;
  if (best && best->kind == KIND_DATE) {
    IrNode *origin = ir_constant(&l->ir, (Value){.kind = KIND_DATE, .known = true});
    return ir_op2(&l->ir, OP_DAYS_BETWEEN, KIND_INTEGER, 0, value->span, origin, best);
  }
  return best;
}

static void push_prefers(Lowering *l, IrList *steps, const Symbol *choice, IrNode *const *available) {
  const AstNode *items = choice->decl->kid[CHOOSE_ITEMS];
  for (uint32_t i = 0; items && i < items->count; i++) {
    const AstNode *clause = items->kid[i];
    if (clause->kind != AST_PREFER) continue;
    uint32_t option = options_place(&choice->choose, clause->kid[PREFER_OPTION]->symbol);
    if (option == choice->choose.count) continue;
    if (clause->kid[PREFER_WHEN])
      ir_push(&l->ir, steps, lower_as(l, clause->kid[PREFER_WHEN], KIND_BOOLEAN), STEP_PREFER_IF);
    ir_push(&l->ir, steps, available[option], STEP_PREFER + ARGUMENT * option);
  }
}

IrNode *lower_choose(Lowering *l, const Symbol *symbol) {
  const AstNode *decl = symbol->decl, *best = choose_best(decl);
  uint32_t count = symbol->choose.count;
  IrNode **available = ARENA_ARRAY(&l->arena, IrNode *, count + 1);
  if (!available) return NULL;
  for (uint32_t i = 0; i < count; i++) {
    available[i] = lower_available(l, symbol->choose.items[i], decl);
    if (available[i]) available[i]->root = true;
  }
  IrList steps = {0};
  push_prefers(l, &steps, symbol, available);
  for (uint32_t i = 0; i < count; i++) {
    ir_push(&l->ir, &steps, available[i], (best ? STEP_OPTION : STEP_FIRST) + ARGUMENT * i);
    if (best)
      ir_push(&l->ir, &steps, lower_best(l, best->kid[BEST_BY_VALUE], symbol->choose.items[i]),
              (best->op ? STEP_HIGHEST : STEP_LOWEST) + ARGUMENT * i);
  }
  return ir_make(&l->ir, IR_CHOOSE, KIND_CODE, count, decl->span, steps.count, steps.in, steps.marks);
}

IrNode *lower_part(Lowering *l, const Symbol *choice, ChoicePart part) {
  const Options *options = &choice->choose;
  const Bound *bound = l->bound;
  const OptionParts *outside = l->parts;
  IrList list = {0};
  ir_push(&l->ir, &list, l->values[choice->ordinal], 0);
  l->bound = NULL;
  l->parts = NULL;
  for (uint32_t i = 0; i < options->count; i++) {
    OptionParts parts;
    lower_option_parts(l, options->items[i], &parts);
    ir_push(&l->ir, &list, part == PART_COST ? parts.cost : parts.response, 0);
  }
  l->bound = bound;
  l->parts = outside;
  Kind kind = part == PART_COST ? KIND_MONEY : KIND_NUMBER;
  return ir_make(&l->ir, IR_PART, kind, options->count, choice->span, list.count, list.in, NULL);
}
