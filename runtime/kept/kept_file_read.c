/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "runtime/kept/kept_file.h"
#include "runtime/kept/kept_form.h"

struct KeptFile {
  const Alloc *alloc;
  int fd;
  FiledEntry *entries; /* in `arena` */
  uint32_t count;
  Arena arena;
};

/* What a directory begins with, up to its entries; false where the file was made by another build. */
static bool take_head(FiledReading *reading, Arena *arena, Str *of, Str *database) {
  const Str maker = filed_take_str(reading);
  *of = filed_take_str(reading);
  *database = filed_take_str(reading);
  return !reading->failed && str_equal(maker, kept_maker(arena));
}

static bool take_entries(KeptFile *file, FiledReading *reading) {
  const uint64_t count = filed_take_number(reading, (uint64_t)(reading->end - reading->p) / sizeof(FiledEntry));
  const uint8_t *p = filed_take(reading, count * sizeof(FiledEntry));
  file->entries = ARENA_ARRAY(&file->arena, FiledEntry, count + 1);
  if (!p || !file->entries) return false;
  memcpy(file->entries, p, count * sizeof(FiledEntry));
  file->count = (uint32_t)count;
  for (uint32_t i = 0; i < file->count; i++) {
    const FiledEntry *entry = &file->entries[i];
    if (entry->sort >= SORT_COUNT || entry->kind >= KIND_COUNT) return false;
    for (int k = 0; k < 3; k++)
      if (entry->pieces[k].at > INT64_MAX || entry->pieces[k].bytes > FILED_PIECE_MOST) return false;
  }
  return true;
}

static bool read_directory(KeptFile *file, Str of) {
  size_t n;
  Str is_of, database;
  uint8_t *directory = filed_directory(file->fd, &kept_form, file->alloc, &n);
  if (!directory) return false;
  FiledReading reading = {.p = directory, .end = directory + n};
  const bool sound = take_head(&reading, &file->arena, &is_of, &database) && str_equal(is_of, of) && take_entries(file, &reading);
  mem_free(file->alloc, directory, n + 1);
  return sound;
}

KeptFile *kept_file_open(const Alloc *alloc, const char *path, Str of) {
  KeptFile *file = MEM_NEW(alloc, KeptFile);
  if (!file) return NULL;
  file->alloc = alloc;
  file->fd = filed_open(path);
  arena_init(&file->arena, alloc);
  if (file->fd >= 0 && read_directory(file, of)) return file;
  kept_file_free(file);
  return NULL;
}

void kept_file_free(KeptFile *file) {
  if (!file) return;
  if (file->fd >= 0) close(file->fd);
  arena_free(&file->arena);
  mem_free(file->alloc, file, sizeof *file);
}

const char *kept_file_database(Arena *arena, const char *path) {
  size_t n;
  Str of, database;
  const int fd = filed_open(path);
  uint8_t *directory = fd < 0 ? NULL : filed_directory(fd, &kept_form, arena->alloc, &n);
  const char *name = NULL;
  if (directory) {
    FiledReading reading = {.p = directory, .end = directory + n};
    if (take_head(&reading, arena, &of, &database)) name = arena_str(arena, database).p;
    mem_free(arena->alloc, directory, n + 1);
  }
  if (fd >= 0) close(fd);
  return name;
}

uint32_t kept_file_count(const KeptFile *file) { return file->count; }
const FiledEntry *kept_file_entry(const KeptFile *file, uint32_t index) { return &file->entries[index]; }
int kept_file_descriptor(const KeptFile *file) { return file->fd; }

const FiledEntry *kept_file_find(const KeptFile *file, KeptSort sort, const KeptKey *key) {
  for (uint32_t i = 0; i < file->count; i++)
    if (file->entries[i].sort == sort && kept_key_equal(&file->entries[i].key, key)) return &file->entries[i];
  return NULL;
}

/* ---- blocks ---- */

FiledPiece *kept_file_parts(const KeptFile *file, const FiledEntry *entry) {
  const size_t bytes = entry->count * sizeof(FiledPiece);
  FiledPiece *parts = entry->pieces[0].bytes == bytes ? MEM_ARRAY(file->alloc, FiledPiece, (size_t)entry->count + 1) : NULL;
  if (!parts) return NULL;
  bool sound = filed_read_piece(file->fd, &entry->pieces[0], parts);
  for (uint32_t p = 0; sound && p < entry->count; p++) sound = parts[p].at <= INT64_MAX && parts[p].bytes <= FILED_PIECE_MOST;
  if (sound) return parts;
  mem_free(file->alloc, parts, ((size_t)entry->count + 1) * sizeof *parts);
  return NULL;
}

void kept_room_free(KeptRoom *room, const Alloc *alloc) {
  if (room->packed) mem_free(alloc, room->packed, room->packed_size);
  if (room->unpacked) mem_free(alloc, room->unpacked, room->unpacked_size);
  *room = (KeptRoom){0};
}

