/* SPDX-License-Identifier: MIT */
#include "runtime/exec/stage_pass.h"

#include "runtime/exec/kept_store.h"
#include "runtime/exec/ordinals.h"
#include "runtime/exec/row_store.h"
#include "runtime/exec/run.h"

/* What a thread has collected of a part: the rows of each feed, and the records themselves. */
typedef struct StagePart {
  RowStore *rows; /* one a feed, then the keys */
  uint32_t count;
  uint64_t orphans;
} StagePart;

static void rows_with_subject(const StagePass *pass, const Vm *vm, uint32_t n, Mask *rows) {
  mask_first(rows, n);
  if (pass->unit == 0) return;
  const uint32_t *subjects = vm_place(vm)->up[0];
  for (uint32_t i = 0; i < n; i++)
    if (subjects[i] == ORDINAL_NONE) mask_clear(rows, i);
}

static uint32_t parent_unit(const StagePass *pass) {
  const Program *p = pass->stages->job->program;
  const ProgramTable *table = &p->tables[p->units[pass->unit].index];
  return table->role == TABLE_RELATED ? p->tables[table->parent].unit : PROGRAM_NONE;
}

/* The records of a batch: their keys where others will look for them, and whose they are. */
static uint32_t collect_records(const StagePass *pass, const Vm *vm, const Batch *batch, Vector *up, const Vector **vecs) {
  uint32_t width = 0, parent = parent_unit(pass);
  if (pass->stages->units[pass->unit].indexed) vecs[width++] = &batch->own_key;
  if (parent == PROGRAM_NONE) return width;
  *up = (Vector){.kind = KIND_CODE, .i32 = (const int32_t *)vm_place(vm)->up[parent]};
  vecs[width++] = up;
  return width;
}

static uint32_t record_width(const StagePass *pass) {
  return (pass->stages->units[pass->unit].indexed ? 1u : 0u) + (parent_unit(pass) == PROGRAM_NONE ? 0u : 1u);
}

static bool take_records(StagePass *pass, const Vector *const *vecs, uint32_t n) {
  Stages *stages = pass->stages;
  UnitState *unit = &stages->units[pass->unit];
  if (unit->indexed && !key_index_add(unit->index, *vecs++, n)) return false;
  if (parent_unit(pass) != PROGRAM_NONE) {
    if (!ordinals_reserve(stages->job->alloc, &unit->up, &unit->up_size, unit->count, n)) return false;
    memcpy(unit->up + unit->count, vecs[0]->i32, n * sizeof *unit->up);
  }
  unit->count += n;
  return true;
}

static void begin_part(StagePass *pass, uint32_t part) {
  UnitState *unit = &pass->stages->units[pass->unit];
  if (pass->index && part < unit->parts) unit->bases[part] = unit->count;
}

static void *part_new(void *self) {
  StagePass *pass = self;
  const Alloc *alloc = pass->stages->job->alloc;
  StagePart *part = MEM_NEW(alloc, StagePart);
  if (!part) return NULL;
  part->rows = MEM_ARRAY(alloc, RowStore, pass->feed_count + 1);
  if (part->rows) return part;
  mem_free(alloc, part, sizeof *part);
  return NULL;
}

static void part_free(void *self, void *given) {
  StagePass *pass = self;
  StagePart *part = given;
  const Alloc *alloc = pass->stages->job->alloc;
  for (uint32_t i = 0; i <= pass->feed_count; i++)
    if (part->rows[i].width) row_store_free(&part->rows[i]);
  mem_free(alloc, part->rows, (pass->feed_count + 1) * sizeof *part->rows);
  mem_free(alloc, part, sizeof *part);
}

static bool keep(const StagePass *pass, RowStore *rows, const Vector *const *vecs, uint32_t width, const Mask *lanes, uint32_t n) {
  if (!rows->width) row_store_init(rows, pass->stages->job->alloc, width);
  return row_store_add(rows, vecs, lanes, n);
}

