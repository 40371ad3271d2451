/* SPDX-License-Identifier: MIT
 * The file of results, line by line: which column is which, and what its cells say. */
#include <strings.h>

#include "runtime/base/utf8.h"
#include "runtime/cell/reading.h"
#include "runtime/cell/words.h"
#include "runtime/data/calendar.h"
#include "runtime/data/stored.h"
#include "runtime/outcome/outcome_parts.h"

typedef enum Part { PART_KEY, PART_DATE, PART_OUTCOME, PART_AMOUNT, PARTS } Part;

enum { CELL_SHOWN = 60 };

/* The file's layout. */
typedef struct Layout {
  uint32_t cells;
  int32_t column[PARTS]; /* -1: there is none */
  bool day_first;        /* 03/04/2027 is the third of April: another date of the file can be nothing else */
} Layout;

static bool same_name(Str a, Str b) { return a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0; }

static Str shown(Str cell) {
  uint32_t n = cell.n;
  if (n > CELL_SHOWN)
    for (n = CELL_SHOWN; n && ((uint8_t)cell.p[n] & 0xC0) == 0x80;) n--;
  return (Str){cell.p, n};
}

/* ---- the header ---- */

static Status find_column(Outcomes *all, const CsvRow *header, Str name, int32_t *out) {
  *out = -1;
  for (uint32_t i = 0; i < header->count; i++) {
    if (!same_name(cell_trim(header->cells[i]), name)) continue;
    if (*out >= 0) {
      Str file = str_from(all->job->file);
      diag_add(all->diags, DIAG_CSV_COLUMN_TWICE, (Span){0, 0}, STR_ARG(file), STR_ARG(name));
      return STATUS_NO;
    }
    *out = (int32_t)i;
  }
  return STATUS_OK;
}

static Status find_key(Outcomes *all, const CsvRow *header, int32_t *out) {
  const Str names[] = {all->job->key, all->job->stored_key, STR("key")};
  Status status = STATUS_OK;
  *out = -1;
  for (size_t i = 0; i < sizeof names / sizeof *names && status == STATUS_OK && *out < 0; i++) status = find_column(all, header, names[i], out);
  return status;
}

/* The names of columns, with commas between. */
static Str listed(const Outcomes *all, Str names, Str name) {
  return arena_format(all->diags->arena, "%.*s%s`%.*s`", (int)names.n, names.n ? names.p : "", names.n ? ", " : "", STR_ARG(name));
}

static Status column_missing(Outcomes *all, const CsvRow *header, Str wanted) {
  Str names = {NULL, 0};
  for (uint32_t i = 0; i < header->count; i++) names = listed(all, names, shown(cell_trim(header->cells[i])));
  Diag *diag = diag_add(all->diags, DIAG_OUTCOME_COLUMN, (Span){0, 0}, all->job->file, STR_ARG(wanted));
  diag_help(all->diags, diag, "its columns are %.*s%s", STR_ARG(names), "");
  return STATUS_NO;
}

static Status find_columns(Outcomes *all, const CsvRow *header, Layout *layout) {
  const Str names[PARTS] = {all->job->key, STR("date"), STR("outcome"), STR("amount")};
  for (int p = 0; p < PARTS; p++) {
    int32_t *column = &layout->column[p];
    Status status = p == PART_KEY ? find_key(all, header, column) : find_column(all, header, names[p], column);
    if (status != STATUS_OK) return status;
    if (*column >= 0 || p == PART_AMOUNT) continue;
    return column_missing(all, header, names[p]);
  }
  return STATUS_OK;
}

/* Columns that have no meaning here. */
static void note_others(Outcomes *all, const CsvRow *header, const Layout *layout) {
  Str names = {NULL, 0};
  for (uint32_t i = 0; i < header->count; i++) {
    bool read = false;
    for (int p = 0; p < PARTS; p++) read |= layout->column[p] == (int32_t)i;
    Str name = shown(cell_trim(header->cells[i]));
    if (read || !name.n) continue;
    names = listed(all, names, name);
  }
  if (names.n) diag_add(all->diags, DIAG_OUTCOME_NOT_READ, (Span){0, 0}, STR_ARG(names));
}

