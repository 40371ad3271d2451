/* SPDX-License-Identifier: MIT
 * Calling a scalar function of the function table. */
#include "runtime/vm/kernel.h"

static void begin(FnCall *call, Work *work, Mask *lanes) {
  Mask *known = work_known(work);
  for (uint32_t w = 0; w < mask_words(work->n); w++) lanes->words[w] = work->lanes->mask.words[w] & known->words[w];
  call->n = work->n;
  call->lanes = lanes;
  call->valid = known;
  call->out = work->dst->data;
  if (kind_lane(work->dst->vec.kind) == LANE_BITS)
    memset(call->bits->words, 0, mask_words(work->n) * sizeof call->bits->words[0]);
  if (kind_lane(work->dst->vec.kind) == LANE_STR) work->dst->has_texts = true;
}

/* Sorts the faults by kind, counts them, and leaves the VM's bytes zero again. */
static void report(Work *work, FnCall *call, const Mask *lanes) {
  FaultLanes faults = {0};
  MASK_EACH(lanes, work->n, i) {
    uint8_t fault = call->faults[i];
    if (fault && fault < FAULT_COUNT) mask_set(&faults.of[fault], (uint32_t)i);
  }
  work_report(work, &faults);
  memset(call->faults, 0, work->n);
}

/* The fourth operand is outside of Work: its constancy and validity are taken in here. */
static bool begin_work(Work *work, Vm *vm, const Instr *instr, const FnInfo *fn, const Vector *fourth) {
  if (fn->arg_count < 4) return work_begin(work, vm, instr, fn->arg_count);
  if (!work_begin(work, vm, instr, 3)) return false;
  if (work->dst->vec.constant && !fourth->constant) {
    change_begin(vm, instr->dst);
    work->n = vm->n;
    work->lanes = vm->selection;
  }
  if (!fourth->valid) return true;
  Mask *known = work_known(work);
  for (uint32_t w = 0; w < mask_words(work->n); w++) known->words[w] &= known_word(fourth, w);
  return true;
}

/* A function may preset its result before it reads: an operand that the result overwrites is put aside. */
static void put_aside(Work *work, Vector *operand) {
  if (operand->data != work->dst->data) return;
  uint32_t n = operand->constant ? 1 : work->n;
  memcpy(work->vm->scratch, operand->data, lanes_size(kind_lane(operand->kind), n));
  operand->data = work->vm->scratch;
}

KERNEL(FN) {
  const FnInfo *fn = &vm->functions->items[instr->imm];
  Vector fourth = {0};
  if (fn->arg_count == 4) fourth = vm->regs[instr->d].vec;
  Work work;
  if (!begin_work(&work, vm, instr, fn, &fourth)) return;
  put_aside(&work, &work.a);
  if (fn->arg_count > 1) put_aside(&work, &work.b);
  if (fn->arg_count > 2) put_aside(&work, &work.c);
  if (fn->arg_count > 3) put_aside(&work, &fourth);
  Mask lanes;
  FnCall call = {.args = {&work.a, &work.b, &work.c, &fourth}, .faults = vm->fn_faults, .texts = vm->texts};
  begin(&call, &work, &lanes);
  call.state = site_of(vm, instr);
  call.keep = &vm->keep;
  fn->kernel(&call);
  if (call.faulted) report(&work, &call, &lanes);
  vm->no_memory |= vm->keep.failed | vm->texts->failed;
}
