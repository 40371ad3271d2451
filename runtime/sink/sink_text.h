/* What sinks that write text share: an output, a buffer for the rows of a batch, and the messages' list. */
#ifndef CIBLE_EXEC_SINK_TEXT_H
#define CIBLE_EXEC_SINK_TEXT_H

#include "runtime/base/output.h"
#include "runtime/sink/sink.h"

typedef struct TextSink {
  Sink base;
  SinkConfig config;
  DiagList *diags;
  Output *output;
  Buf text;
  bool on_terminal; /* the output is one */
} TextSink;

/* Makes a sink and opens its output. */
Status text_sink_open(const SinkConfig *config, DiagList *diags, const SinkOps *ops, TextSink **out) MUST_CHECK;
/* Hands the buffer's text to the output and empties it. */
Status text_sink_write(TextSink *sink) MUST_CHECK;
Status text_sink_finish(Sink *sink, DiagList *diags);
void text_sink_abandon(Sink *sink);

#endif
