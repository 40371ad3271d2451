/* SPDX-License-Identifier: MIT
 * CSV: RFC 4180, UTF-8, comma, header first, lines ended by CR LF. Unknown is an empty cell, an empty text `""`. */
#include "runtime/data/written.h"
#include "runtime/sink/sink_text.h"

static Status write_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  TextSink *sink = self;
  const SinkConfig *config = &sink->config;
  MASK_EACH(lanes, n, lane) {
    Value value = vector_get(key, (uint32_t)lane);
    value_write_csv(&sink->text, &value, NULL);
    for (uint32_t c = 0; c < config->column_count; c++) {
      value = vector_get(columns[c], (uint32_t)lane);
      buf_char(&sink->text, ',');
      value_write_csv(&sink->text, &value, &config->program->defs[config->columns[c]].labels);
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
