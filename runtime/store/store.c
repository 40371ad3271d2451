/* SPDX-License-Identifier: MIT
 * Hands the calls of store.h on to the kind of store that it is. */
#include "runtime/store/store.h"

#include "runtime/store/source.h"

void store_close(Store *store) {
  if (store) store->ops->close(store);
}

const Lookup *const *store_lookups(Store *store) { return store->ops->lookups(store); }
uint64_t store_count(Store *store, uint32_t table) { return store->ops->count(store, table); }
uint32_t store_parts(Store *store, uint32_t table) { return store->ops->parts(store, table); }
uint32_t store_cursors(Store *store) { return store->ops->cursors(store); }


bool store_state(Store *store, StoreState *out) { return store->ops->state && store->ops->state(store, out); }

bool store_release(Store *store) { return !store->ops->release || store->ops->release(store); }

bool store_awaited(Store *store) { return store->ops->awaited && store->ops->awaited(store); }

bool store_may_page(Store *store, uint32_t table) { return store->ops->may_page && store->ops->may_page(store, table); }

const char *store_reader(Store *store, uint32_t table) { return store->ops->reader(store, table); }
uint64_t store_bytes(Store *store, uint32_t table) { return store->ops->bytes ? store->ops->bytes(store, table) : 0; }

bool store_leaves(Store *store, uint32_t table, StoreLeaves *out) { return store->ops->leaves && store->ops->leaves(store, table, out); }

Status cursor_leaves(Cursor *cursor, const uint64_t *wanted, uint32_t leaf, uint32_t end) {
  return cursor->ops->pick ? cursor->ops->pick(cursor, wanted, leaf, end) : STATUS_NO;
}

Status cursor_mark(Cursor *cursor, const LeafKey *key, uint32_t leaf, uint32_t end, LeafMark *marks) {
  return cursor->ops->mark ? cursor->ops->mark(cursor, key, leaf, end, marks) : STATUS_NO;
}

Status cursor_open(Store *store, uint32_t table, const ColumnUse *columns, bool by_lane, DiagList *diags, Cursor **out) {
  return store->ops->open(store, table, columns, by_lane, diags, out);
}

Status cursor_part(Cursor *cursor, uint32_t part, DiagList *diags) { return cursor->ops->part(cursor, part, diags); }

Status cursor_next(Cursor *cursor, const Batch **batch, DiagList *diags) {
  return cursor->ops->next(cursor, batch, diags);
}

void cursor_choose(Cursor *cursor, const ColumnUse *columns, bool keys) {
  if (cursor->ops->choose) cursor->ops->choose(cursor, columns, keys);
}

void cursor_close(Cursor *cursor) {
  if (cursor) cursor->ops->close_cursor(cursor);
}

Vector store_unread(Kind kind) {
  static const Mask unknown;
  static const union {
    Mask bits;
    int64_t i64;
    Str str;
  } nothing;
  return (Vector){.kind = kind, .constant = true, .valid = &unknown, .data = &nothing};
}
