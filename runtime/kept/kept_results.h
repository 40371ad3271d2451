/* KeptResults: what runs over one state of a database have computed, kept for later runs: results of blocks, by key and batch; finished
 * slots; what is known of the records of a unit. All of it together takes no more than a given number of bytes: what no run under way
 * has asked for, and was asked for longest ago, goes first.
 *
 * One run at a time. Within it, everything is called from its calling thread but kept_lanes_add, which threads may call of different
 * parts. What a run has been given stays until the next one begins. */
#ifndef CIBLE_KEPT_KEPT_RESULTS_H
#define CIBLE_KEPT_KEPT_RESULTS_H

#include "runtime/data/kept_lanes.h"
#include "runtime/data/slot_values.h"
#include "runtime/group/key_index.h"
#include "runtime/kept/kept_file.h"

typedef struct KeptResults KeptResults;

/* What every kind of result begins with. */
typedef struct KeptEntry {
  struct KeptEntry *next;
  KeptKey key;
  uint64_t used; /* the run that asked for it last */
  size_t bytes;  /* that it takes; atomic */
} KeptEntry;

/* Of a block: batch b of part p stands at p * KEPT_PART_BATCHES + b. Or all are in the file, in pieces. */
typedef struct KeptBlock {
  KeptEntry base;
  Kind kind;
  bool is_spare;       /* only half of the room is for such, a quarter of a file: set by whoever adds to it */
  uint64_t of;         /* the layout of its table's records */
  uint32_t parts;
  KeptLanes **batches; /* NULL where nothing of that batch is known */
  uint8_t *counts;     /* by part: its batches, where a run has come to its end; else 0 */
  FiledPiece *filed;   /* by part; NULL: not in the file. The three above are NULL where it is. */
  const uint16_t *records; /* then: of each batch */
  uint32_t batch_count;
  uint32_t codes;      /* of CODE: all are below */
} KeptBlock;

typedef struct KeptSlot {
  KeptEntry base;
  SlotValues values;
} KeptSlot;

/* What a summary tells, as whoever keeps it has written it down. */
typedef struct KeptAnswer {
  KeptEntry base;
  uint8_t *bytes;
  size_t size;
} KeptAnswer;

/* What a pass has found out about the records of a unit: as UnitState has it. */
typedef struct KeptUnit {
  KeptEntry base;
  bool numbered; /* the next six are known */
  uint64_t of;     /* the layout of its table's records */
  uint32_t count, parts;
  uint32_t *bases; /* by part, as many as `parts` and one */
  KeyIndex *index; /* NULL: nobody has looked for its records, or it is from a file, which has none */
  uint32_t *up, up_size;
  uint64_t orphans; /* rows without a subject */
} KeptUnit;

/* NULL where memory is out. */
KeptResults *kept_results_new(const Alloc *alloc);
void kept_results_free(KeptResults *results); /* NULL is let be */
void kept_results_forget(KeptResults *results);
size_t kept_results_bytes(const KeptResults *results);
const Alloc *kept_results_alloc(const KeptResults *results);
/* A run begins: all that is kept, with what it adds, is held to `most` bytes; 0: it adds nothing. */
void kept_results_begin(KeptResults *results, size_t most);
bool kept_results_add(const KeptResults *results);
/* From here on what is not here is looked for in a file (NULL: there is none), which it owns from then on. */
void kept_results_set_file(KeptResults *results, KeptFile *file);
/* A table of that layout has batches of so many records each, borrowed: only of such is anything taken from a file, or written to one. */
MUST_CHECK bool kept_results_lay_out(KeptResults *results, uint64_t of, const uint16_t *records, uint32_t batch_count);
/* The run asks just this; has what could be kept of it been kept in the file? */
void kept_results_ask(KeptResults *results, const KeptKey *question);
bool kept_results_answered(const KeptResults *results);
/* Writes all that runs have asked for, and after it what the file had before, while it takes at most `most` bytes: what was asked for last,
 * and of that what is small, comes first. */
Status kept_results_write(KeptResults *results, const char *path, Str of, const char *database, uint64_t most, DiagList *diags) MUST_CHECK;

/* A block of a table. */
typedef struct KeptBlockOf {
  Kind kind;
  uint32_t codes; /* of CODE: how many there are */
  uint64_t of;    /* the layout of its table's records */
  uint32_t parts;
} KeptBlockOf;
/* Found, or, in a run that adds, made empty; NULL where it is not there, or memory is out. */
KeptBlock *kept_block(KeptResults *results, const KeptKey *key, const KeptBlockOf *as);
/* The lanes of a part's batches, and how many batches there are (0: that is not known); of what is in the file by way of a worker's room,
 * until it asks for another part. Threads may ask, each with its own room. */
KeptLanes *const *kept_block_part(const KeptResults *results, const KeptBlock *block, uint32_t part, KeptRoom *room, uint32_t *batches);
/* Records of a table of that layout have changed. There are `count` batches now; batch b has counts[b] records, of which those of
 * changed[b] are others than before, or were not there. Their results go; so do slots and units that the last run has not asked for. */
typedef struct KeptChange {
  uint64_t of;
  uint32_t count;
  const uint16_t *counts;
  const Mask *changed;
} KeptChange;
void kept_results_change(KeptResults *results, const KeptChange *change);
/* The records do not have their places any more: all that was of that layout goes. */
void kept_results_drop(KeptResults *results, uint64_t of);
/* Keeps lanes of a batch of `count` records, beside those that are kept of it, where there is room: as kept_lanes_make. What was kept
 * of the batch is gone then. */
void kept_lanes_add(KeptResults *results, KeptBlock *block, uint32_t batch, uint32_t count, const Vector *from, const Mask *more,
                    const KeptRun *run);

/* Is it there, as far as can be told without reading it? It has been asked for from then on. */
bool kept_slot_there(KeptResults *results, const KeptKey *key);
/* With codes below `codes`; NULL: it is not there. */
const KeptSlot *kept_slot(KeptResults *results, const KeptKey *key, uint32_t codes);
/* Keeps the values, which it owns from then on, where there is room; else they stay as they are. They must have been made with the
 * same allocator. */
void kept_slot_add(KeptResults *results, const KeptKey *key, SlotValues *values);

/* Are answers kept? By commands alone, in files: a process that keeps results asks with other values each time. */
bool kept_results_answers(const KeptResults *results);
/* NULL: it is not there. */
const KeptAnswer *kept_answer(KeptResults *results, const KeptKey *key);
/* Keeps a copy, where there is room. */
void kept_answer_add(KeptResults *results, const KeptKey *key, const void *bytes, size_t n);

const KeptUnit *kept_unit(KeptResults *results, const KeptKey *key);
/* Likewise; `unit` has what is to be kept, of which bases are copied. What was kept of that unit goes. */
void kept_unit_add(KeptResults *results, const KeptKey *key, KeptUnit *unit);

#endif
