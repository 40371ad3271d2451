/* Aside: the batches that a snapshot's blocks were made of, once more from the store behind, where blocks turn out to be damaged in the
 * midst of a run. Slow, as it reads up to them, and right. */
#ifndef CIBLE_SNAPSHOT_ASIDE_H
#define CIBLE_SNAPSHOT_ASIDE_H

#include "runtime/store/store.h"

typedef struct Aside {
  Cursor *cursor;      /* with all columns, none late */
  uint32_t parts;      /* of its table */
  uint32_t part, next; /* the part under way, or the next; the number of the batch that comes next */
  bool in_part;
  const Batch *held;   /* the one before it; NULL: none has come */
} Aside;

/* Batch `number` of the table, which has `count` records. */
Status aside_batch(Aside *aside, uint32_t number, uint32_t count, const Batch **batch, DiagList *diags) MUST_CHECK;

#endif
