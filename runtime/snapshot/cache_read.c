/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "runtime/snapshot/cache_file.h"

const FiledForm cache_form = {"Cible snapshot\n", 5, FILED_ORDER, sizeof(ColumnBlock), 0};

/* ---- the directory ---- */

typedef struct Reading {
  FiledReading base;
  Arena arena; /* for the while of reading */
} Reading;

static Labels take_labels(Reading *reading) {
  uint64_t count = filed_take_number(&reading->base, (uint64_t)(reading->base.end - reading->base.p) / sizeof(uint64_t));
  Str *names = ARENA_ARRAY(&reading->arena, Str, count + 1);
  reading->base.failed |= !names;
  for (uint64_t i = 0; i < count && !reading->base.failed; i++) names[i] = filed_take_str(&reading->base);
  return (Labels){names, reading->base.failed ? 0 : (uint32_t)count};
}

/* The parts of a column, one behind the other; NULL where they are not sound. */
static FilePart *take_parts(Reading *reading, Snapshot *snapshot, const SnapshotTable *table, uint64_t *bytes) {
  const uint32_t count = snapshot_parts(table->block_count);
  FilePart *parts = snapshot_parts_new(snapshot, count);
  *bytes = 0;
  for (uint32_t p = 0; parts && p < count; p++) {
    parts[p].at = *bytes;
    parts[p].bytes = filed_take_number(&reading->base, FILED_PIECE_MOST);
    parts[p].sum = filed_take_number(&reading->base, UINT64_MAX);
    *bytes += parts[p].bytes;
  }
  return reading->base.failed ? NULL : parts;
}

static bool take_column(Reading *reading, Snapshot *snapshot, SnapshotTable *table) {
  uint64_t bytes;
  FilePart *parts = take_parts(reading, snapshot, table, &bytes);
  ColumnRequest as = {.stored = filed_take_str(&reading->base), .kind = (Kind)filed_take_number(&reading->base, KIND_COUNT - 1)};
  as.optional = filed_take_number(&reading->base, 1);
  as.bare = filed_take_number(&reading->base, 1);
  as.labels = take_labels(reading);
  uint64_t at = filed_take_number(&reading->base, INT64_MAX), size = filed_take_number(&reading->base, SIZE_MAX / 2);
  const FilePart dict = filed_take_place(&reading->base);
  SnapshotColumn *column = reading->base.failed || !parts || size != bytes ? NULL : snapshot_column_new(snapshot, &as);
  if (!column) return false;
  column->file_at = at;
  column->segment_size = size;
  column->parts = parts;
  column->filed_dict = dict;
  snapshot_column_add(snapshot, table, column);
  return true;
}

static bool take_table(Reading *reading, Snapshot *snapshot, const StoreState *state) {
  Str name = filed_take_str(&reading->base), key = filed_take_str(&reading->base), by = filed_take_str(&reading->base);
  uint64_t blocks = filed_take_number(&reading->base, UINT32_MAX / 2);
  const uint8_t *counts = filed_take(&reading->base, blocks * sizeof(uint16_t));
  ProgramTable record = {.source = name, .key = key, .by = by};
  SnapshotTable *table = counts ? snapshot_table(snapshot, &record) : NULL;
  if (!table || table->laid_out || !snapshot_lay_out(snapshot, table, (uint32_t)blocks)) return false;
  memcpy(table->counts, counts, blocks * sizeof(uint16_t));
  for (uint32_t b = 0; b < table->block_count; b++) {
    if (!table->counts[b] || table->counts[b] > BATCH_SIZE) return false;
    table->records += table->counts[b];
  }
  table->state = *state;
  table->form = snapshot_text(snapshot, filed_take_str(&reading->base));
  table->filed_marks = filed_take_place(&reading->base);
  uint64_t columns = filed_take_number(&reading->base, UINT32_MAX);
  for (uint64_t i = 0; i < columns; i++)
    if (!take_column(reading, snapshot, table)) return false;
  return !reading->base.failed;
}

