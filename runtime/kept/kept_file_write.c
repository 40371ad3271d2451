/* SPDX-License-Identifier: MIT
 * Pieces are written as they come; the directory is told of each entry when all of its own are. */
#include <time.h>

#include "runtime/kept/kept_file.h"
#include "runtime/kept/kept_form.h"

void kept_file_begin(KeptWriting *writing, const char *path, Str of, const char *database, uint64_t most, const Alloc *alloc, DiagList *diags) {
  Arena arena;
  arena_init(&arena, alloc);
  *writing = (KeptWriting){.most = most, .now = (uint64_t)time(NULL)};
  filed_begin(&writing->base, path, &kept_form, alloc, diags);
  filed_note_str(&writing->base, kept_maker(&arena));
  filed_note_str(&writing->base, of);
  filed_note_str(&writing->base, str_from(database));
  filed_note_number(&writing->base, 0); /* how many entries there are: known at the end */
  if (arena.failed) writing->base.status = STATUS_NO_MEMORY;
  arena_free(&arena);
}

void kept_file_note(KeptWriting *writing, FiledEntry *entry) {
  writing->bytes += entry->bytes;
  if (entry->sort == SORT_BLOCK && entry->flag) writing->spare += entry->bytes;
  writing->count++;
  filed_note(&writing->base, entry, sizeof *entry);
}

/* The piece in the file that is written; without bytes where it cannot be read. */
static FiledPiece copy_piece(KeptWriting *writing, const KeptFile *from, const FiledPiece *piece) {
  const Alloc *alloc = writing->base.directory.alloc;
  uint8_t *bytes = piece->bytes ? filed_take_piece(kept_file_descriptor(from), piece, alloc) : NULL;
  if (!bytes) return (FiledPiece){0};
  const FiledPiece copy = filed_put_piece(&writing->base, bytes, piece->bytes);
  mem_free(alloc, bytes, piece->bytes + 1);
  return copy;
}

static bool copy_parts(KeptWriting *writing, const KeptFile *from, const FiledEntry *entry, FiledEntry *copy) {
  const Alloc *alloc = writing->base.directory.alloc;
  FiledPiece *parts = kept_file_parts(from, entry);
  if (!parts) return false;
  for (uint32_t p = 0; p < entry->count; p++) parts[p] = copy_piece(writing, from, &parts[p]);
  copy->pieces[0] = filed_put_piece(&writing->base, parts, entry->count * sizeof *parts);
  mem_free(alloc, parts, ((size_t)entry->count + 1) * sizeof *parts);
  return true;
}

void kept_file_copy(KeptWriting *writing, const KeptFile *from, const FiledEntry *entry) {
  FiledEntry copy = *entry;
  bool sound = true;
  if (entry->sort == SORT_BLOCK) {
    sound = copy_parts(writing, from, entry, &copy);
  } else {
    for (int k = 0; k < 3; k++) {
      copy.pieces[k] = copy_piece(writing, from, &entry->pieces[k]);
      sound &= copy.pieces[k].bytes == entry->pieces[k].bytes;
    }
  }
  if (sound) kept_file_note(writing, &copy);
}

Status kept_file_end(KeptWriting *writing) {
  Buf *directory = &writing->base.directory;
  const size_t entries = (size_t)writing->count * sizeof(FiledEntry);
  if (!directory->failed) memcpy(directory->p + directory->n - entries - sizeof(uint64_t), &(uint64_t){writing->count}, sizeof(uint64_t));
  return filed_end(&writing->base);
}
