/* SPDX-License-Identifier: MIT */
#include "runtime/exec/feed.h"

#include "runtime/exec/workers.h"
#include "runtime/group/accumulator.h"
#include "runtime/group/order.h"
#include "runtime/group/sequence.h"

/* OWNED: added up for the owner that each row's ordinal says, or for one. GROUPED: for the group that its keys say. RANKED and KEPT:
 * a value of each record. FOLLOWED: a sequence. */
typedef enum FeedKind { FEED_OWNED, FEED_GROUPED, FEED_RANKED, FEED_KEPT, FEED_FOLLOWED } FeedKind;

struct Feed {
  Stages *stages;
  FeedKind kind;
  const ProgramSlot *slot;
  uint32_t index;        /* of the slot */
  Accumulator *acc;      /* OWNED, GROUPED */
  Sequence *sequence;    /* FOLLOWED */
  SlotValues values;     /* RANKED, KEPT: what each record has */
  SlotValues members;    /* RANKED: who takes part */
  GroupMap *groups;      /* by K: its own; of a measure: the stages' */
  bool own_groups;
  uint32_t *group_of;    /* by K: the group of each record */
  uint32_t group_count, group_size;
  bool *shared;          /* by slot: RANKED ones that are finished with this */
};

static const Program *program_of(const Feed *feed) { return feed->stages->job->program; }
static bool is_ranked(const ProgramSlot *slot) {
  return slot->kind == SLOT_CUT || (slot->kind == SLOT_AGGREGATE && aggregate_info(slot->function)->kept == KEPT_ORDER);
}
static bool is_of_groups(const Program *p, const ProgramSlot *slot) {
  return slot->owner != PROGRAM_NONE && p->units[slot->owner].kind == UNIT_GROUPS;
}
static bool is_by_key(const Feed *feed) { return feed->slot->key_count && !is_of_groups(program_of(feed), feed->slot); }
static Kind kind_of(const Program *p, uint32_t def) { return def == PROGRAM_NONE ? KIND_INTEGER : p->defs[def].value; }

static FeedKind feed_kind(const ProgramSlot *slot) {
  if (slot->kind == SLOT_KEEP) return FEED_KEPT;
  if (slot->kind == SLOT_SEQUENCE) return FEED_FOLLOWED;
  if (is_ranked(slot)) return FEED_RANKED;
  return slot->key_count ? FEED_GROUPED : FEED_OWNED;
}

/* ---- making ---- */

/* The groups of `per K`: records whose K is unknown are in none. */
static bool make_groups(Feed *feed) {
  const Program *p = program_of(feed);
  const Alloc *alloc = feed->stages->job->alloc;
  if (!feed->slot->key_count) return true;
  if (is_of_groups(p, feed->slot)) {
    feed->groups = feed->stages->groups[p->units[feed->slot->owner].index];
    return feed->groups != NULL;
  }
  Kind kind = kind_of(p, feed->slot->keys[0]);
  feed->groups = group_map_new(alloc, &kind, 1, true);
  feed->own_groups = true;
  return feed->groups != NULL;
}

static bool make_state(Feed *feed) {
  const Program *p = program_of(feed);
  const Alloc *alloc = feed->stages->job->alloc;
  const ProgramSlot *slot = feed->slot;
  switch (feed->kind) {
  case FEED_KEPT:
  case FEED_RANKED: return true;
  case FEED_FOLLOWED:
    feed->sequence = sequence_new(alloc, slot->steps, slot->step_count, kind_of(p, slot->by));
    return feed->sequence != NULL;
  case FEED_OWNED:
  case FEED_GROUPED: break;
  }
  AccumulatorSpec spec = {slot->function, kind_of(p, slot->value), kind_of(p, slot->by), slot->argument};
  feed->acc = accumulator_new(alloc, &spec);
  if (!feed->acc) return false;
  bool by_record = feed->kind == FEED_OWNED && slot->owner != PROGRAM_NONE;
  return !by_record || accumulator_reserve(feed->acc, feed->stages->units[slot->owner].count);
}

