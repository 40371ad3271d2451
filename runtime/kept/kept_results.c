/* SPDX-License-Identifier: MIT */
#include "runtime/kept/kept_list.h"


KeptResults *kept_results_new(const Alloc *alloc) {
  KeptResults *results = MEM_NEW(alloc, KeptResults);
  if (!results) return NULL;
  results->alloc = alloc;
  pthread_mutex_init(&results->making_room, NULL);
  return results;
}

void kept_results_free(KeptResults *results) {
  if (!results) return;
  kept_results_forget(results);
  pthread_mutex_destroy(&results->making_room);
  mem_free(results->alloc, results, sizeof *results);
}

size_t kept_results_bytes(const KeptResults *results) { return __atomic_load_n(&results->bytes, __ATOMIC_RELAXED); }
const Alloc *kept_results_alloc(const KeptResults *results) { return results->alloc; }

/* ---- giving memory back ---- */

void kept_free_block(const Alloc *alloc, KeptBlock *block) {
  const size_t batches = (size_t)block->parts * KEPT_PART_BATCHES;
  for (size_t i = 0; block->batches && i < batches; i++)
    kept_lanes_free(alloc, block->batches[i], block->kind);
  if (block->batches) mem_free(alloc, block->batches, (batches + 1) * sizeof *block->batches);
  if (block->counts) mem_free(alloc, block->counts, block->parts + 1);
  if (block->filed) mem_free(alloc, block->filed, ((size_t)block->parts + 1) * sizeof *block->filed);
  mem_free(alloc, block, sizeof *block);
}

static void free_slot(const Alloc *alloc, KeptSlot *slot) {
  slot_free(&slot->values);
  mem_free(alloc, slot, sizeof *slot);
}

static void free_unit(const Alloc *alloc, KeptUnit *unit) {
  if (unit->bases) mem_free(alloc, unit->bases, (unit->parts + 1) * sizeof *unit->bases);
  key_index_free(unit->index);
  if (unit->up) mem_free(alloc, unit->up, unit->up_size * sizeof *unit->up);
  mem_free(alloc, unit, sizeof *unit);
}

void kept_free_answer(const Alloc *alloc, KeptAnswer *answer) {
  if (answer->bytes) mem_free(alloc, answer->bytes, answer->size + 1);
  mem_free(alloc, answer, sizeof *answer);
}

/* Takes it out of its list. */
static void drop(KeptResults *results, KeptSort sort, KeptEntry **at) {
  KeptEntry *entry = *at;
  *at = entry->next;
  __atomic_sub_fetch(&results->bytes, entry->bytes, __ATOMIC_RELAXED);
  switch (sort) {
  case SORT_BLOCK: kept_free_block(results->alloc, (KeptBlock *)entry); break;
  case SORT_SLOT: free_slot(results->alloc, (KeptSlot *)entry); break;
  case SORT_UNIT: free_unit(results->alloc, (KeptUnit *)entry); break;
  case SORT_ANSWER: kept_free_answer(results->alloc, (KeptAnswer *)entry); break;
  case SORT_QUESTION:
  case SORT_COUNT: break;
  }
}

void kept_results_forget(KeptResults *results) {
  for (KeptSort sort = 0; sort < SORT_COUNT; sort++)
    while (results->entries[sort]) drop(results, sort, &results->entries[sort]);
  kept_layouts_free(results);
  kept_results_set_file(results, NULL);
}

/* Drops what was used longest ago; false where this run uses all that is left. */
static bool drop_oldest(KeptResults *results) {
  KeptSort of = SORT_COUNT;
  KeptEntry **oldest = NULL;
  for (KeptSort sort = 0; sort < SORT_COUNT; sort++) {
    for (KeptEntry **at = &results->entries[sort]; *at; at = &(*at)->next) {
      if ((*at)->used == results->run || (oldest && (*at)->used >= (*oldest)->used)) continue;
      oldest = at;
      of = sort;
    }
  }
  if (oldest) drop(results, of, oldest);
  return oldest != NULL;
}

