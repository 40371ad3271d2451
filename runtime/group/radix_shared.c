/* SPDX-License-Identifier: MIT
 * What is large is counted and moved by all threads, each a slice of it, in the order of the slices; what has become small by that is
 * sorted by whoever is free. So the result is that of one thread. Where only sides of stops are asked for, what has none within it stays
 * as it is: selection. */
#include <string.h>

#include "runtime/base/threads.h"
#include "runtime/group/radix_parts.h"

enum {
  SLICES_MOST = 16,
  LEAST = 1 << 16, /* what is worth a thread */
};

typedef struct Shared {
  uint32_t threads, slices;
  size_t least;    /* what is sorted by all */
  const uint32_t *stops; /* NULL: everything is sorted; else what has one of these places within it */
  uint32_t stop_count;
  size_t first;    /* the place at which what is under way begins … */
  Lane from, room; /* … and that itself */
  size_t n;
  uint64_t differ[SLICES_MOST];
  uint32_t shift;
  bool moved;
  const size_t *ends;                              /* of the digit's values, once all are moved */
  size_t places[SLICES_MOST][1 << RADIX_DIGIT];
} Shared;

static size_t slice_begin(const Shared *shared, uint32_t slice) { return shared->n * slice / shared->slices; }
static size_t slice_size(const Shared *shared, uint32_t slice) { return slice_begin(shared, slice + 1) - slice_begin(shared, slice); }

static void find_differing(void *user, uint32_t slice) {
  Shared *shared = user;
  const uint64_t *keys = shared->from.keys + slice_begin(shared, slice);
  shared->differ[slice] = radix_differing_bits(keys, slice_size(shared, slice)) | (keys[0] ^ shared->from.keys[0]);
}

static void count_slice(void *user, uint32_t slice) {
  Shared *shared = user;
  radix_count(lane_at(shared->from, slice_begin(shared, slice)), slice_size(shared, slice), shared->shift, RADIX_DIGIT,
              shared->places[slice]);
}

static void move_slice(void *user, uint32_t slice) {
  Shared *shared = user;
  radix_move(lane_at(shared->from, slice_begin(shared, slice)), slice_size(shared, slice), shared->shift, RADIX_DIGIT,
             shared->places[slice], shared->room);
}

static void copy_slice(void *user, uint32_t slice) {
  Shared *shared = user;
  const size_t begin = slice_begin(shared, slice);
  lane_copy(lane_at(shared->room, begin), lane_at(shared->from, begin), slice_size(shared, slice));
}

/* Does it matter in which order these n places from `first` on come? */
static bool is_to_sort(const Shared *shared, size_t first, size_t n) {
  for (uint32_t s = 0; shared->stops && s < shared->stop_count; s++)
    if (shared->stops[s] > first && shared->stops[s] < first + n) return true;
  return !shared->stops;
}

/* What has this value of the digit, if it is no large one. */
static void sort_value(void *user, uint32_t v) {
  const Shared *shared = user;
  const size_t begin = v ? shared->ends[v - 1] : 0, n = shared->ends[v] - begin;
  if (!n || n >= shared->least) return;
  const Lane from = lane_at(shared->room, begin), room = lane_at(shared->from, begin);
  if (is_to_sort(shared, shared->first + begin, n)) radix_sort_lane(from, n, room, !shared->moved);
  else if (!shared->moved) lane_copy(room, from, n);
}

/* Where each slice puts its own of each value: behind those of lower values, and those of the slices before. */
static void find_places(Shared *shared, size_t *ends) {
  size_t before = 0;
  for (uint32_t v = 0; v < 1 << RADIX_DIGIT; v++) {
    for (uint32_t slice = 0; slice < shared->slices; slice++) {
      const size_t count = shared->places[slice][v];
      shared->places[slice][v] = before;
      before += count;
    }
    ends[v] = before;
  }
}

/* As radix_sort_lane. Each level takes eight bits at the least. */
static void sort_large(Shared *shared, size_t first, Lane from, size_t n, Lane room, bool moved) {
  shared->first = first, shared->from = from, shared->room = room, shared->n = n, shared->moved = moved;
  const bool sorting = is_to_sort(shared, first, n);
  if (sorting) threads_share(shared->threads, shared->slices, find_differing, shared);
  uint64_t differ = 0;
  for (uint32_t slice = 0; sorting && slice < shared->slices; slice++) differ |= shared->differ[slice];
  if (!differ) {
    if (moved) threads_share(shared->threads, shared->slices, copy_slice, shared);
    return;
  }
  size_t ends[1 << RADIX_DIGIT];
  const uint32_t bits = 64 - (uint32_t)__builtin_clzll(differ);
  shared->shift = bits > RADIX_DIGIT ? bits - RADIX_DIGIT : 0;
  threads_share(shared->threads, shared->slices, count_slice, shared);
  find_places(shared, ends);
  threads_share(shared->threads, shared->slices, move_slice, shared);
  shared->ends = ends;
  threads_share(shared->threads, 1 << RADIX_DIGIT, sort_value, shared);
  for (size_t v = 0, begin = 0; v < 1 << RADIX_DIGIT; begin = ends[v++])
    if (ends[v] - begin >= shared->least)
      sort_large(shared, first + begin, lane_at(room, begin), ends[v] - begin, lane_at(from, begin), !moved);
}

void radix_part_shared(uint32_t threads, uint64_t *keys, uint32_t *with, size_t n, uint64_t *room, uint32_t *room_with,
                       const uint32_t *stops, uint32_t stop_count) {
  if ((threads < 2 && !stops) || n < 2 * LEAST) {
    radix_sort(keys, with, n, room, room_with);
    return;
  }
  if (!threads) threads = 1;
  Shared shared = {.threads = threads, .slices = threads < SLICES_MOST ? threads : SLICES_MOST, .stops = stops, .stop_count = stop_count};
  shared.least = !stops && n / (4 * shared.slices) > LEAST ? n / (4 * shared.slices) : LEAST;
  sort_large(&shared, 0, (Lane){keys, with}, n, (Lane){room, room_with}, false);
}

void radix_sort_shared(uint32_t threads, uint64_t *keys, uint32_t *with, size_t n, uint64_t *room, uint32_t *room_with) {
  radix_part_shared(threads, keys, with, n, room, room_with, NULL, 0);
}
