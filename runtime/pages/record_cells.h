/* Record cells: where the values of some columns lie within a record. */
#ifndef CIBLE_PAGES_RECORD_CELLS_H
#define CIBLE_PAGES_RECORD_CELLS_H

#include "runtime/pages/leaf_rows.h"
#include "runtime/pages/page_format.h"

/* A value as it is stored: where it begins, from its record's first byte, and its serial type (page_format.h); or CELL_ABSENT: the
 * record was written before its column was added; or CELL_FAR: what does not fit here, record_far_cell tells. Both are even, so that
 * they are no texts. PAGE_SLACK bytes behind a value's first may be read, whatever they hold. */
typedef struct Cell {
  uint16_t at, type;
} Cell;

enum { CELL_ABSENT = 0xfffc, CELL_FAR = 0xfffe, CELLS_AT_ONCE = 8 };

/* Some of the rows of a batch, by their places in rows->rows: those of a list, or `at` and those behind. */
typedef struct RowChoice {
  const uint32_t *list;
  uint32_t at, count;
} RowChoice;

static inline uint32_t row_chosen(const RowChoice *choice, uint32_t i) { return choice->list ? choice->list[i] : choice->at + i; }

/* How many cells a row of so many columns takes. */
static inline uint32_t cells_a_row(uint32_t columns) { return (columns + CELLS_AT_ONCE - 1) / CELLS_AT_ONCE * CELLS_AT_ONCE; }

/* Where the cells of a batch's rows are kept: `stride` for each of the rows from `first` on. */
typedef struct CellRoom {
  Cell *cells;
  uint32_t stride, first;
} CellRoom;

static inline Cell *cells_of_row(const CellRoom *room, uint32_t row) { return room->cells + (size_t)(row - room->first) * room->stride; }

/* Finds the cells of the first `columns` of the chosen rows, for which there is room: of at least cells_a_row(columns) a row. *absent is
 * set where one is CELL_ABSENT. Records that go on on other pages are put together as far as they are needed. */
PageStatus record_cells(LeafRows *rows, const RowChoice *choice, uint32_t columns, const CellRoom *room, bool *absent);
/* The cell of a column of a row for which that gave CELL_FAR. */
void record_far_cell(const LeafRow *row, uint32_t column, uint32_t *at, uint32_t *type);

#endif
