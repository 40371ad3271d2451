/* RowStore: rows of a run kept in memory: what a part has found until its turn comes, and all rows where they are wanted in
 * another order than the key's. Owns copies of all texts. */
#ifndef CIBLE_EXEC_ROW_STORE_H
#define CIBLE_EXEC_ROW_STORE_H

#include "runtime/base/arena.h"
#include "runtime/data/vector.h"

typedef union RowLanes {
  Mask bits;
  int32_t i32[BATCH_SIZE];
  int64_t i64[BATCH_SIZE];
  double f64[BATCH_SIZE];
  Str str[BATCH_SIZE];
} RowLanes;

/* Up to BATCH_SIZE rows. vecs[0] is the key, then come the columns. */
typedef struct RowBlock {
  uint32_t count;
  Vector *vecs;
  Mask *valid;
  RowLanes **lanes;
} RowBlock;

typedef struct RowStore {
  Arena arena;
  uint32_t width; /* columns, the key among them */
  RowBlock **blocks;
  uint32_t count, size; /* of blocks; all but the last are full */
} RowStore;

void row_store_init(RowStore *rows, const Alloc *alloc, uint32_t width);
void row_store_free(RowStore *rows);
/* Adds the rows of `lanes`; `vecs` has `width` members. False where memory is out. */
bool row_store_add(RowStore *rows, const Vector *const *vecs, const Mask *lanes, uint32_t n) __attribute__((warn_unused_result));
uint64_t row_store_count(const RowStore *rows);

/* By which column rows are sorted; unknown values last, equal ones by key; labels in their declared order. */
typedef struct RowOrder {
  uint32_t column;
  bool descending;
} RowOrder;
/* Puts the rows in order and keeps the first `limit` (0: all). False where memory is out. */
bool row_store_sort(RowStore *rows, const RowOrder *order, uint64_t limit) __attribute__((warn_unused_result));

#endif
