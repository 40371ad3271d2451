/* SPDX-License-Identifier: MIT
 * Which kind fits every cell of each column. Strict, because the second reading must not meet a cell that
 * does not fit; the first cell that broke a column's best guess is kept, so that the user can decide.
 *
 * What a block's cells can be is a set of readings that shrinks; each time it does, the cell is noted. */
#include "runtime/import/infer.h"

#include "runtime/cell/glance.h"
#include "runtime/import/crew.h"

enum { CELL_SHOWN = 60 };

/* A cell that fits less than those before it in its block. */
typedef struct Drop {
  uint32_t column;
  uint32_t possible; /* what is left with it */
  uint64_t line, known; /* of the block: the line; the cells that hold something, with this one */
  size_t text;       /* where it stands among the texts, cut short */
  uint32_t bytes;
} Drop;

typedef struct Facts {
  uint32_t possible, sure;
  uint64_t known, empty;
} Facts;

/* What a thread finds in a block. */
struct Found {
  Facts *facts; /* of each column */
  Buf drops, texts;
  bool ascending;           /* the keys are integers, each greater than the one before */
  bool any_key;
  int64_t first_key, last_key;
};

/* The end of a text that is at most CELL_SHOWN bytes, not within a character. */
static Str cut_short(Str s) {
  if (s.n <= CELL_SHOWN) return s;
  s.n = CELL_SHOWN;
  while (s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80) s.n--;
  return s;
}

static Reading preferred(uint32_t set) { return set ? (Reading)__builtin_ctz(set) : READING_TEXT; }

/* ---- a block ---- */

/* The readings among `possible` that the cell fits; *sure gets those that it can only be read by. */
static uint32_t fitting(uint32_t possible, Str cell, uint32_t *sure) {
  uint32_t fits = glance_fits(cell);
  if (fits) return fits & possible;
  Value value;
  for (uint32_t left = possible; left; left &= left - 1) {
    Reading reading = preferred(left);
    Fit fit = reading_read(reading, cell, &value);
    if (fit != FIT_NO) fits |= 1u << reading;
    if (fit == FIT_SURE) *sure |= 1u << reading;
  }
  return fits;
}

static void note_drop(Found *found, uint32_t column, const Facts *facts, uint64_t line, Str cell) {
  Str shown = cut_short(cell);
  Drop drop = {column, facts->possible, line, facts->known, found->texts.n, shown.n};
  buf_str(&found->texts, shown);
  buf_add(&found->drops, &drop, sizeof drop);
}

static void look_at(Found *found, uint32_t column, uint64_t line, Str cell, uint32_t known) {
  Facts *facts = &found->facts[column];
  if (cell_is_empty(cell)) {
    facts->empty++;
    return;
  }
  facts->known++;
  if (facts->possible == 0) return;
  uint32_t fits = known ? known & facts->possible : fitting(facts->possible, cell, &facts->sure);
  if (fits == facts->possible) return;
  facts->possible = fits;
  note_drop(found, column, facts, line, cell);
}

static void look_at_key(Found *found, Str cell) {
  int64_t key;
  if (!found->ascending || cell_is_empty(cell)) return;
  uint32_t fits;
  found->ascending = glance_integer(cell, &key, &fits) && (!found->any_key || key > found->last_key);
  if (!found->any_key) found->first_key = key;
  found->any_key = true;
  found->last_key = key;
}

void found_clear(const Import *im, Found *found) {
  for (uint32_t i = 0; i < im->count; i++) found->facts[i] = (Facts){.possible = im->parts[i].given ? 0 : READING_ALL};
  found->drops.n = found->texts.n = 0;
  found->ascending = true;
  found->any_key = false;
}

void found_row(const Import *im, Found *found, const CsvRow *row, const uint32_t *fits) {
  for (uint32_t i = 0; i < im->count; i++) look_at(found, i, row->line, row->cells[i], fits ? fits[i] : 0);
  if (im->key >= 0) look_at_key(found, row->cells[im->key]);
}

bool found_failed(const Found *found) { return found->drops.failed || found->texts.failed; }

Found *found_new(const Import *im) {
  const Alloc *alloc = im->job->alloc;
  Found *found = MEM_NEW(alloc, Found);
  if (!found) return NULL;
  buf_init(&found->drops, alloc);
  buf_init(&found->texts, alloc);
  found->facts = MEM_ARRAY(alloc, Facts, im->count);
  if (found->facts) return found;
  mem_free(alloc, found, sizeof *found);
  return NULL;
}

void found_free(const Import *im, Found *found) {
  if (!found) return;
  buf_free(&found->drops);
  buf_free(&found->texts);
  mem_free(im->job->alloc, found->facts, sizeof(Facts) * im->count);
  mem_free(im->job->alloc, found, sizeof *found);
}

static void *part_new(void *self) { return found_new(self); }
static void part_free(void *self, void *part) { found_free(self, part); }

