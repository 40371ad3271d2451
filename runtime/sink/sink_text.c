/* SPDX-License-Identifier: MIT */
#include "runtime/sink/sink_text.h"

#include <unistd.h>

enum { TERMINAL_BYTES = 16 << 10 /* written to a terminal at a time */ };

Status text_sink_open(TextSink *sink, const SinkConfig *config, DiagList *diags) {
  sink->config = *config;
  sink->diags = diags;
  sink->on_terminal = (!config->path || strcmp(config->path, "-") == 0) && isatty(config->fd) == 1;
  buf_init(&sink->text, config->alloc);
  Status status = output_open(config->alloc, config->path, config->fd, diags, &sink->output);
  return status == STATUS_OK && config->hold ? output_hold(sink->output, diags) : status;
}

/* A terminal takes long for what nobody wants to see any more. */
static bool is_cancelled(const TextSink *sink) {
  const int *cancel = sink->on_terminal ? sink->config.cancel : NULL;
  if (!cancel || !__atomic_load_n(cancel, __ATOMIC_RELAXED)) return false;
  diag_add(sink->diags, DIAG_RUN_STOPPED, (Span){0});
  return true;
}

Status text_sink_write(TextSink *sink) {
  if (sink->text.failed) return STATUS_NO_MEMORY;
  Status status = STATUS_OK;
  size_t most = sink->on_terminal ? TERMINAL_BYTES : SIZE_MAX;
  for (size_t at = 0, n; at < sink->text.n && status == STATUS_OK; at += n) {
    n = sink->text.n - at < most ? sink->text.n - at : most;
    status = is_cancelled(sink) ? STATUS_STOPPED : output_write(sink->output, sink->text.p + at, n, sink->diags);
  }
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
