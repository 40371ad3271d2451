/* SPDX-License-Identifier: MIT */
#include "runtime/leaves/row_stream.h"

/* The changed leaf in which that fresh record is. */
static uint32_t leaf_of(const Patch *patch, uint64_t row) {
  uint32_t from = 0, to = patch->leaf_count;
  while (to - from > 1) {
    const uint32_t middle = from + (to - from) / 2;
    if (patch->leaves[middle].fresh <= row) from = middle;
    else to = middle;
  }
  return from;
}

/* The next batch, or NULL behind the last. */
static Status read_batch(RowStream *stream, DiagList *diags) {
  stream->held = NULL;
  stream->lane = 0;
  if (stream->patch) return cursor_next(stream->cursor, &stream->held, diags);
  while (stream->in_part || stream->part < stream->parts) {
    Status status = stream->in_part ? STATUS_OK : cursor_part(stream->cursor, stream->part, diags);
    if (status == STATUS_OK) status = cursor_next(stream->cursor, &stream->held, diags);
    stream->in_part = status == STATUS_OK && stream->held;
    if (status != STATUS_OK || stream->held) return status;
    stream->part++;
  }
  return STATUS_OK;
}

Status row_stream_begin(RowStream *stream, uint64_t row, uint64_t end, DiagList *diags) {
  if (stream->patch) {
    const uint32_t first = leaf_of(stream->patch, row), last = leaf_of(stream->patch, end - 1);
    stream->held = NULL;
    stream->at = stream->patch->leaves[first].fresh;
    Status status = cursor_leaves(stream->cursor, stream->patch->wanted, stream->patch->leaves[first].leaf, stream->patch->leaves[last].leaf + 1);
    if (status != STATUS_OK) return status;
  } else if (row < stream->at) {
    *stream = (RowStream){.cursor = stream->cursor, .parts = stream->parts};
  }
  stream->begun = true;
  stream->end = end;
  RowPiece passed = {.count = 1};
  while (stream->at < row && passed.count) {
    const uint64_t left = row - stream->at;
    Status status = row_stream_take(stream, left < BATCH_SIZE ? (uint32_t)left : BATCH_SIZE, &passed, diags);
    if (status != STATUS_OK) return status;
  }
  return STATUS_OK;
}

Status row_stream_take(RowStream *stream, uint32_t most, RowPiece *out, DiagList *diags) {
  *out = (RowPiece){0};
  if (!stream->held || stream->lane == stream->held->count) {
    Status status = read_batch(stream, diags);
    if (status != STATUS_OK || !stream->held) return status;
  }
  const uint32_t left = stream->held->count - stream->lane;
  *out = (RowPiece){stream->held, stream->lane, most < left ? most : left};
  stream->lane += out->count;
  stream->at += out->count;
  return STATUS_OK;
}

void row_stream_close(RowStream *stream) {
  cursor_close(stream->cursor);
  *stream = (RowStream){0};
}
