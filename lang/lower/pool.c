/* SPDX-License-Identifier: MIT */
#include "lang/lower/pool.h"

#include "lang/check/type.h"

void *arena_grow(Arena *arena, void *items, uint32_t count, uint32_t *size, size_t item_size) {
  if (count < *size) return items;
  uint32_t more = *size ? *size * 2 : 16;
  void *new_items = arena_alloc(arena, more * item_size);
  if (!new_items) return NULL;
  if (count) memcpy(new_items, items, count * item_size);
  *size = more;
  return new_items;
}

bool value_same(const Value *a, const Value *b) {
  if (a->kind != b->kind || a->known != b->known) return false;
  if (!a->known) return true;
  switch (kind_lane(a->kind)) {
    case LANE_BITS: return a->truth == b->truth;
    case LANE_I32: return a->i32 == b->i32;
    case LANE_I64: return a->i64 == b->i64;
    case LANE_F64: return a->f64 == b->f64;
    case LANE_STR: return str_equal(a->str, b->str);
  }
  return false;
}

uint64_t value_hash(const Value *v) {
  if (!v->known) return v->kind;
  if (v->kind == KIND_TEXT) return str_hash(v->str, 1);
  uint64_t bits = v->kind == KIND_BOOLEAN            ? v->truth
                  : kind_lane(v->kind) == LANE_I32   ? (uint64_t)(uint32_t)v->i32
                                                     : (uint64_t)v->i64;
  bits *= 0x9E3779B97F4A7C15u;
  return bits ^ bits >> 29;
}

Str pool_str(Pool *pool, Str s) {
  Str copy = arena_str(&pool->program->arena, s);
  return copy.p ? copy : STR("");
}

Labels pool_copy_labels(Pool *pool, const Labels *labels) {
  Str *names = ARENA_ARRAY(&pool->program->arena, Str, labels->count ? labels->count : 1);
  if (!names) return (Labels){NULL, 0};
  for (uint32_t i = 0; i < labels->count; i++) names[i] = pool_str(pool, labels->names[i]);
  return (Labels){names, labels->count};
}

static Value copy_value(Pool *pool, Value value) {
  if (value.kind == KIND_TEXT) value.str = value.known ? pool_str(pool, value.str) : STR("");
  return value;
}

uint32_t pool_constant(Pool *pool, Value value) {
  Program *p = pool->program;
  Value *items = arena_grow(&p->arena, p->constants, p->constant_count, &pool->constant_size, sizeof *items);
  if (!items) return 0;
  p->constants = items;
  items[p->constant_count] = copy_value(pool, value);
  return p->constant_count++;
}

static bool set_same(const ProgramSet *a, Kind kind, const Value *items, uint32_t count) {
  if (a->kind != kind || a->count != count) return false;
  for (uint32_t i = 0; i < count; i++)
    if (!value_same(&a->items[i], &items[i])) return false;
  return true;
}

/* The distinct items, copied; how many goes to *count. */
static Value *distinct(Pool *pool, const Value *items, uint32_t *count) {
  uint32_t n = *count, slots = 16, kept = 0;
  while (slots < n * 2) slots *= 2;
  Arena *arena = &pool->program->arena;
  Value *out = ARENA_ARRAY(arena, Value, n ? n : 1);
  uint32_t *slot = ARENA_ARRAY(arena, uint32_t, slots);
  if (!out || !slot) return NULL;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = (uint32_t)value_hash(&items[i]) & (slots - 1);
    while (slot[at] && !value_same(&out[slot[at] - 1], &items[i])) at = (at + 1) & (slots - 1);
    if (slot[at]) continue;
    out[kept++] = copy_value(pool, items[i]);
    slot[at] = kept;
  }
  *count = kept;
  return out;
}

uint32_t pool_set(Pool *pool, Kind kind, const Value *items, uint32_t count) {
  Program *p = pool->program;
  Value *own = distinct(pool, items, &count);
  if (!own) return 0;
  for (uint32_t i = 0; i < p->set_count; i++)
    if (set_same(&p->sets[i], kind, own, count)) return i;
  ProgramSet *sets = arena_grow(&p->arena, p->sets, p->set_count, &pool->set_size, sizeof *sets);
  if (!sets) return 0;
  p->sets = sets;
  sets[p->set_count] = (ProgramSet){kind, own, count};
  return p->set_count++;
}

uint32_t pool_regex(Pool *pool, Str pattern) {
  Program *p = pool->program;
  for (uint32_t i = 0; i < p->regex_count; i++)
    if (str_equal(p->regexes[i], pattern)) return i;
  Str *items = arena_grow(&p->arena, p->regexes, p->regex_count, &pool->regex_size, sizeof *items);
  if (!items) return 0;
  p->regexes = items;
  items[p->regex_count] = pool_str(pool, pattern);
  return p->regex_count++;
}

uint32_t pool_decimal(Pool *pool, int64_t mantissa, uint32_t scale) {
  Program *p = pool->program;
  for (uint32_t i = 0; i < p->decimal_count; i++)
    if (p->decimals[i].mantissa == mantissa && p->decimals[i].scale == scale) return i;
  ProgramDecimal *items = arena_grow(&p->arena, p->decimals, p->decimal_count, &pool->decimal_size, sizeof *items);
  if (!items) return 0;
  p->decimals = items;
  items[p->decimal_count] = (ProgramDecimal){mantissa, scale};
  return p->decimal_count++;
}

uint32_t pool_labels(Pool *pool, const Labels *labels) {
  Program *p = pool->program;
  for (uint32_t i = 0; i < p->labels_count; i++)
    if (labels_same(&p->labels[i], labels)) return i;
  Labels *items = arena_grow(&p->arena, p->labels, p->labels_count, &pool->labels_size, sizeof *items);
  if (!items) return 0;
  p->labels = items;
  items[p->labels_count] = pool_copy_labels(pool, labels);
  return p->labels_count++;
}
