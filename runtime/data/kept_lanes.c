/* SPDX-License-Identifier: MIT */
#include "runtime/data/kept_lanes.h"

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

size_t kept_lanes_bytes(const KeptLanes *lanes, Kind kind) { return bytes_of(kind, mask_count(&lanes->done, lanes->count)); }

void kept_lanes_free(const Alloc *alloc, KeptLanes *lanes, Kind kind) {
  if (lanes) mem_free(alloc, lanes, kept_lanes_bytes(lanes, kind));
}

static void copy_lane(void *to, uint32_t at, const void *from, uint32_t lane, size_t width) {
  if (width == sizeof(uint64_t)) ((uint64_t *)to)[at] = ((const uint64_t *)from)[lane];
  else ((uint32_t *)to)[at] = ((const uint32_t *)from)[lane];
}

static uint32_t place_of(const KeptLanes *lanes, uint32_t lane) {
  const uint64_t below = ((uint64_t)1 << lane % 64) - 1;
  return lanes->before[lane / 64] + (uint32_t)__builtin_popcountll(lanes->done.words[lane / 64] & below);
}

/* Lane `at` becomes as a vector's is. */
static void take_lane(KeptLanes *to, uint32_t at, const Vector *from, uint32_t lane, size_t width) {
  if (vector_known(from, lane)) mask_set(&to->known, at);
  if (from->constant) lane = 0;
  if (width) copy_lane(to->data, place_of(to, at), from->data, lane, width);
  else if (mask_get(from->bits, lane)) mask_set((Mask *)to->data, at);
}

static void take_old(KeptLanes *to, const KeptLanes *old, size_t width) {
  to->known = old->known;
  if (!width) {
    *(Mask *)to->data = *(const Mask *)old->data;
    return;
  }
  uint32_t at = 0;
  MASK_EACH(&old->done, old->count, lane) copy_lane(to->data, place_of(to, (uint32_t)lane), old->data, at++, width);
}

/* All lanes, none of which was here: as they are. */
static void take_whole(KeptLanes *to, const Vector *from, size_t width) {
  if (from->valid) to->known = *from->valid;
  else mask_first(&to->known, to->count);
  if (width) memcpy(to->data, from->data, to->count * width);
  else *(Mask *)to->data = *from->bits;
}

KeptLanes *kept_lanes_make(const Alloc *alloc, const KeptLanes *old, uint32_t count, const Vector *from, const Mask *more,
                           const uint32_t *places) {
  const size_t width = lane_width(from->kind);
  Mask done;
  uint32_t lanes = 0;
  uint16_t before[MASK_WORDS];
  for (uint32_t w = 0; w < MASK_WORDS; w++) {
    before[w] = (uint16_t)lanes;
    done.words[w] = w < mask_words(count) ? mask_word(more, w, count) | (old ? old->done.words[w] : 0) : 0;
    lanes += (uint32_t)__builtin_popcountll(done.words[w]);
  }
  KeptLanes *made = mem_resize(alloc, NULL, 0, bytes_of(from->kind, lanes));
  if (!made) return NULL;
  *made = (KeptLanes){.count = count, .done = done};
  memcpy(made->before, before, sizeof before);
  if (!width) mask_none((Mask *)made->data);
  if (lanes == count && !old && !places && !from->constant) {
    take_whole(made, from, width);
    return made;
  }
  if (old) take_old(made, old, width);
  uint32_t next = 0;
  MASK_EACH(more, count, lane) {
    const uint32_t at = (uint32_t)lane, place = places ? places[next++] : at;
    if (!old || !mask_get(&old->done, at)) take_lane(made, at, from, place, width);
  }
  return made;
}

bool kept_lanes_view(const KeptLanes *lanes, Kind kind, Vector *out) {
  if (mask_count(&lanes->done, lanes->count) < lanes->count) return false;
  *out = (Vector){.kind = kind, .data = (void *)(uintptr_t)lanes->data};
  if (mask_count(&lanes->known, lanes->count) < lanes->count) out->valid = &lanes->known;
  return true;
}

void kept_lanes_spread(const KeptLanes *lanes, Kind kind, const LaneRoom *room) {
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

void kept_lanes_gather(KeptLanes *const *batches, Kind kind, const uint32_t *spots, uint32_t n, const LaneRoom *room) {
  const size_t width = lane_width(kind);
  mask_none(room->done);
  mask_none(room->known);
  if (!width) mask_none(room->data);
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
