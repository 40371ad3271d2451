/* SPDX-License-Identifier: MIT */
#include "runtime/filed/filed.h"

#include <stdio.h>
#include <sys/stat.h>

void filed_put(FiledWriting *writing, const void *bytes, size_t n) {
  if (writing->status == STATUS_OK && n) writing->status = output_write(writing->output, bytes, n, writing->diags);
  writing->at += n;
}

FiledPiece filed_put_piece(FiledWriting *writing, const void *bytes, size_t n) {
  static const uint8_t nothing[8];
  const FiledPiece piece = {writing->at, n, n ? filed_sum(bytes, n) : 0};
  filed_put(writing, bytes, n);
  filed_put(writing, nothing, (8 - n % 8) % 8);
  return piece;
}

void filed_note(FiledWriting *writing, const void *bytes, size_t n) { buf_add(&writing->directory, bytes, n); }
void filed_note_number(FiledWriting *writing, uint64_t number) { filed_note(writing, &number, sizeof number); }

void filed_note_str(FiledWriting *writing, Str s) {
  filed_note_number(writing, s.n);
  filed_note(writing, s.p, s.n);
}

void filed_note_place(FiledWriting *writing, FiledPiece piece) {
  filed_note_number(writing, piece.at);
  filed_note_number(writing, piece.bytes);
  filed_note_number(writing, piece.sum);
}

/* What stands there under the file's name and is none: a link is not followed, a pipe not waited for. */
static void clear_way(const char *path) {
  struct stat at;
  if (lstat(path, &at) != 0 || !(S_ISLNK(at.st_mode) || S_ISFIFO(at.st_mode) || S_ISSOCK(at.st_mode) || S_ISDIR(at.st_mode))) return;
  if (remove(path) != 0) return; /* a folder that is not empty: the opening tells */
}

void filed_begin(FiledWriting *writing, const char *path, const FiledForm *form, const Alloc *alloc, DiagList *diags) {
  *writing = (FiledWriting){.diags = diags, .form = *form};
  buf_init(&writing->directory, alloc);
  clear_way(path);
  writing->status = output_open(alloc, path, -1, diags, &writing->output);
  if (writing->status == STATUS_OK && fchmod(output_descriptor(writing->output), 0600) != 0) { /* it is for its owner alone where it can be */
  }
  const FiledHeader header = {.form = *form};
  filed_put(writing, &header, sizeof header);
}

/* Behind the directory its own place again: the header was written before it was known. */
static void put_directory(FiledWriting *writing) {
  const Buf *directory = &writing->directory;
  const FiledHeader header = {.form = writing->form, .directory_at = writing->at, .directory_bytes = directory->n,
                              .directory_sum = filed_sum(directory->p, directory->n)};
  filed_put(writing, directory->p, directory->n);
  filed_put(writing, &header, sizeof header);
}

Status filed_end(FiledWriting *writing) {
  if (writing->status == STATUS_OK && writing->directory.failed) writing->status = STATUS_NO_MEMORY;
  if (writing->status == STATUS_OK) put_directory(writing);
  if (writing->status == STATUS_OK) writing->status = output_commit(writing->output, writing->diags);
  else output_abandon(writing->output);
  buf_free(&writing->directory);
  return writing->status;
}
