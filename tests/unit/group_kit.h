/* For the tests of runtime/group: repeatable random values, and vectors made of them. */
#ifndef CIBLE_TESTS_UNIT_GROUP_KIT_H
#define CIBLE_TESTS_UNIT_GROUP_KIT_H

#include <check.h>
#include <stdio.h>

#include "runtime/data/slot_values.h"

/* SplitMix64. */
static inline uint64_t kit_random(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}
static inline uint32_t kit_below(uint64_t *state, uint32_t n) { return (uint32_t)(kit_random(state) % n); }

static inline Str kit_text(uint64_t *state) {
  static const char *const texts[] = {"", "a", "ab", "abcdefgh", "abcdefghi", "abcdefghj", "b", "zz", "\xc3\xa9t\xc3\xa9", "abcdefgh\x01"};
  return str_from(texts[kit_below(state, sizeof texts / sizeof *texts)]);
}

/* One in `unknown` (0: none) is unknown; most are small, so that there are ties. */
static inline Value kit_value(uint64_t *state, Kind kind, uint32_t unknown) {
  Value value = {.kind = kind, .known = !unknown || kit_below(state, unknown) != 0};
  int64_t few = (int64_t)kit_below(state, 21) - 10;
  switch (kind_lane(kind)) {
  case LANE_BITS: value.truth = few > 0; break;
  case LANE_I32: value.i32 = kind == KIND_CODE ? (int32_t)few + 10 : (int32_t)few * 31; break;
  case LANE_I64: value.i64 = few * (kit_below(state, 4) ? 7 : INT64_C(123456789012)); break;
  case LANE_F64: value.f64 = few == 0 ? 0.0 : (double)few / 7 * (kit_below(state, 4) ? 1 : 1e12); break;
  case LANE_STR: value.str = kit_text(state); break;
  }
  return value;
}

/* Up to BATCH_SIZE values as a vector. */
typedef struct KitVector {
  Vector vec;
  SlotRoom room;
} KitVector;

static inline const Vector *kit_vector(KitVector *kit, Kind kind, const Value *values, uint32_t n) {
  kit->vec = (Vector){.kind = kind, .data = kit->room.i64};
  memset(&kit->room, 0, sizeof kit->room);
  for (uint32_t i = 0; i < n; i++) {
    if (values[i].known) mask_set(&kit->room.valid, i);
    else kit->vec.valid = &kit->room.valid;
    switch (kind_lane(kind)) {
    case LANE_BITS:
      if (values[i].truth) mask_set(&kit->room.bits, i);
      break;
    case LANE_I32: kit->room.i32[i] = values[i].i32; break;
    case LANE_I64: kit->room.i64[i] = values[i].i64; break;
    case LANE_F64: kit->room.f64[i] = values[i].f64; break;
    case LANE_STR: kit->room.str[i] = values[i].str; break;
    }
  }
  return &kit->vec;
}

static inline bool kit_same(Value a, Value b) {
  if (a.kind != b.kind || a.known != b.known) return false;
  if (!a.known) return true;
  switch (kind_lane(a.kind)) {
  case LANE_BITS: return a.truth == b.truth;
  case LANE_I32: return a.i32 == b.i32;
  case LANE_I64: return a.i64 == b.i64;
  case LANE_F64: return memcmp(&a.f64, &b.f64, sizeof a.f64) == 0;
  case LANE_STR: return str_equal(a.str, b.str);
  }
  return false;
}

/* < 0, 0, > 0 of two known values of one kind. */
static inline int kit_compare(Value a, Value b) {
  switch (kind_lane(a.kind)) {
  case LANE_BITS: return (int)a.truth - (int)b.truth;
  case LANE_I32: return (a.i32 > b.i32) - (a.i32 < b.i32);
  case LANE_I64: return (a.i64 > b.i64) - (a.i64 < b.i64);
  case LANE_F64: return (a.f64 > b.f64) - (a.f64 < b.f64);
  case LANE_STR: return str_compare(a.str, b.str);
  }
  return 0;
}

static inline Value kit_int(int64_t x) { return (Value){.kind = KIND_INTEGER, .known = true, .i64 = x}; }
static inline Value kit_money(int64_t x) { return (Value){.kind = KIND_MONEY, .known = true, .i64 = x}; }
static inline Value kit_number(double x) { return (Value){.kind = KIND_NUMBER, .known = true, .f64 = x}; }
static inline Value kit_unknown(Kind kind) { return (Value){.kind = kind}; }

#endif
