/* SPDX-License-Identifier: MIT */
#include "runtime/exec/measure.h"

#include "runtime/exec/run.h"

static Value keep_value(Value value, Arena *arena) {
  if (value.known && value.kind == KIND_TEXT) value.str = arena_str(arena, value.str);
  return value;
}

/* The groups in the order in which they are told; of a measure without dimensions the one that there is. */
static uint32_t *group_order(const GroupMap *groups, uint32_t count, Arena *arena) {
  uint32_t *ids = ARENA_ARRAY(arena, uint32_t, count + 1);
  return ids && (!groups || group_map_order(groups, ids)) ? ids : NULL;
}

/* What a function of sets gives of no rows. */
static bool is_known_of_nothing(Aggregate function) {
  return function == AGG_COUNT || function == AGG_COUNT_DISTINCT || function == AGG_SUM || function == AGG_EXISTS;
}

/* Groups that rows of another table brought in after a slot was finished: there they are groups of no rows. */
static bool extend_slots(const Stages *stages, uint32_t unit, uint32_t count) {
  const Program *p = stages->job->program;
  for (uint32_t i = 0; i < p->slot_count; i++) {
    if (p->slots[i].owner != unit || !stages->made[i]) continue;
    SlotValues *values = &stages->values[i];
    const Value nothing = {.kind = values->kind, .known = is_known_of_nothing(p->slots[i].function)};
    uint32_t ordinal = values->count;
    if (!slot_extend(values, count)) return false;
    for (; nothing.known && ordinal < count; ordinal++)
      if (!slot_set(values, ordinal, &nothing)) return false;
  }
  return true;
}

/* Computes the measure for the groups, a batch at a time, in the order of their ids. */
static Status compute(Vm *vm, const ProgramMeasure *measure, uint32_t count, Value *values, Arena *arena) {
  for (uint32_t first = 0; first < count; first += BATCH_SIZE) {
    Batch batch = {.count = count - first < BATCH_SIZE ? count - first : BATCH_SIZE};
    BatchPlace place = {.first = first};
    vm_bind_at(vm, &batch, &place);
    const Vector *found = vm_need(vm, measure->def, NULL);
    if (!found) return STATUS_NO_MEMORY;
    for (uint32_t i = 0; i < batch.count; i++) values[first + i] = keep_value(vector_get(found, i), arena);
  }
  return STATUS_OK;
}

static bool write_rows(const ProgramMeasure *measure, const GroupMap *groups, const uint32_t *ids, uint32_t count,
                       const Value *values, Arena *arena, MeasureTable *out) {
  uint32_t width = measure->dimension_count;
  Value *keys = ARENA_ARRAY(arena, Value, (size_t)count * width + 1), *sorted = ARENA_ARRAY(arena, Value, count + 1);
  if (!keys || !sorted) return false;
  for (uint32_t r = 0; r < count; r++) {
    sorted[r] = values[ids[r]];
    for (uint32_t d = 0; d < width; d++) keys[(size_t)r * width + d] = keep_value(group_map_key(groups, ids[r], d), arena);
  }
  *out = (MeasureTable){count, keys, sorted};
  return !arena->failed;
}

static Status make_one(const Stages *stages, uint32_t index, Arena *arena, ExecReport *report, MeasureTable *out) {
  const ExecJob *job = stages->job;
  const ProgramMeasure *measure = &job->program->measures[index];
  const GroupMap *groups = measure->dimension_count ? stages->groups[index] : NULL;
  uint32_t count = measure->dimension_count ? groups ? group_map_count(groups) : 0 : 1;
  VmConfig config = {.alloc = job->alloc, .program = job->program, .functions = job->functions, .today = job->today,
                     .now = job->now, .lookups = store_lookups(job->store), .unit = measure->unit, .slots = stages->made,
                     .timed = job->stats != NULL};
  Vm *vm = vm_new(&config);
  Value *values = ARENA_ARRAY(arena, Value, count + 1);
  uint32_t *ids = group_order(groups, count, arena);
  bool ready = vm && values && ids && extend_slots(stages, measure->unit, count);
  Status status = ready ? compute(vm, measure, count, values, arena) : STATUS_NO_MEMORY;
  if (status == STATUS_OK && !write_rows(measure, groups, ids, count, values, arena, out)) status = STATUS_NO_MEMORY;
  if (vm) run_merge_faults(report, vm_faults(vm), false);
  if (vm && job->stats) exec_stats_add_vm(job->stats, vm);
  vm_free(vm);
  return status;
}

static bool is_asked(const ProgramMeasure *measure, const uint32_t *defs, uint32_t def_count) {
  for (uint32_t i = 0; i < def_count; i++)
    if (defs[i] == measure->def) return true;
  return false;
}

Status measures_make(const Stages *stages, const uint32_t *defs, uint32_t def_count, Arena *arena, DiagList *diags, ExecReport *report,
                     MeasureTable **out) {
  const ExecJob *job = stages->job;
  uint32_t count = job->program->measure_count;
  MeasureTable *tables = ARENA_ARRAY(arena, MeasureTable, count + 1);
  Status status = tables ? STATUS_OK : STATUS_NO_MEMORY;
  const Phase before = stopwatch_turn(job_watch(job), PHASE_COLLECT);
  for (uint32_t i = 0; i < count && status == STATUS_OK; i++)
    if (is_asked(&job->program->measures[i], defs, def_count)) status = make_one(stages, i, arena, report, &tables[i]);
  stopwatch_turn(job_watch(job), before);
  if (status == STATUS_OK) status = run_judge(job, diags, report);
  *out = tables;
  return status;
}
