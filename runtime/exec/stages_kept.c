/* SPDX-License-Identifier: MIT */
#include "runtime/exec/stages_kept.h"

void stages_find_keys(Stages *stages) {
  const ExecJob *job = stages->job;
  if (!job->kept) return;
  KeptGround ground = {job->program, job->functions, store_lookups(job->store), job->today, job->now, job->ages};
  Arena arena;
  arena_init(&arena, job->alloc);
  stages->keys = kept_keys_make(&ground, &arena);
  stages->key_arena = arena;
}

/* ---- taking ---- */

/* Is all known of the unit's records that the run needs? */
static const KeptUnit *find_unit(const Stages *stages, uint32_t unit) {
  const UnitState *state = &stages->units[unit];
  const KeptUnit *kept = kept_unit(stages->job->kept, &stages->keys->units[unit]);
  if (!kept || (state->needed && !kept->numbered) || (state->indexed && !kept->index)) return NULL;
  return kept;
}

/* By unit: does the run look at its rows? */
static bool *find_looked_at(Stages *stages, const Need *all) {
  const Program *p = stages->job->program;
  bool *looked_at = ARENA_ARRAY(&stages->arena, bool, p->unit_count + 1);
  for (uint32_t u = 0; looked_at && u < p->unit_count; u++) looked_at[u] = stages->units[u].needed;
  for (uint32_t i = 0; looked_at && i < p->slot_count; i++)
    if (all->slots[i]) looked_at[p->slots[i].rows] = true;
  return looked_at;
}

static void take_unit(UnitState *state, const KeptUnit *kept) {
  state->borrowed = state->looked_at = true;
  state->orphans = kept->orphans;
  if (!kept->numbered) return;
  state->read = true;
  state->count = kept->count;
  state->parts = kept->parts;
  state->bases = kept->bases;
  state->index = kept->index;
  state->up = kept->up;
}

/* Where one unit has been forgotten, its rows are read again, and all is made anew: who is left out of its rows must be told. */
void stages_take_kept(Stages *stages, const Need *all) {
  const Program *p = stages->job->program;
  const bool *looked_at = stages->keys ? find_looked_at(stages, all) : NULL;
  if (!looked_at) return;
  for (uint32_t u = 0; u < p->unit_count; u++)
    if (looked_at[u] && !find_unit(stages, u)) return;
  for (uint32_t u = 0; u < p->unit_count; u++)
    if (looked_at[u]) take_unit(&stages->units[u], find_unit(stages, u));
  for (uint32_t i = 0; i < p->slot_count; i++) {
    const KeptKey *key = &stages->keys->slots[i];
    const KeptSlot *kept = all->slots[i] && !kept_key_is_none(key) ? kept_slot(stages->job->kept, key) : NULL;
    if (!kept) continue;
    stages->made[i] = &kept->values;
    stages->at_hand[i] = true;
  }
}

/* ---- giving ---- */

/* Has nothing that the slot comes from met a fault? `clean` has this of the slots of lower levels. */
static bool is_clean(const Stages *stages, Need *need, uint32_t slot, const bool *clean) {
  const Program *p = stages->job->program;
  need_clear(need);
  need_slot(need, &p->slots[slot]);
  need_follow(need, false);
  for (uint32_t b = 1; b < p->block_count; b++)
    if (need->blocks[b] && stages->met_faults[b]) return false;
  for (uint32_t i = 0; i < p->slot_count; i++)
    if (need->slots[i] && !clean[i]) return false;
  return !stages->faulted[slot];
}

static void keep_slots(Stages *stages, Need *need, bool *clean) {
  const Program *p = stages->job->program;
  uint32_t levels = 0;
  for (uint32_t i = 0; i < p->slot_count; i++)
    if (p->slots[i].level >= levels) levels = p->slots[i].level + 1;
  for (uint32_t level = 0; level < levels; level++) {
    for (uint32_t i = 0; i < p->slot_count; i++) {
      const KeptKey *key = &stages->keys->slots[i];
      if (p->slots[i].level != level || !stages->made[i]) continue;
      clean[i] = stages->at_hand[i] || is_clean(stages, need, i, clean);
      if (!clean[i] || stages->at_hand[i] || kept_key_is_none(key)) continue;
      kept_slot_add(stages->job->kept, key, &stages->values[i]);
    }
  }
}

static void keep_unit(Stages *stages, uint32_t unit) {
  UnitState *state = &stages->units[unit];
  if (!state->looked_at || state->borrowed || kept_key_is_none(&stages->keys->units[unit])) return;
  KeptUnit kept = {.numbered = state->read, .count = state->count, .parts = state->parts, .bases = state->bases, .index = state->index,
                   .up = state->up, .up_size = state->up_size, .orphans = state->orphans};
  kept_unit_add(stages->job->kept, &stages->keys->units[unit], &kept);
  state->index = kept.index; /* gone, where it has been kept */
  state->up = kept.up;
}

void stages_keep(Stages *stages) {
  const Program *p = stages->job->program;
  Need need;
  if (!stages->keys || !stages->any || !job_keeps(stages->job)) return;
  bool *clean = ARENA_ARRAY(&stages->arena, bool, p->slot_count + 1);
  if (!clean || !need_init(&need, p, &stages->arena)) return;
  keep_slots(stages, &need, clean);
  for (uint32_t u = 0; u < p->unit_count; u++) keep_unit(stages, u);
}
