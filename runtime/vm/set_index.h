/* SetIndex: a set of the program made ready for an `in`: a bitmap where its numbers lie close together (codes do), else the
 * numbers in order, or a hash table of texts. Made at an instruction's first run and kept by it. */
#ifndef CIBLE_VM_SET_INDEX_H
#define CIBLE_VM_SET_INDEX_H

#include "runtime/vm/vm_state.h"

enum { SET_SPAN_MOST = 4096 };

typedef struct SetIndex {
  const ProgramSet *set;
  uint8_t *bits; /* a byte for each number from `least` on; NULL where they lie too far apart */
  int64_t least;
  uint64_t span;
  uint64_t word; /* `bits` of the first 64 as bits */
  int64_t *ints;   /* ascending */
  double *numbers; /* ascending */
  uint32_t *slots; /* texts: index in the set + 1, 0 free */
  uint32_t slot_count;
  uint64_t seed;
} SetIndex;

/* Of the instruction's immediate. NULL where memory is out (the VM knows). */
const SetIndex *set_index(Vm *vm, const Instr *instr);
bool set_index_make(SetIndex *index, const ProgramSet *set, Arena *arena);
bool set_has_int(const SetIndex *index, int64_t x);
bool set_has_number(const SetIndex *index, double x);
bool set_has_text(const SetIndex *index, Str text);

static inline bool set_has_bit(const uint8_t *bits, int64_t least, uint64_t span, int64_t x) {
  uint64_t at = (uint64_t)x - (uint64_t)least;
  return at < span && bits[at];
}

#endif
