/* SPDX-License-Identifier: MIT */
#include "runtime/sink/sink_text.h"

#include <unistd.h>

Status text_sink_open(const SinkConfig *config, DiagList *diags, const SinkOps *ops, TextSink **out) {
  *out = NULL;
  TextSink *sink = MEM_NEW(config->alloc, TextSink);
  if (!sink) return STATUS_NO_MEMORY;
  sink->base = (Sink){.ops = ops, .rows = {.self = sink}};
  sink->config = *config;
  sink->diags = diags;
  sink->on_terminal = (!config->path || strcmp(config->path, "-") == 0) && isatty(config->fd) == 1;
  buf_init(&sink->text, config->alloc);
  Status status = output_open(config->alloc, config->path, config->fd, diags, &sink->output);
  if (status == STATUS_OK && config->hold) status = output_hold(sink->output, diags);
  if (status == STATUS_OK) *out = sink;
  else text_sink_abandon(&sink->base);
  return status;
}

Status text_sink_write(TextSink *sink) {
  if (sink->text.failed) return STATUS_NO_MEMORY;
  Status status = output_write(sink->output, sink->text.p, sink->text.n, sink->diags);
  sink->text.n = 0;
  return status;
}

static void free_sink(TextSink *sink) {
  buf_free(&sink->text);
  mem_free(sink->config.alloc, sink, sizeof *sink);
}

Status text_sink_finish(Sink *base, DiagList *diags) {
  TextSink *sink = (TextSink *)base;
  Status status = output_commit(sink->output, diags);
  free_sink(sink);
  return status;
}

void text_sink_abandon(Sink *base) {
  TextSink *sink = (TextSink *)base;
  output_abandon(sink->output);
  free_sink(sink);
}
