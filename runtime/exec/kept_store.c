/* SPDX-License-Identifier: MIT */
#include "runtime/exec/kept_store.h"

typedef struct KeptCursor {
  Cursor base;
  const KeptStore *store;
  Batch batch;
  uint32_t left; /* records of the part */
} KeptCursor;

static void close_store(Store *base) { (void)base; }
static const Lookup *const *lookups(Store *base) { return store_lookups(((KeptStore *)base)->behind); }

static uint64_t count(Store *base, uint32_t table) {
  (void)table;
  return ((KeptStore *)base)->unit->count;
}

static uint32_t parts(Store *base, uint32_t table) {
  (void)table;
  return ((KeptStore *)base)->unit->parts;
}

static uint32_t cursors(Store *base) { return base->config.threads ? base->config.threads : 1; }

static const char *reader(Store *base, uint32_t table) {
  (void)base, (void)table;
  return "kept";
}

static Status open_cursor(Store *base, uint32_t table, const ColumnUse *columns, bool by_lane, DiagList *diags, Cursor **out) {
  (void)table, (void)columns, (void)by_lane, (void)diags;
  KeptCursor *cursor = MEM_NEW(base->config.alloc, KeptCursor);
  if (!cursor) return STATUS_NO_MEMORY;
  cursor->base.ops = base->ops;
  cursor->store = (const KeptStore *)base;
  cursor->batch = cursor->store->blank;
  *out = &cursor->base;
  return STATUS_OK;
}

static Status begin_part(Cursor *base, uint32_t part, DiagList *diags) {
  (void)diags;
  KeptCursor *cursor = (KeptCursor *)base;
  const UnitState *unit = cursor->store->unit;
  const uint32_t end = part + 1 < unit->parts ? unit->bases[part + 1] : unit->count;
  cursor->left = end - unit->bases[part];
  return STATUS_OK;
}

static Status next_batch(Cursor *base, const Batch **batch, DiagList *diags) {
  (void)diags;
  KeptCursor *cursor = (KeptCursor *)base;
  cursor->batch.count = cursor->left < BATCH_SIZE ? cursor->left : BATCH_SIZE;
  cursor->left -= cursor->batch.count;
  *batch = cursor->batch.count ? &cursor->batch : NULL;
  return STATUS_OK;
}

static void close_cursor(Cursor *base) { mem_free(((KeptCursor *)base)->store->base.config.alloc, base, sizeof(KeptCursor)); }

static const StoreOps ops = {.close = close_store, .lookups = lookups, .count = count, .parts = parts, .cursors = cursors, .reader = reader,
                             .open = open_cursor, .part = begin_part, .next = next_batch, .close_cursor = close_cursor};

bool kept_store_init(KeptStore *kept, Stages *stages, uint32_t unit) {
  const ExecJob *job = stages->job;
  const ProgramTable *table = &job->program->tables[job->program->units[unit].index];
  *kept = (KeptStore){.behind = job->store, .unit = &stages->units[unit]};
  kept->base = (Store){&ops, {.alloc = job->alloc, .program = job->program, .threads = job->threads}};
  BatchColumn *columns = ARENA_ARRAY(&stages->arena, BatchColumn, table->column_count + 1);
  for (uint32_t i = 0; columns && i < table->column_count; i++)
    columns[i].vec = store_unread(job->program->columns[table->first_column + i].kind);
  kept->blank = (Batch){.lasting = true, .key = store_unread(table->key_kind), .own_key = store_unread(table->key_kind), .columns = columns};
  return columns != NULL;
}
