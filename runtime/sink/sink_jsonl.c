/* SPDX-License-Identifier: MIT
 * JSON, one object a line. A name that comes twice among the columns is written as often. */
#include "runtime/data/written.h"
#include "runtime/sink/sink_text.h"

static void write_member(TextSink *sink, uint32_t column, const Value *value) {
  SinkColumn head = sink_column(&sink->config, column);
  buf_char(&sink->text, column ? ',' : '{');
  text_write_json(&sink->text, head.name);
  buf_char(&sink->text, ':');
  value_write_json(&sink->text, value, head.labels);
}

static Status write_rows(void *self, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  TextSink *sink = self;
  MASK_EACH(lanes, n, lane) {
    Value value = vector_get(key, (uint32_t)lane);
    write_member(sink, 0, &value);
    for (uint32_t c = 0; c < sink->config.column_count; c++) {
      value = vector_get(columns[c], (uint32_t)lane);
      write_member(sink, c + 1, &value);
    }
    buf_text(&sink->text, "}\n");
  }
  return text_sink_write(sink);
}

Status sink_jsonl_open(const SinkConfig *config, DiagList *diags, Sink **out) {
  static const SinkOps ops = {text_sink_finish, text_sink_abandon};
  TextSink *sink = NULL;
  Status status = text_sink_open(config, diags, &ops, &sink);
  if (status != STATUS_OK) return status;
  sink->base.rows.rows = write_rows;
  *out = &sink->base;
  return STATUS_OK;
}
