/* SPDX-License-Identifier: MIT
 * Results that are taken from a file, and written to one. */
#include "runtime/kept/kept_list.h"

#include <stdlib.h>

void kept_results_set_file(KeptResults *results, KeptFile *file) {
  kept_file_free(results->file);
  results->file = file;
  results->answers = true;
}

void kept_results_ask(KeptResults *results, const KeptKey *question) { results->question = *question; }

bool kept_results_answered(const KeptResults *results) {
  if (kept_key_is_none(&results->question)) return true; /* nobody can tell */
  return results->file && kept_file_find(results->file, SORT_QUESTION, &results->question);
}

/* ---- layouts ---- */

const KeptLayout *kept_layout(const KeptResults *results, uint64_t of) {
  const KeptLayout *layout = results->layouts;
  while (layout && layout->of != of) layout = layout->next;
  return layout;
}

bool kept_results_lay_out(KeptResults *results, uint64_t of, const uint16_t *records, uint32_t batch_count) {
  if (kept_layout(results, of)) return true;
  KeptLayout *layout = MEM_NEW(results->alloc, KeptLayout);
  if (!layout) return false;
  *layout = (KeptLayout){results->layouts, of, records, batch_count};
  results->layouts = layout;
  return true;
}

void kept_layouts_free(KeptResults *results) {
  for (KeptLayout *layout = results->layouts, *next; layout; layout = next) {
    next = layout->next;
    mem_free(results->alloc, layout, sizeof *layout);
  }
  results->layouts = NULL;
}

static uint32_t parts_of(const KeptLayout *layout) {
  return layout->batch_count / KEPT_PART_BATCHES + (layout->batch_count % KEPT_PART_BATCHES > 0);
}

static uint32_t batches_of(uint32_t batch_count, uint32_t part) {
  const uint32_t left = batch_count - part * KEPT_PART_BATCHES;
  return left < KEPT_PART_BATCHES ? left : KEPT_PART_BATCHES;
}

/* ---- taking ---- */

/* All lanes out of the file, as those of other blocks: more may be added to them. */
static bool load_lanes(KeptResults *results, KeptBlock *block) {
  const size_t batches = (size_t)block->parts * KEPT_PART_BATCHES;
  KeptRoom room = {0};
  block->batches = MEM_ARRAY(results->alloc, KeptLanes *, batches + 1);
  block->counts = MEM_ARRAY(results->alloc, uint8_t, (size_t)block->parts + 1);
  bool made = block->batches && block->counts;
  for (uint32_t p = 0; made && p < block->parts; p++) {
    uint32_t count;
    KeptLanes *const *lanes = kept_block_part(results, block, p, &room, &count);
    block->counts[p] = (uint8_t)count;
    for (uint32_t b = 0; made && b < count; b++) {
      if (!lanes[b]) continue;
      const size_t bytes = kept_lanes_bytes(lanes[b], block->kind);
      KeptLanes *copy = block->batches[p * KEPT_PART_BATCHES + b] = mem_resize(results->alloc, NULL, 0, bytes);
      made = copy != NULL;
      if (made) memcpy(copy, lanes[b], bytes);
      block->base.bytes += bytes;
    }
  }
  kept_room_free(&room, results->alloc);
  mem_free(results->alloc, block->filed, ((size_t)block->parts + 1) * sizeof *block->filed);
  block->filed = NULL;
  return made;
}

KeptBlock *kept_filed_block(KeptResults *results, const KeptKey *key, const KeptBlockOf *as) {
  const FiledEntry *entry = kept_file_find(results->file, SORT_BLOCK, key);
  const KeptLayout *layout = entry ? kept_layout(results, entry->of) : NULL;
  const bool fits = layout && entry->of == as->of && entry->kind == as->kind && entry->count == as->parts && parts_of(layout) == as->parts;
  KeptBlock *block = fits ? MEM_NEW(results->alloc, KeptBlock) : NULL;
  if (!block) return NULL;
  *block = (KeptBlock){.kind = as->kind, .of = as->of, .parts = as->parts, .records = layout->records, .batch_count = layout->batch_count,
                       .codes = as->codes, .filed = kept_file_parts(results->file, entry)};
  const size_t bytes = sizeof *block + (size_t)as->parts * sizeof *block->filed;
  block->base.bytes = bytes;
  if (!block->filed || (kept_results_add(results) && !load_lanes(results, block))) {
    kept_free_block(results->alloc, block);
    return NULL;
  }
  kept_count(results, block->base.bytes);
  kept_add(results, SORT_BLOCK, &block->base, key, block->base.bytes);
  return block;
}

