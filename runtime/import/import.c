/* SPDX-License-Identifier: MIT
 * An import from beginning to end. Nothing is kept before the last step: rejects and table appear together, or neither. */
#include "runtime/import/import.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "runtime/import/likeness.h"

static Status find_column(Import *im, const char *name, int32_t *out) {
  *out = import_find(im, str_from(name));
  if (*out >= 0) return STATUS_OK;
  Str near = STR("");
  unsigned nearest = 3;
  for (uint32_t i = 0; i < im->count; i++) {
    unsigned distance = str_distance(im->parts[i].info->name, str_from(name), nearest);
    if (distance < nearest) nearest = distance, near = im->parts[i].info->name;
  }
  Diag *diag = diag_add(im->diags, DIAG_IMPORT_NO_COLUMN, (Span){0, 0}, STR_ARG(str_from(name)));
  if (near.n) {
    diag_help(im->diags, diag, "did you mean `%.*s`?", STR_ARG(near));
    return STATUS_USAGE;
  }
  enum { SHOWN_MOST = 12 };
  Str names = STR("");
  for (uint32_t i = 0; i < im->count && i < SHOWN_MOST; i++)
    names = arena_format(&im->report->arena, "%.*s%s`%.*s`", STR_ARG(names), i ? ", " : "", STR_ARG(im->parts[i].info->name));
  if (im->count) diag_help(im->diags, diag, "its columns are %.*s%s", STR_ARG(names), im->count > SHOWN_MOST ? ", …" : "");
  return STATUS_USAGE;
}

static void give_kind(ImportPart *part, Kind kind) {
  part->given = true;
  part->info->kind = kind;
  part->possible = readings_of(kind);
}

/* The kinds that are not to be found: given by the call, or by the table that is brought up to date. */
static Status give_kinds(Import *im) {
  for (uint32_t i = 0; i < im->job->type_count; i++) {
    int32_t at;
    Status status = find_column(im, im->job->types[i].column, &at);
    if (status) return status;
    give_kind(&im->parts[at], im->job->types[i].kind);
  }
  for (uint32_t i = 0; table_is_there(im->table) && i < im->count; i++) {
    int kind = table_column_kind(im->table, im->parts[i].info->name);
    if (kind >= 0) give_kind(&im->parts[i], (Kind)kind);
  }
  return STATUS_OK;
}

/* `id`, or `row_id`, `row_id_2` … where the file has such a column. */
static Status make_key(Import *im) {
  Str name = STR("id");
  for (int n = 1; import_find(im, name) >= 0; n++)
    name = n == 1 ? STR("row_id") : arena_format(&im->report->arena, "row_id_%d", n);
  im->report->key = name;
  im->report->key_made = true;
  return STATUS_OK;
}

static Status choose_key(Import *im) {
  const char *name = im->job->key;
  im->key = -1;
  if (!name && table_is_there(im->table) && table_key(im->table).n) name = table_key(im->table).p;
  if (!name && im->job->update) {
    diag_add(im->diags, DIAG_IMPORT_UPDATE_KEY, (Span){0, 0}, "name it with --key COLUMN");
    return STATUS_USAGE;
  }
  if (!name) return make_key(im);
  Status status = find_column(im, name, &im->key);
  if (!status) im->report->key = im->parts[im->key].info->name;
  return status;
}

Status import_stopped(Import *im) {
  const ImportJob *job = im->job;
  if (!job->cancel || !__atomic_load_n(job->cancel, __ATOMIC_RELAXED)) return STATUS_OK;
  diag_add(im->diags, DIAG_IMPORT_STOPPED, (Span){0, 0});
  return STATUS_STOPPED;
}

void import_progress(Import *im, uint64_t bytes) {
  const ImportJob *job = im->job;
  if (job->progress) job->progress(job->progress_user, im->bytes_before + im->weight * bytes, 2 * csv_bytes_total(im->csv));
}

Status import_system_fault(Import *im, int error) {
  return error == ENOMEM ? import_no_memory(im->diags) : output_fault(im->diags, im->job->database, error);
}

