/* SPDX-License-Identifier: MIT
 * The CSV reader: a window of decoded text that slides over the file, cut into rows. */
#include "runtime/csv/csv.h"

#include <ctype.h>
#include <errno.h>

#include "runtime/base/utf8.h"
#include "runtime/csv/csv_parts.h"

enum { WINDOW = CSV_LINE_MOST + (1 << 16), RAW_SHOWN = 256 /* of a line that is too long */ };

struct Csv {
  const Alloc *alloc;
  CsvInput input;
  CsvDecoder decoder;
  CsvScan scan;
  char *window;      /* WINDOW bytes; text stands at start..end */
  size_t start, end;
  bool last;         /* the file's end is in the window */
  uint64_t line;
  CsvRow row;
  Buf mended;        /* what is shown of a row that is not text */
  Str cells[CSV_COLUMNS_MOST];
  bool quoted[CSV_COLUMNS_MOST];
};

static Status fill(Csv *csv, DiagList *diags) {
  memmove(csv->window, csv->window + csv->start, csv->end - csv->start);
  csv->end -= csv->start;
  csv->start = 0;
  while (!csv->last && WINDOW - csv->end >= 16) {
    ssize_t n = csv_decoder_read(&csv->decoder, &csv->input, csv->window + csv->end, WINDOW - csv->end);
    if (n < 0) {
      diag_add(diags, DIAG_CSV_READ, (Span){0, 0}, strerror(errno));
      return STATUS_IO;
    }
    csv->last = n == 0;
    csv->end += (size_t)n;
  }
  return STATUS_OK;
}

static Status start_over(Csv *csv, DiagList *diags) {
  csv->start = csv->end = 0;
  csv->last = false;
  csv->line = 1;
  if (csv_decoder_rewind(&csv->decoder, &csv->input)) return fill(csv, diags);
  diag_add(diags, DIAG_CSV_READ, (Span){0, 0}, strerror(errno));
  return STATUS_IO;
}

/* Are these two names of one encoding, hyphens apart, the first perhaps with its byte order (UTF-16LE, utf16)? */
static bool same_encoding(const char *marked, const char *given) {
  while (*given) {
    if (*given == '-') given++;
    else if (*marked == '-') marked++;
    else if (tolower((unsigned char)*marked++) != tolower((unsigned char)*given++)) return false;
  }
  return *marked == 0 || *marked == 'L' || *marked == 'B';
}

static Status choose_encoding(Csv *csv, const char *given, DiagList *diags) {
  CsvGuess guess = {.mark = 0};
  if (given) {
    char head[4];
    const char *name = NULL;
    ssize_t n = csv_input_read(&csv->input, head, sizeof head);
    uint32_t mark = csv_mark(head, n > 0 ? (size_t)n : 0, &name);
    /* A mark of the encoding given is no text; in any other encoding its bytes are. */
    bool own = mark && same_encoding(name, given);
    if (csv_decoder_open(&csv->decoder, own ? name : given, own ? mark : 0)) return STATUS_OK;
    diag_add(diags, DIAG_CSV_ENCODING, (Span){0, 0}, given);
    return STATUS_USAGE;
  }
  if (!csv_guess_encoding(&csv->input, csv->window, WINDOW, &guess)) {
    diag_add(diags, DIAG_CSV_READ, (Span){0, 0}, strerror(errno));
    return STATUS_IO;
  }
  if (csv_decoder_open(&csv->decoder, guess.name, guess.mark)) return STATUS_OK;
  diag_add(diags, DIAG_CSV_ENCODING, (Span){0, 0}, guess.name);
  return STATUS_IO;
}

static Status begin(Csv *csv, const CsvOptions *options, DiagList *diags) {
  Status status = choose_encoding(csv, options ? options->encoding : NULL, diags);
  if (!status) status = start_over(csv, diags);
  if (status) return status;
  if (options && options->delimiter) csv_scan_delimiter(&csv->scan, options->delimiter);
  else csv_guess_delimiter(&csv->scan, csv->window, csv->end, csv->last);
  return STATUS_OK;
}

Status csv_open(const Alloc *alloc, const char *path, const CsvOptions *options, DiagList *diags, Csv **out) {
  *out = NULL;
  Csv *csv = MEM_NEW(alloc, Csv);
  if (!csv) goto no_memory;
  csv->alloc = alloc;
  csv->input.fd = -1;
  buf_init(&csv->mended, alloc);
  csv->scan.cells = csv->cells;
  csv->scan.quoted = csv->quoted;
  csv->window = MEM_ARRAY(alloc, char, WINDOW);
  csv->scan.unquoted = MEM_ARRAY(alloc, char, WINDOW);
  if (!csv->window || !csv->scan.unquoted) goto no_memory;
  Status status = csv_input_open(&csv->input, path, diags);
  if (!status) status = begin(csv, options, diags);
  if (status) csv_close(csv);
  else *out = csv;
  return status;
no_memory:
  csv_close(csv);
  diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
  return STATUS_NO_MEMORY;
}

