/* SPDX-License-Identifier: MIT
 * Records in memory: for tests of rule files, embedders, and expressions that hang on no record. One part, one cursor a time. */
#include "runtime/store/source.h"

typedef union Lanes {
  Mask bits;
  int32_t i32[BATCH_SIZE];
  int64_t i64[BATCH_SIZE];
  double f64[BATCH_SIZE];
  Str str[BATCH_SIZE];
} Lanes;

typedef struct MemoryColumn {
  Lanes lanes;
  Mask valid;
  uint8_t faults[BATCH_SIZE];
} MemoryColumn;

typedef struct MemoryStore {
  Store base;
  MemoryRows rows;
} MemoryStore;

typedef struct MemoryCursor {
  Cursor base;
  const MemoryStore *store;
  uint32_t next;
  Batch batch;
  MemoryColumn key;
  MemoryColumn *columns; /* one a program column */
} MemoryCursor;

static void put_value(MemoryColumn *column, Kind kind, uint32_t lane, const Value *value) {
  if (!value->known) {
    mask_clear(&column->valid, lane);
    if (kind_lane(kind) == LANE_STR) column->lanes.str[lane] = STR("");
    return;
  }
  switch (kind_lane(kind)) {
  case LANE_BITS:
    if (value->truth) mask_set(&column->lanes.bits, lane);
    break;
  case LANE_I32: column->lanes.i32[lane] = value->i32; break;
  case LANE_I64: column->lanes.i64[lane] = value->i64; break;
  case LANE_F64: column->lanes.f64[lane] = value->f64; break;
  case LANE_STR: column->lanes.str[lane] = value->str; break;
  }
}

static Vector begin_column(MemoryColumn *column, Kind kind) {
  memset(column, 0, sizeof *column);
  mask_first(&column->valid, BATCH_SIZE);
  return (Vector){.kind = kind, .valid = &column->valid, .data = &column->lanes};
}

static Status memory_next(Cursor *base, const Batch **batch, DiagList *diags) {
  MemoryCursor *cursor = (MemoryCursor *)base;
  const MemoryStore *store = cursor->store;
  const Program *program = store->base.config.program;
  *batch = NULL;
  if (store_cancelled(&store->base.config)) {
    diag_add(diags, DIAG_RUN_STOPPED, (Span){0});
    return STATUS_STOPPED;
  }
  uint32_t left = store->rows.count - cursor->next, most = store_batch_size(&store->base.config);
  uint32_t count = left < most ? left : most;
  if (!count) return STATUS_OK;
  Kind key_kind = store->rows.keys[cursor->next].kind;
  cursor->batch.count = count;
  cursor->batch.key = begin_column(&cursor->key, key_kind);
  cursor->batch.key.valid = NULL;
  for (uint32_t lane = 0; lane < count; lane++) put_value(&cursor->key, key_kind, lane, &store->rows.keys[cursor->next + lane]);
  for (uint32_t c = 0; c < program->column_count; c++) {
    MemoryColumn *column = &cursor->columns[c];
    BatchColumn *out = &cursor->batch.columns[c];
    *out = (BatchColumn){.vec = begin_column(column, program->columns[c].kind)};
    for (uint32_t lane = 0; lane < count; lane++) {
      size_t at = (size_t)(cursor->next + lane) * program->column_count + c;
      put_value(column, program->columns[c].kind, lane, &store->rows.rows[at]);
      column->faults[lane] = store->rows.faults ? (uint8_t)store->rows.faults[at] : FAULT_NONE;
      if (column->faults[lane]) out->fault = column->faults;
    }
  }
  cursor->next += count;
  *batch = &cursor->batch;
  return STATUS_OK;
}

static Status memory_part(Cursor *base, uint32_t part, DiagList *diags) {
  (void)diags;
  MemoryCursor *cursor = (MemoryCursor *)base;
  cursor->next = part == 0 ? 0 : cursor->store->rows.count;
  return STATUS_OK;
}

static void memory_close_cursor(Cursor *base) {
  MemoryCursor *cursor = (MemoryCursor *)base;
  const StoreConfig *config = &cursor->store->base.config;
  uint32_t columns = config->program->column_count + 1;
  mem_free(config->alloc, cursor->columns, columns * sizeof *cursor->columns);
  mem_free(config->alloc, cursor->batch.columns, columns * sizeof *cursor->batch.columns);
  mem_free(config->alloc, cursor, sizeof *cursor);
}

static const StoreOps memory_ops;

static Status memory_open(Store *base, DiagList *diags, Cursor **out) {
  (void)diags;
  *out = NULL;
  const StoreConfig *config = &base->config;
  MemoryCursor *cursor = MEM_NEW(config->alloc, MemoryCursor);
  if (!cursor) return STATUS_NO_MEMORY;
  cursor->base.ops = &memory_ops;
  cursor->store = (const MemoryStore *)base;
  cursor->columns = MEM_ARRAY(config->alloc, MemoryColumn, config->program->column_count + 1);
  cursor->batch.columns = MEM_ARRAY(config->alloc, BatchColumn, config->program->column_count + 1);
  if (cursor->columns && cursor->batch.columns) {
    *out = &cursor->base;
    return STATUS_OK;
  }
  memory_close_cursor(&cursor->base);
  return STATUS_NO_MEMORY;
}

static void memory_close(Store *base) { mem_free(base->config.alloc, base, sizeof(MemoryStore)); }

static const Lookup *const *memory_lookups(Store *base) { return ((MemoryStore *)base)->rows.lookups; }
static uint64_t memory_count(Store *base) { return ((MemoryStore *)base)->rows.count; }

static uint32_t memory_parts(Store *base) {
  (void)base;
  return 1;
}

static uint32_t memory_cursors(Store *base) { return base->config.threads ? base->config.threads : 1; }

static const StoreOps memory_ops = {.close = memory_close, .lookups = memory_lookups, .count = memory_count,
                                    .parts = memory_parts, .cursors = memory_cursors, .open = memory_open, .part = memory_part,
                                    .next = memory_next,   .close_cursor = memory_close_cursor};

Status store_open_memory(const StoreConfig *config, const MemoryRows *rows, Store **out) {
  MemoryStore *store = MEM_NEW(config->alloc, MemoryStore);
  *out = NULL;
  if (!store) return STATUS_NO_MEMORY;
  store->base = (Store){.ops = &memory_ops, .config = *config};
  store->rows = *rows;
  *out = &store->base;
  return STATUS_OK;
}
