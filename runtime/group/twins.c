/* SPDX-License-Identifier: MIT */
#include "runtime/group/twins.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/held.h"

enum {
  PART_BITS = 6,
  PARTS = 1 << PART_BITS,
  CHUNK = 1024, /* things of a part that are written at once */
  CHUNK_BYTES = CHUNK * sizeof(Twin),
};

/* Things whose prints begin with the same bits. */
typedef struct TwinPart {
  Buf waiting; /* less than a chunk */
  Buf chunks;  /* uint32_t: which chunks of the file are this part's */
} TwinPart;

struct Twins {
  const Alloc *alloc;
  int fd; /* -1: nothing had to be written so far */
  uint32_t chunk_count;
  uint64_t count;
  TwinPart parts[PARTS];
};

Twins *twins_new(const Alloc *alloc) {
  Twins *twins = MEM_NEW(alloc, Twins);
  if (!twins) return NULL;
  twins->alloc = alloc;
  twins->fd = -1;
  for (int i = 0; i < PARTS; i++) {
    buf_init(&twins->parts[i].waiting, alloc);
    buf_init(&twins->parts[i].chunks, alloc);
  }
  return twins;
}

void twins_free(Twins *twins) {
  if (!twins) return;
  for (int i = 0; i < PARTS; i++) {
    buf_free(&twins->parts[i].waiting);
    buf_free(&twins->parts[i].chunks);
  }
  if (twins->fd >= 0) close(twins->fd);
  mem_free(twins->alloc, twins, sizeof *twins);
}

uint64_t twins_count(const Twins *twins) { return twins->count; }

/* ---- the file ---- */

static int write_chunk(Twins *twins, TwinPart *part) {
  if (twins->fd < 0) twins->fd = nameless_file();
  if (twins->fd < 0) return errno;
  for (size_t done = 0; done < CHUNK_BYTES;) {
    ssize_t n = pwrite(twins->fd, part->waiting.p + done, CHUNK_BYTES - done, (off_t)((uint64_t)twins->chunk_count * CHUNK_BYTES + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : EIO;
    done += (size_t)n;
  }
  buf_add(&part->chunks, &twins->chunk_count, sizeof twins->chunk_count);
  twins->chunk_count++;
  part->waiting.n = 0;
  return part->chunks.failed ? ENOMEM : 0;
}

static int read_chunk(const Twins *twins, uint32_t chunk, Twin *out) {
  for (size_t done = 0; done < CHUNK_BYTES;) {
    ssize_t n = pread(twins->fd, (char *)out + done, CHUNK_BYTES - done, (off_t)((uint64_t)chunk * CHUNK_BYTES + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : EIO;
    done += (size_t)n;
  }
  return 0;
}

int twins_add(Twins *twins, const Twin *things, size_t count) {
  for (size_t i = 0; i < count; i++) {
    TwinPart *part = &twins->parts[things[i].print[0] >> (64 - PART_BITS)];
    buf_add(&part->waiting, &things[i], sizeof(Twin));
    if (part->waiting.failed) return ENOMEM;
    int error = part->waiting.n == CHUNK_BYTES ? write_chunk(twins, part) : 0;
    if (error) return error;
  }
  twins->count += count;
  return 0;
}

/* ---- the search ---- */

static int compare(const void *a, const void *b) {
  const Twin *x = a, *y = b;
  for (int i = 0; i < 2; i++)
    if (x->print[i] != y->print[i]) return x->print[i] < y->print[i] ? -1 : 1;
  return (x->number > y->number) - (x->number < y->number);
}

static bool is_same(const Twin *a, const Twin *b) { return a->print[0] == b->print[0] && a->print[1] == b->print[1]; }

/* Moves those that have a twin to the front: how many. `slots` (a power of two, all 0) find a thing by its print, `kept` behind them. */
static size_t keep_twins(Twin *things, size_t count, uint32_t *slots, size_t size) {
  uint8_t *kept = (uint8_t *)(slots + size);
  for (size_t i = 0; i < count; i++) {
    size_t at = (size_t)things[i].print[1] & (size - 1);
    while (slots[at] && !is_same(&things[slots[at] - 1], &things[i])) at = (at + 1) & (size - 1);
    if (slots[at]) kept[slots[at] - 1] = kept[i] = 1;
    else slots[at] = (uint32_t)i + 1;
  }
  size_t n = 0;
  for (size_t i = 0; i < count; i++)
    if (kept[i]) things[n++] = things[i];
  return n;
}

static int each_in(Twin *things, size_t count, int (*group)(void *user, const Twin *things, size_t count), void *user) {
  qsort(things, count, sizeof(Twin), compare);
  for (size_t from = 0, to; from < count; from = to) {
    for (to = from + 1; to < count && is_same(&things[from], &things[to]); to++) {}
    int answer = group(user, things + from, to - from);
    if (answer) return answer;
  }
  return 0;
}

static int search_part(Twins *twins, const TwinPart *part, int (*group)(void *user, const Twin *things, size_t count), void *user) {
  size_t chunks = part->chunks.n / sizeof(uint32_t), size = 64;
  size_t count = chunks * CHUNK + part->waiting.n / sizeof(Twin);
  if (count < 2) return 0;
  while (size < count * 2) size *= 2;
  size_t room = size * sizeof(uint32_t) + count;
  Twin *things = MEM_ARRAY(twins->alloc, Twin, count);
  uint32_t *slots = mem_new(twins->alloc, room);
  int answer = things && slots && count < 1u << 31 ? 0 : -ENOMEM;
  for (size_t i = 0; i < chunks && !answer; i++) answer = -read_chunk(twins, ((const uint32_t *)part->chunks.p)[i], things + i * CHUNK);
  if (!answer) {
    if (part->waiting.n) memcpy(things + chunks * CHUNK, part->waiting.p, part->waiting.n);
    answer = each_in(things, keep_twins(things, count, slots, size), group, user);
  }
  if (slots) mem_free(twins->alloc, slots, room);
  if (things) mem_free(twins->alloc, things, count * sizeof(Twin));
  return answer;
}

int twins_each(Twins *twins, int (*group)(void *user, const Twin *things, size_t count), void *user) {
  int answer = 0;
  for (int i = 0; i < PARTS && !answer; i++) answer = search_part(twins, &twins->parts[i], group, user);
  return answer;
}
