/* SPDX-License-Identifier: MIT
 * Kleene's logic, a word of 64 records at a time, and counting truths. */
#include "runtime/vm/kernel.h"

/* Both sides known in every lane: then truth is all there is. */
static bool all_known(const Work *work) { return !work->a.valid && !work->b.valid; }

HOT KERNEL(AND) {
  Work work;
  work_begin_plain(&work, vm, instr, 2);
  Mask *out = work.dst->data;
  if (all_known(&work)) {
    for (uint32_t w = 0; w < mask_words(work.n); w++) out->words[w] = bits_word(&work.a, w) & bits_word(&work.b, w);
    return;
  }
  Mask *known = work.dst->known;
  for (uint32_t w = 0; w < mask_words(work.n); w++) {
    uint64_t a = bits_word(&work.a, w), b = bits_word(&work.b, w);
    uint64_t ka = known_word(&work.a, w), kb = known_word(&work.b, w);
    out->words[w] = a & ka & b & kb;
    known->words[w] = out->words[w] | (ka & ~a) | (kb & ~b);
  }
  work.dst->vec.valid = known;
}

HOT KERNEL(OR) {
  Work work;
  work_begin_plain(&work, vm, instr, 2);
  Mask *out = work.dst->data;
  if (all_known(&work)) {
    for (uint32_t w = 0; w < mask_words(work.n); w++) out->words[w] = bits_word(&work.a, w) | bits_word(&work.b, w);
    return;
  }
  Mask *known = work.dst->known;
  for (uint32_t w = 0; w < mask_words(work.n); w++) {
    uint64_t a = bits_word(&work.a, w), b = bits_word(&work.b, w);
    uint64_t ka = known_word(&work.a, w), kb = known_word(&work.b, w);
    out->words[w] = (a & ka) | (b & kb);
    known->words[w] = out->words[w] | (ka & ~a & kb & ~b);
  }
  work.dst->vec.valid = known;
}

HOT KERNEL(NOT) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  Mask *out = work.dst->data;
  for (uint32_t w = 0; w < mask_words(work.n); w++) out->words[w] = ~bits_word(&work.a, w);
}

/* A count is never greater than the instructions of a program, so it cannot overflow in one that is run once. */
static void tally(Vm *vm, const Instr *instr, bool open) {
  Reg *dst = change_begin(vm, instr->dst);
  const Vector a = vm->regs[instr->a].vec;
  int32_t *out = dst->data;
  for (uint32_t w = 0; w < mask_words(vm->n); w++) {
    uint64_t known = known_word(&a, w), truth = bits_word(&a, w) & known;
    if (open) truth |= ~known;
    for (uint64_t bits = truth & vm->selection->mask.words[w]; bits; bits &= bits - 1) {
      int32_t *count = &out[w * 64 + (uint32_t)__builtin_ctzll(bits)];
      *count = (int32_t)((uint32_t)*count + 1);
    }
  }
}

KERNEL(TALLY) { tally(vm, instr, false); }
KERNEL(TALLY_OPEN) { tally(vm, instr, true); }

KERNEL(AT_LEAST) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  const int64_t least = instr->imm;
  const int32_t *a = work.a.i32, *b = work.b.i32;
  const bool sa = !work.a.constant, sb = !work.b.constant;
  Mask *out = work.dst->data, open;
  WORK_BITS(uint32_t, work, work.lanes->scanned, &open, i, (sb ? b[i] : b[0]) >= least);
  WORK_BITS(uint32_t, work, work.lanes->scanned, out, i, (sa ? a[i] : a[0]) >= least);
  Mask *known = work_known(&work);
  for (uint32_t w = 0; w < mask_words(work.n); w++) known->words[w] &= out->words[w] | ~open.words[w];
}
