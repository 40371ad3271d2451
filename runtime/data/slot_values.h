/* SlotValues: the finished values of one slot, by ordinal; also how a definition's values are kept for a later pass.
 * Owns all that it points at, texts too. Reading is free of locks: threads may share one that nobody adds to any more. */
#ifndef CIBLE_DATA_SLOT_VALUES_H
#define CIBLE_DATA_SLOT_VALUES_H

#include "runtime/base/arena.h"
#include "runtime/base/status.h"
#include "runtime/data/vector.h"

enum { ORDINAL_NONE = UINT32_MAX }; /* a row without an owner; a record in no group */

typedef struct SlotValues {
  const Alloc *alloc;
  Kind kind;
  bool single;         /* ordinal 0 stands for all (a slot without an owner) */
  uint32_t count;      /* ordinals */
  uint32_t size;       /* room, in ordinals */
  uint32_t known_size; /* room of `known`, in ordinals */
  uint64_t *known;     /* a bit an ordinal; NULL: all are known */
  union {
    void *data;
    uint64_t *bits; /* LANE_BITS: a bit an ordinal */
    int32_t *i32;
    int64_t *i64;
    double *f64;
    Str *str; /* in `texts` */
  };
  Arena texts;
} SlotValues;

/* The lanes of a batch, where a view cannot stand in place. */
typedef struct SlotRoom {
  Mask valid;
  union {
    Mask bits;
    int32_t i32[BATCH_SIZE];
    int64_t i64[BATCH_SIZE];
    double f64[BATCH_SIZE];
    Str str[BATCH_SIZE];
  };
} SlotRoom;

/* Empty; takes no memory. */
void slot_init(SlotValues *values, const Alloc *alloc, Kind kind);
void slot_free(SlotValues *values);
/* Bytes that the lanes of `count` ordinals take. */
size_t slot_lane_bytes(Kind kind, size_t count);
/* What it takes. */
size_t slot_bytes(const SlotValues *values);
/* Makes it `count` ordinals long; new ones are unknown (their lanes 0). False where memory is out. */
MUST_CHECK bool slot_extend(SlotValues *values, uint32_t count);
/* Room for `count` ordinals in all, so that a known number takes no more than it needs. */
MUST_CHECK bool slot_reserve(SlotValues *values, uint32_t count);
/* Adds n ordinals with the values of a batch; those outside `lanes` (NULL: all are in) are unknown. Texts are copied. */
MUST_CHECK bool slot_append(SlotValues *values, const Vector *vector, const Mask *lanes, uint32_t n);
/* An ordinal below count. Its text is copied. False where memory is out. */
MUST_CHECK bool slot_set(SlotValues *values, uint32_t ordinal, const Value *value);
/* One scalar; unknown for ordinals from count on. Its text is borrowed. */
Value slot_get(const SlotValues *values, uint32_t ordinal);

/* The run of n (at most BATCH_SIZE) ordinals from `first`, in place where that can be; the vector lives as long as `values` and
 * `room`. first + n is at most count. Of a single: one constant vector. */
void slot_view(const SlotValues *values, uint32_t first, uint32_t n, Vector *out, SlotRoom *room);
/* The values of any ordinals; ORDINAL_NONE and ordinals from count on are unknown. */
void slot_gather(const SlotValues *values, const uint32_t *ordinals, uint32_t n, Vector *out, SlotRoom *room);

static inline bool slot_known(const SlotValues *values, uint32_t ordinal) {
  return !values->known || (values->known[ordinal / 64] >> (ordinal % 64) & 1);
}
static inline bool slot_truth(const SlotValues *values, uint32_t ordinal) { /* LANE_BITS: known and true */
  return slot_known(values, ordinal) && (values->bits[ordinal / 64] >> (ordinal % 64) & 1);
}

#endif
