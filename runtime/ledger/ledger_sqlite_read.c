/* SPDX-License-Identifier: MIT
 * What stands in the ledger. Its cells are read as strictly as those of any record: what no ledger writes is an error. */
#include "runtime/ledger/ledger_sqlite.h"

#include <stdlib.h>

/* The row that a query stands on; the first cell that is not as it should be stays in `status`. */
typedef struct Row {
  Ledger *ledger;
  sqlite3_stmt *stmt;
  LedgerTable table;
  int column; /* the next */
  DiagList *diags;
  Status status;
} Row;

static Stored stored_cell(sqlite3_stmt *stmt, int column) {
  switch (sqlite3_column_type(stmt, column)) {
  case SQLITE_INTEGER: return (Stored){.type = STORED_INTEGER, .integer = sqlite3_column_int64(stmt, column)};
  case SQLITE_FLOAT: return (Stored){.type = STORED_REAL, .real = sqlite3_column_double(stmt, column)};
  case SQLITE_TEXT: {
    const char *p = (const char *)sqlite3_column_text(stmt, column);
    return (Stored){.type = STORED_TEXT, .text = {p, p ? (uint32_t)sqlite3_column_bytes(stmt, column) : 0}};
  }
  case SQLITE_BLOB: return (Stored){.type = STORED_BLOB, .text = STR("")};
  default: return (Stored){.type = STORED_NULL};
  }
}

/* ---- what is wrong with a row ---- */

static Str shown(const Row *row, int column) {
  enum { MOST = 60 };
  Stored cell = stored_cell(row->stmt, column);
  Arena *arena = row->diags->arena;
  switch (cell.type) {
  case STORED_INTEGER: return arena_format(arena, "%lld", (long long)cell.integer);
  case STORED_REAL: return arena_format(arena, "%.15g", cell.real);
  case STORED_TEXT: return arena_format(arena, "\"%.*s\"", (int)(cell.text.n < MOST ? cell.text.n : MOST), cell.text.p);
  case STORED_BLOB: return diag_phrase(row->diags, "bytes that are no text");
  case STORED_NULL: break;
  }
  return diag_phrase(row->diags, "nothing");
}

/* Tells of the cell before the next one. */
static void refuse(Row *row, const char *wanted) {
  if (row->status != STATUS_OK) return;
  int column = row->column - 1;
  Str key = shown(row, 0), cell = shown(row, column);
  Diag *diag = diag_add(row->diags, DIAG_LEDGER_CELL, (Span){0}, STR_ARG(row->ledger->names[row->table]), STR_ARG(key),
                        sqlite3_column_name(row->stmt, column), STR_ARG(cell), wanted);
  if (row->table == TABLE_CONTACTS) {
    Str campaign = shown(row, 1), step = shown(row, 2);
    diag_help(row->diags, diag, "it is the row of the campaign %.*s, step %.*s", STR_ARG(campaign), STR_ARG(step));
  }
  row->status = STATUS_IO;
}

/* ---- cells ---- */

static Value read_cell(Row *row, Kind kind, bool optional, const char *wanted) {
  Value value = {.kind = kind};
  if (row->status != STATUS_OK) return value;
  Stored cell = stored_cell(row->stmt, row->column++);
  if (cell.type == STORED_TEXT && !cell.text.p) {
    row->status = STATUS_NO_MEMORY;
    return value;
  }
  StoredAs as = {.kind = kind, .optional = optional};
  Fault fault = stored_read(&as, cell, &row->ledger->row, &value);
  if (row->ledger->row.failed) row->status = STATUS_NO_MEMORY;
  else if (fault) refuse(row, wanted);
  return value;
}

/* Names and words are few, and stand in very many rows. */
static Str keep_text(Row *row, Str text) {
  Ledger *ledger = row->ledger;
  if (row->status != STATUS_OK) return STR("");
  Str *kept = map_get(&ledger->texts, text);
  if (kept) return *kept;
  kept = ARENA_NEW(&ledger->arena, Str);
  if (kept) *kept = arena_str(&ledger->arena, text);
  if (!ledger->arena.failed && map_put(&ledger->texts, *kept, kept)) return *kept;
  row->status = STATUS_NO_MEMORY;
  return STR("");
}

static Value read_key(Row *row) {
  bool text = row->ledger->config.key_kind == KIND_TEXT;
  Value key = read_cell(row, row->ledger->config.key_kind, false, text ? "a text" : "an integer");
  if (!text || row->status != STATUS_OK) return key;
  key.str = arena_str(&row->ledger->arena, key.str);
  if (row->ledger->arena.failed) row->status = STATUS_NO_MEMORY;
  return key;
}

