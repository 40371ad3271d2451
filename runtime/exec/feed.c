/* SPDX-License-Identifier: MIT
 * Making a feed; collecting what it takes in, in the threads. */
#include "runtime/exec/feed_parts.h"

static FeedKind feed_kind(const ProgramSlot *slot) {
  if (slot->kind == SLOT_KEEP) return FEED_KEPT;
  if (slot->kind == SLOT_SEQUENCE) return FEED_FOLLOWED;
  if (feed_slot_is_ranked(slot)) return FEED_RANKED;
  return slot->key_count ? FEED_GROUPED : FEED_OWNED;
}

/* ---- making ---- */

/* The groups of `per K`: records whose K is unknown are in none. */
static bool make_groups(Feed *feed) {
  const Program *p = feed_program(feed);
  const Alloc *alloc = feed->stages->job->alloc;
  if (!feed->slot->key_count) return true;
  if (feed_slot_is_of_groups(p, feed->slot)) {
    feed->groups = feed->stages->groups[p->units[feed->slot->owner].index];
    if (feed->groups) group_map_begin(feed->groups);
    return feed->groups != NULL;
  }
  Kind kind = feed_kind_of(p, feed->slot->keys[0]);
  feed->groups = group_map_new(alloc, &kind, 1, true);
  feed->own_groups = true;
  return feed->groups != NULL;
}

static bool make_state(Feed *feed) {
  const Program *p = feed_program(feed);
  const Alloc *alloc = feed->stages->job->alloc;
  const ProgramSlot *slot = feed->slot;
  switch (feed->kind) {
  case FEED_KEPT:
  case FEED_RANKED: return true;
  case FEED_FOLLOWED:
    feed->sequence = sequence_new(alloc, slot->steps, slot->step_count, feed_kind_of(p, slot->by));
    return feed->sequence != NULL;
  case FEED_OWNED:
  case FEED_GROUPED: break;
  }
  AccumulatorSpec spec = {slot->function, feed_kind_of(p, slot->value), feed_kind_of(p, slot->by), slot->argument};
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
  slot_init(&feed->values, alloc, feed_kind_of(p, feed->slot->value));
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
  const ProgramSlot *a = feed->slot, *b = &feed_program(feed)->slots[slot];
  if (feed->kind != FEED_RANKED || !feed_slot_is_ranked(b) || a->level != b->level) return false;
  if (a->value != b->value || a->where != b->where || a->key_count != b->key_count) return false;
  if (a->key_count && a->keys[0] != b->keys[0]) return false;
  return feed->shared[slot] = true;
}

bool feed_shares_groups(const Feed *feed, const Feed *other) { return feed->groups && feed->groups == other->groups; }

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
  bool every = feed->kind == FEED_RANKED || feed->kind == FEED_KEPT || feed_is_by_key(feed);
  if (every && !push_members(out, batch->count)) return false;
  if (!push_owner(feed, vm, out)) return false;
  for (uint32_t i = 0; i < slot->key_count; i++)
    if (!push_def(out, vm, slot->keys[i], every ? &out->lanes : &counted)) return false;
  if (!push_def(out, vm, slot->value, &counted) || !push_def(out, vm, slot->by, &counted)) return false;
  for (uint32_t i = 0; i < slot->step_count; i++)
    if (!push_def(out, vm, slot->steps[i].condition, &counted)) return false;
  return true;
}