Feed *feed_new(Stages *stages, uint32_t slot) {
  const Alloc *alloc = stages->job->alloc;
  Feed *feed = MEM_NEW(alloc, Feed);
  if (!feed) return NULL;
  const Program *p = stages->job->program;
  feed->stages = stages;
  feed->slot = &p->slots[slot];
  feed->index = slot;
  feed->kind = feed_kind(feed->slot);
  slot_init(&feed->values, alloc, kind_of(p, feed->slot->value));
  slot_init(&feed->members, alloc, KIND_BOOLEAN);
  feed->shared = ARENA_ARRAY(&stages->arena, bool, p->slot_count);
  if (feed->shared && make_groups(feed) && make_state(feed)) return feed;
  feed_free(feed);
  return NULL;
}

void feed_free(Feed *feed) {
  if (!feed) return;
  const Alloc *alloc = feed->stages->job->alloc;
  accumulator_free(feed->acc);
  sequence_free(feed->sequence);
  slot_free(&feed->values);
  slot_free(&feed->members);
  if (feed->own_groups) group_map_free(feed->groups);
  if (feed->group_of) mem_free(alloc, feed->group_of, feed->group_size * sizeof *feed->group_of);
  mem_free(alloc, feed, sizeof *feed);
}

bool feed_shares(Feed *feed, uint32_t slot) {
  const ProgramSlot *a = feed->slot, *b = &program_of(feed)->slots[slot];
  if (feed->kind != FEED_RANKED || !is_ranked(b) || a->level != b->level) return false;
  if (a->value != b->value || a->where != b->where || a->key_count != b->key_count) return false;
  if (a->key_count && a->keys[0] != b->keys[0]) return false;
  return feed->shared[slot] = true;
}

void feed_need(const Feed *feed, Need *need) { need_slot(need, feed->slot); }

/* ---- collecting, in the threads ---- */

static bool push(Collected *out, const Vector *vec) {
  if (!vec) return false;
  out->vecs[out->width++] = vec;
  return true;
}

static bool push_def(Collected *out, Vm *vm, uint32_t def, const Mask *lanes) {
  return def == PROGRAM_NONE || push(out, vm_need(vm, def, lanes));
}

/* Whose each row is. */
static bool push_owner(const Feed *feed, Vm *vm, Collected *out) {
  const BatchPlace *place = vm_place(vm);
  if (feed->kind == FEED_GROUPED || feed->slot->owner == PROGRAM_NONE || feed->slot->owner == feed->slot->rows) return true;
  out->own[0] = (Vector){.kind = KIND_CODE, .i32 = (const int32_t *)place->up[feed->slot->owner]};
  return push(out, &out->own[0]);
}

/* Every record has a place in what is ranked, kept or grouped by K, whether it counts or not. */
static bool push_members(Collected *out, uint32_t n) {
  out->members = out->lanes;
  out->own[1] = (Vector){.kind = KIND_BOOLEAN, .bits = &out->members};
  mask_first(&out->lanes, n);
  return push(out, &out->own[1]);
}

static bool collect_where(const Feed *feed, Vm *vm, uint32_t n, const Mask *rows, Mask *out) {
  *out = *rows;
  if (feed->slot->where == PROGRAM_NONE) return true;
  const Vector *where = vm_need(vm, feed->slot->where, rows);
  if (where) lanes_true(where, rows, n, out);
  return where != NULL;
}

