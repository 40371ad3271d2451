/* SPDX-License-Identifier: MIT
 * Threads and their blocks. A thread reads a block, looks at its rows, waits for its turn, puts together, and begins again: so
 * there are never more blocks than threads. The caller is one of them; small files know no other. */
#include "runtime/import/crew.h"

#include <pthread.h>
#include <unistd.h>

#include "runtime/base/threads.h"

enum { BLOCK_BYTES = 1 << 18 };

typedef struct Crew {
  Import *im;
  const CrewTask *task;
  size_t block_bytes;
  pthread_mutex_t lock;
  pthread_cond_t turned;
  uint64_t next, turn, most; /* the block that is read next; the one that is put together next; how many are read */
  bool ended;          /* the last block has been read */
  Status status;       /* of the first block that failed; then nothing more is done */
} Crew;

typedef struct Hand {
  Crew *crew;
  CsvBlock *block;
  void *part;
} Hand;

/* The next block, in the order of the file; false where there is none. A failure (an errno) is told in the block's turn. */
static bool take_block(Crew *crew, Hand *hand, uint64_t *number, int *error) {
  pthread_mutex_lock(&crew->lock);
  bool more = !crew->ended && crew->next < crew->most && crew->status == STATUS_OK;
  if (more) {
    *number = crew->next++;
    *error = csv_block_read(crew->im->csv, hand->block);
    crew->ended = *error || csv_block_is_last(hand->block);
  }
  pthread_mutex_unlock(&crew->lock);
  return more;
}

/* False where a block before failed. */
static bool wait_turn(Crew *crew, uint64_t number) {
  pthread_mutex_lock(&crew->lock);
  while (crew->turn != number && crew->status == STATUS_OK) pthread_cond_wait(&crew->turned, &crew->lock);
  bool good = crew->status == STATUS_OK;
  pthread_mutex_unlock(&crew->lock);
  return good;
}

static void end_turn(Crew *crew, Status status) {
  pthread_mutex_lock(&crew->lock);
  crew->turn++;
  crew->status = status;
  pthread_cond_broadcast(&crew->turned);
  pthread_mutex_unlock(&crew->lock);
}

/* What happens in a block's turn. */
static Status put_together(Hand *hand, int error, Status status) {
  Crew *crew = hand->crew;
  Import *im = crew->im;
  const CrewTask *task = crew->task;
  uint64_t line;
  if (error) return csv_fault(error, im->diags);
  if (!status && csv_block_join(im->csv, hand->block)) status = task->block(task->self, hand->part, hand->block);
  if (!status && !csv_block_leave(im->csv, hand->block, &line)) status = STATUS_NO_MEMORY;
  if (status) return import_no_memory(im->diags);
  status = task->merge(task->self, hand->part, hand->block, line);
  return status ? status : import_stopped(im);
}

static void work(Hand *hand, bool is_caller) {
  Crew *crew = hand->crew;
  const CrewTask *task = crew->task;
  uint64_t number;
  int error;
  while (take_block(crew, hand, &number, &error)) {
    Status status = error ? STATUS_IO : task->block(task->self, hand->part, hand->block);
    if (!wait_turn(crew, number)) return;
    status = put_together(hand, error, status);
    uint64_t bytes = csv_block_bytes(hand->block);
    end_turn(crew, status);
    if (is_caller) import_progress(crew->im, bytes);
  }
}

static void *thread_main(void *self) {
  work(self, false);
  return NULL;
}

static uint32_t hand_count(const Crew *crew) {
  const ImportJob *job = crew->im->job;
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  uint64_t count = job->threads ? job->threads : cores > 0 ? (uint64_t)cores : 1;
  uint64_t blocks = csv_bytes_total(crew->im->csv) / crew->block_bytes + 1;
  if (blocks > crew->most) blocks = crew->most;
  if (count > blocks) count = blocks;
  return count > THREADS_MOST ? THREADS_MOST : (uint32_t)count;
}

static void close_hands(Crew *crew, Hand *hands, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    csv_block_free(hands[i].block);
    if (hands[i].part) crew->task->part_free(crew->task->self, hands[i].part);
  }
}

static bool open_hands(Crew *crew, Hand *hands, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    hands[i].crew = crew;
    hands[i].block = csv_block_new(crew->im->csv, crew->block_bytes);
    hands[i].part = hands[i].block ? crew->task->part_new(crew->task->self) : NULL;
    if (!hands[i].part) return false;
  }
  return true;
}

Status crew_run(Import *im, const CrewTask *task, uint64_t blocks_most, bool *all) {
  Crew crew = {.im = im, .task = task, .most = blocks_most, .block_bytes = im->job->block_bytes ? im->job->block_bytes : BLOCK_BYTES,
               .lock = PTHREAD_MUTEX_INITIALIZER, .turned = PTHREAD_COND_INITIALIZER};
  Hand hands[THREADS_MOST] = {{NULL}};
  uint32_t count = hand_count(&crew);
  if (open_hands(&crew, hands, count)) {
    Threads others;
    threads_begin(&others, count - 1, thread_main, &hands[1], sizeof *hands);
    work(&hands[0], true);
    threads_join(&others);
  } else crew.status = import_no_memory(im->diags);
  close_hands(&crew, hands, count);
  /* The others may have had all the blocks. */
  if (!crew.status) import_progress(im, csv_bytes_read(im->csv));
  *all = crew.ended;
  return crew.status;
}
