/* SPDX-License-Identifier: MIT
 * The rows of two runs, brought together by their keys. The old version's come in blocks from a thread of its own; when some wait,
 * it waits too, so that memory is bounded however many records there are. */
#include "lang/compare/compare.h"

#include <pthread.h>

enum { BLOCK_ROWS = 256, BLOCKS_MOST = 4 };

typedef struct Block {
  struct Block *next;
  Arena texts;
  Value *rows; /* key, then the columns */
  uint32_t count;
} Block;

typedef struct Feed {
  const PairRun *pair;
  uint32_t width;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  Block *first, *last;
  uint32_t waiting;
  bool ended;  /* nothing more will come */
  bool closed; /* nothing more is wanted */
  Status status;
  Block *filling; /* the thread's own */
  Block *at;      /* the reader's own … */
  uint32_t row;   /* … and its place in it */
} Feed;

/* ---- blocks ---- */

static Block *block_new(const Feed *feed) {
  const Alloc *alloc = &feed->pair->old_handle->alloc;
  Block *block = MEM_NEW(alloc, Block);
  if (!block) return NULL;
  arena_init(&block->texts, alloc);
  block->rows = ARENA_ARRAY(&block->texts, Value, (size_t)feed->width * BLOCK_ROWS);
  if (block->rows) return block;
  arena_free(&block->texts);
  mem_free(alloc, block, sizeof *block);
  return NULL;
}

static void block_free(const Feed *feed, Block *block) {
  if (!block) return;
  arena_free(&block->texts);
  mem_free(&feed->pair->old_handle->alloc, block, sizeof *block);
}

/* ---- the old version's thread ---- */

static Status hand_over(Feed *feed) {
  Block *block = feed->filling;
  feed->filling = NULL;
  if (!block) return STATUS_OK;
  pthread_mutex_lock(&feed->lock);
  while (feed->waiting >= BLOCKS_MOST && !feed->closed) pthread_cond_wait(&feed->changed, &feed->lock);
  bool wanted = !feed->closed;
  if (wanted) {
    if (feed->last) feed->last->next = block;
    else feed->first = block;
    feed->last = block;
    feed->waiting++;
    pthread_cond_broadcast(&feed->changed);
  }
  pthread_mutex_unlock(&feed->lock);
  if (!wanted) block_free(feed, block);
  return wanted ? STATUS_OK : STATUS_STOPPED;
}

static Value kept(const Vector *vector, uint32_t lane, Arena *texts) {
  Value value = vector_get(vector, lane);
  if (value.known && value.kind == KIND_TEXT) value.str = arena_str(texts, value.str);
  return value;
}

static Status take_old(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  Feed *feed = self;
  MASK_EACH(lanes, n, lane) {
    if (!feed->filling) feed->filling = block_new(feed);
    Block *block = feed->filling;
    if (!block) return STATUS_NO_MEMORY;
    Value *row = block->rows + (size_t)feed->width * block->count++;
    row[0] = kept(key, (uint32_t)lane, &block->texts);
    for (uint32_t i = 1; i < feed->width; i++) row[i] = kept(columns[i - 1], (uint32_t)lane, &block->texts);
    if (block->texts.failed) return STATUS_NO_MEMORY;
    Status status = block->count == BLOCK_ROWS ? hand_over(feed) : STATUS_OK;
    if (status != STATUS_OK) return status;
  }
  return STATUS_OK;
}

static Status run_version(Cible *handle, const CibleProgram *program, const CibleRun *run, const uint32_t *columns, uint32_t count,
                          RowSink *sink) {
  Running running;
  RowJob job = {.columns = columns, .column_count = count, .order = PROGRAM_NONE};
  Status status = engine_run_begin(handle, program, run, true, &running);
  if (status == STATUS_OK) status = engine_run_rows(handle, &running, &job, sink);
  CibleStatus ended = engine_run_end(handle, &running, status);
  return ended == CIBLE_OK ? STATUS_OK : (Status)ended;
}

static void *run_old(void *self) {
  Feed *feed = self;
  const PairRun *pair = feed->pair;
  CibleRun run = *pair->run;
  run.progress = NULL;
  RowSink sink = {.self = feed, .rows = take_old};
  Status status = run_version(pair->old_handle, pair->old_program, &run, pair->old_columns, pair->old_count, &sink);
  if (status == STATUS_OK) status = hand_over(feed);
  pthread_mutex_lock(&feed->lock);
  feed->status = status;
  feed->ended = true;
  pthread_cond_broadcast(&feed->changed);
  pthread_mutex_unlock(&feed->lock);
  return NULL;
}

