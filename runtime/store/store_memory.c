/* SPDX-License-Identifier: MIT
 * Records in memory: for tests of rule files, embedders, and expressions that hang on no record. A table is one part. */
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
  const MemoryRows *tables;
  const Lookup *const *lookups;
} MemoryStore;

typedef struct MemoryCursor {
  Cursor base;
  const StoreConfig *config;
  const MemoryRows *rows;
  uint32_t count; /* of rows */
  uint32_t next;
  bool is_subject, is_parent;
  Kind key_kind, own_kind;
  const ProgramColumn *fields; /* of the table */
  uint32_t field_count;
  bool *wanted;                /* by field */
  Batch batch;
  MemoryColumn key, own_key;
  MemoryColumn *columns; /* by field */
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

/* `count` values, one every `stride`, into a column. */
static Vector put_column(MemoryColumn *column, Kind kind, const Value *values, uint32_t stride, uint32_t count) {
  memset(column, 0, sizeof *column);
  mask_first(&column->valid, BATCH_SIZE);
  for (uint32_t lane = 0; lane < count; lane++) put_value(column, kind, lane, &values[(size_t)lane * stride]);
  return (Vector){.kind = kind, .valid = &column->valid, .data = &column->lanes};
}

static void put_field(MemoryCursor *cursor, uint32_t field, uint32_t count) {
  Kind kind = cursor->fields[field].kind;
  MemoryColumn *column = &cursor->columns[field];
  BatchColumn *out = &cursor->batch.columns[field];
  *out = (BatchColumn){.vec = store_unread(kind)};
  if (!cursor->wanted[field]) return;
  size_t first = (size_t)cursor->next * cursor->field_count + field;
  out->vec = put_column(column, kind, cursor->rows->rows + first, cursor->field_count, count);
  for (uint32_t lane = 0; cursor->rows->faults && lane < count; lane++) {
    column->faults[lane] = (uint8_t)cursor->rows->faults[first + (size_t)lane * cursor->field_count];
    if (column->faults[lane]) out->fault = column->faults;
  }
}

static Status memory_next(Cursor *base, const Batch **batch, DiagList *diags) {
  MemoryCursor *cursor = (MemoryCursor *)base;
  *batch = NULL;
  if (store_cancelled(cursor->config)) {
    diag_add(diags, DIAG_RUN_STOPPED, (Span){0});
    return STATUS_STOPPED;
  }
  uint32_t left = cursor->count - cursor->next, most = store_batch_size(cursor->config);
  uint32_t count = left < most ? left : most;
  if (!count) return STATUS_OK;
  cursor->batch.count = count;
  cursor->batch.lasting = true;
  cursor->batch.key = put_column(&cursor->key, cursor->key_kind, cursor->rows->keys + cursor->next, 1, count);
  if (cursor->is_subject) cursor->batch.key.valid = NULL;
  cursor->batch.own_key = cursor->is_subject ? cursor->batch.key : store_unread(cursor->own_kind);
  if (cursor->is_parent)
    cursor->batch.own_key = put_column(&cursor->own_key, cursor->own_kind, cursor->rows->own_keys + cursor->next, 1, count);
  for (uint32_t field = 0; field < cursor->field_count; field++) put_field(cursor, field, count);
  cursor->next += count;
  *batch = &cursor->batch;
  return STATUS_OK;
}

static Status memory_part(Cursor *base, uint32_t part, DiagList *diags) {
  (void)diags;
  MemoryCursor *cursor = (MemoryCursor *)base;
  cursor->next = part == 0 ? 0 : cursor->count;
  return STATUS_OK;
}

static void memory_close_cursor(Cursor *base) {
  MemoryCursor *cursor = (MemoryCursor *)base;
  const Alloc *alloc = cursor->config->alloc;
  uint32_t fields = cursor->field_count + 1;
  mem_free(alloc, cursor->wanted, fields * sizeof *cursor->wanted);
  mem_free(alloc, cursor->columns, fields * sizeof *cursor->columns);
  mem_free(alloc, cursor->batch.columns, fields * sizeof *cursor->batch.columns);
  mem_free(alloc, cursor, sizeof *cursor);
}

static const StoreOps memory_ops;

/* What the table is to the program. Without a subject, table 0 is a record without fields. */
static void look_at_table(MemoryCursor *cursor, const MemoryStore *store, uint32_t index) {
  const Program *program = store->base.config.program;
  cursor->rows = &store->tables[index];
  cursor->count = cursor->rows->count;
  cursor->is_subject = index == 0;
  if (cursor->is_subject && cursor->count) cursor->key_kind = cursor->rows->keys[0].kind;
  const ProgramTable *table = index < program->table_count ? &program->tables[index] : NULL;
  if (!table || table->role == TABLE_LOOKUP) return;
  cursor->fields = program->columns + table->first_column;
  cursor->field_count = table->column_count;
  if (table->role != TABLE_RELATED) return;
  cursor->key_kind = program->tables[table->parent].key_kind;
  cursor->own_kind = table->key_kind;
  cursor->is_parent = cursor->rows->own_keys != NULL;
}

static Status memory_open(Store *base, uint32_t table, const ColumnUse *columns, bool by_lane, DiagList *diags,
                          Cursor **out) {
  (void)by_lane; /* all is at hand */
  (void)diags;
  *out = NULL;
  const StoreConfig *config = &base->config;
  MemoryCursor *cursor = MEM_NEW(config->alloc, MemoryCursor);
  if (!cursor) return STATUS_NO_MEMORY;
  cursor->base.ops = &memory_ops;
  cursor->config = config;
  look_at_table(cursor, (const MemoryStore *)base, table);
  cursor->wanted = MEM_ARRAY(config->alloc, bool, cursor->field_count + 1);
  cursor->columns = MEM_ARRAY(config->alloc, MemoryColumn, cursor->field_count + 1);
  cursor->batch.columns = MEM_ARRAY(config->alloc, BatchColumn, cursor->field_count + 1);
  if (!cursor->wanted || !cursor->columns || !cursor->batch.columns) {
    memory_close_cursor(&cursor->base);
    return STATUS_NO_MEMORY;
  }
  for (uint32_t i = 0; i < cursor->field_count; i++)
    cursor->wanted[i] = store_wants(config->program, columns, config->program->tables[table].first_column + i);
  *out = &cursor->base;
  return STATUS_OK;
}

static void memory_close(Store *base) { mem_free(base->config.alloc, base, sizeof(MemoryStore)); }

static const Lookup *const *memory_lookups(Store *base) { return ((MemoryStore *)base)->lookups; }
static uint64_t memory_count(Store *base, uint32_t table) { return ((MemoryStore *)base)->tables[table].count; }

static uint32_t memory_parts(Store *base, uint32_t table) {
  (void)base;
  (void)table;
  return 1;
}

static uint32_t memory_cursors(Store *base) { return base->config.threads ? base->config.threads : 1; }

static const char *memory_reader(Store *base, uint32_t table) {
  (void)base;
  (void)table;
  return "memory";
}

static const StoreOps memory_ops = {.close = memory_close,     .lookups = memory_lookups, .count = memory_count,
                                    .parts = memory_parts,     .cursors = memory_cursors, .reader = memory_reader,
                                    .open = memory_open,       .part = memory_part,       .next = memory_next,
                                    .close_cursor = memory_close_cursor};

Status store_open_memory(const StoreConfig *config, const MemoryRows *tables, const Lookup *const *lookups, Store **out) {
  MemoryStore *store = MEM_NEW(config->alloc, MemoryStore);
  *out = NULL;
  if (!store) return STATUS_NO_MEMORY;
  store->base = (Store){.ops = &memory_ops, .config = *config};
  store->tables = tables;
  store->lookups = lookups;
  *out = &store->base;
  return STATUS_OK;
}
