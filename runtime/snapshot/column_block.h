/* ColumnBlock: one column of one batch, kept in as few bytes as its values take.
 *
 * Whole numbers, dates, codes and keys are kept as differences from the least of the block, in 0, 1, 2, 4 or 8 bytes each; numbers
 * that are whole, or whole cents, as such; texts of up to eight bytes in place. What is read from a block is what went into it, to
 * the last bit: a form that would change a value is not taken. */
#ifndef CIBLE_SNAPSHOT_COLUMN_BLOCK_H
#define CIBLE_SNAPSHOT_COLUMN_BLOCK_H

#include "runtime/base/alloc.h"
#include "runtime/data/batch.h"
#include "runtime/data/dict.h"

typedef enum BlockForm {
  BLOCK_BITS,   /* LANE_BITS as they are */
  BLOCK_WHOLE,  /* base + difference */
  BLOCK_RUN,    /* base + lane */
  BLOCK_SCALED, /* LANE_F64: (base + difference) / scale, which gives the number exactly */
  BLOCK_REAL,   /* LANE_F64 as they are */
  BLOCK_CODES,  /* a text's codes of the column's dictionary, as BLOCK_WHOLE */
  BLOCK_SHORT,  /* texts of up to eight bytes without a NUL, padded with such */
  BLOCK_TEXTS,  /* where each text ends, then the texts */
} BlockForm;

typedef struct ColumnBlock {
  uint16_t count;     /* records, 1 .. BATCH_SIZE */
  uint8_t form;       /* BlockForm */
  uint8_t width;      /* bytes of a difference */
  uint8_t scale;      /* of BLOCK_SCALED: 1 or 100 */
  uint8_t has_valid;  /* not all are known: a mask comes first */
  uint8_t has_faults; /* some are faults: then a byte a record */
  uint32_t bytes;     /* of data */
  int64_t base;
  uint8_t data[];
} ColumnBlock;

/* Where a block's lanes are unpacked to. */
typedef struct BlockRoom {
  Mask valid;
  union {
    Mask bits;
    int32_t i32[BATCH_SIZE];
    int64_t i64[BATCH_SIZE];
    double f64[BATCH_SIZE];
    Str str[BATCH_SIZE];
  };
} BlockRoom;

/* The column's first n lanes. `codes`: of a text with a dictionary, its codes in the dictionary that the block will be read with.
 * NULL where memory is out. */
ColumnBlock *column_block_make(const Alloc *alloc, const BatchColumn *column, const int32_t *codes, uint32_t n);
ColumnBlock *column_block_copy(const Alloc *alloc, const ColumnBlock *block);
void column_block_free(const Alloc *alloc, ColumnBlock *block);
static inline size_t column_block_size(const ColumnBlock *block) { return sizeof *block + block->bytes; }
/* May a block of unknown origin, of at most `room` bytes, be read as a column of that kind with a dictionary of so many texts? */
bool column_block_is_sound(const ColumnBlock *block, size_t room, Kind kind, uint32_t dict_count);

/* The column as it was; its lanes in `room`, or in the block. Texts are the block's, or the dictionary's. */
void column_block_read(const ColumnBlock *block, Kind kind, const Dict *dict, BlockRoom *room, BatchColumn *out);

#endif
