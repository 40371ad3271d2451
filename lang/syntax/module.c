/* SPDX-License-Identifier: MIT
 * A rule file and all that it includes, as one PROGRAM: the declarations of an included file stand in place
 * of its INCLUDE. */
#include "lang/syntax/module.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Loader {
  Arena *arena;
  SourceMap *sources;
  const Reader *reader;
  DiagList *diags;
  AstNode *program;
  AstNode *paths; /* LIST of the paths read so far, in one spelling each */
} Loader;

/* ---- files ---- */

static const char *reason(int error) {
  switch (error) {
  case ENOENT: return "there is no such file";
  case ENOTDIR: return "part of the path is no folder";
  case EISDIR: return "it is a folder";
  case EACCES: return "you may not read it";
  case ENAMETOOLONG: return "the path is too long";
  case ELOOP: return "its links lead round in a circle";
  default: return "the system cannot read it";
  }
}

/* All bytes up to one more than a rule file may have, so that the parser sees that it is too large. 0 or an
 * errno. */
static int read_all(int fd, Arena *arena, Str *text) {
  Buf buf;
  buf_init(&buf, arena->alloc);
  int error = 0;
  while (buf.n <= SOURCE_MOST) {
    enum { PIECE = 1 << 16 };
    char *p = buf_room(&buf, PIECE);
    ssize_t n = p ? read(fd, p, PIECE) : 0;
    if (n < 0 && errno == EINTR) continue;
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
static int open_source(const char *path, int *fd) {
  struct stat info;
  *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (*fd < 0) return errno;
  int error = fstat(*fd, &info) != 0 ? errno : S_ISDIR(info.st_mode) ? EISDIR : 0;
  int flags = fcntl(*fd, F_GETFL);
  if (!error && flags >= 0 && fcntl(*fd, F_SETFL, flags & ~O_NONBLOCK) < 0) error = errno;
  if (error) close(*fd);
  return error;
}

static Status read_file(void *user, const char *path, Arena *arena, Str *text, const char **why) {
  (void)user;
  int fd, error = open_source(path, &fd);
  if (!error) {
    error = read_all(fd, arena, text);
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

/* One spelling for one path: without `.`, `..` within, doubled slashes. */
static Str plain_path(Arena *arena, Str folder, Str path) {
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

static Str folder_of(Str path) {
  uint32_t n = path.n;
  while (n > 0 && path.p[n - 1] != '/') n--;
  return (Str){path.p, n};
}

/* ---- loading ---- */

static bool seen(const Loader *loader, Str path) {
  for (uint32_t i = 0; loader->paths && i < loader->paths->count; i++)
    if (str_equal(loader->paths->kid[i]->text, path)) return true;
  return false;
}

static void note_path(Loader *loader, Str path) {
  loader->paths =
      ast_push(loader->arena, loader->paths, ast_leaf(loader->arena, AST_STRING, (Span){0, 0}, path));
}

static void load_file(Loader *loader, Str name, Str path, Span place, int level);

static void include(Loader *loader, const AstNode *node, Str folder, int level) {
  const AstNode *named = node->kid[INCLUDE_PATH];
  if (!named) return;
  Str path = plain_path(loader->arena, folder, named->text);
  if (loader->arena->failed || seen(loader, path)) return;
  if (level >= INCLUDE_DEPTH_MOST)
    diag_add(loader->diags, DIAG_INCLUDE_TOO_DEEP, named->span, INCLUDE_DEPTH_MOST);
  else
    load_file(loader, path, path, named->span, level + 1);
}

static void load_text(Loader *loader, Str name, Str path, Str text, int level) {
  const SourceFile *file = source_add(loader->sources, name, text);
  if (!file) return;
  note_path(loader, path);
  AstNode *tree = parse_source(loader->arena, file, PARSE_PROGRAM, loader->diags).tree;
  for (uint32_t i = 0; tree && i < tree->count; i++) {
    if (tree->kid[i]->kind == AST_INCLUDE)
      include(loader, tree->kid[i], folder_of(path), level);
    else
      loader->program = ast_push(loader->arena, loader->program, tree->kid[i]);
  }
  if (level == 0 && tree) loader->program->span = tree->span;
}

static void load_file(Loader *loader, Str name, Str path, Span place, int level) {
  Str text = STR("");
  const char *why = "the system cannot read it";
  Status status = loader->reader->read(loader->reader->user, name.p, loader->arena, &text, &why);
  if (status == STATUS_OK)
    load_text(loader, name, path, text, level);
  else if (status != STATUS_NO_MEMORY)
    diag_add(loader->diags, DIAG_FILE_UNREADABLE, place, STR_ARG(name), why);
}

static AstNode *finish(Loader *loader) {
  diag_sort(loader->diags);
  if (!loader->arena->failed) return loader->program;
  if (!loader->diags->errors) diag_add(loader->diags, DIAG_NO_MEMORY, (Span){0, 0});
  return NULL;
}

static Loader start(Arena *arena, SourceMap *sources, const Reader *reader, DiagList *diags) {
  return (Loader){arena, sources, reader, diags, ast_new(arena, AST_PROGRAM, (Span){0, 0}, 0), NULL};
}

AstNode *module_load(Arena *arena, SourceMap *sources, const Reader *reader, const char *path,
                     DiagList *diags) {
  Loader loader = start(arena, sources, reader, diags);
  Str name = arena_str(arena, str_from(path));
  if (loader.program && name.p) load_file(&loader, name, plain_path(arena, STR(""), name), (Span){0, 0}, 0);
  return finish(&loader);
}

AstNode *module_load_text(Arena *arena, SourceMap *sources, const Reader *reader, const char *name, Str text,
                          DiagList *diags) {
  Loader loader = start(arena, sources, reader, diags);
  Str shown = arena_str(arena, str_from(name));
  if (loader.program && shown.p) load_text(&loader, shown, plain_path(arena, STR(""), shown), text, 0);
  return finish(&loader);
}
