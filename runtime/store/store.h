/* Store: where records come from. The engine sees a Store and batches of typed columns; only store_sqlite*.c know SQLite.
 *
 * A Source is one kind of store behind a table of functions: a SQLite file, rows in memory (tests, embedders); a snapshot
 * can come without a change above. A scan of a table is cut into parts, runs of its rows that are the same
 * whatever the number of threads; threads take parts, each through a cursor of its own. All cursors of a store see the same
 * state of the data.
 *
 * Which tables there are to scan: the subject, and each related record whose rows the program reads (program_reads). A table is
 * scanned in passes, by any of its columns each time; every pass, whatever its columns, yields the same rows in the same order:
 * the parts in order, one behind the other. That order is
 * - of the subject: the key's, where StoreConfig.key_order or the program has slots; else any;
 * - of a related record: the table's own (of the rowid; without one, of the primary key; of a view, of its key or its rows'
 *   values), which no index changes. */
#ifndef CIBLE_STORE_STORE_H
#define CIBLE_STORE_STORE_H

#include "runtime/base/diag.h"
#include "runtime/base/status.h"
#include "runtime/code/program.h"
#include "runtime/data/batch.h"
#include "runtime/data/lookup.h"
#include "runtime/pages/leaf_mark.h"

typedef struct Store Store;
typedef struct Cursor Cursor;

typedef struct StoreConfig {
  const Alloc *alloc;
  const Program *program; /* names the tables and columns; outlives the store */
  uint32_t batch_size;    /* 1..BATCH_SIZE; 0: BATCH_SIZE */
  uint32_t threads;       /* how many cursors will be open at once */
  bool key_order;         /* the subject's rows are wanted in key order (else any order will do) */
  bool gives_way;         /* columns that are built to be kept are given up where somebody waits to write (store_awaited) */
  const int *cancel;      /* set to non-zero by another thread to stop; may be NULL */
  bool step_only;         /* read every table through SQLite's own loop, none by its pages: for tests and measurements */
  const char *only_key;   /* the one record that is wanted, by its key as written out; NULL: all. A hint: a store that cannot
                             go straight to it yields others too. Not where slots are made from the subject's rows. */
} StoreConfig;

/* Opens a SQLite database for reading, as quality.md says, holds the program's records against its tables, and begins the
 * read transaction. Messages (table, column or key missing, with suggestions; key not unique) go to `diags`. Look-ups and
 * subjects `from csv` are read from their files, relative to the rule file. `path` may be NULL where no record needs it. */
Status store_open_sqlite(const StoreConfig *config, const char *path, DiagList *diags, Store **out) MUST_CHECK;

/* The rows of one table in memory: `rows` has count * column_count values, row by row, in the order of the table's columns;
 * `faults` likewise or NULL. `keys` are the subject's, known and in ascending order, or of a related record the foreign keys,
 * which may be unknown; `own_keys` those of a related record that others are related to, known and unique, else NULL. */
typedef struct MemoryRows {
  uint32_t count;
  const Value *keys;
  const Value *own_keys;
  const Value *rows;
  const Fault *faults;
} MemoryRows;
/* Records in memory. `tables` has one entry a program table, at least one (of a program without a subject it is the record of
 * which nothing is known); those of look-ups are not looked at. `lookups` as in VmConfig. All borrowed. */
Status store_open_memory(const StoreConfig *config, const MemoryRows *tables, const Lookup *const *lookups, Store **out) MUST_CHECK;

/* `under`, but for the rows of that related record, which are `over`'s. It owns both from here on, unless it fails. */
Status store_open_overlay(Store *under, uint32_t table, Store *over, Store **out) MUST_CHECK;

void store_close(Store *store);

/* Which state of which database a store reads: two that are equal are the same bytes. A database that changes has another change
 * counter (or, in WAL mode, is written anew by a checkpoint: another time). */
