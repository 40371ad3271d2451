/* SPDX-License-Identifier: MIT
 * Rule files into the one layout. */
#include "lang/engine/engine.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lang/format/format.h"
#include "lang/format/line_diff.h"
#include "runtime/base/output.h"

/* The text in the layout, and how it differs, among the results. */
static Status format(Cible *cible, const char *name, Str text, unsigned flags, CibleFormatted *out) {
  const SourceFile *file = source_add(&cible->sources, str_from(name), text);
  if (!file) return STATUS_NO_MEMORY;
  Buf made, diff;
  buf_init(&made, &cible->alloc);
  buf_init(&diff, &cible->alloc);
  Status status = format_source(&cible->said, file, &cible->diags, &made);
  if (status == STATUS_OK && made.n > SOURCE_MOST) {
    diag_add(&cible->diags, DIAG_FORMATTED_TOO_LARGE, (Span){0, 0}, name);
    status = STATUS_NO;
  }
  if (status == STATUS_OK) {
    Str whole = buf_view(&made);
    if (flags & CIBLE_FORMAT_DIFF) line_diff(&cible->said, name, text, whole, &diff);
    out->changed = !str_equal(whole, text);
    out->length = whole.n;
    out->text = engine_keep(cible, whole);
    out->diff = engine_keep(cible, buf_view(&diff));
    if (diff.failed || cible->said.failed) status = STATUS_NO_MEMORY;
  }
  buf_free(&made);
  buf_free(&diff);
  return status;
}

static void begin(Cible *cible, CibleFormatted *out) {
  engine_forget_run(cible);
  engine_begin(cible);
  *out = (CibleFormatted){.text = "", .diff = ""};
}

CibleStatus cible_format_text(Cible *cible, const char *name, const char *text, size_t length, unsigned flags, CibleFormatted *out) {
  begin(cible, out);
  uint32_t n = length > SOURCE_MOST ? SOURCE_MOST + 1 : (uint32_t)length; /* so that the parser sees that it is too large */
  return engine_end(cible, format(cible, name, (Str){text, n}, flags, out));
}

/* A pipe can be read but not be given back what was read. */
static bool may_replace(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static Status write_back(Cible *cible, const char *path, const CibleFormatted *made) {
  Output *output = NULL;
  Status status = output_open(&cible->alloc, path, STDOUT_FILENO, &cible->diags, &output);
  if (status != STATUS_OK) return status;
  status = output_write(output, made->text, made->length, &cible->diags);
  if (status == STATUS_OK) return output_commit(output, &cible->diags);
  output_abandon(output);
  return status;
}

CibleStatus cible_format_file(Cible *cible, const char *path, unsigned flags, CibleFormatted *out) {
  begin(cible, out);
  Str text = STR("");
  const char *why = "";
  Status status = reader_files.read(reader_files.user, path, &cible->said, &text, &why);
  if (status == STATUS_OK && (flags & CIBLE_FORMAT_WRITE) && !may_replace(path)) {
    status = STATUS_IO;
    why = "it is no file that can be written back";
  }
  if (status == STATUS_IO) diag_add(&cible->diags, DIAG_FILE_UNREADABLE, (Span){0, 0}, STR_ARG(str_from(path)), why);
  if (status == STATUS_OK) status = format(cible, path, text, flags, out);
  if (status == STATUS_OK && (flags & CIBLE_FORMAT_WRITE) && out->changed) status = write_back(cible, path, out);
  return engine_end(cible, status);
}
