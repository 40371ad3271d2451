/* SPDX-License-Identifier: MIT */
#include "runtime/exec/stages_kept.h"

#include "runtime/kept/kept_mix.h"

static KeptGround ground_of(const ExecJob *job, bool groups) {
  return (KeptGround){job->program, job->functions, store_lookups(job->store), job->today, job->now, job->ticks, job->ages, groups};
}

void stages_find_keys(Stages *stages) {
  if (!stages->job->kept) return;
  const KeptGround ground = ground_of(stages->job, false);
  Arena arena;
  arena_init(&arena, stages->job->alloc);
  stages->keys = kept_keys_make(&ground, &arena);
  stages->key_arena = arena;
}

/* Just these definitions, of all records or of those where the condition holds; also of groups, and of what hangs on a clock that goes
 * on: that is not kept, and a question is the same at whatever time it is asked. */
void stages_ask(Stages *stages, const Asked *asked) {
  const ExecJob *job = stages->job;
  const ProgramDef *defs = job->program->defs;
  const KeptKeys *keys = stages->keys;
  if (!keys) return;
  KeptGround timeless = ground_of(job, true);
  bool keyed = job->where == PROGRAM_NONE || !kept_key_is_none(&keys->blocks[defs[job->where].block]);
  for (uint32_t i = 0; i < asked->count; i++) keyed = keyed && !kept_key_is_none(&keys->blocks[defs[asked->defs[i]].block]);
  if (job->ticks) timeless.now = 0, timeless.ticks = false;
  if (!keyed) keys = kept_keys_make(&timeless, &stages->key_arena);
  if (!keys) return;
  KeptMix mix;
  mix_begin(&mix, "question");
  mix_number(&mix, job->where != PROGRAM_NONE);
  if (job->where != PROGRAM_NONE) mix_key(&mix, &keys->blocks[defs[job->where].block]);
  for (uint32_t i = 0; i < asked->count; i++) mix_key(&mix, &keys->blocks[defs[asked->defs[i]].block]);
  const KeptKey question = mix_end(&mix);
  kept_results_ask(job->kept, &question);
}

/* ---- taking ---- */

/* Is all known of the unit's records that the run needs? `looks_up`: rows that are related to them are read. */
static const KeptUnit *find_unit(const Stages *stages, uint32_t unit, bool looks_up) {
  const UnitState *state = &stages->units[unit];
  const KeptUnit *kept = kept_unit(stages->job->kept, &stages->keys->units[unit]);
  if (!kept || (state->needed && !kept->numbered) || (state->indexed && looks_up && !kept->index)) return NULL;
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

/* The slot's values, where they are what its readers take for granted. */
static const SlotValues *find_slot(const Stages *stages, uint32_t slot) {
  const ProgramSlot *is = &stages->job->program->slots[slot];
  const KeptSlot *kept = kept_slot(stages->job->kept, &stages->keys->slots[slot], is->labels.count);
  if (!kept || kept->values.kind != is->value_kind || kept->values.single != (is->owner == PROGRAM_NONE)) return NULL;
  if (is->owner == PROGRAM_NONE) return &kept->values;
  const KeptUnit *owner = find_unit(stages, is->owner, false);
  return owner && kept->values.count >= owner->count ? &kept->values : NULL;
}

/* Those slots that are asked for where what is at hand needs nothing. */
static void take_slots(Stages *stages, Need *need, const Asked *asked) {
  const Program *p = stages->job->program;
  for (uint32_t i = 0; i < p->slot_count; i++) {
    const KeptKey *key = &stages->keys->slots[i];
    stages->at_hand[i] = need->slots[i] && !kept_key_is_none(key) && kept_slot_there(stages->job->kept, key);
  }
  need->made = stages->at_hand;
  for (bool again = true; again;) {
    again = false;
    need_asked(need, stages->job, asked);
    for (uint32_t i = 0; i < p->slot_count; i++) {
      if (!need->slots[i] || !stages->at_hand[i] || stages->made[i]) continue;
      stages->made[i] = find_slot(stages, i);
      stages->at_hand[i] = stages->made[i] != NULL;
      again |= !stages->at_hand[i];
    }
  }
}

/* Are there slots to be made from rows that are related to others? */
static bool looks_up(const Stages *stages, const Need *need) {
  const Program *p = stages->job->program;
  for (uint32_t i = 0; i < p->slot_count; i++)
    if (need->slots[i] && !stages->at_hand[i] && p->tables[p->units[p->slots[i].rows].index].role == TABLE_RELATED) return true;
  return false;
}

/* Where one unit has been forgotten, its rows are read again, and all is made anew: who is left out of its rows must be told. */
void stages_take_kept(Stages *stages, Need *need, const Asked *asked) {
  const Program *p = stages->job->program;
  const bool *looked_at = stages->keys ? find_looked_at(stages, need) : NULL;
  if (!looked_at) return;
  take_slots(stages, need, asked);
  const bool looks = looks_up(stages, need);
  bool all = true;
  for (uint32_t u = 0; u < p->unit_count; u++) all = all && (!looked_at[u] || find_unit(stages, u, looks));
  if (!all) {
    memset(stages->at_hand, 0, p->slot_count * sizeof *stages->at_hand);
    memset(stages->made, 0, p->slot_count * sizeof *stages->made);
    need_asked(need, stages->job, asked);
    return;
  }
  for (uint32_t u = 0; u < p->unit_count; u++)
    if (looked_at[u]) take_unit(&stages->units[u], find_unit(stages, u, looks));
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
  const uint32_t table = stages->job->program->units[unit].index;
  KeptUnit kept = {.numbered = state->read, .of = stages->job->ages ? stages->job->ages[table].layout : 0, .count = state->count, .parts = state->parts, .bases = state->bases, .index = state->index,
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