void csv_close(Csv *csv) {
  if (!csv) return;
  csv_decoder_close(&csv->decoder);
  csv_input_close(&csv->input);
  buf_free(&csv->mended);
  mem_free(csv->alloc, csv->window, WINDOW);
  mem_free(csv->alloc, csv->scan.unquoted, WINDOW);
  mem_free(csv->alloc, csv, sizeof *csv);
}

Status csv_rewind(Csv *csv, DiagList *diags) { return start_over(csv, diags); }
bool csv_changed(const Csv *csv) { return csv_input_changed(&csv->input); }
char csv_delimiter(const Csv *csv) { return csv->scan.delimiter; }
const char *csv_encoding(const Csv *csv) { return csv->decoder.name; }
uint64_t csv_bytes_read(const Csv *csv) { return csv->input.read; }
uint64_t csv_bytes_total(const Csv *csv) { return csv->input.size; }

/* A line longer than the window: its head is the row, the rest is passed over. */
static Status pass_long_line(Csv *csv, DiagList *diags) {
  CsvScan *scan = &csv->scan;
  Str head = {csv->scan.unquoted, RAW_SHOWN};
  memcpy(csv->scan.unquoted, csv->window + csv->start, RAW_SHOWN);
  while (!csv_scan_cut(scan, csv->window + csv->start, csv->end - csv->start, csv->last, CSV_LINE_TOO_LONG)) {
    /* A CR that may be half a CRLF stays. */
    csv->start = csv->end - (csv->window[csv->end - 1] == '\r');
    Status status = fill(csv, diags);
    if (status) return status;
  }
  scan->count = 0;
  csv->row.raw = head;
  csv->start += scan->used;
  return STATUS_OK;
}

/* Finds the next row of the window, filling it where the row goes on behind. */
static Status next_row(Csv *csv, DiagList *diags) {
  CsvScan *scan = &csv->scan;
  while (!csv_scan_row(scan, csv->window + csv->start, csv->end - csv->start, csv->last)) {
    if (csv->start == 0 && WINDOW - csv->end < 16) {
      /* A quote that is open over a whole window, or a line without an end. */
      if (csv_scan_cut(scan, csv->window, csv->end, false, CSV_QUOTE_OPEN)) break;
      return pass_long_line(csv, diags);
    }
    Status status = fill(csv, diags);
    if (status) return status;
  }
  csv->row.raw = (Str){csv->window + csv->start, (uint32_t)scan->raw};
  if (scan->raw > CSV_LINE_MOST) {
    scan->defect = CSV_LINE_TOO_LONG;
    scan->count = 0;
    csv->row.raw.n = RAW_SHOWN;
  }
  csv->start += scan->used;
  return STATUS_OK;
}

/* UTF-8 without a NUL? */
static bool is_text(Str s) {
  uint64_t eight, odd = 0;
  uint32_t i = 0;
  for (; i + 8 <= s.n; i += 8) {
    memcpy(&eight, s.p + i, 8);
    odd |= eight | (eight - 0x0101010101010101u);
  }
  for (; i < s.n; i++) odd |= s.p[i] <= 0 ? 0x80 : 0;
  if ((odd & 0x8080808080808080u) == 0) return true;
  return !memchr(s.p, 0, s.n) && utf8_valid(s);
}

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

static Status mend_row(Csv *csv, DiagList *diags) {
  size_t room = csv->row.raw.n;
  for (uint32_t i = 0; i < csv->scan.count; i++) room += csv->cells[i].n;
  csv->mended.n = 0;
  if (!buf_room(&csv->mended, room * 3 + 1)) {
    diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0});
    return STATUS_NO_MEMORY;
  }
  csv->row.raw = mend(&csv->mended, csv->row.raw);
  for (uint32_t i = 0; i < csv->scan.count; i++) csv->cells[i] = mend(&csv->mended, csv->cells[i]);
  if (csv->row.defect == CSV_GOOD) csv->row.defect = CSV_NOT_TEXT;
  return STATUS_OK;
}

Status csv_next(Csv *csv, const CsvRow **row, DiagList *diags) {
  *row = NULL;
  do {
    if (csv->start == csv->end && !csv->last) {
      Status status = fill(csv, diags);
      if (status) return status;
    }
    if (csv->start == csv->end) return STATUS_OK;
    csv->row.line = csv->line;
    Status status = next_row(csv, diags);
    if (status) return status;
    csv->line += csv->scan.lines;
  } while (csv->row.raw.n == 0);
  csv->row.count = csv->scan.count;
  csv->row.cells = csv->cells;
  csv->row.quoted = csv->quoted;
  csv->row.defect = csv->scan.defect;
  *row = &csv->row;
  return is_text(csv->row.raw) ? STATUS_OK : mend_row(csv, diags);
}
