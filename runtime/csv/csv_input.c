/* SPDX-License-Identifier: MIT
 * The bytes of a CSV file. A FIFO or standard input is first copied to a file without a name, so that all input can be read
 * twice: once to see what it holds, once to load it. */
#include "runtime/csv/csv_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/held.h"

static Status fail(DiagList *diags, const char *path, const char *why) {
  diag_add(diags, DIAG_CSV_OPEN, (Span){0, 0}, path, why);
  return STATUS_IO;
}

static ssize_t read_some(int fd, void *out, size_t room) {
  ssize_t n;
  do n = read(fd, out, room);
  while (n < 0 && errno == EINTR);
  return n;
}

static bool write_all(int fd, const char *p, size_t n) {
  while (n) {
    ssize_t done = write(fd, p, n);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    p += done;
    n -= (size_t)done;
  }
  return true;
}

/* Copies what can be read once only; input->fd becomes the copy. */
static Status spool(CsvInput *input, const char *path, DiagList *diags) {
  int copy = nameless_file();
  if (copy < 0) return fail(diags, path, strerror(errno));
  char bytes[1 << 15];
  ssize_t n;
  while ((n = read_some(input->fd, bytes, sizeof bytes)) > 0)
    if (!write_all(copy, bytes, (size_t)n)) break;
  int error = errno;
  close(input->fd);
  input->fd = copy;
  if (n == 0) return STATUS_OK;
  return fail(diags, path, strerror(error));
}

/* What the file is instead of a text, by its first bytes; NULL where they say nothing. */
static const char *packed(int fd) {
  static const struct {
    const char *bytes;
    size_t count;
    const char *why;
  } known[] = {
      {"\x1F\x8B", 2, N_("it is compressed (gzip): unpack it first")},
      {"BZh91AY&SY", 10, N_("it is compressed (bzip2): unpack it first")}, /* of blocks of 900 KB, as bzip2 makes them */
      {"\xFD" "7zXZ", 5, N_("it is compressed (xz): unpack it first")},
      {"\x28\xB5\x2F\xFD", 4, N_("it is compressed (zstd): unpack it first")},
      {"PK\x03\x04", 4, N_("it is a workbook or an archive: save its sheet as CSV, or unpack it first")},
      {"\xD0\xCF\x11\xE0", 4, N_("it is a workbook: save its sheet as CSV first")},
      {"%PDF-", 5, N_("it is a PDF, not a table")},
      {"SQLite format 3", 15, N_("it is a SQLite database already")},
  };
  char head[16] = {0};
  ssize_t n = pread(fd, head, sizeof head, 0);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (n >= (ssize_t)known[i].count && memcmp(head, known[i].bytes, known[i].count) == 0) return known[i].why;
  return NULL;
}

static Status take(CsvInput *input, const char *path, DiagList *diags) {
  struct stat st;
  if (fstat(input->fd, &st)) return fail(diags, path, strerror(errno));
  if (S_ISDIR(st.st_mode)) return fail(diags, path, "it is a folder");
  if (!S_ISREG(st.st_mode)) {
    if (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode) && !isatty(input->fd)) return fail(diags, path, "it is not a file");
    Status status = spool(input, path, diags);
    if (status) return status;
    if (fstat(input->fd, &st)) return fail(diags, path, strerror(errno));
  }
  const char *why = packed(input->fd);
  if (why) return fail(diags, path, why);
  input->size = (uint64_t)st.st_size;
  input->changed = st.st_mtim;
  if (!csv_input_seek(input, 0)) return fail(diags, path, strerror(errno));
  return STATUS_OK;
}

Status csv_input_open(CsvInput *input, const char *path, DiagList *diags) {
  *input = (CsvInput){.fd = -1};
  if (strcmp(path, "-") == 0) {
    input->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  } else {
    do input->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (input->fd < 0 && errno == EINTR);
  }
  if (input->fd < 0) return fail(diags, path, strerror(errno));
  Status status = take(input, path, diags);
  if (status) csv_input_close(input);
  return status;
}

void csv_input_close(CsvInput *input) {
  if (input->fd >= 0) close(input->fd);
  input->fd = -1;
}

bool csv_input_seek(CsvInput *input, uint64_t offset) {
  if (lseek(input->fd, (off_t)offset, SEEK_SET) < 0) return false;
  input->read = offset;
  return true;
}

ssize_t csv_input_read(CsvInput *input, void *out, size_t room) {
  ssize_t n = read_some(input->fd, out, room);
  if (n > 0) input->read += (uint64_t)n;
  return n;
}

bool csv_input_changed(const CsvInput *input) {
  struct stat st;
  if (fstat(input->fd, &st)) return true;
  return (uint64_t)st.st_size != input->size || st.st_mtim.tv_sec != input->changed.tv_sec ||
         st.st_mtim.tv_nsec != input->changed.tv_nsec;
}
