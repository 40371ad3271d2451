/* SPDX-License-Identifier: MIT */
#include "runtime/group/order_parts.h"

#include "runtime/base/hot.h"
#include "runtime/base/threads.h"
#include "runtime/group/radix.h"

/* The truths of 64 ordinals from 64 w on; false behind the end. */
static uint64_t truth_word(const SlotValues *values, uint32_t w) {
  if ((uint64_t)w * 64 >= values->count) return 0;
  uint64_t word = values->bits[w] & (values->known ? values->known[w] : ~(uint64_t)0);
  uint32_t left = values->count - w * 64;
  return left < 64 ? word & (((uint64_t)1 << left) - 1) : word;
}

uint64_t order_part_word(const OrderInput *input, uint32_t w) {
  const uint32_t from = w * 64, left = input->values->count - from;
  uint64_t word = left < 64 ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0;
  if (input->members) word &= truth_word(input->members, w);
  if (!input->groups) return word;
  uint64_t grouped = 0;
  for (uint32_t j = 0; j < 64 && j < left; j++) grouped |= (uint64_t)(input->groups[from + j] != ORDINAL_NONE) << j;
  return word & grouped;
}

/* ---- who is ranked: piece by piece ---- */

enum { PIECE_WORDS = ORDER_PIECE / 64 };

static uint32_t piece_count(const Order *order) { return order_pieces(order->input.values->count); }

static void find_piece(void *user, uint32_t piece) {
  Order *order = user;
  const uint64_t *known = order->input.values->known;
  const uint32_t from = piece * PIECE_WORDS, all = order_words(order), to = all - from < PIECE_WORDS ? all : from + PIECE_WORDS;
  uint32_t count = 0;
  for (uint32_t w = from; w < to; w++) {
    order->ranked[w] = order_part_word(&order->input, w) & (known ? known[w] : ~(uint64_t)0);
    count += (uint32_t)__builtin_popcountll(order->ranked[w]);
  }
  order->starts[piece] = count;
}

/* Who is ranked, and how many. False where memory is out. */
static bool find_ranked(Order *order) {
  const OrderInput *input = &order->input;
  order->count = input->values->count;
  if (!input->values->known && !input->members && !input->groups) return true;
  const uint32_t pieces = piece_count(order);
  order->ranked = MEM_ARRAY(order->alloc, uint64_t, order_words(order));
  order->starts = MEM_ARRAY(order->alloc, uint32_t, pieces);
  if (!order->ranked || !order->starts) return false;
  threads_share(input->threads, pieces, find_piece, order);
  order->count = 0;
  for (uint32_t p = 0; p < pieces; p++) {
    const uint32_t count = order->starts[p];
    order->starts[p] = order->count;
    order->count += count;
  }
  return true;
}

/* What ascends as the values descend: KEY of each ordinal o from places `from` to `to`. */
#define FALLING_KEYS(KEY)                                                                                              \
  do {                                                                                                                 \
    if (!order->ranked) {                                                                                              \
      for (uint32_t o = from; o < to; o++) keys[o] = (KEY);                                                            \
      break;                                                                                                           \
    }                                                                                                                  \
    for (uint32_t i = from; i < to; i++) {                                                                             \
      const uint32_t o = order->ordinals[i];                                                                           \
      keys[i] = (KEY);                                                                                                 \
    }                                                                                                                  \
  } while (0)

/* Of values that are no texts. */
HOT static void make_keys(Order *order, uint32_t from, uint32_t to) {
  const SlotValues *values = order->input.values;
  uint64_t *keys = order->keys;
  switch (kind_lane(values->kind)) {
  case LANE_BITS: FALLING_KEYS(!slot_truth(values, o)); break;
  case LANE_I32: FALLING_KEYS(~sort_key_of_int(values->i32[o])); break;
  case LANE_I64: FALLING_KEYS(~sort_key_of_int(values->i64[o])); break;
  case LANE_F64: FALLING_KEYS(~sort_key_of_number(values->f64[o])); break;
  case LANE_STR: break;
  }
}

/* The ordinals of a piece that are ranked, and their keys. */
static void list_piece(void *user, uint32_t piece) {
  Order *order = user;
  const uint32_t first = piece * ORDER_PIECE, last = order_piece_end(order->input.values->count, piece);
  uint32_t *ordinals = order->ordinals, from = order->ranked ? order->starts[piece] : first, to = from;
  if (!order->ranked)
    for (; to < last; to++) ordinals[to] = to;
  else
    for (uint32_t w = first / 64; w * (uint64_t)64 < last; w++)
      for (uint64_t bits = order->ranked[w]; bits; bits &= bits - 1) ordinals[to++] = w * 64 + (uint32_t)__builtin_ctzll(bits);
  make_keys(order, from, to);
}

/* ---- sorting ---- */

static void free_spare(Order *order) {
  mem_free(order->alloc, order->spare_ordinals, order->count * sizeof *order->spare_ordinals);
  mem_free(order->alloc, order->spare_keys, order->count * sizeof *order->spare_keys);
  order->spare_ordinals = NULL;
  order->spare_keys = NULL;
}

