/* SPDX-License-Identifier: MIT */
#include "runtime/code/image_reader.h"

static const unsigned char *take(Reader *r, uint32_t n) {
  if (r->failed || n > r->bytes.n - r->at) {
    r->failed = true;
    return NULL;
  }
  const unsigned char *p = (const unsigned char *)r->bytes.p + r->at;
  r->at += n;
  return p;
}

static uint64_t get_uint(Reader *r, uint32_t size) {
  const unsigned char *p = take(r, size);
  uint64_t v = 0;
  for (uint32_t i = 0; p && i < size; i++) v |= (uint64_t)p[i] << (8 * i);
  return v;
}

uint8_t reader_u8(Reader *r) { return (uint8_t)get_uint(r, 1); }
uint16_t reader_u16(Reader *r) { return (uint16_t)get_uint(r, 2); }
uint32_t reader_u32(Reader *r) { return (uint32_t)get_uint(r, 4); }
uint64_t reader_u64(Reader *r) { return get_uint(r, 8); }

double reader_f64(Reader *r) {
  uint64_t bits = reader_u64(r);
  double v;
  memcpy(&v, &bits, sizeof v);
  return v;
}

uint8_t reader_enum(Reader *r, uint8_t count) {
  uint8_t v = reader_u8(r);
  if (v < count) return v;
  r->failed = true;
  return 0;
}

bool reader_bool(Reader *r) { return reader_enum(r, 2); }
Kind reader_kind(Reader *r) { return (Kind)reader_enum(r, KIND_COUNT); }

Str reader_str(Reader *r) {
  uint32_t n = reader_u32(r);
  const unsigned char *p = take(r, n);
  Str copy = p ? arena_str(r->arena, (Str){(const char *)p, n}) : STR("");
  return copy.p ? copy : STR("");
}

Span reader_span(Reader *r) {
  uint32_t from = reader_u32(r);
  return (Span){from, reader_u32(r)};
}

uint32_t reader_count(Reader *r, uint32_t least) {
  uint32_t count = reader_u32(r);
  if (count <= (r->bytes.n - r->at) / least) return count;
  r->failed = true;
  return 0;
}

Labels reader_labels(Reader *r) {
  uint32_t count = reader_count(r, 4);
  Str *names = ARENA_ARRAY(r->arena, Str, count);
  if (!names) return (Labels){0};
  for (uint32_t i = 0; i < count; i++) names[i] = reader_str(r);
  return (Labels){names, count};
}

Value reader_value(Reader *r) {
  Value value = {.kind = reader_kind(r)};
  value.known = reader_bool(r);
  if (!value.known) return value;
  switch (kind_lane(value.kind)) {
  case LANE_BITS: value.truth = reader_bool(r); break;
  case LANE_I32: value.i32 = (int32_t)reader_u32(r); break;
  case LANE_I64: value.i64 = (int64_t)reader_u64(r); break;
  case LANE_F64: value.f64 = reader_f64(r); break;
  case LANE_STR: value.str = reader_str(r); break;
  }
  return value;
}
