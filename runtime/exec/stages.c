/* SPDX-License-Identifier: MIT */
#include "runtime/exec/stages.h"

#include <time.h>

#include "runtime/exec/kept_store.h"
#include "runtime/exec/stage_pass.h"
#include "runtime/exec/stages_kept.h"

/* ---- what is to be made ---- */

static bool is_wanted(const Need *need, const ProgramSlot *slot, uint32_t index, uint32_t level, uint32_t unit) {
  return need->slots[index] && !need->made[index] && slot->level == level && slot->rows == unit;
}

/* Rows of a slot find their owners through every record above theirs; a slot that a unit owns is read by its ordinals. */
static void mark_units(Stages *stages, const Need *need) {
  const Program *p = stages->job->program;
  for (uint32_t i = 0; i < p->slot_count; i++) {
    if (!need->slots[i]) continue;
    stages->any = true;
    uint32_t owner = p->slots[i].owner, rows = p->slots[i].rows;
    if (owner != PROGRAM_NONE && p->units[owner].kind == UNIT_RECORDS) stages->units[owner].needed = true;
    for (uint32_t t = p->units[rows].index; p->tables[t].role == TABLE_RELATED;) {
      t = p->tables[t].parent;
      UnitState *above = &stages->units[p->tables[t].unit];
      above->needed = above->indexed = true;
    }
  }
}

static bool make_groups(Stages *stages) {
  const Program *p = stages->job->program;
  for (uint32_t i = 0; i < p->measure_count; i++) {
    const ProgramMeasure *measure = &p->measures[i];
    Kind kinds[GROUP_WIDTH_MOST];
    for (uint32_t d = 0; d < measure->dimension_count; d++)
      kinds[d] = measure->dimensions[d].segments ? KIND_CODE : measure->dimensions[d].kind;
    if (!measure->dimension_count) continue;
    stages->groups[i] = group_map_new(stages->job->alloc, kinds, measure->dimension_count, false);
    if (!stages->groups[i]) return false;
  }
  return true;
}

/* ---- level by level ---- */

static bool is_shared(StagePass *pass, uint32_t slot) {
  for (uint32_t i = 0; i < pass->feed_count; i++)
    if (feed_shares(pass->feeds[i], slot)) return true;
  return false;
}

static Status make_level(Stages *stages, const Need *need, uint32_t level, uint32_t unit, DiagList *diags, ExecReport *report) {
  const ExecJob *job = stages->job;
  const Program *p = job->program;
  StagePass pass = {.stages = stages, .unit = unit, .index = stages->units[unit].needed && !stages->units[unit].read};
  pass.feeds = ARENA_ARRAY(&stages->arena, Feed *, p->slot_count + 1);
  Status status = pass.feeds ? STATUS_OK : STATUS_NO_MEMORY;
  for (uint32_t i = 0; i < p->slot_count && status == STATUS_OK; i++) {
    if (!is_wanted(need, &p->slots[i], i, level, unit) || is_shared(&pass, i)) continue;
    pass.feeds[pass.feed_count] = feed_new(stages, i);
    if (!pass.feeds[pass.feed_count++]) status = STATUS_NO_MEMORY;
  }
  if (status == STATUS_OK && (pass.feed_count || pass.index)) status = stage_pass_run(&pass, job, diags, report);
  for (uint32_t i = 0; i < pass.feed_count; i++) feed_free(pass.feeds[i]);
  return status;
}

static bool make_parts(Stages *stages, const ExecJob *job) {
  const Program *p = job->program;
  *stages = (Stages){.job = job};
  arena_init(&stages->arena, job->alloc);
  arena_init(&stages->key_arena, job->alloc);
  stages->units = ARENA_ARRAY(&stages->arena, UnitState, p->unit_count + 1);
  stages->values = ARENA_ARRAY(&stages->arena, SlotValues, p->slot_count + 1);
  stages->made = ARENA_ARRAY(&stages->arena, const SlotValues *, p->slot_count + 1);
  stages->kept = ARENA_ARRAY(&stages->arena, const SlotValues *, p->block_count + 1);
  stages->is_kept = ARENA_ARRAY(&stages->arena, bool, p->block_count + 1);
  stages->at_hand = ARENA_ARRAY(&stages->arena, bool, p->slot_count + 1);
  stages->met_faults = ARENA_ARRAY(&stages->arena, bool, p->block_count + 1);
  stages->faulted = ARENA_ARRAY(&stages->arena, bool, p->slot_count + 1);
  stages->spare = ARENA_ARRAY(&stages->arena, SlotValues, p->slot_count + 1);
  stages->groups = ARENA_ARRAY(&stages->arena, GroupMap *, p->measure_count + 1);
  for (uint32_t i = 0; stages->values && i < p->slot_count; i++) slot_init(&stages->values[i], job->alloc, p->slots[i].value_kind);
  return !stages->arena.failed;
}

void report_begin(const ExecJob *job, ExecReport *report) {
  *report = (ExecReport){0};
  fault_table_init(&report->faults, job->alloc);
  report->faults.keep_records = true;
}

void need_asked(Need *need, const ExecJob *job, const Asked *asked) {
  need_clear(need);
  for (uint32_t i = 0; i < asked->count; i++) need_def(need, asked->defs[i]);
  need_def(need, job->where);
  need_follow(need, true);
}

