/* SPDX-License-Identifier: MIT
 * What a run has to say at its end: its faults, and why it has stopped. */
#include "runtime/exec/run.h"

#include "runtime/base/buf.h"
#include "runtime/exec/stages.h"

/* Messages of a thread become the run's. */
static void take_diags(const Worker *worker, DiagList *diags) {
  for (uint32_t i = 0; i < worker->diags.count; i++) diag_copy(diags, worker->diags.items[i]);
}

static int compare_keys(const Value *a, const Value *b) {
  if (a->kind == KIND_TEXT) return str_compare(a->str, b->str);
  return (a->i64 > b->i64) - (a->i64 < b->i64);
}

/* Is a's first fault before b's: by key, then by place, then by kind? Faults of no record (of constants) come first. */
static bool is_before(const FaultRow *a, const FaultRow *b) {
  if (!a->key_count || !b->key_count) {
    if (a->key_count != b->key_count) return !a->key_count;
  } else {
    int order = compare_keys(&a->keys[0], &b->keys[0]);
    if (order) return order < 0;
  }
  if (a->place.from != b->place.from) return a->place.from < b->place.from;
  if (a->place.to != b->place.to) return a->place.to < b->place.to;
  return a->kind < b->kind;
}

static void tell_fault(const FaultRow *row, const Alloc *alloc, DiagList *diags) {
  if (!row->key_count && !row->of_constants) {
    diag_add(diags, DIAG_STRICT_FAULT_OF_SET, row->place, fault_name(row->kind));
    return;
  }
  Buf key;
  buf_init(&key, alloc);
  if (row->key_count) {
    if (row->keys[0].kind == KIND_TEXT) buf_str(&key, row->keys[0].str);
    else buf_print(&key, "%lld", (long long)row->keys[0].i64);
  }
  Str shown = buf_view(&key);
  diag_add(diags, DIAG_STRICT_FAULT, row->place, fault_name(row->kind), STR_ARG(shown));
  buf_free(&key);
}

/* Of a strict run only the first fault is told: what other threads had met by then hangs on their luck. */
static void tell_first_fault(Run *run, DiagList *diags, ExecReport *report) {
  const FaultRow *first = NULL;
  for (uint32_t i = 0; i < run->worker_count; i++) {
    const FaultTable *table = vm_faults(run->workers[i].vm);
    for (uint32_t r = 0; r < table->count; r++)
      if (!first || is_before(table->rows[r], first)) first = table->rows[r];
  }
  if (!first) return;
  FaultRow one = *first, *list = &one;
  one.count = 1;
  if (one.key_count) one.key_count = 1;
  FaultTable table = {.rows = &list, .count = 1, .total = 1};
  fault_table_merge(&report->faults, &table);
  report->stopped_at = one.place;
  tell_fault(&one, run->job->alloc, diags);
}

/* Faults of constants are met by every VM: those of one are counted, in the last pass. */
void run_merge_faults(ExecReport *report, const FaultTable *table, bool constants) {
  for (uint32_t i = 0; i < table->count; i++) {
    FaultTable one = {.rows = &table->rows[i], .count = 1};
    if (constants || !table->rows[i]->of_constants) fault_table_merge(&report->faults, &one);
  }
}

/* Memory may run out anywhere; else what happened in the lowest part is what one thread alone would have met first. */
static const Worker *first_to_fail(const Run *run) {
  const Worker *first = NULL;
  for (uint32_t i = 0; i < run->worker_count; i++) {
    const Worker *worker = &run->workers[i];
    if (worker->status != STATUS_OK && (!first || worker->part < first->part)) first = worker;
  }
  return first;
}

static bool is_last(const Run *run) { return !run->pass->stages || run->pass->stages->done; }

Status run_report(Run *run, Status status, DiagList *diags, ExecReport *report) {
  const ExecJob *job = run->job;
  report->records = run->records;
  if (!run->worker_count || !run->workers[run->worker_count - 1].vm) return status;
  const Worker *failed = first_to_fail(run);
  if (failed && status == STATUS_OK) status = failed->status;
  if (failed) take_diags(failed, diags);
  bool met_faults = failed && failed->by_faults;
  if (met_faults && job->strict) {
    tell_first_fault(run, diags, report);
  } else {
    for (uint32_t i = 0; i < run->worker_count; i++) run_merge_faults(report, vm_faults(run->workers[i].vm), i == 0 && is_last(run));
    if (met_faults) diag_add(diags, DIAG_TOO_MANY_FAULTS, (Span){0}, (unsigned long long)job->max_faults);
  }
  fault_table_sort(&report->faults);
  return report->faults.arena.failed ? STATUS_NO_MEMORY : status;
}

Status run_judge(const ExecJob *job, DiagList *diags, ExecReport *report) {
  const FaultTable *met = &report->faults;
  if (job->strict && met->count) {
    const FaultRow *first = met->rows[0];
    for (uint32_t i = 1; i < met->count; i++)
      if (is_before(met->rows[i], first)) first = met->rows[i];
    report->stopped_at = first->place;
    tell_fault(first, job->alloc, diags);
    return STATUS_STOPPED;
  }
  if (!job->max_faults || met->total <= job->max_faults) return STATUS_OK;
  diag_add(diags, DIAG_TOO_MANY_FAULTS, (Span){0}, (unsigned long long)job->max_faults);
  return STATUS_STOPPED;
}
