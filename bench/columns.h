/* Batches kept in memory: a store read once, and then a store of its own, so that a run can be timed without SQLite. */
#ifndef CIBLE_BENCH_COLUMNS_H
#define CIBLE_BENCH_COLUMNS_H

#include "runtime/store/source.h"

typedef struct Columns {
  Store base; /* one part, one cursor */
  Store *store; /* what was read */
  Arena arena; /* owns the batches and their texts */
  Cursor *cursor; /* kept open: it owns the dictionaries of the batches */
  Batch *batches;
  uint32_t count, size;
  uint64_t records;
} Columns;

/* Reads at most `most` records. The store must outlive the columns, which are themselves freed with columns_free alone. */
Status columns_load(Columns *columns, Store *store, uint32_t column_count, uint64_t most, DiagList *diags) MUST_CHECK;
void columns_free(Columns *columns);

#endif
