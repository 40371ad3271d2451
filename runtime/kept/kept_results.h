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
#include "runtime/kept/kept_key.h"

enum { KEPT_PART_BATCHES = 8 /* of a part of a table whose results are kept */ };

typedef struct KeptResults KeptResults;

/* What every kind of result begins with. */
typedef struct KeptEntry {
  struct KeptEntry *next;
  KeptKey key;
  uint64_t used; /* the run that asked for it last */
  size_t bytes;  /* that it takes; atomic */
} KeptEntry;

/* Of a block: batch b of part p stands at p * KEPT_PART_BATCHES + b. */
typedef struct KeptBlock {
  KeptEntry base;
  Kind kind;
  bool is_spare;       /* only half of the room is for such: set by whoever adds to it */
  uint64_t of;         /* the layout of its table's records */
  uint32_t parts;
  KeptLanes **batches; /* NULL where nothing of that batch is known */
  uint8_t *counts;     /* by part: its batches, where a run has come to its end; else 0 */
} KeptBlock;

typedef struct KeptSlot {
  KeptEntry base;
  SlotValues values;
} KeptSlot;

/* What a pass has found out about the records of a unit: as UnitState has it. */
typedef struct KeptUnit {
  KeptEntry base;
  bool numbered; /* the next six are known */
  uint32_t count, parts;
  uint32_t *bases; /* by part, as many as `parts` and one */
  KeyIndex *index; /* NULL: nobody has looked for its records */
  uint32_t *up, up_size;
  uint64_t orphans; /* rows without a subject */
} KeptUnit;

/* NULL where memory is out. */
KeptResults *kept_results_new(const Alloc *alloc);
void kept_results_free(KeptResults *results); /* NULL is let be */
void kept_results_forget(KeptResults *results);
size_t kept_results_bytes(const KeptResults *results);
const Alloc *kept_results_alloc(const KeptResults *results);
/* A run begins: all that is kept, with what it adds, is held to `most` bytes. */
void kept_results_begin(KeptResults *results, size_t most);

/* Found, or made empty, for a table of that layout and of so many parts; NULL where memory is out. */
KeptBlock *kept_block(KeptResults *results, const KeptKey *key, Kind kind, uint64_t of, uint32_t parts);
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

/* NULL: it is not there. */
const KeptSlot *kept_slot(KeptResults *results, const KeptKey *key);
/* Keeps the values, which it owns from then on, where there is room; else they stay as they are. They must have been made with the
 * same allocator. */
void kept_slot_add(KeptResults *results, const KeptKey *key, SlotValues *values);

const KeptUnit *kept_unit(KeptResults *results, const KeptKey *key);
/* Likewise; `unit` has what is to be kept, of which bases are copied. What was kept of that unit goes. */
void kept_unit_add(KeptResults *results, const KeptKey *key, KeptUnit *unit);

#endif
