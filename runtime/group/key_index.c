/* SPDX-License-Identifier: MIT */
#include "runtime/group/key_index.h"

#include "runtime/base/hot.h"
#include "runtime/data/dict.h"

/* 64 neighbouring keys: which are there, and how many keys come before them. */
typedef struct KeyRun {
  uint64_t there;
  uint32_t before;
} KeyRun;

enum { KEYS_A_RUN = 64, SPAN_MOST = 64 /* times the count: a run then holds one key at least on average */ };

struct KeyIndex {
  const Alloc *alloc;
  Kind kind;
  uint32_t count, size;
  union {
    int64_t *ints; /* by ordinal; none while they are whole, gone where runs have taken their place */
    Str *texts;
  };
  Arena arena; /* of texts */
  bool whole;     /* integers, each the one after that before: the first says them all, and none is kept */
  bool ascending; /* integers, each greater than the one before */
  int64_t least, greatest;
  KeyRun *runs;
  uint64_t run_count;
  uint32_t *slots; /* ordinal + 1, 0 free */
  uint64_t slot_count; /* a power of two */
  uint64_t seed;
};

KeyIndex *key_index_new(const Alloc *alloc, Kind kind) {
  KeyIndex *index = MEM_NEW(alloc, KeyIndex);
  if (!index) return NULL;
  index->alloc = alloc;
  index->kind = kind;
  index->whole = index->ascending = kind == KIND_INTEGER;
  index->seed = str_seed();
  arena_init(&index->arena, alloc);
  return index;
}

static size_t key_width(const KeyIndex *index) {
  return index->kind == KIND_TEXT ? sizeof *index->texts : sizeof *index->ints;
}

static void free_keys(KeyIndex *index) {
  mem_free(index->alloc, index->ints, index->size * key_width(index));
  index->ints = NULL;
  index->size = 0;
}

void key_index_free(KeyIndex *index) {
  if (!index) return;
  free_keys(index);
  mem_free(index->alloc, index->runs, index->run_count * sizeof *index->runs);
  mem_free(index->alloc, index->slots, index->slot_count * sizeof *index->slots);
  arena_free(&index->arena);
  mem_free(index->alloc, index, sizeof *index);
}

static bool need_room(KeyIndex *index, uint64_t count) {
  if (count <= index->size) return true;
  uint64_t size = count + count / 2 + BATCH_SIZE;
  if (size >= ORDINAL_NONE) size = ORDINAL_NONE - 1;
  if (size < count) return false;
  size_t width = key_width(index);
  void *keys = mem_resize(index->alloc, index->ints, index->size * width, size * width);
  if (!keys) return false;
  index->ints = keys;
  index->size = (uint32_t)size;
  return true;
}

static void add_int(KeyIndex *index, int64_t key) {
  if (!index->count) index->least = index->greatest = key;
  else if (key <= index->greatest) index->ascending = false;
  if (key > index->greatest) index->greatest = key;
  index->ints[index->count++] = key;
}

/* How many of these keys go on from those before without one left out. */
static uint32_t count_whole(KeyIndex *index, const Vector *key, uint32_t n) {
  if (!index->count && n) index->least = key->i64[0];
  uint32_t i = 0;
  while (i < n && (uint64_t)key->i64[key->constant ? 0 : i] - (uint64_t)index->least == (uint64_t)index->count + i &&
         key->i64[key->constant ? 0 : i] >= index->least)
    i++;
  return i;
}

/* From here on each is kept, those before too. */
static bool end_whole(KeyIndex *index) {
  index->whole = false;
  if (!need_room(index, index->count)) return false;
  for (uint32_t o = 0; o < index->count; o++) index->ints[o] = index->least + o;
  return true;
}

static Str text_at(const Vector *v, uint32_t lane) { return v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane]; }

bool key_index_add(KeyIndex *index, const Vector *key, uint32_t n) {
  uint32_t i = 0;
  if (index->whole) {
    if (n >= ORDINAL_NONE - index->count) return false;
    i = count_whole(index, key, n);
    index->count += i;
    if (index->count) index->greatest = index->least + (int64_t)(index->count - 1);
    if (i == n) return true;
    if (!end_whole(index)) return false;
  }
  if (!need_room(index, (uint64_t)index->count + (n - i))) return false;
  for (; i < n; i++) {
    uint32_t lane = key->constant ? 0 : i;
    if (index->kind == KIND_INTEGER) {
      add_int(index, key->i64[lane]);
      continue;
    }
    Str text = arena_str(&index->arena, text_at(key, lane));
    if (!text.p) return false;
    index->texts[index->count++] = text;
  }
  return true;
}

static uint64_t hash_int(const KeyIndex *index, int64_t key) {
  uint64_t h = ((uint64_t)key ^ index->seed) * UINT64_C(0x9e3779b97f4a7c15);
  h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
  return h ^ h >> 32;
}

/* The slot of the key, or the free one where it would stand. */
static uint64_t slot_of_int(const KeyIndex *index, int64_t key) {
  uint64_t at = hash_int(index, key) & (index->slot_count - 1);
  while (index->slots[at] && index->ints[index->slots[at] - 1] != key) at = (at + 1) & (index->slot_count - 1);
  return at;
}

