/* SPDX-License-Identifier: MIT */
#include "bench/columns.h"

#include <string.h>

static size_t lane_size(const Vector *v) {
  if (v->dict) return sizeof(int32_t);
  switch (kind_lane(v->kind)) {
  case LANE_BITS: return 0;
  case LANE_I32: return sizeof(int32_t);
  case LANE_I64: return sizeof(int64_t);
  case LANE_F64: return sizeof(double);
  case LANE_STR: return sizeof(Str);
  }
  return 0;
}

static void *keep(Arena *arena, const void *from, size_t size) {
  void *to = arena_alloc(arena, size);
  if (to) memcpy(to, from, size);
  return to;
}

static Vector keep_vector(Arena *arena, const Vector *v, uint32_t n) {
  Vector out = *v;
  uint32_t lanes = v->constant ? 1 : n;
  if (v->valid) out.valid = keep(arena, v->valid, sizeof(Mask));
  if (!v->data) return out;
  size_t size = lane_size(v);
  out.data = keep(arena, v->data, size ? size * lanes : sizeof(Mask));
  if (kind_lane(v->kind) != LANE_STR || v->dict || !out.data) return out;
  Str *texts = (Str *)out.data;
  for (uint32_t i = 0; i < lanes; i++)
    texts[i] = vector_known(v, i) ? arena_str(arena, texts[i]) : STR("");
  return out;
}

static void keep_batch(Columns *c, const Batch *from, Batch *to, uint32_t column_count) {
  to->count = from->count;
  to->lasting = true;
  to->key = to->own_key = keep_vector(&c->arena, &from->key, from->count);
  to->columns = ARENA_ARRAY(&c->arena, BatchColumn, column_count + 1);
  for (uint32_t i = 0; to->columns && i < column_count; i++) {
    const BatchColumn *column = &from->columns[i];
    to->columns[i].vec = keep_vector(&c->arena, &column->vec, from->count);
    if (column->fault) to->columns[i].fault = keep(&c->arena, column->fault, from->count);
  }
}

static bool grow(Columns *c) {
  if (c->count < c->size) return true;
  uint32_t size = c->size ? c->size * 2 : 64;
  Batch *batches = mem_resize(c->arena.alloc, c->batches, c->size * sizeof *batches, size * sizeof *batches);
  if (!batches) return false;
  c->batches = batches;
  c->size = size;
  return true;
}

static Status load_part(Columns *c, uint32_t part, uint32_t column_count, uint64_t most, DiagList *diags) {
  Status status = cursor_part(c->cursor, part, diags);
  while (status == STATUS_OK && c->records < most) {
    const Batch *batch;
    status = cursor_next(c->cursor, &batch, diags);
    if (status != STATUS_OK || !batch) break;
    if (!grow(c)) return STATUS_NO_MEMORY;
    keep_batch(c, batch, &c->batches[c->count++], column_count);
    c->records += batch->count;
  }
  return c->arena.failed ? STATUS_NO_MEMORY : status;
}

/* ---- as a store of the subject alone ---- */

typedef struct ColumnsCursor {
  Cursor base;
  const Columns *columns;
  uint32_t next;
} ColumnsCursor;

static const StoreOps ops;

static Status open_cursor(Store *base, uint32_t table, const ColumnUse *wanted, bool by_lane, DiagList *diags, Cursor **out) {
  (void)table, (void)wanted, (void)by_lane, (void)diags;
  ColumnsCursor *cursor = MEM_NEW(&alloc_system, ColumnsCursor);
  if (!cursor) return STATUS_NO_MEMORY;
  *cursor = (ColumnsCursor){.base.ops = &ops, .columns = (const Columns *)base};
  *out = &cursor->base;
  return STATUS_OK;
}

static Status begin_part(Cursor *base, uint32_t part, DiagList *diags) {
  (void)part, (void)diags;
  ((ColumnsCursor *)base)->next = 0;
  return STATUS_OK;
}

static Status next_batch(Cursor *base, const Batch **batch, DiagList *diags) {
  (void)diags;
  ColumnsCursor *cursor = (ColumnsCursor *)base;
  *batch = cursor->next < cursor->columns->count ? &cursor->columns->batches[cursor->next++] : NULL;
  return STATUS_OK;
}

static void close_cursor(Cursor *base) { mem_free(&alloc_system, base, sizeof(ColumnsCursor)); }
static const Lookup *const *lookups(Store *base) { return store_lookups(((Columns *)base)->store); }

static uint64_t count(Store *base, uint32_t table) {
  (void)table;
  return ((Columns *)base)->records;
}

static uint32_t one_part(Store *base, uint32_t table) {
  (void)base, (void)table;
  return 1;
}

static uint32_t one_cursor(Store *base) {
  (void)base;
  return 1;
}

static void close_store(Store *base) { (void)base; }

static const char *reader(Store *base, uint32_t table) {
  (void)base, (void)table;
  return "columns";
}

static const StoreOps ops = {.close = close_store, .lookups = lookups, .count = count, .parts = one_part, .cursors = one_cursor, .reader = reader,
                             .open = open_cursor, .part = begin_part, .next = next_batch, .close_cursor = close_cursor};

Status columns_load(Columns *c, Store *store, uint32_t column_count, uint64_t most, DiagList *diags) {
  *c = (Columns){.base = {.ops = &ops, .config = store->config}, .store = store};
  arena_init(&c->arena, &alloc_system);
  Status status = cursor_open(store, 0, NULL, false, diags, &c->cursor);
  for (uint32_t part = 0; part < store_parts(store, 0) && status == STATUS_OK && c->records < most; part++)
    status = load_part(c, part, column_count, most, diags);
  return status;
}

void columns_free(Columns *c) {
  if (c->cursor) cursor_close(c->cursor);
  mem_free(c->arena.alloc, c->batches, c->size * sizeof *c->batches);
  arena_free(&c->arena);
}
