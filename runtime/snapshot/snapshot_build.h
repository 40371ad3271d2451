/* Building: the columns of a table that a snapshot lacks, read from a store by threads. */
#ifndef CIBLE_SNAPSHOT_SNAPSHOT_BUILD_H
#define CIBLE_SNAPSHOT_SNAPSHOT_BUILD_H

#include "runtime/snapshot/snapshot.h"

/* A column that is missing. */
typedef struct MissingColumn {
  ColumnRequest as;
  uint32_t field; /* in the record; of keys SNAPSHOT_FIELD_KEY, SNAPSHOT_FIELD_OWN */
} MissingColumn;
enum { SNAPSHOT_FIELD_KEY = UINT32_MAX, SNAPSHOT_FIELD_OWN = UINT32_MAX - 1 };

/* Reads them and adds them. STATUS_NO, without a message: they would pass the snapshot's limit, or the store has given other
 * batches than before; nothing is added then. `table_index` is the program's. */
Status snapshot_build(Snapshot *snapshot, SnapshotTable *table, Store *store, const StoreConfig *config, uint32_t table_index,
                      const MissingColumn *missing, uint32_t count, DiagList *diags) MUST_CHECK;

#endif
