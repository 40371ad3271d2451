/* SPDX-License-Identifier: MIT
 * Comparing, and membership of numbers, dates and codes in sets. Texts are in k_text.c. */
#include "runtime/vm/kernel.h"

#include "runtime/vm/set_index.h"

#define COMPARE(ID, T, W, OPERATOR)                                                                                      \
  HOT KERNEL(ID) {                                                                                                     \
    Work work;                                                                                                         \
    if (!work_begin(&work, vm, instr, 2)) return;                                                                      \
    const T *a = (const T *)work.a.data, *b = (const T *)work.b.data;                                                  \
    if (work.b.constant) {                                                                                             \
      const T y = b[0];                                                                                                \
      WORK_BITS(W, work, work.lanes->scanned, work.dst->data, i, a[i] OPERATOR y);                                     \
    } else if (work.a.constant) {                                                                                      \
      const T x = a[0];                                                                                                \
      WORK_BITS(W, work, work.lanes->scanned, work.dst->data, i, x OPERATOR b[i]);                                     \
    } else {                                                                                                           \
      WORK_BITS(W, work, work.lanes->scanned, work.dst->data, i, a[i] OPERATOR b[i]);                                  \
    }                                                                                                                  \
  }

#define COMPARE_LANES(LETTER, T, W)                                                                                      \
  COMPARE(EQ_##LETTER, T, W, ==)                                                                                          \
  COMPARE(NE_##LETTER, T, W, !=)                                                                                          \
  COMPARE(LT_##LETTER, T, W, <)                                                                                           \
  COMPARE(LE_##LETTER, T, W, <=)

COMPARE_LANES(D, int32_t, uint32_t)
COMPARE_LANES(I, int64_t, uint64_t)
COMPARE_LANES(F, double, uint64_t)

KERNEL(EQ_B) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  Mask *out = work.dst->data;
  for (uint32_t w = 0; w < mask_words(work.n); w++) out->words[w] = ~(bits_word(&work.a, w) ^ bits_word(&work.b, w));
}

KERNEL(NE_B) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  Mask *out = work.dst->data;
  for (uint32_t w = 0; w < mask_words(work.n); w++) out->words[w] = bits_word(&work.a, w) ^ bits_word(&work.b, w);
}

KERNEL(KNOWN) {
  Work work;
  work_begin_plain(&work, vm, instr, 1);
  Mask *out = work.dst->data;
  for (uint32_t w = 0; w < mask_words(work.n); w++) out->words[w] = known_word(&work.a, w);
}

/* A set whose numbers lie close together is one word; less so, a byte a number; else it is searched. */
#define IN_INTEGERS(ID, T, W, MEMBER)                                                                                  \
  HOT KERNEL(ID) {                                                                                                     \
    Work work;                                                                                                         \
    if (!work_begin(&work, vm, instr, 1)) return;                                                                      \
    const SetIndex *set = set_index(vm, instr);                                                                        \
    if (!set) return;                                                                                                  \
    const T *a = work.a.MEMBER;                                                                                        \
    const int64_t least = set->least;                                                                                  \
    const uint64_t span = set->span;                                                                                   \
    if (span - 1 < 8 * sizeof(W)) {                                                                                    \
      const W word = (W)set->word, from = (W)least;                                                                    \
      WORK_BITS(W, work, work.lanes->scanned, work.dst->data, i, WORD_HAS(W, word, (W)a[i] - from));                   \
    } else if (set->bits) {                                                                                            \
      const uint8_t *bits = set->bits;                                                                                 \
      WORK_BITS(W, work, work.lanes->dense, work.dst->data, i, set_has_bit(bits, least, span, a[i]));                  \
    } else {                                                                                                           \
      WORK_BITS(W, work, work.lanes->dense, work.dst->data, i, set_has_int(set, a[i]));                                \
    }                                                                                                                  \
  }

IN_INTEGERS(IN_D, int32_t, uint32_t, i32)
IN_INTEGERS(IN_I, int64_t, uint64_t, i64)

KERNEL(IN_F) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  const SetIndex *set = set_index(vm, instr);
  if (!set) return;
  const double *a = work.a.f64;
  WORK_BITS(uint64_t, work, work.lanes->dense, work.dst->data, i, set_has_number(set, a[i]));
}
