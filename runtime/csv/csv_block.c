/* SPDX-License-Identifier: MIT
 * Blocks: a file's text cut behind line ends, so that several threads can read its rows.
 *
 *   text  | room for what the block before leaves | what was read ... line end |
 *                                        start ^                             ^ end */
#include "runtime/csv/csv_block.h"

#include "runtime/csv/csv_parts.h"

struct CsvBlock {
  CsvWindow window;
  size_t bytes;        /* the most that is read */
  uint64_t bytes_read; /* of the file */
};

CsvBlock *csv_block_new(Csv *csv, size_t bytes) {
  CsvBlock *block = MEM_NEW(csv->alloc, CsvBlock);
  if (!block) return NULL;
  block->bytes = bytes;
  if (!csv_window_open(&block->window, csv->alloc, CSV_WINDOW + bytes)) {
    csv_block_free(block);
    return NULL;
  }
  csv_scan_delimiter(&block->window.scan, csv_delimiter(csv));
  return block;
}

void csv_block_free(CsvBlock *block) {
  if (!block) return;
  const Alloc *alloc = block->window.alloc;
  csv_window_close(&block->window);
  mem_free(alloc, block, sizeof *block);
}

/* The place behind the last line end, which must be whole; n where there is none. */
static size_t last_line(const char *p, size_t n) {
  const char *end = memrchr(p, '\n', n);
  if (!end && n > 1) end = memrchr(p, '\r', n - 1);
  return end ? (size_t)(end - p) + 1 : n;
}

/* What the reader's window holds comes first, and what stands behind the cut goes back there. */
int csv_block_read(Csv *csv, CsvBlock *block) {
  CsvWindow *held = &csv->window, *window = &block->window;
  char *text = window->text + CSV_WINDOW;
  size_t before = held->end - held->start, n = before < block->bytes ? before : block->bytes;
  bool all = n == before;
  memcpy(text, held->text + held->start, n);
  if (all) {
    int error = csv_fill(csv, text, block->bytes, &n, &held->last);
    if (error) return error;
  }
  window->last = all && held->last;
  size_t cut = window->last ? n : last_line(text, n);
  held->start = all ? 0 : held->start + cut;
  if (all) held->end = n - cut;
  if (all) memcpy(held->text, text + cut, n - cut);
  window->start = CSV_WINDOW;
  window->end = CSV_WINDOW + cut;
  window->skipping = false;
  window->line = 0;
  block->bytes_read = csv_bytes_read(csv);
  return 0;
}

bool csv_block_is_last(const CsvBlock *block) { return block->window.last; }
uint64_t csv_block_bytes(const CsvBlock *block) { return block->bytes_read; }

bool csv_block_next(CsvBlock *block, const CsvRow **row) {
  CsvStep step = csv_window_next(&block->window);
  *row = step == CSV_STEP_ROW ? &block->window.row : NULL;
  return step != CSV_STEP_NO_MEMORY;
}

bool csv_block_keeps(const CsvBlock *block, Str text) {
  const CsvWindow *window = &block->window;
  return text.p >= window->text && text.p < window->text + window->size;
}

bool csv_block_join(Csv *csv, CsvBlock *block) {
  CsvWindow *window = &block->window;
  if (csv->left.n == 0 && !csv->window.skipping) return false;
  window->start = CSV_WINDOW - csv->left.n;
  if (csv->left.n) memcpy(window->text + window->start, csv->left.p, csv->left.n);
  window->skipping = csv->window.skipping;
  window->line = 0;
  return true;
}

bool csv_block_leave(Csv *csv, CsvBlock *block, uint64_t *line) {
  CsvWindow *window = &block->window;
  csv->left.n = 0;
  buf_add(&csv->left, window->text + window->start, window->end - window->start);
  csv->window.skipping = window->skipping;
  *line = csv->window.line;
  csv->window.line += window->line;
  return !csv->left.failed;
}
