/* SPDX-License-Identifier: MIT
 * CSV: RFC 4180, UTF-8, comma, header first, lines ended by CR LF; unknown is an empty cell, an empty text `""`.
 * JSON lines: one object a line; a name that comes twice among the columns is written as often. */
#include "runtime/data/written.h"
#include "runtime/sink/row_text.h"
#include "runtime/sink/sink_text.h"

typedef struct LineSink {
  TextSink text;
  Arena arena;
  RowText rows;
} LineSink;

/* ---- rows made by other threads ---- */

static void *new_lines(void *self) {
  LineSink *sink = self;
  Buf *lines = MEM_NEW(sink->text.config.alloc, Buf);
  if (lines) buf_init(lines, sink->text.config.alloc);
  return lines;
}

static void free_lines(void *self, void *made) {
  LineSink *sink = self;
  buf_free(made);
  mem_free(sink->text.config.alloc, made, sizeof(Buf));
}

static Status make_lines(void *self, void *made, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  LineSink *sink = self;
  Buf *lines = made;
  row_text_add(&sink->rows, lines, key, columns, lanes, n);
  return lines->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static Status take_lines(void *self, void *made) {
  LineSink *sink = self;
  Buf *lines = made;
  Status status = output_write(sink->text.output, lines->p, lines->n, sink->text.diags);
  lines->n = 0;
  return status;
}

/* ---- the sink ---- */

static Status write_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  LineSink *sink = self;
  row_text_add(&sink->rows, &sink->text.text, key, columns, lanes, n);
  return text_sink_write(&sink->text);
}

static Status write_header(LineSink *sink) {
  const SinkConfig *config = &sink->text.config;
  if (config->format != SINK_CSV) return STATUS_OK;
  for (uint32_t c = 0; c <= config->column_count; c++) {
    if (c) buf_char(&sink->text.text, ',');
    text_write_csv(&sink->text.text, sink_column(config, c).name);
  }
  buf_text(&sink->text.text, "\r\n");
  return text_sink_write(&sink->text);
}

static void free_sink(Sink *base) {
  LineSink *sink = (LineSink *)base;
  const Alloc *alloc = sink->text.config.alloc;
  text_sink_close(&sink->text);
  arena_free(&sink->arena);
  mem_free(alloc, sink, sizeof *sink);
}

static Status lines_finish(Sink *base, DiagList *diags) {
  Status status = text_sink_commit(&((LineSink *)base)->text, diags);
  free_sink(base);
  return status;
}

Status sink_lines_open(const SinkConfig *config, DiagList *diags, Sink **out) {
  static const SinkOps ops = {lines_finish, free_sink};
  static const RowMaker maker = {new_lines, free_lines, make_lines, take_lines};
  LineSink *sink = MEM_NEW(config->alloc, LineSink);
  if (!sink) return STATUS_NO_MEMORY;
  arena_init(&sink->arena, config->alloc);
  Status status = text_sink_open(&sink->text, config, diags);
  sink->text.base = (Sink){.ops = &ops, .rows = {.self = sink, .rows = write_rows, .maker = &maker}};
  bool shown = config->format == SINK_CSV && sink->text.on_terminal;
  if (status == STATUS_OK && !row_text_init(&sink->rows, config, shown, &sink->arena)) status = STATUS_NO_MEMORY;
  if (status == STATUS_OK) status = write_header(sink);
  if (status == STATUS_OK) *out = &sink->text.base;
  else free_sink(&sink->text.base);
  return status;
}
