/* A store whose tables are read from a snapshot, which is filled from another store with all columns that the program uses. */
#ifndef CIBLE_SNAPSHOT_STORE_SNAPSHOT_H
#define CIBLE_SNAPSHOT_STORE_SNAPSHOT_H

#include "runtime/snapshot/snapshot.h"

typedef struct SnapshotUse {
  Snapshot *snapshot; /* borrowed; nobody else may use it meanwhile */
  bool builds;        /* columns that it lacks are read and added; else tables with such are read from the other store */
  const char *cache;  /* a file with columns (cache_file.h), for when the snapshot begins anew; may be NULL, or not there */
  bool *outdated;     /* set where columns of the file are of an earlier state; may be NULL */
} SnapshotUse;

/* Takes over `base` (also where it fails), which must have been opened with that config, in key order and without only_key.
 * Tables that base does not read by their pages are read from it as they are, as their rows may come in another order another
 * time; so is everything where base's state cannot be told. */
Status store_open_snapshot(const StoreConfig *config, Store *base, const SnapshotUse *with, DiagList *diags,
                           Store **out) MUST_CHECK;

#endif
