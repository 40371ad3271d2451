/* SPDX-License-Identifier: MIT */
#include "runtime/sink/sink_text.h"

#include <unistd.h>

Status text_sink_open(TextSink *sink, const SinkConfig *config, DiagList *diags) {
  sink->config = *config;
  sink->diags = diags;
  sink->on_terminal = (!config->path || strcmp(config->path, "-") == 0) && isatty(config->fd) == 1;
  buf_init(&sink->text, config->alloc);
  Status status = output_open(config->alloc, config->path, config->fd, diags, &sink->output);
  return status == STATUS_OK && config->hold ? output_hold(sink->output, diags) : status;
}

Status text_sink_write(TextSink *sink) {
  if (sink->text.failed) return STATUS_NO_MEMORY;
  Status status = output_write(sink->output, sink->text.p, sink->text.n, sink->diags);
  sink->text.n = 0;
  return status;
}

Status text_sink_commit(TextSink *sink, DiagList *diags) {
  Status status = output_commit(sink->output, diags);
  sink->output = NULL;
  return status;
}

void text_sink_close(TextSink *sink) {
  output_abandon(sink->output);
  sink->output = NULL;
  buf_free(&sink->text);
}