static Status part_batch(void *self, void *given, Vm *vm, const Batch *batch, const Mask *lanes) {
  StagePass *pass = self;
  StagePart *part = given;
  Mask rows;
  rows_with_subject(pass, vm, batch->count, &rows);
  part->count += batch->count;
  part->orphans += batch->count - mask_count(&rows, batch->count);
  for (uint32_t i = 0; i < pass->feed_count; i++) {
    Collected found;
    if (!feed_collect(pass->feeds[i], vm, batch, &rows, &found)) return STATUS_NO_MEMORY;
    if (!found.width) found.vecs[found.width++] = &batch->key; /* `count` of all: rows without a value */
    if (!keep(pass, &part->rows[i], found.vecs, found.width, &found.lanes, batch->count)) return STATUS_NO_MEMORY;
  }
  const Vector *vecs[2];
  Vector up;
  uint32_t width = pass->index ? collect_records(pass, vm, batch, &up, vecs) : 0;
  return !width || keep(pass, &part->rows[pass->feed_count], vecs, width, lanes, batch->count) ? STATUS_OK : STATUS_NO_MEMORY;
}

static Status take_rows(StagePass *pass, StagePart *part, uint32_t i) {
  const RowStore *rows = &part->rows[i];
  for (uint32_t b = 0; b < rows->count; b++) {
    const RowBlock *block = rows->blocks[b];
    const Vector *vecs[FEED_WIDTH_MOST];
    for (uint32_t c = 0; c < rows->width; c++) vecs[c] = &block->vecs[c];
    Mask all;
    mask_first(&all, block->count);
    bool good = i < pass->feed_count ? feed_take(pass->feeds[i], vecs, &all, block->count) : take_records(pass, vecs, block->count);
    if (!good) return STATUS_NO_MEMORY;
  }
  return STATUS_OK;
}

/* Strand 0 are the records themselves. */
static Status merge_strand(void *self, void *given, uint32_t strand) {
  StagePass *pass = self;
  StagePart *part = given;
  for (uint32_t i = 0; strand && i < pass->feed_count; i++) {
    Status status = pass->strand_of[i] == strand ? take_rows(pass, part, i) : STATUS_OK;
    if (status != STATUS_OK) return status;
  }
  if (strand) return STATUS_OK;
  begin_part(pass, pass->part++);
  Status status = take_rows(pass, part, pass->feed_count);
  UnitState *unit = &pass->stages->units[pass->unit];
  if (pass->index && !record_width(pass)) unit->count += part->count;
  if (!unit->looked_at) unit->orphans += part->orphans;
  return status;
}

/* Feeds that share groups are of one strand. Gives how many there are; 0 where memory is out. */
static uint32_t find_strands(StagePass *pass) {
  uint32_t count = 1;
  pass->strand_of = ARENA_ARRAY(&pass->stages->arena, uint32_t, pass->feed_count + 1);
  for (uint32_t i = 0; pass->strand_of && i < pass->feed_count; i++) {
    uint32_t like = 0;
    while (like < i && !feed_shares_groups(pass->feeds[like], pass->feeds[i])) like++;
    pass->strand_of[i] = like < i ? pass->strand_of[like] : count++;
  }
  return pass->strand_of ? count : 0;
}

/* Takes in what a batch has given each feed, and the records themselves. */
static Status take_batch(StagePass *pass, Vm *vm, const Batch *batch, const Mask *rows) {
  UnitState *unit = &pass->stages->units[pass->unit];
  Stopwatch *watch = job_watch(pass->stages->job);
  for (uint32_t i = 0; i < pass->feed_count; i++) {
    Collected found;
    if (!feed_collect(pass->feeds[i], vm, batch, rows, &found)) return STATUS_NO_MEMORY;
    const Phase before = stopwatch_turn(watch, PHASE_COLLECT);
    bool taken = feed_take(pass->feeds[i], found.vecs, &found.lanes, batch->count);
    stopwatch_turn(watch, before);
    if (!taken) return STATUS_NO_MEMORY;
  }
  if (!pass->index) return STATUS_OK;
  const Vector *vecs[2];
  Vector up;
  if (collect_records(pass, vm, batch, &up, vecs)) return take_records(pass, vecs, batch->count) ? STATUS_OK : STATUS_NO_MEMORY;
  unit->count += batch->count;
  return STATUS_OK;
}