bool feed_collect(const Feed *feed, Vm *vm, const Batch *batch, const Mask *rows, Collected *out) {
  const ProgramSlot *slot = feed->slot;
  out->width = 0;
  if (!collect_where(feed, vm, batch->count, rows, &out->lanes)) return false;
  Mask counted = out->lanes;
  bool every = feed->kind == FEED_RANKED || feed->kind == FEED_KEPT || is_by_key(feed);
  if (every && !push_members(out, batch->count)) return false;
  if (!push_owner(feed, vm, out)) return false;
  for (uint32_t i = 0; i < slot->key_count; i++)
    if (!push_def(out, vm, slot->keys[i], every ? &out->lanes : &counted)) return false;
  if (!push_def(out, vm, slot->value, &counted) || !push_def(out, vm, slot->by, &counted)) return false;
  for (uint32_t i = 0; i < slot->step_count; i++)
    if (!push_def(out, vm, slot->steps[i].condition, &counted)) return false;
  return true;
}

/* ---- taking in ---- */

static bool append_groups(Feed *feed, const Vector *key, uint32_t n) {
  const Alloc *alloc = feed->stages->job->alloc;
  if (feed->group_count + n > feed->group_size) {
    uint32_t size = feed->group_size ? feed->group_size * 2 : BATCH_SIZE * 4;
    uint32_t *more = mem_resize(alloc, feed->group_of, feed->group_size * sizeof *more, size * sizeof *more);
    if (!more) return false;
    feed->group_of = more;
    feed->group_size = size;
  }
  if (!group_map_find(feed->groups, &key, NULL, n, feed->group_of + feed->group_count)) return false;
  feed->group_count += n;
  return true;
}

static bool take_kept(Feed *feed, const Vector *const *vecs, const Mask *lanes, uint32_t n) {
  Mask members;
  lanes_true(vecs[0], lanes, n, &members);
  return slot_append(&feed->values, vecs[1], &members, n);
}

static bool take_ranked(Feed *feed, const Vector *const *vecs, const Mask *lanes, uint32_t n) {
  Mask members;
  lanes_true(vecs[0], lanes, n, &members);
  const Vector *const *next = vecs + 1;
  if (feed->groups && !append_groups(feed, *next++, n)) return false;
  return slot_append(&feed->members, vecs[0], NULL, n) && slot_append(&feed->values, *next, &members, n);
}

static bool take_by_key(Feed *feed, const Vector *const *vecs, const Mask *lanes, uint32_t n) {
  const ProgramSlot *slot = feed->slot;
  Mask members;
  lanes_true(vecs[0], lanes, n, &members);
  if (!append_groups(feed, vecs[1], n)) return false;
  const Vector *const *next = vecs + 2;
  const Vector *value = slot->value == PROGRAM_NONE ? NULL : *next++;
  const Vector *by = slot->by == PROGRAM_NONE ? NULL : *next;
  return accumulator_add(feed->acc, feed->group_of + feed->group_count - n, value, by, &members, n);
}

/* The dimensions of a measure: one key each, but for `segments (…)`, which has a truth a segment, and takes a row once for each
 * that is true: then `choice` says which segment stands for each. */
typedef struct Dimensions {
  const ProgramMeasure *measure;
  const Vector *const *keys;
  const Vector *value, *by;
  uint32_t n;
  Vector codes[GROUP_WIDTH_MOST];
  int32_t code[GROUP_WIDTH_MOST];
  const Vector *chosen[GROUP_WIDTH_MOST];
} Dimensions;

static bool add_dimensions(Feed *feed, Dimensions *d, const Mask *lanes) {
  uint32_t ids[BATCH_SIZE];
  if (!mask_any(lanes, d->n)) return true;
  return group_map_find(feed->groups, d->chosen, lanes, d->n, ids) && accumulator_add(feed->acc, ids, d->value, d->by, lanes, d->n);
}

