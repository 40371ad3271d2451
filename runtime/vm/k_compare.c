/* SPDX-License-Identifier: MIT
 * Comparing, and membership of numbers, dates and codes in sets. Texts are in k_text.c. */
#include "runtime/vm/kernel.h"

#include "runtime/vm/set_index.h"

#define COMPARE(ID, T, OPERATOR)                                                                                       \
  HOT KERNEL(ID) {                                                                                                     \
    Work work;                                                                                                         \
    if (!work_begin(&work, vm, instr, 2)) return;                                                                      \
    const T *a = (const T *)work.a.data, *b = (const T *)work.b.data;                                                  \
    if (work.b.constant) {                                                                                             \
      const T y = b[0];                                                                                                \
      WORK_BITS(work, work.dst->data, i, a[i] OPERATOR y);                                                             \
    } else if (work.a.constant) {                                                                                      \
      const T x = a[0];                                                                                                \
      WORK_BITS(work, work.dst->data, i, x OPERATOR b[i]);                                                             \
    } else {                                                                                                           \
      WORK_BITS(work, work.dst->data, i, a[i] OPERATOR b[i]);                                                          \
    }                                                                                                                  \
  }

#define COMPARE_LANES(LETTER, T)                                                                                       \
  COMPARE(EQ_##LETTER, T, ==)                                                                                          \
  COMPARE(NE_##LETTER, T, !=)                                                                                          \
  COMPARE(LT_##LETTER, T, <)                                                                                           \
  COMPARE(LE_##LETTER, T, <=)

COMPARE_LANES(D, int32_t)
COMPARE_LANES(I, int64_t)
COMPARE_LANES(F, double)

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

HOT KERNEL(IN_D) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  const SetIndex *set = set_index(vm, instr);
  if (!set) return;
  const int32_t *a = work.a.i32;
  if (set->bits) {
    const int64_t least = set->least;
    const uint64_t span = set->span;
    const uint8_t *bits = set->bits;
    WORK_BITS(work, work.dst->data, i, set_has_bit(bits, least, span, a[i]));
  } else {
    WORK_BITS(work, work.dst->data, i, set_has_int(set, a[i]));
  }
}

HOT KERNEL(IN_I) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  const SetIndex *set = set_index(vm, instr);
  if (!set) return;
  const int64_t *a = work.a.i64;
  if (set->bits) {
    const int64_t least = set->least;
    const uint64_t span = set->span;
    const uint8_t *bits = set->bits;
    WORK_BITS(work, work.dst->data, i, set_has_bit(bits, least, span, a[i]));
  } else {
    WORK_BITS(work, work.dst->data, i, set_has_int(set, a[i]));
  }
}

KERNEL(IN_F) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  const SetIndex *set = set_index(vm, instr);
  if (!set) return;
  const double *a = work.a.f64;
  WORK_BITS(work, work.dst->data, i, set_has_number(set, a[i]));
}
