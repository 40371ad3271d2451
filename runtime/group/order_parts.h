/* What the files of the order share; nobody else includes it. */
#ifndef CIBLE_GROUP_ORDER_PARTS_H
#define CIBLE_GROUP_ORDER_PARTS_H

#include "runtime/group/order.h"
#include "runtime/group/sort_key.h"
#include "runtime/group/wide.h"

/* Sorts ordinals by their texts, the greatest first, equal ones as they stand, and sets keys: equal ones for equal texts alone.
 * The rooms are for as many. */
void text_order(const SlotValues *values, uint32_t *ordinals, uint64_t *keys, uint32_t n, uint32_t *room,
                uint64_t *room_keys);

/* Is the ordinal one of the population, whether its value is known or not? */
bool order_takes_part(const OrderInput *input, uint32_t ordinal);
/* The end of the group that begins at place `first`. */
uint32_t order_group_end(const Order *order, uint32_t first);
/* `out` becomes as long as the population; nothing in it is known. */
MUST_CHECK bool order_begin(const Order *order, Kind kind, SlotValues *out);

/* What the records so far hold, added up in rank order; a negative value counts as 0. */
typedef struct Holding {
  Wide whole;       /* of integers and money */
  double sum, lost; /* of numbers: Neumaier's sum */
} Holding;

static inline bool order_is_of_numbers(const Order *order) { return order->input.values->kind == KIND_NUMBER; }
/* True where the value at this place counts: it is not negative. */
bool holding_add(Holding *holding, const Order *order, uint32_t at);
static inline double holding_number(const Holding *holding) { return holding->sum + holding->lost; }
/* Of all from first to end - 1. */
Holding holding_total(const Order *order, uint32_t first, uint32_t end);

#endif
