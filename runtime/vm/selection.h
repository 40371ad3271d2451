/* Selection: the lanes that an instruction computes. They form a stack: WHERE and CALL push a narrower one, END and the end
 * of a block go back. */
#ifndef CIBLE_VM_SELECTION_H
#define CIBLE_VM_SELECTION_H

#include "runtime/data/mask.h"

typedef struct Selection {
  Mask mask;      /* bits at and behind the batch's end are clear */
  uint32_t count; /* lanes selected */
  bool dense;     /* computing every lane is cheaper than looking for the selected ones */
  bool scanned;   /* so is comparing every lane, which is cheaper still */
} Selection;

/* Dense from an eighth of the lanes on, compared in all from a sixty-fourth. */
enum { DENSE_SHARE = 8, SCAN_SHARE = 64 };

/* Completes a selection whose mask is set. */
static inline void selection_measure(Selection *selection, uint32_t n) {
  uint32_t count = 0;
  for (uint32_t w = 0; w < mask_words(n); w++) count += (uint32_t)__builtin_popcountll(selection->mask.words[w]);
  selection->count = count;
  selection->dense = count * DENSE_SHARE >= n;
  selection->scanned = count * SCAN_SHARE >= n;
}

#endif
