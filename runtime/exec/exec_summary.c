/* SPDX-License-Identifier: MIT
 * Figures of every definition, for the summary of a run. */
#include "runtime/exec/figures.h"
#include "runtime/exec/measure.h"
#include "runtime/exec/workers.h"

/* Figures of all definitions, of one part or of the whole. */
typedef struct Tally {
  Arena arena;
  Figures *figures;
} Tally;

typedef struct TallyRun {
  const ExecJob *job;
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

static bool tally_init(Tally *tally, const ExecJob *job) {
  arena_init(&tally->arena, job->alloc);
  tally->figures = ARENA_ARRAY(&tally->arena, Figures, job->program->def_count + 1);
  for (uint32_t i = 0; tally->figures && i < job->program->def_count; i++)
    if (is_told(&job->program->defs[i]) && !figures_init(&tally->figures[i], &job->program->defs[i], &tally->arena)) return false;
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
  if (!tally || tally_init(tally, run->job)) return tally;
  part_free(run, tally);
  return NULL;
}

static Status add_batch(const TallyRun *run, Tally *tally, Vm *vm, const Batch *batch, const Mask *lanes) {
  const Program *program = run->job->program;
  for (uint32_t i = 0; i < program->def_count; i++) {
    const ProgramDef *def = &program->defs[i];
    if (!is_told(def)) continue;
    bool costs = tally->figures[i].label_costs != NULL;
    const Vector *values = vm_need(vm, i, lanes);
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
  const Program *program = run->job->program;
  for (uint32_t i = 0; i < program->def_count; i++)
    if (is_told(&program->defs[i])) figures_merge(&run->whole.figures[i], &tally->figures[i], &program->defs[i]);
  return STATUS_OK;
}

static Status made(void *self, const Stages *stages, DiagList *diags, ExecReport *report) {
  TallyRun *run = self;
  return measures_make(stages, &report->faults.arena, diags, report, &run->measures);
}

/* The definitions that are told, and all measures; NULL where memory is out. */
static uint32_t *asked_defs(const ExecJob *job, Arena *arena, uint32_t *count) {
  const Program *p = job->program;
  uint32_t *asked = ARENA_ARRAY(arena, uint32_t, 2 * (size_t)p->def_count + 1);
  for (uint32_t i = 0; asked && i < p->def_count; i++) {
    if (!is_told(&p->defs[i]) && p->defs[i].kind != DEF_MEASURE) continue;
    asked[(*count)++] = i;
    if (p->defs[i].kind == DEF_CHOOSE) asked[(*count)++] = p->defs[i].cost;
  }
  return asked;
}

Status exec_summary(const ExecJob *job, DiagList *diags, ExecReport *report, Summary *out) {
  const Program *program = job->program;
  TallyRun run = {.job = job};
  *report = (ExecReport){0};
  *out = (Summary){0};
  uint32_t count = 0, *asked = NULL;
  Status status = tally_init(&run.whole, job) ? STATUS_OK : STATUS_NO_MEMORY;
  Task task = {&run, part_new, part_batch, merge, part_free, direct, made, true};
  if (status == STATUS_OK) asked = asked_defs(job, &run.whole.arena, &count);
  status = asked ? stages_run(job, asked, count, &task, diags, report) : STATUS_NO_MEMORY;
  Arena *arena = &report->faults.arena; /* the report's own: it goes with exec_report_free */
  DefFigures *figures = status == STATUS_OK ? ARENA_ARRAY(arena, DefFigures, program->def_count + 1) : NULL;
  if (status == STATUS_OK && !figures) status = STATUS_NO_MEMORY;
  for (uint32_t i = 0; status == STATUS_OK && i < program->def_count; i++)
    if (is_told(&program->defs[i]) && !figures_result(&run.whole.figures[i], &program->defs[i], arena, &figures[i]))
      status = STATUS_NO_MEMORY;
  if (status == STATUS_OK) *out = (Summary){figures, run.measures};
  arena_free(&run.whole.arena);
  return status;
}
