/* SPDX-License-Identifier: MIT
 * Where a record stands among others: rank, percent_rank, running_share, and classifications by rank or share. */
#include "tests/naive/sets.h"

/* Higher first; of equals the one with the lower key, which is the earlier in the table. */
static bool stands_above(const Member *a, const Member *b) {
  int order = compare_values(&a->value, &b->value);
  return order != 0 ? order > 0 : a->row < b->row;
}

/* What a share is made of: amounts and integers exactly, numbers wide; below 0 it counts as 0. */
typedef struct Weight {
  __int128 whole;
  __float128 number;
} Weight;

static void add_weight(Weight *sum, const Value *v) {
  if (v->kind == KIND_NUMBER) sum->number += v->f64 > 0 ? (__float128)v->f64 : 0;
  else sum->whole += v->i64 > 0 ? v->i64 : 0;
}

static __float128 wide(const Weight *w) { return (__float128)w->whole + w->number; }

Value set_order(const Here *h, const AstNode *node, const Members *members) {
  int64_t self = member_self(members, h);
  Kind kind = kind_of(node);
  if (self < 0) return unknown_of(kind);
  const Member *me = &members->items[self];
  int64_t higher = 0, lower = 0;
  Weight above = {0}, total = {0};
  for (uint32_t i = 0; i < members->count; i++) {
    const Member *m = &members->items[i];
    int order = compare_values(&m->value, &me->value);
    higher += order > 0;
    lower += order < 0;
    if (node->op != AGG_RUNNING_SHARE) continue;
    add_weight(&total, &m->value);
    if (m == me || stands_above(m, me)) add_weight(&above, &m->value);
  }
  if (node->op == AGG_RANK) return integer_of(higher + 1);
  if (node->op == AGG_PERCENT_RANK) return number_of(h, node, members->count == 1 ? 1 : (double)lower / (double)(members->count - 1));
  if (wide(&total) == 0) return unknown_of(kind);
  if (total.number == 0) return number_of(h, node, (double)above.whole / (double)total.whole);
  return number_of(h, node, (double)above.number / (double)total.number);
}

/* ---- classifications ---- */

static __int128 ten_to(uint32_t n) {
  __int128 p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

/* Shares added up exactly, in 1/10^18. */
static __int128 share_of(const ProgramCut *cut) { return (__int128)cut->share.mantissa * ten_to(18 - cut->share.scale); }

/* How many records stand at or above the end of each class. */
static Value cut_by_rank(const Here *h, const Symbol *symbol, const Members *members, const Member *me) {
  Value label = {.kind = KIND_CODE, .known = true};
  int64_t place = 0, counted = 0, n = members->count;
  __int128 shares = 0;
  for (uint32_t i = 0; i < members->count; i++) place += stands_above(&members->items[i], me);
  for (uint32_t i = 0; i < symbol->classify.cut_count; i++) {
    const ProgramCut *cut = &symbol->classify.cuts[i];
    label.i32 = (int32_t)cut->label;
    if (cut->size == SIZE_REST) return label;
    if (cut->size == SIZE_COUNT) counted += cut->count;
    else shares += share_of(cut);
    __int128 one = ten_to(18), end = (n * shares + one - 1) / one + counted;
    if (place < end) return label;
  }
  return naive_lost(h->n, "a classification without `rest`");
}

/* Is `before` under that share of the total? Shares are in 1/10^18: divided by their common factors of ten, the product fits. */
static bool is_under(const Weight *before, const Weight *total, __int128 shares) {
  __int128 one = ten_to(18);
  while (one > 1 && shares % 10 == 0) shares /= 10, one /= 10;
  if (total->number != 0 || before->number != 0) return wide(before) * (__float128)one < wide(total) * (__float128)shares;
  return before->whole * one < total->whole * shares;
}

static Value cut_by_share(const Here *h, const Symbol *symbol, const Members *members, const Member *me) {
  Value label = {.kind = KIND_CODE, .known = true};
  Weight before = {0}, total = {0};
  __int128 shares = 0;
  bool negative = me->value.kind == KIND_NUMBER ? me->value.f64 < 0 : me->value.i64 < 0;
  for (uint32_t i = 0; i < members->count; i++) {
    add_weight(&total, &members->items[i].value);
    if (stands_above(&members->items[i], me)) add_weight(&before, &members->items[i].value);
  }
  for (uint32_t i = 0; i < symbol->classify.cut_count; i++) {
    const ProgramCut *cut = &symbol->classify.cuts[i];
    label.i32 = (int32_t)cut->label;
    if (cut->size == SIZE_REST) return label;
    shares += share_of(cut);
    if (!negative && is_under(&before, &total, shares)) return label;
  }
  return naive_lost(h->n, "a classification without `rest`");
}

Value eval_cut(const Here *h, const Symbol *symbol) {
  const AstNode *by = symbol->decl->kid[CLASSIFY_BY];
  const AstNode *among = by->kid[RANK_OF_AMONG];
  SetOf set = {.set = among ? among->symbol : NULL, .value = by->kid[RANK_OF_EXPR], .per = by->kid[RANK_OF_PER]};
  if (set.set && set.set->kind == SYM_SEGMENT && !is_true(eval_symbol(h, set.set))) return unknown_of(KIND_CODE);
  if (set.per && !eval(h, set.per).known) return unknown_of(KIND_CODE);
  Members members = members_of(h, &set);
  int64_t self = member_self(&members, h);
  if (self < 0) { /* E is unknown */
    const ProgramCut *rest = &symbol->classify.cuts[symbol->classify.cut_count - 1];
    return (Value){.kind = KIND_CODE, .known = true, .i32 = (int32_t)rest->label};
  }
  return by->op == 1 ? cut_by_share(h, symbol, &members, &members.items[self]) : cut_by_rank(h, symbol, &members, &members.items[self]);
}
