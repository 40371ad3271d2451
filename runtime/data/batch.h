/* Batch: what a store yields: up to BATCH_SIZE records of one table as typed columns. */
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
  bool lasting;         /* texts without a dictionary outlive the batch: as long as the store does */
  /* INTEGER or TEXT, never by a dictionary. Of the subject its key, always known; of a related record the key of what it
   * belongs to: where it is not known or cannot be read, the row belongs to nothing. */
  Vector key;
  /* Of the subject `key`; of a related record that others are related to its own key, always known; else nothing is known. */
  Vector own_key;
  BatchColumn *columns; /* one for each of the table's columns, in their order */
} Batch;

#endif
