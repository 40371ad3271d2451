/* Lists of ordinals that grow as a table is read. */
#ifndef CIBLE_EXEC_ORDINALS_H
#define CIBLE_EXEC_ORDINALS_H

#include "runtime/base/alloc.h"
#include "runtime/data/slot_values.h"

/* Room for n (at most BATCH_SIZE) behind the `count` that the list has; `size` is its room. False where memory is out, or where
 * there are more records than ordinals. */
static inline bool ordinals_reserve(const Alloc *alloc, uint32_t **list, uint32_t *size, uint32_t count, uint32_t n) {
  if (n >= ORDINAL_NONE - count) return false;
  if (count + n <= *size) return true;
  uint64_t doubled = *size ? (uint64_t)*size * 2 : 4 * BATCH_SIZE;
  uint32_t to = doubled < ORDINAL_NONE ? (uint32_t)doubled : ORDINAL_NONE;
  uint32_t *more = mem_resize(alloc, *list, *size * sizeof *more, to * sizeof *more);
  if (!more) return false;
  *list = more;
  *size = to;
  return true;
}

#endif
