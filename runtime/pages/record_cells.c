/* SPDX-License-Identifier: MIT
 * A record begins with a header: its own length, and a serial type a column, from which the places of the values follow. */
#include "runtime/pages/record_cells.h"

#if defined(__SSE2__) && !defined(PLAIN)
#include <emmintrin.h>
#endif

#include "runtime/base/hot.h"
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
static bool find_cells(const LeafRow *row, uint32_t columns, Cell *cells, bool *absent, uint64_t *need) {
  const uint8_t *record = row->record;
  uint64_t header_size;
  Header header = {.p = varint_read(record, &header_size)};
  if (header_size > row->local || header_size > HEADER_MOST || header_size < (uint64_t)(header.p - record)) return false;
  header.end = record + header_size;
  header.at = header_size;
  uint32_t column = 0;
  for (; column < columns && header.p < header.end; column++) {
    uint64_t at = header.at, type = next_type(&header);
    if (at > row->size) return false;
    bool fit = at <= UINT16_MAX && type < CELL_ABSENT;
    cells[column] = fit ? (Cell){(uint16_t)at, (uint16_t)type} : (Cell){0, CELL_FAR};
  }
  *absent |= column < columns;
  for (; column < columns; column++) cells[column] = (Cell){0, CELL_ABSENT};
  *need = header.at;
  return fits(&header, row);
}

void record_far_cell(const LeafRow *row, uint32_t column, uint32_t *at, uint32_t *type) {
  uint64_t header_size, found = SERIAL_NULL;
  Header header = {.p = varint_read(row->record, &header_size)};
  header.at = header_size;
  for (uint32_t c = 0; c <= column; c++) {
    *at = (uint32_t)header.at;
    found = next_type(&header);
  }
  *type = (uint32_t)found;
}

/* Writes the cells of types of one byte each, CELLS_AT_ONCE or twice as many at a time, from the place `at` on. Gives the place behind the last of
 * `columns`; NO_PLACE where one of their types is longer. */
enum { NO_PLACE = UINT16_MAX };
#if defined(__SSE2__) && !defined(PLAIN)
/* Eight of them, by their types and sizes as 16 bits each; `before` is where they begin, and then where the next ones do. */
static inline void write_eight(__m128i type, __m128i size, __m128i *before, Cell *cells) {
  __m128i sum = _mm_add_epi16(size, _mm_slli_si128(size, 2));
  sum = _mm_add_epi16(sum, _mm_slli_si128(sum, 4));
  sum = _mm_add_epi16(sum, _mm_slli_si128(sum, 8));
  const __m128i place = _mm_add_epi16(*before, _mm_sub_epi16(sum, size)), last = _mm_shufflehi_epi16(sum, 0xff);
  _mm_storeu_si128((__m128i *)cells, _mm_unpacklo_epi16(place, type));
  _mm_storeu_si128((__m128i *)(cells + CELLS_AT_ONCE / 2), _mm_unpackhi_epi16(place, type));
  *before = _mm_add_epi16(*before, _mm_unpackhi_epi64(last, last));
}

/* How many bytes each takes, of 16 types below 128: 1 to 4 as many, 5 to 7 take 6, 8 and 8, all below 12 none other; from there on
 * (type - 12) / 2. */
static inline __m128i sizes_of(__m128i type) {
  __m128i few = _mm_sub_epi8(type, _mm_cmpgt_epi8(type, _mm_set1_epi8(SERIAL_INT_32)));
  few = _mm_sub_epi8(few, _mm_cmpeq_epi8(type, _mm_set1_epi8(SERIAL_INT_64)));
  few = _mm_and_si128(few, _mm_cmplt_epi8(type, _mm_set1_epi8(SERIAL_ZERO)));
  const __m128i many = _mm_srli_epi16(_mm_subs_epu8(type, _mm_set1_epi8(SERIAL_BLOB)), 1);
  return _mm_or_si128(few, _mm_and_si128(many, _mm_set1_epi8(0x3f)));
}

