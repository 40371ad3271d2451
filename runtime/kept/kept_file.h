/* KeptFile: results of one state of one database in a file, for later processes (decision 13).
 *
 * An entry is known by its key, as in memory; beside it stands what its kind of result needs. Of a block each part of the table is a
 * piece of its own, read when somebody is to be computed there. What is read is held to what using it takes for granted; what is not
 * sound is as if it were not there. */
#ifndef CIBLE_KEPT_KEPT_FILE_H
#define CIBLE_KEPT_KEPT_FILE_H

#include "runtime/data/slot_values.h"
#include "runtime/filed/filed.h"
#include "runtime/kept/kept_key.h"
#include "runtime/kept/kept_pack.h"

enum { KEPT_PART_BATCHES = 8 /* of a part of a table whose results are kept */ };

/* ANSWER: all that a summary tells. QUESTION: that a run has asked just this, and what could be kept of it has been. */
typedef enum KeptSort { SORT_BLOCK, SORT_SLOT, SORT_UNIT, SORT_ANSWER, SORT_QUESTION, SORT_COUNT } KeptSort;

/* As the directory has it: numbers alone. */
typedef struct FiledEntry {
  KeptKey key;
  uint64_t used;        /* when a run that has written asked for it last: seconds since 1970 */
  uint64_t bytes;       /* of its pieces, and of those that they tell of */
  FiledPiece pieces[3]; /* BLOCK: where its parts are; SLOT: lanes, which are known, texts; ANSWER: its bytes */
  uint64_t of;          /* BLOCK, UNIT: the layout of its table's records */
  uint64_t orphans;     /* UNIT */
  uint32_t sort, kind;  /* KeptSort; of its values */
  uint32_t count;       /* BLOCK: parts; SLOT: ordinals */
  uint32_t flag;        /* BLOCK: it is spare; SLOT: it is single; UNIT: its records are numbered */
} FiledEntry;

typedef struct KeptFile KeptFile;

/* NULL where there is none, or it is not sound, or of another state (told by `of`), or made by another build of the engine. */
KeptFile *kept_file_open(const Alloc *alloc, const char *path, Str of);
void kept_file_free(KeptFile *file); /* NULL is let be */
/* The database that a file's results are of, as it was named; NULL where the file is of no use. */
const char *kept_file_database(Arena *arena, const char *path);

uint32_t kept_file_count(const KeptFile *file);
const FiledEntry *kept_file_entry(const KeptFile *file, uint32_t index);
/* NULL: it is not there. */
const FiledEntry *kept_file_find(const KeptFile *file, KeptSort sort, const KeptKey *key);
int kept_file_descriptor(const KeptFile *file);

/* The pieces of a block's parts, as many as it has; to be freed with mem_free, one more. NULL where they are not sound. */
FiledPiece *kept_file_parts(const KeptFile *file, const FiledEntry *entry);
/* A slot's values, of which codes must be below `codes`. False where they are not sound, or memory is out. */
MUST_CHECK bool kept_file_slot(const KeptFile *file, const FiledEntry *entry, uint32_t codes, SlotValues *out);

/* A worker's room for parts of a block, used again and again. Zero is empty. */
typedef struct KeptRoom {
  uint8_t *packed, *unpacked;
  size_t packed_size, unpacked_size;
  bool there; /* lanes are of this part: */
  uint32_t part, batches; /* of these there are `batches`; 0 where they are not sound */
  KeptLanes *lanes[KEPT_PART_BATCHES];
} KeptRoom;
void kept_room_free(KeptRoom *room, const Alloc *alloc);
/* Reads a part of batches of `counts` records, as many as `batches`. Threads may read at once, each into its own room. */
void kept_file_part(const KeptFile *file, const FiledPiece *piece, Kind kind, uint32_t codes, const uint16_t *counts, uint32_t batches,
                    KeptRoom *room);

/* ---- writing ---- */

typedef struct KeptWriting {
  FiledWriting base;
  uint64_t most, bytes; /* that entries may take; that they take */
  uint64_t spare;       /* of that, blocks that are spare */
  uint64_t now;
  uint32_t count;
} KeptWriting;
/* Begins a file with results of that state of a database. It must be ended. */
void kept_file_begin(KeptWriting *writing, const char *path, Str of, const char *database, uint64_t most, const Alloc *alloc, DiagList *diags);
/* Is there room for an entry of so many bytes? */
static inline bool kept_file_fits(const KeptWriting *writing, uint64_t bytes) { return bytes <= writing->most - writing->bytes; }
void kept_file_note(KeptWriting *writing, FiledEntry *entry);
/* Notes an entry of another file with its pieces; one that is not sound is left out. */
void kept_file_copy(KeptWriting *writing, const KeptFile *from, const FiledEntry *entry);
Status kept_file_end(KeptWriting *writing) MUST_CHECK;

/* What results hang on beside their keys and the state of the database: the engine's own sources, and libraries that its functions use. */
Str kept_maker(Arena *arena);

#endif
