/* The state of a run that its threads share, and one thread's share of it: for workers.c and run.c. */
#ifndef CIBLE_EXEC_RUN_H
#define CIBLE_EXEC_RUN_H

#include "runtime/exec/gather.h"
#include "runtime/exec/recall.h"
#include "runtime/exec/workers.h"

/* One thread: its cursor, VM and messages. */
typedef struct Worker {
  struct Run *run;
  Cursor *cursor;
  Vm *vm;
  Stopwatch *watch;   /* its own, or the caller's; NULL where nobody asks where the time goes */
  Stopwatch own_watch;
  Recaller *recaller; /* NULL: no results are kept between runs */
  Gather *gather;     /* NULL: every batch is computed as it comes */
  bool where_faulted; /* the job's `where` met a fault in a record that is pending there */
  Arena said;
  DiagList diags;
  BatchPlace place;   /* of the batch that is bound */
  uint32_t *indexes;  /* of the records that are pending: their places in the part */
  uint32_t **up;      /* by unit: whose the rows of the batch are; NULL but for the units above */
  Status status;      /* why it has stopped */
  bool by_faults;     /* it has met more than are allowed */
  uint32_t part;      /* the one under way, or the one that it failed in */
} Worker;

typedef struct Run {
  const ExecJob *job;
  const Pass *pass;
  const Task *task;
  Recall *recall; /* NULL: no results are kept between runs */
  uint32_t parts, worker_count;
  Worker *workers;
  uint64_t records;    /* atomic: read so far */
  uint64_t faults;     /* atomic: met so far */
  uint32_t stop_part;  /* atomic: parts behind it are no longer wanted; UINT32_MAX while all goes well */
} Run;

/* Makes the workers with their cursors and VMs, in the calling thread. */
Status run_open(Run *run, const ExecJob *job, const Pass *pass, const Task *task, uint32_t worker_count, DiagList *diags) MUST_CHECK;
void run_close(Run *run);
/* Has the caller asked to stop? Then says so. */
bool run_cancelled(const ExecJob *job, DiagList *diags);
/* Runs one part into `part` (NULL: straight to the task's `direct`). What stops it is kept in the worker too. */
Status run_part(Worker *worker, uint32_t index, void *part);
/* Notes how a worker's part has ended; where it is not well, parts behind it are no longer wanted. Gives the status back. */
Status run_fail(Worker *worker, uint32_t part, Status status);
/* Parts behind `part` are no longer wanted; those before it still are, as the first fault may be there. */
void run_stop_behind(Run *run, uint32_t part);
/* Tells the caller's progress function; in the calling thread alone. */
void run_progress(const Run *run);
/* Adds what a VM has met. Faults of constants are met by every VM: they are added only where `constants` says so. */
void run_merge_faults(ExecReport *report, const FaultTable *table, bool constants);
/* Do the faults met so far, those of finished slots among them, let the run go on? Says why where they do not. */
Status run_judge(const ExecJob *job, DiagList *diags, ExecReport *report) MUST_CHECK;
/* Gives the report its records and faults, and says why the run has stopped. */
Status run_report(Run *run, Status status, DiagList *diags, ExecReport *report) MUST_CHECK;

static inline bool run_stopped(const Run *run, uint32_t part) {
  return __atomic_load_n(&run->stop_part, __ATOMIC_ACQUIRE) < part;
}

#endif
