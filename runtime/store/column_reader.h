/* Column readers: from stored cells to one typed column of a batch. One a column and cursor. */
#ifndef CIBLE_STORE_COLUMN_READER_H
#define CIBLE_STORE_COLUMN_READER_H

#include <sqlite3.h>

#include "runtime/data/batch.h"
#include "runtime/data/dict.h"
#include "runtime/data/stored.h"
#include "runtime/pages/record_cells.h"

enum { TEXT_MOST = 1 << 20 /* bytes of one text value */ };

/* A year, by its four digits: the day before its first, and whether it has a 29 February. */
typedef struct YearSeen {
  uint32_t bytes;
  int32_t before;
  uint32_t leap;
} YearSeen;
enum { YEARS_SEEN = 100 /* by their last two digits */ };

struct ColumnReader;
/* One column's cells of at most COLUMN_CELLS_MOST rows of a batch, whose places there are their lanes. */
enum { COLUMN_CELLS_MOST = 64 };
typedef struct ColumnCells {
  const LeafRow *rows; /* of the batch */
  RowChoice choice;
  CellRoom room;
  uint32_t place;      /* the column's in the record */
} ColumnCells;
typedef void (*TakeValue)(struct ColumnReader *reader, sqlite3_value *value, uint32_t lane);
typedef void (*TakeCells)(struct ColumnReader *reader, const ColumnCells *cells);

typedef struct ColumnReader {
  TakeValue take_value; /* of its kind: SQLite's values, and cells of its pages */
  TakeCells take_cells;
  StoredAs as;
  Arena *texts; /* of the batch: reset by its owner, never while the batch lives */
  Mask valid;
  bool all_known, faulted;
  bool use_dict;       /* texts of this batch are codes of `dict` */
  bool dict_made;
  bool bare;           /* of a text only whether it is known is asked: every lane has the empty text's code */
  bool real;           /* a column of REAL affinity: its pages hold whole numbers as integers */
  uint64_t dict_rows;  /* texts that went through it */
  Dict dict;           /* of a `one of`: of its labels */
  YearSeen years[YEARS_SEEN];
  Stored absent;       /* what CELL_ABSENT stands for */
  uint8_t faults[BATCH_SIZE];
  union {
    Mask bits;
    int32_t i32[BATCH_SIZE];
    int64_t i64[BATCH_SIZE];
    double f64[BATCH_SIZE];
    Str str[BATCH_SIZE];
  };
} ColumnReader;

/* False where memory is out (free it all the same). */
bool column_reader_init(ColumnReader *reader, const StoredAs *as, Arena *texts, const Alloc *alloc) __attribute__((warn_unused_result));
void column_reader_free(ColumnReader *reader);
/* A new batch begins. */
void column_reader_begin(ColumnReader *reader);
/* Not all lanes of this batch will be read: the others are to hold no text that has gone. */
void column_reader_blank(ColumnReader *reader);
/* Reads a stored value into that lane; the connection must be opened with NOMUTEX. Running out of memory leaves `texts` failed. */
static inline void column_reader_take(ColumnReader *reader, sqlite3_value *value, uint32_t lane) {
  reader->take_value(reader, value, lane);
}
/* Reads cells into their lanes. Texts are not copied: their pages must live as long as the batch. */
static inline void column_reader_cells(ColumnReader *reader, const ColumnCells *cells) { reader->take_cells(reader, cells); }
/* Any stored value, by the rules of the language. */
void column_reader_put(ColumnReader *reader, Stored stored, uint32_t lane);
/* The batch's column, of the first `count` lanes; borrowed from the reader. */
BatchColumn column_reader_column(const ColumnReader *reader);
/* A cell of the statement's current row as stored. */
Stored column_stored(sqlite3_stmt *stmt, int cell);

#endif