static Status read_header(Outcomes *all, Layout *layout) {
  const CsvRow *header;
  char room[200];
  Status status = csv_next(all->csv, &header, all->diags);
  if (status != STATUS_OK) return status;
  if (!header) {
    diag_add(all->diags, DIAG_IMPORT_EMPTY, (Span){0, 0}, all->job->file);
    return STATUS_NO;
  }
  layout->cells = header->count;
  const char *defect = rejects_defect(all->csv, header, header->count, room, sizeof room);
  if (defect) {
    diag_add(all->diags, DIAG_IMPORT_HEADER, (Span){0, 0}, (unsigned long long)header->line, defect);
    return STATUS_NO;
  }
  status = find_columns(all, header, layout);
  if (status == STATUS_OK) note_others(all, header, layout);
  return status;
}

/* Is there a date that can only have its day first (31/12/2027)? Reads the whole file where there is none. */
static Status find_day_first(Outcomes *all, Layout *layout) {
  const CsvRow *row;
  Value value;
  Status status;
  while ((status = csv_next(all->csv, &row, all->diags)) == STATUS_OK && row && !layout->day_first) {
    if (row->defect != CSV_GOOD || row->count != layout->cells) continue;
    Str cell = row->cells[layout->column[PART_DATE]];
    layout->day_first = reading_read(READING_DATE_FRENCH, cell, &value) == FIT_SURE || reading_read(READING_DATETIME_FRENCH, cell, &value) == FIT_SURE;
  }
  if (status == STATUS_OK) status = csv_rewind(all->csv, all->diags);
  return status == STATUS_OK ? csv_next(all->csv, &row, all->diags) : status; /* behind the header again */
}

/* ---- cells ---- */

static void reject(Outcomes *all, OutcomeLine *line, Str reason) {
  if (!line->reason.p) line->reason = arena_str(&all->report->arena, reason);
}

static void read_key(Outcomes *all, OutcomeLine *line, Str cell) {
  StoredAs as = {.kind = all->job->key_kind};
  cell = cell_trim(cell);
  line->key = (Value){.kind = as.kind};
  if (!cell.n) {
    reject(all, line, diag_phrase(all->diags, "its key is missing"));
    return;
  }
  Stored stored = {.type = STORED_TEXT, .text = cell};
  if (stored_read(&as, stored, &all->report->arena, &line->key) != FAULT_NONE)
    reject(all, line, diag_phrase(all->diags, "`%.*s` is no key: keys are integers", STR_ARG(shown(cell))));
  else if (as.kind == KIND_TEXT) line->key.str = arena_str(&all->report->arena, line->key.str);
}

/* Words that mean something, folded (in capitals or not, with accents or not), as rules write them. Those that end all contact stand in
 * French too: an objection must not be lost for its word. */
static const struct {
  const char *word, *as;
  bool ends;
} words[] = {
    {"objection", "objection", true},
    {"opposition", "objection", true},
    {"unsubscription", "unsubscription", true},
    {"unsubscribed", "unsubscription", true},
    {"desinscription", "unsubscription", true},
    {"desabonnement", "unsubscription", true},
    {"order", "order", false},
    {"contract", "contract", false},
    {"quote", "quote", false},
    {"meeting", "meeting", false},
    {"call back", "call back", false},
    {"information", "information", false},
    {"interested", "interested", false},
    {"refusal", "refusal", false},
    {"no answer", "no answer", false},
};

/* A word that means nothing here, but all but says one that does. Each is told once. */
static void doubt_word(Outcomes *all, const OutcomeLine *line, Str word) {
  unsigned least = word.n < 6 ? 2 : 3;
  const char *nearest = NULL;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    unsigned distance = str_distance(word, str_from(words[i].word), least - 1);
    if (distance >= least) continue;
    least = distance;
    nearest = words[i].word;
  }
  for (uint32_t i = 0; i < all->doubted_count; i++)
    if (str_equal(all->doubted[i], word)) return;
  if (!nearest || all->doubted_count >= DOUBTED_MOST) return;
  all->doubted[all->doubted_count++] = arena_str(&all->report->arena, word);
  Diag *diag = diag_add(all->diags, DIAG_OUTCOME_WORD, (Span){0, 0}, (unsigned long long)line->line, STR_ARG(shown(line->outcome)));
  diag_help(all->diags, diag, "did you mean `%s`?", nearest);
}

static void read_outcome(Outcomes *all, OutcomeLine *line, Str cell) {
  char folded[32];
  cell = cell_trim(cell);
  if (!cell.n) {
    reject(all, line, diag_phrase(all->diags, "its outcome is empty"));
    return;
  }
  Str text;
  if (utf8_nfc(cell, &all->report->arena, &text)) line->outcome = arena_str(&all->report->arena, text);
  Str word = {folded, fold_text(cell, folded, sizeof folded)};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!str_is(word, words[i].word)) continue;
    line->outcome = str_from(words[i].as);
    line->ends = words[i].ends;
    return;
  }
  doubt_word(all, line, word);
}

