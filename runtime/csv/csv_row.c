/* SPDX-License-Identifier: MIT
 * The scan of one CSV row in a window of UTF-8: cells, quotes, line ends (LF, CRLF, CR). A quote in a cell that does not begin
 * with one is a character like others; behind a closing quote only a delimiter or a line end may stand. The blank as
 * delimiter stands for any run of blanks and tabs: columns that are aligned by them. */
#include "runtime/csv/csv_bytes.h"
#include "runtime/csv/csv_parts.h"

void csv_scan_delimiter(CsvScan *scan, char delimiter) {
  memset(scan->stop, 0, sizeof scan->stop);
  scan->delimiter = delimiter;
  scan->stop[(unsigned char)delimiter] = scan->stop['\n'] = scan->stop['\r'] = true;
  if (delimiter == ' ') scan->stop['\t'] = true;
}

/* How a cell, or the search for it, ended. */
typedef enum CellEnd { CELL_GOOD, CELL_CUT, CELL_OPEN, CELL_WITHIN } CellEnd;

static void add_cell(CsvScan *scan, const char *p, size_t n, bool quoted) {
  scan->cells[scan->count] = (Str){p, (uint32_t)n};
  scan->quoted[scan->count++] = quoted;
}

/* From the opening quote at *at; *at becomes the place behind the closing one. *copied counts what `unquoted` holds. */
static CellEnd quoted_cell(CsvScan *scan, const char *p, size_t n, bool last, size_t *at, size_t *copied) {
  size_t from = *at + 1, i = from, start = *copied;
  bool doubled = false;
  for (;;) {
    const char *quote = i < n ? memchr(p + i, '"', n - i) : NULL;
    if (!quote) return last ? CELL_OPEN : CELL_CUT;
    size_t end = (size_t)(quote - p);
    if (end + 1 == n && !last) return CELL_CUT;
    bool pair = end + 1 < n && p[end + 1] == '"';
    if (pair || doubled) {
      size_t keep = end - i + pair;
      memcpy(scan->unquoted + *copied, p + i, keep);
      *copied += keep;
      doubled = true;
    }
    i = end + 1 + pair;
    if (pair) continue;
    if (doubled) add_cell(scan, scan->unquoted + start, *copied - start, true);
    else add_cell(scan, p + from, end - from, true);
    *at = i;
    return i == n || scan->stop[(unsigned char)p[i]] ? CELL_GOOD : CELL_WITHIN;
  }
}

/* The next place from i on where a cell may end, n where there is none; the stops of a stretch are found at once. */
typedef struct Stops {
  size_t from;   /* … of this stretch */
  uint64_t bits;
  bool any;      /* has one been looked at? */
} Stops;

static size_t next_stop(const CsvScan *scan, Stops *stops, const char *p, size_t n, size_t i) {
  char other = scan->delimiter == ' ' ? '\t' : scan->delimiter;
  for (;;) {
    if (stops->any && i - stops->from < CSV_STRIDE) {
      uint64_t bits = stops->bits >> (i - stops->from);
      if (bits) return i + (size_t)__builtin_ctzll(bits);
      i = stops->from + CSV_STRIDE;
    }
    if (n - i < CSV_STRIDE) break;
    *stops = (Stops){i, csv_stops(p + i, scan->delimiter, other), true};
  }
  while (i < n && !scan->stop[(unsigned char)p[i]]) i++;
  return i;
}

static uint32_t count_line_ends(const char *p, size_t n) {
  uint32_t lines = 0;
  for (size_t i = 0; i < n; i++) lines += p[i] == '\n' ? !(i && p[i - 1] == '\r') : p[i] == '\r';
  return lines;
}

static size_t first_line_end(const char *p, size_t n) {
  size_t i = 0;
  while (i < n && p[i] != '\n' && p[i] != '\r') i++;
  return i;
}

/* The row ends at p[at], a line end (or the end of all). False where that may be half a CRLF. */
static bool end_row(CsvScan *scan, const char *p, size_t n, size_t at, bool last) {
  if (at < n && p[at] == '\r' && at + 1 == n && !last) return false;
  scan->raw = at;
  scan->used = at + (at < n) + (at + 1 < n && p[at] == '\r' && p[at + 1] == '\n');
  return true;
}

bool csv_scan_cut(CsvScan *scan, const char *p, size_t n, bool last, CsvDefect defect) {
  size_t at = first_line_end(p, n);
  if ((at == n && !last) || !end_row(scan, p, n, at, last)) return false;
  scan->defect = defect;
  scan->lines = 1;
  return true;
}

static bool finish(CsvScan *scan, const char *p, size_t n, size_t at, bool last, bool any_quoted) {
  if ((at == n && !last) || !end_row(scan, p, n, at, last)) return false;
  bool over = any_quoted && (memchr(p, '\n', at) || memchr(p, '\r', at));
  scan->lines = over ? count_line_ends(p, scan->used) : 1;
  return true;
}

bool csv_scan_row(CsvScan *scan, const char *p, size_t n, bool last) {
  size_t i = 0, copied = 0;
  bool any_quoted = false, blanks = scan->delimiter == ' ';
  Stops stops = {.any = false};
  scan->count = 0;
  scan->defect = CSV_GOOD;
  for (;;) {
    while (blanks && i < n && (p[i] == ' ' || p[i] == '\t')) i++;
    if (blanks && scan->count && (i == n || p[i] == '\n' || p[i] == '\r')) return finish(scan, p, n, i, last, any_quoted);
    if (scan->count == CSV_COLUMNS_MOST) return csv_scan_cut(scan, p, n, last, CSV_TOO_MANY_CELLS);
    if (i < n && p[i] == '"') {
      any_quoted = true;
      CellEnd end = quoted_cell(scan, p, n, last, &i, &copied);
      if (end == CELL_CUT) return false;
      bool over = end == CELL_OPEN || (end == CELL_WITHIN && first_line_end(p, i) < i);
      if (end != CELL_GOOD) return csv_scan_cut(scan, p, n, last, over ? CSV_QUOTE_OPEN : CSV_QUOTE_WITHIN);
    } else {
      size_t from = i;
      i = next_stop(scan, &stops, p, n, i);
      add_cell(scan, p + from, i - from, false);
    }
    if (i == n || (p[i] != scan->delimiter && !(blanks && p[i] == '\t'))) return finish(scan, p, n, i, last, any_quoted);
    i++;
  }
}