static uint64_t slot_of_text(const KeyIndex *index, Str key) {
  uint64_t at = str_hash(key, index->seed) & (index->slot_count - 1);
  while (index->slots[at] && !str_equal(index->texts[index->slots[at] - 1], key)) at = (at + 1) & (index->slot_count - 1);
  return at;
}

static KeyIndexEnd seal_slots(KeyIndex *index, uint32_t *twice) {
  uint64_t slots = 8;
  while (slots < index->count * (uint64_t)2) slots *= 2;
  index->slots = MEM_ARRAY(index->alloc, uint32_t, slots);
  if (!index->slots) return KEY_INDEX_NO_MEMORY;
  index->slot_count = slots;
  for (uint32_t o = 0; o < index->count; o++) {
    bool text = index->kind == KIND_TEXT;
    uint32_t *slot = &index->slots[text ? slot_of_text(index, index->texts[o]) : slot_of_int(index, index->ints[o])];
    if (*slot) {
      if (twice) *twice = o;
      return KEY_INDEX_TWICE;
    }
    *slot = o + 1;
  }
  return KEY_INDEX_READY;
}

static KeyIndexEnd seal_runs(KeyIndex *index, uint64_t span) {
  uint64_t count = span / KEYS_A_RUN + 1;
  index->runs = MEM_ARRAY(index->alloc, KeyRun, count);
  if (!index->runs) return KEY_INDEX_NO_MEMORY;
  index->run_count = count;
  for (uint32_t o = 0; o < index->count; o++) {
    uint64_t at = (uint64_t)index->ints[o] - (uint64_t)index->least;
    index->runs[at / KEYS_A_RUN].there |= (uint64_t)1 << (at % KEYS_A_RUN);
  }
  uint32_t before = 0;
  for (uint64_t r = 0; r < count; r++) {
    index->runs[r].before = before;
    before += (uint32_t)__builtin_popcountll(index->runs[r].there);
  }
  free_keys(index);
  return KEY_INDEX_READY;
}

KeyIndexEnd key_index_seal(KeyIndex *index, uint32_t *twice) {
  if (index->whole) return KEY_INDEX_READY;
  uint64_t span = (uint64_t)index->greatest - (uint64_t)index->least;
  if (index->ascending && index->count && span / SPAN_MOST <= index->count) return seal_runs(index, span);
  return seal_slots(index, twice);
}

uint32_t key_index_count(const KeyIndex *index) { return index->count; }

size_t key_index_bytes(const KeyIndex *index) {
  return sizeof *index + index->size * key_width(index) + index->run_count * sizeof *index->runs +
         index->slot_count * sizeof *index->slots + index->arena.taken;
}

static inline uint32_t find_in_whole(const KeyIndex *index, int64_t key) {
  const uint64_t at = (uint64_t)key - (uint64_t)index->least;
  return at < index->count ? (uint32_t)at : ORDINAL_NONE;
}

static inline uint32_t find_in_runs(const KeyIndex *index, int64_t key) {
  uint64_t at = (uint64_t)key - (uint64_t)index->least;
  if (at > (uint64_t)index->greatest - (uint64_t)index->least) return ORDINAL_NONE;
  KeyRun run = index->runs[at / KEYS_A_RUN];
  uint64_t bit = (uint64_t)1 << (at % KEYS_A_RUN);
  return run.there & bit ? run.before + (uint32_t)__builtin_popcountll(run.there & (bit - 1)) : ORDINAL_NONE;
}

static uint32_t find(const KeyIndex *index, const Vector *foreign, uint32_t lane) {
  if (!vector_known(foreign, lane)) return ORDINAL_NONE;
  if (index->whole) return find_in_whole(index, foreign->i64[lane]);
  if (index->runs) return find_in_runs(index, foreign->i64[lane]);
  uint64_t slot = index->kind == KIND_TEXT ? slot_of_text(index, text_at(foreign, lane))
                                           : slot_of_int(index, foreign->i64[lane]);
  return index->slots[slot] - 1; /* a free one: ORDINAL_NONE */
}

/* Compiled for processors that count bits in one instruction, too. */
HOT static void find_all_in_runs(const KeyIndex *index, const Vector *foreign, uint32_t n, uint32_t *ordinals) {
  for (uint32_t i = 0; i < n; i++) ordinals[i] = vector_known(foreign, i) ? find_in_runs(index, foreign->i64[i]) : ORDINAL_NONE;
}

HOT static void find_all_in_whole(const KeyIndex *index, const Vector *foreign, uint32_t n, uint32_t *ordinals) {
  for (uint32_t i = 0; i < n; i++) ordinals[i] = find_in_whole(index, foreign->i64[i]);
  if (!foreign->valid) return;
  for (uint32_t i = 0; i < n; i++) ordinals[i] = mask_get(foreign->valid, i) ? ordinals[i] : ORDINAL_NONE;
}

void key_index_find(const KeyIndex *index, const Vector *foreign, uint32_t n, uint32_t *ordinals) {
  if (foreign->constant) {
    uint32_t ordinal = find(index, foreign, 0);
    for (uint32_t i = 0; i < n; i++) ordinals[i] = ordinal;
    return;
  }
  if (index->whole) find_all_in_whole(index, foreign, n, ordinals);
  else if (index->runs) find_all_in_runs(index, foreign, n, ordinals);
  else
    for (uint32_t i = 0; i < n; i++) ordinals[i] = find(index, foreign, i);
}