/* So many bytes more will be taken: counts them, where there is room or can be made. In any thread: what goes is used by none. */
static bool take_room(KeptResults *results, size_t bytes) {
  if (__atomic_load_n(&results->full, __ATOMIC_RELAXED)) return false;
  bool fits = __atomic_add_fetch(&results->bytes, bytes, __ATOMIC_RELAXED) <= results->most;
  if (fits) return true;
  pthread_mutex_lock(&results->making_room);
  do fits = kept_results_bytes(results) <= results->most;
  while (!fits && drop_oldest(results));
  pthread_mutex_unlock(&results->making_room);
  if (fits) return true;
  __atomic_store_n(&results->full, true, __ATOMIC_RELAXED);
  __atomic_sub_fetch(&results->bytes, bytes, __ATOMIC_RELAXED);
  return false;
}

static void give_room(KeptResults *results, size_t bytes) { __atomic_sub_fetch(&results->bytes, bytes, __ATOMIC_RELAXED); }

bool kept_results_add(const KeptResults *results) { return results->most > 0; }

void kept_results_begin(KeptResults *results, size_t most) {
  results->run++;
  results->most = most;
  results->full = false;
  while (results->bytes > most && drop_oldest(results)) {
  }
}

/* ---- entries ---- */

KeptEntry *kept_find(KeptResults *results, KeptSort sort, const KeptKey *key) {
  for (KeptEntry *entry = results->entries[sort]; entry; entry = entry->next) {
    if (!kept_key_equal(&entry->key, key)) continue;
    entry->used = results->run;
    return entry;
  }
  return NULL;
}

void kept_count(KeptResults *results, size_t bytes) { __atomic_add_fetch(&results->bytes, bytes, __ATOMIC_RELAXED); }

void kept_add(KeptResults *results, KeptSort sort, KeptEntry *entry, const KeptKey *key, size_t bytes) {
  entry->key = *key;
  entry->bytes = bytes;
  entry->used = results->run;
  entry->next = results->entries[sort];
  results->entries[sort] = entry;
}

KeptBlock *kept_block(KeptResults *results, const KeptKey *key, const KeptBlockOf *as) {
  KeptBlock *block = (KeptBlock *)kept_find(results, SORT_BLOCK, key);
  if (block) return block->parts == as->parts && block->kind == as->kind ? block : NULL;
  if (results->file) block = kept_filed_block(results, key, as);
  if (block || !kept_results_add(results)) return block;
  const size_t batches = (size_t)as->parts * KEPT_PART_BATCHES;
  const size_t bytes = sizeof *block + (batches + 1) * sizeof *block->batches + as->parts + 1;
  if (!take_room(results, bytes)) return NULL;
  block = MEM_NEW(results->alloc, KeptBlock);
  if (block) {
    block->kind = as->kind;
    block->of = as->of;
    block->parts = as->parts;
    block->batches = MEM_ARRAY(results->alloc, KeptLanes *, batches + 1);
    block->counts = MEM_ARRAY(results->alloc, uint8_t, as->parts + 1);
  }
  if (block && block->batches && block->counts) {
    kept_add(results, SORT_BLOCK, &block->base, key, bytes);
    return block;
  }
  if (block) kept_free_block(results->alloc, block);
  give_room(results, bytes);
  return NULL;
}

/* Are there lanes among them that are not kept yet? */
static bool has_more(const KeptLanes *old, const Mask *more, uint32_t count) {
  for (uint32_t w = 0; w < mask_words(count); w++)
    if (mask_word(more, w, count) & ~(old ? old->done.words[w] : 0)) return true;
  return false;
}

void kept_lanes_add(KeptResults *results, KeptBlock *block, uint32_t batch, uint32_t count, const Vector *from, const Mask *more,
                    const KeptRun *run) {
  if (block->filed) return;
  KeptLanes **lanes = &block->batches[batch], *old = *lanes;
  if ((old && old->count != count) || !has_more(old, more, count)) return;
  if (block->is_spare && kept_results_bytes(results) > results->most / 2) return;
  KeptLanes *made = kept_lanes_make(results->alloc, old, count, from, more, run);
  if (!made) return;
  const size_t grown = kept_lanes_bytes(made, block->kind) - (old ? kept_lanes_bytes(old, block->kind) : 0);
  if (take_room(results, grown)) {
    __atomic_add_fetch(&block->base.bytes, grown, __ATOMIC_RELAXED);
    *lanes = made;
    made = old;
  }
  kept_lanes_free(results->alloc, made, block->kind);
}

