/* Inference: which kind fits every cell of each column. What a thread finds in a block is played over what the blocks before have
 * left, and so tells what a reading from the first row on would have told. */
#ifndef CIBLE_IMPORT_INFER_H
#define CIBLE_IMPORT_INFER_H

#include "runtime/import/import_parts.h"

/* What a thread finds in a block. */
typedef struct Found Found;

/* NULL where memory is out. */
Found *found_new(const Import *im);
void found_free(const Import *im, Found *found);
void found_clear(const Import *im, Found *found);
/* A row without a defect. `fits`: for each cell the readings that it fits, 0 where they are not known; NULL: none are. */
void found_row(const Import *im, Found *found, const CsvRow *row, const uint32_t *fits);
bool found_failed(const Found *found);

/* Forgets what was found before, but for the kinds. */
void infer_begin(Import *im);
/* In the order of the blocks; `line` is that of the block's first row. */
void infer_merge(Import *im, const Found *found, uint64_t line);
/* Names the kinds, by what has been found so far. */
void infer_decide(Import *im);

#endif
