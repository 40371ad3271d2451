/* SPDX-License-Identifier: MIT
 * Taking in what was collected, in the order of the rows. */
#include "runtime/exec/feed_parts.h"

#include "runtime/exec/ordinals.h"

static bool append_groups(Feed *feed, const Vector *key, uint32_t n) {
  if (!ordinals_reserve(feed->stages->job->alloc, &feed->group_of, &feed->group_size, feed->group_count, n)) return false;
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
 * that is true: then `code` says which segment stands for each. */
typedef struct Dimensions {
  const Vector *const *keys;
  const Vector *value, *by;
  uint32_t n;
  Vector codes[GROUP_WIDTH_MOST];
  int32_t code[GROUP_WIDTH_MOST];
  const Vector *chosen[GROUP_WIDTH_MOST];
  /* Those of segments: how many, which dimension each is, the first of its keys. */
  uint32_t segmented, at[GROUP_WIDTH_MOST], first[GROUP_WIDTH_MOST];
} Dimensions;

static void find_dimensions(const ProgramMeasure *measure, Dimensions *d) {
  uint32_t key = 0;
  d->segmented = 0;
  for (uint32_t i = 0; i < measure->dimension_count; i++) {
    if (!measure->dimensions[i].segments) {
      d->chosen[i] = d->keys[key++];
      continue;
    }
    d->codes[i] = (Vector){.kind = KIND_CODE, .constant = true, .i32 = &d->code[i]};
    d->chosen[i] = &d->codes[i];
    d->at[d->segmented] = i;
    d->first[d->segmented++] = key;
    key += measure->dimensions[i].labels.count;
  }
}

static bool add_dimensions(Feed *feed, const Dimensions *d, const Mask *lanes) {
  uint32_t ids[BATCH_SIZE];
  return group_map_find(feed->groups, d->chosen, lanes, d->n, ids) && accumulator_add(feed->acc, ids, d->value, d->by, lanes, d->n);
}

/* Each combination of segments that some row is in: depth first, in[level] being the rows of the segments chosen so far. */
static bool take_segments(Feed *feed, const ProgramMeasure *measure, Dimensions *d, const Mask *lanes) {
  Mask in[GROUP_WIDTH_MOST + 1];
  in[0] = *lanes;
  d->code[d->at[0]] = 0;
  for (uint32_t level = 0;;) {
    const uint32_t at = d->at[level];
    int32_t *code = &d->code[at];
    if ((uint32_t)*code == measure->dimensions[at].labels.count) {
      if (!level) return true;
      d->code[d->at[--level]]++;
      continue;
    }
    lanes_true(d->keys[d->first[level] + (uint32_t)*code], &in[level], d->n, &in[level + 1]);
    if (mask_any(&in[level + 1], d->n)) {
      if (level + 1 < d->segmented) {
        d->code[d->at[++level]] = 0;
        continue;
      }
      if (!add_dimensions(feed, d, &in[level + 1])) return false;
    }
    ++*code;
  }
}

static bool take_measured(Feed *feed, const Vector *const *vecs, const Mask *lanes, uint32_t n) {
  const Program *p = feed_program(feed);
  const ProgramSlot *slot = feed->slot;
  const ProgramMeasure *measure = &p->measures[p->units[slot->owner].index];
  Dimensions d = {.keys = vecs, .n = n};
  const Vector *const *next = vecs + slot->key_count;
  d.value = slot->value == PROGRAM_NONE ? NULL : *next++;
  d.by = slot->by == PROGRAM_NONE ? NULL : *next;
  find_dimensions(measure, &d);
  if (!mask_any(lanes, n)) return true;
  return d.segmented ? take_segments(feed, measure, &d, lanes) : add_dimensions(feed, &d, lanes);
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
  case FEED_GROUPED: return feed_is_by_key(feed) ? take_by_key(feed, vecs, lanes, n) : take_measured(feed, vecs, lanes, n);
  case FEED_OWNED:
  case FEED_FOLLOWED: return take_owned(feed, vecs, lanes, n);
  }
  return false;
}
