/* SPDX-License-Identifier: MIT
 * Values that hang on no record: of constants, the clock, and what is one value for the whole population. */
#include <time.h>

#include "runtime/exec/run.h"
#include "runtime/exec/stages_kept.h"

/* One record of which nothing is known stands for "no record". */
static bool make_batch(const Program *program, Arena *arena, Batch *batch) {
  *batch = (Batch){.count = 1, .columns = ARENA_ARRAY(arena, BatchColumn, program->column_count + 1)};
  for (uint32_t i = 0; batch->columns && i < program->column_count; i++)
    batch->columns[i].vec = (Vector){.kind = program->columns[i].kind};
  return batch->columns != NULL;
}

static Status compute(const ExecJob *job, const Stages *stages, const uint32_t *defs, uint32_t def_count, Arena *arena, Value *out,
                      ExecReport *report) {
  VmConfig config = {.alloc = job->alloc, .program = job->program, .functions = job->functions, .today = job->today,
                     .now = job->now, .lookups = job->store ? store_lookups(job->store) : NULL, .slots = stages->made, .timed = job->stats != NULL};
  Batch batch;
  Vm *vm = make_batch(job->program, arena, &batch) ? vm_new(&config) : NULL;
  if (!vm) return STATUS_NO_MEMORY;
  vm_bind(vm, &batch);
  bool good = true;
  for (uint32_t i = 0; i < def_count && good; i++) {
    const Vector *found = vm_need(vm, defs[i], NULL);
    good = found != NULL;
    if (good) out[i] = vector_get(found, 0);
    if (good && out[i].known && out[i].kind == KIND_TEXT) out[i].str = arena_str(arena, out[i].str);
  }
  run_merge_faults(report, vm_faults(vm), true);
  if (job->stats) exec_stats_add_vm(job->stats, vm);
  vm_free(vm);
  return good && !arena->failed ? STATUS_OK : STATUS_NO_MEMORY;
}

Status exec_values(const ExecJob *job, const uint32_t *defs, uint32_t def_count, Value *out, DiagList *diags, ExecReport *report) {
  struct timespec began, ended;
  clock_gettime(CLOCK_MONOTONIC, &began);
  report_begin(job, report);
  Stages stages;
  Status status = stages_make(&stages, job, defs, def_count, diags, report);
  if (status == STATUS_OK) status = compute(job, &stages, defs, def_count, &report->faults.arena, out, report);
  if (status == STATUS_OK) status = run_judge(job, diags, report);
  if (status == STATUS_OK) stages_keep(&stages);
  stages_free(&stages);
  fault_table_sort(&report->faults);
  clock_gettime(CLOCK_MONOTONIC, &ended);
  report->seconds = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
  return status;
}