static Str read_text(Row *row) {
  Value value = read_cell(row, KIND_TEXT, false, "a text");
  return keep_text(row, value.known ? value.str : STR(""));
}

/* p NULL: there is none. */
static Str read_text_if_any(Row *row) {
  Value value = read_cell(row, KIND_TEXT, true, "a text");
  return value.known ? keep_text(row, value.str) : (Str){0};
}

static int64_t read_integer(Row *row, int64_t least) {
  Value value = read_cell(row, KIND_INTEGER, false, "an integer");
  if (value.known && value.i64 < least) refuse(row, least ? "1 or more" : "0 or more");
  return value.i64;
}

static int64_t read_step(Row *row) {
  int64_t step = read_integer(row, 1);
  if (step > LEDGER_STEP_MOST) refuse(row, "a step of a campaign, 1 000 000 at the most");
  return step;
}

static int64_t read_cost(Row *row) {
  Value value = read_cell(row, KIND_MONEY, false, "an amount of money");
  if (value.known && value.i64 < 0) refuse(row, "0 or more");
  return value.i64;
}

static double read_probability(Row *row) {
  Value value = read_cell(row, KIND_NUMBER, false, "a number");
  if (value.known && !(value.f64 >= 0 && value.f64 <= 1)) refuse(row, "a number from 0 to 1");
  return value.f64;
}

static int32_t read_date(Row *row) { return read_cell(row, KIND_DATE, false, "a date").i32; }

static bool read_is_sent(Row *row) {
  Value state = read_cell(row, KIND_TEXT, false, "`planned` or `sent`");
  if (!state.known) return false;
  bool sent = str_equal(state.str, STR("sent"));
  if (!sent && !str_equal(state.str, STR("planned"))) refuse(row, "`planned` or `sent`");
  return sent;
}

static Value read_amount(Row *row) { return read_cell(row, KIND_MONEY, true, "an amount of money"); }

/* The day of an outcome, which has one. */
static int32_t read_outcome_day(Row *row, bool answered) {
  Value day = read_cell(row, KIND_DATE, true, "a date");
  if (answered && !day.known) refuse(row, "the date of the outcome");
  return day.i32;
}

/* ---- rows ---- */

static void read_contact(Row *row, void *out) {
  LedgerContact *contact = out;
  contact->key = read_key(row);
  contact->campaign = read_text(row);
  contact->step = read_step(row);
  contact->channel = read_text(row);
  contact->offer = read_text_if_any(row);
  contact->at = read_date(row);
  contact->cost = read_cost(row);
  contact->sent = read_is_sent(row);
  contact->outcome = read_text_if_any(row);
  contact->answered = contact->outcome.p != NULL;
  if (contact->answered && !contact->sent) refuse(row, "nothing, as this contact is only planned");
  Value amount = read_amount(row);
  contact->paid = amount.known && contact->answered;
  contact->amount = contact->paid ? amount.i64 : 0;
  contact->follow = read_integer(row, 0);
  contact->effort = read_integer(row, 0);
  contact->response = read_probability(row);
  contact->value = read_cell(row, KIND_MONEY, false, "an amount of money").i64;
  contact->target = read_text(row);
  contact->team = read_text_if_any(row);
  contact->outcome_at = read_outcome_day(row, contact->answered);
}

static void read_held(Row *row, void *out) {
  LedgerHeld *held = out;
  held->key = read_key(row);
  read_text(row); /* the campaign */
  held->target = read_text(row);
  held->outcome = read_text_if_any(row);
  held->answered = held->outcome.p != NULL;
  held->outcome_at = read_outcome_day(row, held->answered);
  Value amount = read_amount(row);
  held->paid = amount.known && held->answered;
  held->amount = held->paid ? amount.i64 : 0;
}

static void read_suppressed(Row *row, void *out) { *(Value *)out = read_key(row); }

int ledger_key_order(const Value *a, const Value *b) {
  if (a->kind == KIND_TEXT) return str_compare(a->str, b->str);
  return (a->i64 > b->i64) - (a->i64 < b->i64);
}