bool kept_slot_there(KeptResults *results, const KeptKey *key) {
  if (kept_find(results, SORT_SLOT, key)) return true;
  return results->file && kept_file_find(results->file, SORT_SLOT, key);
}

const KeptSlot *kept_slot(KeptResults *results, const KeptKey *key, uint32_t codes) {
  const KeptSlot *slot = (KeptSlot *)kept_find(results, SORT_SLOT, key);
  return slot || !results->file ? slot : kept_filed_slot(results, key, codes);
}

void kept_slot_add(KeptResults *results, const KeptKey *key, SlotValues *values) {
  if (kept_find(results, SORT_SLOT, key)) return;
  const size_t bytes = sizeof(KeptSlot) + slot_bytes(values);
  if (!take_room(results, bytes)) return;
  KeptSlot *slot = MEM_NEW(results->alloc, KeptSlot);
  if (!slot) {
    give_room(results, bytes);
    return;
  }
  slot->values = *values;
  slot_init(values, values->alloc, values->kind);
  kept_add(results, SORT_SLOT, &slot->base, key, bytes);
}

const KeptUnit *kept_unit(KeptResults *results, const KeptKey *key) {
  const KeptUnit *unit = (KeptUnit *)kept_find(results, SORT_UNIT, key);
  return unit || !results->file ? unit : kept_filed_unit(results, key);
}

const KeptAnswer *kept_answer(KeptResults *results, const KeptKey *key) {
  const KeptAnswer *answer = (KeptAnswer *)kept_find(results, SORT_ANSWER, key);
  return answer || !results->file ? answer : kept_filed_answer(results, key);
}

void kept_answer_add(KeptResults *results, const KeptKey *key, const void *bytes, size_t n) {
  if (kept_find(results, SORT_ANSWER, key) || !take_room(results, sizeof(KeptAnswer) + n)) return;
  KeptAnswer *answer = MEM_NEW(results->alloc, KeptAnswer);
  if (answer) answer->size = n;
  if (answer) answer->bytes = mem_resize(results->alloc, NULL, 0, n + 1);
  if (answer && answer->bytes) {
    memcpy(answer->bytes, bytes, n);
    kept_add(results, SORT_ANSWER, &answer->base, key, sizeof *answer + n);
    return;
  }
  if (answer) kept_free_answer(results->alloc, answer);
  give_room(results, sizeof *answer + n);
}

static void drop_unit(KeptResults *results, const KeptKey *key) {
  for (KeptEntry **at = &results->entries[SORT_UNIT]; *at; at = &(*at)->next) {
    if (!kept_key_equal(&(*at)->key, key)) continue;
    drop(results, SORT_UNIT, at);
    return;
  }
}

void kept_unit_add(KeptResults *results, const KeptKey *key, KeptUnit *unit) {
  drop_unit(results, key);
  const size_t bytes = sizeof *unit + (unit->parts + 1) * sizeof *unit->bases + (unit->index ? key_index_bytes(unit->index) : 0) +
                       unit->up_size * sizeof *unit->up;
  if (!take_room(results, bytes)) return;
  KeptUnit *kept = MEM_NEW(results->alloc, KeptUnit);
  uint32_t *bases = MEM_ARRAY(results->alloc, uint32_t, unit->parts + 1);
  if (!kept || !bases) {
    if (kept) mem_free(results->alloc, kept, sizeof *kept);
    if (bases) mem_free(results->alloc, bases, (unit->parts + 1) * sizeof *bases);
    give_room(results, bytes);
    return;
  }
  *kept = *unit;
  if (unit->parts) memcpy(bases, unit->bases, unit->parts * sizeof *bases);
  kept->bases = bases;
  unit->index = NULL;
  unit->up = NULL;
  kept_add(results, SORT_UNIT, &kept->base, key, bytes);
}

