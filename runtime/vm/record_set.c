/* SPDX-License-Identifier: MIT */
#include "runtime/vm/record_set.h"

enum { CHUNK_BITS = 12, CHUNK_WORDS = (1 << CHUNK_BITS) / 64, SLOTS_FIRST = 16 };

struct RecordChunk {
  uint64_t number; /* of its first record, >> CHUNK_BITS */
  uint64_t words[CHUNK_WORDS];
};

static uint32_t slot_of(const RecordSet *set, uint64_t chunk) {
  uint32_t slot = (uint32_t)((chunk * 0x9E3779B97F4A7C15ull) >> 32) & (set->size - 1);
  while (set->slots[slot] && set->slots[slot]->number != chunk) slot = (slot + 1) & (set->size - 1);
  return slot;
}

static RecordChunk *find(const RecordSet *set, uint64_t chunk) {
  if (set->last && set->last->number == chunk) return set->last;
  return set->size ? set->slots[slot_of(set, chunk)] : NULL;
}

static bool grow(RecordSet *set, Arena *arena) {
  RecordSet larger = {.size = set->size ? set->size * 2 : SLOTS_FIRST, .count = set->count, .last = set->last};
  larger.slots = ARENA_ARRAY(arena, RecordChunk *, larger.size);
  if (!larger.slots) return false;
  for (uint32_t i = 0; i < set->size; i++)
    if (set->slots[i]) larger.slots[slot_of(&larger, set->slots[i]->number)] = set->slots[i];
  *set = larger;
  return true;
}

static RecordChunk *find_or_make(RecordSet *set, uint64_t chunk, Arena *arena) {
  RecordChunk *found = find(set, chunk);
  if (found) return set->last = found;
  if (set->count * 2 >= set->size && !grow(set, arena)) return NULL;
  RecordChunk *made = ARENA_NEW(arena, RecordChunk);
  if (!made) return NULL;
  made->number = chunk;
  set->slots[slot_of(set, chunk)] = made;
  set->count++;
  return set->last = made;
}

static uint32_t word_of(uint64_t number) { return (uint32_t)(number >> 6) & (CHUNK_WORDS - 1); }
static uint64_t bit_of(uint64_t number) { return (uint64_t)1 << (number & 63); }

bool record_set_has(const RecordSet *set, uint64_t number) {
  const RecordChunk *chunk = find(set, number >> CHUNK_BITS);
  return chunk && chunk->words[word_of(number)] & bit_of(number);
}

void record_set_put(RecordSet *set, uint64_t number, Arena *arena) {
  RecordChunk *chunk = find_or_make(set, number >> CHUNK_BITS, arena);
  if (chunk) chunk->words[word_of(number)] |= bit_of(number);
}

static uint64_t take_chunk(RecordSet *set, const RecordChunk *from, const RecordSet *const *others, uint32_t count, Arena *arena) {
  uint64_t fresh[CHUNK_WORDS], taken = 0;
  memcpy(fresh, from->words, sizeof fresh);
  for (uint32_t i = 0; i < count; i++) {
    const RecordChunk *other = find(others[i], from->number);
    for (uint32_t w = 0; other && w < CHUNK_WORDS; w++) fresh[w] &= ~other->words[w];
  }
  for (uint32_t w = 0; w < CHUNK_WORDS; w++) taken += (uint64_t)__builtin_popcountll(fresh[w]);
  RecordChunk *to = taken ? find_or_make(set, from->number, arena) : NULL;
  for (uint32_t w = 0; to && w < CHUNK_WORDS; w++) to->words[w] |= fresh[w];
  return taken;
}

uint64_t record_set_take(RecordSet *set, const RecordSet *from, const RecordSet *const *others, uint32_t count, Arena *arena) {
  uint64_t taken = 0;
  for (uint32_t i = 0; i < from->size; i++)
    if (from->slots[i]) taken += take_chunk(set, from->slots[i], others, count, arena);
  return taken;
}
