/* SPDX-License-Identifier: MIT
 * How many records each condition holds for. */
#include "runtime/exec/stages.h"
#include "runtime/exec/workers.h"

typedef struct CountRun {
  const ExecJob *job;
  const uint32_t *defs;
  uint32_t def_count;
  uint64_t *counts; /* the caller's */
} CountRun;

static void *part_new(void *self) {
  CountRun *run = self;
  return MEM_ARRAY(run->job->alloc, uint64_t, run->def_count + 1);
}

static Status count_batch(const CountRun *run, uint64_t *counts, Vm *vm, const Batch *batch, const Mask *lanes) {
  for (uint32_t i = 0; i < run->def_count; i++) {
    const Vector *truth = vm_need(vm, run->defs[i], lanes);
    if (!truth) return STATUS_NO_MEMORY;
    Mask holds;
    lanes_true(truth, lanes, batch->count, &holds);
    counts[i] += mask_count(&holds, batch->count);
  }
  return STATUS_OK;
}

static Status part_batch(void *self, void *part, Vm *vm, const Batch *batch, const Mask *lanes) {
  return count_batch(self, part, vm, batch, lanes);
}

static Status direct(void *self, Vm *vm, const Batch *batch, const Mask *lanes) {
  return count_batch(self, ((CountRun *)self)->counts, vm, batch, lanes);
}

static Status merge(void *self, void *part) {
  CountRun *run = self;
  const uint64_t *counts = part;
  for (uint32_t i = 0; i < run->def_count; i++) run->counts[i] += counts[i];
  return STATUS_OK;
}

static void part_free(void *self, void *part) {
  CountRun *run = self;
  mem_free(run->job->alloc, part, (run->def_count + 1) * sizeof(uint64_t));
}

Status exec_count(const ExecJob *job, const uint32_t *defs, uint32_t def_count, uint64_t *counts, DiagList *diags,
                  ExecReport *report) {
  CountRun run = {job, defs, def_count, counts};
  for (uint32_t i = 0; i < def_count; i++) counts[i] = 0;
  Task task = {.self = &run, .part_new = part_new, .batch = part_batch, .merge = merge, .part_free = part_free, .direct = direct,
               .keyless = true};
  return stages_run(job, defs, def_count, &task, diags, report);
}