/* ---- the meeting ---- */

/* The old version's next row, without taking it; NULL: there is none. */
static const Value *old_row(Feed *feed) {
  if (feed->at && feed->row < feed->at->count) return feed->at->rows + (size_t)feed->width * feed->row;
  block_free(feed, feed->at);
  pthread_mutex_lock(&feed->lock);
  while (!feed->first && !feed->ended) pthread_cond_wait(&feed->changed, &feed->lock);
  feed->at = feed->first;
  if (feed->at) {
    feed->first = feed->at->next;
    if (!feed->first) feed->last = NULL;
    feed->waiting--;
    pthread_cond_broadcast(&feed->changed);
  }
  pthread_mutex_unlock(&feed->lock);
  feed->row = 0;
  return feed->at ? feed->at->rows : NULL;
}

static int key_order(const Value *a, const Value *b) {
  if (a->kind == KIND_TEXT) return str_compare(a->str, b->str);
  return (a->i64 > b->i64) - (a->i64 < b->i64);
}

/* All rows that only the old version has, up to the key (NULL: to the end). */
static Status take_before(Feed *feed, const Value *key) {
  const PairRun *pair = feed->pair;
  Status status = STATUS_OK;
  for (const Value *row; status == STATUS_OK && (row = old_row(feed)) && (!key || key_order(row, key) < 0); feed->row++)
    status = pair->take(pair->user, row, row + 1, NULL);
  return status;
}

typedef struct Meeting {
  Feed *feed;
  Value *row; /* of the new version */
} Meeting;

static Status take_new(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  Meeting *meeting = self;
  Feed *feed = meeting->feed;
  const PairRun *pair = feed->pair;
  MASK_EACH(lanes, n, lane) {
    Value own = vector_get(key, (uint32_t)lane);
    for (uint32_t i = 0; i < pair->new_count; i++) meeting->row[i] = vector_get(columns[i], (uint32_t)lane);
    Status status = take_before(feed, &own);
    if (status != STATUS_OK) return status;
    const Value *old = old_row(feed);
    bool same = old && key_order(old, &own) == 0;
    status = pair->take(pair->user, &own, same ? old + 1 : NULL, meeting->row);
    if (same) feed->row++;
    if (status != STATUS_OK) return status;
  }
  return STATUS_OK;
}

static void close_feed(Feed *feed, pthread_t thread) {
  pthread_mutex_lock(&feed->lock);
  feed->closed = true;
  pthread_cond_broadcast(&feed->changed);
  pthread_mutex_unlock(&feed->lock);
  pthread_join(thread, NULL);
  block_free(feed, feed->at);
  block_free(feed, feed->filling);
  for (Block *block = feed->first, *next; block; block = next) {
    next = block->next;
    block_free(feed, block);
  }
  pthread_cond_destroy(&feed->changed);
  pthread_mutex_destroy(&feed->lock);
}

/* What went wrong in the old version's run, among the new one's messages. */
static void take_messages(const PairRun *pair) {
  const DiagList *said = &pair->old_handle->diags;
  for (uint32_t i = 0; i < said->count; i++)
    diag_add(&pair->new_handle->diags, DIAG_DIFF_OLD, (Span){0, 0}, STR_ARG(said->items[i]->text));
}

Status pair_rows(const PairRun *pair) {
  Feed feed = {.pair = pair, .width = pair->old_count + 1};
  Meeting meeting = {&feed, mem_new(&pair->new_handle->alloc, (pair->new_count + 1) * sizeof(Value))};
  pthread_t thread;
  if (!meeting.row) return STATUS_NO_MEMORY;
  pthread_mutex_init(&feed.lock, NULL);
  pthread_cond_init(&feed.changed, NULL);
  Status status = STATUS_NO_MEMORY;
  if (pthread_create(&thread, NULL, run_old, &feed) == 0) {
    RowSink sink = {.self = &meeting, .rows = take_new};
    status = run_version(pair->new_handle, pair->new_program, pair->run, pair->new_columns, pair->new_count, &sink);
    if (status == STATUS_OK) status = take_before(&feed, NULL);
    close_feed(&feed, thread);
    if (status == STATUS_OK && feed.status != STATUS_OK) {
      status = feed.status;
      take_messages(pair);
    }
  }
  mem_free(&pair->new_handle->alloc, meeting.row, (pair->new_count + 1) * sizeof(Value));
  return status;
}
