/* SPDX-License-Identifier: MIT
 * Which results go into a file, in which order, and as which pieces. */
#include <stdlib.h>

#include "runtime/kept/kept_list.h"

/* Terms of scores are as many as the rules have lines: no more than this part of a file is for them. */
enum { SPARE_SHARE = 4 };

static bool fits(const KeptWriting *writing, uint64_t bytes, bool is_spare) {
  return kept_file_fits(writing, bytes) && (!is_spare || writing->spare + bytes <= writing->most / SPARE_SHARE);
}

static uint64_t slot_piece_bytes(const SlotValues *values) {
  uint64_t texts = 0;
  const bool is_text = kind_lane(values->kind) == LANE_STR;
  for (uint32_t i = 0; is_text && i < values->count; i++) texts += sizeof(uint32_t) + values->str[i].n;
  return (is_text ? texts : slot_lane_bytes(values->kind, values->count)) + (values->known ? ((uint64_t)values->count + 63) / 64 * 8 : 0);
}

static void put_texts(KeptWriting *writing, const SlotValues *values, FiledEntry *entry) {
  Buf lengths, texts;
  buf_init(&lengths, values->alloc);
  buf_init(&texts, values->alloc);
  for (uint32_t i = 0; i < values->count; i++) {
    const Str text = slot_known(values, i) ? values->str[i] : STR("");
    buf_add(&lengths, &text.n, sizeof text.n);
    buf_add(&texts, text.p, text.n);
  }
  if (lengths.failed || texts.failed) writing->base.status = STATUS_NO_MEMORY;
  entry->pieces[0] = filed_put_piece(&writing->base, lengths.p, lengths.n);
  entry->pieces[2] = filed_put_piece(&writing->base, texts.p, texts.n);
  buf_free(&lengths);
  buf_free(&texts);
}

static void write_slot(KeptWriting *writing, const KeptSlot *slot) {
  const SlotValues *values = &slot->values;
  FiledEntry entry = {.key = slot->base.key, .used = writing->now, .sort = SORT_SLOT, .kind = values->kind, .count = values->count,
                      .flag = values->single, .bytes = slot_piece_bytes(values)};
  if (!kept_file_fits(writing, entry.bytes) || entry.bytes > FILED_PIECE_MOST) return;
  if (kind_lane(values->kind) == LANE_STR) put_texts(writing, values, &entry);
  else entry.pieces[0] = filed_put_piece(&writing->base, values->data, slot_lane_bytes(values->kind, values->count));
  if (values->known) entry.pieces[1] = filed_put_piece(&writing->base, values->known, ((size_t)values->count + 63) / 64 * 8);
  kept_file_note(writing, &entry);
}

static void write_unit(KeptWriting *writing, const KeptResults *results, const KeptUnit *unit) {
  const KeptLayout *layout = kept_layout(results, unit->of);
  FiledEntry entry = {.key = unit->base.key, .used = writing->now, .sort = SORT_UNIT, .of = unit->of, .orphans = unit->orphans, .flag = unit->numbered};
  uint64_t records = 0;
  for (uint32_t b = 0; layout && b < layout->batch_count; b++) records += layout->records[b];
  if (layout && (!unit->numbered || unit->count == records)) kept_file_note(writing, &entry);
}

/* A piece for each part of which a run has come to its end. */
static void write_block(KeptWriting *writing, const KeptResults *results, const KeptBlock *block) {
  FiledEntry entry = {.key = block->base.key, .used = writing->now, .sort = SORT_BLOCK, .kind = block->kind, .of = block->of, .count = block->parts,
                      .flag = block->is_spare, .bytes = (uint64_t)block->parts * sizeof(FiledPiece)};
  FiledPiece *parts = MEM_ARRAY(results->alloc, FiledPiece, (size_t)block->parts + 1);
  Buf packed;
  buf_init(&packed, results->alloc);
  for (uint32_t p = 0; parts && p < block->parts; p++) {
    packed.n = 0;
    for (uint32_t b = 0; b < block->counts[p]; b++) kept_pack(&packed, block->batches[p * KEPT_PART_BATCHES + b], block->kind);
    if (!packed.failed) parts[p] = filed_put_piece(&writing->base, packed.p, packed.n);
    entry.bytes += packed.n;
  }
  if (!parts || packed.failed) writing->base.status = STATUS_NO_MEMORY;
  else entry.pieces[0] = filed_put_piece(&writing->base, parts, block->parts * sizeof *parts);
  kept_file_note(writing, &entry);
  buf_free(&packed);
  if (parts) mem_free(results->alloc, parts, ((size_t)block->parts + 1) * sizeof *parts);
}