KeptLanes *const *kept_block_part(const KeptResults *results, const KeptBlock *block, uint32_t part, KeptRoom *room, uint32_t *batches) {
  if (!block->filed) {
    *batches = block->counts[part];
    return &block->batches[part * KEPT_PART_BATCHES];
  }
  if (!room->there || room->part != part)
    kept_file_part(results->file, &block->filed[part], block->kind, block->codes, block->records + part * KEPT_PART_BATCHES,
                   batches_of(block->batch_count, part), room);
  room->there = true;
  room->part = part;
  *batches = room->batches;
  return room->lanes;
}

const KeptSlot *kept_filed_slot(KeptResults *results, const KeptKey *key, uint32_t codes) {
  const FiledEntry *entry = kept_file_find(results->file, SORT_SLOT, key);
  KeptSlot *slot = entry ? MEM_NEW(results->alloc, KeptSlot) : NULL;
  if (!slot) return NULL;
  if (!kept_file_slot(results->file, entry, codes, &slot->values)) {
    mem_free(results->alloc, slot, sizeof *slot);
    return NULL;
  }
  const size_t bytes = sizeof *slot + slot_bytes(&slot->values);
  kept_count(results, bytes);
  kept_add(results, SORT_SLOT, &slot->base, key, bytes);
  return slot;
}

bool kept_results_answers(const KeptResults *results) { return results->answers; }

const KeptAnswer *kept_filed_answer(KeptResults *results, const KeptKey *key) {
  const FiledEntry *entry = kept_file_find(results->file, SORT_ANSWER, key);
  KeptAnswer *answer = entry ? MEM_NEW(results->alloc, KeptAnswer) : NULL;
  if (!answer) return NULL;
  answer->size = entry->pieces[0].bytes;
  answer->bytes = filed_take_piece(kept_file_descriptor(results->file), &entry->pieces[0], results->alloc);
  if (!answer->bytes) {
    kept_free_answer(results->alloc, answer);
    return NULL;
  }
  kept_count(results, sizeof *answer + answer->size);
  kept_add(results, SORT_ANSWER, &answer->base, key, sizeof *answer + answer->size);
  return answer;
}

/* Records of a table are numbered as they lie. */
static bool number_records(KeptUnit *unit, const KeptLayout *layout) {
  uint64_t count = 0;
  for (uint32_t b = 0; b < layout->batch_count; b++) {
    if (b % KEPT_PART_BATCHES == 0) unit->bases[b / KEPT_PART_BATCHES] = (uint32_t)count;
    count += layout->records[b];
  }
  unit->count = (uint32_t)count;
  return count < ORDINAL_NONE;
}

const KeptUnit *kept_filed_unit(KeptResults *results, const KeptKey *key) {
  const FiledEntry *entry = kept_file_find(results->file, SORT_UNIT, key);
  const KeptLayout *layout = entry ? kept_layout(results, entry->of) : NULL;
  KeptUnit *unit = layout ? MEM_NEW(results->alloc, KeptUnit) : NULL;
  if (!unit) return NULL;
  const uint32_t parts = parts_of(layout) ? parts_of(layout) : 1;
  *unit = (KeptUnit){.numbered = entry->flag != 0, .of = entry->of, .parts = parts, .orphans = entry->orphans,
                     .bases = MEM_ARRAY(results->alloc, uint32_t, (size_t)parts + 1)};
  if (!unit->bases || !number_records(unit, layout)) {
    if (unit->bases) mem_free(results->alloc, unit->bases, ((size_t)parts + 1) * sizeof *unit->bases);
    mem_free(results->alloc, unit, sizeof *unit);
    return NULL;
  }
  const size_t bytes = sizeof *unit + ((size_t)parts + 1) * sizeof *unit->bases;
  kept_count(results, bytes);
  kept_add(results, SORT_UNIT, &unit->base, key, bytes);
  return unit;
}
