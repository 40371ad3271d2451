/* SPDX-License-Identifier: MIT
 * Figures of every definition, for the summary of a run. */
#include "runtime/exec/answer.h"
#include "runtime/exec/figures.h"
#include "runtime/exec/measure.h"
#include "runtime/exec/workers.h"

/* Figures of the definitions that are told, of one part or of the whole. */
typedef struct Tally {
  Arena arena;
  Figures *figures;
} Tally;

typedef struct TallyRun {
  const ExecJob *job;
  SummaryWish told;
  bool all; /* nothing was wished for: figures by def */
  Tally whole;
  MeasureTable *measures;
} TallyRun;

static bool is_told(const ProgramDef *def) {
  switch (def->kind) {
  case DEF_LET:
  case DEF_SEGMENT:
  case DEF_SCORE:
  case DEF_CLASSIFY:
  case DEF_CHOOSE: return true;
  case DEF_COLUMN:
  case DEF_EXPR:
  case DEF_PART:
  case DEF_INPUT:
  case DEF_MEASURE: break;
  }
  return false;
}

static const ProgramDef *told_def(const TallyRun *run, uint32_t i) { return &run->job->program->defs[run->told.defs[i]]; }

/* In the arena of the whole, without a wish. */
static bool tell_all(TallyRun *run) {
  const Program *p = run->job->program;
  Arena *arena = &run->whole.arena;
  uint32_t *defs = ARENA_ARRAY(arena, uint32_t, p->def_count + 1);
  uint32_t *measures = ARENA_ARRAY(arena, uint32_t, p->def_count + 1);
  double *none = ARENA_ARRAY(arena, double, p->def_count + 1);
  run->told = (SummaryWish){.defs = defs, .lo = none, .hi = none, .measures = measures};
  for (uint32_t i = 0; defs && measures && i < p->def_count; i++) {
    if (is_told(&p->defs[i])) defs[run->told.count++] = i;
    if (p->defs[i].kind == DEF_MEASURE) measures[run->told.measure_count++] = i;
  }
  return defs && measures && none;
}

static bool add_figures(const TallyRun *run, Tally *tally) {
  const SummaryWish *told = &run->told;
  tally->figures = ARENA_ARRAY(&tally->arena, Figures, told->count + 1);
  for (uint32_t i = 0; tally->figures && i < told->count; i++)
    if (!figures_init(&tally->figures[i], told_def(run, i), told->lo[i], told->hi[i], &tally->arena)) return false;
  return tally->figures != NULL;
}

static void part_free(void *self, void *part) {
  TallyRun *run = self;
  Tally *tally = part;
  arena_free(&tally->arena);
  mem_free(run->job->alloc, tally, sizeof *tally);
}

static void *part_new(void *self) {
  TallyRun *run = self;
  Tally *tally = MEM_NEW(run->job->alloc, Tally);
  if (!tally) return NULL;
  arena_init(&tally->arena, run->job->alloc);
  if (add_figures(run, tally)) return tally;
  part_free(run, tally);
  return NULL;
}

static Status add_batch(const TallyRun *run, Tally *tally, Vm *vm, const Batch *batch, const Mask *lanes) {
  for (uint32_t i = 0; i < run->told.count; i++) {
    const ProgramDef *def = told_def(run, i);
    bool costs = tally->figures[i].label_costs != NULL;
    const Vector *values = vm_need(vm, run->told.defs[i], lanes);
    const Vector *cost = values && costs ? vm_need(vm, def->cost, lanes) : NULL;
    if (!values || (costs && !cost)) return STATUS_NO_MEMORY;
    figures_add(&tally->figures[i], def, values, cost, lanes, batch->count);
  }
  return STATUS_OK;
}

static Status part_batch(void *self, void *part, Vm *vm, const Batch *batch, const Mask *lanes) {
  return add_batch(self, part, vm, batch, lanes);
}

static Status direct(void *self, Vm *vm, const Batch *batch, const Mask *lanes) {
  TallyRun *run = self;
  return add_batch(run, &run->whole, vm, batch, lanes);
}

static Status merge(void *self, void *part) {
  TallyRun *run = self;
  Tally *tally = part;
  for (uint32_t i = 0; i < run->told.count; i++) figures_merge(&run->whole.figures[i], &tally->figures[i], told_def(run, i));
  return STATUS_OK;
}

