/* SPDX-License-Identifier: MIT
 * Classifications by rank or share: a label for each record of a population. */
#include "lang/slots/set.h"

static Labels keep_labels(Lowering *l, const Labels *labels) { return pool_copy_labels(&l->pool, labels); }

static bool draft_cut(Lowering *l, const AstNode *ruler, SlotDraft *draft) {
  const AstNode *among = ruler->kid[RANK_OF_AMONG], *per = ruler->kid[RANK_OF_PER];
  IrList keys = {0};
  draft->value = lower_expr(l, ruler->kid[RANK_OF_EXPR]);
  if (among) draft->where = set_where(l, among->symbol, NULL);
  if (per) ir_push(&l->ir, &keys, lower_expr(l, per), 0);
  draft->keys = keys.in;
  draft->slot.key_count = keys.count;
  return draft->value && (!per || (keys.count && keys.in[0]));
}

IrNode *lower_cut(Lowering *l, const Symbol *symbol) {
  const AstNode *ruler = symbol->decl->kid[CLASSIFY_BY];
  SlotDraft draft = {.slot = {.kind = SLOT_CUT, .by_share = symbol->classify.form == FORM_SHARE, .value_kind = KIND_CODE,
                              .labels = keep_labels(l, symbol->type->labels), .rows = 0, .owner = 0,
                              .cuts = symbol->classify.cuts, .cut_count = symbol->classify.cut_count, .span = symbol->span}};
  uint32_t unit = l->ir.unit;
  l->ir.unit = 0;
  bool good = draft_cut(l, ruler, &draft);
  l->ir.unit = unit;
  return good ? slot_node(l, &draft) : NULL;
}
