/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/snapshot/cache_file.h"

enum { DIRECTORY_MOST = 1 << 28, PART_MOST = 1 << 30, PIECE_MOST = 1 << 30 /* bytes */ };

static bool read_at(int fd, uint64_t at, void *to, size_t n) {
  for (size_t got = 0; got < n;) {
    ssize_t more = pread(fd, (char *)to + got, n - got, (off_t)(at + got));
    if (more <= 0) return false;
    got += (size_t)more;
  }
  return true;
}

/* ---- the directory ---- */

typedef struct Reading {
  const uint8_t *p, *end;
  bool failed;
  Arena arena; /* for the while of reading */
} Reading;

static const uint8_t *take(Reading *reading, uint64_t n) {
  reading->failed |= n > (uint64_t)(reading->end - reading->p);
  if (reading->failed) return NULL;
  reading->p += n;
  return reading->p - n;
}

static uint64_t take_number(Reading *reading, uint64_t most) {
  uint64_t number = 0;
  const uint8_t *p = take(reading, sizeof number);
  if (p) memcpy(&number, p, sizeof number);
  reading->failed |= number > most;
  return reading->failed ? 0 : number;
}

static Str take_str(Reading *reading) {
  uint64_t n = take_number(reading, UINT32_MAX);
  const uint8_t *p = take(reading, n);
  return p ? (Str){(const char *)p, (uint32_t)n} : STR("");
}

static FilePart take_piece(Reading *reading) {
  FilePart piece = {.at = take_number(reading, INT64_MAX)};
  piece.bytes = take_number(reading, PIECE_MOST);
  piece.sum = take_number(reading, UINT64_MAX);
  return piece;
}

static Labels take_labels(Reading *reading) {
  uint64_t count = take_number(reading, (uint64_t)(reading->end - reading->p) / sizeof(uint64_t));
  Str *names = ARENA_ARRAY(&reading->arena, Str, count + 1);
  reading->failed |= !names;
  for (uint64_t i = 0; i < count && !reading->failed; i++) names[i] = take_str(reading);
  return (Labels){names, reading->failed ? 0 : (uint32_t)count};
}

/* The parts of a column, one behind the other; NULL where they are not sound. */
static FilePart *take_parts(Reading *reading, Snapshot *snapshot, const SnapshotTable *table, uint64_t *bytes) {
  const uint32_t count = snapshot_parts(table->block_count);
  FilePart *parts = snapshot_parts_new(snapshot, count);
  *bytes = 0;
  for (uint32_t p = 0; parts && p < count; p++) {
    parts[p].at = *bytes;
    parts[p].bytes = take_number(reading, PART_MOST);
    parts[p].sum = take_number(reading, UINT64_MAX);
    *bytes += parts[p].bytes;
  }
  return reading->failed ? NULL : parts;
}

static bool take_column(Reading *reading, Snapshot *snapshot, SnapshotTable *table) {
  uint64_t bytes;
  FilePart *parts = take_parts(reading, snapshot, table, &bytes);
  ColumnRequest as = {.stored = take_str(reading), .kind = (Kind)take_number(reading, KIND_COUNT - 1)};
  as.optional = take_number(reading, 1);
  as.bare = take_number(reading, 1);
  as.labels = take_labels(reading);
  uint64_t at = take_number(reading, INT64_MAX), size = take_number(reading, SIZE_MAX / 2);
  const FilePart dict = take_piece(reading);
  SnapshotColumn *column = reading->failed || !parts || size != bytes ? NULL : snapshot_column_new(snapshot, &as);
  if (!column) return false;
  column->file_at = at;
  column->segment_size = size;
  column->parts = parts;
  column->filed_dict = dict;
  snapshot_column_add(snapshot, table, column);
  return true;
}


static bool take_table(Reading *reading, Snapshot *snapshot, const StoreState *state) {
  Str name = take_str(reading), key = take_str(reading), by = take_str(reading);
  uint64_t blocks = take_number(reading, UINT32_MAX / 2);
  const uint8_t *counts = take(reading, blocks * sizeof(uint16_t));
  ProgramTable record = {.source = name, .key = key, .by = by};
  SnapshotTable *table = counts ? snapshot_table(snapshot, &record) : NULL;
  if (!table || table->laid_out || !snapshot_lay_out(snapshot, table, (uint32_t)blocks)) return false;
  memcpy(table->counts, counts, blocks * sizeof(uint16_t));
  for (uint32_t b = 0; b < table->block_count; b++) {
    if (!table->counts[b] || table->counts[b] > BATCH_SIZE) return false;
    table->records += table->counts[b];
  }
  table->state = *state;
  table->form = snapshot_text(snapshot, take_str(reading));
  table->filed_marks = take_piece(reading);
  uint64_t columns = take_number(reading, UINT32_MAX);
  for (uint64_t i = 0; i < columns; i++)
    if (!take_column(reading, snapshot, table)) return false;
  return !reading->failed;
}

