/* SPDX-License-Identifier: MIT
 * Threads and their parts. A thread that is more than a window of parts ahead of the caller waits, so that what is held in
 * memory does not grow with the table. */
#include "runtime/exec/workers.h"

#include <pthread.h>
#include <time.h>

#include "runtime/base/threads.h"
#include "runtime/exec/run.h"

enum { WINDOW_PER_THREAD = 4, PROGRESS_NANOSECONDS = 100000000 };

/* What of each part is put together part after part, by whichever thread is free. */
typedef struct Strand {
  uint32_t next; /* the part that comes now */
  bool busy;
} Strand;

typedef struct Pool {
  Run run;                   /* of the workers, who find the pool by it */
  pthread_mutex_t lock;
  pthread_cond_t done, room; /* for the caller: a part is done, or a thread has ended; for the threads: there may be something to do */
  uint32_t next;             /* the part that the next free thread takes */
  uint32_t merged;           /* parts that have been put together */
  uint32_t alive;            /* threads */
  uint32_t waiting;          /* threads, for something to do */
  uint32_t window;
  void **results;            /* part p stands in p % window */
  Strand *strands;           /* NULL: the caller puts together */
  uint32_t *strands_left;    /* likewise of each part there */
  Status status;             /* of putting together in the threads */
} Pool;

/* ---- in the threads ---- */

typedef enum TurnKind { TURN_PART, TURN_STRAND, TURN_END } TurnKind;

/* What a thread does next. */
typedef struct Turn {
  TurnKind kind;
  uint32_t part, strand;
  void *result; /* of the part */
} Turn;

/* A strand whose next part is there, and that nobody is at. */
static bool find_strand(Pool *pool, Turn *turn) {
  if (!pool->strands || run_stopped(&pool->run, UINT32_MAX - 1)) return false;
  for (uint32_t s = 0; s < pool->run.task->strands; s++) {
    Strand *strand = &pool->strands[s];
    void *result = strand->busy || strand->next >= pool->next ? NULL : pool->results[strand->next % pool->window];
    if (!result) continue;
    strand->busy = true;
    *turn = (Turn){TURN_STRAND, strand->next, s, result};
    return true;
  }
  return false;
}

/* What has been found is put together first: it is still near. */
static Turn take_turn(Pool *pool) {
  Turn turn = {.kind = TURN_END};
  pthread_mutex_lock(&pool->lock);
  while (!find_strand(pool, &turn)) {
    const bool stopped = run_stopped(&pool->run, UINT32_MAX - 1);
    const bool more = pool->next < pool->run.parts && !run_stopped(&pool->run, pool->next);
    if (more && pool->next < pool->merged + pool->window) {
      turn = (Turn){TURN_PART, pool->next++, 0, NULL};
      break;
    }
    if (!more && (!pool->strands || stopped || pool->merged == pool->run.parts)) break;
    pool->waiting++;
    pthread_cond_wait(&pool->room, &pool->lock);
    pool->waiting--;
  }
  pthread_mutex_unlock(&pool->lock);
  return turn;
}

/* There may be something to do; the lock is held. */
static void wake_threads(Pool *pool) {
  if (pool->waiting) pthread_cond_broadcast(&pool->room);
}

static void put_result(Pool *pool, uint32_t part, void *result) {
  pthread_mutex_lock(&pool->lock);
  pool->results[part % pool->window] = result;
  if (pool->strands) {
    pool->strands_left[part % pool->window] = pool->run.task->strands;
    wake_threads(pool);
  } else {
    pthread_cond_signal(&pool->done);
  }
  pthread_mutex_unlock(&pool->lock);
}

/* False where the thread has no more to do. */
static bool do_part(Pool *pool, Worker *worker, uint32_t part) {
  const Task *task = pool->run.task;
  void *result = task->part_new(task->self);
  Status status = result ? run_part(worker, part, result) : run_fail(worker, part, STATUS_NO_MEMORY);
  if (status == STATUS_OK && !run_stopped(&pool->run, part)) {
    put_result(pool, part, result);
    return true;
  }
  if (result) task->part_free(task->self, result);
  return false;
}

