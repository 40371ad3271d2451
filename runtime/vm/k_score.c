/* SPDX-License-Identifier: MIT
 * Scores: sums that leave out what is unknown; and keeping the best of a choice. */
#include "runtime/vm/kernel.h"

#include <float.h>
#include <math.h>

/* Sums stay finite: what would pass the greatest number is held there. The kernels read it as a variable: against a constant gcc
 * makes six instructions of what is a minimum and a maximum. */
static const volatile double greatest = DBL_MAX;

static inline double bounded(double x, double least, double most) {
  double r = x > most ? most : x;
  return r < least ? least : r;
}

/* The lanes to change in word w: selected, and known. */
static inline uint64_t lanes_of(const Vm *vm, const Vector *a, uint32_t w) {
  return vm->selection->mask.words[w] & known_word(a, w);
}

enum { BLEND_FROM = 8 /* lanes of a word: from there on computing all 64 is cheaper than looking for them */ };

/* The selected lanes of word w, X added; the lane's index is i. Unselected ones are written with what they hold. */
#define ADD_LANES(SIGN, X)                                                                                             \
  if (lanes == ~(uint64_t)0) {                                                                                         \
    for (uint32_t i = from; i < from + 64; i++) out[i] = bounded(out[i] SIGN(X), least, most);                         \
  } else if (__builtin_popcountll(lanes) >= BLEND_FROM && vm->n - from >= 64) {                                        \
    double sums[64];                                                                                                   \
    for (uint32_t i = from; i < from + 64; i++) sums[i - from] = bounded(out[i] SIGN(X), least, most);                 \
    for (uint64_t j = 0; j < 64; j++) out[from + j] = lanes >> j & 1 ? sums[j] : out[from + j];                        \
  } else {                                                                                                             \
    for (uint64_t s = lanes; s; s &= s - 1) {                                                                          \
      const uint32_t i = from + (uint32_t)__builtin_ctzll(s);                                                          \
      out[i] = bounded(out[i] SIGN(X), least, most);                                                                   \
    }                                                                                                                  \
  }

#define ACCUMULATE(ID, SIGN)                                                                                           \
  HOT KERNEL(ID) {                                                                                                     \
    Reg *dst = change_begin(vm, instr->dst);                                                                           \
    const Vector v = vm->regs[instr->a].vec;                                                                           \
    double *out = dst->data;                                                                                           \
    const double *a = v.f64;                                                                                           \
    const double x0 = a[0], most = greatest, least = -most;                                                            \
    for (uint32_t w = 0; w < mask_words(vm->n); w++) {                                                                 \
      const uint64_t lanes = lanes_of(vm, &v, w);                                                                      \
      const uint32_t from = w * 64;                                                                                    \
      if (v.constant) {                                                                                                \
        ADD_LANES(SIGN, x0)                                                                                            \
      } else {                                                                                                         \
        ADD_LANES(SIGN, a[i])                                                                                          \
      }                                                                                                                \
    }                                                                                                                  \
  }

ACCUMULATE(ACC_ADD, +)
ACCUMULATE(ACC_SUB, -)

/* Factors already computed, by days; -1 where not yet. Beyond them each is computed where it is met. */
enum { FACTORS = 4096 };

static double factor_of(uint32_t days, uint32_t period) {
  return (double)exp2l(-(long double)days / (long double)period);
}

static double remembered_factor(double *factors, uint32_t days, uint32_t period) {
  if (days >= FACTORS) return factor_of(days, period);
  if (factors[days] < 0) factors[days] = factor_of(days, period);
  return factors[days];
}

static double *factors_of(Vm *vm, const Instr *instr) {
  bool made = *site_of(vm, instr) != NULL;
  double *factors = site_new(vm, instr, FACTORS * sizeof *factors);
  if (factors && !made)
    for (uint32_t i = 0; i < FACTORS; i++) factors[i] = -1;
  return factors;
}

KERNEL(HALVE) {
  Reg *dst = change_begin(vm, instr->dst);
  const Vector a = vm->regs[instr->a].vec, b = vm->regs[instr->b].vec;
  double *factors = factors_of(vm, instr);
  if (!factors) return;
  double *out = dst->data;
  for (uint32_t w = 0; w < mask_words(vm->n); w++)
    for (uint64_t s = lanes_of(vm, &a, w) & known_word(&b, w); s; s &= s - 1) {
      uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(s);
      int64_t days = (int64_t)b.i32[b.constant ? 0 : i] - a.i32[a.constant ? 0 : i];
      if (days > 0) out[i] = out[i] * remembered_factor(factors, (uint32_t)days, instr->imm) + 0.0;
    }
}

enum { COMPARE_FROM = 6 /* lanes of a word: from there on comparing all 64 is cheaper than looking for them */ };

#define KEEP(ID, T, OPERATOR)                                                                                          \
  HOT KERNEL(ID) {                                                                                                     \
    Reg *dst = change_begin(vm, instr->dst), *best = change_begin(vm, instr->a);                                       \
    Mask *known = change_known(vm, best), *chosen = change_known(vm, dst);                                             \
    const Vector b = vm->regs[instr->b].vec;                                                                           \
    const T *candidates = (const T *)b.data;                                                                           \
    T *values = best->data;                                                                                            \
    int32_t *labels = dst->data;                                                                                       \
    const uint32_t step = !b.constant;                                                                                 \
    const T only = candidates[0];                                                                                      \
    for (uint32_t w = 0; w < mask_words(vm->n); w++) {                                                                 \
      const uint64_t lanes = lanes_of(vm, &b, w), again = lanes & known->words[w];                                     \
      uint64_t better = 0;                                                                                             \
      if (__builtin_popcountll(again) >= COMPARE_FROM && vm->n - w * 64 >= 64) {                                       \
        WORD_OF(uint64_t, better, w * 64, i, (step ? candidates[i] : only) OPERATOR values[i]);                        \
      } else {                                                                                                         \
        for (uint64_t s = again; s; s &= s - 1) {                                                                      \
          const uint32_t j = (uint32_t)__builtin_ctzll(s), i = w * 64 + j;                                             \
          better |= (uint64_t)(candidates[i * step] OPERATOR values[i]) << j;                                          \
        }                                                                                                              \
      }                                                                                                                \
      const uint64_t taken = lanes & (~known->words[w] | better);                                                      \
      for (uint64_t s = taken; s; s &= s - 1) {                                                                        \
        const uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(s);                                                      \
        values[i] = candidates[i * step];                                                                              \
        labels[i] = (int32_t)instr->imm;                                                                               \
      }                                                                                                                \
      known->words[w] |= taken;                                                                                        \
      chosen->words[w] |= taken;                                                                                       \
    }                                                                                                                  \
  }

KEEP(KEEP_LOWEST_F, double, <)
KEEP(KEEP_LOWEST_I, int64_t, <)
KEEP(KEEP_HIGHEST_F, double, >)
KEEP(KEEP_HIGHEST_I, int64_t, >)
