/* The virtual machine: runs a verified program over one batch after another. One VM a thread; the program is shared.
 *
 * A batch is bound with vm_bind; then vm_need computes a definition for a selection of its records. What was computed stays
 * until the next batch: asking again, or for more records, computes only what is missing. */
#ifndef CIBLE_VM_VM_H
#define CIBLE_VM_VM_H

#include "runtime/base/status.h"
#include "runtime/code/program.h"
#include "runtime/data/batch.h"
#include "runtime/data/fn.h"
#include "runtime/vm/fault_table.h"
#include "runtime/data/kept_lanes.h"
#include "runtime/data/lookup.h"
#include "runtime/data/slot_values.h"

typedef struct Vm Vm;

/* Where a batch's records stand: among the records of its scan, and by their ordinals among those for which slots have values. */
typedef struct BatchPlace {
  uint32_t part, first;      /* the part of the scan, and the place in it of the first record; the others follow … */
  const uint32_t *indexes;   /* … or stand in these places; NULL */
  uint32_t base;             /* ordinal of the part's first record, in the batch's own unit */
  const uint32_t *const *up; /* by unit above: for each record the ordinal of the one to which it is related, or ORDINAL_NONE;
                                NULL where no slot is read of that unit. The list is NULL where none is of any. */
} BatchPlace;

typedef struct VmConfig {
  const Alloc *alloc;
  const Program *program; /* verified; outlives the VM */
  const FnTable *functions;
  int32_t today;
  int64_t now;
  const Lookup *const *lookups; /* one a program table (NULL for the subject and for what no code uses); shared by VMs */
  uint32_t unit;                /* whose records its batches are */
  const SlotValues *const *slots; /* one a program slot, NULL for those not made (they read as unknown); shared. NULL: none is made */
  const SlotValues *const *kept; /* by block: its result for each record, where an earlier pass has kept it: it is not computed again.
                                    NULL: none */
  const bool *kept_faulted;      /* by block: that pass has met faults in it; NULL: in none */
  bool keep_records;            /* faults remember in which records they were, so that passes can be held against each other */
  bool timed;                   /* how long each block runs is measured */
} VmConfig;

/* Takes all registers, runs the prologue. NULL where memory is out. A fault of the prologue is counted once a run, without a
 * key; what it computes is then unknown: the compiler puts there only what does not fault. */
Vm *vm_new(const VmConfig *config);
void vm_free(Vm *vm);

/* The batch must stay as it is until the next vm_bind. */
void vm_bind(Vm *vm, const Batch *batch);
/* With its place (borrowed until the next vm_bind; NULL: as above, and of slots only those without an owner have a value). */
void vm_bind_at(Vm *vm, const Batch *batch, const BatchPlace *place);
/* What vm_bind_at was given; NULL after vm_bind. */
const BatchPlace *vm_place(const Vm *vm);
/* Computes definition `def` where `wanted` (NULL: every record of the batch) and gives its vector, of which only those lanes
 * mean something. Valid until the next vm_bind. NULL where memory is out, or the batch's source has failed. */
const Vector *vm_need(Vm *vm, uint32_t def, const Mask *wanted);
/* Computes definition `def` for the whole of a batch whose records were all bound before, with `def` asked for: its faults are
 * noted, so that what else is asked for does not count them, but not counted again. False where memory is out. */
bool vm_need_again(Vm *vm, uint32_t def) MUST_CHECK;
/* The block's results for the batch that is bound, of which nothing has been computed yet: those lanes are not computed again.
 * `lanes` stays as it is until the next vm_bind. */
void vm_recall(Vm *vm, uint32_t block, const KeptLanes *lanes);
/* The same for a batch of records that were put together from those batches. */
void vm_recall_gathered(Vm *vm, uint32_t block, KeptLanes *const *batches, const KeptRun *runs, uint32_t count);
/* The lanes that are known of the block in this batch and that others may keep: neither it nor a block that it called has met a
 * fault there. False where it has not been asked for. */
bool vm_fresh(const Vm *vm, uint32_t block, Mask *fresh);
/* The block's results in the lanes that it has computed. */
const Vector *vm_result(const Vm *vm, uint32_t block);
/* Has the block, or one that it called, met a fault in any batch? */
bool vm_met_fault(const Vm *vm, uint32_t block);
/* What the run has met so far. */
const FaultTable *vm_faults(const Vm *vm);
/* How often each block was entered and for how many lanes: for tests ("computed once") and statistics. */
typedef struct VmBlockCount {
  uint64_t entries, lanes;
} VmBlockCount;
const VmBlockCount *vm_block_counts(const Vm *vm);
/* Nanoseconds in each block, without those that it calls; NULL where VmConfig.timed is not set. */
const uint64_t *vm_spent(const Vm *vm);
/* Nanoseconds in which the batches' sources have read what blocks asked for, where VmConfig.timed is set. */
uint64_t vm_read_time(const Vm *vm);

/* Computes one instruction on constants: for folding by the same kernels. False where it faults or memory is out. Text
 * results are copied to `arena`. The operands are given in the order a, b, c, d; `program` gives sets, labels, decimals. */
bool vm_fold(const Program *program, const FnTable *functions, Instr instr, const Value *operands, Kind result, Arena *arena,
             Value *out);

#endif
