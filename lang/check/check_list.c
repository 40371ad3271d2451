/* SPDX-License-Identifier: MIT
 * `list NAME from "file.csv" column "code"`. */
#include "lang/check/checker.h"

#include "runtime/base/utf8.h"
#include "runtime/csv/csv.h"

enum { LIST_ITEMS_MOST = 1 << 20 };

typedef struct Reading {
  Checker *c;
  Symbol *list;
  Csv *csv;
  uint32_t column, size;
} Reading;

static void say_file(Checker *c, const Symbol *list, const char *why) {
  const AstNode *file = list->decl->kid[LISTING_FILE];
  diag_add(c->diags, DIAG_LIST_FILE, file->span, STR_ARG(file->text), STR_ARG(str_from(why)));
}

static bool next_row(Reading *r, const CsvRow **row) {
  DiagList quiet;
  diag_init(&quiet, r->c->arena);
  if (csv_next(r->csv, row, &quiet) == STATUS_OK) return true;
  say_file(r->c, r->list, "reading it fails");
  return false;
}

static bool find_column(Reading *r) {
  const CsvRow *row;
  Str name = r->list->decl->kid[LISTING_COLUMN]->text;
  if (!next_row(r, &row)) return false;
  for (r->column = 0; row && r->column < row->count; r->column++)
    if (str_equal(row->cells[r->column], name)) return true;
  const AstNode *node = r->list->decl->kid[LISTING_COLUMN];
  Str why = row ? diag_phrase(r->c->diags, "it has no column \"%.*s\"", STR_ARG(name)) : diag_phrase(r->c->diags, "it is empty");
  diag_add(r->c->diags, DIAG_LIST_FILE, node->span, STR_ARG(r->list->decl->kid[LISTING_FILE]->text), STR_ARG(why));
  return false;
}

static bool add_item(Reading *r, Str cell) {
  Symbol *list = r->list;
  if (list->list.count == r->size) {
    uint32_t size = r->size ? r->size * 2 : 64;
    Value *more = ARENA_ARRAY(r->c->arena, Value, size);
    if (!more) return false;
    if (r->size) memcpy(more, list->list.items, r->size * sizeof *more);
    list->list.items = more;
    r->size = size;
  }
  Str text;
  if (!utf8_nfc(cell, r->c->arena, &text)) return false;
  if (text.p == cell.p) text = arena_str(r->c->arena, cell);
  list->list.items[list->list.count++] = (Value){.kind = KIND_TEXT, .known = true, .str = text};
  return true;
}

static bool read_items(Reading *r) {
  const CsvRow *row;
  while (next_row(r, &row)) {
    if (!row) return true;
    if (row->defect != CSV_GOOD) {
      Str why = diag_phrase(r->c->diags, "line %llu is no row of a CSV file", (unsigned long long)row->line);
      say_file(r->c, r->list, why.p);
      return false;
    }
    if (r->list->list.count == LIST_ITEMS_MOST) {
      say_file(r->c, r->list, "it has more than a million rows");
      return false;
    }
    bool empty = r->column >= row->count || !row->cells[r->column].n;
    if (!empty && !add_item(r, row->cells[r->column])) return false;
  }
  return false;
}

bool read_list_file(Checker *c, Symbol *list) {
  const AstNode *file = list->decl->kid[LISTING_FILE];
  Str path = resolve_path(c, file->span, file->text);
  if (memchr(path.p, 0, path.n) || !path.n || str_is(path, "-")) {
    say_file(c, list, "that is no name of a file");
    return false;
  }
  Str path_z = arena_str(c->arena, path);
  if (!path_z.p) return false;
  DiagList quiet;
  diag_init(&quiet, c->arena);
  Reading reading = {.c = c, .list = list};
  CsvOptions options = {0};
  if (csv_open(c->arena->alloc, path_z.p, &options, &quiet, &reading.csv) != STATUS_OK) {
    say_file(c, list, quiet.count && quiet.items[0]->text.p ? quiet.items[0]->text.p : "it cannot be opened");
    return false;
  }
  bool good = find_column(&reading) && read_items(&reading);
  csv_close(reading.csv);
  return good;
}
