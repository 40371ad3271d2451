/* SPDX-License-Identifier: MIT
 * The header line: names of columns, made where they are missing or doubled, renamed where the call says so. */
#include "runtime/import/import_parts.h"

#include "runtime/base/utf8.h"
#include <strings.h>

enum { NAME_MOST = 256, TRIES_MOST = 10000 };

static bool same_name(Str a, Str b) { return a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0; }

/* SQLite compares column names without regard to the case of A-Z. */
static bool taken(const Import *im, uint32_t before, Str name) {
  for (uint32_t i = 0; i < before; i++)
    if (same_name(im->parts[i].info->name, name)) return true;
  return false;
}

static bool has_control(Str s) {
  for (uint32_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 32 || s.p[i] == 127 || (s.p[i] == '\xC2' && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xA0))
      return true;
  return false;
}

static Status refuse_name(Import *im, uint32_t column, Str name) {
  Buf shown;
  buf_init(&shown, im->job->alloc);
  utf8_show(&shown, (Str){name.p, name.n < NAME_MOST ? name.n : NAME_MOST});
  Diag *diag = diag_add(im->diags, DIAG_IMPORT_NAME, (Span){0, 0}, column + 1, buf_z(&shown));
  diag_help(im->diags, diag, "write it as one line without tabs, of at most %d bytes", NAME_MOST);
  buf_free(&shown);
  return STATUS_NO;
}

/* `name`, or `name_2` … where one before bears it; `column_N` where there is none. */
static bool name_column(Import *im, uint32_t i, Str name) {
  ImportColumn *info = im->parts[i].info;
  Arena *arena = &im->report->arena;
  info->made = name.n == 0;
  if (name.n == 0) name = arena_format(arena, "column_%u", i + 1);
  Str base = name;
  for (int n = 2; n < TRIES_MOST && taken(im, i, name); n++) {
    name = arena_format(arena, "%.*s_%d", STR_ARG(base), n);
    info->made = true;
  }
  info->name = arena_str(arena, name);
  return !arena->failed;
}

static Status rename_columns(Import *im) {
  for (uint32_t r = 0; r < im->job->rename_count; r++) {
    const ImportRename *rename = &im->job->renames[r];
    Str from = str_from(rename->from), to = str_from(rename->to), near = STR("");
    unsigned nearest = 3;
    bool found = false;
    for (uint32_t i = 0; i < im->count && !found; i++) {
      ImportColumn *info = im->parts[i].info;
      unsigned distance = str_distance(info->header, from, nearest);
      if (distance < nearest) nearest = distance, near = info->header;
      if (!str_equal(info->header, from) && !str_equal(info->name, from)) continue;
      if (to.n == 0 || to.n > NAME_MOST || has_control(to) || !utf8_valid(to)) return refuse_name(im, i, to);
      info->name = arena_str(&im->report->arena, to);
      info->made = false;
      found = true;
    }
    if (found) continue;
    Diag *diag = diag_add(im->diags, DIAG_IMPORT_NO_COLUMN, (Span){0, 0}, STR_ARG(from));
    if (near.n) diag_help(im->diags, diag, "did you mean `%.*s`?", STR_ARG(near));
    return STATUS_USAGE;
  }
  for (uint32_t i = 0; i < im->count; i++) {
    if (!taken(im, i, im->parts[i].info->name)) continue;
    diag_add(im->diags, DIAG_IMPORT_NAME_TWICE, (Span){0, 0}, STR_ARG(im->parts[i].info->name));
    return STATUS_USAGE;
  }
  return STATUS_OK;
}

/* Numbers and dates are no names. */
static bool like_data(Str cell) {
  Value value;
  return reading_read(READING_POINT, cell, &value) || reading_read(READING_COMMA, cell, &value) ||
         reading_read(READING_DATE, cell, &value) || reading_read(READING_DATE_FRENCH, cell, &value);
}

static Status read_names(Import *im, const CsvRow *row) {
  Arena *arena = &im->report->arena;
  uint32_t data = 0;
  for (uint32_t i = 0; i < row->count; i++) {
    im->parts[i].info = &im->report->columns[i];
    Str header = cell_trim(row->cells[i]), name;
    if (header.n > NAME_MOST || has_control(header)) return refuse_name(im, i, header);
    if (!utf8_nfc(header, arena, &name)) return import_no_memory(im->diags);
    im->parts[i].info->header = arena_str(arena, header);
    if (!name_column(im, i, name)) return import_no_memory(im->diags);
    data += like_data(header);
  }
  im->report->header_like_data = data > 0;
  return STATUS_OK;
}

Status import_header(Import *im) {
  const CsvRow *row;
  Status status = csv_next(im->csv, &row, im->diags);
  if (status) return status;
  if (!row) {
    diag_add(im->diags, DIAG_IMPORT_EMPTY, (Span){0, 0}, im->job->file);
    return STATUS_NO;
  }
  char room[160];
  im->count = row->count;
  const char *defect = rejects_defect(im->csv, row, im->count, room, sizeof room);
  if (defect) {
    diag_add(im->diags, DIAG_IMPORT_HEADER, (Span){0, 0}, (unsigned long long)row->line, defect);
    return STATUS_NO;
  }
  im->parts = ARENA_ARRAY(&im->report->arena, ImportPart, row->count);
  im->report->columns = ARENA_ARRAY(&im->report->arena, ImportColumn, row->count);
  if (!im->parts || !im->report->columns) return import_no_memory(im->diags);
  im->report->column_count = row->count;
  status = read_names(im, row);
  if (!status) status = rename_columns(im);
  for (uint32_t i = 0; i < im->count && !status; i++) im->parts[i].role = role_of_name(im->parts[i].info->name);
  return status;
}

const char *import_rowid(const Import *im) {
  static const char *const names[] = {"rowid", "_rowid_", "oid"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (!taken(im, im->count, str_from(names[i]))) return names[i];
  return NULL;
}

int32_t import_find(const Import *im, Str name) {
  for (uint32_t i = 0; i < im->count; i++)
    if (same_name(im->parts[i].info->name, name)) return (int32_t)i;
  for (uint32_t i = 0; i < im->count; i++)
    if (str_equal(im->parts[i].info->header, name)) return (int32_t)i;
  return -1;
}
