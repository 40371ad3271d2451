/* Sort keys: values of every kind but text as 64 bits that order (unsigned) as the values do, and back. */
#ifndef CIBLE_GROUP_SORT_KEY_H
#define CIBLE_GROUP_SORT_KEY_H

#include "runtime/data/vector.h"

#define SORT_KEY_SIGN ((uint64_t)1 << 63)

static inline uint64_t sort_key_of_int(int64_t x) { return (uint64_t)x ^ SORT_KEY_SIGN; }
static inline int64_t sort_key_int(uint64_t key) { return (int64_t)(key ^ SORT_KEY_SIGN); }

/* Finite, never -0.0: equal keys are equal numbers. */
static inline uint64_t sort_key_of_number(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits & SORT_KEY_SIGN ? ~bits : bits | SORT_KEY_SIGN;
}
static inline double sort_key_number(uint64_t key) {
  uint64_t bits = key & SORT_KEY_SIGN ? key ^ SORT_KEY_SIGN : ~key;
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* Of a known lane of any kind but TEXT; of a constant vector, give lane 0. */
static inline uint64_t sort_key_at(const Vector *v, uint32_t lane) {
  switch (kind_lane(v->kind)) {
  case LANE_BITS: return mask_get(v->bits, lane);
  case LANE_I32: return sort_key_of_int(v->i32[lane]);
  case LANE_I64: return sort_key_of_int(v->i64[lane]);
  case LANE_F64: return sort_key_of_number(v->f64[lane]);
  case LANE_STR: break;
  }
  return 0;
}

static inline Value sort_key_value(Kind kind, uint64_t key) {
  Value value = {.kind = kind, .known = true};
  switch (kind_lane(kind)) {
  case LANE_BITS: value.truth = key != 0; break;
  case LANE_I32: value.i32 = (int32_t)sort_key_int(key); break;
  case LANE_I64: value.i64 = sort_key_int(key); break;
  case LANE_F64: value.f64 = sort_key_number(key); break;
  case LANE_STR: value.known = false; break;
  }
  return value;
}

#endif
