/* SPDX-License-Identifier: MIT
 * Copying into the selected lanes of a register that keeps the others; picking one of two values. */
#include "runtime/vm/kernel.h"

/* The selected lanes of `known` become as the operand's are. */
static void copy_validity(Vm *vm, Reg *dst, const Vector *a) {
  if (!a->valid && !dst->vec.valid) return;
  Mask *known = change_known(vm, dst);
  for (uint32_t w = 0; w < mask_words(vm->n); w++) {
    uint64_t lanes = vm->selection->mask.words[w];
    known->words[w] = (known->words[w] & ~lanes) | (known_word(a, w) & lanes);
  }
}

/* The copy that ends a block, into a result of which no lane is computed yet, trades registers with the temporary it is made
 * from: no instruction can read that one before it is written again. */
static bool trade(Vm *vm, const Instr *instr) {
  const Frame *frame = vm->frame;
  const ProgramReg *regs = vm->program->regs;
  if (!frame->fresh || frame->pc != frame->end || regs[instr->a].role != REG_TEMP || regs[instr->dst].role != REG_RESULT)
    return false;
  Reg result = vm->regs[instr->a];
  vm->regs[instr->a] = vm->regs[instr->dst];
  vm->regs[instr->dst] = result;
  return true;
}

enum { BLEND_FROM = 16 /* lanes of a word: from there on writing all 64 is cheaper than looking for them */ };

/* VALUE of each selected lane i into out[i]. */
#define CHANGE_EACH(T, out, vm, i, VALUE)                                                                              \
  for (uint32_t w_ = 0; w_ < mask_words((vm)->n); w_++) {                                                              \
    const uint64_t lanes_ = (vm)->selection->mask.words[w_];                                                           \
    const uint32_t from_ = w_ * 64;                                                                                    \
    if (lanes_ == ~(uint64_t)0) {                                                                                      \
      for (uint32_t j_ = 0; j_ < 64; j_++) {                                                                           \
        const uint32_t i = from_ + j_;                                                                                 \
        (out)[i] = VALUE;                                                                                              \
      }                                                                                                                \
    } else if (__builtin_popcountll(lanes_) >= BLEND_FROM && (vm)->n - from_ >= 64) {                                  \
      for (uint64_t j_ = 0; j_ < 64; j_++) {                                                                           \
        const uint32_t i = from_ + (uint32_t)j_;                                                                       \
        const T new_ = VALUE, old_ = (out)[i];                                                                         \
        (out)[i] = lanes_ >> j_ & 1 ? new_ : old_;                                                                     \
      }                                                                                                                \
    } else {                                                                                                           \
      for (uint64_t s_ = lanes_; s_; s_ &= s_ - 1) {                                                                   \
        const uint32_t i = from_ + (uint32_t)__builtin_ctzll(s_);                                                      \
        (out)[i] = VALUE;                                                                                              \
      }                                                                                                                \
    }                                                                                                                  \
  }

#define COPY(ID, T)                                                                                                    \
  HOT KERNEL(ID) {                                                                                                     \
    if (trade(vm, instr)) return;                                                                                      \
    Reg *dst = change_begin(vm, instr->dst);                                                                           \
    const Vector v = vm->regs[instr->a].vec;                                                                           \
    copy_validity(vm, dst, &v);                                                                                        \
    if (v.constant && !vector_known(&v, 0)) return;                                                                    \
    T *out = dst->data;                                                                                                \
    const T *a = (const T *)v.data;                                                                                    \
    if (v.constant) {                                                                                                  \
      const T x = a[0];                                                                                                \
      CHANGE_EACH(T, out, vm, i, x)                                                                                    \
    } else {                                                                                                           \
      CHANGE_EACH(T, out, vm, i, a[i])                                                                                 \
    }                                                                                                                  \
  }

COPY(COPY_D, int32_t)
COPY(COPY_I, int64_t)
COPY(COPY_F, double)