static bool widen(uint8_t **bytes, size_t *size, size_t n, const Alloc *alloc) {
  if (n <= *size) return true;
  if (*bytes) mem_free(alloc, *bytes, *size);
  *bytes = mem_resize(alloc, NULL, 0, n + n / 4);
  *size = *bytes ? n + n / 4 : 0;
  return *bytes != NULL;
}

static bool unpack(const KeptFile *file, size_t bytes, Kind kind, uint32_t codes, const uint16_t *counts, uint32_t batches, KeptRoom *room) {
  const size_t most = (kept_unpacked_most(kind) + 7) / 8 * 8;
  if (!widen(&room->unpacked, &room->unpacked_size, most * KEPT_PART_BATCHES, file->alloc)) return false;
  FiledReading reading = {.p = room->packed, .end = room->packed + bytes};
  for (uint32_t b = 0; b < batches; b++) {
    KeptLanes *lanes = (KeptLanes *)(void *)(room->unpacked + b * most);
    room->lanes[b] = kept_unpack(&reading, kind, codes, lanes) ? lanes : NULL;
    if (room->lanes[b] && lanes->count != counts[b]) return false;
  }
  return !reading.failed && reading.p == reading.end;
}

void kept_file_part(const KeptFile *file, const FiledPiece *piece, Kind kind, uint32_t codes, const uint16_t *counts, uint32_t batches,
                    KeptRoom *room) {
  memset(room->lanes, 0, sizeof room->lanes);
  room->batches = 0;
  const bool sound = piece->bytes && widen(&room->packed, &room->packed_size, piece->bytes, file->alloc) &&
                     filed_read_piece(file->fd, piece, room->packed) && unpack(file, piece->bytes, kind, codes, counts, batches, room);
  if (sound) room->batches = batches;
  else memset(room->lanes, 0, sizeof room->lanes);
}

/* ---- slots ---- */

static bool hold_codes(SlotValues *values, uint32_t codes) {
  for (uint32_t i = 0; i < values->count; i++) {
    const bool wild = (uint32_t)values->i32[i] >= codes;
    if (wild && slot_known(values, i)) return false;
    if (wild) values->i32[i] = 0;
  }
  return codes > 0;
}

/* How long each text is, and all of them one behind the other. */
static bool read_texts(const KeptFile *file, const FiledEntry *entry, SlotValues *out) {
  const size_t sizes = (size_t)entry->count * sizeof(uint32_t);
  uint8_t *lengths = entry->pieces[0].bytes == sizes ? filed_take_piece(file->fd, &entry->pieces[0], file->alloc) : NULL;
  uint8_t *bytes = lengths ? filed_take_piece(file->fd, &entry->pieces[2], file->alloc) : NULL;
  uint64_t at = 0;
  bool sound = bytes != NULL;
  for (uint32_t i = 0; sound && i < entry->count; i++) {
    uint32_t n;
    memcpy(&n, lengths + i * sizeof n, sizeof n);
    sound = n <= entry->pieces[2].bytes - at;
    if (sound) out->str[i] = arena_str(&out->texts, (Str){(const char *)bytes + at, n});
    at += n;
  }
  if (bytes) mem_free(file->alloc, bytes, entry->pieces[2].bytes + 1);
  if (lengths) mem_free(file->alloc, lengths, sizes + 1);
  return sound && !out->texts.failed;
}

static bool read_lanes(const KeptFile *file, const FiledEntry *entry, SlotValues *out) {
  const FiledPiece *known = &entry->pieces[1];
  if (kind_lane(out->kind) == LANE_STR) {
    if (!read_texts(file, entry, out)) return false;
  } else if (entry->pieces[0].bytes != slot_lane_bytes(out->kind, entry->count) ||
             !filed_read_piece(file->fd, &entry->pieces[0], out->data)) {
    return false;
  }
  if (!known->bytes) return true;
  if (known->bytes != ((size_t)entry->count + 63) / 64 * 8) return false;
  out->known = mem_resize(out->alloc, NULL, 0, known->bytes);
  out->known_size = out->known ? entry->count : 0;
  return out->known && filed_read_piece(file->fd, known, out->known);
}

bool kept_file_slot(const KeptFile *file, const FiledEntry *entry, uint32_t codes, SlotValues *out) {
  slot_init(out, file->alloc, (Kind)entry->kind);
  out->single = entry->flag != 0;
  if (entry->count >= ORDINAL_NONE || (out->single && !entry->count) || !slot_reserve(out, entry->count)) return false;
  const bool read = read_lanes(file, entry, out);
  if (read) out->count = entry->count;
  if (read && (out->kind != KIND_CODE || hold_codes(out, codes))) return true;
  slot_free(out);
  return false;
}
