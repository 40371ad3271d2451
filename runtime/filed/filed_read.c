/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/filed/filed.h"

enum { DIRECTORY_MOST = 1 << 28 };

int filed_open(const char *path) { return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK); }

bool filed_read(int fd, uint64_t at, void *to, size_t n) {
  for (size_t got = 0; got < n;) {
    ssize_t more = pread(fd, (char *)to + got, n - got, (off_t)(at + got));
    if (more <= 0) return false;
    got += (size_t)more;
  }
  return true;
}

bool filed_read_piece(int fd, const FiledPiece *piece, void *to) {
  return !piece->bytes || (filed_read(fd, piece->at, to, piece->bytes) && filed_sum(to, piece->bytes) == piece->sum);
}

uint8_t *filed_take_piece(int fd, const FiledPiece *piece, const Alloc *alloc) {
  uint8_t *bytes = mem_resize(alloc, NULL, 0, piece->bytes + 1);
  if (!bytes || filed_read_piece(fd, piece, bytes)) return bytes;
  mem_free(alloc, bytes, piece->bytes + 1);
  return NULL;
}

/* The header stands at the file's end, as it is known only there. */
static bool read_header(int fd, const FiledForm *form, FiledHeader *header) {
  struct stat file;
  if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode) || file.st_size < (off_t)(2 * sizeof *header)) return false;
  const uint64_t end = (uint64_t)file.st_size - sizeof *header;
  if (!filed_read(fd, end, header, sizeof *header) || memcmp(&header->form, form, sizeof *form)) return false;
  return header->directory_bytes <= DIRECTORY_MOST && header->directory_at <= end && header->directory_bytes == end - header->directory_at;
}

uint8_t *filed_directory(int fd, const FiledForm *form, const Alloc *alloc, size_t *n) {
  FiledHeader header;
  if (!read_header(fd, form, &header)) return NULL;
  *n = header.directory_bytes;
  return filed_take_piece(fd, &(FiledPiece){header.directory_at, header.directory_bytes, header.directory_sum}, alloc);
}

const uint8_t *filed_take(FiledReading *reading, uint64_t n) {
  reading->failed |= n > (uint64_t)(reading->end - reading->p);
  if (reading->failed) return NULL;
  reading->p += n;
  return reading->p - n;
}

uint64_t filed_take_number(FiledReading *reading, uint64_t most) {
  uint64_t number = 0;
  const uint8_t *p = filed_take(reading, sizeof number);
  if (p) memcpy(&number, p, sizeof number);
  reading->failed |= number > most;
  return reading->failed ? 0 : number;
}

Str filed_take_str(FiledReading *reading) {
  const uint64_t n = filed_take_number(reading, UINT32_MAX);
  const uint8_t *p = filed_take(reading, n);
  return p ? (Str){(const char *)p, (uint32_t)n} : STR("");
}

FiledPiece filed_take_place(FiledReading *reading) {
  FiledPiece piece = {.at = filed_take_number(reading, INT64_MAX)};
  piece.bytes = filed_take_number(reading, FILED_PIECE_MOST);
  piece.sum = filed_take_number(reading, UINT64_MAX);
  return piece;
}
