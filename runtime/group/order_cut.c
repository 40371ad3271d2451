/* SPDX-License-Identifier: MIT */
/* The classes of an order: by rank, or by share of the total. */
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

static void label(const Order *order, uint32_t at, const ProgramCut *cut, SlotValues *out) {
  out->i32[order->ordinals[at]] = (int32_t)cut->label;
}

static void cut_ranks(const Order *order, uint32_t first, uint32_t end, const ProgramCut *cuts, uint32_t cut_count, SlotValues *out) {
  uint32_t n = end - first, at = first;
  CutEnd above = {0};
  for (uint32_t c = 0; c + 1 < cut_count; c++) {
    pass_cut(&above, &cuts[c]);
    UWide places = above.counts + share_ceil(n, above.units);
    uint32_t stop = places < n ? first + (uint32_t)places : end;
    for (; at < stop; at++) label(order, at, &cuts[c], out);
  }
}

/* Is what is held under this share of the total? */
static bool is_under(const Order *order, const Holding *held, const Holding *total, const CutEnd *end) {
  if (!order_is_of_numbers(order)) return (UWide)held->whole < share_ceil((UWide)total->whole, end->units);
  return holding_number(held) < wide_mean((Wide)end->units, SHARE_ONE) * holding_number(total);
}

static void cut_shares(const Order *order, uint32_t first, uint32_t end, const ProgramCut *cuts, uint32_t cut_count,
                       SlotValues *out) {
  Holding total = holding_total(order, first, end), held = {0};
  CutEnd above = {0};
  uint32_t at = first;
  for (uint32_t c = 0; c + 1 < cut_count; c++) {
    pass_cut(&above, &cuts[c]);
    for (; at < end && is_under(order, &held, &total, &above); at++) {
      if (!holding_add(&held, order, at)) return; /* negative, as all behind it */
      label(order, at, &cuts[c], out);
    }
  }
}

/* All who take part are of the rest until a class takes them; the others have no class. */
static bool begin_with_rest(const Order *order, const ProgramCut *rest, SlotValues *out) {
  const bool all = !order->input.members && !order->input.groups;
  const uint32_t words = order_words(order);
  uint64_t *part = all ? NULL : MEM_ARRAY(order->alloc, uint64_t, words);
  if (!all && !part) return false;
  for (uint32_t w = 0; part && w < words; w++) part[w] = order_part_word(&order->input, w);
  const bool good = order_begin(order, KIND_CODE, part, out);
  mem_free(order->alloc, part, words * sizeof *part);
  for (uint32_t o = 0; good && o < out->count; o++) out->i32[o] = (int32_t)rest->label;
  return good;
}

bool order_cut(const Order *order, const ProgramCut *cuts, uint32_t cut_count, bool by_share, SlotValues *out) {
  if (!begin_with_rest(order, &cuts[cut_count - 1], out)) return false;
  for (uint32_t first = 0, end; first < order->count; first = end) {
    end = order_group_end(order, first);
    if (by_share) cut_shares(order, first, end, cuts, cut_count, out);
    else cut_ranks(order, first, end, cuts, cut_count, out);
  }
  return true;
}
