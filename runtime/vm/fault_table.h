/* FaultTable: what faults a run met, by place and kind, with the lowest keys. One a VM; merged at the end, so that neither
 * threads nor batches show in it. */
#ifndef CIBLE_VM_FAULT_TABLE_H
#define CIBLE_VM_FAULT_TABLE_H

#include "runtime/base/status.h"
#include "runtime/base/span.h"
#include "runtime/data/batch.h"
#include "runtime/vm/record_set.h"

enum { FAULT_KEYS = 3 };

struct BatchPlace;

typedef struct FaultRow {
  uint32_t unit;     /* whose records */
  bool of_constants; /* met by the prologue, once a VM */
  Span place;
  Fault kind;
  uint64_t count; /* records */
  uint32_t key_count;
  Value keys[FAULT_KEYS]; /* the lowest, ascending; texts owned by the table */
  Mask seen;              /* of this batch: a record counts once a place */
  RecordSet records;      /* where the table keeps them: all of them */
} FaultRow;

typedef struct FaultTable {
  Arena arena;
  FaultRow **rows; /* in no order until fault_table_sort */
  uint32_t count, size;
  uint64_t total;
  bool counted_before; /* what is added now has been counted in an earlier batch: it is only noted as seen in this one */
  uint32_t unit;     /* of the records that are added */
  bool keep_records; /* of several passes over the same records: each counts a record once, and so does their merging */
} FaultTable;

void fault_table_init(FaultTable *table, const Alloc *alloc);
void fault_table_free(FaultTable *table);
/* A new batch begins: records may be counted again. */
void fault_table_batch(FaultTable *table);
/* Counts the lanes of `lanes` (among the first n of the batch) at that place, those not yet counted in this batch.
 * Without a batch (the prologue): counted once, with no key. Where memory is out, the arena's `failed` says so. `at` says which
 * records they are, for a table that keeps them; may be NULL. */
void fault_table_add(FaultTable *table, Span place, Fault kind, const Mask *lanes, const Batch *batch,
                     const struct BatchPlace *at);
/* Counts so many records at once, of which no more is known. */
void fault_table_count(FaultTable *table, uint32_t unit, Span place, Fault kind, uint64_t count);
/* Adds what `from` holds; of a table that keeps its records, only records that are not counted at that place yet. */
void fault_table_merge(FaultTable *table, const FaultTable *from);
/* Adds what `from` holds of places and kinds that the table has none of. */
void fault_table_merge_new(FaultTable *table, const FaultTable *from);
/* By place, then kind. */
void fault_table_sort(FaultTable *table);

#endif
