/* SPDX-License-Identifier: MIT
 * The file of rejected rows: line, reason, and the row as it stands, so that it can be mended and imported. */
#include "runtime/import/import_parts.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static const char HEAD[] = "line,reason,row\r\n";

/* Is nothing there, or the rejects of an import before? Anything else is the user's. */
static bool is_replaceable(const char *path) {
  char head[sizeof HEAD - 1];
  FILE *file = fopen(path, "rb");
  if (!file) return true;
  size_t n = fread(head, 1, sizeof head, file);
  fclose(file);
  return n == 0 || (n == sizeof head && memcmp(head, HEAD, sizeof head) == 0);
}

/* FILE.rejects.csv; of standard input and where FILE's folder takes no files, beside the database. */
static Status open_rejects(Import *im) {
  const ImportJob *job = im->job;
  Arena *arena = &im->report->arena;
  Str path = str_from(job->rejects);
  if (!job->rejects) {
    Str folder = str_from(job->file);
    while (folder.n && folder.p[folder.n - 1] != '/') folder.n--;
    Str of = arena_str(arena, folder.n ? folder : STR("."));
    bool beside = strcmp(job->file, "-") != 0 && of.p && access(of.p, W_OK) == 0;
    path = arena_format(arena, "%s.rejects.csv", beside ? job->file : job->database);
  }
  im->report->rejects = path;
  if (arena->failed) return import_no_memory(im->diags);
  if (!is_replaceable(path.p)) {
    diag_add(im->diags, DIAG_IMPORT_REJECTS_TAKEN, (Span){0, 0}, path.p);
    return STATUS_IO;
  }
  Status status = output_open(job->alloc, path.p, -1, im->diags, &im->rejects);
  return status ? status : output_write(im->rejects, HEAD, sizeof HEAD - 1, im->diags);
}

Status import_reject(Import *im, uint64_t line, Str rest) {
  if (!im->rejects) {
    Status status = open_rejects(im);
    if (status) return status;
  }
  char number[32];
  int n = snprintf(number, sizeof number, "%llu,", (unsigned long long)line);
  Status status = output_write(im->rejects, number, (size_t)n, im->diags);
  return status ? status : output_write(im->rejects, rest.p, rest.n, im->diags);
}
