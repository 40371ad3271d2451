/* SPDX-License-Identifier: MIT
 * Measures: which groups there are, and the value of each. */
#include "tests/naive/sets.h"

#include <stdlib.h>

static bool is_segments(const AstNode *dimension) {
  return dimension->kind == AST_CALL && dimension->kid[CALL_CALLEE]->kind == AST_NAME && !dimension->symbol &&
         str_is(dimension->kid[CALL_CALLEE]->text, "segments");
}

static const Record *rows_of(const Here *row) {
  return row->table->record->role == RECORD_RELATED ? row->table->record : NULL;
}

/* A dimension of a row: what its own record has of that name, else what the subject has. */
static Value dimension_of(const Here *row, const AstNode *dimension) {
  Symbol *symbol = measure_dimension(dimension, rows_of(row));
  return symbol ? eval_symbol(row, symbol) : naive_lost(row->n, "a dimension without a symbol");
}

static bool same_key(const Value *a, const Value *b) {
  return a->known == b->known && (!a->known || compare_values(a, b) == 0);
}

bool in_group(const Here *row, const Group *group) {
  for (uint32_t i = 0; i < group->count; i++) {
    const AstNode *dimension = group->by->kid[i];
    if (is_segments(dimension)) {
      if (!is_true(eval_symbol(row, dimension->kid[CALL_ARGS]->kid[group->keys[i].i32]->symbol))) return false;
      continue;
    }
    Value own = dimension_of(row, dimension);
    if (!same_key(&own, &group->keys[i])) return false;
  }
  return true;
}

/* ---- which groups there are ---- */

typedef struct Groups {
  const AstNode *by;
  Group *items;
  uint32_t count, size;
} Groups;

static void add_group(Groups *groups, const Value *keys, Arena *arena) {
  uint32_t width = groups->by->count;
  for (uint32_t i = 0; i < groups->count; i++) {
    bool same = true;
    for (uint32_t k = 0; k < width && same; k++) same = same_key(&groups->items[i].keys[k], &keys[k]);
    if (same) return;
  }
  if (groups->count == groups->size) {
    uint32_t size = groups->size ? groups->size * 2 : 16;
    Group *items = ARENA_ARRAY(arena, Group, size);
    if (groups->count) memcpy(items, groups->items, groups->count * sizeof *items);
    groups->items = items;
    groups->size = size;
  }
  Group *made = &groups->items[groups->count++];
  *made = (Group){.by = groups->by, .count = width, .keys = ARENA_ARRAY(arena, Value, width)};
  memcpy(made->keys, keys, width * sizeof *keys);
}

/* All groups that a row is in: of `segments` as many as hold it. */
static void add_groups(Groups *groups, const Here *row, Value *keys, uint32_t at) {
  if (at == groups->by->count) {
    add_group(groups, keys, row->n->arena);
    return;
  }
  const AstNode *dimension = groups->by->kid[at];
  if (!is_segments(dimension)) {
    keys[at] = dimension_of(row, dimension);
    add_groups(groups, row, keys, at + 1);
    return;
  }
  const AstNode *segments = dimension->kid[CALL_ARGS];
  for (uint32_t i = 0; i < segments->count; i++) {
    if (!is_true(eval_symbol(row, segments->kid[i]->symbol))) continue;
    keys[at] = (Value){.kind = KIND_CODE, .known = true, .i32 = (int32_t)i};
    add_groups(groups, row, keys, at + 1);
  }
}

/* The rows of every aggregate that stands in no other. */
static void find_groups(Naive *n, const AstNode *node, Groups *groups) {
  if (!node) return;
  if (node->kind != AST_AGGREGATE) {
    for (uint32_t i = 0; i < node->count; i++) find_groups(n, node->kid[i], groups);
    return;
  }
  SetOf set = {.set = node->symbol, .where = node->kid[AGGREGATE_WHERE]};
  Here nowhere = {.n = n};
  Members members = members_of(&nowhere, &set);
  Value *keys = ARENA_ARRAY(n->arena, Value, groups->by->count + 1);
  for (uint32_t i = 0; i < members.count; i++) {
    Here row = {.n = n, .table = members.items[i].table, .row = members.items[i].row};
    add_groups(groups, &row, keys, 0);
  }
}

static int by_keys(const void *a, const void *b) {
  const Group *x = a, *y = b;
  for (uint32_t i = 0; i < x->count; i++) {
    const Value *u = &x->keys[i], *v = &y->keys[i];
    if (!u->known && !v->known) continue;
    if (u->known != v->known) return u->known ? -1 : 1;
    int order = compare_values(u, v);
    if (order) return order;
  }
  return 0;
}

MeasureRows eval_measure(Naive *n, const Symbol *measure) {
  const AstNode *by = measure->decl->kid[MEASURE_BY], *value = measure->decl->kid[MEASURE_VALUE];
  MeasureRows out = {.rows = 1, .width = by ? by->count : 0};
  Groups groups = {.by = by};
  if (by) {
    find_groups(n, value, &groups);
    if (groups.count) qsort(groups.items, groups.count, sizeof *groups.items, by_keys);
    out.rows = groups.count;
  }
  out.groups = groups.items;
  out.values = ARENA_ARRAY(n->arena, Value, out.rows + 1);
  for (uint32_t i = 0; i < out.rows; i++) {
    Here at = {.n = n, .group = by ? &groups.items[i] : NULL};
    out.values[i] = eval_as(&at, value, type_value_kind(measure->type));
  }
  return out;
}
