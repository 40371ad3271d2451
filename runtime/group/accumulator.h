/* Accumulator: one aggregate of one slot while its rows go by. Rows are added in their order, in one thread; how they are cut into
 * calls never shows.
 *
 * Sums of integers and money are exact whatever happens on the way. Sums of numbers are compensated (Neumaier) in the rows' order,
 * so an owner's rows give the same bits wherever they stand among others'. A result that does not fit is unknown and a fault. */
#ifndef CIBLE_GROUP_ACCUMULATOR_H
#define CIBLE_GROUP_ACCUMULATOR_H

#include "runtime/code/aggregate.h"
#include "runtime/data/fault.h"
#include "runtime/data/slot_values.h"

typedef struct AccumulatorSpec {
  Aggregate function; /* any that is not kept as ORDER */
  Kind value;         /* of the values added; of no meaning for COUNT and EXISTS */
  Kind by;            /* FIRST, LAST: of what they go by */
  double argument;    /* QUANTILE: 0..1 */
} AccumulatorSpec;

typedef struct Accumulator Accumulator;

/* NULL where memory is out. */
Accumulator *accumulator_new(const Alloc *alloc, const AccumulatorSpec *spec);
void accumulator_free(Accumulator *acc); /* NULL is let be */
/* The kind of its results: BOOLEAN of EXISTS, INTEGER of COUNT and COUNT_DISTINCT, MONEY or NUMBER of AVERAGE, MEDIAN and QUANTILE,
 * else that of the values. */
Kind accumulator_kind(const AccumulatorSpec *spec);
/* Room for as many owners, so that a known number takes no more than it needs. */
MUST_CHECK bool accumulator_reserve(Accumulator *acc, uint32_t owners);

/* Adds the rows of `lanes` (NULL: all n): row i to owner ordinals[i]; rows of ORDINAL_NONE are left out. `ordinals` NULL: all rows
 * are owner 0's. `value` (and `by` for FIRST and LAST) of the spec's kinds; rows in which one is unknown are left out. COUNT and
 * EXISTS look at neither. False where memory is out: the accumulator is then only good for freeing. */
MUST_CHECK bool accumulator_add(Accumulator *acc, const uint32_t *ordinals, const Vector *value, const Vector *by,
                                const Mask *lanes, uint32_t n);

/* The results of owners 0..count-1 (every ordinal added is below count); of an owner without rows COUNT, COUNT_DISTINCT and SUM are
 * 0, EXISTS is false, all else is unknown. `out` need not be made ready; the caller frees it, whatever is returned. Once only. */
MUST_CHECK bool accumulator_finish(Accumulator *acc, uint32_t count, SlotValues *out);

/* After finishing: the owners whose result does not fit (those are unknown), ascending; lives as long as the accumulator. */
typedef struct AccumulatorFaults {
  const uint32_t *ordinals;
  uint32_t count;
  Fault fault; /* OVERFLOW of integers and money, OUT_OF_RANGE of numbers */
} AccumulatorFaults;
AccumulatorFaults accumulator_faults(const Accumulator *acc);

#endif
