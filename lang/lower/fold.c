/* SPDX-License-Identifier: MIT */
#include "lang/lower/fold.h"

#include "lang/lower/lowering.h"
#include "stdlib/functions.h"

/* A constant is what the graph folds to a constant: with no record at hand, what hangs on one gives no node. */
bool fold_expr(Arena *arena, const AstNode *expr, Value *out) {
  if (expr->constant) {
    *out = *expr->constant;
    return true;
  }
  Lowering l = {.program = program_new(arena->alloc)};
  if (!l.program) {
    arena->failed = true;
    return false;
  }
  l.pool = (Pool){.program = l.program, .functions = &fn_table};
  arena_init(&l.arena, arena->alloc);
  ir_init(&l.ir, &l.arena, &l.pool);
  IrNode *node = lower_expr(&l, expr);
  bool constant = node && node->constant;
  if (constant) {
    *out = *ir_value(&l.ir, node);
    if (out->kind == KIND_TEXT && out->known) out->str = arena_str(arena, out->str);
  }
  if (l.arena.failed || l.program->arena.failed) arena->failed = true;
  arena_free(&l.arena);
  program_free(l.program);
  return constant && !arena->failed;
}
