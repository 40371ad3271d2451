/* SPDX-License-Identifier: MIT */
#include "runtime/plan/candidates.h"

/* ---- sets of periods ---- */

void period_sets_init(PeriodSets *sets, const Alloc *alloc, uint32_t periods) {
  *sets = (PeriodSets){.alloc = alloc, .periods = periods, .words = (periods + 63) / 64, .seed = str_seed()};
}

static size_t set_bytes(const PeriodSets *sets) { return sets->words * sizeof *sets->bits; }

void period_sets_free(PeriodSets *sets) {
  mem_free(sets->alloc, sets->bits, sets->size * set_bytes(sets));
  mem_free(sets->alloc, sets->slots, sets->slot_size * sizeof *sets->slots);
  period_sets_init(sets, sets->alloc, sets->periods);
}

/* The slot of the set with these bits, or the empty one where it belongs. */
static uint32_t *slot_of(const PeriodSets *sets, uint32_t *slots, uint32_t slot_size, const uint64_t *bits) {
  const Str key = {(const char *)bits, (uint32_t)set_bytes(sets)};
  uint32_t i = (uint32_t)str_hash(key, sets->seed) & (slot_size - 1);
  for (; slots[i]; i = (i + 1) & (slot_size - 1))
    if (memcmp(sets->bits + (size_t)(slots[i] - 1) * sets->words, bits, key.n) == 0) break;
  return &slots[i];
}

static bool grow_slots(PeriodSets *sets) {
  const uint32_t size = sets->slot_size ? sets->slot_size * 2 : 16;
  uint32_t *slots = MEM_ARRAY(sets->alloc, uint32_t, size);
  if (!slots) return false;
  for (uint32_t set = 0; set < sets->count; set++)
    *slot_of(sets, slots, size, sets->bits + (size_t)set * sets->words) = set + 1;
  mem_free(sets->alloc, sets->slots, sets->slot_size * sizeof *slots);
  sets->slots = slots;
  sets->slot_size = size;
  return true;
}

static bool grow_sets(PeriodSets *sets) {
  const uint32_t size = sets->size ? sets->size * 2 : 16;
  uint64_t *bits = mem_resize(sets->alloc, sets->bits, sets->size * set_bytes(sets), size * set_bytes(sets));
  if (!bits) return false;
  sets->bits = bits;
  sets->size = size;
  return true;
}

uint32_t period_set(PeriodSets *sets, const uint64_t *bits) {
  if (sets->count >= sets->slot_size / 2 && (sets->count > UINT32_MAX / 8 || !grow_slots(sets))) return PLAN_NONE;
  uint32_t *slot = slot_of(sets, sets->slots, sets->slot_size, bits);
  if (*slot) return *slot - 1;
  if (sets->count == sets->size && !grow_sets(sets)) return PLAN_NONE;
  memcpy(sets->bits + (size_t)sets->count * sets->words, bits, set_bytes(sets));
  *slot = ++sets->count;
  return sets->count - 1;
}

uint32_t period_set_next(const PeriodSets *sets, uint32_t set, uint32_t from) {
  if (from >= sets->periods) return PLAN_NONE;
  const uint64_t *bits = sets->bits + (size_t)set * sets->words;
  uint64_t word = bits[from / 64] & UINT64_MAX << (from % 64);
  for (uint32_t i = from / 64;;) {
    if (word) return i * 64 + (uint32_t)__builtin_ctzll(word);
    if (++i == sets->words) return PLAN_NONE;
    word = bits[i];
  }
}

uint32_t period_set_last(const PeriodSets *sets, uint32_t set) {
  const uint64_t *bits = sets->bits + (size_t)set * sets->words;
  for (uint32_t i = sets->words; i-- > 0;)
    if (bits[i]) return i * 64 + 63 - (uint32_t)__builtin_clzll(bits[i]);
  return PLAN_NONE;
}

/* ---- candidates and their ways ---- */

void candidates_init(Candidates *candidates, const Alloc *alloc, uint32_t periods) {
  *candidates = (Candidates){.alloc = alloc};
  period_sets_init(&candidates->sets, alloc, periods);
}

void candidates_free(Candidates *candidates) {
  mem_free(candidates->alloc, candidates->items, candidates->size * sizeof *candidates->items);
  mem_free(candidates->alloc, candidates->ways, candidates->way_size * sizeof *candidates->ways);
  period_sets_free(&candidates->sets);
  candidates_init(candidates, candidates->alloc, candidates->sets.periods);
}

/* Room for one more thing of so many bytes, a half more each time; NULL where memory is out, or more than can be numbered. */
static void *grow(const Alloc *alloc, void *items, uint32_t *size, size_t bytes) {
  const uint64_t more = (uint64_t)*size + *size / 2 + 1024;
  if (more >= PLAN_NONE) return NULL;
  void *grown = mem_resize(alloc, items, *size * bytes, more * bytes);
  if (grown) *size = (uint32_t)more;
  return grown;
}

bool candidates_add(Candidates *candidates, int64_t value, uint32_t row, uint32_t target) {
  if (candidates->count == candidates->size) {
    Candidate *items = grow(candidates->alloc, candidates->items, &candidates->size, sizeof *items);
    if (!items) return false;
    candidates->items = items;
  }
  candidates->items[candidates->count++] = (Candidate){value, row, target, candidates->way_count, 0};
  return true;
}

bool candidates_add_way(Candidates *candidates, const Way *way) {
  if (candidates->way_count == candidates->way_size) {
    Way *ways = grow(candidates->alloc, candidates->ways, &candidates->way_size, sizeof *ways);
    if (!ways) return false;
    candidates->ways = ways;
  }
  candidates->ways[candidates->way_count++] = *way;
  candidates->items[candidates->count - 1].way_count++;
  return true;
}
