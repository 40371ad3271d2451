/* KeptStore: the records of a unit that has been read, as a store: their parts and their number, and not one column or key. For a
 * pass that needs no more than what earlier ones have kept of each record, in as many threads as any other. */
#ifndef CIBLE_EXEC_KEPT_STORE_H
#define CIBLE_EXEC_KEPT_STORE_H

#include "runtime/exec/stages.h"
#include "runtime/store/source.h"

typedef struct KeptStore {
  Store base;
  Store *behind; /* the job's own */
  const UnitState *unit;
  Batch blank; /* as every batch is, but for its count */
} KeptStore;

/* Of a unit of records that are numbered; what it borrows must outlive it. False where memory is out. */
MUST_CHECK bool kept_store_init(KeptStore *kept, Stages *stages, uint32_t unit);

#endif
