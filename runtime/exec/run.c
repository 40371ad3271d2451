/* SPDX-License-Identifier: MIT
 * One thread's work on a part. */
#include "runtime/exec/run.h"

#include "runtime/exec/stages.h"

enum { GATHER_BELOW = 2 /* members are gathered where they are fewer than one record in so many */ };

/* Faults that may end a run are judged batch by batch: such a run gathers nothing, so that it ends where it always did. */
static bool gathers(const ExecJob *job) { return job->where != PROGRAM_NONE && !job->strict && !job->max_faults; }

/* Room for whose the rows are, of each unit above theirs. */
static bool make_up(Worker *worker, const ExecJob *job, const Pass *pass) {
  const Program *p = job->program;
  if (!stages_any(pass->stages)) return true;
  worker->up = ARENA_ARRAY(&worker->said, uint32_t *, p->unit_count);
  worker->indexes = ARENA_ARRAY(&worker->said, uint32_t, BATCH_SIZE);
  if (!worker->up || !worker->indexes) return false;
  for (uint32_t t = pass->table; p->tables[t].role == TABLE_RELATED;) {
    t = p->tables[t].parent;
    uint32_t *ordinals = ARENA_ARRAY(&worker->said, uint32_t, BATCH_SIZE);
    if (!ordinals) return false;
    worker->up[p->tables[t].unit] = ordinals;
  }
  return true;
}

static Status open_worker(Worker *worker, const ExecJob *job, const Pass *pass, const VmConfig *config, DiagList *diags) {
  Status status = cursor_open(job->store, pass->table, pass->columns, true, diags, &worker->cursor);
  if (status != STATUS_OK) return status;
  worker->vm = vm_new(config);
  if (!worker->vm || !make_up(worker, job, pass)) return STATUS_NO_MEMORY;
  if (worker->run->recall) worker->recaller = recaller_new(worker->run->recall);
  if (!gathers(job)) return STATUS_OK;
  worker->gather = gather_new(job->alloc, job->program);
  return worker->gather ? STATUS_OK : STATUS_NO_MEMORY;
}

Status run_open(Run *run, const ExecJob *job, const Pass *pass, const Task *task, uint32_t worker_count, DiagList *diags) {
  *run = (Run){.job = job, .pass = pass, .task = task, .parts = store_parts(job->store, pass->table), .stop_part = UINT32_MAX};
  run->workers = MEM_ARRAY(job->alloc, Worker, worker_count);
  if (!run->workers) return STATUS_NO_MEMORY;
  run->worker_count = worker_count;
  run->recall = recall_new(job, pass, task->keyless);
  bool staged = stages_any(pass->stages);
  VmConfig config = {.alloc = job->alloc, .program = job->program, .functions = job->functions, .today = job->today,
                     .now = job->now, .lookups = store_lookups(job->store), .unit = pass->unit,
                     .slots = staged ? pass->stages->made : NULL, .kept = staged ? pass->stages->kept : NULL,
                     .kept_faulted = staged ? pass->stages->met_faults : NULL,
                     .keep_records = staged, .timed = job->stats != NULL};
  for (uint32_t i = 0; i < worker_count; i++) {
    Worker *worker = &run->workers[i];
    worker->run = run;
    worker->part = UINT32_MAX;
    if (job->stats) worker->watch = worker_count > 1 ? &worker->own_watch : &job->stats->caller;
    arena_init(&worker->said, job->alloc);
    diag_init(&worker->diags, &worker->said);
    worker->diags.language = diags->language;
  }
  for (uint32_t i = 0; i < worker_count; i++) {
    Status status = open_worker(&run->workers[i], job, pass, &config, diags);
    if (status != STATUS_OK) return status;
  }
  run->faults = vm_faults(run->workers[0].vm)->total; /* of constants */
  Worker *first = &run->workers[0];
  first->by_faults = run->faults && (job->strict || (job->max_faults && run->faults > job->max_faults));
  return first->by_faults ? run_fail(first, 0, STATUS_STOPPED) : STATUS_OK;
}