static void do_strand(Pool *pool, Worker *worker, const Turn *turn) {
  const Task *task = pool->run.task;
  const Phase before = stopwatch_turn(worker->watch, PHASE_COLLECT);
  const Status status = task->merge_strand(task->self, turn->result, turn->strand);
  stopwatch_turn(worker->watch, before);
  pthread_mutex_lock(&pool->lock);
  const bool last = --pool->strands_left[turn->part % pool->window] == 0;
  if (last) pool->results[turn->part % pool->window] = NULL;
  pthread_mutex_unlock(&pool->lock);
  if (last) task->part_free(task->self, turn->result);
  pthread_mutex_lock(&pool->lock);
  pool->strands[turn->strand] = (Strand){.next = turn->part + 1};
  pool->merged += last;
  if (status != STATUS_OK) pool->status = status;
  if (status != STATUS_OK) run_stop_behind(&pool->run, 0);
  wake_threads(pool);
  pthread_mutex_unlock(&pool->lock);
}

static void *thread_main(void *self) {
  Worker *worker = self;
  Pool *pool = (Pool *)worker->run;
  if (worker->watch) stopwatch_begin(worker->watch, PHASE_WAIT);
  for (Turn turn = take_turn(pool); turn.kind != TURN_END; turn = take_turn(pool)) {
    if (turn.kind == TURN_STRAND) do_strand(pool, worker, &turn);
    else if (!do_part(pool, worker, turn.part)) break;
  }
  stopwatch_turn(worker->watch, PHASE_OTHER);
  pthread_mutex_lock(&pool->lock);
  pool->alive--;
  pthread_cond_signal(&pool->done);
  wake_threads(pool);
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

/* ---- in the caller ---- */

/* Until the threads have done something, or it is time to tell how far they are; the lock is held but while telling. */
static void wait_a_while(Pool *pool) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += PROGRESS_NANOSECONDS;
  if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  pthread_cond_timedwait(&pool->done, &pool->lock, &until);
  if (!pool->run.job->progress) return;
  pthread_mutex_unlock(&pool->lock);
  run_progress(&pool->run);
  pthread_mutex_lock(&pool->lock);
}

/* Waits for that part's result; NULL where it will not come. */
static void *wait_for(Pool *pool, uint32_t part) {
  void **slot = &pool->results[part % pool->window];
  pthread_mutex_lock(&pool->lock);
  while (!*slot && pool->alive && __atomic_load_n(&pool->run.stop_part, __ATOMIC_ACQUIRE) > part) wait_a_while(pool);
  void *result = *slot;
  *slot = NULL;
  pthread_mutex_unlock(&pool->lock);
  return result;
}

static Status merge_all(Pool *pool) {
  const Task *task = pool->run.task;
  for (uint32_t part = 0; part < pool->run.parts; part++) {
    Stopwatch *watch = job_watch(pool->run.job);
    const Phase before = stopwatch_turn(watch, PHASE_IDLE);
    void *result = wait_for(pool, part);
    stopwatch_turn(watch, PHASE_COLLECT);
    Status status = result ? task->merge(task->self, result) : STATUS_OK;
    stopwatch_turn(watch, before);
    if (!result) return STATUS_OK; /* the workers know why */
    task->part_free(task->self, result);
    if (status != STATUS_OK) return status;
    pthread_mutex_lock(&pool->lock);
    pool->merged++;
    wake_threads(pool);
    pthread_mutex_unlock(&pool->lock);
  }
  return STATUS_OK;
}

static Status wait_for_threads(Pool *pool) {
  Stopwatch *watch = job_watch(pool->run.job);
  const Phase before = stopwatch_turn(watch, PHASE_IDLE);
  pthread_mutex_lock(&pool->lock);
  while (pool->alive) wait_a_while(pool);
  pthread_mutex_unlock(&pool->lock);
  stopwatch_turn(watch, before);
  return pool->status;
}

/* Those that are not to be had were never alive. */
static void start_threads(Pool *pool, Threads *threads, uint32_t count) {
  pool->alive = count;
  threads_begin(threads, count, thread_main, pool->run.workers, sizeof *pool->run.workers);
  pthread_mutex_lock(&pool->lock);
  pool->alive -= count - threads->count;
  pthread_mutex_unlock(&pool->lock);
}

