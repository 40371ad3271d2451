/* What the files of the sequence share; nobody else includes it.
 *
 * The steps that choose a row are *picks*, numbered from 0. A row is a time and a mask of the conditions that it meets: bit p for pick
 * p, and above the picks one bit for each `no` step, in their order: those that stand behind pick p are bits first_no[p] up to
 * first_no[p + 1].
 *
 * Rows of one time may take the steps' places in any order, so an owner is walked time by time. At each time some run of picks a..b may
 * be chosen, a's forerunner at an earlier time: a matching of these picks to the rows of that time. */
#ifndef CIBLE_GROUP_SEQUENCE_PARTS_H
#define CIBLE_GROUP_SEQUENCE_PARTS_H

#include "runtime/group/bag.h"
#include "runtime/group/sequence.h"

enum { PICK_NONE = UINT8_MAX };

struct Sequence {
  const Alloc *alloc;
  const ProgramStep *steps;
  uint32_t step_count;
  Kind time;
  Bag bag; /* times as sort keys, masks */
  uint32_t pick_count;
  uint8_t bit_of_step[SEQUENCE_STEPS_MOST];
  uint8_t step_of_bit[SEQUENCE_STEPS_MOST];
  uint8_t first_no[SEQUENCE_STEPS_MOST + 1];
};

/* Bits from .. to-1, to <= 64. */
static inline uint64_t bit_range(uint32_t from, uint32_t to) {
  uint64_t below = to >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << to) - 1;
  return from >= 64 ? 0 : below >> from << from;
}
/* The `no` steps behind picks a..b. */
static inline uint64_t nos_behind(const Sequence *s, uint32_t a, uint32_t b) {
  return bit_range(s->first_no[a], s->first_no[b + 1]);
}

/* The rows of one owner, by time, and room for as many to match them in. */
typedef struct SequenceRows {
  size_t count;
  const int64_t *times;
  const uint64_t *masks;
  uint8_t *pick_of, *from; /* room */
} SequenceRows;

/* Which runs of picks from `a` on can be chosen among rows first .. end-1, all of one time: bit b where a..b can, each pick by a row of
 * its own, so that every row which a `no` step behind some pick p of a..b speaks of is chosen for a..p. */
uint64_t sequence_match(const Sequence *s, const SequenceRows *rows, size_t first, size_t end, uint32_t a);

/* Can rows be chosen that follow all steps? */
bool sequence_holds(const Sequence *s, const SequenceRows *rows, int32_t today);

#endif
