/* SPDX-License-Identifier: MIT */
#include "runtime/vm/fault_table.h"

#include "runtime/vm/vm.h"

void fault_table_init(FaultTable *table, const Alloc *alloc) {
  *table = (FaultTable){0};
  arena_init(&table->arena, alloc);
}

void fault_table_free(FaultTable *table) {
  arena_free(&table->arena);
  table->rows = NULL;
  table->count = table->size = 0;
  table->total = 0;
}

void fault_table_batch(FaultTable *table) {
  for (uint32_t i = 0; i < table->count; i++) mask_none(&table->rows[i]->seen);
}

static bool is_at(const FaultRow *row, uint32_t unit, Span place) {
  return row->unit == unit && row->place.from == place.from && row->place.to == place.to;
}

/* NULL where memory is out: the arena's `failed` says so to the VM, which gives up the run. */
static FaultRow *row_of(FaultTable *table, uint32_t unit, Span place, Fault kind) {
  for (uint32_t i = 0; i < table->count; i++) {
    FaultRow *row = table->rows[i];
    if (is_at(row, unit, place) && row->kind == kind) return row;
  }
  if (table->count == table->size) {
    uint32_t size = table->size ? table->size * 2 : 16;
    FaultRow **rows = ARENA_ARRAY(&table->arena, FaultRow *, size);
    if (!rows) return NULL;
    if (table->count) memcpy(rows, table->rows, table->count * sizeof *rows);
    table->rows = rows;
    table->size = size;
  }
  FaultRow *row = ARENA_NEW(&table->arena, FaultRow);
  if (!row) return NULL;
  row->unit = unit;
  row->place = place;
  row->kind = kind;
  table->rows[table->count++] = row;
  return row;
}

static int compare_keys(const Value *a, const Value *b) {
  if (a->kind == KIND_TEXT) return str_compare(a->str, b->str);
  return (a->i64 > b->i64) - (a->i64 < b->i64);
}

/* Keeps the key where it is among the lowest; one that is kept already counts once. */
static void keep_key(FaultTable *table, FaultRow *row, Value key) {
  uint32_t at = row->key_count;
  while (at > 0 && compare_keys(&key, &row->keys[at - 1]) < 0) at--;
  if (at == FAULT_KEYS || (at > 0 && compare_keys(&key, &row->keys[at - 1]) == 0)) return;
  if (key.kind == KIND_TEXT) {
    key.str = arena_str(&table->arena, key.str);
    if (!key.str.p) return;
  }
  uint32_t last = row->key_count < FAULT_KEYS ? row->key_count++ : FAULT_KEYS - 1;
  for (uint32_t i = last; i > at; i--) row->keys[i] = row->keys[i - 1];
  row->keys[at] = key;
}

/* A record counts once a place, whatever the kinds that it meets there. */
static void take_out_seen(const FaultTable *table, Span place, Mask *lanes) {
  for (uint32_t i = 0; i < table->count; i++) {
    const FaultRow *row = table->rows[i];
    if (!is_at(row, table->unit, place)) continue;
    for (uint32_t w = 0; w < MASK_WORDS; w++) lanes->words[w] &= ~row->seen.words[w];
  }
}

static uint64_t number_of(const BatchPlace *at, uint32_t lane) {
  return record_number(at->part, at->indexes ? at->indexes[lane] : at->first + lane);
}

void fault_table_add(FaultTable *table, Span place, Fault kind, const Mask *lanes, const Batch *batch, const BatchPlace *at) {
  if (!batch) {
    FaultRow *row = row_of(table, table->unit, place, kind);
    if (!row) return;
    row->of_constants = true;
    row->count++;
    table->total++;
    return;
  }
  Mask fresh = *lanes;
  take_out_seen(table, place, &fresh);
  uint32_t count = mask_count(&fresh, batch->count);
  FaultRow *row = count ? row_of(table, table->unit, place, kind) : NULL;
  if (!row) return;
  MASK_EACH(&fresh, batch->count, i) {
    uint32_t lane = (uint32_t)i;
    mask_set(&row->seen, lane);
    if (table->counted_before) continue;
    if (batch->key.data && vector_known(&batch->key, lane)) keep_key(table, row, vector_get(&batch->key, lane));
    if (table->keep_records && at) record_set_put(&row->records, number_of(at, lane), &table->arena);
  }
  if (table->counted_before) return;
  row->count += count;
  table->total += count;
}

void fault_table_count(FaultTable *table, uint32_t unit, Span place, Fault kind, uint64_t count) {
  FaultRow *row = row_of(table, unit, place, kind);
  if (!row) return;
  row->count += count;
  table->total += count;
}

/* How many of the row's records are not counted yet at its place, whatever the kind; these are counted from now on. */
static uint64_t take_records(FaultTable *table, FaultRow *row, const FaultRow *from) {
  const RecordSet *others[FAULT_COUNT];
  uint32_t count = 0;
  for (uint32_t i = 0; i < table->count && count < FAULT_COUNT; i++)
    if (is_at(table->rows[i], row->unit, row->place)) others[count++] = &table->rows[i]->records;
  return record_set_take(&row->records, &from->records, others, count, &table->arena);
}

static bool merge_row(FaultTable *table, const FaultRow *other) {
  FaultRow *row = row_of(table, other->unit, other->place, other->kind);
  if (!row) return false;
  bool kept = table->keep_records && other->records.count;
  uint64_t count = kept ? take_records(table, row, other) : other->count;
  row->of_constants |= other->of_constants;
  row->count += count;
  table->total += count;
  for (uint32_t k = 0; k < other->key_count; k++) keep_key(table, row, other->keys[k]);
  return true;
}

void fault_table_merge(FaultTable *table, const FaultTable *from) {
  for (uint32_t i = 0; i < from->count; i++)
    if (!merge_row(table, from->rows[i])) return;
}

void fault_table_merge_new(FaultTable *table, const FaultTable *from) {
  const uint32_t known = table->count;
  for (uint32_t i = 0; i < from->count; i++) {
    const FaultRow *other = from->rows[i];
    bool told = false;
    for (uint32_t k = 0; k < known && !told; k++) told = is_at(table->rows[k], other->unit, other->place) && table->rows[k]->kind == other->kind;
    if (!told && !merge_row(table, other)) return;
  }
  fault_table_sort(table);
}

static bool before(const FaultRow *a, const FaultRow *b) {
  if (a->place.from != b->place.from) return a->place.from < b->place.from;
  if (a->place.to != b->place.to) return a->place.to < b->place.to;
  if (a->kind != b->kind) return a->kind < b->kind;
  return a->unit < b->unit;
}

/* By insertion: the rows are as many as the places of a rule file that fault, a few. */
void fault_table_sort(FaultTable *table) {
  for (uint32_t i = 1; i < table->count; i++) {
    FaultRow *row = table->rows[i];
    uint32_t at = i;
    for (; at > 0 && before(row, table->rows[at - 1]); at--) table->rows[at] = table->rows[at - 1];
    table->rows[at] = row;
  }
}
