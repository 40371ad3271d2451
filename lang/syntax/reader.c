/* SPDX-License-Identifier: MIT
 * Rule files as the system keeps them: reading one whole, and one spelling for each path. */
#include "lang/syntax/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- files ---- */

static const char *reason(int error) {
  switch (error) {
  case ENOENT: return "there is no such file";
  case ENOTDIR: return "part of the path is no folder";
  case EISDIR: return "it is a folder";
  case EACCES: return "you may not read it";
  case ENAMETOOLONG: return "the path is too long";
  case ELOOP: return "its links lead round in a circle";
  case ETIMEDOUT: return "it is a pipe, and nobody writes to it";
  default: return "the system cannot read it";
  }
}

enum { WRITER_MS = 2000 /* for a pipe that nobody has opened to write */, WRITER_STEP_MS = 100 };

/* Nothing has come from a pipe yet: has nobody opened it to write, then somebody is waited for, but not for ever. 0 or an errno. */
static int wait_for_writer(int fd) {
  struct pollfd pipe = {.fd = fd, .events = POLLIN};
  for (int left = WRITER_MS; left > 0; left -= WRITER_STEP_MS) {
    int ready = poll(&pipe, 1, WRITER_STEP_MS);
    if (ready > 0) return 0;
    if (ready < 0 && errno != EINTR) return errno;
  }
  return ETIMEDOUT;
}

/* From where a writer is there, each byte is waited for. */
static int wait_for_bytes(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0 ? errno : 0;
}

/* All bytes up to one more than a rule file may have, so that the parser sees that it is too large. 0 or an
 * errno. */
static int read_all(int fd, bool pipe, Arena *arena, Str *text) {
  Buf buf;
  buf_init(&buf, arena->alloc);
  int error = 0;
  while (buf.n <= SOURCE_MOST && !error) {
    enum { PIECE = 1 << 16 };
    char *p = buf_room(&buf, PIECE);
    ssize_t n = p ? read(fd, p, PIECE) : 0;
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {
      error = wait_for_bytes(fd);
      continue;
    }
    if (n == 0 && pipe && buf.n == 0 && p) {
      pipe = false;
      error = wait_for_writer(fd);
      continue;
    }
    if (n < 0) error = errno;
    if (n <= 0) break;
    buf.n += (size_t)n;
  }
  if (buf.n > SOURCE_MOST + 1) buf.n = SOURCE_MOST + 1;
  if (buf.failed) arena->failed = true;
  *text = arena_str(arena, buf.n ? buf_view(&buf) : STR(""));
  buf_free(&buf);
  return error;
}

/* Opened without waiting, so that a pipe that nobody writes to does not hang. */
static int open_source(const char *path, int *fd, bool *pipe) {
  struct stat info;
  *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (*fd < 0) return errno;
  int error = fstat(*fd, &info) != 0 ? errno : S_ISDIR(info.st_mode) ? EISDIR : 0;
  *pipe = !error && S_ISFIFO(info.st_mode);
  if (error) close(*fd);
  return error;
}

static Status read_file(void *user, const char *path, Arena *arena, Str *text, const char **why) {
  (void)user;
  bool pipe = false;
  int fd, error = open_source(path, &fd, &pipe);
  if (!error) {
    error = read_all(fd, pipe, arena, text);
    close(fd);
  }
  if (!error) return arena->failed ? STATUS_NO_MEMORY : STATUS_OK;
  *why = reason(error);
  return STATUS_IO;
}

const Reader reader_files = {NULL, read_file};

/* ---- paths ---- */

/* Adds a step of a path to `out`, which holds `kept` bytes that `..` may not take away. */
static void add_step(Buf *out, Str step) {
  if (step.n == 0 || str_equal(step, STR("."))) return;
  size_t start = out->n;
  while (start > 0 && out->p[start - 1] != '/') start--;
  Str last = {out->p + start, (uint32_t)(out->n - start)};
  if (!str_equal(step, STR("..")) || last.n == 0 || str_equal(last, STR(".."))) {
    if (str_equal(step, STR("..")) && out->n == 1 && out->p[0] == '/')
      return; /* above the root is the root */
    if (out->n && out->p[out->n - 1] != '/') buf_char(out, '/');
    buf_str(out, step);
    return;
  }
  out->n = start > 1 ? start - 1 : start;
}

Str path_plain(Arena *arena, Str folder, Str path) {
  Buf out;
  buf_init(&out, arena->alloc);
  Str parts[2] = {path.n && path.p[0] == '/' ? STR("") : folder, path};
  if ((parts[0].n && parts[0].p[0] == '/') || (path.n && path.p[0] == '/')) buf_char(&out, '/');
  for (int i = 0; i < 2; i++)
    for (uint32_t from = 0, at = 0; at <= parts[i].n; at++)
      if (at == parts[i].n || parts[i].p[at] == '/') {
        add_step(&out, (Str){parts[i].p + from, at - from});
        from = at + 1;
      }
  if (out.failed) arena->failed = true;
  Str plain = arena_str(arena, out.n ? buf_view(&out) : STR("."));
  buf_free(&out);
  return plain;
}

Str path_folder(Str path) {
  uint32_t n = path.n;
  while (n > 0 && path.p[n - 1] != '/') n--;
  return (Str){path.p, n};
}