static inline uint32_t write_cells(const uint8_t *types, uint32_t columns, uint32_t at, Cell *cells) {
  enum { WIDE = 2 * CELLS_AT_ONCE };
  static const uint8_t some[2 * WIDE] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  const __m128i zero = _mm_setzero_si128();
  __m128i before = _mm_set1_epi16((short)at), all = zero;
  for (uint32_t c = 0; c < columns; c += WIDE) {
    const uint32_t left = columns - c;
    const __m128i wanted = _mm_loadu_si128((const __m128i *)(some + (left < WIDE ? WIDE - left : 0)));
    const __m128i type = _mm_and_si128(_mm_loadu_si128((const __m128i *)(types + c)), wanted); /* what lies behind takes no bytes */
    const __m128i size = sizes_of(type);
    all = _mm_or_si128(all, type);
    write_eight(_mm_unpacklo_epi8(type, zero), _mm_unpacklo_epi8(size, zero), &before, cells + c);
    if (left > CELLS_AT_ONCE) write_eight(_mm_unpackhi_epi8(type, zero), _mm_unpackhi_epi8(size, zero), &before, cells + c + CELLS_AT_ONCE);
  }
  return _mm_movemask_epi8(all) ? NO_PLACE : (uint32_t)_mm_extract_epi16(before, 0);
}
#else
static inline uint32_t write_cells(const uint8_t *types, uint32_t columns, uint32_t at, Cell *cells) {
  uint8_t all = 0;
  for (uint32_t c = 0; c < columns; c++) {
    cells[c] = (Cell){(uint16_t)at, types[c]};
    at += sizes[types[c] & 127];
    all |= types[c];
  }
  return all & 0x80 ? NO_PLACE : at;
}
#endif

/* The same as find_cells of a record that lies in one piece, whose types are one byte each as far as they are looked at, and of which
 * none is absent: that is, of nearly all. False: it may be another kind of record. */
static inline bool find_short(const LeafRow *row, uint32_t columns, Cell *cells) {
  const uint8_t *record = row->record;
  uint32_t header_size = record[0];
  if (header_size > 127 || header_size > row->local || columns >= header_size) return false;
  uint32_t end = write_cells(record + 1, columns, header_size, cells);
  return columns + 1 < header_size ? end <= row->size : end == row->size;
}

/* A record of which not all that is needed lies in the leaf: first its header, then as much as the values take. */
static PageStatus find_far(LeafRows *rows, LeafRow *row, uint32_t columns, Cell *cells, bool *absent) {
  uint64_t header_size, need;
  varint_read(row->record, &header_size);
  PageStatus status = header_size > row->local ? leaf_rows_prefix(rows, row, header_size) : PAGES_OK;
  if (status != PAGES_OK) return status;
  if (!find_cells(row, columns, cells, absent, &need)) return PAGES_STRANGE;
  return need <= row->local ? PAGES_OK : leaf_rows_prefix(rows, row, need);
}

HOT PageStatus record_cells(LeafRows *rows, const RowChoice *choice, uint32_t columns, const CellRoom *room, bool *absent) {
  LeafRow *const all = rows->rows; /* what is written here could be any of these */
  const RowChoice chosen = *choice;
  const CellRoom to = *room;
  PageStatus status = PAGES_OK;
  for (uint32_t i = 0; i < chosen.count && status == PAGES_OK; i++) {
    const uint32_t at = row_chosen(&chosen, i);
    LeafRow *row = &all[at];
    Cell *cells = cells_of_row(&to, at);
    uint64_t need;
    if (row->overflow) status = find_far(rows, row, columns, cells, absent);
    else if (!find_short(row, columns, cells) && !find_cells(row, columns, cells, absent, &need)) status = PAGES_STRANGE;
  }
  return status;
}