uint32_t ledger_find(const void *items, uint32_t count, size_t size, const Value *key) {
  const char *first = items;
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (ledger_key_order((const void *)(first + middle * size), key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

bool ledger_has(const void *items, uint32_t count, size_t size, const Value *key) {
  uint32_t at = ledger_find(items, count, size, key);
  return at < count && ledger_key_order((const void *)((const char *)items + at * size), key) == 0;
}

static int compare_keys(const void *one, const void *other) { return ledger_key_order(one, other); }

static int compare_held(const void *one, const void *other) {
  const LedgerHeld *a = one, *b = other;
  return ledger_key_order(&a->key, &b->key);
}

static int compare_contacts(const void *one, const void *other) {
  const LedgerContact *a = one, *b = other;
  int c = ledger_key_order(&a->key, &b->key);
  if (c == 0) c = (a->at > b->at) - (a->at < b->at);
  if (c == 0) c = str_compare(a->campaign, b->campaign);
  return c ? c : (a->step > b->step) - (a->step < b->step);
}

/* ---- all rows of a query ---- */

typedef struct Reading {
  LedgerTable table;
  LedgerQuery count, rows;
  size_t size; /* of what a row becomes */
  void (*read)(Row *row, void *out);
  int (*compare)(const void *one, const void *other);
} Reading;

/* Not by SQLite, which would sort a plan's rows at twice the time of reading them, and texts in UTF-16 otherwise. */
static void put_in_order(const Reading *what, char *rows, uint32_t count) {
  bool ordered = true;
  for (uint32_t i = 1; i < count && ordered; i++) ordered = what->compare(rows + (i - 1) * what->size, rows + i * what->size) <= 0;
  if (!ordered) qsort(rows, count, what->size, what->compare);
}

static const Str all_campaigns = {NULL, 0};

static Status count_rows(Ledger *ledger, const Reading *what, Str campaign, uint32_t *count, DiagList *diags) {
  LedgerArguments to = ledger_ask(ledger, what->count);
  if (campaign.p) ledger_give_text(&to, campaign);
  int code = to.code ? to.code : sqlite3_step(to.stmt);
  int64_t rows = code == SQLITE_ROW ? sqlite3_column_int64(to.stmt, 0) : 0;
  *count = (uint32_t)rows;
  Status status = code == SQLITE_ROW ? STATUS_OK : ledger_failed(ledger, code, diags);
  if (!to.code) sqlite3_reset(to.stmt);
  return status == STATUS_OK && rows > INT32_MAX ? STATUS_NO_MEMORY : status;
}

static Status fill_rows(Ledger *ledger, const Reading *what, Str campaign, char *out, uint32_t count, DiagList *diags) {
  LedgerArguments to = ledger_ask(ledger, what->rows);
  if (campaign.p) ledger_give_text(&to, campaign);
  Row row = {.ledger = ledger, .stmt = to.stmt, .table = what->table, .diags = diags};
  int code = to.code;
  for (uint32_t i = 0; i < count && code == SQLITE_OK && row.status == STATUS_OK; i++) {
    code = sqlite3_step(to.stmt);
    if (code != SQLITE_ROW) break;
    code = SQLITE_OK;
    row.column = 0;
    what->read(&row, out + i * what->size);
    arena_reset(&ledger->row);
  }
  if (row.status == STATUS_OK && code != SQLITE_OK) row.status = ledger_failed(ledger, code, diags);
  if (to.stmt) sqlite3_reset(to.stmt);
  return row.status;
}

static Status read_rows(Ledger *ledger, const Reading *what, Str campaign, const void **out, uint32_t *count, DiagList *diags) {
  *out = NULL;
  *count = 0;
  if (!ledger->there[what->table]) return STATUS_OK;
  uint32_t rows;
  Status status = count_rows(ledger, what, campaign, &rows, diags);
  if (status != STATUS_OK || rows == 0) return status;
  char *all = arena_alloc(&ledger->arena, what->size * rows);
  if (!all) return STATUS_NO_MEMORY;
  status = fill_rows(ledger, what, campaign, all, rows, diags);
  if (status != STATUS_OK) return status;
  put_in_order(what, all, rows);
  *out = all;
  *count = rows;
  return STATUS_OK;
}

Status ledger_contacts(Ledger *ledger, const LedgerContact **out, uint32_t *count, DiagList *diags) {
  static const Reading what = {TABLE_CONTACTS, QUERY_COUNT_CONTACTS, QUERY_CONTACTS, sizeof(LedgerContact), read_contact, compare_contacts};
  return read_rows(ledger, &what, all_campaigns, (const void **)out, count, diags);
}

Status ledger_held(Ledger *ledger, Str campaign, const LedgerHeld **out, uint32_t *count, DiagList *diags) {
  static const Reading what = {TABLE_HELD, QUERY_COUNT_HELD, QUERY_HELD, sizeof(LedgerHeld), read_held, compare_held};
  return read_rows(ledger, &what, campaign, (const void **)out, count, diags);
}

Status ledger_suppressed(Ledger *ledger, const Value **out, uint32_t *count, DiagList *diags) {
  static const Reading what = {TABLE_SUPPRESSED, QUERY_COUNT_SUPPRESSED, QUERY_SUPPRESSED, sizeof(Value), read_suppressed, compare_keys};
  return read_rows(ledger, &what, all_campaigns, (const void **)out, count, diags);
}
