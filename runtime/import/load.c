/* SPDX-License-Identifier: MIT
 * The second reading: each row into the table, or to the rejects with its reason. */
#include "runtime/import/import_parts.h"

#include <stdio.h>

#include "runtime/base/utf8.h"

enum { PULSE_ROWS = 4096, REASON_ROOM = 512 };

const char *import_row_defect(const Import *im, const CsvRow *row, char *room, size_t size) {
  switch (row->defect) {
  case CSV_GOOD: break;
  case CSV_QUOTE_OPEN: return "a quote is opened and never closed";
  case CSV_QUOTE_WITHIN: return "text stands behind a closing quote";
  case CSV_NOT_TEXT: snprintf(room, size, "it holds bytes that are no text in %s", csv_encoding(im->csv)); return room;
  case CSV_LINE_TOO_LONG: return "it is longer than 1 MiB";
  case CSV_TOO_MANY_CELLS: snprintf(room, size, "it has more than %d cells", CSV_COLUMNS_MOST); return room;
  }
  if (row->count == im->count) return NULL;
  snprintf(room, size, "it has %u cells where the header line has %u", row->count, im->count);
  return room;
}

Status import_pulse(Import *im) {
  const ImportJob *job = im->job;
  if (job->cancel && __atomic_load_n(job->cancel, __ATOMIC_RELAXED)) {
    diag_add(im->diags, DIAG_IMPORT_STOPPED, (Span){0, 0});
    return STATUS_STOPPED;
  }
  if (job->progress)
    job->progress(job->progress_user, im->bytes_before + csv_bytes_read(im->csv), 2 * csv_bytes_total(im->csv));
  return STATUS_OK;
}

/* One cell as its column wants it; an unknown value where it holds nothing. False where it does not fit. */
static bool read_cell(const ImportPart *part, Str cell, Value *out) {
  *out = (Value){.kind = part->info->kind};
  Str text = cell_trim(cell);
  if (text.n == 0) return true;
  if (part->info->kind == KIND_TEXT) {
    *out = (Value){.kind = KIND_TEXT, .known = true, .str = cell};
    return true;
  }
  if (!part->given) return reading_read(part->reading, text, out) != FIT_NO;
  for (uint32_t left = part->possible; left; left &= left - 1)
    if (reading_read((Reading)__builtin_ctz(left), text, out) != FIT_NO) return true;
  return false;
}

typedef struct Loader {
  Value *values;
  Arena texts;        /* a key's text in NFC */
  uint64_t first_bad; /* the first rejected line, and why */
  char first_reason[REASON_ROOM];
} Loader;

static Status reject(Import *im, Loader *loader, const CsvRow *row, const char *reason) {
  if (im->report->rejected++ == 0) {
    loader->first_bad = row->line;
    snprintf(loader->first_reason, sizeof loader->first_reason, "%s", reason);
  }
  return import_reject(im, row, reason);
}

/* Reads all cells. NULL, or why the row is rejected. */
static const char *read_cells(Import *im, Loader *loader, const CsvRow *row, char *room) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < im->count; i++) {
    ImportPart *part = &im->parts[i];
    if (!part->in_table) continue;
    Value *value = &loader->values[n++];
    if (!read_cell(part, row->cells[i], value)) {
      snprintf(room, REASON_ROOM, "`%.60s` holds no %s: `%.*s`", part->info->name.p, kind_name(part->info->kind),
               (int)(row->cells[i].n < 100 ? row->cells[i].n : 100), row->cells[i].p);
      return room;
    }
    if ((int32_t)i != im->key) continue;
    if (!value->known) return "its key is missing";
    if (value->kind == KIND_TEXT && !utf8_nfc(value->str, &loader->texts, &value->str)) return "its key cannot be read";
  }
  return NULL;
}

static Status load_row(Import *im, Loader *loader, const CsvRow *row) {
  char room[REASON_ROOM];
  const char *defect = import_row_defect(im, row, room, sizeof room);
  if (!defect) {
    arena_reset(&loader->texts);
    defect = read_cells(im, loader, row, room);
    if (loader->texts.failed) return import_no_memory(im->diags);
  }
  if (defect) return reject(im, loader, row, defect);
  const char *refused;
  Status status = table_put(im, loader->values, &refused);
  return status || !refused ? status : reject(im, loader, row, refused);
}

static Status load_rows(Import *im, Loader *loader) {
  const CsvRow *row;
  Status status = csv_next(im->csv, &row, im->diags); /* the header */
  for (uint64_t n = 1; !status; n++) {
    status = csv_next(im->csv, &row, im->diags);
    if (status || !row) return status;
    im->report->rows++;
    status = load_row(im, loader, row);
    if (!status && n % PULSE_ROWS == 0) status = import_pulse(im);
  }
  return status;
}

Status import_load(Import *im) {
  Loader loader = {.values = MEM_ARRAY(im->job->alloc, Value, im->count)};
  arena_init(&loader.texts, im->job->alloc);
  Status status = loader.values ? load_rows(im, &loader) : import_no_memory(im->diags);
  ImportReport *report = im->report;
  if (!status && report->rows && report->rejected == report->rows) {
    diag_add(im->diags, DIAG_IMPORT_NO_ROWS, (Span){0, 0}, im->job->file, (unsigned long long)report->rows,
             (unsigned long long)loader.first_bad, loader.first_reason);
    status = STATUS_NO;
  }
  arena_free(&loader.texts);
  mem_free(im->job->alloc, loader.values, sizeof(Value) * im->count);
  return status;
}
