/* Building: the columns of a table that a snapshot lacks, read from a store by threads. */
#ifndef CIBLE_SNAPSHOT_SNAPSHOT_BUILD_H
#define CIBLE_SNAPSHOT_SNAPSHOT_BUILD_H

#include "runtime/leaves/patch.h"
#include "runtime/snapshot/snapshot.h"

/* A column that is missing. */
typedef struct MissingColumn {
  ColumnRequest as;
  uint32_t field; /* in the record; of keys SNAPSHOT_FIELD_KEY, SNAPSHOT_FIELD_OWN */
} MissingColumn;
enum { SNAPSHOT_FIELD_KEY = UINT32_MAX, SNAPSHOT_FIELD_OWN = UINT32_MAX - 1 };
/* As a batch has it. */
static inline BatchColumn missing_column_of(const Batch *batch, uint32_t field) {
  if (field == SNAPSHOT_FIELD_KEY) return (BatchColumn){.vec = batch->key};
  if (field == SNAPSHOT_FIELD_OWN) return (BatchColumn){.vec = batch->own_key};
  return batch->columns[field];
}

/* Reads them and adds them. STATUS_NO, without a message: they would pass the snapshot's limit, or the store has given other
 * batches than before; nothing is added then. `table_index` is the program's. */
Status snapshot_build(Snapshot *snapshot, SnapshotTable *table, Store *store, const StoreConfig *config, uint32_t table_index,
                      const MissingColumn *missing, uint32_t count, DiagList *diags) MUST_CHECK;

/* Makes the table's blocks anew by a patch, with just these columns, which it has: `through` gives its batches by the patch. Blocks whose
 * records have not changed stay. `changed`, one a block of the patch: which of its records are not what they were at their places;
 * *keys_changed: some of them have other keys.
 * After anything but STATUS_OK the table's columns are worth nothing any more. */
Status snapshot_rebuild(Snapshot *snapshot, SnapshotTable *table, Store *through, const StoreConfig *config, uint32_t table_index,
                        const MissingColumn *columns, uint32_t count, const Patch *patch, Mask *changed, bool *keys_changed,
                        DiagList *diags) MUST_CHECK;

#endif
