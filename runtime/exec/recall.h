/* Recall: what a pass over the subject takes from results that earlier runs have kept, and what it adds to them
 * (runtime/kept). A worker decides part by part: what is known of all records that will be asked about needs no column. */
#ifndef CIBLE_EXEC_RECALL_H
#define CIBLE_EXEC_RECALL_H

#include "runtime/exec/workers.h"

/* What a pass has to do with kept results; shared by its workers. */
typedef struct Recall Recall;
/* One worker's share. */
typedef struct Recaller Recaller;

/* NULL where nothing is kept of this pass, or there is no memory for it. In the calling thread. */
Recall *recall_new(const ExecJob *job, const Pass *pass, bool keyless);
void recall_free(Recall *recall); /* NULL is let be */
Recaller *recaller_new(const Recall *recall);
void recaller_free(Recaller *recaller); /* NULL is let be */

/* A part begins: chooses the columns that the cursor is to read. */
void recall_part(Recaller *recaller, Cursor *cursor, uint32_t part);
/* Has the part come to its end? Then it is known how many batches it has. */
void recall_part_done(Recaller *recaller);
/* Is all that is asked for of the part's records known? */
bool recall_knows_all(const Recaller *recaller);

/* The part's next batch has been bound, and its condition comes first. */
void recall_batch(Recaller *recaller, Vm *vm, uint32_t count);
/* What else is asked for comes next, of the batch as it is bound. */
void recall_members(Recaller *recaller, Vm *vm);
/* Keeps what has been computed of it. */
void recall_keep(const Recaller *recaller, Vm *vm);

/* Record `lane` of the batch is put together with others, as the one at `place`. */
void recall_gather(Recaller *recaller, uint32_t place, uint32_t lane);
/* These have been bound; what is computed of them is kept. */
void recall_gathered(Recaller *recaller, Vm *vm);
void recall_keep_gathered(const Recaller *recaller, Vm *vm);

#endif
