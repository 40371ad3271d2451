/* SPDX-License-Identifier: MIT
 * From the highest digit down: what shares its highest digits lies together after a pass or two, small enough for the nearest
 * caches, and is finished there. Digits begin at the highest bit in which the keys at hand differ. */
#include "runtime/group/radix.h"

#include <stdbool.h>
#include <string.h>

#include "runtime/base/hot.h"

enum {
  FEW = 32,        /* up to here, insertion is faster */
  SOME = 1024,     /* up to here, small digits are */
  SMALL_DIGIT = 5, /* bits */
  DIGIT = 8,
};

/* Keys with what goes along with them, which may be nothing. */
typedef struct Lane {
  uint64_t *keys;
  uint32_t *with;
} Lane;

static Lane lane_at(Lane lane, size_t at) { return (Lane){lane.keys + at, lane.with ? lane.with + at : NULL}; }

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

static void copy(Lane to, Lane from, size_t n) {
  memcpy(to.keys, from.keys, n * sizeof *to.keys);
  if (to.with) memcpy(to.with, from.with, n * sizeof *to.with);
}

/* The bits in which any of the keys differ from the first. */
HOT static uint64_t differing_bits(const uint64_t *keys, size_t n) {
  const uint64_t first = keys[0];
  uint64_t bits = 0;
  for (size_t i = 0; i < n; i++) bits |= keys[i] ^ first;
  return bits;
}

/* Moves all into the order of the digit above `shift`, which takes `values` values; `ends` becomes where each of them ends. */
static void scatter(Lane from, size_t n, uint32_t shift, size_t values, size_t *ends, Lane to) {
  const size_t digit = values - 1;
  memset(ends, 0, values * sizeof *ends);
  for (size_t i = 0; i < n; i++) ends[from.keys[i] >> shift & digit]++;
  for (size_t v = 0, before = 0; v < values; v++) {
    const size_t count = ends[v];
    ends[v] = before;
    before += count;
  }
  if (!from.with) {
    for (size_t i = 0; i < n; i++) to.keys[ends[from.keys[i] >> shift & digit]++] = from.keys[i];
    return;
  }
  for (size_t i = 0; i < n; i++) {
    const size_t at = ends[from.keys[i] >> shift & digit]++;
    to.keys[at] = from.keys[i];
    to.with[at] = from.with[i];
  }
}

/* Sorts `from`; the result stands in `room` where `moved` says so. Each level takes a digit: thirteen levels at the most. */
static void sort(Lane from, size_t n, Lane room, bool moved) {
  const uint64_t differ = n > FEW ? differing_bits(from.keys, n) : 0;
  if (!differ) {
    if (n <= FEW) insertion_sort(from, n);
    if (moved) copy(room, from, n);
    return;
  }
  const uint32_t digit = n <= SOME ? SMALL_DIGIT : DIGIT, bits = 64 - (uint32_t)__builtin_clzll(differ);
  const uint32_t shift = bits > digit ? bits - digit : 0;
  const size_t values = (size_t)1 << digit;
  size_t ends[1 << DIGIT];
  scatter(from, n, shift, values, ends, room);
  if (!shift) {
    if (!moved) copy(from, room, n);
    return;
  }
  for (size_t v = 0, begin = 0; v < values; begin = ends[v++])
    if (ends[v] > begin) sort(lane_at(room, begin), ends[v] - begin, lane_at(from, begin), !moved);
}

void radix_sort(uint64_t *keys, uint32_t *with, size_t n, uint64_t *room, uint32_t *room_with) {
  sort((Lane){keys, with}, n, (Lane){room, room_with}, false);
}
