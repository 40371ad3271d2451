/* Renewing: a table of a snapshot, of an earlier state of its database, becomes one of the present state. What its leaves say has not
 * changed stays; the rest is read anew. */
#ifndef CIBLE_SNAPSHOT_SNAPSHOT_RENEW_H
#define CIBLE_SNAPSHOT_SNAPSHOT_RENEW_H

#include "runtime/leaves/patch.h"
#include "runtime/snapshot/snapshot_build.h"

typedef struct Renewal {
  Snapshot *snapshot;
  SnapshotTable *table;
  Store *from;                  /* of the present state */
  Store *through;               /* what gives the table's batches by its patch */
  const StoreConfig *config;
  uint32_t index;               /* the table's, in the program */
  const MissingColumn *columns; /* all that will be left of it */
  uint32_t count;
} Renewal;

/* Notes the marks of a table whose columns are of the store's state, where it has none: by them it can be renewed. */
Status snapshot_mark(Snapshot *snapshot, SnapshotTable *table, Store *from, const StoreConfig *config, uint32_t index, DiagList *diags) MUST_CHECK;
/* Finds out what has changed. The table's marks are those of the present state from then on. STATUS_NO, without a message, where it
 * cannot be told or is not worth it. */
Status snapshot_plan(const Renewal *renewal, Patch *patch, DiagList *diags) MUST_CHECK;
/* Does it, in memory. After anything but STATUS_OK the table's columns are worth nothing any more. */
Status snapshot_renew(const Renewal *renewal, const Patch *patch, const StoreState *now, DiagList *diags) MUST_CHECK;

#endif
