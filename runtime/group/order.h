/* Order: a population ranked by one value, the highest first, equal ones by ordinal (which is by key). Every rank, percent rank,
 * running share and cut of the same value among the same records comes from one. */
#ifndef CIBLE_GROUP_ORDER_H
#define CIBLE_GROUP_ORDER_H

#include "runtime/code/program.h"
#include "runtime/data/slot_values.h"

typedef struct OrderInput {
  const SlotValues *values;  /* of INTEGER, NUMBER, MONEY, TEXT, DATE, DATETIME, by ordinal */
  const SlotValues *members; /* BOOLEAN: who takes part; NULL: all */
  const uint32_t *groups;    /* of `per K`, by ordinal: numbered from 0 without great gaps, each ranked on its own; ORDINAL_NONE: in
                              * none, and so outside. NULL: all are in one */
  const ProgramCut *cuts;    /* NULL: the order is good for all below; else for order_cut by rank with these alone */
  uint32_t cut_count;
  uint32_t threads;          /* that work at it together, the calling one among them; 0 is 1. They never show */
} OrderInput;

/* Those that take part with a known value, group by group. */
typedef struct Order {
  const Alloc *alloc;
  OrderInput input; /* borrowed: must outlive the order */
  uint32_t count;
  uint32_t *ordinals; /* in rank order */
  uint64_t *keys;     /* equal where values are equal; of numeric values, their sort_key with all bits turned */
  uint64_t *ranked;   /* a bit an ordinal: is it among these? NULL: all are */
  uint32_t *spare_ordinals; /* room that sorting took: where all are ranked, it becomes that of what comes out; NULL once it has … */
  uint64_t *spare_keys;     /* … likewise */
  uint32_t *starts;   /* by piece of the population: how many are ranked before it; NULL where all are */
} Order;

/* False where memory is out. The caller frees it, whatever is returned. */
MUST_CHECK bool order_make(Order *order, const Alloc *alloc, const OrderInput *input);
void order_free(Order *order);

/* Each makes `out` as long as the input's values and unknown for all that the order leaves out; the caller frees it, whatever is
 * returned. False where memory is out. */
MUST_CHECK bool order_rank(Order *order, SlotValues *out);         /* INTEGER: 1 is highest; ties share the lowest number */
MUST_CHECK bool order_percent_rank(Order *order, SlotValues *out); /* NUMBER: (known with a lower value) / (n - 1); alone 1 */
/* NUMBER: share of the total held by this record and all above it. Negative values count as 0; unknown where the total is 0. Of
 * integers and money exact until the division (in doubles), of numbers sums compensated in rank order. */
MUST_CHECK bool order_running_share(Order *order, SlotValues *out);

/* CODE: the label of the class of each record that takes part; those with an unknown value are of the rest; those outside, or in no
 * group, unknown. The last cut is the rest.
 * By rank: class i ends at (counts up to i) + ceil(n * (shares up to i)), in exact arithmetic. By share (cuts without counts): a
 * record is of the first class for which what is held by those above it is under (shares up to i) * total: exactly for integers and
 * money; of numbers the sums are compensated in rank order and the product is rounded once. A negative value is of the rest. */
MUST_CHECK bool order_cut(Order *order, const ProgramCut *cuts, uint32_t cut_count, bool by_share, SlotValues *out);

#endif
