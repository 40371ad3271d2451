/* What the files of the feed share: what one holds. */
#ifndef CIBLE_EXEC_FEED_PARTS_H
#define CIBLE_EXEC_FEED_PARTS_H

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

static inline const Program *feed_program(const Feed *feed) { return feed->stages->job->program; }
static inline bool feed_slot_is_ranked(const ProgramSlot *slot) {
  return slot->kind == SLOT_CUT || (slot->kind == SLOT_AGGREGATE && aggregate_info(slot->function)->kept == KEPT_ORDER);
}
static inline bool feed_slot_is_of_groups(const Program *p, const ProgramSlot *slot) {
  return slot->owner != PROGRAM_NONE && p->units[slot->owner].kind == UNIT_GROUPS;
}
static inline bool feed_is_by_key(const Feed *feed) {
  return feed->slot->key_count && !feed_slot_is_of_groups(feed_program(feed), feed->slot);
}
static inline Kind feed_kind_of(const Program *p, uint32_t def) { return def == PROGRAM_NONE ? KIND_INTEGER : p->defs[def].value; }

#endif
