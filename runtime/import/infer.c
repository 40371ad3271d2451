/* SPDX-License-Identifier: MIT
 * The first reading: which kind fits every cell of each column. Strict, because the second reading must not meet a cell that
 * does not fit; the first cell that broke a column's best guess is kept, so that the user can decide. */
#include "runtime/import/import_parts.h"

enum { CELL_SHOWN = 60, PULSE_ROWS = 4096 };
static const int64_t SMALL = 1000000000000; /* an integer below it fits every reading of numbers */

/* The end of a text that is at most CELL_SHOWN bytes, not within a character. */
static Str cut_short(Str s) {
  if (s.n <= CELL_SHOWN) return s;
  s.n = CELL_SHOWN;
  while (s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80) s.n--;
  return s;
}

static Reading preferred(uint32_t set) { return set ? (Reading)__builtin_ctz(set) : READING_TEXT; }

static void note_cell(Import *im, ImportColumn *info, uint64_t line, Str cell) {
  info->line = line;
  info->cell = arena_str(&im->report->arena, cut_short(cell));
}

/* The readings among `possible` that the cell fits; *sure gets those that it can only be read by. */
static uint32_t fitting(uint32_t possible, Str cell, uint32_t *sure) {
  static const uint32_t numbers = 1u << READING_INTEGER | 1u << READING_GROUPED | 1u << READING_POINT |
                                  1u << READING_COMMA | 1u << READING_MONEY_POINT | 1u << READING_MONEY_COMMA;
  Value value;
  uint32_t fits = 0;
  if ((possible & 1u << READING_INTEGER) && reading_read(READING_INTEGER, cell, &value) && value.i64 > -SMALL && value.i64 < SMALL)
    return possible & (numbers | 1u << READING_ZERO_ONE);
  for (uint32_t left = possible; left; left &= left - 1) {
    Reading reading = preferred(left);
    Fit fit = reading_read(reading, cell, &value);
    if (fit != FIT_NO) fits |= 1u << reading;
    if (fit == FIT_SURE) *sure |= 1u << reading;
  }
  return fits;
}

static void look_at(Import *im, ImportPart *part, uint64_t line, Str cell) {
  ImportColumn *info = part->info;
  if (cell_trim(cell).n == 0) {
    info->empty++;
    return;
  }
  info->known++;
  if (part->given || part->possible == 0) return;
  uint32_t fits = fitting(part->possible, cell, &part->sure);
  if (fits == 0 && info->known > 1) {
    info->why = IMPORT_BROKEN;
    info->guess = reading_kind(preferred(part->possible));
    note_cell(im, info, line, cell);
  }
  part->possible = fits;
  /* The first cell of a reading that wants a sure one, to be shown where none comes. */
  if (fits && info->line == 0 && reading_needs_sure(preferred(fits))) note_cell(im, info, line, cell);
}

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

Status import_infer(Import *im) {
  const CsvRow *row;
  char room[160];
  for (uint32_t i = 0; i < im->count; i++) {
    ImportPart *part = &im->parts[i];
    if (!part->given) part->possible = READING_ALL;
    if (!part->given) part->info->kind = KIND_TEXT;
  }
  for (uint64_t n = 1;; n++) {
    Status status = csv_next(im->csv, &row, im->diags);
    if (!status && n % PULSE_ROWS == 0) status = import_pulse(im);
    if (status) return status;
    if (!row) break;
    if (import_row_defect(im, row, room, sizeof room)) continue;
    for (uint32_t i = 0; i < im->count; i++) look_at(im, &im->parts[i], row->line, row->cells[i]);
  }
  for (uint32_t i = 0; i < im->count; i++) decide(&im->parts[i]);
  decide_key(im);
  for (uint32_t i = 0; i < im->count; i++) {
    ImportColumn *info = im->parts[i].info;
    info->left_out = info->header.n == 0 && info->known == 0 && info->made;
    im->parts[i].in_table = !info->left_out;
  }
  return im->report->arena.failed ? import_no_memory(im->diags) : STATUS_OK;
}
