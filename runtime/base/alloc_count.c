/* SPDX-License-Identifier: MIT */
#include "runtime/base/alloc_count.h"

static void note_most(AllocCount *count, uint64_t held) {
  uint64_t most = __atomic_load_n(&count->most, __ATOMIC_RELAXED);
  while (held > most && !__atomic_compare_exchange_n(&count->most, &most, held, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
}

static void give_back(AllocCount *count, uint64_t size) { __atomic_sub_fetch(&count->held, size, __ATOMIC_RELAXED); }

static void *count_and_alloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  AllocCount *count = user;
  if (new_size > old_size) {
    uint64_t more = new_size - old_size, held = __atomic_add_fetch(&count->held, more, __ATOMIC_RELAXED);
    bool over = count->limit && held > count->limit;
    void *got = over ? NULL : count->from.fn(count->from.user, ptr, old_size, new_size);
    if (over) __atomic_store_n(&count->refused, true, __ATOMIC_RELAXED);
    if (got) note_most(count, held);
    else give_back(count, more);
    return got;
  }
  void *got = count->from.fn(count->from.user, ptr, old_size, new_size);
  if (got || !new_size) give_back(count, old_size - new_size);
  return got;
}

void alloc_count_begin(AllocCount *count, Alloc from, uint64_t limit) { *count = (AllocCount){.from = from, .limit = limit}; }

Alloc alloc_counted(AllocCount *count) { return (Alloc){count_and_alloc, count}; }

const Alloc *alloc_behind(const Alloc *alloc) {
  while (alloc->fn == count_and_alloc) alloc = &((const AllocCount *)alloc->user)->from;
  return alloc;
}
