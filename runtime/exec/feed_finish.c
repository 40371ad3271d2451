/* SPDX-License-Identifier: MIT
 * Slots made of what was taken in. */
#include "runtime/exec/feed_parts.h"

static void count_faults(Feed *feed, FaultTable *faults) {
  AccumulatorFaults met = accumulator_faults(feed->acc);
  uint32_t unit = feed->slot->owner == PROGRAM_NONE ? feed->slot->rows : feed->slot->owner;
  if (!met.count) return;
  feed->stages->faulted[feed->index] = true;
  fault_table_count(faults, unit, feed->slot->span, met.fault, met.count);
}

static bool finish_owned(Feed *feed, SlotValues *out, FaultTable *faults) {
  Stages *stages = feed->stages;
  const ProgramSlot *slot = feed->slot;
  bool one = slot->owner == PROGRAM_NONE;
  uint32_t count = one ? 1 : feed->groups ? group_map_count(feed->groups) : stages->units[slot->owner].count;
  bool good = accumulator_finish(feed->acc, count, out);
  out->single = one;
  if (good) count_faults(feed, faults);
  return good;
}

/* A value of each group, given to its records; of a record in no group it is that of no rows. */
static bool finish_by_key(Feed *feed, SlotValues *out, FaultTable *faults) {
  uint32_t groups = group_map_count(feed->groups);
  SlotValues each;
  bool good = accumulator_finish(feed->acc, groups + 1, &each); /* the last is of nothing */
  slot_init(out, feed->stages->job->alloc, each.kind);
  good = good && slot_extend(out, feed->group_count);
  for (uint32_t i = 0; good && i < feed->group_count; i++) {
    Value value = slot_get(&each, feed->group_of[i] == ORDINAL_NONE ? groups : feed->group_of[i]);
    if (value.known) good = slot_set(out, i, &value);
  }
  if (good) count_faults(feed, faults);
  slot_free(&each);
  return good;
}

static bool finish_order(Order *order, const ProgramSlot *slot, SlotValues *out) {
  if (slot->kind == SLOT_CUT) return order_cut(order, slot->cuts, slot->cut_count, slot->by_share, out);
  if (slot->function == AGG_RANK) return order_rank(order, out);
  if (slot->function == AGG_PERCENT_RANK) return order_percent_rank(order, out);
  return order_running_share(order, out);
}

/* Are the classes of one `by rank` all that comes from it? */
static bool is_one_cut(const Feed *feed) {
  for (uint32_t i = 0; i < feed_program(feed)->slot_count; i++)
    if (feed->shared[i]) return false;
  return feed->slot->kind == SLOT_CUT && !feed->slot->by_share;
}

static bool finish_ranked(Feed *feed) {
  Stages *stages = feed->stages;
  const Program *p = feed_program(feed);
  const bool one_cut = is_one_cut(feed);
  OrderInput input = {.values = &feed->values, .members = feed->slot->where == PROGRAM_NONE ? NULL : &feed->members,
                      .groups = feed->group_of, .cuts = one_cut ? feed->slot->cuts : NULL, .cut_count = feed->slot->cut_count,
                      .threads = stages->job->threads};
  Order order;
  bool good = order_make(&order, stages->job->alloc, &input);
  for (uint32_t i = 0; good && i < p->slot_count; i++) {
    if (i != feed->index && !feed->shared[i]) continue;
    good = finish_order(&order, &p->slots[i], &stages->values[i]);
    stages->made[i] = &stages->values[i];
  }
  order_free(&order);
  return good;
}

/* Where every record has been asked for it, the definition is known of each: later passes need not compute it again. */
static void keep_values(Feed *feed, const SlotValues *values) {
  const ProgramSlot *slot = feed->slot;
  uint32_t block = feed_program(feed)->defs[slot->value].block;
  if (slot->where != PROGRAM_NONE || slot->rows != 0 || feed->stages->is_kept[block]) return;
  feed->stages->kept[block] = values;
  feed->stages->is_kept[block] = true;
}

static bool finish_one(Feed *feed, FaultTable *faults) {
  Stages *stages = feed->stages;
  SlotValues *out = &stages->values[feed->index];
  switch (feed->kind) {
  case FEED_RANKED: {
    bool good = finish_ranked(feed);
    SlotValues *spare = &stages->spare[feed->index];
    *spare = feed->values;
    slot_init(&feed->values, stages->job->alloc, spare->kind);
    keep_values(feed, spare);
    return good;
  }
  case FEED_KEPT:
    *out = feed->values;
    slot_init(&feed->values, stages->job->alloc, out->kind);
    keep_values(feed, out);
    return true;
  case FEED_FOLLOWED: {
    uint32_t owner = feed->slot->owner;
    bool good = sequence_finish(feed->sequence, owner == PROGRAM_NONE ? 1 : stages->units[owner].count, stages->job->today, out);
    out->single = owner == PROGRAM_NONE;
    return good;
  }
  case FEED_OWNED: return finish_owned(feed, out, faults);
  case FEED_GROUPED: return feed_is_by_key(feed) ? finish_by_key(feed, out, faults) : finish_owned(feed, out, faults);
  }
  return false;
}

bool feed_finish(Feed *feed, FaultTable *faults) {
  bool good = finish_one(feed, faults);
  feed->stages->made[feed->index] = &feed->stages->values[feed->index];
  return good;
}
