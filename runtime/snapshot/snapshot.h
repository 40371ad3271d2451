/* Snapshot: columns of a database kept in memory between runs, as blocks (column_block.h).
 *
 * It is of one state of one database. A table whose columns are of an earlier one is renewed when it is asked for (snapshot_renew.h).
 * Columns are added as programs ask for them; a column is known by its table, its stored name and how it is read. One user at a time may add; what is there can be read by threads. */
#ifndef CIBLE_SNAPSHOT_SNAPSHOT_H
#define CIBLE_SNAPSHOT_SNAPSHOT_H

#include "runtime/filed/filed.h"
#include "runtime/kept/kept_results.h"
#include "runtime/pages/leaf_mark.h"
#include "runtime/snapshot/column_block.h"
#include "runtime/store/store.h"

/* How a column is asked for. */
typedef struct ColumnRequest {
  Str stored;    /* its name; of keys: SNAPSHOT_KEY, SNAPSHOT_OWN_KEY */
  Kind kind;
  Labels labels; /* KIND_CODE */
  bool optional;
  bool bare;     /* only whether it is known is asked */
} ColumnRequest;
#define SNAPSHOT_KEY STR("\1key")
#define SNAPSHOT_OWN_KEY STR("\1own")

/* Of a part of a column (KEPT_PART_BATCHES blocks; the last may have fewer): its place begins behind the column's first byte. */
typedef FiledPiece FilePart;
static inline uint32_t snapshot_parts(uint32_t blocks) { return blocks / KEPT_PART_BATCHES + (blocks % KEPT_PART_BATCHES > 0); }

typedef struct SnapshotColumn {
  struct SnapshotColumn *next;
  ColumnRequest as; /* its texts are the snapshot's */
  Dict dict;
  bool has_dict;
  FilePart filed_dict;  /* its texts are still there; without bytes: they are not */
  ColumnBlock **blocks; /* as many as the table has; NULL: they are in the cache's file (cache_file.h) */
  uint8_t *segment;     /* blocks that came from a file lie here; NULL: each is on its own */
  size_t segment_size;
  uint64_t file_at;     /* where they are, segment_size bytes */
  FilePart *parts;      /* … in these parts; in the snapshot's arena */
} SnapshotColumn;

typedef struct SnapshotTable {
  struct SnapshotTable *next;
  Str name, key, by;      /* as its records are keyed, by which their order and their parts hang */
  uint16_t *counts;       /* records a block */
  uint32_t block_count;
  uint64_t records;
  bool laid_out;          /* the three above are known */
  KeptAge age;            /* of its records */
  StoreState state;       /* of which its columns are */
  Str form;               /* as StoreLeaves has it … */
  LeafMark *marks;        /* … with the marks of its leaves in that state; NULL: they are not known */
  uint32_t leaf_count;
  FilePart filed_marks;   /* they are still in the cache's file; without bytes: they are not */
  SnapshotColumn *columns;
} SnapshotTable;

typedef struct Snapshot Snapshot;

/* Keeps at most `most` bytes (0: no limit). NULL where memory is out. */
Snapshot *snapshot_new(const Alloc *alloc, size_t most);
void snapshot_free(Snapshot *snapshot);
/* Makes it one of that state; where it was of another file, forgets everything. */
void snapshot_be_of(Snapshot *snapshot, const StoreState *state);
/* What its marks are made with: drawn at random, or that of the file that it comes from. */
const uint8_t *snapshot_seed(const Snapshot *snapshot);
void snapshot_set_seed(Snapshot *snapshot, const uint8_t seed[LEAF_SEED_BYTES]);
/* Bytes of all blocks. */
size_t snapshot_bytes(const Snapshot *snapshot);
size_t snapshot_most(const Snapshot *snapshot);
const Alloc *snapshot_alloc(const Snapshot *snapshot);

SnapshotTable *snapshot_tables(const Snapshot *snapshot);
const StoreState *snapshot_state(const Snapshot *snapshot);
/* Forgets all tables; it stays one of its state. */
void snapshot_forget(Snapshot *snapshot);
/* A file that columns are still in (cache_file.h): the snapshot closes it. -1: none. */
void snapshot_set_file(Snapshot *snapshot, int fd);
int snapshot_file(const Snapshot *snapshot);
/* A part of the file has turned out not to be sound; threads may say so at once. It stays known until all is forgotten. */
void snapshot_note_damage(Snapshot *snapshot);
bool snapshot_is_damaged(const Snapshot *snapshot);
/* What runs have computed of this state; NULL where memory is out. What is left of the limit is theirs. */
KeptResults *snapshot_results(Snapshot *snapshot);
size_t snapshot_results_bytes(const Snapshot *snapshot);
/* Columns are about to be added: where there is a limit, results give way to them. */
void snapshot_make_room(Snapshot *snapshot);
/* So many bytes more are kept. */
void snapshot_count(Snapshot *snapshot, size_t bytes);
/* Counts all that is kept anew. */
void snapshot_recount(Snapshot *snapshot);

/* A number that none of its ages has had. */
uint64_t snapshot_new_age(Snapshot *snapshot);
/* Found, or made empty; NULL where memory is out. */
SnapshotTable *snapshot_table(Snapshot *snapshot, const ProgramTable *record);
/* Takes out all that it has. */
void snapshot_table_empty(Snapshot *snapshot, SnapshotTable *table);
/* Its leaves, of which it owns the marks from then on, made with the snapshot's allocator; frees them where they do not have as many
 * records as it has. */
void snapshot_set_marks(Snapshot *snapshot, SnapshotTable *table, Str form, LeafMark *marks, uint32_t count);
/* Gives it room for so many blocks, of which the records are not known yet. */
bool snapshot_lay_out(Snapshot *snapshot, SnapshotTable *table, uint32_t blocks);
/* A text of the snapshot's own. */
Str snapshot_text(Snapshot *snapshot, Str text);
/* Of what a file has: its parts, in the snapshot's arena. NULL where memory is out. */
FilePart *snapshot_parts_new(Snapshot *snapshot, uint32_t count);
/* NULL: it is not there. */
SnapshotColumn *snapshot_column(const SnapshotTable *table, const ColumnRequest *as);
/* An empty one that is not part of the table yet, without its dictionary; NULL where memory is out. */
SnapshotColumn *snapshot_column_new(Snapshot *snapshot, const ColumnRequest *as);
/* Gives a column of texts its dictionary. False where memory is out. */
MUST_CHECK bool snapshot_column_begin_dict(const Snapshot *snapshot, SnapshotColumn *column);
void snapshot_column_free(Snapshot *snapshot, SnapshotColumn *column, uint32_t block_count);
/* Makes it part of the table, whose blocks it has, here or in the file; the snapshot owns it. */
void snapshot_column_add(Snapshot *snapshot, SnapshotTable *table, SnapshotColumn *column);
/* Reads all columns and marks that are still in the file; those that are not sound are dropped. */
void snapshot_load_all(Snapshot *snapshot);
/* Takes it out of the table, and frees it. */
void snapshot_column_drop(Snapshot *snapshot, SnapshotTable *table, SnapshotColumn *column);

#endif
