/* SPDX-License-Identifier: MIT */
#include "runtime/kept/kept_mix.h"

void mix_begin(KeptMix *mix, const char *what) {
  mix->unkeyed = false;
  SHA256Init(&mix->sum);
  mix_str(mix, str_from(what));
}

KeptKey mix_end(KeptMix *mix) {
  KeptKey key;
  SHA256Final(key.bytes, &mix->sum);
  return mix->unkeyed ? (KeptKey){{0}} : key;
}

void mix_number(KeptMix *mix, uint64_t number) { SHA256Update(&mix->sum, (const uint8_t *)&number, sizeof number); }

void mix_bytes(KeptMix *mix, const void *bytes, size_t n) {
  mix_number(mix, n);
  if (n) SHA256Update(&mix->sum, bytes, n);
}

void mix_str(KeptMix *mix, Str text) { mix_bytes(mix, text.p, text.n); }

void mix_value(KeptMix *mix, const Value *value) {
  mix_number(mix, value->kind);
  mix_number(mix, value->known);
  if (!value->known) return;
  switch (kind_lane(value->kind)) {
  case LANE_BITS: mix_number(mix, value->truth); break;
  case LANE_I32: mix_number(mix, (uint32_t)value->i32); break;
  case LANE_I64: mix_number(mix, (uint64_t)value->i64); break;
  case LANE_F64: mix_bytes(mix, &value->f64, sizeof value->f64); break; /* 0 and -0 are two */
  case LANE_STR: mix_str(mix, value->str); break;
  }
}

void mix_labels(KeptMix *mix, Labels labels) {
  mix_number(mix, labels.count);
  for (uint32_t i = 0; i < labels.count; i++) mix_str(mix, labels.names[i]);
}

void mix_key(KeptMix *mix, const KeptKey *key) {
  mix->unkeyed |= kept_key_is_none(key);
  mix_bytes(mix, key->bytes, sizeof key->bytes);
}
