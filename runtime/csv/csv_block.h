/* Blocks: the text of a CSV file for many readers. Blocks are read one after the other, each cut behind a line end; their rows may
 * then be read by several threads at once. A line end may stand within quotes, so where a row begins is only guessed: csv_block_join,
 * called in the order of the blocks, tells what was wrong, and the block's rows are then read again. What is a row is the same
 * as csv_next has it, whatever the size of the blocks. */
#ifndef CIBLE_CSV_CSV_BLOCK_H
#define CIBLE_CSV_CSV_BLOCK_H

#include "runtime/csv/csv.h"

enum { CSV_BLOCK_LEAST = 32, CSV_BLOCK_MOST = 1 << 20 };

typedef struct CsvBlock CsvBlock;

/* For blocks of `bytes` bytes, CSV_BLOCK_LEAST to CSV_BLOCK_MOST; NULL where memory is out. */
CsvBlock *csv_block_new(Csv *csv, size_t bytes);
void csv_block_free(CsvBlock *block);

/* The text behind the block before; the first goes on behind the rows that csv_next gave. By one thread at a time. 0 or an errno. */
int csv_block_read(Csv *csv, CsvBlock *block) MUST_CHECK;
bool csv_block_is_last(const CsvBlock *block);
/* Bytes of the file that had been read when the block had been. */
uint64_t csv_block_bytes(const CsvBlock *block);

/* The block's next row, its line counted from the block's first; *row NULL at the end. False where memory is out. What the row
 * points at is in the block's text, which stays, or, as csv_block_keeps says, stands only until the next row. */
bool csv_block_next(CsvBlock *block, const CsvRow **row) MUST_CHECK;
bool csv_block_keeps(const CsvBlock *block, Str text);

/* In the order of the blocks, when their rows have been read: does the block not begin where a row does? Its rows are then to be read
 * again, from another beginning. */
bool csv_block_join(Csv *csv, CsvBlock *block);
/* Then, in the order of the blocks: what stands behind its last row is left to the next. *line is that of its first row. False where
 * memory is out. */
bool csv_block_leave(Csv *csv, CsvBlock *block, uint64_t *line) MUST_CHECK;

#endif
