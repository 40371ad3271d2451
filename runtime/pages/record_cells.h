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

/* The cells of `fields` (places in the record, ascending, each once) in rows `from` to `from + count - 1`: that of field f and row
 * from + i goes to cells[f * stride + i]. *absent is set where one is CELL_ABSENT. Records that go on on other pages are put
 * together as far as they are needed. */
PageStatus record_cells(LeafRows *rows, uint32_t from, uint32_t count, const uint16_t *fields, uint32_t field_count, Cell *cells,
                        uint32_t stride, bool *absent);

/* The same of the rows of a list, by their places in rows->rows. */
PageStatus record_cells_of(LeafRows *rows, const uint32_t *list, uint32_t count, const uint16_t *fields, uint32_t field_count,
                           Cell *cells, uint32_t stride, bool *absent);

#endif
