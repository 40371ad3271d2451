/* Sequence: whether an owner's rows can be chosen that follow the steps of a `sequence(…)`.
 *
 * Different rows are chosen, one for each step that is not `no`, each meeting its condition, none earlier than the one chosen for the
 * step before and at most the step's time later. A `no` step holds where no further row, that is none but those chosen for the steps
 * before it, from the time of the last of these to the end of its own time meets its condition, and that end is before today; without
 * a time: none ever since. An end beyond the calendar bounds nothing, and is not before today. */
#ifndef CIBLE_GROUP_SEQUENCE_H
#define CIBLE_GROUP_SEQUENCE_H

#include "runtime/code/program.h"
#include "runtime/data/slot_values.h"

enum { SEQUENCE_STEPS_MOST = 64 };

typedef struct Sequence Sequence;

/* 1..SEQUENCE_STEPS_MOST steps (borrowed), the first not `no`; `time` is DATE or DATETIME. NULL where memory is out. */
Sequence *sequence_new(const Alloc *alloc, const ProgramStep *steps, uint32_t step_count, Kind time);
void sequence_free(Sequence *sequence); /* NULL is let be */

/* Adds the rows of `lanes` (NULL: all n), in any order: row i to owner ordinals[i] (NULL: all to owner 0; ORDINAL_NONE: left out).
 * conditions[s], BOOLEAN, says where step s is met. Rows without a known time are left out. False where memory is out. */
MUST_CHECK bool sequence_add(Sequence *sequence, const uint32_t *ordinals, const Vector *time, const Vector *const *conditions,
                             const Mask *lanes, uint32_t n);

/* BOOLEAN, always known, for owners 0..count-1 (every ordinal added is below count). `today` is a DATE. `out` need not be made ready;
 * the caller frees it, whatever is returned. Once only. False where memory is out. */
MUST_CHECK bool sequence_finish(Sequence *sequence, uint32_t count, int32_t today, SlotValues *out);

#endif