static bool take_directory(Reading *reading, Snapshot *snapshot) {
  StoreState state;
  const uint8_t *p = take(reading, sizeof state);
  if (!p) return false;
  memcpy(&state, p, sizeof state);
  if (state.device != snapshot_state(snapshot)->device || state.file != snapshot_state(snapshot)->file) return false;
  take_str(reading); /* the database's name */
  const uint8_t *seed = take(reading, LEAF_SEED_BYTES);
  if (!seed) return false;
  uint64_t tables = take_number(reading, UINT32_MAX);
  for (uint64_t i = 0; i < tables; i++)
    if (!take_table(reading, snapshot, &state)) return false;
  if (!reading->failed) snapshot_set_seed(snapshot, seed);
  return !reading->failed;
}

/* The header stands at the file's end, as it is known only there. */
static bool read_header(int fd, CacheHeader *header) {
  struct stat file;
  if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode) || file.st_size < (off_t)(2 * sizeof *header)) return false;
  uint64_t end = (uint64_t)file.st_size - sizeof *header;
  if (!read_at(fd, end, header, sizeof *header) || memcmp(header->magic, CACHE_MAGIC, CACHE_MAGIC_BYTES)) return false;
  return header->form == CACHE_FORM && header->order == CACHE_ORDER && header->block_header == sizeof(ColumnBlock) &&
         header->directory_bytes <= DIRECTORY_MOST && header->directory_at <= end && header->directory_bytes == end - header->directory_at;
}

/* The directory of an open file, to be freed with its header's size and one; NULL where it is not sound. */
static uint8_t *read_directory(int fd, const Alloc *alloc, CacheHeader *header) {
  uint8_t *directory = read_header(fd, header) ? mem_resize(alloc, NULL, 0, header->directory_bytes + 1) : NULL;
  if (!directory) return NULL;
  if (read_at(fd, header->directory_at, directory, header->directory_bytes) &&
      cache_sum(directory, header->directory_bytes) == header->directory_sum)
    return directory;
  mem_free(alloc, directory, header->directory_bytes + 1);
  return NULL;
}

static int open_cache(const char *path) { return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK); }

const char *cache_database(Arena *arena, const char *path) {
  CacheHeader header;
  int fd = open_cache(path);
  uint8_t *directory = fd < 0 ? NULL : read_directory(fd, arena->alloc, &header);
  const char *database = NULL;
  if (directory) {
    Reading reading = {.p = directory, .end = directory + header.directory_bytes};
    take(&reading, sizeof(StoreState));
    Str name = take_str(&reading);
    database = reading.failed ? NULL : arena_str(arena, name).p;
    mem_free(arena->alloc, directory, header.directory_bytes + 1);
  }
  if (fd >= 0) close(fd);
  return database;
}

bool cache_attach(Snapshot *snapshot, const char *path) {
  const Alloc *alloc = snapshot_alloc(snapshot);
  CacheHeader header;
  int fd = open_cache(path);
  uint8_t *directory = fd < 0 ? NULL : read_directory(fd, alloc, &header);
  bool sound = false;
  if (directory) {
    Reading reading = {.p = directory, .end = directory + header.directory_bytes};
    arena_init(&reading.arena, alloc);
    sound = take_directory(&reading, snapshot);
    arena_free(&reading.arena);
    mem_free(alloc, directory, header.directory_bytes + 1);
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

/* A piece, with the snapshot's allocator and one byte more; NULL where it is not sound. */
static uint8_t *read_piece(const Snapshot *snapshot, const FilePart *piece) {
  const Alloc *alloc = snapshot_alloc(snapshot);
  uint8_t *bytes = mem_resize(alloc, NULL, 0, piece->bytes + 1);
  if (!bytes) return NULL;
  if (read_at(snapshot_file(snapshot), piece->at, bytes, piece->bytes) && cache_sum(bytes, piece->bytes) == piece->sum) return bytes;
  mem_free(alloc, bytes, piece->bytes + 1);
  return NULL;
}

void cache_load_marks(Snapshot *snapshot, SnapshotTable *table) {
  const Alloc *alloc = snapshot_alloc(snapshot);
  const FilePart piece = table->filed_marks;
  table->filed_marks = (FilePart){0};
  const uint64_t count = piece.bytes / sizeof(LeafMark);
  if (!count || table->marks) return;
  uint8_t *bytes = piece.bytes % sizeof(LeafMark) ? NULL : read_piece(snapshot, &piece);
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
  uint8_t *bytes = column->has_dict ? read_piece(snapshot, &piece) : NULL;
  if (!bytes) return false;
  Reading reading = {.p = bytes, .end = bytes + piece.bytes};
  for (int32_t i = 0; !reading.failed && reading.p < reading.end; i++) {
    const Str text = take_str(&reading);
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
  if (cache_sum(bytes, is->bytes) != is->sum) return false;
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
  bool sound = blocks && column->segment && read_at(snapshot_file(snapshot), column->file_at, column->segment, column->segment_size);
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

const ColumnBlock *cache_block(const Snapshot *snapshot, const SnapshotTable *table, const SnapshotColumn *column, uint32_t block,
                               PartRoom *room) {
  const uint32_t part = block / KEPT_PART_BATCHES;
  if (!room->there || room->part != part) {
    const FilePart *is = &column->parts[part];
    room->there = widen_room(room, snapshot_alloc(snapshot), is->bytes) &&
                  read_at(snapshot_file(snapshot), column->file_at + is->at, room->bytes, is->bytes) &&
                  find_blocks(table, column, part, room->bytes, room->blocks);
    room->part = part;
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
