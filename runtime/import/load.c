/* SPDX-License-Identifier: MIT
 * Each row into the table, or to the rejects with its reason. Threads read cells and write records; block after block these come into
 * the table, and what is rejected into its file. Where the kinds are only guessed, the cells are looked at on the way. */
#include <stdio.h>

#include "runtime/base/utf8.h"
#include "runtime/data/written.h"
#include "runtime/import/crew.h"
#include "runtime/import/infer.h"
#include "runtime/import/likeness.h"
#include "runtime/import/row_fields.h"

enum { REASON_ROOM = 512 };

/* What is rejected: in `texts`, the reason and the row as they stand in the file of rejects, without the line; the reason is there
 * also as it is. */
typedef struct Reject {
  uint64_t line;
  size_t reason, row, end;
} Reject;

/* A row that has still to be taken by the table. */
typedef struct Row {
  uint64_t line;
  Str raw;
} Row;

/* What a thread makes of a block. */
typedef struct Part {
  uint64_t rows;
  Found *found;   /* where kinds are guessed */
  bool wrong;     /* the block has a cell that does not fit them */
  Buf rejects, texts;
  Value *values;  /* of one row … */
  uint32_t *fits; /* … and for each of its cells the readings that are known to fit */
  RowScratch scratch;
  RowRun run;     /* the records, where the table is built … */
  LikePart like;
  Buf waiting, waiting_values; /* … else the rows, and their values */
  Arena kept;     /* texts that go with the block */
} Part;

typedef struct Load {
  Import *im;
  uint32_t columns;   /* of the table, out of the file */
  bool guessed, wrong, ascending; /* the guess; did a block show that it is wrong? */
  uint64_t taken;     /* rows that came into a table that is built */
  uint64_t same_keys; /* rows rejected because their key stands before */
  uint64_t first_bad; /* the first rejected line, and why */
  char first_reason[REASON_ROOM];
} Load;

/* ---- a block ---- */

static void note_reject(Part *part, uint64_t line, Str raw, const char *reason) {
  Reject reject = {.line = line, .reason = part->texts.n};
  buf_text(&part->texts, reason);
  reject.row = part->texts.n;
  rejects_rest(&part->texts, str_from(reason), raw);
  reject.end = part->texts.n;
  buf_add(&part->rejects, &reject, sizeof reject);
}

/* Reads all cells. NULL, or why the row is rejected. */
static const char *read_cells(const Import *im, Part *part, const CsvRow *row, char *room) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < im->count; i++) {
    const ImportPart *column = &im->parts[i];
    if (!column->in_table) continue;
    Value *value = &part->values[n++];
    if (!cell_value(column, row->cells[i], value, &part->fits[i])) {
      part->wrong = part->found && !column->given;
      snprintf(room, REASON_ROOM, "`%.60s` holds no %s: `%.*s`", column->info->name.p, kind_name(column->info->kind),
               (int)(row->cells[i].n < 100 ? row->cells[i].n : 100), row->cells[i].p);
      return room;
    }
    if ((int32_t)i != im->key) continue;
    if (!value->known) return "its key is missing";
    if (value->kind == KIND_TEXT && !utf8_nfc(value->str, &part->kept, &value->str)) return "its key cannot be read";
  }
  return NULL;
}

/* The row's values for its turn; texts that would be gone by then are copied. */
static void keep_row(const Load *load, Part *part, CsvBlock *block, const CsvRow *row) {
  Row kept = {row->line, row->raw};
  for (uint32_t i = 0; i < load->columns; i++) {
    Value *value = &part->values[i];
    if (value->known && value->kind == KIND_TEXT && !csv_block_keeps(block, value->str))
      value->str = arena_str(&part->kept, value->str);
  }
  buf_add(&part->waiting, &kept, sizeof kept);
  buf_add(&part->waiting_values, part->values, sizeof(Value) * load->columns);
}

/* Rows that are numbered in their turn are told by their place in the block. */
static bool add_record(const Import *im, Part *part) {
  int64_t number = (int64_t)part->run.count + 1;
  if (row_record(im, part->values, &part->scratch, &part->run)) return false;
  return !im->likeness || like_row(&part->like, im->likeness, part->values, part->run.by_key ? part->run.last : number);
}

