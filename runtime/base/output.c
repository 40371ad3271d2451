/* SPDX-License-Identifier: MIT
 * Files that appear whole or not at all. */
#include "runtime/base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/held.h"

enum { BUFFER_BYTES = 1 << 16 };

struct Output {
  const Alloc *alloc;
  int fd;
  int held_for;         /* the stream that waits for `fd`, a file without a name; -1: none */
  bool owned;           /* `fd` is ours to close */
  bool held_owned;      /* `held_for` is */
  bool failed;          /* told once; all that follows fails without a word */
  char path[PATH_MAX];  /* as messages say it; of a file: where it will stand, links followed */
  char made[PATH_MAX];  /* the temporary file; empty where bytes go straight out */
  size_t waiting;
  char buffer[BUFFER_BYTES];
};

Status output_fault(DiagList *diags, const char *path, int error) {
  if (error == EPIPE) diag_add(diags, DIAG_OUTPUT_CLOSED, (Span){0}, path);
  else if (error == ENOSPC || error == EDQUOT) diag_add(diags, DIAG_OUTPUT_FULL, (Span){0}, path);
  else if (error == EISDIR) diag_add(diags, DIAG_OUTPUT_FOLDER, (Span){0}, path);
  else if (error == ENOENT || error == ENOTDIR) diag_add(diags, DIAG_OUTPUT_NO_FOLDER, (Span){0}, path);
  else if (error == EACCES || error == EPERM || error == EROFS) diag_add(diags, DIAG_OUTPUT_PERMISSION, (Span){0}, path);
  else if (error == ENOTSUP) diag_add(diags, DIAG_OUTPUT_OVER_DATABASE, (Span){0}, path);
  else diag_add(diags, DIAG_OUTPUT_FAULT, (Span){0}, path, strerrordesc_np(error) ? strerrordesc_np(error) : "?");
  return STATUS_IO;
}

static Status fail(Output *output, int error, DiagList *diags) {
  if (!output->failed) output_fault(diags, output->path, error);
  output->failed = true;
  return STATUS_IO;
}

/* The folder part of the path, "." where it has none. */
static void folder_of(const char *path, char out[PATH_MAX]) {
  const char *slash = strrchr(path, '/');
  if (!slash) snprintf(out, PATH_MAX, ".");
  else if (slash == path) snprintf(out, PATH_MAX, "/");
  else snprintf(out, PATH_MAX, "%.*s", (int)(slash - path), path);
}

/* A new empty file beside the target, with the mode that a file of the user's would get, or that the target has. */
static int make_temporary(Output *output, const struct stat *old) {
  char folder[PATH_MAX], before[PATH_MAX];
  folder_of(output->path, folder);
  int n = snprintf(before, sizeof before, "%s/.cible-", folder);
  if (n < 0 || (size_t)n >= sizeof before) return ENAMETOOLONG;
  held_file_sweep(before, ".tmp");
  output->fd = held_file_make(before, ".tmp", output->made, PATH_MAX);
  if (output->fd < 0) return errno;
  output->owned = true;
  return old && fchmod(output->fd, old->st_mode & 07777) != 0 ? errno : 0;
}

