/* A store whose tables are read from a snapshot, which is filled from another store with all columns that the program uses. */
#ifndef CIBLE_SNAPSHOT_STORE_SNAPSHOT_H
#define CIBLE_SNAPSHOT_STORE_SNAPSHOT_H

#include "runtime/snapshot/snapshot.h"

/* Takes over `base` (also where it fails), which must have been opened with that config, in key order and without only_key.
 * Tables that base does not read by their pages are read from it as they are, as their rows may come in another order another
 * time; so is everything where base's state cannot be told. The snapshot is borrowed; nobody else may use it meanwhile. */
Status store_open_snapshot(const StoreConfig *config, Store *base, Snapshot *snapshot, DiagList *diags,
                           Store **out) MUST_CHECK;

#endif
