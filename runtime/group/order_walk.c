/* SPDX-License-Identifier: MIT
 * The places of an order, in pieces that threads take. What is held before a piece is added up beforehand, by one thread in rank
 * order: sums of numbers hang on it. */
#include "runtime/base/threads.h"
#include "runtime/group/order_parts.h"

typedef struct Walk {
  const Order *order;
  bool held;
  void (*walk)(void *user, const OrderSpan *span);
  void *user;
  Holding *before; /* by piece of an order without groups; NULL where nobody asked */
  Holding total;
} Walk;

/* Values fall: behind the first that is not above 0, none adds anything. */
void holding_add_all(Holding *holding, const Order *order, uint32_t from, uint32_t to) {
  const uint64_t nothing = ~(order_is_of_numbers(order) ? sort_key_of_number(0) : sort_key_of_int(0));
  Holding held = *holding;
  for (uint32_t at = from; at < to && order->keys[at] < nothing; at++) holding_add(&held, order, at);
  *holding = held;
}

Holding holding_total(const Order *order, uint32_t first, uint32_t end) {
  Holding total = {0};
  holding_add_all(&total, order, first, end);
  return total;
}

/* Of all, noting what is held before each piece. */
static void add_up(Walk *walk) {
  const uint32_t count = walk->order->count;
  Holding held = {0};
  for (uint32_t p = 0; p < order_pieces(count); p++) {
    walk->before[p] = held;
    holding_add_all(&held, walk->order, p * ORDER_PIECE, order_piece_end(count, p));
  }
  walk->total = held;
}

static void walk_slice(void *user, uint32_t piece) {
  const Walk *walk = user;
  const uint32_t count = walk->order->count;
  OrderSpan span = {0, count, piece * ORDER_PIECE, order_piece_end(count, piece), NULL, NULL};
  if (walk->held) span.held = &walk->before[piece], span.total = &walk->total;
  walk->walk(walk->user, &span);
}

/* The groups that begin in the piece. */
static void walk_groups(void *user, uint32_t piece) {
  const Walk *walk = user;
  const Order *order = walk->order;
  const uint32_t *groups = order->input.groups, from = piece * ORDER_PIECE, to = order_piece_end(order->count, piece);
  const Holding none = {0};
  uint32_t first = from;
  while (first && first < to && groups[order->ordinals[first]] == groups[order->ordinals[first - 1]]) first++;
  for (uint32_t end; first < to; first = end) {
    end = order_group_end(order, first);
    const Holding total = walk->held ? holding_total(order, first, end) : none;
    walk->walk(walk->user, &(OrderSpan){first, end, first, end, &none, &total});
  }
}

bool order_walk(const Order *order, bool held, void (*walk)(void *user, const OrderSpan *span), void *user) {
  Walk w = {.order = order, .held = held, .walk = walk, .user = user};
  const uint32_t pieces = order_pieces(order->count), threads = order->input.threads;
  if (order->input.groups) {
    threads_share(threads, pieces, walk_groups, &w);
    return true;
  }
  if (held) {
    w.before = mem_resize(order->alloc, NULL, 0, pieces * sizeof *w.before);
    if (!w.before) return false;
    add_up(&w);
  }
  threads_share(threads, pieces, walk_slice, &w);
  mem_free(order->alloc, w.before, pieces * sizeof *w.before);
  return true;
}

/* Keys ascend within a group. */
uint32_t order_ties_begin(const Order *order, const OrderSpan *span, uint32_t at) {
  const uint64_t *keys = order->keys, key = keys[at];
  uint32_t low = span->first, high = at;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (keys[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Most are few: in growing steps first. */
uint32_t order_ties_end(const Order *order, const OrderSpan *span, uint32_t at) {
  const uint64_t *keys = order->keys, key = keys[at];
  uint32_t step = 1;
  while (step < span->end - at && keys[at + step] == key) step = step < UINT32_MAX / 2 ? step * 2 : span->end - at;
  uint32_t low = at + step / 2 + (step == 1), high = step < span->end - at ? at + step : span->end;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (keys[middle] == key) low = middle + 1;
    else high = middle;
  }
  return low;
}
