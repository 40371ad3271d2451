/* MixedColumn: one column of a batch put together of records from several places: kept blocks, and rows that were read anew. */
#ifndef CIBLE_SNAPSHOT_MIXED_COLUMN_H
#define CIBLE_SNAPSHOT_MIXED_COLUMN_H

#include "runtime/base/status.h"
#include "runtime/snapshot/column_block.h"

typedef struct MixedColumn {
  Kind kind;
  uint32_t count;      /* lanes so far */
  bool any, coded;     /* of texts: some are there; they are codes of `dict` */
  bool all_known, faulted;
  BlockRoom room;
  uint8_t faults[BATCH_SIZE];
  Arena texts;         /* of rows that were read */
  Dict dict;           /* that of the kept blocks, and behind it texts that were read */
  bool has_dict;
  const Dict *of;      /* the dictionary of codes … */
  int32_t *codes;      /* … by these: in `dict`; -1: not asked yet */
  uint32_t code_count;
} MixedColumn;

/* `kept`: the dictionary of its kept blocks; NULL where they have none. It is copied: another may grow while this one is read. To be
 * freed whatever is returned; false where memory is out. */
MUST_CHECK bool mixed_column_init(MixedColumn *column, Kind kind, const Dict *kept, const Alloc *alloc);
void mixed_column_free(MixedColumn *column);
void mixed_column_begin(MixedColumn *column);
/* Adds lanes behind those that are there. `is_kept`: of a kept block; codes are then of the dictionary of such. False where memory is out. */
MUST_CHECK bool mixed_column_add(MixedColumn *column, const BatchColumn *from, uint32_t lane, uint32_t count, bool is_kept);
/* The column; its lanes are here until it begins again. */
BatchColumn mixed_column_view(const MixedColumn *column);

/* Is a lane known of one alone, or another fault? */
bool known_differs(const BatchColumn *a, const BatchColumn *b, uint32_t lane);
/* Is a lane of one not what it is of the other, in value or fault? */
bool lanes_differ(const BatchColumn *a, const BatchColumn *b, uint32_t lane);

#endif
