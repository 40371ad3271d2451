/* SPDX-License-Identifier: MIT
 * Threads and their parts. A thread that is more than a window of parts ahead of the caller waits, so that what is held in
 * memory does not grow with the table. */
#include "runtime/exec/workers.h"

#include <pthread.h>
#include <time.h>

#include "runtime/base/threads.h"
#include "runtime/exec/run.h"

enum { WINDOW_PER_THREAD = 4, PROGRESS_NANOSECONDS = 100000000 };

typedef struct Pool {
  Run run;                   /* of the workers, who find the pool by it */
  pthread_mutex_t lock;
  pthread_cond_t done, room; /* a part is done, or a thread has ended; the caller has merged a part */
  uint32_t next;             /* the part that the next free thread takes */
  uint32_t merged;           /* parts that the caller has put together */
  uint32_t alive;            /* threads */
  uint32_t window;
  void **results;            /* part p stands in p % window */
} Pool;

/* ---- in the threads ---- */

/* UINT32_MAX where no more is to be done. */
static uint32_t take_part(Pool *pool) {
  pthread_mutex_lock(&pool->lock);
  while (pool->next < pool->run.parts && !run_stopped(&pool->run, pool->next) && pool->next >= pool->merged + pool->window)
    pthread_cond_wait(&pool->room, &pool->lock);
  uint32_t part = UINT32_MAX;
  if (pool->next < pool->run.parts && !run_stopped(&pool->run, pool->next)) part = pool->next++;
  pthread_mutex_unlock(&pool->lock);
  return part;
}

static void put_result(Pool *pool, uint32_t part, void *result) {
  pthread_mutex_lock(&pool->lock);
  pool->results[part % pool->window] = result;
  pthread_cond_signal(&pool->done);
  pthread_mutex_unlock(&pool->lock);
}

static void *thread_main(void *self) {
  Worker *worker = self;
  Pool *pool = (Pool *)worker->run;
  const Task *task = pool->run.task;
  if (worker->watch) stopwatch_begin(worker->watch, PHASE_WAIT);
  for (uint32_t part; (part = take_part(pool)) != UINT32_MAX;) {
    void *result = task->part_new(task->self);
    Status status = result ? run_part(worker, part, result) : run_fail(worker, part, STATUS_NO_MEMORY);
    if (status == STATUS_OK && !run_stopped(&pool->run, part)) {
      put_result(pool, part, result);
      continue;
    }
    if (result) task->part_free(task->self, result);
    break;
  }
  stopwatch_turn(worker->watch, PHASE_OTHER);
  pthread_mutex_lock(&pool->lock);
  pool->alive--;
  pthread_cond_signal(&pool->done);
  pthread_cond_broadcast(&pool->room);
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

/* ---- in the caller ---- */

/* Waits for that part's result; NULL where it will not come. */
static void *wait_for(Pool *pool, uint32_t part) {
  void **slot = &pool->results[part % pool->window];
  pthread_mutex_lock(&pool->lock);
  while (!*slot && pool->alive && __atomic_load_n(&pool->run.stop_part, __ATOMIC_ACQUIRE) > part) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += PROGRESS_NANOSECONDS;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    pthread_cond_timedwait(&pool->done, &pool->lock, &until);
    if (!pool->run.job->progress) continue;
    pthread_mutex_unlock(&pool->lock);
    run_progress(&pool->run);
    pthread_mutex_lock(&pool->lock);
  }
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
    pthread_cond_broadcast(&pool->room);
    pthread_mutex_unlock(&pool->lock);
  }
  return STATUS_OK;
}

/* Those that are not to be had were never alive. */
static void start_threads(Pool *pool, Threads *threads, uint32_t count) {
  pool->alive = count;
  threads_begin(threads, count, thread_main, pool->run.workers, sizeof *pool->run.workers);
  pthread_mutex_lock(&pool->lock);
  pool->alive -= count - threads->count;
  pthread_mutex_unlock(&pool->lock);
}

static Status run_threads(Pool *pool, DiagList *diags) {
  const Alloc *alloc = pool->run.job->alloc;
  uint32_t count = pool->run.worker_count;
  Threads threads = {.count = 0};
  pool->window = count * WINDOW_PER_THREAD;
  pool->results = MEM_ARRAY(alloc, void *, pool->window);
  Status status = pool->results ? STATUS_OK : STATUS_NO_MEMORY;
  if (status == STATUS_OK) start_threads(pool, &threads, count);
  if (status == STATUS_OK && !threads.count) {
    diag_add(diags, DIAG_NO_THREAD, (Span){0});
    status = STATUS_IO;
  }
  if (status == STATUS_OK) status = merge_all(pool);
  run_stop_behind(&pool->run, status == STATUS_OK ? UINT32_MAX : 0);
  pthread_mutex_lock(&pool->lock);
  pthread_cond_broadcast(&pool->room);
  pthread_mutex_unlock(&pool->lock);
  threads_join(&threads);
  for (uint32_t i = 0; pool->results && i < pool->window; i++)
    if (pool->results[i]) pool->run.task->part_free(pool->run.task->self, pool->results[i]);
  if (pool->results) mem_free(alloc, pool->results, pool->window * sizeof *pool->results);
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
    if (result && status == STATUS_OK) status = task->merge(task->self, result);
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
  Pool pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER, .room = PTHREAD_COND_INITIALIZER};
  Status status = run_open(&pool.run, job, pass, task, count, diags);
  if (status == STATUS_OK) status = count > 1 ? run_threads(&pool, diags) : run_alone(&pool.run);
  status = run_report(&pool.run, status, diags, report);
  bool reads = strcmp(store_reader(job->store, pass->table), "kept") != 0;
  if (job->stats && reads) exec_stats_add_pass(job->stats, job->program, pass->table, pass->columns, report->records);
  run_close(&pool.run);
  return status;
}

void exec_report_free(ExecReport *report) { fault_table_free(&report->faults); }
