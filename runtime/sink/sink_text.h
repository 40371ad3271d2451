/* What sinks that write text share: an output, a buffer for the rows of a batch, and the messages' list. */
#ifndef CIBLE_EXEC_SINK_TEXT_H
#define CIBLE_EXEC_SINK_TEXT_H

#include "runtime/base/output.h"
#include "runtime/sink/sink.h"

/* The first member of the sink that it belongs to. */
typedef struct TextSink {
  Sink base;
  SinkConfig config;
  DiagList *diags;
  Output *output;
  Buf text;
  bool on_terminal; /* the output is one */
} TextSink;

/* Opens the output; to be closed whatever the outcome. */
Status text_sink_open(TextSink *sink, const SinkConfig *config, DiagList *diags) MUST_CHECK;
/* Hands the buffer's text to the output and empties it. */
Status text_sink_write(TextSink *sink) MUST_CHECK;
/* Makes the output last. */
Status text_sink_commit(TextSink *sink, DiagList *diags) MUST_CHECK;
/* Abandons what has not been committed. */
void text_sink_close(TextSink *sink);

#endif
