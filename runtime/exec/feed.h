/* Feed: how the rows of a pass become a slot, or several slots that are made from the same. In the threads, what the slot is made
 * from is computed for a batch and collected; part after part, it is taken in, by one thread at a time; after the last row the
 * slots are finished. */
#ifndef CIBLE_EXEC_FEED_H
#define CIBLE_EXEC_FEED_H

#include "runtime/code/need.h"
#include "runtime/exec/stages.h"

enum { FEED_WIDTH_MOST = 72 /* a value, its order, keys or conditions, and whose they are */ };

typedef struct Feed Feed;

/* The feed of the slot; NULL where memory is out. */
Feed *feed_new(Stages *stages, uint32_t slot);
void feed_free(Feed *feed); /* NULL is let be */
/* Does the slot come from just what this feed takes in? Then it is finished with it. */
bool feed_shares(Feed *feed, uint32_t slot);
/* The definitions that it asks for. */
void feed_need(const Feed *feed, Need *need);

/* What is collected of a batch: `width` vectors, the same number for every batch, and which lanes of them count. */
typedef struct Collected {
  const Vector *vecs[FEED_WIDTH_MOST];
  uint32_t width;
  Mask lanes;
  Vector own[2]; /* of the vectors that no definition gives */
  Mask members;
} Collected;
/* `rows`: those with a subject. In any thread. False where memory is out. */
MUST_CHECK bool feed_collect(const Feed *feed, Vm *vm, const Batch *batch, const Mask *rows, Collected *out);
/* Do both find their groups in one map? Then only one takes in at a time; else feeds know nothing of each other. */
bool feed_shares_groups(const Feed *feed, const Feed *other);
/* In the order of the rows, in one thread at a time. */
MUST_CHECK bool feed_take(Feed *feed, const Vector *const *vecs, const Mask *lanes, uint32_t n);
/* Makes its slots; their faults are counted in `faults`. */
MUST_CHECK bool feed_finish(Feed *feed, FaultTable *faults);

#endif
