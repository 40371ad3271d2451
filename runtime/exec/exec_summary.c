/* SPDX-License-Identifier: MIT
 * Figures of every definition, for the summary of a run. */
#include "runtime/exec/figures.h"
#include "runtime/exec/workers.h"

/* Figures of all definitions, of one part or of the whole. */
typedef struct Summary {
  Arena arena;
  Figures *figures;
} Summary;

typedef struct SummaryRun {
  const ExecJob *job;
  Summary whole;
} SummaryRun;

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

static bool summary_init(Summary *summary, const ExecJob *job) {
  arena_init(&summary->arena, job->alloc);
  summary->figures = ARENA_ARRAY(&summary->arena, Figures, job->program->def_count + 1);
  for (uint32_t i = 0; summary->figures && i < job->program->def_count; i++)
    if (is_told(&job->program->defs[i]) && !figures_init(&summary->figures[i], &job->program->defs[i], &summary->arena)) return false;
  return summary->figures != NULL;
}

static void part_free(void *self, void *part) {
  SummaryRun *run = self;
  Summary *summary = part;
  arena_free(&summary->arena);
  mem_free(run->job->alloc, summary, sizeof *summary);
}

static void *part_new(void *self) {
  SummaryRun *run = self;
  Summary *summary = MEM_NEW(run->job->alloc, Summary);
  if (!summary || summary_init(summary, run->job)) return summary;
  part_free(run, summary);
  return NULL;
}

static Status add_batch(const SummaryRun *run, Summary *summary, Vm *vm, const Batch *batch, const Mask *lanes) {
  const Program *program = run->job->program;
  for (uint32_t i = 0; i < program->def_count; i++) {
    const ProgramDef *def = &program->defs[i];
    if (!is_told(def)) continue;
    bool costs = summary->figures[i].label_costs != NULL;
    const Vector *values = vm_need(vm, i, lanes);
    const Vector *cost = values && costs ? vm_need(vm, def->cost, lanes) : NULL;
    if (!values || (costs && !cost)) return STATUS_NO_MEMORY;
    figures_add(&summary->figures[i], def, values, cost, lanes, batch->count);
  }
  return STATUS_OK;
}

static Status part_batch(void *self, void *part, Vm *vm, const Batch *batch, const Mask *lanes) {
  return add_batch(self, part, vm, batch, lanes);
}

static Status direct(void *self, Vm *vm, const Batch *batch, const Mask *lanes) {
  SummaryRun *run = self;
  return add_batch(run, &run->whole, vm, batch, lanes);
}

static Status merge(void *self, void *part) {
  SummaryRun *run = self;
  Summary *summary = part;
  const Program *program = run->job->program;
  for (uint32_t i = 0; i < program->def_count; i++)
    if (is_told(&program->defs[i])) figures_merge(&run->whole.figures[i], &summary->figures[i], &program->defs[i]);
  return STATUS_OK;
}

Status exec_summary(const ExecJob *job, DiagList *diags, ExecReport *report, DefFigures **figures) {
  const Program *program = job->program;
  SummaryRun run = {.job = job};
  *report = (ExecReport){0};
  *figures = NULL;
  Status status = summary_init(&run.whole, job) ? STATUS_OK : STATUS_NO_MEMORY;
  Task task = {&run, part_new, part_batch, merge, part_free, direct};
  if (status == STATUS_OK) status = workers_run(job, &task, diags, report);
  Arena *arena = &report->faults.arena; /* the report's own: it goes with exec_report_free */
  DefFigures *out = status == STATUS_OK ? ARENA_ARRAY(arena, DefFigures, program->def_count + 1) : NULL;
  if (status == STATUS_OK && !out) status = STATUS_NO_MEMORY;
  for (uint32_t i = 0; status == STATUS_OK && i < program->def_count; i++)
    if (is_told(&program->defs[i]) && !figures_result(&run.whole.figures[i], &program->defs[i], arena, &out[i]))
      status = STATUS_NO_MEMORY;
  *figures = status == STATUS_OK ? out : NULL;
  arena_free(&run.whole.arena);
  return status;
}