/* The day that the cell says; false where it says none. *doubt: it says two. */
static bool read_day(const Layout *layout, Str cell, int32_t *day, bool *doubt) {
  static const Reading readings[] = {READING_DATE, READING_DATETIME, READING_DATE_FRENCH, READING_DATETIME_FRENCH};
  for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
    Value value;
    Fit fit = reading_read(readings[i], cell, &value);
    if (fit == FIT_NO) continue;
    *day = value.kind == KIND_DATE ? value.i32 : date_of_datetime(value.i64);
    *doubt = reading_needs_sure(readings[i]) && !layout->day_first;
    return true;
  }
  return false;
}

static void read_date(Outcomes *all, const Layout *layout, OutcomeLine *line, Str cell) {
  bool doubt = false;
  Str said = shown(cell_trim(cell));
  char today[DATE_TEXT];
  date_write(all->job->today, today);
  if (!said.n) reject(all, line, diag_phrase(all->diags, "its date is missing"));
  else if (!read_day(layout, cell, &line->date, &doubt)) reject(all, line, diag_phrase(all->diags, "`%.*s` is no date", STR_ARG(said)));
  else if (doubt) reject(all, line, diag_phrase(all->diags, "`%.*s` can be read in two ways: write 2027-12-31", STR_ARG(said)));
  else if (line->date > all->job->today) reject(all, line, diag_phrase(all->diags, "%.*s is in the future: today is %.*s", STR_ARG(said), DATE_TEXT - 1, today));
  else line->dated = true;
}

static void read_amount(Outcomes *all, OutcomeLine *line, Str cell) {
  Value value;
  Str said = shown(cell_trim(cell));
  if (!said.n) return;
  line->paid = reading_read(READING_MONEY_POINT, cell, &value) != FIT_NO || reading_read(READING_MONEY_COMMA, cell, &value) != FIT_NO;
  if (!line->paid) {
    reject(all, line, diag_phrase(all->diags, "`%.*s` is no amount of money", STR_ARG(said)));
    return;
  }
  line->amount = value.i64;
  if (line->amount < 0) reject(all, line, diag_phrase(all->diags, "the amount %.*s is below 0", STR_ARG(said)));
}

static bool read_line(Outcomes *all, const Layout *layout, const CsvRow *row) {
  char room[200];
  OutcomeLine line = {.line = row->line, .slot = SLOT_NONE, .key = {.kind = all->job->key_kind}};
  const char *defect = rejects_defect(all->csv, row, layout->cells, room, sizeof room);
  if (defect) {
    reject(all, &line, diag_phrase(all->diags, "%s", defect));
    bool says = row->count > (uint32_t)layout->column[PART_KEY] && row->count > (uint32_t)layout->column[PART_OUTCOME];
    if (says) { /* an objection counts in whatever line it stands */
      read_key(all, &line, row->cells[layout->column[PART_KEY]]);
      read_outcome(all, &line, row->cells[layout->column[PART_OUTCOME]]);
    }
  } else {
    read_key(all, &line, row->cells[layout->column[PART_KEY]]);
    read_outcome(all, &line, row->cells[layout->column[PART_OUTCOME]]);
    read_date(all, layout, &line, row->cells[layout->column[PART_DATE]]);
    if (layout->column[PART_AMOUNT] >= 0) read_amount(all, &line, row->cells[layout->column[PART_AMOUNT]]);
  }
  line.row = arena_str(&all->report->arena, row->raw);
  buf_add(&all->lines, &line, sizeof line);
  all->count++;
  return !all->lines.failed && !all->report->arena.failed && !all->diags->arena->failed && all->count < SLOT_NONE;
}

Status outcomes_read(Outcomes *all) {
  Layout layout = {0};
  const CsvRow *row;
  Status status = read_header(all, &layout);
  if (status == STATUS_OK) status = find_day_first(all, &layout);
  while (status == STATUS_OK && (status = csv_next(all->csv, &row, all->diags)) == STATUS_OK && row)
    if (!read_line(all, &layout, row)) status = STATUS_NO_MEMORY;
  if (status != STATUS_OK || !csv_changed(all->csv)) return status;
  diag_add(all->diags, DIAG_IMPORT_CHANGED, (Span){0, 0}, all->job->file);
  return STATUS_IO;
}
