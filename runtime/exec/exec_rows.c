/* SPDX-License-Identifier: MIT
 * Rows of a run: straight from each batch to the sink, or kept (as they are, or in the sink's own form) where threads find them
 * apart, or another order is wanted. */
#include "runtime/exec/row_store.h"
#include "runtime/exec/run.h"
#include "runtime/exec/stages.h"
#include "runtime/exec/workers.h"

enum { KEEP_SLACK = 8192 /* rows kept over the limit before the best are picked out again */ };

typedef struct RowRun {
  const ExecJob *job;
  const RowJob *rows;
  RowSink *sink;
  DiagList *diags;
  const Vector **vecs; /* of `direct` and `merge`, in the calling thread */
  uint32_t width;      /* key, columns, and the order where there is one */
  RowOrder order;
  RowStore kept;       /* in order */
  uint64_t given;      /* rows handed to the sink */
} RowRun;

static bool is_key(const Value *a, const Value *b) {
  if (a->kind != b->kind) return false;
  return a->kind == KIND_TEXT ? str_equal(a->str, b->str) : a->i64 == b->i64;
}

static bool is_among(const RowJob *rows, const Value *key) {
  uint32_t low = 0, high = rows->keys_ascending ? rows->key_count : 0;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const Value *other = &rows->keys[middle];
    int order = key->kind == KIND_TEXT ? str_compare(other->str, key->str) : (other->i64 > key->i64) - (other->i64 < key->i64);
    if (order == 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  for (uint32_t i = 0; !rows->keys_ascending && i < rows->key_count; i++)
    if (is_key(key, &rows->keys[i])) return true;
  return false;
}

/* Of the lanes those with a key that is wanted, in `narrow`; `lanes` itself where all are. */
static const Mask *wanted_keys(const RowJob *rows, const Batch *batch, const Mask *lanes, Mask *narrow) {
  if (!rows->keys) return lanes;
  mask_none(narrow);
  MASK_EACH(lanes, batch->count, lane) {
    Value key = vector_get(&batch->key, (uint32_t)lane);
    if (is_among(rows, &key)) mask_set(narrow, (uint32_t)lane);
  }
  return narrow;
}

/* The key and what was asked for, computed for these lanes. */
static Status compute(const RowRun *run, Vm *vm, const Batch *batch, const Mask *lanes, const Vector **vecs) {
  vecs[0] = &batch->key;
  for (uint32_t i = 0; i < run->rows->column_count; i++) {
    vecs[i + 1] = vm_need(vm, run->rows->columns[i], lanes);
    if (!vecs[i + 1]) return STATUS_NO_MEMORY;
  }
  if (run->rows->order == PROGRAM_NONE) return STATUS_OK;
  vecs[run->width - 1] = vm_need(vm, run->rows->order, lanes);
  return vecs[run->width - 1] ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Hands rows on, up to the limit. Past it they are computed all the same: faults are counted for every record. */
static Status give(RowRun *run, const Vector *const *vecs, const Mask *lanes, uint32_t n) {
  uint64_t limit = run->rows->limit;
  Mask wanted = *lanes;
  uint32_t count = mask_count(lanes, n);
  if (limit && run->given + count > limit) {
    uint64_t left = limit - run->given;
    MASK_EACH(lanes, n, lane) {
      if (left) left--;
      else mask_clear(&wanted, (uint32_t)lane);
    }
    count = (uint32_t)(limit - run->given);
  }
  run->given += count;
  if (!count) return STATUS_OK;
  const Phase before = stopwatch_turn(job_watch(run->job), PHASE_WRITE);
  Status status = run->sink->rows(run->sink->self, vecs[0], vecs + 1, &wanted, n);
  stopwatch_turn(job_watch(run->job), before);
  return status;
}

/* With a limit, rows that cannot be among the first are dropped now and then. */
static Status trim(const RowRun *run, RowStore *rows) {
  uint64_t limit = run->rows->limit;
  if (run->rows->order == PROGRAM_NONE || !limit || row_store_count(rows) < limit + KEEP_SLACK) return STATUS_OK;
  return row_store_sort(rows, &run->order, limit) ? STATUS_OK : STATUS_NO_MEMORY;
}

static Status direct(void *self, Vm *vm, const Batch *batch, const Mask *lanes) {
  RowRun *run = self;
  Mask narrow;
  lanes = wanted_keys(run->rows, batch, lanes, &narrow);
  Status status = compute(run, vm, batch, lanes, run->vecs);
  if (status != STATUS_OK) return status;
  if (run->rows->order == PROGRAM_NONE) return give(run, run->vecs, lanes, batch->count);
  return row_store_add(&run->kept, run->vecs, lanes, batch->count) ? trim(run, &run->kept) : STATUS_NO_MEMORY;
}

/* What a thread finds in one part. */
typedef struct PartRows {
  RowStore rows;
  void *made; /* in place of `rows` where the sink has a form of its own */
  const Vector **vecs;
} PartRows;

/* Rows that go straight on can be made ready where they are found. */
static const RowMaker *maker_of(const RowRun *run) {
  return run->rows->order == PROGRAM_NONE && !run->rows->limit ? run->sink->maker : NULL;
}

static void part_free(void *self, void *part) {
  RowRun *run = self;
  PartRows *found = part;
  row_store_free(&found->rows);
  if (found->made) run->sink->maker->made_free(run->sink->self, found->made);
  if (found->vecs) mem_free(run->job->alloc, found->vecs, run->width * sizeof *found->vecs);
  mem_free(run->job->alloc, found, sizeof *found);
}

static void *part_new(void *self) {
  RowRun *run = self;
  PartRows *found = MEM_NEW(run->job->alloc, PartRows);
  if (!found) return NULL;
  row_store_init(&found->rows, run->job->alloc, run->width);
  found->vecs = MEM_ARRAY(run->job->alloc, const Vector *, run->width);
  const RowMaker *maker = maker_of(run);
  if (maker) found->made = maker->made_new(run->sink->self);
  if (found->vecs && (found->made || !maker)) return found;
  part_free(run, found);
  return NULL;
}

static Status part_batch(void *self, void *part, Vm *vm, const Batch *batch, const Mask *lanes) {
  RowRun *run = self;
  PartRows *found = part;
  Mask narrow;
  lanes = wanted_keys(run->rows, batch, lanes, &narrow);
  Status status = compute(run, vm, batch, lanes, found->vecs);
  if (status != STATUS_OK) return status;
  if (found->made) return run->sink->maker->make(run->sink->self, found->made, found->vecs[0], found->vecs + 1, lanes, batch->count);
  bool enough = run->rows->order == PROGRAM_NONE && run->rows->limit && row_store_count(&found->rows) >= run->rows->limit;
  if (enough) return STATUS_OK;
  return row_store_add(&found->rows, found->vecs, lanes, batch->count) ? trim(run, &found->rows) : STATUS_NO_MEMORY;
}

static Status give_all(RowRun *run, const RowStore *rows, bool keep) {
  Status status = STATUS_OK;
  for (uint32_t b = 0; b < rows->count && status == STATUS_OK; b++) {
    const RowBlock *block = rows->blocks[b];
    Mask all;
    mask_first(&all, block->count);
    for (uint32_t c = 0; c < rows->width; c++) run->vecs[c] = &block->vecs[c];
    if (run_cancelled(run->job, run->diags)) return STATUS_STOPPED; /* a sink may be slow to take them */
    if (keep) status = row_store_add(&run->kept, run->vecs, &all, block->count) ? STATUS_OK : STATUS_NO_MEMORY;
    else status = give(run, run->vecs, &all, block->count);
  }
  return status;
}

static Status merge(void *self, void *part) {
  RowRun *run = self;
  PartRows *found = part;
  if (found->made) return run->sink->maker->take(run->sink->self, found->made);
  bool keep = run->rows->order != PROGRAM_NONE;
  Status status = give_all(run, &found->rows, keep);
  return status == STATUS_OK && keep ? trim(run, &run->kept) : status;
}

Status exec_rows(const ExecJob *job, const RowJob *rows, RowSink *sink, DiagList *diags, ExecReport *report) {
  bool ordered = rows->order != PROGRAM_NONE;
  RowRun run = {.job = job, .rows = rows, .sink = sink, .diags = diags, .width = 1 + rows->column_count + ordered};
  run.order = (RowOrder){.column = run.width - 1, .descending = rows->descending};
  row_store_init(&run.kept, job->alloc, run.width);
  run.vecs = MEM_ARRAY(job->alloc, const Vector *, run.width);
  Task task = {.self = &run, .part_new = part_new, .batch = part_batch, .merge = merge, .part_free = part_free, .direct = direct};
  *report = (ExecReport){0};
  uint32_t *asked = MEM_ARRAY(job->alloc, uint32_t, run.width);
  if (asked && rows->column_count) memcpy(asked, rows->columns, rows->column_count * sizeof *asked);
  if (asked) asked[rows->column_count] = rows->order; /* behind the columns, where there is one */
  Status status = run.vecs && asked ? stages_run(job, asked, rows->column_count + ordered, &task, diags, report) : STATUS_NO_MEMORY;
  const Phase before = stopwatch_turn(job_watch(job), PHASE_COLLECT);
  if (status == STATUS_OK && ordered) {
    status = row_store_sort(&run.kept, &run.order, rows->limit) ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK) status = give_all(&run, &run.kept, false);
  }
  stopwatch_turn(job_watch(job), before);
  row_store_free(&run.kept);
  if (run.vecs) mem_free(job->alloc, run.vecs, run.width * sizeof *run.vecs);
  if (asked) mem_free(job->alloc, asked, run.width * sizeof *asked);
  return status;
}
