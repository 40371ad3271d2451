/* SPDX-License-Identifier: MIT
 * The CSV reader: a window of decoded text that slides over the file, cut into rows. */
#include "runtime/csv/csv.h"

#include <ctype.h>
#include <errno.h>

#include "runtime/csv/csv_parts.h"

static Status read_fault(DiagList *diags) { return csv_fault(errno, diags); }

Status csv_fault(int error, DiagList *diags) {
  diag_add(diags, DIAG_CSV_READ, (Span){0, 0}, strerror(error));
  return STATUS_IO;
}

int csv_fill(Csv *csv, char *text, size_t size, size_t *end, bool *last) {
  while (!*last && size - *end >= CSV_READ_LEAST) {
    ssize_t n = csv_decoder_read(&csv->decoder, &csv->input, text + *end, size - *end);
    if (n < 0) return errno;
    *last = n == 0;
    *end += (size_t)n;
  }
  return 0;
}

static Status fill(Csv *csv, DiagList *diags) {
  CsvWindow *window = &csv->window;
  memmove(window->text, window->text + window->start, window->end - window->start);
  window->end -= window->start;
  window->start = 0;
  int error = csv_fill(csv, window->text, window->size, &window->end, &window->last);
  return error ? csv_fault(error, diags) : STATUS_OK;
}

static Status start_over(Csv *csv, DiagList *diags) {
  CsvWindow *window = &csv->window;
  window->start = window->end = 0;
  window->last = window->skipping = false;
  window->line = 1;
  csv->left.n = 0;
  return csv_decoder_rewind(&csv->decoder, &csv->input) ? fill(csv, diags) : read_fault(diags);
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
  if (!csv_guess_encoding(&csv->input, csv->window.text, csv->window.size, &guess)) return read_fault(diags);
  if (csv_decoder_open(&csv->decoder, guess.name, guess.mark)) return STATUS_OK;
  diag_add(diags, DIAG_CSV_ENCODING, (Span){0, 0}, guess.name);
  return STATUS_IO;
}

static Status begin(Csv *csv, const CsvOptions *options, DiagList *diags) {
  Status status = choose_encoding(csv, options ? options->encoding : NULL, diags);
  if (!status) status = start_over(csv, diags);
  if (status) return status;
  CsvWindow *window = &csv->window;
  if (options && options->delimiter) csv_scan_delimiter(&window->scan, options->delimiter);
  else csv_guess_delimiter(&window->scan, window->text, window->end, window->last);
  return STATUS_OK;
}

Status csv_open(const Alloc *alloc, const char *path, const CsvOptions *options, DiagList *diags, Csv **out) {
  *out = NULL;
  Csv *csv = MEM_NEW(alloc, Csv);
  if (!csv) goto no_memory;
  csv->alloc = alloc;
  csv->input.fd = -1;
  buf_init(&csv->left, alloc);
  if (!csv_window_open(&csv->window, alloc, CSV_WINDOW)) goto no_memory;
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
  csv_window_close(&csv->window);
  buf_free(&csv->left);
  mem_free(csv->alloc, csv, sizeof *csv);
}

Status csv_rewind(Csv *csv, DiagList *diags) { return start_over(csv, diags); }
bool csv_changed(const Csv *csv) { return csv_input_changed(&csv->input); }
char csv_delimiter(const Csv *csv) { return csv->window.scan.delimiter; }
const char *csv_encoding(const Csv *csv) { return csv->decoder.name; }
uint64_t csv_bytes_read(const Csv *csv) { return csv->input.read; }
uint64_t csv_bytes_total(const Csv *csv) { return csv->input.size; }

Status csv_next(Csv *csv, const CsvRow **row, DiagList *diags) {
  *row = NULL;
  for (;;) {
    switch (csv_window_next(&csv->window)) {
    case CSV_STEP_ROW: *row = &csv->window.row; return STATUS_OK;
    case CSV_STEP_END: return STATUS_OK;
    case CSV_STEP_NO_MEMORY: diag_add(diags, DIAG_NO_MEMORY, (Span){0, 0}); return STATUS_NO_MEMORY;
    case CSV_STEP_MORE: break;
    }
    Status status = fill(csv, diags);
    if (status) return status;
  }
}