static Status read_block(void *self, void *part, CsvBlock *block) {
  const Import *im = self;
  const CsvRow *row;
  char room[160];
  found_clear(im, part);
  for (;;) {
    if (!csv_block_next(block, &row)) return STATUS_NO_MEMORY;
    if (!row) return found_failed(part) ? STATUS_NO_MEMORY : STATUS_OK;
    if (!rejects_defect(im->csv, row, im->count, room, sizeof room)) found_row(im, part, row, NULL);
  }
}

/* ---- block after block ---- */

static void note_cell(Import *im, ImportColumn *info, uint64_t line, Str cell) {
  info->line = line;
  info->cell = arena_str(&im->report->arena, cell);
}

static void play_drop(Import *im, const Drop *drop, uint64_t line, Str cell) {
  ImportPart *part = &im->parts[drop->column];
  ImportColumn *info = part->info;
  uint32_t fits = part->possible & drop->possible;
  if (part->possible == 0) return;
  if (fits == 0 && info->known + drop->known > 1) {
    info->why = IMPORT_BROKEN;
    info->guess = reading_kind(preferred(part->possible));
    note_cell(im, info, line + drop->line, cell);
  }
  part->possible = fits;
  /* The first cell of a reading that wants a sure one, to be shown where none comes. */
  if (fits && info->line == 0 && reading_needs_sure(preferred(fits))) note_cell(im, info, line + drop->line, cell);
}

static void join_keys(Import *im, const Found *found) {
  if (!found->any_key || !im->ascending) return;
  im->ascending = found->ascending && (!im->any_key || found->first_key > im->last_key);
  im->any_key = true;
  im->last_key = found->last_key;
}

void infer_merge(Import *im, const Found *found, uint64_t line) {
  for (size_t at = 0; at < found->drops.n; at += sizeof(Drop)) {
    Drop drop;
    memcpy(&drop, found->drops.p + at, sizeof drop);
    play_drop(im, &drop, line, (Str){found->texts.p + drop.text, drop.bytes});
  }
  for (uint32_t i = 0; i < im->count; i++) {
    im->parts[i].sure |= found->facts[i].sure;
    im->parts[i].info->known += found->facts[i].known;
    im->parts[i].info->empty += found->facts[i].empty;
  }
  join_keys(im, found);
}

static Status merge_block(void *self, void *part, CsvBlock *block, uint64_t line) {
  (void)block;
  infer_merge(self, part, line);
  return STATUS_OK;
}

/* ---- when all has been read ---- */

static void decide(ImportPart *part) {
  ImportColumn *info = part->info;
  if (part->given) {
    info->why = IMPORT_GIVEN;
    return;
  }
  uint32_t set = part->possible;
  Kind guess = reading_kind(preferred(set));
  while (set && reading_needs_sure(preferred(set)) && !(part->sure & 1u << preferred(set))) set &= set - 1;
  part->reading = info->known ? preferred(set) : READING_TEXT;
  info->kind = reading_kind(part->reading);
  info->form = reading_form(part->reading);
  if (info->known == 0) info->why = IMPORT_EMPTY;
  else if (part->possible && !set) {
    info->why = IMPORT_AMBIGUOUS;
    info->guess = guess;
  } else if (role_is_identifier(part->role) && (info->kind == KIND_INTEGER || info->kind == KIND_NUMBER)) {
    info->why = IMPORT_IDENTIFIER;
    info->guess = info->kind;
    info->kind = KIND_TEXT;
    part->reading = READING_TEXT;
  }
}

static void decide_key(Import *im) {
  if (im->key < 0) return;
  ImportPart *part = &im->parts[im->key];
  if (part->info->kind == KIND_TEXT || part->info->kind == KIND_INTEGER) return;
  part->info->why = IMPORT_KEY;
  part->info->guess = part->info->kind;
  part->info->kind = KIND_TEXT;
  part->reading = READING_TEXT;
}

void infer_begin(Import *im) {
  for (uint32_t i = 0; i < im->count; i++) {
    ImportPart *part = &im->parts[i];
    ImportColumn *info = part->info;
    *info = (ImportColumn){.name = info->name, .header = info->header, .made = info->made, .kind = info->kind};
    part->sure = 0;
    if (!part->given) part->possible = READING_ALL;
  }
  im->ascending = true;
  im->any_key = false;
}

void infer_decide(Import *im) {
  for (uint32_t i = 0; i < im->count; i++) decide(&im->parts[i]);
  decide_key(im);
  for (uint32_t i = 0; i < im->count; i++) {
    ImportColumn *info = im->parts[i].info;
    info->left_out = info->header.n == 0 && info->known == 0 && info->made;
    im->parts[i].in_table = !info->left_out;
  }
}

Status import_infer(Import *im, uint64_t blocks_most, bool *all) {
  infer_begin(im);
  CrewTask task = {im, part_new, part_free, read_block, merge_block};
  Status status = crew_run(im, &task, blocks_most, all);
  if (!status) infer_decide(im);
  return !status && im->report->arena.failed ? import_no_memory(im->diags) : status;
}
