/* What the files of the order share; nobody else includes it. */
#ifndef CIBLE_GROUP_ORDER_PARTS_H
#define CIBLE_GROUP_ORDER_PARTS_H

#include "runtime/group/order.h"
#include "runtime/group/sort_key.h"
#include "runtime/group/wide.h"

enum { ORDER_PIECE = 1 << 15 /* ordinals, or places, that a thread takes at once */ };
static inline uint32_t order_pieces(uint32_t count) { return count / ORDER_PIECE + (count % ORDER_PIECE > 0); }
static inline uint32_t order_piece_end(uint32_t count, uint32_t piece) {
  const uint32_t from = piece * ORDER_PIECE;
  return count - from < ORDER_PIECE ? count : from + ORDER_PIECE;
}

/* Sorts the order's ordinals by their texts, the greatest first, equal ones as they stand, and sets its keys: ascending, equal ones
 * for equal texts alone. */
void text_order(Order *order);

/* Where each of these cuts by rank but the last, the rest, ends among n. */
void order_rank_stops(const ProgramCut *cuts, uint32_t cut_count, uint32_t n, uint32_t *stops);

/* Which of the 64 ordinals from 64 w on are of the population, whether their values are known or not? */
uint64_t order_part_word(const OrderInput *input, uint32_t w);
static inline uint32_t order_words(const Order *order) { return order->input.values->count / 64 + (order->input.values->count % 64 > 0); }
/* The end of the group that begins at place `first`. */
uint32_t order_group_end(const Order *order, uint32_t first);
/* `out` becomes as long as the population, the ordinals of `known` (NULL: all) known; their values are the caller's to set. */
MUST_CHECK bool order_begin(Order *order, Kind kind, const uint64_t *known, SlotValues *out);

/* What the records so far hold, added up in rank order; a negative value counts as 0. */
typedef struct Holding {
  Wide whole;       /* of integers and money */
  double sum, lost; /* of numbers: Neumaier's sum */
} Holding;

static inline bool order_is_of_numbers(const Order *order) { return order->input.values->kind == KIND_NUMBER; }
/* True where the value at this place counts: it is not negative. */
static inline bool holding_add(Holding *holding, const Order *order, uint32_t at) {
  const uint64_t key = ~order->keys[at];
  if (!order_is_of_numbers(order)) {
    const int64_t x = sort_key_int(key);
    if (x > 0) holding->whole += x;
    return x >= 0;
  }
  const double x = sort_key_number(key), sum = holding->sum + x;
  if (x < 0) return false;
  holding->lost += (holding->sum - sum) + x; /* values fall: what is held is none of them less than the next */
  holding->sum = sum;
  return true;
}
/* The same of the places from `from` up to `to`. */
void holding_add_all(Holding *holding, const Order *order, uint32_t from, uint32_t to);
static inline double holding_number(const Holding *holding) { return holding->sum + holding->lost; }
/* Of all from first to end - 1. */
Holding holding_total(const Order *order, uint32_t first, uint32_t end);

/* ---- going through the places of an order, in all threads ---- */

/* Places from `from` to `to` of the group from `first` to `end`. */
typedef struct OrderSpan {
  uint32_t first, end, from, to;
  const Holding *held, *total; /* before `from`, and of the group; NULL where nobody asked */
} OrderSpan;

/* Calls `walk` for spans that make up all groups: each a whole group, or a piece of the one that there is. `held`: with what is held
 * before and in all. `walk` may set what is at its own places alone. False where memory is out. */
MUST_CHECK bool order_walk(const Order *order, bool held, void (*walk)(void *user, const OrderSpan *span), void *user);

/* Where the values equal to that at place `at` begin and end, within the span's group. */
uint32_t order_ties_begin(const Order *order, const OrderSpan *span, uint32_t at);
uint32_t order_ties_end(const Order *order, const OrderSpan *span, uint32_t at);

#endif