/* ---- records that change ---- */

/* Slots and units that nobody has asked for lately: of some of them the records are others now. */
static void drop_unasked(KeptResults *results) {
  for (KeptSort sort = SORT_SLOT; sort <= SORT_UNIT; sort++) {
    for (KeptEntry **at = &results->entries[sort]; *at;) {
      if ((*at)->used < results->run) drop(results, sort, at);
      else at = &(*at)->next;
    }
  }
}

static void count_bytes(KeptResults *results, KeptBlock *block, size_t bytes) {
  results->bytes += bytes - block->base.bytes;
  block->base.bytes = bytes;
}

/* Room for the batches that there are now. False where memory is out. */
static bool fit_block(KeptResults *results, KeptBlock *block, uint32_t parts) {
  if (parts <= block->parts) return true;
  const Alloc *alloc = results->alloc;
  const size_t old = (size_t)block->parts * KEPT_PART_BATCHES, size = (size_t)parts * KEPT_PART_BATCHES;
  KeptLanes **batches = MEM_ARRAY(alloc, KeptLanes *, size + 1);
  uint8_t *counts = MEM_ARRAY(alloc, uint8_t, parts + 1);
  if (!batches || !counts) {
    if (batches) mem_free(alloc, batches, (size + 1) * sizeof *batches);
    if (counts) mem_free(alloc, counts, parts + 1);
    return false;
  }
  memcpy(batches, block->batches, old * sizeof *batches);
  memcpy(counts, block->counts, block->parts);
  mem_free(alloc, block->batches, (old + 1) * sizeof *batches);
  mem_free(alloc, block->counts, block->parts + 1);
  count_bytes(results, block, block->base.bytes + (size - old) * sizeof *batches + parts - block->parts);
  block->batches = batches;
  block->counts = counts;
  block->parts = parts;
  return true;
}

/* Those of a batch that are still so. */
static void change_lanes(KeptResults *results, KeptBlock *block, uint32_t batch, uint32_t count, const Mask *changed) {
  KeptLanes *old = block->batches[batch];
  if (!old || (old->count == count && !mask_any(changed, count))) return;
  KeptLanes *left = kept_lanes_without(results->alloc, old, block->kind, changed, count);
  const size_t bytes = left ? kept_lanes_bytes(left, block->kind) : 0;
  count_bytes(results, block, block->base.bytes + bytes - kept_lanes_bytes(old, block->kind));
  kept_lanes_free(results->alloc, old, block->kind);
  block->batches[batch] = left;
}

static void change_block(KeptResults *results, KeptBlock *block, const KeptChange *change) {
  for (uint32_t b = 0; b < change->count; b++) change_lanes(results, block, b, change->counts[b], &change->changed[b]);
  for (uint32_t p = 0; p < block->parts; p++) {
    const uint32_t first = p * KEPT_PART_BATCHES, left = first < change->count ? change->count - first : 0;
    if (block->counts[p]) block->counts[p] = left < KEPT_PART_BATCHES ? (uint8_t)left : KEPT_PART_BATCHES;
  }
}

void kept_results_change(KeptResults *results, const KeptChange *change) {
  const uint32_t parts = change->count / KEPT_PART_BATCHES + (change->count % KEPT_PART_BATCHES > 0);
  for (KeptEntry **at = &results->entries[SORT_BLOCK]; *at;) {
    KeptBlock *block = (KeptBlock *)*at;
    if (block->of == change->of && !fit_block(results, block, parts)) {
      drop(results, SORT_BLOCK, at);
      continue;
    }
    if (block->of == change->of) change_block(results, block, change);
    at = &block->base.next;
  }
  drop_unasked(results);
}

void kept_results_drop(KeptResults *results, uint64_t of) {
  for (KeptEntry **at = &results->entries[SORT_BLOCK]; *at;) {
    if (((KeptBlock *)*at)->of == of) drop(results, SORT_BLOCK, at);
    else at = &(*at)->next;
  }
  drop_unasked(results);
}