static bool take_directory(Reading *reading, Snapshot *snapshot) {
  StoreState state;
  const uint8_t *p = filed_take(&reading->base, sizeof state);
  if (!p) return false;
  memcpy(&state, p, sizeof state);
  if (state.device != snapshot_state(snapshot)->device || state.file != snapshot_state(snapshot)->file) return false;
  filed_take_str(&reading->base); /* the database's name */
  const uint8_t *seed = filed_take(&reading->base, LEAF_SEED_BYTES);
  if (!seed) return false;
  uint64_t tables = filed_take_number(&reading->base, UINT32_MAX);
  for (uint64_t i = 0; i < tables; i++)
    if (!take_table(reading, snapshot, &state)) return false;
  if (!reading->base.failed) snapshot_set_seed(snapshot, seed);
  return !reading->base.failed;
}

const char *cache_database(Arena *arena, const char *path) {
  size_t n;
  int fd = filed_open(path);
  uint8_t *directory = fd < 0 ? NULL : filed_directory(fd, &cache_form, arena->alloc, &n);
  const char *database = NULL;
  if (directory) {
    FiledReading reading = {.p = directory, .end = directory + n};
    filed_take(&reading, sizeof(StoreState));
    Str name = filed_take_str(&reading);
    database = reading.failed ? NULL : arena_str(arena, name).p;
    mem_free(arena->alloc, directory, n + 1);
  }
  if (fd >= 0) close(fd);
  return database;
}

bool cache_attach(Snapshot *snapshot, const char *path) {
  const Alloc *alloc = snapshot_alloc(snapshot);
  size_t n;
  int fd = filed_open(path);
  uint8_t *directory = fd < 0 ? NULL : filed_directory(fd, &cache_form, alloc, &n);
  bool sound = false;
  if (directory) {
    Reading reading = {.base = {.p = directory, .end = directory + n}};
    arena_init(&reading.arena, alloc);
    sound = take_directory(&reading, snapshot);
    arena_free(&reading.arena);
    mem_free(alloc, directory, n + 1);
  }
  if (sound) {
    snapshot_set_file(snapshot, fd);
    return true;
  }
  snapshot_forget(snapshot);
  if (fd >= 0) close(fd);
  return false;
}

/* ---- what is read when it is asked for ---- */

void cache_load_marks(Snapshot *snapshot, SnapshotTable *table) {
  const Alloc *alloc = snapshot_alloc(snapshot);
  const FilePart piece = table->filed_marks;
  table->filed_marks = (FilePart){0};
  const uint64_t count = piece.bytes / sizeof(LeafMark);
  if (!count || table->marks) return;
  uint8_t *bytes = piece.bytes % sizeof(LeafMark) ? NULL : filed_take_piece(snapshot_file(snapshot), &piece, snapshot_alloc(snapshot));
  LeafMark *marks = bytes ? mem_resize(alloc, NULL, 0, (count + 1) * sizeof *marks) : NULL;
  bool sound = marks != NULL;
  if (marks) memcpy(marks, bytes, count * sizeof *marks);
  for (uint64_t i = 0; sound && i < count; i++) sound = marks[i].rows <= PAGE_SIZE_MOST;
  if (sound) snapshot_set_marks(snapshot, table, table->form, marks, (uint32_t)count);
  else if (marks) mem_free(alloc, marks, (count + 1) * sizeof *marks);
  if (bytes) mem_free(alloc, bytes, piece.bytes + 1);
}

bool cache_load_dict(Snapshot *snapshot, SnapshotColumn *column) {
  const FilePart piece = column->filed_dict;
  if (!snapshot_column_begin_dict(snapshot, column)) return false;
  if (!piece.bytes) return true;
  uint8_t *bytes = column->has_dict ? filed_take_piece(snapshot_file(snapshot), &piece, snapshot_alloc(snapshot)) : NULL;
  if (!bytes) return false;
  FiledReading reading = {.p = bytes, .end = bytes + piece.bytes};
  for (int32_t i = 0; !reading.failed && reading.p < reading.end; i++) {
    const Str text = filed_take_str(&reading);
    if (!reading.failed) reading.failed = dict_code(&column->dict, text) != i;
  }
  mem_free(snapshot_alloc(snapshot), bytes, piece.bytes + 1);
  column->filed_dict = (FilePart){0};
  return !reading.failed;
}

