/* SPDX-License-Identifier: MIT */
/* Ranks, percent ranks and running shares of an order. */
#include <math.h>

#include "runtime/group/order_parts.h"

/* The end of the equal values that begin at place `first` of a group that ends at `end`. */
static uint32_t ties_end(const Order *order, uint32_t first, uint32_t end) {
  uint32_t at = first + 1;
  while (at < end && order->keys[at] == order->keys[first]) at++;
  return at;
}

bool order_rank(const Order *order, SlotValues *out) {
  if (!order_begin(order, KIND_INTEGER, order->ranked, out)) return false;
  for (uint32_t first = 0, end; first < order->count; first = end) {
    end = order_group_end(order, first);
    for (uint32_t at = first, ties; at < end; at = ties) {
      ties = ties_end(order, at, end);
      for (uint32_t i = at; i < ties; i++) out->i64[order->ordinals[i]] = (int64_t)(at - first) + 1;
    }
  }
  return true;
}

bool order_percent_rank(const Order *order, SlotValues *out) {
  if (!order_begin(order, KIND_NUMBER, order->ranked, out)) return false;
  for (uint32_t first = 0, end; first < order->count; first = end) {
    end = order_group_end(order, first);
    for (uint32_t at = first, ties; at < end; at = ties) {
      ties = ties_end(order, at, end);
      double share = end - first == 1 ? 1 : (double)(end - ties) / (double)(end - first - 1);
      for (uint32_t i = at; i < ties; i++) out->f64[order->ordinals[i]] = share;
    }
  }
  return true;
}

Holding holding_total(const Order *order, uint32_t first, uint32_t end) {
  Holding total = {0};
  for (uint32_t at = first; at < end && holding_add(&total, order, at); at++) {} /* negative ones come last */
  return total;
}

/* Part over whole; NaN where the whole is 0, or more than a number holds. */
static double share_of(const Order *order, const Holding *part, const Holding *whole) {
  if (order_is_of_numbers(order)) return holding_number(part) / holding_number(whole);
  return (double)part->whole / (double)whole->whole;
}

bool order_running_share(const Order *order, SlotValues *out) {
  if (!order_begin(order, KIND_NUMBER, order->ranked, out)) return false;
  for (uint32_t first = 0, end; first < order->count; first = end) {
    end = order_group_end(order, first);
    Holding total = holding_total(order, first, end), held = {0};
    for (uint32_t at = first; at < end; at++) {
      holding_add(&held, order, at);
      const double share = share_of(order, &held, &total);
      if (isfinite(share)) out->f64[order->ordinals[at]] = share;
      else if (!slot_set(out, order->ordinals[at], &(Value){.kind = KIND_NUMBER})) return false;
    }
  }
  return true;
}