static Status direct(void *self, Vm *vm, const Batch *batch, const Mask *lanes) {
  StagePass *pass = self;
  UnitState *unit = &pass->stages->units[pass->unit];
  Mask rows;
  (void)lanes;
  rows_with_subject(pass, vm, batch->count, &rows);
  for (; pass->part <= vm_place(vm)->part; pass->part++) begin_part(pass, pass->part);
  if (!unit->looked_at) unit->orphans += batch->count - mask_count(&rows, batch->count);
  return take_batch(pass, vm, batch, &rows);
}

static bool begin_unit(Stages *stages, uint32_t unit) {
  const ExecJob *job = stages->job;
  UnitState *state = &stages->units[unit];
  const ProgramTable *table = &job->program->tables[job->program->units[unit].index];
  state->parts = store_parts(job->store, job->program->units[unit].index);
  state->bases = ARENA_ARRAY(&stages->arena, uint32_t, state->parts + 1);
  if (state->indexed) state->index = key_index_new(job->alloc, table->key_kind);
  return state->bases && (state->index || !state->indexed);
}

static Status end_unit(Stages *stages, uint32_t unit, uint32_t parts_met, DiagList *diags) {
  UnitState *state = &stages->units[unit];
  const ProgramTable *table = &stages->job->program->tables[stages->job->program->units[unit].index];
  state->read = true;
  for (uint32_t p = parts_met; p < state->parts; p++) state->bases[p] = state->count;
  switch (state->indexed ? key_index_seal(state->index, NULL) : KEY_INDEX_READY) {
  case KEY_INDEX_READY: return STATUS_OK;
  case KEY_INDEX_NO_MEMORY: return STATUS_NO_MEMORY;
  case KEY_INDEX_TWICE:
    diag_add(diags, DIAG_KEY_TWICE, table->span, STR_ARG(table->key), STR_ARG(table->name), STR_ARG(STR("a key")));
    return STATUS_NO;
  }
  return STATUS_OK;
}

static void ask(const void *asker, Need *need) {
  const StagePass *pass = asker;
  for (uint32_t i = 0; i < pass->feed_count; i++) feed_need(pass->feeds[i], need);
}

Status stage_pass_run(StagePass *pass, const ExecJob *job, DiagList *diags, ExecReport *report) {
  Stages *stages = pass->stages;
  Need need;
  if (!need_init(&need, job->program, &stages->arena)) return STATUS_NO_MEMORY;
  need.kept = stages->is_kept;
  ask(pass, &need);
  need_follow(&need, false);
  if (pass->index && !begin_unit(stages, pass->unit)) return STATUS_NO_MEMORY;
  ExecJob whole = *job;
  whole.where = PROGRAM_NONE;
  Task task = {.self = pass, .part_new = part_new, .batch = part_batch, .part_free = part_free, .direct = direct,
               .strands = find_strands(pass), .merge_strand = merge_strand};
  if (!task.strands) return STATUS_NO_MEMORY;
  Pass scan = {.unit = pass->unit, .table = job->program->units[pass->unit].index, .columns = need.columns, .stages = stages,
               .ask = ask, .asker = pass, .met_faults = stages->met_faults};
  Status status = STATUS_OK;
  KeptStore kept;
  if (pass->unit == 0 && stages_can_recall(stages, &need)) { /* nothing is read */
    if (!kept_store_init(&kept, stages, 0)) return STATUS_NO_MEMORY;
    whole.store = &kept.base;
  }
  status = workers_run(&whole, &scan, &task, diags, report);
  stages->units[pass->unit].looked_at = true;
  const Phase before = stopwatch_turn(job_watch(job), PHASE_COLLECT);
  if (status == STATUS_OK && pass->index) status = end_unit(stages, pass->unit, pass->part, diags);
  for (uint32_t i = 0; i < pass->feed_count && status == STATUS_OK; i++)
    if (!feed_finish(pass->feeds[i], &report->faults)) status = STATUS_NO_MEMORY;
  stopwatch_turn(job_watch(job), before);
  return status == STATUS_OK ? run_judge(job, diags, report) : status;
}
