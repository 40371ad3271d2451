/* Batch: what a store yields: up to BATCH_SIZE records of one table as typed columns. A column may come without its values: who looks
 * at lanes asks for them first (batch_read). */
#ifndef CIBLE_DATA_BATCH_H
#define CIBLE_DATA_BATCH_H

#include "runtime/base/status.h"
#include "runtime/data/fault.h"
#include "runtime/data/vector.h"

typedef struct BatchColumn {
  Vector vec;
  const uint8_t *fault; /* NULL: no stored value of this batch is a fault. Else a Fault a lane (such lanes are not known). */
  const Mask *here;     /* the lanes that have been read; others may hold anything their kind allows. NULL: all have been */
} BatchColumn;

/* Who reads what is not here yet. */
typedef struct BatchSource {
  void *self;
  /* Reads that column in at least those lanes (of the batch, bits behind its end clear); vec, fault and here are then new. */
  Status (*read)(void *self, uint32_t column, const Mask *lanes);
  Status failed; /* what it gave, once it was not STATUS_OK: the batch is worth nothing then */
} BatchSource;

typedef struct Batch {
  uint32_t count;       /* records, 1..BATCH_SIZE */
  bool lasting;         /* texts without a dictionary outlive the batch: as long as the store does */
  /* INTEGER or TEXT, never by a dictionary. Of the subject its key, always known; of a related record the key of what it
   * belongs to: where it is not known or cannot be read, the row belongs to nothing. */
  Vector key;
  /* Of the subject `key`; of a related record that others are related to its own key, always known; else nothing is known. */
  Vector own_key;
  BatchColumn *columns; /* one for each of the table's columns, in their order */
  BatchSource *source;  /* NULL: all columns are here */
} Batch;

/* Makes sure that those lanes of a column are here. False where they cannot be read: the source says why. */
static inline bool batch_read(const Batch *batch, uint32_t column, const Mask *lanes) {
  const Mask *here = batch->columns[column].here;
  if (!here) return true;
  uint64_t missing = 0;
  for (uint32_t w = 0; w < mask_words(batch->count); w++) missing |= lanes->words[w] & ~here->words[w];
  BatchSource *source = batch->source;
  if (missing && source->failed == STATUS_OK) source->failed = source->read(source->self, column, lanes);
  return source->failed == STATUS_OK;
}

#endif
