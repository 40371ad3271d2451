/* SPDX-License-Identifier: MIT
 * Dispatch, and the instructions that steer it: selections and calls. */
#include "runtime/vm/kernel.h"

#include "runtime/base/moment.h"

void vm_step(Vm *vm, const Instr *instr) {
  static void (*const kernels[OP_COUNT])(Vm *, const Instr *) = {
#define OP(id, text, dst, a, b, c, imm, faults, doc) k_##id,
#include "runtime/code/opcodes.def"
#undef OP
  };
  kernels[instr->op](vm, instr);
}

/* Begins a block in those of `lanes` where it is not computed; nothing to do is the usual case. Quietly computed lanes are
 * computed again where their faults count. */
HOT static void enter(Vm *vm, uint32_t index, const Mask *lanes) {
  BlockState *state = &vm->blocks[index];
  Selection *next = vm->selection + 1;
  uint64_t any = 0;
  uint32_t words = mask_words(vm->n);
  if (state->has_faulted) vm_mark_faulted(vm, &state->faulted);
  for (uint32_t w = 0; w < words; w++) {
    uint64_t done = state->done.words[w] | (vm->quiet ? state->quiet_done.words[w] : 0);
    any |= next->mask.words[w] = lanes->words[w] & ~done;
  }
  if (!any) return;
  Mask *marks = vm->quiet ? &state->quiet_done : &state->done;
  for (uint32_t w = 0; w < words; w++) marks->words[w] |= next->mask.words[w];
  selection_measure(next, vm->n);
  bool fresh = !state->entered;
  state->entered = true;
  state->quietly |= vm->quiet > 0;
  vm->counts[index].entries++;
  vm->counts[index].lanes += next->count;
  vm->selection = next;
  const ProgramBlock *block = &vm->program->blocks[index];
  *++vm->frame = (Frame){block->first, block->first + block->count, index, fresh};
}

static void leave(Vm *vm) {
  vm->frame--;
  vm->selection--;
}

/* The same as vm_run's loop, with a look at the clock wherever one block goes over to another. */
static void run_timed(Vm *vm) {
  const Instr *code = vm->program->code;
  uint64_t since = moment_now();
  while (vm->frame > vm->frames) {
    Frame *frame = vm->frame;
    const uint32_t block = frame->block;
    if (frame->pc < frame->end) vm_step(vm, &code[frame->pc++]);
    else leave(vm);
    if (vm->frame == frame) continue;
    const uint64_t now = moment_now();
    vm->spent[block] += now - since;
    since = now;
  }
}

void vm_run(Vm *vm, uint32_t block, const Mask *lanes) {
  vm->frame = vm->frames;
  vm->selection = vm->selections;
  vm->quiet = 0;
  enter(vm, block, lanes);
  if (vm->spent) {
    run_timed(vm);
    return;
  }
  const Instr *code = vm->program->code;
  while (vm->frame > vm->frames) {
    Frame *frame = vm->frame;
    if (frame->pc < frame->end) vm_step(vm, &code[frame->pc++]);
    else leave(vm);
  }
}

KERNEL(CALL) { enter(vm, instr->imm, &vm->selection->mask); }

/* Lanes of a column that the batch has not read yet are read where they are selected. The time is no block's. */
static bool read_column(Vm *vm, uint32_t column, uint32_t reg) {
  const uint64_t since = vm->spent ? moment_now() : 0;
  if (!batch_read(vm->batch, column, &vm->selection->mask)) return false;
  if (reg != PROGRAM_NONE) vm->regs[reg].vec = vm->batch->columns[column].vec;
  if (!vm->spent) return true;
  const uint64_t took = moment_now() - since;
  vm->read_time += took;
  vm->spent[vm->frame->block] -= took; /* it is about to be added */
  return true;
}

KERNEL(TOUCH) {
  const uint32_t column = instr->imm - vm->first_column;
  if (vm->batch->columns[column].here && !read_column(vm, column, vm->column_regs[instr->imm])) {
    vm->unread = true;
    return;
  }
  const uint8_t *faults = vm->batch->columns[column].fault;
  if (!faults || vm->quiet) return;
  FaultLanes lanes = {0};
  MASK_EACH(&vm->selection->mask, vm->n, i) {
    if (faults[i] && faults[i] < FAULT_COUNT) mask_set(&lanes.of[faults[i]], (uint32_t)i);
  }
  for (Fault kind = FAULT_NONE + 1; kind < FAULT_COUNT; kind++)
    if (mask_any(&lanes.of[kind], vm->n)) vm_fault(vm, instr, kind, &lanes.of[kind]);
}

typedef enum Where { WHERE_TRUTH, WHERE_KNOWNNESS } Where;

/* The lanes of word w where a's truth (or that it is known) is as wanted. */
static inline uint64_t lanes_where(const Vector *a, uint32_t w, Where what, bool wanted, bool or_unknown) {
  uint64_t known = known_word(a, w);
  if (what == WHERE_KNOWNNESS) return wanted ? known : ~known;
  uint64_t truth = bits_word(a, w);
  return (known & (wanted ? truth : ~truth)) | (or_unknown ? ~known : 0);
}

/* Selects those lanes, and goes on behind the END where none is left. */
HOT static void narrow(Vm *vm, const Instr *instr, Where what, bool wanted, bool or_unknown) {
  const Vector *a = &vm->regs[instr->a].vec;
  const uint64_t *from = vm->selection->mask.words;
  Selection *next = vm->selection + 1;
  uint64_t any = 0;
  const uint32_t words = mask_words(vm->n);
  if (what == WHERE_TRUTH && !a->constant && !a->valid) { /* the usual case, in a loop that vectorises */
    const uint64_t flip = splat(!wanted);
    for (uint32_t w = 0; w < words; w++) any |= next->mask.words[w] = from[w] & (a->bits->words[w] ^ flip);
  } else {
    for (uint32_t w = 0; w < words; w++) any |= next->mask.words[w] = from[w] & lanes_where(a, w, what, wanted, or_unknown);
  }
  if (any) {
    selection_measure(next, vm->n);
    vm->selection = next;
  } else {
    vm->frame->pc = instr->imm + 1;
  }
}

KERNEL(WHERE_TRUE) { narrow(vm, instr, WHERE_TRUTH, true, false); }
KERNEL(WHERE_NOT_TRUE) { narrow(vm, instr, WHERE_TRUTH, false, true); }
KERNEL(WHERE_FALSE) { narrow(vm, instr, WHERE_TRUTH, false, false); }
KERNEL(WHERE_NOT_FALSE) { narrow(vm, instr, WHERE_TRUTH, true, true); }
KERNEL(WHERE_KNOWN) { narrow(vm, instr, WHERE_KNOWNNESS, true, false); }
KERNEL(WHERE_UNKNOWN) { narrow(vm, instr, WHERE_KNOWNNESS, false, false); }

KERNEL(END) {
  (void)instr;
  vm->selection--;
}

KERNEL(QUIET) {
  (void)instr;
  vm->quiet++;
}

KERNEL(LOUD) {
  (void)instr;
  vm->quiet--;
}
