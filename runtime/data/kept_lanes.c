/* SPDX-License-Identifier: MIT */
#include "runtime/data/kept_lanes.h"

#include "runtime/base/hot.h"

size_t kept_lane_width(Kind kind) {
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
  const size_t width = kept_lane_width(kind);
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

/* How many of a mask's are before a lane; `before`: those before each word. */
static inline uint32_t rank_of(const Mask *mask, const uint16_t *before, uint32_t lane) {
  const uint64_t below = ((uint64_t)1 << lane % 64) - 1;
  return before[lane / 64] + (uint32_t)__builtin_popcountll(mask->words[lane / 64] & below);
}

/* ---- runs ---- */

static void rank_words(const KeptRun *run, uint16_t *before) {
  for (uint32_t w = 0, count = 0; w < MASK_WORDS; w++) {
    before[w] = (uint16_t)count;
    count += (uint32_t)__builtin_popcountll(run->lanes.words[w]);
  }
}

/* Of `n` bits from `i` on those in the first one's word; moves on behind them. */
static inline uint64_t next_bits(uint32_t *i, uint32_t end) {
  const uint32_t bit = *i % 64, most = 64 - bit < end - *i ? 64 - bit : end - *i;
  *i += most;
  return (most == 64 ? ~(uint64_t)0 : ((uint64_t)1 << most) - 1) << bit;
}

static bool has_range(const Mask *mask, uint32_t first, uint32_t n) {
  for (uint32_t i = first; i < first + n;) {
    const uint64_t word = mask->words[i / 64], bits = next_bits(&i, first + n);
    if ((word & bits) != bits) return false;
  }
  return true;
}

static void set_range(Mask *mask, uint32_t first, uint32_t n) {
  for (uint32_t i = first; i < first + n;) {
    uint64_t *word = &mask->words[i / 64];
    *word |= next_bits(&i, first + n);
  }
}

/* Those of `bits` that stand where `lanes` has ones, moved together; and apart again. */
static inline uint64_t compress(uint64_t bits, uint64_t lanes) {
  uint64_t out = 0;
  for (uint32_t i = 0; lanes; lanes &= lanes - 1, i++) out |= (bits >> __builtin_ctzll(lanes) & 1) << i;
  return out;
}

static inline uint64_t expand(uint64_t bits, uint64_t lanes) {
  uint64_t out = 0;
  for (; lanes; lanes &= lanes - 1, bits >>= 1) out |= (bits & 1) << __builtin_ctzll(lanes);
  return out;
}

/* Bits that stand together, from `first` on, to where the lanes of the run are. */
HOT static void spread_bits(const KeptRun *run, const Mask *from, Mask *to) {
  for (uint32_t w = 0, i = run->first; w < MASK_WORDS; w++) {
    const uint64_t lanes = run->lanes.words[w];
    const uint32_t n = (uint32_t)__builtin_popcountll(lanes), bit = i % 64;
    if (!n) continue;
    uint64_t bits = from->words[i / 64] >> bit;
    if (bit + n > 64) bits |= from->words[i / 64 + 1] << (64 - bit);
    to->words[w] |= expand(bits, lanes);
    i += n;
  }
}

/* And the other way. */
HOT static void gather_bits(const KeptRun *run, const Mask *from, Mask *to) {
  for (uint32_t w = 0, i = run->first; w < MASK_WORDS; w++) {
    const uint64_t lanes = run->lanes.words[w];
    const uint32_t n = (uint32_t)__builtin_popcountll(lanes), bit = i % 64;
    if (!n) continue;
    const uint64_t bits = compress(from->words[w], lanes);
    to->words[i / 64] |= bits << bit;
    if (bit + n > 64) to->words[i / 64 + 1] |= bits >> (64 - bit);
    i += n;
  }
}

void kept_run_marked(const KeptRun *run, const Mask *marked, Mask *lanes) {
  if (has_range(marked, run->first, run->count)) {
    *lanes = run->lanes;
    return;
  }
  mask_none(lanes);
  spread_bits(run, marked, lanes);
}

/* ---- making ---- */

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
HOT static void take_lanes(KeptLanes *to, const KeptLanes *old, const Vector *from, const Mask *more, const KeptRun *run, size_t width) {
  uint32_t place = 0, of_old = 0;
  uint16_t ranks[MASK_WORDS];
  if (run) rank_words(run, ranks);
  if (old) to->known = old->known;
  if (old && !width) *(Mask *)to->data = *(const Mask *)old->data;
  else if (!width) mask_none((Mask *)to->data);
  MASK_EACH(&to->done, to->count, at) {
    const uint32_t lane = (uint32_t)at;
    const bool is_old = old && mask_get(&old->done, lane);
    const uint32_t there = run && mask_get(more, lane) ? run->first + rank_of(&run->lanes, ranks, lane) : lane;
    if (!is_old) take_lane(to, lane, place, from, there, width);
    else if (width) copy_lane(to->data, place, old->data, of_old++, width);
    place++;
  }
}

/* All of a run, none of which was here: they stand together already. */
static void take_run(KeptLanes *to, const Vector *from, const KeptRun *run, size_t width) {
  if (!from->valid || has_range(from->valid, run->first, run->count)) to->known = run->lanes;
  else spread_bits(run, from->valid, &to->known);
  if (width) {
    memcpy(to->data, (const char *)from->data + run->first * width, run->count * width);
  } else {
    mask_none((Mask *)to->data);
    spread_bits(run, from->bits, (Mask *)to->data);
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
                           const KeptRun *run) {
  const size_t width = kept_lane_width(from->kind);
  const KeptLanes head = head_of(old, count, more);
  KeptLanes *made = mem_resize(alloc, NULL, 0, bytes_of(from->kind, head.here));
  if (!made) return NULL;
  memcpy(made, &head, sizeof head);
  if (run && !old && head.here == run->count && !from->constant) take_run(made, from, run, width);
  else if (head.here == count && !old && !run && !from->constant) take_whole(made, from, width);
  else if (!width && !run && !from->constant) take_truths(made, old, from, more);
  else take_lanes(made, old, from, more, run, width);
  made->all_known = mask_count(&made->known, count) == made->here;
  return made;
}

HOT KeptLanes *kept_lanes_without(const Alloc *alloc, const KeptLanes *old, Kind kind, const Mask *gone, uint32_t count) {
  const size_t width = kept_lane_width(kind);
  Mask left;
  mask_first(&left, count);
  for (uint32_t w = 0; w < MASK_WORDS; w++) left.words[w] &= old->done.words[w] & ~gone->words[w];
  KeptLanes head = head_of(NULL, count, &left);
  for (uint32_t w = 0; w < MASK_WORDS; w++) head.known.words[w] = old->known.words[w] & head.done.words[w];
  head.all_known = mask_count(&head.known, head.count) == head.here;
  KeptLanes *made = head.here ? mem_resize(alloc, NULL, 0, bytes_of(kind, head.here)) : NULL;
  if (!made) return NULL;
  memcpy(made, &head, sizeof head);
  for (uint32_t w = 0; !width && w < MASK_WORDS; w++) ((Mask *)made->data)->words[w] = ((const Mask *)old->data)->words[w] & head.done.words[w];
  uint32_t place = 0, of_old = 0;
  if (!width) return made;
  MASK_EACH(&old->done, old->count, at) {
    if (mask_get(&head.done, (uint32_t)at)) copy_lane(made->data, place++, old->data, of_old, width);
    of_old++;
  }
  return made;
}

bool kept_lanes_view(const KeptLanes *lanes, Kind kind, Vector *out) {
  if (lanes->here < lanes->count) return false;
  *out = (Vector){.kind = kind, .data = (void *)(uintptr_t)lanes->data, .valid = lanes->all_known ? NULL : &lanes->known};
  return true;
}

HOT void kept_lanes_spread(const KeptLanes *lanes, Kind kind, const LaneRoom *room) {
  const size_t width = kept_lane_width(kind);
  *room->done = lanes->done;
  *room->known = lanes->known;
  if (!width) {
    *(Mask *)room->data = *(const Mask *)lanes->data;
    return;
  }
  uint32_t at = 0;
  MASK_EACH(&lanes->done, lanes->count, lane) copy_lane(room->data, (uint32_t)lane, lanes->data, at++, width);
}

/* All of the run are here. */
static bool has_run(const KeptLanes *from, const KeptRun *run) {
  uint64_t missing = 0;
  for (uint32_t w = 0; w < MASK_WORDS; w++) missing |= run->lanes.words[w] & ~from->done.words[w];
  return !missing;
}

/* Where nobody else is, they stand together. */
HOT static void gather_run(const KeptLanes *from, const KeptRun *run, const LaneRoom *room, size_t width) {
  uint32_t i = run->first;
  set_range(room->done, run->first, run->count);
  if (from->all_known) set_range(room->known, run->first, run->count);
  else gather_bits(run, &from->known, room->known);
  if (!width) gather_bits(run, (const Mask *)from->data, room->data);
  else if (from->here == run->count) memcpy((char *)room->data + run->first * width, from->data, run->count * width);
  else if (from->here == from->count) {
    MASK_EACH(&run->lanes, BATCH_SIZE, lane) copy_lane(room->data, i++, from->data, (uint32_t)lane, width);
  } else {
    MASK_EACH(&run->lanes, BATCH_SIZE, lane) copy_lane(room->data, i++, from->data, rank_of(&from->done, from->before, (uint32_t)lane), width);
  }
}

HOT static void gather_some(const KeptLanes *from, const KeptRun *run, const LaneRoom *room, size_t width) {
  uint32_t i = run->first;
  MASK_EACH(&run->lanes, BATCH_SIZE, at) {
    const uint32_t lane = (uint32_t)at, to = i++;
    if (!mask_get(&from->done, lane)) continue;
    mask_set(room->done, to);
    if (mask_get(&from->known, lane)) mask_set(room->known, to);
    if (width) copy_lane(room->data, to, from->data, rank_of(&from->done, from->before, lane), width);
    else if (mask_get((const Mask *)from->data, lane)) mask_set(room->data, to);
  }
}

void kept_lanes_gather(KeptLanes *const *batches, Kind kind, const KeptRun *runs, uint32_t count, const LaneRoom *room) {
  const size_t width = kept_lane_width(kind);
  mask_none(room->done);
  mask_none(room->known);
  if (!width) mask_none(room->data);
  for (const KeptRun *run = runs; run < runs + count; run++) {
    const KeptLanes *from = batches[run->batch];
    if (from && has_run(from, run)) gather_run(from, run, room, width);
    else if (from) gather_some(from, run, room, width);
  }
}