Status stages_make(Stages *stages, const ExecJob *job, const uint32_t *defs, uint32_t def_count, DiagList *diags,
                   ExecReport *report) {
  const Program *p = job->program;
  const Asked asked = {defs, def_count};
  Need need;
  if (!make_parts(stages, job) || !need_init(&need, p, &stages->arena)) return STATUS_NO_MEMORY;
  stages_find_keys(stages);
  stages_ask(stages, &asked);
  need_asked(&need, job, &asked);
  mark_units(stages, &need);
  stages->done = !stages->any;
  if (!stages->any) return STATUS_OK;
  stages_take_kept(stages, &need, &asked);
  need.made = stages->at_hand;
  if (!make_groups(stages)) return STATUS_NO_MEMORY;
  uint32_t levels = 0;
  for (uint32_t i = 0; i < p->slot_count; i++)
    if (need.slots[i] && p->slots[i].level >= levels) levels = p->slots[i].level + 1;
  Status status = STATUS_OK;
  for (uint32_t level = 0; level < levels; level++)
    for (uint32_t unit = 0; unit < p->unit_count && status == STATUS_OK; unit++)
      if (p->units[unit].kind == UNIT_RECORDS) status = make_level(stages, &need, level, unit, diags, report);
  stages->done = true;
  return status;
}

void stages_free(Stages *stages) {
  const ExecJob *job = stages->job;
  const Program *p = job->program;
  for (uint32_t i = 0; stages->values && i < p->slot_count; i++) slot_free(&stages->values[i]);
  for (uint32_t i = 0; stages->spare && i < p->slot_count; i++)
    if (stages->spare[i].alloc) slot_free(&stages->spare[i]);
  for (uint32_t i = 0; stages->units && i < p->unit_count; i++) {
    UnitState *unit = &stages->units[i];
    if (unit->borrowed) continue;
    key_index_free(unit->index);
    if (unit->up) mem_free(job->alloc, unit->up, unit->up_size * sizeof *unit->up);
  }
  for (uint32_t i = 0; stages->groups && i < p->measure_count; i++) group_map_free(stages->groups[i]);
  arena_free(&stages->key_arena);
  arena_free(&stages->arena);
}

/* Which columns the last pass reads. `recalled`: it reads none, and nothing else. */
static bool find_columns(Stages *stages, const uint32_t *defs, uint32_t def_count, Pass *pass, bool *recalled) {
  Need need;
  if (!need_init(&need, stages->job->program, &stages->arena)) return false;
  need.kept = stages->is_kept;
  for (uint32_t i = 0; i < def_count; i++) need_def(&need, defs[i]);
  need_def(&need, stages->job->where);
  need_follow(&need, false);
  pass->columns = need.columns;
  *recalled = stages_can_recall(stages, &need);
  return true;
}

/* What the last pass computes. */
static void ask(const void *asker, Need *need) {
  const Asked *asked = asker;
  for (uint32_t i = 0; i < asked->count; i++) need_def(need, asked->defs[i]);
}

/* The last pass, over the subject. */
static Status run_last(Stages *stages, const uint32_t *defs, uint32_t def_count, const Task *task, DiagList *diags,
                       ExecReport *report) {
  ExecJob job = *stages->job;
  Asked asked = {defs, def_count};
  Pass pass = {.stages = stages, .ask = ask, .asker = &asked};
  bool recalled;
  if (!find_columns(stages, defs, def_count, &pass, &recalled)) return STATUS_NO_MEMORY;
  KeptStore kept;
  if (recalled && task->keyless) {
    if (!kept_store_init(&kept, stages, 0)) return STATUS_NO_MEMORY;
    job.store = &kept.base;
  }
  return workers_run(&job, &pass, task, diags, report);
}

/* Rows of related records that belong to no record of the subject are left out everywhere; the report says how many. */
static bool tell_orphans(const Stages *stages, ExecReport *report) {
  const Program *p = stages->job->program;
  report->orphans = ARENA_ARRAY(&report->faults.arena, uint64_t, p->table_count + 1);
  for (uint32_t i = 0; report->orphans && i < p->table_count; i++)
    if (p->tables[i].role == TABLE_RELATED) report->orphans[i] = stages->units[p->tables[i].unit].orphans;
  return report->orphans != NULL;
}

Status stages_run(const ExecJob *job, const uint32_t *defs, uint32_t def_count, const Task *task, DiagList *diags,
                  ExecReport *report) {
  struct timespec began, ended;
  clock_gettime(CLOCK_MONOTONIC, &began);
  report_begin(job, report);
  Stages stages;
  Status status = stages_make(&stages, job, defs, def_count, diags, report);
  if (status == STATUS_OK && task->made) status = task->made(task->self, &stages, diags, report);
  if (status == STATUS_OK) status = run_last(&stages, defs, def_count, task, diags, report);
  if (status == STATUS_OK && !tell_orphans(&stages, report)) status = STATUS_NO_MEMORY;
  if (status == STATUS_OK) stages_keep(&stages);
  stages_free(&stages);
  clock_gettime(CLOCK_MONOTONIC, &ended);
  report->seconds = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
  return status;
}
