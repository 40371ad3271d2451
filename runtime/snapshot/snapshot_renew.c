/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot/snapshot_renew.h"

#include "runtime/leaves/table_marks.h"

/* The marks of all leaves, with the snapshot's allocator: as many as there are, and one. */
static Status make_marks(const Snapshot *snapshot, Store *from, const StoreConfig *config, uint32_t index, uint32_t count, LeafMark **out,
                         DiagList *diags) {
  const Alloc *alloc = snapshot_alloc(snapshot);
  LeafMark *marks = MEM_ARRAY(alloc, LeafMark, count + 1);
  *out = NULL;
  if (!marks) return STATUS_NO_MEMORY;
  Status status = table_marks_make(from, config, index, snapshot_seed(snapshot), marks, count, diags);
  if (status == STATUS_OK) *out = marks;
  else mem_free(alloc, marks, (count + 1) * sizeof *marks);
  return status;
}

Status snapshot_mark(Snapshot *snapshot, SnapshotTable *table, Store *from, const StoreConfig *config, uint32_t index, DiagList *diags) {
  StoreLeaves leaves;
  LeafMark *marks;
  if (table->marks || !store_leaves(from, index, &leaves)) return STATUS_OK;
  Status status = make_marks(snapshot, from, config, index, leaves.count, &marks, diags);
  if (status == STATUS_OK) snapshot_set_marks(snapshot, table, leaves.form, marks, leaves.count);
  return status == STATUS_NO ? STATUS_OK : status;
}

Status snapshot_plan(const Renewal *renewal, Patch *patch, DiagList *diags) {
  const Alloc *alloc = renewal->config->alloc;
  SnapshotTable *table = renewal->table;
  StoreLeaves leaves;
  LeafMark *marks;
  if (!table->marks || !store_leaves(renewal->from, renewal->index, &leaves) || !str_equal(leaves.form, table->form)) return STATUS_NO;
  Status status = make_marks(renewal->snapshot, renewal->from, renewal->config, renewal->index, leaves.count, &marks, diags);
  if (status != STATUS_OK) return status;
  const PatchGround kept = {table->marks, table->leaf_count, table->counts, table->block_count};
  status = patch_make(patch, &kept, marks, leaves.count, alloc);
  if (status != STATUS_OK) patch_free(patch);
  const Alloc *of_marks = snapshot_alloc(renewal->snapshot);
  mem_free(of_marks, table->marks, (table->leaf_count + 1) * sizeof *table->marks);
  table->marks = marks;
  table->leaf_count = leaves.count;
  return status;
}

static bool same_counts(const SnapshotTable *table, const Patch *patch) {
  bool same = table->block_count == patch->block_count;
  for (uint32_t b = 0; same && b < patch->block_count; b++) same = table->counts[b] == patch->blocks[b].count;
  return same;
}

/* Tells those who keep results of the table's records which have changed. */
static void age(const Renewal *renewal, const Patch *patch, const Mask *changed, bool keys) {
  SnapshotTable *table = renewal->table;
  KeptResults *results = snapshot_results(renewal->snapshot);
  const KeptChange change = {table->age.layout, table->block_count, table->counts, changed};
  bool values = keys;
  for (uint32_t b = 0; b < table->block_count && !values; b++) values = mask_any(&changed[b], table->counts[b]);
  if (values) table->age.values = snapshot_new_age(renewal->snapshot);
  if (keys) table->age.keys = snapshot_new_age(renewal->snapshot);
  if (patch->moved) table->age.layout = snapshot_new_age(renewal->snapshot);
  if (results && patch->moved) kept_results_drop(results, change.of);
  else if (results && values) kept_results_change(results, &change);
}

Status snapshot_renew(const Renewal *renewal, const Patch *patch, const StoreState *now, DiagList *diags) {
  const Alloc *alloc = renewal->config->alloc;
  Mask *changed = MEM_ARRAY(alloc, Mask, patch->block_count + 1);
  if (!changed) return STATUS_NO_MEMORY;
  bool keys = false;
  const bool counted = same_counts(renewal->table, patch);
  Status status = snapshot_rebuild(renewal->snapshot, renewal->table, renewal->through, renewal->config, renewal->index, renewal->columns,
                                   renewal->count, patch, changed, &keys, diags);
  if (status == STATUS_OK) renewal->table->state = *now;
  if (status == STATUS_OK) age(renewal, patch, changed, keys || !counted);
  mem_free(alloc, changed, (patch->block_count + 1) * sizeof *changed);
  return status;
}
