/* Record cells: where the values of some columns lie within a record. */
#ifndef CIBLE_PAGES_RECORD_CELLS_H
#define CIBLE_PAGES_RECORD_CELLS_H

#include "runtime/pages/leaf_rows.h"
#include "runtime/pages/page_format.h"

/* A value as it is stored: `type` is its serial type (page_format.h), or CELL_ABSENT: the record was written before its column was
 * added. PAGE_SLACK bytes behind its first may be read, whatever they hold. */
typedef struct Cell {
  const uint8_t *p;
  uint32_t type;
} Cell;

#define CELL_ABSENT UINT32_MAX

/* Which columns' cells are looked for: places in the record, ascending, each once. */
typedef struct CellFields {
  const uint16_t *fields;
  uint32_t count;
  const uint8_t *wanted; /* by place, up to the last field: is it one? */
  uint32_t stride;       /* the cell of field f in the row of index i goes to cells[f * stride + i] */
} CellFields;

/* The cells of rows `from` to `from + count - 1`; behind those of the last field there must be room for those of one more. *absent
 * is set where one is CELL_ABSENT. Records that go on on other pages are put together as far as they are needed. */
PageStatus record_cells(LeafRows *rows, uint32_t from, uint32_t count, const CellFields *fields, Cell *cells, bool *absent);

/* The same of the rows of a list, by their places in rows->rows. */
PageStatus record_cells_of(LeafRows *rows, const uint32_t *list, uint32_t count, const CellFields *fields, Cell *cells, bool *absent);

#endif
