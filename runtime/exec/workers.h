/* Workers: threads that take the parts of a scan, each with its own cursor and VM, and a caller who puts together what they
 * find, in the order of the parts. With one thread, or one part, everything happens in the calling thread. */
#ifndef CIBLE_EXEC_WORKERS_H
#define CIBLE_EXEC_WORKERS_H

#include "runtime/code/need.h"
#include "runtime/exec/exec.h"

/* What is read. */
struct Stages;
typedef struct Pass {
  uint32_t unit, table;        /* whose records, and their table */
  const ColumnUse *columns;         /* by number: which of the program's columns; NULL: every one that is used */
  const struct Stages *stages; /* what has been made so far; NULL: nothing */
  void (*ask)(const void *asker, Need *need); /* asks for all that is computed, but for `where` */
  const void *asker;
  bool *met_faults; /* by block: is set where one was met in it, or in a block that it called; NULL: nobody wants to know */
} Pass;

/* What a run does with its batches. `part` is what part_new made. */
typedef struct Task {
  void *self;
  /* In the thread that takes the part; NULL: memory is out. */
  void *(*part_new)(void *self);
  /* `lanes`: the records for which the job's `where` is true. In the thread that has the part. */
  Status (*batch)(void *self, void *part, Vm *vm, const Batch *batch, const Mask *lanes);
  /* In the calling thread, part after part; then part_free. NULL where there are strands. */
  Status (*merge)(void *self, void *part);
  void (*part_free)(void *self, void *part);
  /* May be NULL. In place of all of the above where everything happens in the calling thread. */
  Status (*direct)(void *self, Vm *vm, const Batch *batch, const Mask *lanes);
  /* May be NULL. Called by stages_run when all slots are made, before the subject is read. */
  Status (*made)(void *self, const struct Stages *stages, DiagList *diags, ExecReport *report);
  bool keyless; /* it looks at no key: where all that it needs has been kept, nothing is read */
  /* In place of merge where what a part has found falls into strands that know nothing of each other: each is put together part after
   * part, but in any thread. 0: it does not. */
  uint32_t strands;
  Status (*merge_strand)(void *self, void *part, uint32_t strand);
} Task;

/* Reads the whole table, and adds to the report, which has been begun; its records and seconds are those of this pass. */
Status workers_run(const ExecJob *job, const Pass *pass, const Task *task, DiagList *diags, ExecReport *report) MUST_CHECK;

/* The lanes of `lanes` where a BOOLEAN vector is true. */
void lanes_true(const Vector *vector, const Mask *lanes, uint32_t n, Mask *out);

#endif