HOT KERNEL(COPY_B) {
  if (trade(vm, instr)) return;
  Reg *dst = change_begin(vm, instr->dst);
  const Vector a = vm->regs[instr->a].vec;
  copy_validity(vm, dst, &a);
  Mask *out = dst->data;
  for (uint32_t w = 0; w < mask_words(vm->n); w++) {
    uint64_t lanes = vm->selection->mask.words[w];
    out->words[w] = (out->words[w] & ~lanes) | (bits_word(&a, w) & lanes);
  }
}

HOT KERNEL(COPY_T) {
  if (trade(vm, instr)) return;
  Reg *dst = change_begin(vm, instr->dst);
  const Vector a = vm->regs[instr->a].vec;
  copy_validity(vm, dst, &a);
  dst->has_texts = true;
  Str *out = dst->data;
  for (uint32_t w = 0; w < mask_words(vm->n); w++)
    for (uint64_t s = vm->selection->mask.words[w] & known_word(&a, w); s; s &= s - 1) {
      uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(s);
      out[i] = text_at(&a, i);
    }
}

/* Where b is picked. */
static uint64_t picked(const Work *work, uint32_t w) { return bits_word(&work->a, w) & known_word(&work->a, w); }

static void pick_validity(Work *work) {
  if (!work->b.valid && !work->c.valid) return;
  Mask *known = work->dst->known;
  for (uint32_t w = 0; w < mask_words(work->n); w++) {
    const uint64_t first = picked(work, w);
    known->words[w] = (known_word(&work->b, w) & first) | (known_word(&work->c, w) & ~first);
  }
  work->dst->vec.valid = known;
}

#define PICK_LANES(W, from, lanes, B, C)                                                                               \
  for (W j_ = 0; j_ < (lanes); j_++) {                                                                                 \
    const uint32_t i = (from) + (uint32_t)j_;                                                                          \
    out[i] = first >> j_ & 1 ? (B) : (C);                                                                              \
  }

/* Words without a selected lane are left out. */
#define PICK(ID, T)                                                                                                    \
  HOT KERNEL(ID) {                                                                                                     \
    Work work;                                                                                                         \
    work_begin_plain(&work, vm, instr, 3);                                                                             \
    pick_validity(&work);                                                                                              \
    T *out = work.dst->data;                                                                                           \
    const T *b = (const T *)work.b.data, *c = (const T *)work.c.data;                                                  \
    const T b0 = b[0], c0 = c[0];                                                                                      \
    const bool sb = !work.b.constant, sc = !work.c.constant;                                                           \
    for (uint32_t w = 0; w < mask_words(work.n); w++) {                                                                \
      if (!work.lanes->mask.words[w]) continue;                                                                        \
      const uint64_t first = picked(&work, w);                                                                         \
      const uint32_t from = w * 64, left = work.n - from;                                                              \
      if (left < 64) {                                                                                                 \
        PICK_LANES(uint64_t, from, left, sb ? b[i] : b0, sc ? c[i] : c0)                                               \
      } else if (!sb && !sc) {                                                                                         \
        PICK_LANES(uint64_t, from, 64, b0, c0)                                                                         \
      } else {                                                                                                         \
        PICK_LANES(uint64_t, from, 64, sb ? b[i] : b0, sc ? c[i] : c0)                                                 \
      }                                                                                                                \
    }                                                                                                                  \
  }

PICK(PICK_D, int32_t)
PICK(PICK_I, int64_t)
PICK(PICK_F, double)

HOT KERNEL(PICK_B) {
  Work work;
  work_begin_plain(&work, vm, instr, 3);
  const bool all_known = !work.b.valid && !work.c.valid;
  Mask *out = work.dst->data, *known = work.dst->known;
  for (uint32_t w = 0; w < mask_words(work.n); w++) {
    const uint64_t first = picked(&work, w);
    const uint64_t truth = (bits_word(&work.b, w) & first) | (bits_word(&work.c, w) & ~first);
    if (!all_known) known->words[w] = (known_word(&work.b, w) & first) | (known_word(&work.c, w) & ~first);
    out->words[w] = truth;
  }
  if (!all_known) work.dst->vec.valid = known;
}
