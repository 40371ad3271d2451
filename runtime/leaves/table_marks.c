/* SPDX-License-Identifier: MIT */
#include "runtime/leaves/table_marks.h"

#include "runtime/base/threads.h"
#include "runtime/store/source.h"

enum { LEAVES_AT_ONCE = 512 };

typedef struct Marking {
  Store *store;
  const StoreConfig *config;
  const LeafKey *key;
  LeafMark *marks;
  uint32_t count;
  uint32_t next; /* atomic: the leaf that the next free thread begins with */
  int status;    /* atomic: why no more are taken; STATUS_NO: a leaf is strange */
} Marking;

typedef struct Marker {
  Marking *marking;
  Cursor *cursor;
  bool is_caller;
} Marker;

/* Has the caller asked to stop, or does somebody wait for the transaction to end where the work is not urgent? */
static bool is_to_stop(const Marker *marker) {
  const Marking *m = marker->marking;
  return store_cancelled(m->config) || (m->config->gives_way && marker->is_caller && store_awaited(m->store));
}

static void *marker_main(void *self) {
  Marker *marker = self;
  Marking *m = marker->marking;
  while (__atomic_load_n(&m->status, __ATOMIC_RELAXED) == STATUS_OK) {
    const uint32_t leaf = __atomic_fetch_add(&m->next, LEAVES_AT_ONCE, __ATOMIC_RELAXED);
    if (leaf >= m->count) break;
    const uint32_t end = m->count - leaf < LEAVES_AT_ONCE ? m->count : leaf + LEAVES_AT_ONCE;
    Status status = is_to_stop(marker) ? STATUS_STOPPED : cursor_mark(marker->cursor, m->key, leaf, end, m->marks + leaf);
    if (status != STATUS_OK) __atomic_store_n(&m->status, (int)status, __ATOMIC_RELAXED);
  }
  return NULL;
}

Status table_marks_make(Store *store, const StoreConfig *config, uint32_t table, const uint8_t seed[LEAF_SEED_BYTES], LeafMark *marks,
                        uint32_t count, DiagList *diags) {
  const uint32_t columns = config->program->column_count + 1;
  Marker markers[THREADS_MOST] = {0};
  LeafKey *key = MEM_NEW(config->alloc, LeafKey);
  ColumnUse *none = MEM_ARRAY(config->alloc, ColumnUse, columns);
  Marking marking = {.store = store, .config = config, .key = key, .marks = marks, .count = count, .status = STATUS_OK};
  uint32_t most = store_cursors(store), opened = 0;
  if (most > count / LEAVES_AT_ONCE + 1) most = count / LEAVES_AT_ONCE + 1;
  if (most > THREADS_MOST) most = THREADS_MOST;
  Status status = key && none ? STATUS_OK : STATUS_NO_MEMORY;
  if (status == STATUS_OK) leaf_key_make(key, seed);
  for (; status == STATUS_OK && opened < most; opened++) {
    markers[opened].marking = &marking;
    status = cursor_open(store, table, none, false, diags, &markers[opened].cursor);
  }
  markers[0].is_caller = true;
  if (status == STATUS_OK) threads_run(most, marker_main, markers, sizeof *markers);
  for (uint32_t i = 0; i < opened; i++) cursor_close(markers[i].cursor);
  if (key) mem_free(config->alloc, key, sizeof *key);
  if (none) mem_free(config->alloc, none, columns * sizeof *none);
  if (status == STATUS_OK) status = (Status)marking.status;
  if (status == STATUS_STOPPED) diag_add(diags, DIAG_RUN_STOPPED, (Span){0, 0});
  return status;
}