static void swap_room(Order *order) {
  uint32_t *ordinals = order->ordinals;
  uint64_t *keys = order->keys;
  order->ordinals = order->spare_ordinals, order->spare_ordinals = ordinals;
  order->keys = order->spare_keys, order->spare_keys = keys;
}

/* Brings the groups together and leaves the order within each. False where memory is out. */
static bool gather_groups(Order *order) {
  const uint32_t *groups = order->input.groups;
  uint32_t most = 0;
  for (uint32_t i = 0; i < order->count; i++)
    if (groups[order->ordinals[i]] > most) most = groups[order->ordinals[i]];
  uint32_t *starts = MEM_ARRAY(order->alloc, uint32_t, (size_t)most + 1);
  if (!starts) return false;
  for (uint32_t i = 0; i < order->count; i++) starts[groups[order->ordinals[i]]]++;
  for (uint32_t g = 0, before = 0; g <= most; g++) {
    uint32_t count = starts[g];
    starts[g] = before;
    before += count;
  }
  for (uint32_t i = 0; i < order->count; i++) {
    uint32_t at = starts[groups[order->ordinals[i]]]++;
    order->spare_ordinals[at] = order->ordinals[i];
    order->spare_keys[at] = order->keys[i];
  }
  mem_free(order->alloc, starts, ((size_t)most + 1) * sizeof *starts);
  swap_room(order);
  return true;
}

/* Only so far that the cuts know their own. */
static bool select_classes(Order *order) {
  const OrderInput *input = &order->input;
  uint32_t *stops = MEM_ARRAY(order->alloc, uint32_t, input->cut_count);
  if (!stops) return false;
  order_rank_stops(input->cuts, input->cut_count, order->count, stops);
  radix_part_shared(input->threads, order->keys, order->ordinals, order->count, order->spare_keys, order->spare_ordinals, stops,
                    input->cut_count - 1);
  mem_free(order->alloc, stops, input->cut_count * sizeof *stops);
  return true;
}

static bool sort(Order *order) {
  const OrderInput *input = &order->input;
  if (input->values->kind == KIND_TEXT) text_order(order);
  else if (input->cuts && !input->groups) return select_classes(order);
  else radix_sort_shared(input->threads, order->keys, order->ordinals, order->count, order->spare_keys, order->spare_ordinals);
  return !input->groups || gather_groups(order);
}

bool order_make(Order *order, const Alloc *alloc, const OrderInput *input) {
  *order = (Order){.alloc = alloc, .input = *input};
  if (!find_ranked(order)) return false;
  const size_t n = order->count;
  order->ordinals = mem_resize(alloc, NULL, 0, n * sizeof *order->ordinals);
  order->keys = mem_resize(alloc, NULL, 0, n * sizeof *order->keys);
  order->spare_ordinals = mem_resize(alloc, NULL, 0, n * sizeof *order->spare_ordinals);
  order->spare_keys = mem_resize(alloc, NULL, 0, n * sizeof *order->spare_keys);
  if (!order->ordinals || !order->keys || !order->spare_ordinals || !order->spare_keys) return false;
  threads_share(input->threads, piece_count(order), list_piece, order);
  if (!sort(order)) return false;
  if (order->ranked) free_spare(order);
  return true;
}

void order_free(Order *order) {
  if (!order->alloc) return;
  mem_free(order->alloc, order->ordinals, order->count * sizeof *order->ordinals);
  mem_free(order->alloc, order->keys, order->count * sizeof *order->keys);
  free_spare(order);
  mem_free(order->alloc, order->ranked, order_words(order) * sizeof *order->ranked);
  mem_free(order->alloc, order->starts, piece_count(order) * sizeof *order->starts);
  *order = (Order){0};
}

uint32_t order_group_end(const Order *order, uint32_t first) {
  const uint32_t *groups = order->input.groups;
  if (!groups) return order->count;
  uint32_t end = first + 1;
  while (end < order->count && groups[order->ordinals[end]] == groups[order->ordinals[first]]) end++;
  return end;
}

/* Room that is there already: all of it will be set. */
static void give_spare(Order *order, SlotValues *out) {
  void **spare = NULL;
  switch (kind_lane(out->kind)) {
  case LANE_I32: spare = (void **)&order->spare_ordinals; break;
  case LANE_I64:
  case LANE_F64: spare = (void **)&order->spare_keys; break;
  case LANE_BITS:
  case LANE_STR: break;
  }
  if (!spare || !*spare) return;
  out->data = *spare;
  out->size = order->count;
  *spare = NULL;
}

bool order_begin(Order *order, Kind kind, const uint64_t *known, SlotValues *out) {
  const uint32_t count = order->input.values->count;
  slot_init(out, order->alloc, kind);
  if (!known) {
    give_spare(order, out);
    out->count = count;
    return slot_reserve(out, count);
  }
  if (!slot_extend(out, count)) return false;
  if (count) memcpy(out->known, known, order_words(order) * sizeof *known);
  return true;
}
