/* SPDX-License-Identifier: MIT
 * What all kernels share: constants, validity, faults. */
#include "runtime/vm/kernel.h"

#include "runtime/data/dict.h"

static const Selection one_lane = {.mask = {{1}}, .count = 1, .dense = true, .scanned = true};

static void all_known(Mask *mask, uint32_t n) { memset(mask->words, 0xFF, mask_words(n) * sizeof mask->words[0]); }

/* One value for all lanes becomes a value a lane. */
static void spread(Vm *vm, Reg *dst) {
  dst->vec.constant = false;
  uint32_t n = vm->n;
  switch (kind_lane(dst->vec.kind)) {
  case LANE_BITS: {
    Mask *bits = dst->data;
    uint64_t word = splat(bits->words[0] & 1);
    for (uint32_t w = 0; w < mask_words(n); w++) bits->words[w] = word;
    break;
  }
  case LANE_I32:
    for (uint32_t i = 1; i < n; i++) ((int32_t *)dst->data)[i] = ((int32_t *)dst->data)[0];
    break;
  case LANE_I64:
    for (uint32_t i = 1; i < n; i++) ((int64_t *)dst->data)[i] = ((int64_t *)dst->data)[0];
    break;
  case LANE_F64:
    for (uint32_t i = 1; i < n; i++) ((double *)dst->data)[i] = ((double *)dst->data)[0];
    break;
  case LANE_STR:
    for (uint32_t i = 1; i < n; i++) ((Str *)dst->data)[i] = ((Str *)dst->data)[0];
    break;
  }
  if (!dst->vec.valid) return;
  uint64_t word = splat(dst->known->words[0] & 1);
  for (uint32_t w = 0; w < mask_words(n); w++) dst->known->words[w] = word;
}

void work_begin_plain(Work *work, Vm *vm, const Instr *instr, int operands) {
  work->vm = vm;
  work->instr = instr;
  work->dst = &vm->regs[instr->dst];
  const uint16_t from[3] = {instr->a, instr->b, instr->c};
  Vector *into[3] = {&work->a, &work->b, &work->c};
  bool constant = operands > 0, own = false;
  for (int i = 0; i < operands; i++) {
    constant &= vm->regs[from[i]].vec.constant;
    own |= from[i] == instr->dst;
  }
  /* A constant that the result is about to overwrite would change under the loop that reads it. */
  if (own && !constant && work->dst->vec.constant) spread(vm, work->dst);
  for (int i = 0; i < 3; i++)
    if (i < operands) *into[i] = vm->regs[from[i]].vec;
    else into[i]->data = NULL;
  work->n = constant ? 1 : vm->n;
  work->lanes = constant ? &one_lane : vm->selection;
  work->dst->vec.constant = constant;
  work->dst->vec.valid = NULL;
}

/* Takes an operand's validity into the result's. False where it is a constant unknown. */
static bool take_validity(Work *work, const Vector *operand) {
  if (!operand->valid) return true;
  Mask *known = work->dst->known;
  uint32_t words = mask_words(work->n);
  if (operand->constant) {
    if (operand->valid->words[0] & 1) return true;
    memset(known->words, 0, words * sizeof known->words[0]);
    work->dst->vec.valid = known;
    return false;
  }
  if (work->dst->vec.valid)
    for (uint32_t w = 0; w < words; w++) known->words[w] &= operand->valid->words[w];
  else if (operand->valid != known)
    memcpy(known->words, operand->valid->words, words * sizeof known->words[0]);
  work->dst->vec.valid = known;
  return true;
}

/* The operands whose validity shares the destination's mask are taken first, before that mask changes. */
bool work_begin(Work *work, Vm *vm, const Instr *instr, int operands) {
  work_begin_plain(work, vm, instr, operands);
  const Vector *vectors[3] = {&work->a, &work->b, &work->c};
  for (int own = 1; own >= 0; own--)
    for (int i = 0; i < operands; i++)
      if ((vectors[i]->valid == work->dst->known) == own && !take_validity(work, vectors[i])) return false;
  return true;
}

void work_apart(Work *work) {
  Reg *dst = work->dst;
  bool shared = work->a.data == dst->data || work->b.data == dst->data;
  if (!shared || !work->vm->spare) return;
  void *lanes = dst->data;
  dst->vec.data = dst->data = work->vm->spare;
  work->vm->spare = lanes;
}

Mask *work_known(Work *work) {
  if (!work->dst->vec.valid) all_known(work->dst->known, work->n);
  work->dst->vec.valid = work->dst->known;
  return work->dst->known;
}

void vm_fault(Vm *vm, const Instr *instr, Fault fault, const Mask *lanes) {
  if (vm->quiet) return;
  vm_mark_faulted(vm, lanes);
  fault_table_add(&vm->faults, vm->program->spans[instr - vm->program->code], fault, lanes, vm->batch, vm->place);
}

void work_report(const Work *work, const FaultLanes *faults) {
  for (Fault kind = FAULT_NONE + 1; kind < FAULT_COUNT; kind++) {
    if (!mask_any(&faults->of[kind], work->n)) continue;
    bool constant = work->dst->vec.constant;
    vm_fault(work->vm, work->instr, kind, constant ? &work->vm->selection->mask : &faults->of[kind]);
  }
}

Reg *change_begin(Vm *vm, uint16_t reg) {
  Reg *dst = &vm->regs[reg];
  if (dst->vec.constant) spread(vm, dst);
  return dst;
}

Mask *change_known(Vm *vm, Reg *reg) {
  if (!reg->vec.valid) all_known(reg->known, vm->n);
  reg->vec.valid = reg->known;
  return reg->known;
}

void *site_new(Vm *vm, const Instr *instr, size_t size) {
  void **site = site_of(vm, instr);
  if (!*site) *site = arena_alloc(&vm->keep, size);
  if (!*site) vm->no_memory = true;
  return *site;
}

Str text_at(const Vector *v, uint32_t lane) {
  if (v->constant) lane = 0;
  return v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane];
}