bool output_is_same_file(const char *path, const char *other) {
  struct stat a, b;
  return stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static bool is_database(const char *path) {
  static const char magic[16] = "SQLite format 3";
  char head[16] = "";
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  bool is = fd >= 0 && read(fd, head, sizeof head) == sizeof head && memcmp(head, magic, sizeof magic) == 0;
  if (fd >= 0) close(fd);
  return is;
}

/* 0, an errno, or ENOTSUP where a database stands there. */
static int open_path(Output *output, const char *path) {
  struct stat old;
  bool there = stat(path, &old) == 0;
  if (!there && errno != ENOENT) return errno;
  if (there && S_ISDIR(old.st_mode)) return EISDIR;
  size_t n = strlen(path);
  if (n == 0 || n >= PATH_MAX || path[n - 1] == '/') return n == 0 ? ENOENT : n >= PATH_MAX ? ENAMETOOLONG : EISDIR;
  if (there && !S_ISREG(old.st_mode)) { /* a device, a FIFO */
    snprintf(output->path, PATH_MAX, "%s", path);
    output->fd = open(path, O_WRONLY | O_CLOEXEC);
    output->owned = output->fd >= 0;
    return output->owned ? 0 : errno;
  }
  if (there && access(path, W_OK) != 0) return errno; /* renaming would get round a read-only file */
  if (there && is_database(path)) return ENOTSUP;
  if (there && !realpath(path, output->path)) return errno;
  if (!there) snprintf(output->path, PATH_MAX, "%s", path);
  return make_temporary(output, there ? &old : NULL);
}

static Output *new_output(const Alloc *alloc, int fd) {
  Output *output = MEM_NEW(alloc, Output);
  if (!output) return NULL;
  output->alloc = alloc;
  output->fd = fd;
  output->held_for = -1;
  return output;
}

Status output_open(const Alloc *alloc, const char *path, int fd, DiagList *diags, Output **out) {
  Output *output = new_output(alloc, fd);
  *out = NULL;
  if (!output) return STATUS_NO_MEMORY;
  if (!path || strcmp(path, "-") == 0) {
    snprintf(output->path, PATH_MAX, "standard output");
  } else {
    int error = open_path(output, path);
    if (error) {
      output_fault(diags, path, error);
      output_abandon(output);
      return STATUS_IO;
    }
  }
  *out = output;
  return STATUS_OK;
}

Status output_scratch(const Alloc *alloc, const char *path, DiagList *diags, Output **out) {
  Output *output = new_output(alloc, -1);
  *out = NULL;
  if (!output) return STATUS_NO_MEMORY;
  struct stat old;
  bool there = stat(path, &old) == 0;
  int n = snprintf(output->path, PATH_MAX, "%s", path), error = n < PATH_MAX ? make_temporary(output, there ? &old : NULL) : ENAMETOOLONG;
  if (!error) *out = output;
  else output_abandon(output);
  return error ? output_fault(diags, path, error) : STATUS_OK;
}

Status output_hold(Output *output, DiagList *diags) {
  if (output->made[0]) return STATUS_OK; /* a file waits under its temporary name anyway */
  FILE *file = tmpfile();
  int fd = file ? dup(fileno(file)) : -1, error = errno;
  if (file) fclose(file);
  if (fd < 0) return fail(output, error, diags);
  output->held_for = output->fd;
  output->held_owned = output->owned;
  output->fd = fd;
  output->owned = true;
  return STATUS_OK;
}

static Status write_all(Output *output, const char *bytes, size_t n, DiagList *diags) {
  while (n) {
    ssize_t written = write(output->fd, bytes, n);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(output, written < 0 ? errno : EIO, diags);
    bytes += written;
    n -= (size_t)written;
  }
  return STATUS_OK;
}

Status output_flush(Output *output, DiagList *diags) {
  if (output->failed) return STATUS_IO;
  size_t n = output->waiting;
  output->waiting = 0;
  return write_all(output, output->buffer, n, diags);
}

Status output_write(Output *output, const void *bytes, size_t n, DiagList *diags) {
  if (output->failed) return STATUS_IO;
  if (n > BUFFER_BYTES - output->waiting) {
    Status status = output_flush(output, diags);
    if (status != STATUS_OK) return status;
  }
  if (n > BUFFER_BYTES) return write_all(output, bytes, n, diags);
  if (n) memcpy(output->buffer + output->waiting, bytes, n);
  output->waiting += n;
  return STATUS_OK;
}

int output_descriptor(const Output *output) { return output->fd; }

const char *output_temporary(const Output *output) { return output->made[0] ? output->made : NULL; }

/* The new name must outlast a power cut: the folder's own pages are written too. */
static Status sync_folder(Output *output, DiagList *diags) {
  char folder[PATH_MAX];
  folder_of(output->path, folder);
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return STATUS_OK; /* a folder that may be written but not read */
  int error = fsync(fd) == 0 ? 0 : errno;
  close(fd);
  return error && error != EINVAL && error != EROFS ? fail(output, error, diags) : STATUS_OK;
}

/* Hands what was held on to the stream that it is for. */
static Status release(Output *output, DiagList *diags) {
  int file = output->fd;
  output->fd = output->held_for;
  output->owned = output->held_owned;
  output->held_for = -1;
  Status status = lseek(file, 0, SEEK_SET) == 0 ? STATUS_OK : fail(output, errno, diags);
  while (status == STATUS_OK) {
    ssize_t n = read(file, output->buffer, BUFFER_BYTES);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) status = fail(output, errno, diags);
    if (n <= 0) break;
    status = write_all(output, output->buffer, (size_t)n, diags);
  }
  close(file);
  return status;
}

Status output_commit(Output *output, DiagList *diags) {
  Status status = output_flush(output, diags);
  if (status == STATUS_OK && output->held_for >= 0) status = release(output, diags);
  if (status == STATUS_OK && output->made[0]) {
    if (fsync(output->fd) != 0) status = fail(output, errno, diags);
    if (close(output->fd) != 0 && status == STATUS_OK) status = fail(output, errno, diags);
    output->owned = false;
    if (status == STATUS_OK && rename(output->made, output->path) != 0) status = fail(output, errno, diags);
    if (status == STATUS_OK) {
      output->made[0] = 0;
      status = sync_folder(output, diags);
    }
  }
  output_abandon(output);
  return status;
}

void output_abandon(Output *output) {
  if (!output) return;
  if (output->owned) close(output->fd);
  if (output->held_for >= 0 && output->held_owned) close(output->held_for);
  if (output->made[0]) unlink(output->made);
  mem_free(output->alloc, output, sizeof *output);
}
