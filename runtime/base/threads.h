/* Threads of ours, begun with all signals blocked: these are for the program's own threads. Whoever begins some also does with fewer,
 * or with none: the system may give no more. */
#ifndef CIBLE_BASE_THREADS_H
#define CIBLE_BASE_THREADS_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

enum { THREADS_MOST = 64 };

typedef struct Threads {
  pthread_t ids[THREADS_MOST];
  uint32_t count; /* that were begun */
} Threads;

/* Begins as many as `count`, the i-th with selves + i * size. */
void threads_begin(Threads *threads, uint32_t count, void *(*run)(void *self), void *selves, size_t size);
/* Waits for the end of all. */
void threads_join(Threads *threads);

/* run(selves + i * size) for each i < count, the first in the calling thread, the others beside it where threads are to be had: what
 * they do must be shared among those that run, as parts are that whoever is free takes. */
void threads_run(uint32_t count, void *(*run)(void *self), void *selves, size_t size);

/* piece(user, p) for each p < pieces, once, in any order, in as many threads, the calling one among them. */
void threads_share(uint32_t threads, uint32_t pieces, void (*piece)(void *user, uint32_t p), void *user);

#endif
