/* MadeRows: rows of a run as records of a database file, made from a batch's vectors by any thread. */
#ifndef CIBLE_EXEC_MADE_ROWS_H
#define CIBLE_EXEC_MADE_ROWS_H

#include "runtime/data/calendar.h"
#include "runtime/pages/record_write.h"
#include "runtime/sink/sink.h"

/* What is the same for all: read by every thread. */
typedef struct RowShape {
  const Alloc *alloc;
  uint32_t width;       /* the key, then the columns */
  bool by_key;          /* the key is an integer, and so the rowid */
  const Field **labels; /* by column: a field for each label, of codes; else NULL */
  const uint32_t *label_counts;
  bool is_short;        /* rows are made column by column, but for those with a long text */
  uint32_t type_room, body_room; /* as ShortRows has them */
} RowShape;

typedef struct MadeRows {
  RowRun run;
  int error;                    /* an errno; nothing is added any more */
  ShortRows tile;               /* some rows, column by column */
  int64_t *keys;                /* theirs */
  Field *fields;                /* of one row … */
  char (*texts)[DATETIME_TEXT]; /* … and for each of them a date or datetime */
} MadeRows;

/* In the arena, like all that it points to; false where memory is out. */
bool row_shape_init(RowShape *shape, const SinkConfig *config, Arena *arena) __attribute__((warn_unused_result));

MadeRows *made_rows_new(const RowShape *shape);
void made_rows_free(const RowShape *shape, MadeRows *made);
/* Adds the rows of `lanes`. 0 or an errno. */
int made_rows_add(const RowShape *shape, MadeRows *made, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n);

#endif
