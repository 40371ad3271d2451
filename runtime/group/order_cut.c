/* SPDX-License-Identifier: MIT */
/* The classes of an order: by rank, or by share of the total. */
#include "runtime/base/threads.h"
#include "runtime/group/order_parts.h"

#define SHARE_ONE INT64_C(1000000000000000000) /* shares are added up in 1/10^18, as finely as they can be written */

static UWide share_units(ProgramDecimal share) {
  UWide units = share.mantissa > 0 ? (uint64_t)share.mantissa : 0;
  for (uint32_t scale = share.scale; scale < 18; scale++) units *= 10;
  return units;
}

/* ceil(amount * units / 10^18), exactly: amount < 2^96, units at most some 2^60. */
static UWide share_ceil(UWide amount, UWide units) {
  UWide whole = amount / SHARE_ONE, rest = amount % SHARE_ONE;
  return whole * units + (rest * units + SHARE_ONE - 1) / SHARE_ONE;
}

/* Where a class ends: all that is above it, itself included. */
typedef struct CutEnd {
  UWide units; /* shares up to here */
  uint64_t counts;
} CutEnd;

static void pass_cut(CutEnd *end, const ProgramCut *cut) {
  switch (cut->size) {
  case SIZE_SHARE: end->units += share_units(cut->share); break;
  case SIZE_COUNT: end->counts += cut->count > 0 ? (uint64_t)cut->count : 0; break;
  case SIZE_REST: break;
  }
}

typedef struct Cutting {
  const Order *order;
  const ProgramCut *cuts;
  uint32_t cut_count;
  bool by_share;
  uint32_t *stops; /* by piece and cut: where it ends, of the group under way that begins there */
  SlotValues *out;
} Cutting;

static uint32_t *stops_of(const Cutting *cutting, uint32_t first) {
  return cutting->stops + (size_t)(first / ORDER_PIECE) * cutting->cut_count;
}

void order_rank_stops(const ProgramCut *cuts, uint32_t cut_count, uint32_t n, uint32_t *stops) {
  CutEnd above = {0};
  for (uint32_t c = 0; c + 1 < cut_count; c++) {
    pass_cut(&above, &cuts[c]);
    const UWide places = above.counts + share_ceil(n, above.units);
    stops[c] = places < n ? (uint32_t)places : n;
  }
}

static void find_rank_stops(const Cutting *cutting, uint32_t first, uint32_t end) {
  uint32_t *stops = stops_of(cutting, first);
  order_rank_stops(cutting->cuts, cutting->cut_count, end - first, stops);
  for (uint32_t c = 0; c + 1 < cutting->cut_count; c++) stops[c] += first;
}

/* Is what is held under this share of the total? */
static bool is_under(const Order *order, const Holding *held, const Holding *total, const CutEnd *end) {
  if (!order_is_of_numbers(order)) return (UWide)held->whole < share_ceil((UWide)total->whole, end->units);
  return holding_number(held) < wide_mean((Wide)end->units, SHARE_ONE) * holding_number(total);
}

/* No cut goes on from a negative value. */
static void find_share_stops(const Cutting *cutting, uint32_t first, uint32_t end) {
  const Order *order = cutting->order;
  uint32_t *stops = stops_of(cutting, first);
  Holding total = holding_total(order, first, end), held = {0};
  CutEnd above = {0};
  uint32_t at = first, to = end;
  for (uint32_t c = 0; c + 1 < cutting->cut_count; c++) {
    pass_cut(&above, &cutting->cuts[c]);
    while (at < to && is_under(order, &held, &total, &above)) {
      if (holding_add(&held, order, at)) at++;
      else to = at;
    }
    stops[c] = at;
  }
}

static void find_stops(const Cutting *cutting, uint32_t first, uint32_t end) {
  if (cutting->by_share) find_share_stops(cutting, first, end);
  else find_rank_stops(cutting, first, end);
}

static void label_span(void *user, const OrderSpan *span) {
  const Cutting *cutting = user;
  const uint32_t *ordinals = cutting->order->ordinals, *stops = stops_of(cutting, span->first);
  if (cutting->order->input.groups) find_stops(cutting, span->first, span->end);
  uint32_t at = span->from;
  for (uint32_t c = 0; c + 1 < cutting->cut_count; c++)
    for (; at < stops[c] && at < span->to; at++) cutting->out->i32[ordinals[at]] = (int32_t)cutting->cuts[c].label;
}

static void label_rest(void *user, uint32_t piece) {
  const Cutting *cutting = user;
  const uint32_t to = order_piece_end(cutting->out->count, piece);
  const int32_t rest = (int32_t)cutting->cuts[cutting->cut_count - 1].label;
  for (uint32_t o = piece * ORDER_PIECE; o < to; o++) cutting->out->i32[o] = rest;
}

/* Who takes part is known. */
static bool begin(Order *order, SlotValues *out) {
  const bool all = !order->input.members && !order->input.groups;
  const uint32_t words = order_words(order);
  uint64_t *part = all ? NULL : MEM_ARRAY(order->alloc, uint64_t, words);
  if (!all && !part) return false;
  for (uint32_t w = 0; part && w < words; w++) part[w] = order_part_word(&order->input, w);
  const bool good = order_begin(order, KIND_CODE, part, out);
  mem_free(order->alloc, part, words * sizeof *part);
  return good;
}

/* All who take part are of the rest until a class takes them; the others have no class. */
bool order_cut(Order *order, const ProgramCut *cuts, uint32_t cut_count, bool by_share, SlotValues *out) {
  if (!begin(order, out)) return false;
  const size_t stops = (order_pieces(order->count) + (size_t)1) * cut_count * sizeof(uint32_t);
  Cutting cutting = {order, cuts, cut_count, by_share, mem_new(order->alloc, stops), out};
  if (!cutting.stops) return false;
  threads_share(order->input.threads, order_pieces(out->count), label_rest, &cutting);
  if (!order->input.groups) find_stops(&cutting, 0, order->count);
  const bool good = order_walk(order, false, label_span, &cutting);
  mem_free(order->alloc, cutting.stops, stops);
  return good;
}