static void write_answer(KeptWriting *writing, const KeptAnswer *answer) {
  FiledEntry entry = {.key = answer->base.key, .used = writing->now, .sort = SORT_ANSWER, .bytes = answer->size};
  entry.pieces[0] = filed_put_piece(&writing->base, answer->bytes, answer->size);
  kept_file_note(writing, &entry);
}

static int by_size(const void *a, const void *b) {
  const KeptEntry *one = *(KeptEntry *const *)a, *other = *(KeptEntry *const *)b;
  return (one->bytes > other->bytes) - (one->bytes < other->bytes);
}

/* The blocks that runs have asked for, those that are spare or the others, the small ones first: truths, on which much stands. */
static void write_blocks(KeptWriting *writing, const KeptResults *results, bool spare) {
  uint32_t count = 0, at = 0;
  for (const KeptEntry *entry = results->entries[SORT_BLOCK]; entry; entry = entry->next) count++;
  KeptEntry **sorted = MEM_ARRAY(results->alloc, KeptEntry *, (size_t)count + 1);
  if (!sorted) {
    writing->base.status = STATUS_NO_MEMORY;
    return;
  }
  for (KeptEntry *entry = results->entries[SORT_BLOCK]; entry; entry = entry->next) sorted[at++] = entry;
  qsort(sorted, count, sizeof *sorted, by_size);
  for (uint32_t i = 0; i < count; i++) {
    const KeptBlock *block = (const KeptBlock *)sorted[i];
    if (!block->filed && block->is_spare == spare && fits(writing, block->base.bytes, spare)) write_block(writing, results, block);
  }
  mem_free(results->alloc, sorted, ((size_t)count + 1) * sizeof *sorted);
}

static bool is_here(const KeptResults *results, const FiledEntry *filed) {
  if (filed->sort == SORT_QUESTION) return kept_key_equal(&filed->key, &results->question);
  for (const KeptEntry *entry = results->entries[filed->sort]; entry; entry = entry->next)
    if (kept_key_equal(&entry->key, &filed->key)) return true;
  return false;
}

static int by_use(const void *a, const void *b) {
  const FiledEntry *one = *(const FiledEntry *const *)a, *other = *(const FiledEntry *const *)b;
  if (one->used != other->used) return (one->used < other->used) - (one->used > other->used);
  return (one->bytes > other->bytes) - (one->bytes < other->bytes);
}

/* What the file had, the last asked for first. */
static void copy_others(KeptWriting *writing, const KeptResults *results) {
  const KeptFile *file = results->file;
  const uint32_t count = file ? kept_file_count(file) : 0;
  const FiledEntry **sorted = MEM_ARRAY(results->alloc, const FiledEntry *, (size_t)count + 1);
  if (!sorted) {
    writing->base.status = STATUS_NO_MEMORY;
    return;
  }
  for (uint32_t i = 0; i < count; i++) sorted[i] = kept_file_entry(file, i);
  qsort(sorted, count, sizeof *sorted, by_use);
  uint64_t dropped = 0; /* when what has no room was asked for last: questions as old as that have lost their answers */
  for (uint32_t i = 0; i < count; i++) {
    if (is_here(results, sorted[i]) || sorted[i]->sort == SORT_QUESTION) continue;
    const bool is_spare = sorted[i]->sort == SORT_BLOCK && sorted[i]->flag;
    if (fits(writing, sorted[i]->bytes, is_spare)) kept_file_copy(writing, file, sorted[i]);
    else if (!is_spare && sorted[i]->used > dropped) dropped = sorted[i]->used;
  }
  for (uint32_t i = 0; i < count; i++)
    if (sorted[i]->sort == SORT_QUESTION && sorted[i]->used > dropped && !is_here(results, sorted[i])) kept_file_copy(writing, file, sorted[i]);
  mem_free(results->alloc, sorted, ((size_t)count + 1) * sizeof *sorted);
}

Status kept_results_write(KeptResults *results, const char *path, Str of, const char *database, uint64_t most, DiagList *diags) {
  KeptWriting writing;
  kept_file_begin(&writing, path, of, database, most, results->alloc, diags);
  if (!kept_key_is_none(&results->question))
    kept_file_note(&writing, &(FiledEntry){.key = results->question, .used = writing.now, .sort = SORT_QUESTION});
  for (const KeptEntry *entry = results->entries[SORT_UNIT]; entry; entry = entry->next) write_unit(&writing, results, (const KeptUnit *)entry);
  for (const KeptEntry *entry = results->entries[SORT_ANSWER]; entry; entry = entry->next) write_answer(&writing, (const KeptAnswer *)entry);
  write_blocks(&writing, results, false);
  for (const KeptEntry *entry = results->entries[SORT_SLOT]; entry; entry = entry->next) write_slot(&writing, (const KeptSlot *)entry);
  write_blocks(&writing, results, true);
  copy_others(&writing, results);
  return kept_file_end(&writing);
}
