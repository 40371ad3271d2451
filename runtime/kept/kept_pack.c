/* SPDX-License-Identifier: MIT */
#include "runtime/kept/kept_pack.h"

#include "runtime/base/hot.h"

/* What stands before the lanes. */
typedef struct PackedHead {
  uint32_t count; /* records of the batch; 0: nothing of it is known */
  uint32_t masks; /* which follow */
} PackedHead;
enum { MASK_OF_DONE = 1 /* not all lanes are here */, MASK_OF_KNOWN = 2 /* not all of these are known */ };

static size_t mask_bytes(uint32_t count) { return mask_words(count) * sizeof(uint64_t); }

static size_t payload(Kind kind, uint32_t count, uint32_t here) {
  const size_t width = kept_lane_width(kind);
  return width ? (here * width + 7) / 8 * 8 : mask_bytes(count);
}

void kept_pack(Buf *out, const KeptLanes *lanes, Kind kind) {
  PackedHead head = {.count = lanes ? lanes->count : 0};
  if (lanes && lanes->here < lanes->count) head.masks |= MASK_OF_DONE;
  if (lanes && !lanes->all_known) head.masks |= MASK_OF_KNOWN;
  buf_add(out, &head, sizeof head);
  if (!lanes) return;
  if (head.masks & MASK_OF_DONE) buf_add(out, &lanes->done, mask_bytes(head.count));
  if (head.masks & MASK_OF_KNOWN) buf_add(out, &lanes->known, mask_bytes(head.count));
  const size_t width = kept_lane_width(kind), bytes = width ? lanes->here * width : mask_bytes(head.count);
  buf_add(out, lanes->data, bytes);
  buf_fill(out, 0, (8 - bytes % 8) % 8);
}

size_t kept_unpacked_most(Kind kind) {
  const size_t width = kept_lane_width(kind);
  return sizeof(KeptLanes) + (width ? BATCH_SIZE * width : sizeof(Mask));
}

/* A mask of `count` bits, none behind; false where it is not there. */
static bool take_mask(FiledReading *reading, uint32_t count, Mask *to) {
  const uint8_t *from = filed_take(reading, mask_bytes(count));
  if (!from) return false;
  mask_none(to);
  memcpy(to, from, mask_bytes(count));
  const uint32_t last = mask_words(count) - 1;
  to->words[last] = mask_word(to, last, count);
  return true;
}

/* How many lanes are here, and where each word's begin. */
HOT static void count_lanes(KeptLanes *to) {
  to->here = 0;
  for (uint32_t w = 0; w < MASK_WORDS; w++) {
    to->before[w] = (uint16_t)to->here;
    to->here += (uint32_t)__builtin_popcountll(to->done.words[w]);
  }
}

/* Of lanes of which nothing is known, any code is made one that there is. */
static bool hold_codes(KeptLanes *to, uint32_t codes) {
  int32_t *code = (int32_t *)(void *)to->data;
  uint32_t place = 0;
  bool sound = codes > 0;
  MASK_EACH(&to->done, to->count, lane) {
    const bool wild = (uint32_t)code[place] >= codes;
    if (wild && mask_get(&to->known, (uint32_t)lane)) sound = false;
    if (wild) code[place] = 0;
    place++;
  }
  return sound;
}

/* Truths are those of lanes that are here. */
static void hold_truths(KeptLanes *to) {
  Mask *truths = (Mask *)to->data;
  for (uint32_t w = 0; w < MASK_WORDS; w++) truths->words[w] &= to->done.words[w];
}

bool kept_unpack(FiledReading *reading, Kind kind, uint32_t codes, KeptLanes *to) {
  PackedHead head = {0};
  const uint8_t *p = filed_take(reading, sizeof head);
  if (p) memcpy(&head, p, sizeof head);
  if (!p || !head.count) return false;
  reading->failed |= head.count > BATCH_SIZE || head.masks > (MASK_OF_DONE | MASK_OF_KNOWN);
  if (reading->failed) return false;
  to->count = head.count;
  if (!(head.masks & MASK_OF_DONE)) mask_first(&to->done, head.count);
  else if (!take_mask(reading, head.count, &to->done)) return false;
  count_lanes(to);
  to->known = to->done;
  to->all_known = !(head.masks & MASK_OF_KNOWN);
  if (!to->all_known && !take_mask(reading, head.count, &to->known)) return false;
  for (uint32_t w = 0; w < MASK_WORDS; w++) to->known.words[w] &= to->done.words[w];
  const size_t width = kept_lane_width(kind);
  const uint8_t *from = filed_take(reading, payload(kind, head.count, to->here));
  if (!from) return false;
  if (!width) mask_none((Mask *)to->data);
  memcpy(to->data, from, width ? to->here * width : mask_bytes(head.count));
  if (!width) hold_truths(to);
  if (kind == KIND_CODE) reading->failed |= !hold_codes(to, codes);
  return !reading->failed;
}
