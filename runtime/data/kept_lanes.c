/* SPDX-License-Identifier: MIT */
#include "runtime/data/kept_lanes.h"

#include "runtime/base/hot.h"

/* Bytes of a lane; 0: a bit. */
static size_t lane_width(Kind kind) {
  switch (kind_lane(kind)) {
  case LANE_I32: return sizeof(int32_t);
  case LANE_I64: return sizeof(int64_t);
  case LANE_F64: return sizeof(double);
  case LANE_BITS:
  case LANE_STR: break;
  }
  return 0;
}

static size_t bytes_of(Kind kind, uint32_t lanes) {
  const size_t width = lane_width(kind);
  return sizeof(KeptLanes) + (width ? (lanes * width + 7) / 8 * 8 : sizeof(Mask));
}

size_t kept_lanes_bytes(const KeptLanes *lanes, Kind kind) { return bytes_of(kind, lanes->here); }

void kept_lanes_free(const Alloc *alloc, KeptLanes *lanes, Kind kind) {
  if (lanes) mem_free(alloc, lanes, kept_lanes_bytes(lanes, kind));
}

static inline void copy_lane(void *to, uint32_t at, const void *from, uint32_t lane, size_t width) {
  if (width == sizeof(uint64_t)) ((uint64_t *)to)[at] = ((const uint64_t *)from)[lane];
  else ((uint32_t *)to)[at] = ((const uint32_t *)from)[lane];
}

static inline uint32_t place_of(const KeptLanes *lanes, uint32_t lane) {
  const uint64_t below = ((uint64_t)1 << lane % 64) - 1;
  return lanes->before[lane / 64] + (uint32_t)__builtin_popcountll(lanes->done.words[lane / 64] & below);
}

/* Puts a vector's lane behind those that are there already, as lane `lane` of the batch. */
static inline void take_lane(KeptLanes *to, uint32_t lane, uint32_t place, const Vector *from, uint32_t at, size_t width) {
  if (vector_known(from, at)) mask_set(&to->known, lane);
  if (from->constant) at = 0;
  if (width) copy_lane(to->data, place, from->data, at, width);
  else if (mask_get(from->bits, at)) mask_set((Mask *)to->data, lane);
}

/* All lanes, none of which was here: as they are. */
static void take_whole(KeptLanes *to, const Vector *from, size_t width) {
  if (from->valid) to->known = *from->valid;
  else mask_first(&to->known, to->count);
  if (width) memcpy(to->data, from->data, to->count * width);
  else *(Mask *)to->data = *from->bits;
}

/* Those of `old` and `more`: which they are, how many, and where each word's begin. */
HOT static KeptLanes head_of(const KeptLanes *old, uint32_t count, const Mask *more) {
  KeptLanes head = {.count = count};
  for (uint32_t w = 0; w < mask_words(count); w++) {
    head.before[w] = (uint16_t)head.here;
    head.done.words[w] = mask_word(more, w, count) | (old ? old->done.words[w] : 0);
    head.here += (uint32_t)__builtin_popcountll(head.done.words[w]);
  }
  return head;
}

/* The lanes of both, one behind the other. */
HOT static void take_lanes(KeptLanes *to, const KeptLanes *old, const Vector *from, const Mask *more, const uint32_t *places, size_t width) {
  uint32_t place = 0, of_old = 0, next = 0;
  if (old) to->known = old->known;
  if (old && !width) *(Mask *)to->data = *(const Mask *)old->data;
  else if (!width) mask_none((Mask *)to->data);
  MASK_EACH(&to->done, to->count, at) {
    const uint32_t lane = (uint32_t)at;
    const bool is_old = old && mask_get(&old->done, lane);
    const uint32_t there = places && mask_get(more, lane) ? places[next++] : lane;
    if (!is_old) take_lane(to, lane, place, from, there, width);
    else if (width) copy_lane(to->data, place, old->data, of_old++, width);
    place++;
  }
}

/* The same of truths in their own lanes, by words. */
static void take_truths(KeptLanes *to, const KeptLanes *old, const Vector *from, const Mask *more) {
  Mask *truths = (Mask *)to->data;
  for (uint32_t w = 0; w < MASK_WORDS; w++) {
    const uint64_t known = from->valid ? from->valid->words[w] : ~(uint64_t)0, before = old ? old->done.words[w] : 0;
    const uint64_t fresh = w < mask_words(to->count) ? mask_word(more, w, to->count) & ~before : 0;
    to->known.words[w] = (old ? old->known.words[w] : 0) | (known & fresh);
    truths->words[w] = (old ? ((const Mask *)old->data)->words[w] & before : 0) | (fresh ? from->bits->words[w] & fresh : 0);
  }
}

KeptLanes *kept_lanes_make(const Alloc *alloc, const KeptLanes *old, uint32_t count, const Vector *from, const Mask *more,
                           const uint32_t *places) {
  const size_t width = lane_width(from->kind);
  const KeptLanes head = head_of(old, count, more);
  KeptLanes *made = mem_resize(alloc, NULL, 0, bytes_of(from->kind, head.here));
  if (!made) return NULL;
  memcpy(made, &head, sizeof head);
  if (head.here == count && !old && !places && !from->constant) take_whole(made, from, width);
  else if (!width && !places && !from->constant) take_truths(made, old, from, more);
  else take_lanes(made, old, from, more, places, width);
  made->all_known = mask_count(&made->known, count) == made->here;
  return made;
}

bool kept_lanes_view(const KeptLanes *lanes, Kind kind, Vector *out) {
  if (lanes->here < lanes->count) return false;
  *out = (Vector){.kind = kind, .data = (void *)(uintptr_t)lanes->data, .valid = lanes->all_known ? NULL : &lanes->known};
  return true;
}

HOT void kept_lanes_spread(const KeptLanes *lanes, Kind kind, const LaneRoom *room) {
  const size_t width = lane_width(kind);
  *room->done = lanes->done;
  *room->known = lanes->known;
  if (!width) {
    *(Mask *)room->data = *(const Mask *)lanes->data;
    return;
  }
  uint32_t at = 0;
  MASK_EACH(&lanes->done, lanes->count, lane) copy_lane(room->data, (uint32_t)lane, lanes->data, at++, width);
}

/* Spots come batch by batch. */
static bool is_any_there(KeptLanes *const *batches, const uint32_t *spots, uint32_t n) {
  for (uint32_t b = n ? spots[0] / BATCH_SIZE : 1, last = n ? spots[n - 1] / BATCH_SIZE : 0; b <= last; b++)
    if (batches[b]) return true;
  return false;
}

HOT void kept_lanes_gather(KeptLanes *const *batches, Kind kind, const uint32_t *spots, uint32_t n, const LaneRoom *room) {
  const size_t width = lane_width(kind);
  mask_none(room->done);
  mask_none(room->known);
  if (!width) mask_none(room->data);
  if (!is_any_there(batches, spots, n)) return;
  for (uint32_t i = 0; i < n; i++) {
    const KeptLanes *from = batches[spots[i] / BATCH_SIZE];
    const uint32_t lane = spots[i] % BATCH_SIZE;
    if (!from || !mask_get(&from->done, lane)) continue;
    mask_set(room->done, i);
    if (mask_get(&from->known, lane)) mask_set(room->known, i);
    if (width) copy_lane(room->data, i, from->data, place_of(from, lane), width);
    else if (mask_get((const Mask *)from->data, lane)) mask_set(room->data, i);
  }
}
