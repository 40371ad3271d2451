/* SPDX-License-Identifier: MIT
 * Results that other runs have kept taken in, and those of this one given out: lanes in which no fault was met. */
#include "runtime/vm/kernel.h"

static Reg *reg_of(Vm *vm, uint32_t block) { return &vm->regs[vm->program->blocks[block].result]; }

/* The block has run, for the lanes that are done. */
static void begin(Vm *vm, uint32_t block) {
  vm->blocks[block].entered = vm->blocks[block].recalled = true;
  reg_of(vm, block)->vec.constant = false;
}

static LaneRoom room_of(Vm *vm, uint32_t block) {
  return (LaneRoom){&vm->blocks[block].done, reg_of(vm, block)->known, reg_of(vm, block)->data};
}

void vm_recall(Vm *vm, uint32_t block, const KeptLanes *lanes) {
  Reg *reg = reg_of(vm, block);
  const LaneRoom room = room_of(vm, block);
  begin(vm, block);
  if (kept_lanes_view(lanes, reg->vec.kind, &reg->vec)) { /* it computes no more of them */
    *room.done = lanes->done;
    return;
  }
  kept_lanes_spread(lanes, reg->vec.kind, &room);
  reg->vec.valid = room.known; /* of the lanes that are not there nothing is known */
}

void vm_recall_gathered(Vm *vm, uint32_t block, KeptLanes *const *batches, const KeptRun *runs, uint32_t count) {
  Reg *reg = reg_of(vm, block);
  const LaneRoom room = room_of(vm, block);
  kept_lanes_gather(batches, reg->vec.kind, runs, count, &room);
  if (!mask_any(room.done, vm->n)) return;
  begin(vm, block);
  reg->vec.valid = room.known;
}

void vm_forget_recalled(Vm *vm, uint32_t block) {
  Reg *reg = reg_of(vm, block);
  reg->vec = (Vector){.kind = reg->vec.kind, .data = reg->data};
  vm->blocks[block].recalled = false;
}

bool vm_fresh(const Vm *vm, uint32_t block, Mask *fresh) {
  const BlockState *state = &vm->blocks[block];
  if (!state->entered || (vm->kept && vm->kept[block])) return false;
  mask_none(fresh);
  for (uint32_t w = 0; w < mask_words(vm->n); w++)
    fresh->words[w] = state->done.words[w] & ~(state->has_faulted ? state->faulted.words[w] : 0);
  return true;
}

const Vector *vm_result(const Vm *vm, uint32_t block) { return &vm->regs[vm->program->blocks[block].result].vec; }

bool vm_met_fault(const Vm *vm, uint32_t block) { return vm->blocks[block].ever_faulted; }

static void mark(BlockState *state, const Mask *lanes, uint32_t words) {
  if (!state->has_faulted) mask_none(&state->faulted);
  for (uint32_t w = 0; w < words; w++) state->faulted.words[w] |= lanes->words[w];
  state->has_faulted = state->ever_faulted = state->entered = true;
}

void vm_mark_faulted(Vm *vm, const Mask *lanes) {
  for (const Frame *frame = vm->frame; frame > vm->frames; frame--) mark(&vm->blocks[frame->block], lanes, mask_words(vm->n));
}
