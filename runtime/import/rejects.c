/* SPDX-License-Identifier: MIT */
#include "runtime/import/rejects.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "runtime/data/written.h"

static const char HEAD[] = "line,reason,row\r\n";

/* Is nothing there, or the rejects of a time before? Anything else is the user's. */
static bool is_replaceable(const char *path) {
  char head[sizeof HEAD - 1];
  FILE *file = fopen(path, "rb");
  if (!file) return true;
  size_t n = fread(head, 1, sizeof head, file);
  fclose(file);
  return n == 0 || (n == sizeof head && memcmp(head, HEAD, sizeof head) == 0);
}

/* FILE.rejects.csv; of standard input and where FILE's folder takes no files, beside the database. */
static Status open_rejects(Rejects *rejects, DiagList *diags) {
  Str path = str_from(rejects->wanted);
  if (!rejects->wanted) {
    Str folder = str_from(rejects->file);
    while (folder.n && folder.p[folder.n - 1] != '/') folder.n--;
    Str of = arena_str(rejects->arena, folder.n ? folder : STR("."));
    bool beside = strcmp(rejects->file, "-") != 0 && of.p && access(of.p, W_OK) == 0;
    path = arena_format(rejects->arena, "%s.rejects.csv", beside ? rejects->file : rejects->database);
  }
  if (rejects->arena->failed) return STATUS_NO_MEMORY;
  rejects->path = path;
  if (!is_replaceable(path.p)) {
    diag_add(diags, DIAG_IMPORT_REJECTS_TAKEN, (Span){0, 0}, path.p);
    return STATUS_IO;
  }
  Status status = output_open(rejects->alloc, path.p, -1, diags, &rejects->output);
  return status ? status : output_write(rejects->output, HEAD, sizeof HEAD - 1, diags);
}

Status rejects_add(Rejects *rejects, uint64_t line, Str rest, DiagList *diags) {
  if (!rejects->output) {
    Status status = open_rejects(rejects, diags);
    if (status) return status;
  }
  char number[32];
  int n = snprintf(number, sizeof number, "%llu,", (unsigned long long)line);
  Status status = output_write(rejects->output, number, (size_t)n, diags);
  return status ? status : output_write(rejects->output, rest.p, rest.n, diags);
}

void rejects_rest(Buf *out, Str reason, Str row) {
  text_write_csv(out, reason);
  buf_char(out, ',');
  text_write_csv(out, row);
  buf_text(out, "\r\n");
}

Status rejects_commit(Rejects *rejects, DiagList *diags) {
  Status status = rejects->output ? output_commit(rejects->output, diags) : STATUS_OK;
  rejects->output = NULL;
  if (status) rejects->path = STR("");
  return status;
}

void rejects_withdraw(Rejects *rejects) {
  if (!rejects->output && rejects->path.n) unlink(rejects->path.p);
  rejects_abandon(rejects);
}

void rejects_abandon(Rejects *rejects) {
  output_abandon(rejects->output);
  rejects->output = NULL;
  rejects->path = STR("");
}

const char *rejects_defect(const Csv *csv, const CsvRow *row, uint32_t cells, char *room, size_t size) {
  switch (row->defect) {
  case CSV_GOOD: break;
  case CSV_QUOTE_OPEN: return "a quote is opened and never closed";
  case CSV_QUOTE_WITHIN: return "text stands behind a closing quote";
  case CSV_NOT_TEXT: snprintf(room, size, "it holds bytes that are no text in %s", csv_encoding(csv)); return room;
  case CSV_LINE_TOO_LONG: return "it is longer than 1 MiB";
  case CSV_TOO_MANY_CELLS: snprintf(room, size, "it has more than %d cells", CSV_COLUMNS_MOST); return room;
  }
  if (row->count == cells) return NULL;
  snprintf(room, size, "it has %u cells where the header line has %u", row->count, cells);
  return room;
}
