/* SPDX-License-Identifier: MIT */
/* Ranks, percent ranks and running shares of an order. */
#include <math.h>

#include "runtime/group/order_parts.h"

typedef struct Ranking {
  const Order *order;
  SlotValues *out;
  bool unfit; /* atomic: some share is no number */
} Ranking;

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

static void rank_span(void *user, const OrderSpan *span) {
  const Ranking *ranking = user;
  const Order *order = ranking->order;
  for (uint32_t at = span->from, begin = order_ties_begin(order, span, at); at < span->to; begin = at) {
    const uint32_t ties = least(order_ties_end(order, span, at), span->to);
    for (; at < ties; at++) ranking->out->i64[order->ordinals[at]] = (int64_t)(begin - span->first) + 1;
  }
}

bool order_rank(Order *order, SlotValues *out) {
  Ranking ranking = {order, out, false};
  return order_begin(order, KIND_INTEGER, order->ranked, out) && order_walk(order, false, rank_span, &ranking);
}

static void percent_span(void *user, const OrderSpan *span) {
  const Ranking *ranking = user;
  const Order *order = ranking->order;
  const uint32_t n = span->end - span->first;
  for (uint32_t at = span->from; at < span->to;) {
    const uint32_t ties = order_ties_end(order, span, at), to = least(ties, span->to);
    const double share = n == 1 ? 1 : (double)(span->end - ties) / (double)(n - 1);
    for (; at < to; at++) ranking->out->f64[order->ordinals[at]] = share;
  }
}

bool order_percent_rank(Order *order, SlotValues *out) {
  Ranking ranking = {order, out, false};
  return order_begin(order, KIND_NUMBER, order->ranked, out) && order_walk(order, false, percent_span, &ranking);
}

/* Part over whole; NaN where the whole is 0, or more than a number holds. */
static double share_of(const Order *order, const Holding *part, const Holding *whole) {
  if (order_is_of_numbers(order)) return holding_number(part) / holding_number(whole);
  return (double)part->whole / (double)whole->whole;
}

static void share_span(void *user, const OrderSpan *span) {
  Ranking *ranking = user;
  const Order *order = ranking->order;
  Holding held = *span->held;
  bool unfit = false;
  for (uint32_t at = span->from; at < span->to; at++) {
    holding_add(&held, order, at);
    const double share = share_of(order, &held, span->total);
    ranking->out->f64[order->ordinals[at]] = share;
    unfit = unfit || !isfinite(share);
  }
  if (unfit) __atomic_store_n(&ranking->unfit, true, __ATOMIC_RELAXED);
}

/* Shares that are no numbers become unknown. */
static bool drop_unfit(SlotValues *out) {
  const Value unknown = {.kind = KIND_NUMBER};
  for (uint32_t o = 0; o < out->count; o++) {
    if (isfinite(out->f64[o])) continue;
    out->f64[o] = 0;
    if (!slot_set(out, o, &unknown)) return false;
  }
  return true;
}

bool order_running_share(Order *order, SlotValues *out) {
  Ranking ranking = {order, out, false};
  if (!order_begin(order, KIND_NUMBER, order->ranked, out) || !order_walk(order, true, share_span, &ranking)) return false;
  return !ranking.unfit || drop_unfit(out);
}