static void note_faults(const Pass *pass, const Vm *vm, uint32_t blocks) {
  for (uint32_t b = 1; pass->met_faults && b < blocks; b++) pass->met_faults[b] |= vm_met_fault(vm, b);
}

void run_close(Run *run) {
  for (uint32_t i = 0; i < run->worker_count; i++) {
    Worker *worker = &run->workers[i];
    if (run->job->stats && worker->vm) exec_stats_add_vm(run->job->stats, worker->vm);
    if (run->job->stats) exec_stats_add_watch(run->job->stats, &worker->own_watch);
    if (worker->vm) note_faults(run->pass, worker->vm, run->job->program->block_count);
    if (worker->vm) vm_free(worker->vm);
    recaller_free(worker->recaller);
    gather_free(worker->gather);
    cursor_close(worker->cursor);
    arena_free(&worker->said);
  }
  recall_free(run->recall);
  if (run->workers) mem_free(run->job->alloc, run->workers, run->worker_count * sizeof *run->workers);
}

void run_stop_behind(Run *run, uint32_t part) {
  uint32_t old = __atomic_load_n(&run->stop_part, __ATOMIC_RELAXED);
  while (part < old && !__atomic_compare_exchange_n(&run->stop_part, &old, part, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
  }
}

void lanes_true(const Vector *vector, const Mask *lanes, uint32_t n, Mask *out) {
  if (vector->constant) {
    bool holds = vector_known(vector, 0) && mask_get(vector->bits, 0);
    if (holds) *out = *lanes;
    else mask_none(out);
    return;
  }
  for (uint32_t w = 0; w < mask_words(n); w++) { /* `out` may be `lanes` */
    uint64_t known = vector->valid ? vector->valid->words[w] : ~(uint64_t)0;
    out->words[w] = mask_word(lanes, w, n) & vector->bits->words[w] & known;
  }
  for (uint32_t w = mask_words(n); w < MASK_WORDS; w++) out->words[w] = 0;
}

/* More faults than are allowed, or one where none is. `before`: how many this VM had met before the batch. */
static Status judge_faults(Worker *worker, uint64_t before) {
  const ExecJob *job = worker->run->job;
  uint64_t met = vm_faults(worker->vm)->total - before;
  if (!met) return STATUS_OK;
  uint64_t all = __atomic_add_fetch(&worker->run->faults, met, __ATOMIC_RELAXED);
  worker->by_faults = job->strict || (job->max_faults && all > job->max_faults);
  return worker->by_faults ? STATUS_STOPPED : STATUS_OK;
}

/* What the task does with the members of the batch that is bound. */
static Status run_members(Worker *worker, void *part, const Batch *batch, const Mask *lanes) {
  const Task *task = worker->run->task;
  return part ? task->batch(task->self, part, worker->vm, batch, lanes) : task->direct(task->self, worker->vm, batch, lanes);
}

/* The same, of a batch as the store gave it. */
static Status run_bound(Worker *worker, void *part, const Batch *batch, const Mask *lanes) {
  if (worker->recaller) recall_members(worker->recaller, worker->vm);
  Status status = run_members(worker, part, batch, lanes);
  if (worker->recaller && status == STATUS_OK) recall_keep(worker->recaller, worker->vm);
  return status;
}

static void forget_pending(Worker *worker) {
  gather_reset(worker->gather);
  worker->where_faulted = false;
}

/* ---- where the records of a batch stand ---- */

/* Whose the rows are: their parents by the key, then those above by what is known of the parents. */
static void find_owners(Worker *worker, const Batch *batch) {
  const Pass *pass = worker->run->pass;
  const Program *p = worker->run->job->program;
  const UnitState *units = pass->stages->units;
  const ProgramTable *table = &p->tables[pass->table];
  if (table->role != TABLE_RELATED) return;
  uint32_t unit = p->tables[table->parent].unit;
  key_index_find(units[unit].index, &batch->key, batch->count, worker->up[unit]);
  for (table = &p->tables[table->parent]; table->role == TABLE_RELATED; table = &p->tables[table->parent]) {
    uint32_t above = p->tables[table->parent].unit;
    const uint32_t *from = worker->up[unit];
    for (uint32_t i = 0; i < batch->count; i++)
      worker->up[above][i] = from[i] == ORDINAL_NONE ? ORDINAL_NONE : units[unit].up[from[i]];
    unit = above;
  }
}

static void place_batch(Worker *worker, const Batch *batch, uint32_t part, uint32_t first) {
  const Pass *pass = worker->run->pass;
  worker->place = (BatchPlace){.part = part, .first = first};
  if (!stages_any(pass->stages)) return;
  const UnitState *unit = &pass->stages->units[pass->unit];
  if (unit->read) worker->place.base = unit->bases[part];
  worker->place.up = (const uint32_t *const *)worker->up;
  find_owners(worker, batch);
}

static void place_pending(Worker *worker) {
  if (worker->indexes) worker->place.indexes = worker->indexes;
}

/* Computes what is pending. Faults of `where` were counted when its records were read. */
static Status flush(Worker *worker, void *part) {
  const Batch *batch = gather_pending(worker->gather);
  if (!batch->count) return STATUS_OK;
  place_pending(worker);
  vm_bind_at(worker->vm, batch, &worker->place);
  if (worker->recaller) recall_gathered(worker->recaller, worker->vm);
  if (worker->where_faulted && !vm_need_again(worker->vm, worker->run->job->where)) return STATUS_NO_MEMORY;
  Mask lanes;
  mask_first(&lanes, batch->count);
  Status status = run_members(worker, part, batch, &lanes);
  if (worker->recaller && status == STATUS_OK) recall_keep_gathered(worker->recaller, worker->vm);
  forget_pending(worker);
  return status;
}

/* Puts the members beside those pending, which are computed whenever no more go with them. */
static Status gather_members(Worker *worker, void *part, const Batch *batch, const uint32_t *list, uint32_t count, bool faulted) {
  uint32_t first = worker->place.first;
  Status status = gather_fits(worker->gather, batch) ? STATUS_OK : flush(worker, part);
  for (uint32_t taken = 0; status == STATUS_OK && taken < count;) {
    bool ok;
    uint32_t pending = gather_pending(worker->gather)->count;
    uint32_t more = gather_take(worker->gather, batch, list + taken, count - taken, &ok);
    for (uint32_t i = 0; worker->indexes && i < more; i++) worker->indexes[pending + i] = first + list[taken + i];
    for (uint32_t i = 0; worker->recaller && i < more; i++) recall_gather(worker->recaller, pending + i, list[taken + i]);
    taken += more;
    if (!ok) return STATUS_NO_MEMORY;
    worker->where_faulted |= faulted;
    if (gather_pending(worker->gather)->count == BATCH_SIZE) status = flush(worker, part);
  }
  return status;
}

/* All columns of the members, before they leave the batch. */
static Status read_members(Worker *worker, const Batch *batch, const Mask *members) {
  const Run *run = worker->run;
  const uint32_t columns = batch->source ? run->job->program->tables[run->pass->table].column_count : 0;
  const Phase before = stopwatch_turn(worker->watch, PHASE_READ);
  bool good = true;
  for (uint32_t c = 0; c < columns && good; c++) good = batch_read(batch, c, members);
  stopwatch_turn(worker->watch, before);
  return good ? STATUS_OK : batch->source->failed;
}

/* A batch with many members is computed as it is, unless others wait before it. */
static Status run_where(Worker *worker, void *part, const Batch *batch, uint64_t before) {
  Mask lanes;
  mask_first(&lanes, batch->count);
  const Vector *where = vm_need(worker->vm, worker->run->job->where, NULL);
  if (!where) return STATUS_NO_MEMORY;
  lanes_true(where, &lanes, batch->count, &lanes);
  uint32_t members = mask_count(&lanes, batch->count);
  if (!members && worker->recaller) recall_keep(worker->recaller, worker->vm);
  if (!members) return STATUS_OK;
  bool many = members * GATHER_BELOW >= batch->count;
  const bool known = worker->recaller && recall_knows_all(worker->recaller);
  if (!worker->gather || known || (many && !gather_pending(worker->gather)->count)) return run_bound(worker, part, batch, &lanes);
  uint32_t list[BATCH_SIZE], count = 0;
  MASK_EACH(&lanes, batch->count, lane) list[count++] = (uint32_t)lane;
  Status status = read_members(worker, batch, &lanes);
  if (worker->recaller) recall_keep(worker->recaller, worker->vm);
  if (status == STATUS_OK) status = gather_members(worker, part, batch, list, count, vm_faults(worker->vm)->total > before);
  return status == STATUS_OK && many ? flush(worker, part) : status;
}

static Status run_batch(Worker *worker, uint32_t index, uint32_t first, void *part, const Batch *batch) {
  Run *run = worker->run;
  uint64_t before = vm_faults(worker->vm)->total;
  place_batch(worker, batch, index, first);
  vm_bind_at(worker->vm, batch, &worker->place);
  if (worker->recaller) recall_batch(worker->recaller, worker->vm, batch->count);
  Status status;
  if (run->job->where != PROGRAM_NONE) {
    status = run_where(worker, part, batch, before);
  } else {
    Mask lanes;
    mask_first(&lanes, batch->count);
    status = run_bound(worker, part, batch, &lanes);
  }
  __atomic_add_fetch(&run->records, batch->count, __ATOMIC_RELAXED);
  if (status != STATUS_OK && batch->source && batch->source->failed) return batch->source->failed; /* that is why */
  return status == STATUS_OK ? judge_faults(worker, before) : status;
}

bool run_cancelled(const ExecJob *job, DiagList *diags) {
  bool asked = job->cancel && __atomic_load_n(job->cancel, __ATOMIC_RELAXED);
  if (asked) diag_add(diags, DIAG_RUN_STOPPED, (Span){0});
  return asked;
}

Status run_fail(Worker *worker, uint32_t part, Status status) {
  worker->status = status;
  worker->part = part;
  if (status != STATUS_OK) run_stop_behind(worker->run, part);
  return status;
}

void run_progress(const Run *run) {
  uint64_t records = __atomic_load_n(&run->records, __ATOMIC_RELAXED);
  if (run->job->progress) run->job->progress(run->job->progress_user, records, store_count(run->job->store, run->pass->table));
}

Status run_part(Worker *worker, uint32_t index, void *part) {
  Run *run = worker->run;
  const Phase before = stopwatch_turn(worker->watch, PHASE_READ);
  Status status = cursor_part(worker->cursor, index, &worker->diags);
  uint32_t first = 0;
  if (worker->recaller) recall_part(worker->recaller, worker->cursor, index);
  while (status == STATUS_OK && !run_stopped(run, index)) {
    const Batch *batch = NULL;
    status = cursor_next(worker->cursor, &batch, &worker->diags);
    if (status != STATUS_OK || !batch) break;
    stopwatch_turn(worker->watch, PHASE_COMPUTE);
    status = run_batch(worker, index, first, part, batch);
    stopwatch_turn(worker->watch, PHASE_READ);
    first += batch->count;
    if (status == STATUS_OK && run_cancelled(run->job, &worker->diags)) status = STATUS_STOPPED;
    if (run->worker_count == 1) run_progress(run);
  }
  stopwatch_turn(worker->watch, PHASE_COMPUTE);
  if (worker->gather && status == STATUS_OK && !run_stopped(run, index)) status = flush(worker, part);
  if (worker->recaller && status == STATUS_OK && !run_stopped(run, index)) recall_part_done(worker->recaller);
  stopwatch_turn(worker->watch, before);
  if (worker->gather) forget_pending(worker);
  return run_fail(worker, index, status);
}
