/* SPDX-License-Identifier: MIT
 * Copying into the selected lanes of a register that keeps the others. */
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

enum { BLEND_FROM = 24 /* lanes of a word: from there on writing all 64 is cheaper than looking for them */ };

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
      for (uint32_t j_ = 0; j_ < 64; j_++) {                                                                           \
        const uint32_t i = from_ + j_;                                                                                 \
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
    Reg *dst = change_begin(vm, instr->dst);                                                                           \
    const Vector v = vm->regs[instr->a].vec;                                                                           \
    copy_validity(vm, dst, &v);                                                                                        \
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
