/* Store: where records come from. The engine sees a Store and batches of typed columns; only store_sqlite*.c know SQLite.
 *
 * A Source is one kind of store behind a table of functions: a SQLite file, rows in memory (tests, embedders); a page reader
 * or a snapshot can come without a change above. A scan is cut into parts, ranges of records in key order that are the same
 * whatever the number of threads; threads take parts, each through a cursor of its own. All cursors of a store see the same
 * state of the data. */
#ifndef CIBLE_STORE_STORE_H
#define CIBLE_STORE_STORE_H

#include "runtime/base/diag.h"
#include "runtime/base/status.h"
#include "runtime/code/program.h"
#include "runtime/data/batch.h"
#include "runtime/data/lookup.h"

typedef struct Store Store;
typedef struct Cursor Cursor;

typedef struct StoreConfig {
  const Alloc *alloc;
  const Program *program; /* names the tables and columns; outlives the store */
  uint32_t batch_size;    /* 1..BATCH_SIZE; 0: BATCH_SIZE */
  uint32_t threads;       /* how many cursors will be open at once */
  bool key_order;         /* rows are wanted in key order (else any order will do) */
  const int *cancel;      /* set to non-zero by another thread to stop; may be NULL */
  const char *only_key;   /* the one record that is wanted, by its key as written out; NULL: all. A hint: a store that cannot
                             go straight to it yields others too. */
} StoreConfig;

/* Opens a SQLite database for reading, as quality.md says, holds the program's records against its tables, and begins the
 * read transaction. Messages (table, column or key missing, with suggestions; key not unique) go to `diags`. Look-ups and
 * subjects `from csv` are read from their files, relative to the rule file. `path` may be NULL where no record needs it. */
Status store_open_sqlite(const StoreConfig *config, const char *path, DiagList *diags, Store **out) MUST_CHECK;

/* Records in memory. `rows` has count * column_count values, record by record, in the order of the program's columns (those of
 * other tables unknown and not looked at); `faults` likewise or NULL; `keys` has count values, in ascending order.
 * `lookups` as in VmConfig, owned by the caller. All borrowed. */
typedef struct MemoryRows {
  uint32_t count;
  const Value *keys;
  const Value *rows;
  const Fault *faults;
  const Lookup *const *lookups;
} MemoryRows;
Status store_open_memory(const StoreConfig *config, const MemoryRows *rows, Store **out) MUST_CHECK;

void store_close(Store *store);

/* The look-ups that the program uses, loaded: one a program table, for VmConfig. */
const Lookup *const *store_lookups(Store *store);
/* How many records the scan will yield, as far as it is known without a scan (for progress); 0 where it is not. */
uint64_t store_count(Store *store);
/* Parts of the scan, 0 .. n - 1 in key order; at least 1. */
uint32_t store_parts(Store *store);

/* How many cursors can be open at once: at most StoreConfig.threads, at least 1. */
uint32_t store_cursors(Store *store);

/* A cursor for one thread. */
Status cursor_open(Store *store, DiagList *diags, Cursor **out) MUST_CHECK;
/* Begins a part. */
Status cursor_part(Cursor *cursor, uint32_t part, DiagList *diags) MUST_CHECK;
/* The next batch of the part, valid until the next call on this cursor; *batch is NULL at its end. */
Status cursor_next(Cursor *cursor, const Batch **batch, DiagList *diags) MUST_CHECK;
void cursor_close(Cursor *cursor);

#endif