static bool make_room(Pool *pool, const Alloc *alloc) {
  const uint32_t strands = pool->run.task->strands;
  pool->window = pool->run.worker_count * WINDOW_PER_THREAD;
  pool->results = MEM_ARRAY(alloc, void *, pool->window);
  pool->strands_left = MEM_ARRAY(alloc, uint32_t, pool->window);
  if (strands) pool->strands = MEM_ARRAY(alloc, Strand, strands);
  return pool->results && pool->strands_left && (pool->strands || !strands);
}

static void free_room(Pool *pool, const Alloc *alloc) {
  const Task *task = pool->run.task;
  for (uint32_t i = 0; pool->results && i < pool->window; i++)
    if (pool->results[i]) task->part_free(task->self, pool->results[i]);
  mem_free(alloc, pool->results, pool->window * sizeof *pool->results);
  mem_free(alloc, pool->strands_left, pool->window * sizeof *pool->strands_left);
  mem_free(alloc, pool->strands, task->strands * sizeof *pool->strands);
}

static Status run_threads(Pool *pool, DiagList *diags) {
  const Alloc *alloc = pool->run.job->alloc;
  Threads threads = {.count = 0};
  Status status = make_room(pool, alloc) ? STATUS_OK : STATUS_NO_MEMORY;
  if (status == STATUS_OK) start_threads(pool, &threads, pool->run.worker_count);
  if (status == STATUS_OK && !threads.count) {
    diag_add(diags, DIAG_NO_THREAD, (Span){0});
    status = STATUS_IO;
  }
  if (status == STATUS_OK) status = pool->strands ? wait_for_threads(pool) : merge_all(pool);
  run_stop_behind(&pool->run, status == STATUS_OK ? UINT32_MAX : 0);
  pthread_mutex_lock(&pool->lock);
  wake_threads(pool);
  pthread_mutex_unlock(&pool->lock);
  threads_join(&threads);
  free_room(pool, alloc);
  return status;
}

/* Everything in the calling thread. */
static Status run_alone(Run *run) {
  const Task *task = run->task;
  Status status = STATUS_OK;
  for (uint32_t part = 0; part < run->parts && status == STATUS_OK; part++) {
    void *result = task->direct ? NULL : task->part_new(task->self);
    if (!task->direct && !result) return run_fail(&run->workers[0], part, STATUS_NO_MEMORY);
    status = run_part(&run->workers[0], part, result);
    for (uint32_t s = 0; result && s < task->strands && status == STATUS_OK; s++) status = task->merge_strand(task->self, result, s);
    if (result && status == STATUS_OK && !task->strands) status = task->merge(task->self, result);
    if (result) task->part_free(task->self, result);
  }
  return status;
}

/* With a limit of faults, one: which faults are met before it is passed must not hang on who is faster. */
static uint32_t worker_count(const ExecJob *job, const Pass *pass) {
  uint32_t parts = store_parts(job->store, pass->table), cursors = store_cursors(job->store), count = job->threads;
  if (job->max_faults && !job->strict) count = 1;
  if (count > parts) count = parts;
  if (count > cursors) count = cursors;
  if (count > THREADS_MOST) count = THREADS_MOST;
  return count ? count : 1;
}

Status workers_run(const ExecJob *job, const Pass *pass, const Task *task, DiagList *diags, ExecReport *report) {
  uint32_t count = worker_count(job, pass);
  Pool pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER, .room = PTHREAD_COND_INITIALIZER,
               .status = STATUS_OK};
  Status status = run_open(&pool.run, job, pass, task, count, diags);
  if (status == STATUS_OK) status = count > 1 ? run_threads(&pool, diags) : run_alone(&pool.run);
  status = run_report(&pool.run, status, diags, report);
  bool reads = strcmp(store_reader(job->store, pass->table), "kept") != 0;
  if (job->stats && reads) exec_stats_add_pass(job->stats, job->program, pass->table, pass->columns, report->records);
  run_close(&pool.run);
  return status;
}

void exec_report_free(ExecReport *report) { fault_table_free(&report->faults); }