static Status made(void *self, const Stages *stages, DiagList *diags, ExecReport *report) {
  TallyRun *run = self;
  const SummaryWish *told = &run->told;
  if (!told->measure_count) return STATUS_OK;
  return measures_make(stages, told->measures, told->measure_count, &report->faults.arena, diags, report, &run->measures);
}

/* The definitions that are told with what their choices cost, and the measures; NULL where memory is out. */
static uint32_t *asked_defs(TallyRun *run, uint32_t *count) {
  uint32_t *asked = ARENA_ARRAY(&run->whole.arena, uint32_t, 2 * (size_t)run->told.count + run->told.measure_count + 1);
  for (uint32_t i = 0; asked && i < run->told.count; i++) {
    asked[(*count)++] = run->told.defs[i];
    const ProgramDef *def = told_def(run, i);
    if (def->kind == DEF_CHOOSE && def->cost != PROGRAM_NONE) asked[(*count)++] = def->cost;
  }
  for (uint32_t i = 0; asked && i < run->told.measure_count; i++) asked[(*count)++] = run->told.measures[i];
  return asked;
}

/* In the report's own arena: it goes with exec_report_free. `told`: as they are told; NULL: as they were added up. */
static Status results(const TallyRun *run, const DefFigures *told, Arena *arena, Summary *out) {
  uint32_t room = run->all ? run->job->program->def_count : run->told.count;
  DefFigures *figures = ARENA_ARRAY(arena, DefFigures, room + 1);
  for (uint32_t i = 0; figures && i < run->told.count; i++) {
    DefFigures *place = &figures[run->all ? run->told.defs[i] : i];
    if (told) *place = told[i];
    else if (!figures_result(&run->whole.figures[i], told_def(run, i), arena, place)) return STATUS_NO_MEMORY;
  }
  *out = (Summary){figures, run->measures};
  return figures ? STATUS_OK : STATUS_NO_MEMORY;
}

/* For whoever asks the same again. */
static void keep_answer(const TallyRun *run, const KeptKey *key, const ExecReport *report, const Summary *told) {
  const DefFigures **figures = ARENA_ARRAY((Arena *)(uintptr_t)&run->whole.arena, const DefFigures *, run->told.count + 1);
  for (uint32_t i = 0; figures && i < run->told.count; i++) figures[i] = &told->figures[run->all ? run->told.defs[i] : i];
  if (figures) answer_keep(run->job, key, &run->told, report, figures, run->measures);
}

static Status compute(TallyRun *run, DiagList *diags, ExecReport *report, Summary *out) {
  Task task = {.self = run, .part_new = part_new, .batch = part_batch, .merge = merge, .part_free = part_free, .direct = direct,
               .made = made, .keyless = true};
  uint32_t count = 0;
  const uint32_t *asked = asked_defs(run, &count);
  Status status = asked ? stages_run(run->job, asked, count, &task, diags, report) : STATUS_NO_MEMORY;
  return status == STATUS_OK ? results(run, NULL, &report->faults.arena, out) : status;
}

/* Has it been answered before? */
static bool take_answer(TallyRun *run, const KeptKey *key, ExecReport *report, Summary *out) {
  DefFigures *told;
  if (kept_key_is_none(key)) return false;
  report_begin(run->job, report);
  if (answer_take(run->job, key, &run->told, report, &told, &run->measures) && results(run, told, &report->faults.arena, out) == STATUS_OK)
    return true;
  run->measures = NULL;
  exec_report_free(report);
  *report = (ExecReport){0};
  return false;
}

Status exec_summary(const ExecJob *job, const SummaryWish *wish, DiagList *diags, ExecReport *report, Summary *out) {
  TallyRun run = {.job = job, .all = !wish};
  *report = (ExecReport){0};
  *out = (Summary){0};
  arena_init(&run.whole.arena, job->alloc);
  if (wish) run.told = *wish;
  Status status = (wish || tell_all(&run)) && add_figures(&run, &run.whole) ? STATUS_OK : STATUS_NO_MEMORY;
  const KeptKey key = status == STATUS_OK ? answer_key(job, &run.told) : (KeptKey){{0}};
  if (status == STATUS_OK && !take_answer(&run, &key, report, out)) {
    status = compute(&run, diags, report, out);
    if (status == STATUS_OK) keep_answer(&run, &key, report, out);
  }
  arena_free(&run.whole.arena);
  return status;
}
