/* SPDX-License-Identifier: MIT */
#include "runtime/group/order_parts.h"

#include "runtime/group/radix.h"

bool order_takes_part(const OrderInput *input, uint32_t ordinal) {
  if (input->groups && input->groups[ordinal] == ORDINAL_NONE) return false;
  return !input->members || (ordinal < input->members->count && slot_truth(input->members, ordinal));
}

static bool is_ranked(const OrderInput *input, uint32_t ordinal) {
  return slot_known(input->values, ordinal) && order_takes_part(input, ordinal);
}

/* Of a known value that is no text: what ascends as the values descend. */
static uint64_t falling_key(const SlotValues *values, uint32_t ordinal) {
  switch (kind_lane(values->kind)) {
  case LANE_BITS: return !slot_truth(values, ordinal);
  case LANE_I32: return ~sort_key_of_int(values->i32[ordinal]);
  case LANE_I64: return ~sort_key_of_int(values->i64[ordinal]);
  case LANE_F64: return ~sort_key_of_number(values->f64[ordinal]);
  case LANE_STR: break;
  }
  return 0;
}

/* Room to sort in. */
typedef struct OrderRoom {
  uint32_t *ordinals;
  uint64_t *keys;
} OrderRoom;

static void swap_room(Order *order, OrderRoom *room) {
  OrderRoom was = {order->ordinals, order->keys};
  order->ordinals = room->ordinals;
  order->keys = room->keys;
  *room = was;
}

/* Brings the groups together and leaves the order within each. False where memory is out. */
static bool gather_groups(Order *order, OrderRoom *room) {
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
    room->ordinals[at] = order->ordinals[i];
    room->keys[at] = order->keys[i];
  }
  mem_free(order->alloc, starts, ((size_t)most + 1) * sizeof *starts);
  swap_room(order, room);
  return true;
}

static bool sort(Order *order, OrderRoom *room) {
  const SlotValues *values = order->input.values;
  if (values->kind == KIND_TEXT)
    text_order(values, order->ordinals, order->keys, order->count, room->ordinals, room->keys);
  else radix_sort(order->keys, order->ordinals, order->count, room->keys, room->ordinals);
  return !order->input.groups || gather_groups(order, room);
}

bool order_make(Order *order, const Alloc *alloc, const OrderInput *input) {
  *order = (Order){.alloc = alloc, .input = *input};
  for (uint32_t o = 0; o < input->values->count; o++) order->count += is_ranked(input, o);
  uint32_t n = order->count;
  order->ordinals = MEM_ARRAY(alloc, uint32_t, n);
  order->keys = MEM_ARRAY(alloc, uint64_t, n);
  OrderRoom room = {MEM_ARRAY(alloc, uint32_t, n), MEM_ARRAY(alloc, uint64_t, n)};
  bool done = order->ordinals && order->keys && room.ordinals && room.keys;
  if (done) {
    for (uint32_t o = 0, i = 0; o < input->values->count; o++) {
      if (!is_ranked(input, o)) continue;
      order->ordinals[i] = o;
      order->keys[i++] = falling_key(input->values, o);
    }
    done = sort(order, &room);
  }
  mem_free(alloc, room.ordinals, n * sizeof *room.ordinals);
  mem_free(alloc, room.keys, n * sizeof *room.keys);
  return done;
}

void order_free(Order *order) {
  if (!order->alloc) return;
  mem_free(order->alloc, order->ordinals, order->count * sizeof *order->ordinals);
  mem_free(order->alloc, order->keys, order->count * sizeof *order->keys);
  *order = (Order){0};
}

uint32_t order_group_end(const Order *order, uint32_t first) {
  const uint32_t *groups = order->input.groups;
  if (!groups) return order->count;
  uint32_t end = first + 1;
  while (end < order->count && groups[order->ordinals[end]] == groups[order->ordinals[first]]) end++;
  return end;
}

bool order_begin(const Order *order, Kind kind, SlotValues *out) {
  slot_init(out, order->alloc, kind);
  return slot_extend(out, order->input.values->count);
}
