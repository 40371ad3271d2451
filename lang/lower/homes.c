/* SPDX-License-Identifier: MIT */
#include "lang/lower/ir.h"

#include "stdlib/functions.h"

/* About how many nanoseconds a record; what a block of its own costs is in the same measure: a truth is copied as bits, other
 * results lane by lane. */
enum { COST_TEXT = 8, COST_FIND = 12, COST_FETCH = 4, APART_MOST = 2, TOGETHER_MOST = 6, TERM_LEAST = 2 };

static uint32_t own_cost(const IrNode *node) {
  if (node->op == OP_FN) return fn_table.items[node->imm].cost;
  if (node->op == OP_KNOWN || node->op == OP_NOT) return 0;
  if ((node->op >= OP_JOIN && node->op <= OP_MATCHES) || node->op == OP_EQ_T || node->op == OP_NE_T || node->op == OP_LT_T ||
      node->op == OP_LE_T || node->op == OP_IN_T)
    return COST_TEXT;
  if (node->op == OP_FIND_I || node->op == OP_FIND_T) return COST_FIND;
  if (node->op >= OP_FETCH_B && node->op <= OP_FETCH_T) return COST_FETCH;
  return 1;
}

static void find_costs(Ir *ir) {
  for (uint32_t i = 0; i < ir->count; i++) {
    IrNode *node = ir->nodes[i];
    if (ir_is_given(node)) continue;
    uint64_t cost = own_cost(node);
    for (uint32_t k = 0; k < node->count; k++) cost += node->in[k]->root ? 0 : node->in[k]->cost;
    node->cost = cost > UINT32_MAX ? UINT32_MAX : (uint32_t)cost;
  }
}

/* A node is computed where all that use it are computed; where these differ it has a block of its own, and within one block
 * where it is dear, for there it may stand in several selections. Terms of scores have one so that a process that keeps results computes
 * a changed term alone. */
static void settle(IrNode *node) {
  bool together = node->home != NULL;
  bool truth = node->kind == KIND_BOOLEAN;
  uint32_t most = together ? TOGETHER_MOST : truth ? 0 : APART_MOST;
  bool is_term = node->is_term && !node->invariant && node->cost >= TERM_LEAST;
  if (node->root || is_term || (node->users > 1 && node->cost > most)) {
    node->block_wanted = true;
    node->home = node;
  }
}

static void use(IrNode *operand, const IrNode *user) {
  operand->early |= operand->invariant && !user->invariant;
  if (operand->live && operand->last_user == user->id) return;
  /* A node without a home of its own is computed wherever it is used: so are its operands. */
  if (!operand->live) operand->home = user->home;
  else if (operand->home != user->home) operand->home = NULL;
  operand->live = true;
  operand->last_user = user->id;
  operand->users++;
}

void homes_find(Ir *ir, IrNode *const *roots, uint32_t count) {
  find_costs(ir);
  for (uint32_t i = 0; i < count; i++) roots[i]->live = true;
  for (uint32_t id = ir->count; id-- > 0;) {
    IrNode *node = ir->nodes[id];
    if (!node->live) continue;
    if (!ir_is_given(node)) settle(node);
    for (uint32_t k = 0; k < node->count; k++) use(node->in[k], node);
  }
}
