/* Gather: the members of several batches put together into one dense batch, so that what is computed for members only is not
 * computed over batches of which few lanes are members. */
#ifndef CIBLE_EXEC_GATHER_H
#define CIBLE_EXEC_GATHER_H

#include "runtime/code/program.h"
#include "runtime/data/batch.h"

typedef struct Gather Gather;

/* NULL where memory is out. */
Gather *gather_new(const Alloc *alloc, const Program *program);
void gather_free(Gather *gather);
/* Forgets what is pending. */
void gather_reset(Gather *gather);
/* The records pending, as a batch that looks like the store's and owns all that may change there; valid until the next call
 * with this gather. Its count is 0 where nothing is pending. */
const Batch *gather_pending(const Gather *gather);
/* Can lanes of this batch stand beside those pending? Not where a column's texts went from one dictionary to another. */
bool gather_fits(const Gather *gather, const Batch *batch);
/* Copies the lanes `list` (ascending, `count` of them) of a batch that fits behind those pending, as many as there is room for,
 * and says how many; *ok is false where memory is out. */
uint32_t gather_take(Gather *gather, const Batch *batch, const uint32_t *list, uint32_t count, bool *ok);

#endif
