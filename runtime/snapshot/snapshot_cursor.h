/* A cursor over a table of a snapshot: block by block, from memory or from the cache's file; of a table whose records have changed since,
 * with those that are read anew in their places. */
#ifndef CIBLE_SNAPSHOT_SNAPSHOT_CURSOR_H
#define CIBLE_SNAPSHOT_SNAPSHOT_CURSOR_H

#include "runtime/leaves/row_stream.h"
#include "runtime/snapshot/cache_file.h"
#include "runtime/snapshot/mixed_column.h"
#include "runtime/snapshot/snapshot_build.h"
#include "runtime/store/source.h"

/* One column of a cursor. */
typedef struct CursorColumn {
  const SnapshotColumn *column;
  uint32_t field; /* as MissingColumn has it */
  bool skipped;
  BlockRoom room;
  PartRoom parts;     /* of a column that is in the file */
  uint32_t at;        /* the kept block that is unpacked in `room`, as … ; UINT32_MAX: none */
  BatchColumn kept;
  MixedColumn *mixed; /* NULL: no batch has been put together */
} CursorColumn;

typedef struct SnapshotCursor {
  Cursor base;
  const StoreConfig *config;
  Snapshot *snapshot;
  const SnapshotTable *table;
  const Patch *patch;  /* NULL: the table's blocks are of the store's state */
  CursorColumn *columns;
  uint32_t column_count, field_count, first_column;
  bool is_subject;
  uint32_t block, end; /* the next, and behind the last of the part */
  uint64_t first;      /* the number of the next block's first record */
  Batch batch;
  RowStream rows;      /* from the store behind: fresh ones, or all of them in place of what is damaged; its cursor is NULL where all
                          columns are in memory, and are of the store's state */
  uint32_t parts;      /* of the table in that store */
  bool aside;          /* the rest of the part comes from there */
  bool is_mixed;       /* … and so has this batch, since some of its columns were asked for */
  bool by_lane;        /* columns of kept blocks are unpacked where they are asked for */
  BatchSource source;
  DiagList *diags;     /* of the batch under way */
} SnapshotCursor;

/* What a snapshot's store has for a cursor of one of its tables. */
typedef struct CursorGround {
  const StoreOps *ops;
  const StoreConfig *config;
  Snapshot *snapshot;
  const SnapshotTable *table;
  const Patch *patch;
  Store *from;
  uint32_t index; /* the table's, in the program */
} CursorGround;

/* The functions of StoreOps. `wanted`: all that it is to read; `columns` and `by_lane` as in cursor_open. */
Status snapshot_cursor_open(const CursorGround *ground, const MissingColumn *wanted, uint32_t count, const ColumnUse *columns, bool by_lane,
                            DiagList *diags, Cursor **out) MUST_CHECK;
Status snapshot_cursor_part(Cursor *cursor, uint32_t part, DiagList *diags) MUST_CHECK;
Status snapshot_cursor_next(Cursor *cursor, const Batch **batch, DiagList *diags) MUST_CHECK;
void snapshot_cursor_choose(Cursor *cursor, const ColumnUse *columns, bool keys);
void snapshot_cursor_close(Cursor *cursor);

/* Blocks of the table in the store's state. */
static inline uint32_t snapshot_blocks(const SnapshotTable *table, const Patch *patch) { return patch ? patch->block_count : table->block_count; }

#endif