/* ---- columns ---- */

/* The blocks of a part, which must come to its sum; false where they are not sound. `blocks` are those of the part. */
static bool find_blocks(const SnapshotTable *table, const SnapshotColumn *column, uint32_t part, const uint8_t *bytes, const ColumnBlock **blocks) {
  const FilePart *is = &column->parts[part];
  if (filed_sum(bytes, is->bytes) != is->sum) return false;
  const uint32_t first = part * KEPT_PART_BATCHES;
  size_t at = 0;
  for (uint32_t b = first; b < table->block_count && b < first + KEPT_PART_BATCHES; b++) {
    const ColumnBlock *block = (const ColumnBlock *)(const void *)(bytes + at);
    if (!column_block_is_sound(block, is->bytes - at, column->as.kind, column->dict.count) || block->count != table->counts[b]) return false;
    blocks[b - first] = block;
    at += (column_block_size(block) + 7) / 8 * 8;
    if (at > is->bytes) return false;
  }
  return at == is->bytes;
}

bool cache_load(Snapshot *snapshot, const SnapshotTable *table, SnapshotColumn *column) {
  const Alloc *alloc = snapshot_alloc(snapshot);
  const size_t most = snapshot_most(snapshot), held = snapshot_bytes(snapshot);
  if (!cache_load_dict(snapshot, column) || held > most || column->segment_size > most - held) return false;
  column->segment = mem_resize(alloc, NULL, 0, column->segment_size + 1);
  ColumnBlock **blocks = MEM_ARRAY(alloc, ColumnBlock *, table->block_count + 1);
  column->blocks = blocks;
  bool sound = blocks && column->segment && filed_read(snapshot_file(snapshot), column->file_at, column->segment, column->segment_size);
  for (uint32_t p = 0; sound && p < snapshot_parts(table->block_count); p++)
    sound = find_blocks(table, column, p, column->segment + column->parts[p].at, (const ColumnBlock **)blocks + p * KEPT_PART_BATCHES);
  if (sound) snapshot_count(snapshot, column->segment_size);
  return sound;
}

void part_room_free(PartRoom *room, const Alloc *alloc) {
  if (room->bytes) mem_free_lined(alloc, room->bytes, room->size);
  *room = (PartRoom){0};
}

static bool widen_room(PartRoom *room, const Alloc *alloc, size_t n) {
  if (n <= room->size) return true;
  part_room_free(room, alloc);
  room->bytes = mem_new_lined(alloc, n + n / 4);
  room->size = room->bytes ? n + n / 4 : 0;
  return room->bytes != NULL;
}

const ColumnBlock *cache_block(Snapshot *snapshot, const SnapshotTable *table, const SnapshotColumn *column, uint32_t block,
                               PartRoom *room) {
  const uint32_t part = block / KEPT_PART_BATCHES;
  if (!room->there || room->part != part) {
    const FilePart *is = &column->parts[part];
    room->there = widen_room(room, snapshot_alloc(snapshot), is->bytes) &&
                  filed_read(snapshot_file(snapshot), column->file_at + is->at, room->bytes, is->bytes) &&
                  find_blocks(table, column, part, room->bytes, room->blocks);
    room->part = part;
    if (!room->there) snapshot_note_damage(snapshot);
  }
  return room->there ? room->blocks[block % KEPT_PART_BATCHES] : NULL;
}

void snapshot_load_all(Snapshot *snapshot) {
  for (SnapshotTable *table = snapshot_tables(snapshot); table; table = table->next) {
    cache_load_marks(snapshot, table);
    for (SnapshotColumn *column = table->columns, *next; column; column = next) {
      next = column->next;
      if (!column->blocks && !cache_load(snapshot, table, column)) snapshot_column_drop(snapshot, table, column);
    }
  }
}
