/* A snapshot in a file, from which a later process reads the columns that it asks for.
 *
 * A file of pieces (runtime/filed): marks of a table, blocks of a column one behind the other, texts of its dictionary.
 *
 * The directory says of which state of which database it is, which tables and columns there are and where; where the texts of their
 * dictionaries are; and where the marks are by which the leaves of the tables are known again when the database has changed. All else is
 * read when it is asked for. Nothing is taken on trust: the directory, each part of a column, each dictionary and all marks of a table
 * have a sum, and blocks are held to what reading takes for granted; what is not sound is as if it were not there. Files are this
 * machine's own: numbers are as it keeps them. */
#ifndef CIBLE_SNAPSHOT_CACHE_FILE_H
#define CIBLE_SNAPSHOT_CACHE_FILE_H

#include "runtime/snapshot/snapshot.h"

/* One more whenever blocks, the directory, or how stored values are read change. */
extern const FiledForm cache_form;

/* Writes all of the snapshot's columns to a file that appears whole or not at all; `database` is for those who list the folder. */
Status cache_write(const Snapshot *snapshot, const char *path, const char *database, DiagList *diags) MUST_CHECK;

/* The database that a file's columns are of, as it was named; NULL where the file is not sound. */
const char *cache_database(Arena *arena, const char *path);

/* Adds what the file has to an empty snapshot of the same database, in this state or an earlier one; columns stay in the file until
 * they are asked for. False, and nothing added, where there is no such file, or it is of another database or not sound. The snapshot
 * keeps the file open. */
bool cache_attach(Snapshot *snapshot, const char *path);
/* Reads the marks of a table's leaves, where they are still in the file; then it has some, or none that are sound. */
void cache_load_marks(Snapshot *snapshot, SnapshotTable *table);
/* Reads the texts of a column's dictionary, where they are still in the file; false where they are not sound. */
bool cache_load_dict(Snapshot *snapshot, SnapshotColumn *column);
/* Room for the blocks of a column's part, used again and again. Zero is empty. */
typedef struct PartRoom {
  uint8_t *bytes;
  size_t size;
  uint32_t part; /* that is there, where `there` says so */
  bool there;
  const ColumnBlock *blocks[KEPT_PART_BATCHES];
} PartRoom;
void part_room_free(PartRoom *room, const Alloc *alloc);
/* The block of a column that is still in the file, by way of the room; NULL where its part is not sound, or memory is out. Threads may
 * read at once, each with its own room. */
const ColumnBlock *cache_block(Snapshot *snapshot, const SnapshotTable *table, const SnapshotColumn *column, uint32_t block,
                               PartRoom *room);
/* Reads a column's blocks; false where they are not sound, or would pass the snapshot's limit. */
bool cache_load(Snapshot *snapshot, const SnapshotTable *table, SnapshotColumn *column);

#endif
