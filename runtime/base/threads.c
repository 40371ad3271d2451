/* SPDX-License-Identifier: MIT */
#include "runtime/base/threads.h"

#include <signal.h>

void threads_begin(Threads *threads, uint32_t count, void *(*run)(void *self), void *selves, size_t size) {
  sigset_t all, old;
  threads->count = 0;
  if (count > THREADS_MOST) count = THREADS_MOST;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  while (threads->count < count && pthread_create(&threads->ids[threads->count], NULL, run, (char *)selves + threads->count * size) == 0)
    threads->count++;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void threads_join(Threads *threads) {
  for (uint32_t i = 0; i < threads->count; i++) pthread_join(threads->ids[i], NULL);
  threads->count = 0;
}

void threads_run(uint32_t count, void *(*run)(void *self), void *selves, size_t size) {
  Threads threads;
  threads_begin(&threads, count ? count - 1 : 0, run, (char *)selves + size, size);
  run(selves);
  threads_join(&threads);
}

typedef struct Share {
  void (*piece)(void *user, uint32_t p);
  void *user;
  uint32_t pieces;
  uint32_t next; /* atomic: the piece that the next free thread takes */
} Share;

static void *take_pieces(void *self) {
  Share *share = self;
  for (uint32_t p; (p = __atomic_fetch_add(&share->next, 1, __ATOMIC_RELAXED)) < share->pieces;) share->piece(share->user, p);
  return NULL;
}

void threads_share(uint32_t threads, uint32_t pieces, void (*piece)(void *user, uint32_t p), void *user) {
  Share share = {piece, user, pieces, 0};
  threads_run(threads < pieces ? threads : pieces, take_pieces, &share, 0);
}
