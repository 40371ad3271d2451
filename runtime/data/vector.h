/* Vector: one column of a batch, BATCH_SIZE lanes of one kind, or one value for all of them (`constant`). */
#ifndef CIBLE_DATA_VECTOR_H
#define CIBLE_DATA_VECTOR_H

#include "runtime/data/mask.h"
#include "runtime/data/value.h"

struct Dict;

typedef struct Vector {
  Kind kind;
  bool constant;     /* lane 0 (for BITS: bit 0; for `valid`: bit 0) stands for all */
  const Mask *valid; /* NULL: every lane is known. A lane that is not known may hold anything its kind allows. */
  union {
    const void *data;
    const Mask *bits;    /* LANE_BITS */
    const int32_t *i32;  /* LANE_I32; also a text's codes where dict is set */
    const int64_t *i64;  /* LANE_I64 */
    const double *f64;   /* LANE_F64 */
    const Str *str;      /* LANE_STR without dict */
  };
  const struct Dict *dict; /* for TEXT only: i32 holds codes of this dictionary */
} Vector;

/* One lane as a scalar; texts are borrowed from the vector. */
Value vector_get(const Vector *vector, uint32_t lane);

static inline bool vector_known(const Vector *v, uint32_t lane) {
  return !v->valid || mask_get(v->valid, v->constant ? 0 : lane);
}

#endif
