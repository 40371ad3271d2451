/* SPDX-License-Identifier: MIT
 * A stretch of text, read row after row. */
#include "runtime/csv/csv_parts.h"

#include "runtime/base/utf8.h"
#include "runtime/csv/csv_bytes.h"

enum { RAW_SHOWN = 256 /* of a line that is too long */ };

bool csv_window_open(CsvWindow *window, const Alloc *alloc, size_t size) {
  window->alloc = alloc;
  window->size = size;
  window->scan.cells = window->cells;
  window->scan.quoted = window->quoted;
  buf_init(&window->mended, alloc);
  window->text = mem_new_lined(alloc, size);
  window->scan.unquoted = MEM_ARRAY(alloc, char, CSV_WINDOW);
  return window->text && window->scan.unquoted;
}

void csv_window_close(CsvWindow *window) {
  if (!window->alloc) return;
  buf_free(&window->mended);
  mem_free_lined(window->alloc, window->text, window->size);
  mem_free(window->alloc, window->scan.unquoted, CSV_WINDOW);
}

/* UTF-8 without a NUL? */
static bool is_text(Str s) { return csv_is_ascii(s.p, s.n) || (!memchr(s.p, 0, s.n) && utf8_valid(s)); }

/* Writes `s` with U+FFFD for each NUL and each byte that is no UTF-8. */
static Str mend(Buf *out, Str s) {
  size_t from = out->n;
  for (uint32_t i = 0; i < s.n;) {
    uint32_t n = 1;
    unsigned char c = (unsigned char)s.p[i];
    if (c >= 0xC2) n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    bool good = c && i + n <= s.n && utf8_valid((Str){s.p + i, n});
    if (good) buf_add(out, s.p + i, n);
    else buf_add(out, "\xEF\xBF\xBD", 3);
    i += good ? n : 1;
  }
  return (Str){out->p + from, (uint32_t)(out->n - from)};
}

static bool mend_row(CsvWindow *window) {
  CsvRow *row = &window->row;
  size_t room = row->raw.n;
  for (uint32_t i = 0; i < row->count; i++) room += window->cells[i].n;
  window->mended.n = 0;
  if (!buf_room(&window->mended, room * 3 + 1)) return false;
  row->raw = mend(&window->mended, row->raw);
  for (uint32_t i = 0; i < row->count; i++) window->cells[i] = mend(&window->mended, window->cells[i]);
  if (row->defect == CSV_GOOD) row->defect = CSV_NOT_TEXT;
  return true;
}

/* Passes over the rest of a line that is too long; false where its end is not here. */
static bool skip_line(CsvWindow *window) {
  const char *p = window->text + window->start;
  size_t n = window->end - window->start;
  window->skipping = !csv_scan_cut(&window->scan, p, n, window->last, CSV_LINE_TOO_LONG);
  /* A CR that may be half a CRLF stays. */
  window->start += window->skipping ? n - (n && p[n - 1] == '\r') : window->scan.used;
  return !window->skipping;
}

/* The row of a quote that is open over all that is looked at, or of a line without an end: the head of that line. */
static void cut_row(CsvWindow *window, const char *p) {
  CsvScan *scan = &window->scan;
  if (csv_scan_cut(scan, p, CSV_LOOK, false, CSV_QUOTE_OPEN)) return;
  scan->defect = CSV_LINE_TOO_LONG;
  scan->count = 0;
  scan->raw = RAW_SHOWN;
  scan->used = CSV_LOOK - (p[CSV_LOOK - 1] == '\r');
  scan->lines = 1;
  window->skipping = true;
}

/* False where the text from `start` on holds no whole row. */
static bool find_row(CsvWindow *window) {
  CsvScan *scan = &window->scan;
  const char *p = window->text + window->start;
  size_t n = window->end - window->start;
  bool beyond = n > CSV_LOOK || (n == CSV_LOOK && !window->last);
  if (!csv_scan_row(scan, p, beyond ? CSV_LOOK : n, window->last && !beyond)) {
    if (!beyond) return false;
    cut_row(window, p);
  }
  if (scan->raw > CSV_LINE_MOST) {
    scan->defect = CSV_LINE_TOO_LONG;
    scan->count = 0;
    scan->raw = RAW_SHOWN;
  }
  window->row = (CsvRow){window->line, scan->count, window->cells, window->quoted, scan->defect, {p, (uint32_t)scan->raw}};
  window->start += scan->used;
  window->line += scan->lines;
  return true;
}

CsvStep csv_window_next(CsvWindow *window) {
  CsvStep none = window->last ? CSV_STEP_END : CSV_STEP_MORE;
  do {
    if (window->skipping && !skip_line(window)) return none;
    if (window->start == window->end || !find_row(window)) return none;
  } while (window->row.raw.n == 0);
  return is_text(window->row.raw) || mend_row(window) ? CSV_STEP_ROW : CSV_STEP_NO_MEMORY;
}
