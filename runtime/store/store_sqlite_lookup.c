/* SPDX-License-Identifier: MIT
 * Look-up records: the needed columns of a whole table, held in memory behind an index of its keys. */
#include "runtime/store/store_sqlite.h"

enum { FIRST_ROWS = 1024 };

/* Bytes that `rows` values of a kind take. */
static size_t lane_bytes(Kind kind, size_t rows) {
  switch (kind_lane(kind)) {
  case LANE_BITS: return (rows + 63) / 64 * sizeof(uint64_t);
  case LANE_I32: return rows * sizeof(int32_t);
  case LANE_I64: return rows * sizeof(int64_t);
  case LANE_F64: return rows * sizeof(double);
  case LANE_STR: return rows * sizeof(Str);
  }
  return 0;
}

static void *grown(Arena *arena, const void *old, size_t old_bytes, size_t bytes) {
  void *p = arena_alloc(arena, bytes);
  if (p && old && old_bytes) memcpy(p, old, old_bytes);
  return p;
}

/* What a reader's column is kept in. */
static LookupColumn *column_of(const SqliteScan *scan, Lookup *lookup, uint32_t reader) {
  return &lookup->columns[scan->table->record->first_column + scan->fields[reader]];
}

/* Room for twice the rows: what is outgrown stays in the arena, as much again as what is used. */
static bool grow(const SqliteScan *scan, Lookup *lookup, uint32_t *size) {
  size_t old = *size, rows = old ? old * 2 : FIRST_ROWS;
  Arena *arena = &lookup->arena;
  bool by_text = lookup->key_kind == KIND_TEXT;
  const void *keys = by_text ? (const void *)lookup->text_keys : lookup->int_keys;
  void *new_keys = grown(arena, keys, lane_bytes(lookup->key_kind, old), lane_bytes(lookup->key_kind, rows));
  if (by_text) lookup->text_keys = new_keys;
  else lookup->int_keys = new_keys;
  for (uint32_t i = 0; i < scan->reader_count; i++) {
    LookupColumn *column = column_of(scan, lookup, i);
    column->data = grown(arena, column->data, lane_bytes(column->kind, old), lane_bytes(column->kind, rows));
    column->valid = grown(arena, column->valid, (old + 63) / 64 * 8, (rows + 63) / 64 * 8);
    if (column->fault) column->fault = grown(arena, column->fault, old, rows);
  }
  *size = (uint32_t)rows;
  return !arena->failed;
}

static void put_bit(uint64_t *bits, uint32_t row) { bits[row / 64] |= (uint64_t)1 << (row % 64); }

static void put_value(LookupColumn *column, Arena *arena, uint32_t row, const Value *value) {
  if (!value->known) return;
  put_bit(column->valid, row);
  switch (kind_lane(column->kind)) {
  case LANE_BITS:
    if (value->truth) put_bit(column->data, row);
    break;
  case LANE_I32: ((int32_t *)column->data)[row] = value->i32; break;
  case LANE_I64: ((int64_t *)column->data)[row] = value->i64; break;
  case LANE_F64: ((double *)column->data)[row] = value->f64; break;
  case LANE_STR: ((Str *)column->data)[row] = arena_str(arena, value->str); break;
  }
}

static bool put_fault(LookupColumn *column, Arena *arena, uint32_t row, uint32_t size, uint8_t fault) {
  if (!fault) return true;
  if (!column->fault) column->fault = arena_alloc(arena, size);
  if (!column->fault) return false;
  column->fault[row] = fault;
  return true;
}

static Status take_batch(const SqliteScan *scan, Lookup *lookup, const Batch *batch, uint32_t *size, DiagList *diags) {
  if (lookup->rows > INT32_MAX / 4 - BATCH_SIZE) {
    diag_add(diags, DIAG_LOOKUP_TOO_LARGE, scan->table->record->span, STR_ARG(scan->table->record->name));
    return STATUS_STOPPED;
  }
  while (lookup->rows + batch->count > *size)
    if (!grow(scan, lookup, size)) return STATUS_NO_MEMORY;
  for (uint32_t lane = 0; lane < batch->count; lane++) {
    uint32_t row = lookup->rows++;
    if (lookup->key_kind == KIND_TEXT) ((Str *)(uintptr_t)lookup->text_keys)[row] = arena_str(&lookup->arena, batch->key.str[lane]);
    else ((int64_t *)(uintptr_t)lookup->int_keys)[row] = batch->key.i64[lane];
    for (uint32_t i = 0; i < scan->reader_count; i++) {
      LookupColumn *column = column_of(scan, lookup, i);
      const BatchColumn *from = &batch->columns[scan->fields[i]];
      Value value = vector_get(&from->vec, lane);
      put_value(column, &lookup->arena, row, &value);
      if (from->fault && !put_fault(column, &lookup->arena, row, *size, from->fault[lane])) return STATUS_NO_MEMORY;
    }
  }
  return lookup->arena.failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static Status index_rows(const SqliteTable *table, Lookup *lookup, DiagList *diags) {
  uint32_t twice = UINT32_MAX;
  if (lookup_index(lookup, &twice)) return STATUS_OK;
  if (twice >= lookup->rows) return STATUS_NO_MEMORY;
  Value key = {.kind = lookup->key_kind, .known = true};
  if (key.kind == KIND_TEXT) key.str = lookup->text_keys[twice];
  else key.i64 = lookup->int_keys[twice];
  return sqlite_key_twice(table, &key, diags);
}

Status sqlite_load_lookup(SqliteStore *store, const SqliteTable *table, Lookup *lookup, DiagList *diags) {
  const Program *program = store->base.config.program;
  lookup->key_kind = table->record->key_kind;
  lookup->columns = ARENA_ARRAY(&lookup->arena, LookupColumn, program->column_count + 1);
  if (!lookup->columns) return STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < program->column_count; i++) lookup->columns[i].kind = program->columns[i].kind;
  SqliteScan *scan = MEM_NEW(store->base.config.alloc, SqliteScan);
  if (!scan) return STATUS_NO_MEMORY;
  Status status = sqlite_scan_open(scan, store, table, NULL, false, table->db, diags);
  uint32_t size = 0;
  if (status == STATUS_OK && !grow(scan, lookup, &size)) status = STATUS_NO_MEMORY;
  for (const Batch *batch = NULL; status == STATUS_OK;) {
    status = sqlite_scan_next(scan, &batch, diags);
    if (status != STATUS_OK || !batch) break;
    status = take_batch(scan, lookup, batch, &size, diags);
  }
  sqlite_scan_close(scan);
  mem_free(store->base.config.alloc, scan, sizeof *scan);
  return status == STATUS_OK ? index_rows(table, lookup, diags) : status;
}
