/* SPDX-License-Identifier: MIT */
#include "lang/lower/lower.h"

#include "lang/emit/emit.h"
#include "lang/lower/defs.h"
#include "lang/lower/lower_tables.h"
#include "runtime/code/verify.h"
#include "stdlib/functions.h"

IrNode *lower_definition(Lowering *l, const Symbol *symbol) {
  const AstNode *same = symbol->inlined ? same_of(symbol->decl) : NULL;
  if (same) return lower_as(l, same, type_value_kind(symbol->type));
  switch (symbol->kind) {
    case SYM_LET: return lower_as(l, symbol->decl->kid[LET_VALUE], type_value_kind(symbol->type));
    case SYM_SEGMENT: return lower_segment(l, symbol->decl);
    case SYM_SCORE: return lower_score(l, symbol->decl);
    case SYM_CLASSIFY: return lower_classify(l, symbol);
    case SYM_CHOOSE: return lower_choose(l, symbol);
    case SYM_COLUMN:
    case SYM_RECORD:
    case SYM_PARAM:
    case SYM_LIST:
    case SYM_MEASURE:
    case SYM_CHANNEL:
    case SYM_OFFER:
    case SYM_TEAM:
    case SYM_CAMPAIGN:
    case SYM_FORMAL: return NULL;
  }
  return NULL;
}

enum { RECHECK_MOST = 16 };

/* From here on a definition is what others hang on. One that is no record's is made in the prologue; but where it can fault,
 * each use looks again for its faults, so that a long chain of such is rather computed as others are. */
static void settle_root(IrNode *node) {
  if (node->op == IR_COLUMN || node->op == IR_SLOT || node->constant || node->op == IR_CLOCK) return;
  node->root = true;
  if (node->run_faults && node->chain > RECHECK_MOST) {
    node->invariant = false;
    node->unit = 0;
  }
}

/* In the order of use, so that each value is there when it is named. */
static bool lower_definitions(Lowering *l) {
  const Symbol **order = lower_order_of(l);
  if (!order) return false;
  for (; *order; order++) {
    if (!symbol_is_definition(*order)) continue;
    IrNode *node = lower_definition(l, *order);
    if (!node && l->checked->library && !l->arena.failed && !l->ir.too_large && !l->ir.too_deep) continue; /* asks for records */
    if (!node) return false;
    if (!(*order)->unlisted || (*order)->kind != SYM_LET) settle_root(node); /* an argument is part of what it is given to */
    l->values[(*order)->ordinal] = node;
  }
  return true;
}

static bool build(Lowering *l, DiagList *diags) {
  const Checked *checked = l->checked;
  l->values = ARENA_ARRAY(&l->arena, IrNode *, checked->symbol_count + 1);
  l->first_column = ARENA_ARRAY(&l->arena, uint32_t, checked->record_count + 1);
  l->table = ARENA_ARRAY(&l->arena, uint32_t, checked->record_count + 1);
  if (l->arena.failed) return false;
  lower_sources(l);
  lower_tables(l);
  lower_params(l);
  DefList list = {0};
  if (l->program->arena.failed || !units_list(l) || !lower_definitions(l) || !defs_list(l, &list) || !slots_write(l)) return false;
  IrNode **roots = ARENA_ARRAY(&l->arena, IrNode *, list.count + 1);
  if (!roots) return false;
  for (uint32_t i = 0; i < list.count; i++) roots[i] = list.items[i].node;
  if (l->slot_count > SLOTS_MOST) return false;
  homes_find(&l->ir, roots, list.count);
  return emit_program(l, diags) && defs_write(l, &list);
}

/* Why there is no program, where nothing has said so yet. */
static void say_why(const Lowering *l, Status verified, DiagList *diags, uint32_t errors) {
  if (diags->errors > errors) return;
  if (l->ir.too_large) diag_add(diags, DIAG_CODE_TOO_LARGE, (Span){0, 0}, (unsigned)CODE_MOST);
  else if (l->ir.too_deep) diag_add(diags, DIAG_WRITTEN_OUT_TOO_DEEP, l->ir.too_deep_at, (unsigned)IR_DEPTH_MOST);
  else if (l->slot_count > SLOTS_MOST) diag_add(diags, DIAG_TOO_MANY_SETS, (Span){0, 0}, (unsigned)SLOTS_MOST);
  else if (l->arena.failed || l->program->arena.failed || verified == STATUS_NO_MEMORY) diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
  else diag_add(diags, DIAG_PROGRAM_REFUSED, (Span){0, 0}, "an expression could not be translated");
}

Program *lower_program(const Checked *checked, const Alloc *alloc, DiagList *diags) {
  Lowering l = {.checked = checked, .program = program_new(alloc)};
  uint32_t errors = diags->errors;
  if (!l.program) {
    diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
    return NULL;
  }
  l.pool = (Pool){.program = l.program, .functions = &fn_table};
  arena_init(&l.arena, alloc);
  ir_init(&l.ir, &l.arena, &l.pool);
  Status verified = build(&l, diags) && !l.program->arena.failed ? verify_program(l.program, &fn_table, diags) : STATUS_NO;
  if (verified != STATUS_OK) {
    say_why(&l, verified, diags, errors);
    program_free(l.program);
    l.program = NULL;
  }
  arena_free(&l.arena);
  return l.program;
}