typedef struct StoreState {
  uint64_t device, file, bytes;
  int64_t seconds, nanoseconds; /* when it was last written to */
  uint32_t change_counter, schema_cookie;
} StoreState;
static inline bool store_state_equal(const StoreState *a, const StoreState *b) {
  return a->device == b->device && a->file == b->file && a->bytes == b->bytes && a->seconds == b->seconds &&
         a->nanoseconds == b->nanoseconds && a->change_counter == b->change_counter && a->schema_cookie == b->schema_cookie;
}
/* False where it cannot be told (it is in memory, or partly in a WAL). */
bool store_state(Store *store, StoreState *out);

/* The look-ups that the program uses, loaded: one a program table, for VmConfig. */
const Lookup *const *store_lookups(Store *store);
/* How many records the scan will yield, as far as it is known without a scan (for progress); 0 where it is not. */
uint64_t store_count(Store *store, uint32_t table);
/* Parts of the scan, 0 .. n - 1 in order; at least 1. They hang on the table alone. */
uint32_t store_parts(Store *store, uint32_t table);

/* How many cursors can be open at once: at most StoreConfig.threads, at least 1. */
uint32_t store_cursors(Store *store);

/* Does another process hold a lock to write, and so wait for this store's transaction to end? For the thread that opened the store. */
bool store_awaited(Store *store);

/* Lets go of the database, so that nobody waits for this store: what is read from here on is of the same state only if store_state says,
 * behind it, what it said before. False where it cannot. For the thread that opened the store, before any cursor is open. */
bool store_release(Store *store);

/* How the table is read, for statistics: "pages", "memory", or "sqlite3_step: " and why not by pages. */
const char *store_reader(Store *store, uint32_t table);
/* Is it read by its pages, as far as that is known before anybody has looked for the table's leaves? */
bool store_may_page(Store *store, uint32_t table);
/* How many bytes of the table's pages have been read by cursors that are closed; 0 where that is not known. */
uint64_t store_bytes(Store *store, uint32_t table);

/* The leaves of a table that is read by its pages. Rows of the same bytes are the same rows where `form` is the same: what the table
 * was made with, and the size of its pages. */
typedef struct StoreLeaves {
  uint32_t count;
  Str form; /* the store's */
} StoreLeaves;
/* False where it is not read by its pages. */
bool store_leaves(Store *store, uint32_t table, StoreLeaves *out);

/* A cursor over that table for one thread. `columns` says of each of the program's columns what is wanted of it (of this
 * table; those of others are not looked at); NULL: what the program asks. Columns that are not wanted come as vectors of
 * which nothing is known; it is looked at here alone. `by_lane`: their values come as they are asked for (batch_read), where that is
 * cheaper for the store; else every batch has them all.
 *
 * A cursor has a connection of its own until it is closed. Tables are scanned one after the other: the cursors of a pass are
 * closed before those of the next are opened. Cursors are opened and closed in one thread, in between each is used by one. */
Status cursor_open(Store *store, uint32_t table, const ColumnUse *columns, bool by_lane, DiagList *diags, Cursor **out) MUST_CHECK;
/* Begins a part. */
Status cursor_part(Cursor *cursor, uint32_t part, DiagList *diags) MUST_CHECK;
/* In place of a part: the rows of those of the leaves `leaf` to `end - 1` that are wanted (a bit each, borrowed). STATUS_NO, without a
 * message, from here or from cursor_next, where they cannot be read by their pages after all. */
Status cursor_leaves(Cursor *cursor, const uint64_t *wanted, uint32_t leaf, uint32_t end) MUST_CHECK;
/* Marks the leaves `leaf` to `end - 1`; `marks` is that of the first. STATUS_NO, without a message, where they are strange. */
Status cursor_mark(Cursor *cursor, const LeafKey *key, uint32_t leaf, uint32_t end, LeafMark *marks) MUST_CHECK;
/* The next batch of the part, valid until the next call on this cursor; *batch is NULL at its end. `diags` must last as long: what
 * batch_read meets is told there. */
Status cursor_next(Cursor *cursor, const Batch **batch, DiagList *diags) MUST_CHECK;
/* From the next batch on, of the columns that it was opened with only these are read; without `keys` no key either. They are looked at
 * here alone. A cursor may go on as it was. */
void cursor_choose(Cursor *cursor, const ColumnUse *columns, bool keys);
void cursor_close(Cursor *cursor);

#endif
