/* SPDX-License-Identifier: MIT
 * A store of which one record's rows come from another: contacts that a plan is only thinking of. */
#include "runtime/store/source.h"

typedef struct OverlayStore {
  Store base;
  Store *under, *over;
  uint32_t table; /* whose rows are those of `over` */
} OverlayStore;

static Store *of_table(Store *base, uint32_t table) {
  const OverlayStore *store = (const OverlayStore *)base;
  return table == store->table ? store->over : store->under;
}

static void overlay_close(Store *base) {
  OverlayStore *store = (OverlayStore *)base;
  store_close(store->over);
  store_close(store->under);
  mem_free(base->config.alloc, store, sizeof *store);
}

static const Lookup *const *overlay_lookups(Store *base) { return store_lookups(((OverlayStore *)base)->under); }
static uint64_t overlay_count(Store *base, uint32_t table) { return store_count(of_table(base, table), table); }
static uint32_t overlay_parts(Store *base, uint32_t table) { return store_parts(of_table(base, table), table); }
static uint32_t overlay_cursors(Store *base) { return store_cursors(((OverlayStore *)base)->under); }
static const char *overlay_reader(Store *base, uint32_t table) { return store_reader(of_table(base, table), table); }
static uint64_t overlay_bytes(Store *base, uint32_t table) { return store_bytes(of_table(base, table), table); }

/* The cursor is the other store's own. */
static Status overlay_open(Store *base, uint32_t table, const ColumnUse *columns, bool by_lane, DiagList *diags, Cursor **out) {
  return cursor_open(of_table(base, table), table, columns, by_lane, diags, out);
}

static const StoreOps overlay_ops = {.close = overlay_close,     .lookups = overlay_lookups, .count = overlay_count,
                                     .parts = overlay_parts,     .cursors = overlay_cursors, .reader = overlay_reader,
                                     .bytes = overlay_bytes,     .open = overlay_open};

Status store_open_overlay(Store *under, uint32_t table, Store *over, Store **out) {
  OverlayStore *store = MEM_NEW(under->config.alloc, OverlayStore);
  *out = NULL;
  if (!store) return STATUS_NO_MEMORY;
  *store = (OverlayStore){.base = {.ops = &overlay_ops, .config = under->config}, .under = under, .over = over, .table = table};
  *out = &store->base;
  return STATUS_OK;
}
