/* Where the time of a run went, for whoever asks: a stopwatch in each thread, turned from phase to phase; what was read of each
 * table; how long each block ran. Nobody asks as a rule: then there are no stopwatches, and turning none costs a branch a batch. */
#ifndef CIBLE_EXEC_STATS_H
#define CIBLE_EXEC_STATS_H

#include "runtime/base/arena.h"
#include "runtime/base/moment.h"
#include "runtime/code/program.h"
#include "runtime/vm/vm.h"

typedef enum Phase {
  PHASE_OTHER,
  PHASE_OPEN,    /* the database, and what is checked and loaded of it beforehand */
  PHASE_READ,    /* rows, and making batches of them */
  PHASE_COMPUTE, /* the VM, and what is made of its vectors */
  PHASE_COLLECT, /* ranks, groups, sums of related rows; putting together what threads have found; sorting rows */
  PHASE_WRITE,   /* rows to where they go */
  PHASE_WAIT,    /* a thread for room for what it has found */
  PHASE_IDLE,    /* the caller for the threads, which work meanwhile: not told */
  PHASE_COUNT
} Phase;

typedef struct Stopwatch {
  Phase now;
  uint64_t since;
  uint64_t spent[PHASE_COUNT]; /* nanoseconds */
} Stopwatch;

/* What was read of one table. */
typedef struct TableStats {
  uint32_t passes;
  uint64_t records; /* of the last pass */
  bool *columns;    /* by program column: read in some pass */
} TableStats;

typedef struct ExecStats {
  Arena arena;
  uint64_t began;
  Stopwatch caller;            /* of the thread that runs it all */
  uint64_t spent[PHASE_COUNT]; /* by the others, once they have ended */
  uint32_t block_count;
  uint64_t *blocks;            /* nanoseconds in each block, without those that it calls, of all threads */
  VmBlockCount *counts;        /* how often each was entered, and for how many lanes */
  TableStats *tables;          /* one a program table */
} ExecStats;

/* The caller's watch starts in PHASE_OTHER. NULL where memory is out. */
ExecStats *exec_stats_new(const Alloc *alloc, const Program *program);
void exec_stats_free(ExecStats *stats);
/* Adds what a VM has spent in blocks. */
void exec_stats_add_vm(ExecStats *stats, const Vm *vm);
/* Adds a thread's watch, which has been turned for the last time. */
void exec_stats_add_watch(ExecStats *stats, const Stopwatch *watch);
/* A table has been read, by those columns (NULL: all that are used). */
void exec_stats_add_pass(ExecStats *stats, const Program *program, uint32_t table, const ColumnUse *columns, uint64_t records);

/* Goes on in another phase; gives the one before, to be turned back to. Without a watch it does nothing. */
static inline Phase stopwatch_turn(Stopwatch *watch, Phase to) {
  if (!watch) return to;
  uint64_t now = moment_now();
  Phase before = watch->now;
  watch->spent[before] += now - watch->since;
  watch->since = now;
  watch->now = to;
  return before;
}

static inline void stopwatch_begin(Stopwatch *watch, Phase phase) { *watch = (Stopwatch){.now = phase, .since = moment_now()}; }

#endif