static bool take_row(const Load *load, Part *part, CsvBlock *block, const CsvRow *row) {
  const Import *im = load->im;
  char room[REASON_ROOM];
  const char *defect = rejects_defect(im->csv, row, im->count, room, sizeof room);
  part->rows++;
  bool whole = !defect;
  if (whole) memset(part->fits, 0, sizeof *part->fits * im->count);
  if (whole && !part->wrong) defect = read_cells(im, part, row, room);
  if (whole && part->found) found_row(im, part->found, row, part->fits);
  if (part->wrong) return true;
  if (defect) note_reject(part, row->line, row->raw, defect);
  else if (!table_is_built(im->table)) keep_row(load, part, block, row);
  else return add_record(im, part);
  return true;
}

static Status read_block(void *self, void *of, CsvBlock *block) {
  const Load *load = self;
  Part *part = of;
  const CsvRow *row;
  part->rows = 0;
  part->rejects.n = part->texts.n = part->waiting.n = part->waiting_values.n = 0;
  row_run_clear(&part->run);
  part->wrong = __atomic_load_n(&load->wrong, __ATOMIC_RELAXED);
  if (part->found) found_clear(load->im, part->found);
  if (load->im->likeness) like_part_clear(&part->like, load->im->likeness);
  arena_reset(&part->kept);
  do {
    if (!csv_block_next(block, &row) || (row && !take_row(load, part, block, row))) return STATUS_NO_MEMORY;
  } while (row);
  bool failed = (part->found && found_failed(part->found)) || part->rejects.failed || part->texts.failed || part->waiting.failed || part->waiting_values.failed || part->kept.failed;
  return failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static void part_free(void *self, void *of) {
  const Load *load = self;
  const Alloc *alloc = load->im->job->alloc;
  Part *part = of;
  buf_free(&part->rejects);
  buf_free(&part->texts);
  buf_free(&part->waiting);
  buf_free(&part->waiting_values);
  row_run_free(&part->run);
  if (load->im->likeness) like_part_free(&part->like, load->im->likeness);
  arena_free(&part->kept);
  row_scratch_free(&part->scratch, load->im);
  found_free(load->im, part->found);
  mem_free(alloc, part->values, sizeof(Value) * (load->columns + 1));
  mem_free(alloc, part->fits, sizeof *part->fits * load->im->count);
  mem_free(alloc, part, sizeof *part);
}

static void *part_new(void *self) {
  Load *load = self;
  const Alloc *alloc = load->im->job->alloc;
  Part *part = MEM_NEW(alloc, Part);
  if (!part) return NULL;
  buf_init(&part->rejects, alloc);
  buf_init(&part->texts, alloc);
  buf_init(&part->waiting, alloc);
  buf_init(&part->waiting_values, alloc);
  row_run_init(&part->run, alloc, table_is_by_key(load->im->table));
  arena_init(&part->kept, alloc);
  part->values = MEM_ARRAY(alloc, Value, load->columns + 1);
  part->fits = MEM_ARRAY(alloc, uint32_t, load->im->count);
  part->found = load->guessed ? found_new(load->im) : NULL;
  if (load->guessed && !part->found) {
    part_free(self, part);
    return NULL;
  }
  bool like = !load->im->likeness || like_part_init(&part->like, load->im->likeness);
  if (like && part->values && part->fits && row_scratch_init(&part->scratch, load->im)) return part;
  part_free(self, part);
  return NULL;
}

/* ---- block after block ---- */

static Status reject(Load *load, uint64_t line, Str reason, Str rest) {
  if (load->im->report->rejected++ == 0) {
    load->first_bad = line;
    snprintf(load->first_reason, sizeof load->first_reason, "%.*s", STR_ARG(reason));
  }
  load->same_keys += str_is(reason, table_same_key);
  Status status = rejects_add(&load->im->rejects, line, rest, load->im->diags);
  return status == STATUS_NO_MEMORY ? import_no_memory(load->im->diags) : status;
}

static Status write_reject(Load *load, const Part *part, const Reject *found, uint64_t line) {
  const char *texts = part->texts.p;
  return reject(load, line + found->line, (Str){texts + found->reason, (uint32_t)(found->row - found->reason)},
                (Str){texts + found->row, (uint32_t)(found->end - found->row)});
}

/* A row through SQLite; what the table does not take is rejected. */
static Status put_row(Load *load, Part *part, const Row *row, const Value *values, uint64_t line) {
  const char *refused;
  Status status = table_put(load->im, values, &refused);
  if (status || !refused) return status;
  size_t from = part->rejects.n;
  note_reject(part, row->line, row->raw, refused);
  if (part->texts.failed || part->rejects.failed) return import_no_memory(load->im->diags);
  Reject found;
  memcpy(&found, part->rejects.p + from, sizeof found);
  part->rejects.n = from;
  return write_reject(load, part, &found, line);
}

static Status add_built(Load *load, Part *part) {
  Import *im = load->im;
  uint64_t before = load->taken;
  load->taken += part->run.count;
  int error = im->likeness ? likeness_add(im->likeness, &part->like, part->run.by_key ? 0 : (int64_t)before) : 0;
  return error ? import_system_fault(im, error) : table_add(im, &part->run);
}

/* Rejects and rows in the order of their lines. */
static Status merge_block(void *self, void *of, CsvBlock *block, uint64_t line) {
  (void)block;
  Load *load = self;
  Part *part = of;
  size_t rows = part->waiting.n / sizeof(Row), rejects = part->rejects.n / sizeof(Reject);
  Status status = STATUS_OK;
  load->im->report->rows += part->rows;
  if (part->found) infer_merge(load->im, part->found, line);
  if (part->wrong || (load->ascending && !load->im->ascending)) __atomic_store_n(&load->wrong, true, __ATOMIC_RELAXED);
  if (load->wrong) return STATUS_OK;
  for (size_t r = 0, k = 0; !status && (r < rows || k < rejects);) {
    Row row;
    Reject found;
    if (r < rows) memcpy(&row, part->waiting.p + r * sizeof row, sizeof row);
    if (k < rejects) memcpy(&found, part->rejects.p + k * sizeof found, sizeof found);
    if (k < rejects && (r == rows || found.line < row.line)) {
      status = write_reject(load, part, &found, line);
      k++;
      continue;
    }
    const Value *values = (const Value *)part->waiting_values.p + r++ * load->columns;
    status = put_row(load, part, &row, values, line);
  }
  return status || !table_is_built(load->im->table) ? status : add_built(load, part);
}

/* What a column was guessed to be. */
typedef struct Guess {
  Kind kind;
  Reading reading;
  bool in_table;
} Guess;

static void take_guesses(const Import *im, Guess *out) {
  for (uint32_t i = 0; i < im->count; i++) out[i] = (Guess){im->parts[i].info->kind, im->parts[i].reading, im->parts[i].in_table};
}

static bool are_right(const Import *im, const Guess *guesses) {
  bool right = true;
  for (uint32_t i = 0; i < im->count; i++)
    right &= im->parts[i].info->kind == guesses[i].kind && im->parts[i].in_table == guesses[i].in_table &&
             (im->parts[i].given || im->parts[i].reading == guesses[i].reading);
  return right;
}

static Status load_blocks(Load *load) {
  bool all;
  CrewTask task = {load, part_new, part_free, read_block, merge_block};
  load->im->report->rows = load->im->report->rejected = 0;
  return crew_run(load->im, &task, UINT64_MAX, &all);
}

/* The guesses stay among the parts while rows are read; then comes what all rows say. */
static Status load_guessed(Load *load) {
  Import *im = load->im;
  Guess *guesses = MEM_ARRAY(im->job->alloc, Guess, im->count);
  if (!guesses) return import_no_memory(im->diags);
  take_guesses(im, guesses);
  load->ascending = im->key >= 0 && im->parts[im->key].info->kind == KIND_INTEGER && im->ascending;
  infer_begin(im);
  Status status = load_blocks(load);
  if (!status) infer_decide(im);
  if (!status) load->wrong |= !are_right(im, guesses);
  mem_free(im->job->alloc, guesses, sizeof(Guess) * im->count);
  return status;
}

Status import_load(Import *im, bool guessed, bool *wrong) {
  Load load = {.im = im, .guessed = guessed};
  ImportReport *report = im->report;
  for (uint32_t i = 0; i < im->count; i++) load.columns += im->parts[i].in_table;
  Status status = guessed ? load_guessed(&load) : load_blocks(&load);
  *wrong = load.wrong;
  if (!status && !*wrong && report->rows && report->rejected == report->rows) {
    diag_add(im->diags, DIAG_IMPORT_NO_ROWS, (Span){0, 0}, im->job->file, (unsigned long long)report->rows,
             (unsigned long long)load.first_bad, load.first_reason);
    status = STATUS_NO;
  }
  enum { ROWS_A_VALUE = 10 }; /* on average, or more: a column of groups, not a key with some doubles */
  if (!status && !*wrong && im->job->key && load.same_keys && report->rows / ROWS_A_VALUE >= report->rows - load.same_keys) {
    Str key = im->parts[im->key].info->name;
    diag_add(im->diags, DIAG_IMPORT_NO_KEY, (Span){0, 0}, STR_ARG(key), (unsigned long long)report->rows,
             (unsigned long long)(report->rows - load.same_keys));
    status = STATUS_NO;
  }
  return status;
}