/* Goes through the segments of each such dimension in turn; `odometer` style, so that it needs no recursion. */
static bool take_measured(Feed *feed, const Vector *const *vecs, const Mask *lanes, uint32_t n) {
  const Program *p = program_of(feed);
  const ProgramSlot *slot = feed->slot;
  Dimensions d = {.measure = &p->measures[p->units[slot->owner].index], .keys = vecs, .n = n};
  const Vector *const *next = vecs + slot->key_count;
  d.value = slot->value == PROGRAM_NONE ? NULL : *next++;
  d.by = slot->by == PROGRAM_NONE ? NULL : *next;
  for (bool more = true; more;) {
    Mask in = *lanes;
    uint32_t key = 0;
    for (uint32_t i = 0; i < d.measure->dimension_count; i++) {
      const ProgramDimension *dimension = &d.measure->dimensions[i];
      if (!dimension->segments) {
        d.chosen[i] = vecs[key++];
        continue;
      }
      lanes_true(vecs[key + (uint32_t)d.code[i]], &in, n, &in);
      d.codes[i] = (Vector){.kind = KIND_CODE, .constant = true, .i32 = &d.code[i]};
      d.chosen[i] = &d.codes[i];
      key += dimension->labels.count;
    }
    if (!add_dimensions(feed, &d, &in)) return false;
    more = false;
    for (uint32_t i = d.measure->dimension_count; i-- > 0 && !more;) {
      const ProgramDimension *dimension = &d.measure->dimensions[i];
      if (!dimension->segments) continue;
      more = (uint32_t)++d.code[i] < dimension->labels.count;
      if (!more) d.code[i] = 0;
    }
  }
  return true;
}

static bool take_owned(Feed *feed, const Vector *const *vecs, const Mask *lanes, uint32_t n) {
  const ProgramSlot *slot = feed->slot;
  bool owned = slot->owner != PROGRAM_NONE && slot->owner != slot->rows;
  const uint32_t *ordinals = owned ? (const uint32_t *)(*vecs++)->i32 : NULL;
  if (feed->kind == FEED_FOLLOWED) return sequence_add(feed->sequence, ordinals, vecs[0], vecs + 1, lanes, n);
  const Vector *value = slot->value == PROGRAM_NONE ? NULL : *vecs++;
  return accumulator_add(feed->acc, ordinals, value, slot->by == PROGRAM_NONE ? NULL : *vecs, lanes, n);
}

bool feed_take(Feed *feed, const Vector *const *vecs, const Mask *lanes, uint32_t n) {
  switch (feed->kind) {
  case FEED_KEPT: return take_kept(feed, vecs, lanes, n);
  case FEED_RANKED: return take_ranked(feed, vecs, lanes, n);
  case FEED_GROUPED: return is_by_key(feed) ? take_by_key(feed, vecs, lanes, n) : take_measured(feed, vecs, lanes, n);
  case FEED_OWNED:
  case FEED_FOLLOWED: return take_owned(feed, vecs, lanes, n);
  }
  return false;
}

/* ---- finishing ---- */

static void count_faults(Feed *feed, FaultTable *faults) {
  AccumulatorFaults met = accumulator_faults(feed->acc);
  uint32_t unit = feed->slot->owner == PROGRAM_NONE ? feed->slot->rows : feed->slot->owner;
  if (met.count) fault_table_count(faults, unit, feed->slot->span, met.fault, met.count);
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

static bool finish_order(const Order *order, const ProgramSlot *slot, SlotValues *out) {
  if (slot->kind == SLOT_CUT) return order_cut(order, slot->cuts, slot->cut_count, slot->by_share, out);
  if (slot->function == AGG_RANK) return order_rank(order, out);
  if (slot->function == AGG_PERCENT_RANK) return order_percent_rank(order, out);
  return order_running_share(order, out);
}

static bool finish_ranked(Feed *feed) {
  Stages *stages = feed->stages;
  const Program *p = program_of(feed);
  OrderInput input = {&feed->values, feed->slot->where == PROGRAM_NONE ? NULL : &feed->members, feed->group_of};
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
  uint32_t block = program_of(feed)->defs[slot->value].block;
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
  case FEED_GROUPED: return is_by_key(feed) ? finish_by_key(feed, out, faults) : finish_owned(feed, out, faults);
  }
  return false;
}

bool feed_finish(Feed *feed, FaultTable *faults) {
  bool good = finish_one(feed, faults);
  feed->stages->made[feed->index] = &feed->stages->values[feed->index];
  return good;
}
