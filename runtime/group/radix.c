/* SPDX-License-Identifier: MIT */
#include "runtime/group/radix.h"

#include <stdbool.h>
#include <string.h>

enum { DIGITS = 8, DIGIT_VALUES = 256, FEW = 48 /* up to here, insertion is faster */ };

static void insertion_sort(uint64_t *keys, uint32_t *with, size_t n) {
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

/* Moves all into the order of one digit; `starts` holds the first place of each of its values. */
static void scatter(const uint64_t *keys, const uint32_t *with, size_t n, uint32_t shift, size_t *starts, uint64_t *to,
                    uint32_t *to_with) {
  if (!with) {
    for (size_t i = 0; i < n; i++) to[starts[keys[i] >> shift & 255]++] = keys[i];
    return;
  }
  for (size_t i = 0; i < n; i++) {
    size_t at = starts[keys[i] >> shift & 255]++;
    to[at] = keys[i];
    to_with[at] = with[i];
  }
}

/* How often each value of a digit occurs becomes where it starts; false where one value is all there is. */
static bool starts_of(size_t *counts, size_t n) {
  size_t before = 0;
  for (int v = 0; v < DIGIT_VALUES; v++) {
    size_t count = counts[v];
    if (count == n) return false;
    counts[v] = before;
    before += count;
  }
  return true;
}

void radix_sort(uint64_t *keys, uint32_t *with, size_t n, uint64_t *room, uint32_t *room_with) {
  if (n <= FEW) {
    insertion_sort(keys, with, n);
    return;
  }
  size_t counts[DIGITS][DIGIT_VALUES] = {{0}};
  for (size_t i = 0; i < n; i++)
    for (int d = 0; d < DIGITS; d++) counts[d][keys[i] >> (8 * d) & 255]++;
  uint64_t *from = keys, *to = room;
  uint32_t *from_with = with, *to_with = room_with;
  for (uint32_t d = 0; d < DIGITS; d++) {
    if (!starts_of(counts[d], n)) continue;
    scatter(from, from_with, n, 8 * d, counts[d], to, to_with);
    uint64_t *keys_were = from;
    uint32_t *with_were = from_with;
    from = to, from_with = to_with;
    to = keys_were, to_with = with_were;
  }
  if (from == keys) return;
  memcpy(keys, from, n * sizeof *keys);
  if (with) memcpy(with, from_with, n * sizeof *with);
}
