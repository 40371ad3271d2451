/* Batch: what a store yields: up to BATCH_SIZE records as typed columns, in the order of the program's columns. */
#ifndef CIBLE_DATA_BATCH_H
#define CIBLE_DATA_BATCH_H

#include "runtime/data/fault.h"
#include "runtime/data/vector.h"

typedef struct BatchColumn {
  Vector vec;
  const uint8_t *fault; /* NULL: no stored value of this batch is a fault. Else a Fault a lane (such lanes are not known). */
} BatchColumn;

typedef struct Batch {
  uint32_t count;       /* records, 1..BATCH_SIZE */
  Vector key;           /* INTEGER or TEXT, always known */
  BatchColumn *columns; /* one for each of the program's subject columns, in their order */
} Batch;

#endif
