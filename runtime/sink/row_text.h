/* RowText: rows as CSV or JSON lines, straight into a buffer, by any thread. */
#ifndef CIBLE_EXEC_ROW_TEXT_H
#define CIBLE_EXEC_ROW_TEXT_H

#include "runtime/sink/sink.h"

/* What stands before each cell of a column, and its labels as they are written. */
typedef struct TextColumn {
  Str before;
  Labels labels;
} TextColumn;

/* What is the same for all rows: read by every thread. */
typedef struct RowText {
  bool is_json;
  bool shown;    /* on a terminal: texts must not act */
  Str unknown, behind;
  uint32_t width;      /* the key, then the columns */
  uint32_t room;       /* bytes that a row takes at the most, texts not counted */
  TextColumn *columns;
} RowText;

/* In the arena, like all that it points to; false where memory is out. */
bool row_text_init(RowText *text, const SinkConfig *config, bool shown, Arena *arena) __attribute__((warn_unused_result));
/* Adds the rows of `lanes`; where memory is out, `out` says so. */
void row_text_add(const RowText *text, Buf *out, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n);

#endif
