/* SPDX-License-Identifier: MIT
 * From the highest digit down: what shares its highest digits lies together after a pass or two, small enough for the nearest
 * caches, and is finished there. Digits begin at the highest bit in which the keys at hand differ. */
#include "runtime/group/radix_parts.h"

#include <string.h>

#include "runtime/base/hot.h"

enum {
  FEW = 32,        /* up to here, insertion is faster */
  SOME = 1024,     /* up to here, small digits are */
  SMALL_DIGIT = 5, /* bits */
};

static void insertion_sort(Lane lane, size_t n) {
  uint64_t *keys = lane.keys;
  uint32_t *with = lane.with;
  for (size_t i = 1; i < n; i++) {
    uint64_t key = keys[i];
    uint32_t along = with ? with[i] : 0;
    size_t at = i;
    for (; at > 0 && keys[at - 1] > key; at--) {
      keys[at] = keys[at - 1];
      if (with) with[at] = with[at - 1];
    }
    keys[at] = key;
    if (with) with[at] = along;
  }
}

void lane_copy(Lane to, Lane from, size_t n) {
  memcpy(to.keys, from.keys, n * sizeof *to.keys);
  if (to.with) memcpy(to.with, from.with, n * sizeof *to.with);
}

HOT uint64_t radix_differing_bits(const uint64_t *keys, size_t n) {
  const uint64_t first = keys[0];
  uint64_t bits = 0;
  for (size_t i = 0; i < n; i++) bits |= keys[i] ^ first;
  return bits;
}

void radix_count(Lane from, size_t n, uint32_t shift, uint32_t digit, size_t *counts) {
  const size_t values = (size_t)1 << digit;
  memset(counts, 0, values * sizeof *counts);
  for (size_t i = 0; i < n; i++) counts[from.keys[i] >> shift & (values - 1)]++;
}

void radix_move(Lane from, size_t n, uint32_t shift, uint32_t digit, size_t *places, Lane to) {
  const size_t mask = ((size_t)1 << digit) - 1;
  if (!from.with) {
    for (size_t i = 0; i < n; i++) to.keys[places[from.keys[i] >> shift & mask]++] = from.keys[i];
    return;
  }
  for (size_t i = 0; i < n; i++) {
    const size_t at = places[from.keys[i] >> shift & mask]++;
    to.keys[at] = from.keys[i];
    to.with[at] = from.with[i];
  }
}

/* Moves all into the order of the digit above `shift`; `ends` becomes where each of its values ends. */
static void scatter(Lane from, size_t n, uint32_t shift, uint32_t digit, size_t *ends, Lane to) {
  radix_count(from, n, shift, digit, ends);
  for (size_t v = 0, before = 0; v < (size_t)1 << digit; v++) {
    const size_t count = ends[v];
    ends[v] = before;
    before += count;
  }
  radix_move(from, n, shift, digit, ends, to);
}

/* Each level takes a digit: thirteen levels at the most. */
void radix_sort_lane(Lane from, size_t n, Lane room, bool moved) {
  const uint64_t differ = n > FEW ? radix_differing_bits(from.keys, n) : 0;
  if (!differ) {
    if (n <= FEW) insertion_sort(from, n);
    if (moved) lane_copy(room, from, n);
    return;
  }
  const uint32_t digit = n <= SOME ? SMALL_DIGIT : RADIX_DIGIT, bits = 64 - (uint32_t)__builtin_clzll(differ);
  const uint32_t shift = bits > digit ? bits - digit : 0;
  const size_t values = (size_t)1 << digit;
  size_t ends[1 << RADIX_DIGIT];
  scatter(from, n, shift, digit, ends, room);
  if (!shift) {
    if (!moved) lane_copy(from, room, n);
    return;
  }
  for (size_t v = 0, begin = 0; v < values; begin = ends[v++])
    if (ends[v] > begin) radix_sort_lane(lane_at(room, begin), ends[v] - begin, lane_at(from, begin), !moved);
}

void radix_sort(uint64_t *keys, uint32_t *with, size_t n, uint64_t *room, uint32_t *room_with) {
  radix_sort_lane((Lane){keys, with}, n, (Lane){room, room_with}, false);
}
