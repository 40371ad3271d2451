/* What a VM holds, as its own files see it: the registers, the stack of selections, and what each instruction remembers. */
#ifndef CIBLE_VM_VM_STATE_H
#define CIBLE_VM_VM_STATE_H

#include "runtime/vm/selection.h"
#include "runtime/vm/vm.h"

/* A register. What is read of it is `vec`; registers that instructions write own `data` (BATCH_SIZE lanes, or a Mask) and
 * `known`. Lanes that nothing has computed hold values of the register's kind from before, or zero: reading one by mistake
 * gives a wrong answer, never a wild access. */
typedef struct Reg {
  Vector vec;
  void *data;
  Mask *known;      /* where vec.valid points unless every lane is known */
  bool has_texts;   /* holds texts of this batch, to be forgotten at the next */
} Reg;

/* Which lanes of a block are computed in this batch. */
typedef struct BlockState {
  Mask done;       /* with its faults counted */
  Mask quiet_done; /* for a choose: not counted */
  bool entered, quietly; /* in this batch; so too within a QUIET */
  bool has_faulted, ever_faulted; /* in this batch; in any */
  Mask faulted;    /* where `has_faulted`: the lanes in which it, or a block that it called, has met a fault */
  bool recalled;   /* its register may look at lanes that are not its own */
} BlockState;

typedef struct Frame {
  uint32_t pc, end;
  uint32_t block;
  bool fresh; /* nothing of the block's result was computed in this batch before */
} Frame;

struct Vm {
  const Alloc *alloc;
  const Program *program;
  const FnTable *functions;
  const Lookup *const *lookups;
  const SlotValues *const *slots;
  SlotRoom **rooms;     /* one a register; NULL where it is no slot's of this unit */
  uint32_t unit, first_column; /* whose records the batches are; the number of their first column */
  uint32_t *column_regs; /* by column: its register; PROGRAM_NONE where it has none */
  const SlotValues *const *kept;
  const bool *kept_faulted;
  uint32_t *kept_blocks, kept_count; /* those of this unit */
  uint32_t *bound;      /* the registers that change with the batch */
  uint32_t bound_count;
  const BatchPlace *place; /* may be NULL */
  Arena keep;         /* lives as long as the VM */
  Arena batch_texts;  /* forgotten at each vm_bind */
  Arena *texts;       /* where text results go: batch_texts, or keep during the prologue */
  const Batch *batch; /* NULL in the prologue */
  uint32_t n;         /* lanes: batch->count, or 1 in the prologue */
  Reg *regs;
  BlockState *blocks;
  VmBlockCount *counts;  /* one a block */
  uint64_t *spent;       /* likewise, nanoseconds; NULL where nobody asks */
  uint64_t read_time;    /* nanoseconds in the batches' sources; in no block's */
  void **sites;         /* one an instruction: what it has made for itself, NULL at first */
  Selection *selection; /* the current one: top of the stack */
  Selection *selections;
  Frame *frame; /* of the block under way */
  Frame *frames;
  uint32_t quiet;       /* how many QUIETs are open */
  void *spare;          /* lanes of 64 bits that no register holds (work_apart) */
  void *scratch;        /* BATCH_SIZE lanes of any kind (FN) */
  uint8_t *fn_faults;   /* BATCH_SIZE, zero between instructions */
  uint32_t *ordinals;   /* BATCH_SIZE */
  FaultTable faults;
  bool no_memory;       /* sticky */
  bool unread;          /* sticky: a batch's source has failed */
};

/* Bytes of n lanes; a Mask is always whole. */
static inline size_t lanes_size(Lane lane, uint32_t n) {
  switch (lane) {
  case LANE_BITS: return sizeof(Mask);
  case LANE_I32: return n * sizeof(int32_t);
  case LANE_I64: return n * sizeof(int64_t);
  case LANE_F64: return n * sizeof(double);
  case LANE_STR: return n * sizeof(Str);
  }
  return 0;
}

/* Computes a block where `lanes` (bits behind the batch's end clear) and not computed yet. The stack of selections is empty. */
void vm_run(Vm *vm, uint32_t block, const Mask *lanes);
/* The batch is about to go, and what was recalled with it. */
void vm_forget_recalled(Vm *vm, uint32_t block);
/* All blocks under way have met a fault in those lanes. */
void vm_mark_faulted(Vm *vm, const Mask *lanes);
/* Dispatches one instruction. */
void vm_step(Vm *vm, const Instr *instr);

#endif