/* To the first row behind the header. */
static Status to_rows(Import *im) {
  const CsvRow *header;
  Status status = csv_rewind(im->csv, im->diags);
  return status ? status : csv_next(im->csv, &header, im->diags);
}

/* Finds the kinds, by the first blocks alone where what they say can be held against all rows while these are loaded. */
static Status infer(Import *im, bool *guessed) {
  enum { BLOCKS_GUESSED = 8 };
  bool all;
  im->weight = 1;
  Status status = import_infer(im, BLOCKS_GUESSED, &all);
  *guessed = !all && table_can_build(im);
  if (status || all || *guessed) return status;
  status = to_rows(im);
  return status ? status : import_infer(im, UINT64_MAX, &all);
}

static Status load(Import *im, bool guessed, bool *wrong) {
  Status status = table_begin(im);
  if (!status && table_is_built(im->table) && import_rowid(im)) {
    im->likeness = likeness_new(im);
    if (!im->likeness) status = import_no_memory(im->diags);
  }
  im->bytes_before = guessed ? 0 : csv_bytes_total(im->csv);
  im->weight = guessed ? 2 : 1;
  if (!status) status = to_rows(im);
  if (!status) status = import_load(im, guessed, wrong);
  return status || *wrong ? status : table_end(im);
}

static Status load_again(Import *im, bool row_by_row) {
  bool wrong;
  rejects_abandon(&im->rejects);
  likeness_free(im->likeness);
  im->likeness = NULL;
  Status status = table_undo(im, row_by_row);
  return status ? status : load(im, false, &wrong);
}

static Status read_rows(Import *im) {
  bool guessed, wrong = false;
  Status status = infer(im, &guessed);
  if (!status) status = load(im, guessed, &wrong);
  if (!status && wrong) status = load_again(im, false);
  if (!status && table_wants_again(im->table)) status = load_again(im, true);
  return status;
}

static Status read_file(Import *im) {
  Status status = import_header(im);
  if (!status) status = table_open(im);
  if (!status) status = choose_key(im);
  if (!status) status = give_kinds(im);
  if (!status) status = read_rows(im);
  if (status || !csv_changed(im->csv)) return status;
  diag_add(im->diags, DIAG_IMPORT_CHANGED, (Span){0, 0}, im->job->file);
  return STATUS_IO;
}

/* The rejects come first: where the machine stops between the two, no row is lost, and running again is safe. */
static Status keep(Import *im) {
  Status status = im->report->key_made ? import_candidates(im) : STATUS_OK;
  if (!status) status = import_doubles(im);
  if (!status) status = import_stopped(im);
  if (!status) status = table_prepare_commit(im);
  if (status) return status;
  status = rejects_commit(&im->rejects, im->diags);
  if (status) return status;
  status = table_commit(im);
  im->report->rejects = status ? STR("") : im->rejects.path;
  if (status) rejects_withdraw(&im->rejects);
  return status;
}

Status import_run(const ImportJob *job, DiagList *diags, ImportReport *report) {
  *report = (ImportReport){.rows = 0};
  arena_init(&report->arena, job->alloc);
  Import im = {.job = job, .diags = diags, .report = report};
  im.rejects = (Rejects){.alloc = job->alloc, .wanted = job->rejects, .file = job->file, .database = job->database, .arena = &report->arena};
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  Status status = csv_open(job->alloc, job->file, &job->csv, diags, &im.csv);
  if (!status) {
    report->delimiter = csv_delimiter(im.csv);
    report->encoding = arena_str(&report->arena, str_from(csv_encoding(im.csv))).p;
    status = report->encoding ? read_file(&im) : import_no_memory(diags);
  }
  if (!status) status = keep(&im);
  likeness_free(im.likeness);
  rejects_abandon(&im.rejects);
  table_close(im.table);
  csv_close(im.csv);
  clock_gettime(CLOCK_MONOTONIC, &to);
  report->seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
  return status;
}

void import_report_free(ImportReport *report) { arena_free(&report->arena); }
