/* RowStream: records of a table one behind the other, by their number: all of them, or the fresh ones of a patch. */
#ifndef CIBLE_LEAVES_ROW_STREAM_H
#define CIBLE_LEAVES_ROW_STREAM_H

#include "runtime/leaves/patch.h"
#include "runtime/store/store.h"

typedef struct RowStream {
  Cursor *cursor;     /* the stream's own; none of its columns is late */
  const Patch *patch; /* NULL: all records, of … */
  uint32_t parts;     /* … so many parts */
  uint32_t part;      /* under way, or the next */
  bool begun, in_part;
  uint64_t at, end;   /* the next record; of a patch, behind those that can be had before it begins anew */
  const Batch *held;  /* NULL: none */
  uint32_t lane;      /* of it, the next */
} RowStream;

/* Records of the same batch. */
typedef struct RowPiece {
  const Batch *batch;
  uint32_t lane, count; /* 0 behind the last record */
} RowPiece;

/* Record `row` comes next; no one from `end` on will be asked for before the next call. As cursor_leaves. */
Status row_stream_begin(RowStream *stream, uint64_t row, uint64_t end, DiagList *diags) MUST_CHECK;
/* The next records, `most` at most; valid until the next call. STATUS_NO as cursor_leaves. */
Status row_stream_take(RowStream *stream, uint32_t most, RowPiece *out, DiagList *diags) MUST_CHECK;
void row_stream_close(RowStream *stream);

#endif
