/* SPDX-License-Identifier: MIT */
#include "runtime/data/vector.h"

#include "runtime/data/dict.h"

Value vector_get(const Vector *v, uint32_t lane) {
  if (v->constant) lane = 0;
  Value value = {.kind = v->kind, .known = vector_known(v, lane)};
  if (!value.known) return value;
  switch (kind_lane(v->kind)) {
  case LANE_BITS: value.truth = mask_get(v->bits, lane); break;
  case LANE_I32: value.i32 = v->i32[lane]; break;
  case LANE_I64: value.i64 = v->i64[lane]; break;
  case LANE_F64: value.f64 = v->f64[lane]; break;
  case LANE_STR: value.str = v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane]; break;
  }
  return value;
}
