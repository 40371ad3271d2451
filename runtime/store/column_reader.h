/* Column readers: from SQLite's stored cells to one typed column of a batch. One a column and cursor. */
#ifndef CIBLE_STORE_COLUMN_READER_H
#define CIBLE_STORE_COLUMN_READER_H

#include <sqlite3.h>

#include "runtime/base/map.h"
#include "runtime/data/batch.h"
#include "runtime/data/dict.h"
#include "runtime/data/stored.h"

enum { TEXT_MOST = 1 << 20 /* bytes of one text value */ };

struct ColumnReader;
typedef void (*TakeCell)(struct ColumnReader *reader, sqlite3_value *value, uint32_t lane);

typedef struct ColumnReader {
  TakeCell take; /* reads a cell of its kind */
  StoredAs as;
  Arena *texts; /* of the batch: reset by its owner, never while the batch lives */
  Mask valid;
  bool all_known, faulted;
  bool use_dict;       /* texts of this batch are codes of `dict` */
  bool dict_made;
  bool bare;           /* of a text only whether it is known is asked: every lane has the empty text's code */
  uint64_t dict_rows;  /* texts that went through it */
  Dict dict;
  Map codes;           /* of a `one of` with many texts: to its entry in as.labels */
  int32_t last_code;   /* of a `one of`: the code met last, tried first */
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
/* Reads a stored value into that lane; the connection must be opened with NOMUTEX. Running out of memory leaves `texts` failed. */
static inline void column_reader_take(ColumnReader *reader, sqlite3_value *value, uint32_t lane) { reader->take(reader, value, lane); }
/* The batch's column, of the first `count` lanes; borrowed from the reader. */
BatchColumn column_reader_column(const ColumnReader *reader);
/* A cell of the statement's current row as stored. */
Stored column_stored(sqlite3_stmt *stmt, int cell);

#endif
