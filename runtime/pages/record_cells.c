/* SPDX-License-Identifier: MIT
 * A record begins with a header: its own length, and a serial type a column, from which the places of the values follow. */
#include "runtime/pages/record_cells.h"

#include "runtime/pages/varint_read.h"

enum { TYPE_BYTES_MOST = 1 << 30, HEADER_MOST = 98307 /* as in SQLite */ };

/* Bytes of the values whose type is one byte long. */
static const uint8_t sizes[128] = {
    0,  1,  2,  3,  4,  6,  8,  8,  0,  0,  0,  0,  0,  0,  1,  1,  2,  2,  3,  3,  4,  4,  5,  5,  6,  6,  7,  7,  8,  8,  9,  9,
    10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18, 19, 19, 20, 20, 21, 21, 22, 22, 23, 23, 24, 24, 25, 25,
    26, 26, 27, 27, 28, 28, 29, 29, 30, 30, 31, 31, 32, 32, 33, 33, 34, 34, 35, 35, 36, 36, 37, 37, 38, 38, 39, 39, 40, 40, 41, 41,
    42, 42, 43, 43, 44, 44, 45, 45, 46, 46, 47, 47, 48, 48, 49, 49, 50, 50, 51, 51, 52, 52, 53, 53, 54, 54, 55, 55, 56, 56, 57, 57};

/* The way through one record's header. */
typedef struct Header {
  const uint8_t *p, *end; /* the next type; behind the last */
  uint64_t at;            /* where the next value begins, from the record's first byte */
} Header;

/* The next column's type; adds its size. */
static inline uint64_t next_type(Header *header) {
  uint64_t type = *header->p;
  if (type < 128) {
    header->p++;
    header->at += sizes[type];
    return type;
  }
  header->p = varint_read(header->p, &type);
  header->at += type < TYPE_BYTES_MOST ? (type - SERIAL_BLOB) / 2 : TYPE_BYTES_MOST;
  return type;
}

/* Behind the last type that was read: values within the record; and where the header has ended, exactly all of it. */
static inline bool fits(const Header *header, const LeafRow *row) {
  return header->p < header->end ? header->at <= row->size : header->p == header->end && header->at == row->size;
}

/* Finds the cells of one record whose header lies in one piece; *need is how many of its bytes their values take. The types 10 and
 * 11 mean nothing yet: SQLite reads them as NULL, and so do those who read cells. */
static bool find_cells(const LeafRow *row, const CellFields *fields, Cell *cells, bool *absent, uint64_t *need) {
  const uint8_t *record = row->record;
  uint64_t header_size;
  Header header = {.p = varint_read(record, &header_size)};
  if (header_size > row->local || header_size > HEADER_MOST || header_size < (uint64_t)(header.p - record)) return false;
  header.end = record + header_size;
  header.at = header_size;
  uint32_t column = 0;
  for (uint32_t f = 0; f < fields->count; f++) {
    uint32_t skip = fields->fields[f] - column;
    for (; skip && header.p < header.end; skip--) next_type(&header);
    if (header.p >= header.end) {
      for (; f < fields->count; f++) cells[f * fields->stride] = (Cell){record, CELL_ABSENT};
      *absent = true;
      break;
    }
    uint64_t at = header.at, type = next_type(&header);
    if (at > row->size) return false;
    cells[f * fields->stride] = (Cell){record + at, (uint32_t)type};
    column = fields->fields[f] + 1u;
  }
  *need = header.at;
  return fits(&header, row);
}

/* The same of a record that lies in one piece, whose types are one byte each as far as they are looked at, and of which none is
 * absent: that is, of nearly all. One plain loop: each column's cell is written, and stays where it is wanted. False: it may be
 * another kind of record. */
static inline bool find_short(const LeafRow *row, const CellFields *fields, uint32_t columns, Cell *cells) {
  const uint8_t *record = row->record, *types = record + 1;
  uint32_t header_size = record[0];
  if (header_size > 127 || header_size > row->local || columns >= header_size) return false;
  const uint8_t *at = record + header_size, *wanted = fields->wanted;
  uint64_t stride = fields->stride;
  uint8_t high = 0;
  for (uint32_t i = 0; i < columns; i++) {
    uint8_t type = types[i];
    cells->p = at;
    cells->type = type;
    at += sizes[type & 127];
    high |= type;
    cells += wanted[i] * stride;
  }
  uint64_t end = (uint64_t)(at - record);
  return !(high & 0x80) && (columns + 1 < header_size ? end <= row->size : end == row->size);
}

/* A record of which not all that is needed lies in the leaf: first its header, then as much as the values take. */
static PageStatus find_far(LeafRows *rows, LeafRow *row, const CellFields *fields, Cell *cells, bool *absent) {
  uint64_t header_size, need;
  varint_read(row->record, &header_size);
  PageStatus status = header_size > row->local ? leaf_rows_prefix(rows, row, header_size) : PAGES_OK;
  if (status != PAGES_OK) return status;
  if (!find_cells(row, fields, cells, absent, &need)) return PAGES_STRANGE;
  if (need <= row->local) return PAGES_OK;
  status = leaf_rows_prefix(rows, row, need);
  if (status != PAGES_OK) return status;
  return find_cells(row, fields, cells, absent, &need) ? PAGES_OK : PAGES_STRANGE;
}

static inline PageStatus find_row(LeafRows *rows, LeafRow *row, const CellFields *fields, uint32_t columns, Cell *cells, bool *absent) {
  uint64_t need;
  if (row->overflow) return find_far(rows, row, fields, cells, absent);
  if (find_short(row, fields, columns, cells)) return PAGES_OK;
  return find_cells(row, fields, cells, absent, &need) ? PAGES_OK : PAGES_STRANGE;
}

static uint32_t columns_of(const CellFields *fields) { return fields->count ? fields->fields[fields->count - 1] + 1u : 0; }

PageStatus record_cells(LeafRows *rows, uint32_t from, uint32_t count, const CellFields *fields, Cell *cells, bool *absent) {
  PageStatus status = PAGES_OK;
  uint32_t columns = columns_of(fields);
  for (uint32_t i = 0; i < count && status == PAGES_OK; i++)
    status = find_row(rows, &rows->rows[from + i], fields, columns, cells + i, absent);
  return status;
}

PageStatus record_cells_of(LeafRows *rows, const uint32_t *list, uint32_t count, const CellFields *fields, Cell *cells, bool *absent) {
  PageStatus status = PAGES_OK;
  uint32_t columns = columns_of(fields);
  for (uint32_t i = 0; i < count && status == PAGES_OK; i++)
    status = find_row(rows, &rows->rows[list[i]], fields, columns, cells + i, absent);
  return status;
}
