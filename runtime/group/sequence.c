/* SPDX-License-Identifier: MIT */
#include "runtime/group/sequence_parts.h"

#include "runtime/group/radix.h"
#include "runtime/group/sort_key.h"

/* Gives every step its bit. */
static void number_steps(Sequence *s) {
  for (uint32_t i = 0; i < s->step_count; i++) s->pick_count += !s->steps[i].no;
  uint32_t pick = 0, no = s->pick_count;
  for (uint32_t i = 0; i < s->step_count; i++) {
    if (!s->steps[i].no) s->first_no[pick] = (uint8_t)no;
    uint32_t bit = s->steps[i].no ? no++ : pick++;
    s->bit_of_step[i] = (uint8_t)bit;
    s->step_of_bit[bit] = (uint8_t)i;
  }
  s->first_no[pick] = (uint8_t)no;
}

Sequence *sequence_new(const Alloc *alloc, const ProgramStep *steps, uint32_t step_count, Kind time) {
  Sequence *s = MEM_NEW(alloc, Sequence);
  if (!s) return NULL;
  s->alloc = alloc;
  s->steps = steps;
  s->step_count = step_count;
  s->time = time;
  bag_init(&s->bag, alloc, true);
  number_steps(s);
  return s;
}

void sequence_free(Sequence *s) {
  if (!s) return;
  bag_free(&s->bag);
  mem_free(s->alloc, s, sizeof *s);
}

/* Which conditions the row meets. */
static uint64_t mask_of(const Sequence *s, const Vector *const *conditions, uint32_t row) {
  uint64_t mask = 0;
  for (uint32_t i = 0; i < s->step_count; i++) {
    const Vector *met = conditions[i];
    bool is_met = vector_known(met, row) && mask_get(met->bits, met->constant ? 0 : row);
    mask |= (uint64_t)is_met << s->bit_of_step[i];
  }
  return mask;
}

bool sequence_add(Sequence *s, const uint32_t *ordinals, const Vector *time, const Vector *const *conditions, const Mask *lanes,
                  uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    uint32_t owner = ordinals ? ordinals[i] : 0;
    if (owner == ORDINAL_NONE || (lanes && !mask_get(lanes, i)) || !vector_known(time, i)) continue;
    uint64_t mask = mask_of(s, conditions, i);
    if (mask && !bag_add(&s->bag, owner, sort_key_at(time, time->constant ? 0 : i), mask)) return false;
  }
  return true;
}

/* Room for the rows of the owner who has the most. */
typedef struct SequenceRoom {
  size_t size;
  uint64_t *keys, *masks;
  uint32_t *places, *more_places;
  uint8_t *pick_of, *from;
} SequenceRoom;

static bool room_new(SequenceRoom *room, const Alloc *alloc, const BagGroups *groups) {
  *room = (SequenceRoom){0};
  for (uint32_t o = 0; o < groups->owners; o++) {
    size_t n = groups->ends[o] - bag_first(groups, o);
    if (n > room->size) room->size = n;
  }
  if (room->size > UINT32_MAX) return false;
  room->keys = MEM_ARRAY(alloc, uint64_t, room->size);
  room->masks = MEM_ARRAY(alloc, uint64_t, room->size);
  room->places = MEM_ARRAY(alloc, uint32_t, room->size);
  room->more_places = MEM_ARRAY(alloc, uint32_t, room->size);
  room->pick_of = MEM_ARRAY(alloc, uint8_t, room->size);
  room->from = MEM_ARRAY(alloc, uint8_t, room->size);
  return room->keys && room->masks && room->places && room->more_places && room->pick_of && room->from;
}

static void room_free(SequenceRoom *room, const Alloc *alloc) {
  mem_free(alloc, room->keys, room->size * sizeof *room->keys);
  mem_free(alloc, room->masks, room->size * sizeof *room->masks);
  mem_free(alloc, room->places, room->size * sizeof *room->places);
  mem_free(alloc, room->more_places, room->size * sizeof *room->more_places);
  mem_free(alloc, room->pick_of, room->size);
  mem_free(alloc, room->from, room->size);
}

/* Sorts the owner's rows by time; their keys become times. */
static SequenceRows sorted_rows(const BagGroups *groups, uint32_t owner, SequenceRoom *room) {
  size_t first = bag_first(groups, owner), n = groups->ends[owner] - first;
  uint64_t *keys = groups->keys + first;
  for (size_t i = 0; i < n; i++) room->places[i] = (uint32_t)i;
  radix_sort(keys, room->places, n, room->keys, room->more_places);
  for (size_t i = 0; i < n; i++) {
    int64_t time = sort_key_int(keys[i]);
    memcpy(&room->keys[i], &time, sizeof time);
    room->masks[i] = groups->extras[first + room->places[i]];
  }
  return (SequenceRows){.count = n, .times = (const int64_t *)room->keys, .masks = room->masks, .pick_of = room->pick_of,
                        .from = room->from};
}

bool sequence_finish(Sequence *s, uint32_t count, int32_t today, SlotValues *out) {
  slot_init(out, s->alloc, KIND_BOOLEAN);
  if (!slot_reserve(out, count)) return false;
  out->count = count;
  BagGroups groups;
  SequenceRoom room = {0};
  bool done = bag_group(&s->bag, count, &groups) && room_new(&room, s->alloc, &groups);
  for (uint32_t o = 0; done && o < count; o++) {
    SequenceRows rows = sorted_rows(&groups, o, &room);
    Value value = {.kind = KIND_BOOLEAN, .known = true, .truth = rows.count && sequence_holds(s, &rows, today)};
    done = slot_set(out, o, &value);
  }
  room_free(&room, s->alloc);
  bag_groups_free(&groups);
  return done;
}
