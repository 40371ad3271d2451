/* SPDX-License-Identifier: MIT
 * CSV: RFC 4180, UTF-8, comma, header first, lines ended by CR LF. Unknown is an empty cell, an empty text `""`. */
#include "runtime/base/utf8.h"
#include "runtime/data/written.h"
#include "runtime/sink/sink_text.h"

/* On a terminal a text must not act: control characters are shown. Anywhere else it is given as it is. */
static void write_cell(TextSink *sink, Value value, const Labels *labels) {
  if (!sink->on_terminal || !value.known || value.kind != KIND_TEXT) {
    value_write_csv(&sink->text, &value, labels);
    return;
  }
  Buf shown;
  buf_init(&shown, sink->config.alloc);
  utf8_show(&shown, value.str);
  value.str = buf_view(&shown);
  sink->text.failed |= shown.failed;
  value_write_csv(&sink->text, &value, labels);
  buf_free(&shown);
}

static Status write_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  TextSink *sink = self;
  const SinkConfig *config = &sink->config;
  MASK_EACH(lanes, n, lane) {
    write_cell(sink, vector_get(key, (uint32_t)lane), NULL);
    for (uint32_t c = 0; c < config->column_count; c++) {
      buf_char(&sink->text, ',');
      write_cell(sink, vector_get(columns[c], (uint32_t)lane), &config->program->defs[config->columns[c]].labels);
    }
    buf_text(&sink->text, "\r\n");
  }
  return text_sink_write(sink);
}

Status sink_csv_open(const SinkConfig *config, DiagList *diags, Sink **out) {
  static const SinkOps ops = {text_sink_finish, text_sink_abandon};
  TextSink *sink = NULL;
  Status status = text_sink_open(config, diags, &ops, &sink);
  if (status != STATUS_OK) return status;
  sink->base.rows.rows = write_rows;
  for (uint32_t c = 0; c <= config->column_count; c++) {
    if (c) buf_char(&sink->text, ',');
    text_write_csv(&sink->text, sink_column(config, c).name);
  }
  buf_text(&sink->text, "\r\n");
  status = text_sink_write(sink);
  if (status == STATUS_OK) *out = &sink->base;
  else text_sink_abandon(&sink->base);
  return status;
}
