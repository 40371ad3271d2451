/* SPDX-License-Identifier: MIT
 * Columns from cells of SQLite's pages: one loop a kind, in which nothing branches on what cells hold. What is stored otherwise than
 * usual is noted there, a bit each, and left to stored_read behind it. */
#if defined(__SSE2__) && !defined(PLAIN)
#include <emmintrin.h>
#endif

#include "runtime/base/hot.h"
#include "runtime/data/calendar.h"
#include "runtime/store/column_parts.h"

/* A cell, its lane, and where its value begins. */
typedef struct Found {
  const uint8_t *p;
  uint32_t type, lane;
} Found;

enum { FOUND_ABSENT = 1 << 30 /* CELL_ABSENT: no serial type */ };

static inline Found found_at(const ColumnCells *cells, uint32_t i) {
  const uint32_t lane = row_chosen(&cells->choice, i);
  const Cell *cell = cells_of_row(&cells->room, lane) + cells->place;
  return (Found){cells->rows[lane].record + cell->at, cell->type, lane};
}

/* By serial type, up to PLAIN_TYPES: the highest bytes of eight are an integer's own; 0 and 1 have no bytes. */
typedef struct PlainType {
  int64_t mask, added;
  uint8_t shift;
  bool integer;
} PlainType;
enum { PLAIN_TYPES = SERIAL_BLOB };
static const PlainType plain_types[PLAIN_TYPES + 1] = {
    [SERIAL_INT_8] = {-1, 0, 56, true},  [SERIAL_INT_16] = {-1, 0, 48, true}, [SERIAL_INT_24] = {-1, 0, 40, true}, [SERIAL_INT_32] = {-1, 0, 32, true},
    [SERIAL_INT_48] = {-1, 0, 16, true}, [SERIAL_INT_64] = {-1, 0, 0, true},  [SERIAL_ZERO] = {0, 0, 0, true},     [SERIAL_ONE] = {0, 1, 0, true}};

static inline const PlainType *plain_type(const Found *cell) {
  return &plain_types[cell->type < PLAIN_TYPES ? cell->type : PLAIN_TYPES];
}

static inline bool is_integer(const Found *cell) { return plain_type(cell)->integer; }

/* 0 where it is none. */
static inline int64_t integer_of(const Found *cell) {
  const PlainType *type = plain_type(cell);
  return (((int64_t)get_be64(cell->p) >> type->shift) & type->mask) + type->added;
}

static inline double real_of(const Found *cell) {
  uint64_t bits = get_be64(cell->p);
  double real;
  memcpy(&real, &bits, sizeof real);
  return real;
}

/* All bits where it is true: to choose by without a branch. */
static inline uint64_t all_if(bool is) { return -(uint64_t)is; }

/* An integer or a REAL; false, and 0, where it is neither, or not finite. */
static inline bool number_of(const Found *cell, double *out) {
  static const uint64_t exponent = 0x7ff0000000000000u;
  bool is_real = cell->type == SERIAL_REAL;
  double whole = (double)integer_of(cell);
  uint64_t bits;
  memcpy(&bits, &whole, sizeof bits);
  bits ^= (bits ^ get_be64(cell->p)) & all_if(is_real);
  bool usual = (is_real | is_integer(cell)) & ((bits & exponent) != exponent);
  bits &= all_if(usual);
  memcpy(out, &bits, sizeof bits);
  return usual;
}

/* A text's bytes; none where it is no text. */
static inline Str text_of(const Found *cell) {
  bool text = cell->type >= SERIAL_TEXT && cell->type & 1;
  return (Str){(const char *)cell->p, text ? (cell->type - SERIAL_TEXT) / 2 : 0};
}

static Stored stored_of(const ColumnReader *reader, const Found *cell) {
  if (cell->type == FOUND_ABSENT) return reader->absent;
  if (is_integer(cell)) {
    if (reader->real) return (Stored){.type = STORED_REAL, .real = (double)integer_of(cell)};
    return (Stored){.type = STORED_INTEGER, .integer = integer_of(cell)};
  }
  if (cell->type == SERIAL_REAL && !isnan(real_of(cell))) return (Stored){.type = STORED_REAL, .real = real_of(cell)};
  if (cell->type < SERIAL_BLOB) return (Stored){.type = STORED_NULL}; /* as SQLite reads a NaN */
  if (cell->type & 1) return (Stored){.type = STORED_TEXT, .text = text_of(cell)};
  return (Stored){.type = STORED_BLOB, .text = {(const char *)cell->p, (cell->type - SERIAL_BLOB) / 2}};
}

/* ---- cells that are not as usual: a bit each, by the index in the choice ---- */

static Found unusual_at(const ColumnCells *cells, uint64_t unusual) {
  uint32_t i = (uint32_t)__builtin_ctzll(unusual);
  Found cell = found_at(cells, i);
  if (cell.type == CELL_FAR) {
    uint32_t at;
    record_far_cell(&cells->rows[cell.lane], cells->place, &at, &cell.type);
    cell.p = cells->rows[cell.lane].record + at;
  } else if (cell.type == CELL_ABSENT) {
    cell.type = FOUND_ABSENT;
  }
  return cell;
}

/* What the loops over usual cells have left over. Their lanes of cells without a value hold nothing already. */
static void take_unusual(ColumnReader *reader, const ColumnCells *cells, uint64_t unusual) {
  for (; unusual; unusual &= unusual - 1) {
    Found cell = unusual_at(cells, unusual);
    if (cell.type != SERIAL_NULL || !reader->as.optional) {
      column_reader_put(reader, stored_of(reader, &cell), cell.lane);
      continue;
    }
    mask_clear(&reader->valid, cell.lane);
    reader->all_known = false;
  }
}

static void take_any(ColumnReader *reader, const ColumnCells *cells) {
  take_unusual(reader, cells, ~(uint64_t)0 >> (COLUMN_CELLS_MOST - cells->choice.count));
}

/* ---- usual cells: one function a kind, which fills the cell's lane, or with nothing where it is not usual ---- */

typedef bool (*TakeUsual)(ColumnReader *reader, const Found *cell);

#define INLINE static inline __attribute__((always_inline))

/* Rows of a list. */
INLINE uint64_t take_listed(ColumnReader *reader, const ColumnCells *cells, TakeUsual take) {
  const ColumnCells all = *cells;
  uint64_t unusual = 0;
  for (uint32_t i = 0; i < all.choice.count; i++) {
    const Found cell = found_at(&all, i);
    unusual |= (uint64_t)!take(reader, &cell) << i;
  }
  return unusual;
}

/* Rows one behind the other. */
INLINE uint64_t take_run(ColumnReader *reader, const ColumnCells *cells, TakeUsual take) {
  const uint32_t first = cells->choice.at, count = cells->choice.count, stride = cells->room.stride;
  const Cell *cell = cells_of_row(&cells->room, first) + cells->place;
  const LeafRow *row = cells->rows + first;
  uint64_t unusual = 0;
  for (uint32_t i = 0; i < count; i++, cell += stride, row++) {
    const Found found = {row->record + cell->at, cell->type, first + i};
    unusual |= (uint64_t)!take(reader, &found) << i;
  }
  return unusual;
}

/* One loop, in which nothing branches on what cells hold. Gives those that are not usual. */
INLINE uint64_t take_usual(ColumnReader *reader, const ColumnCells *cells, TakeUsual take) {
  return cells->choice.list ? take_listed(reader, cells, take) : take_run(reader, cells, take);
}

INLINE bool usual_integer(ColumnReader *reader, const Found *cell) {
  reader->i64[cell->lane] = integer_of(cell);
  return is_integer(cell);
}

HOT static void take_integers(ColumnReader *reader, const ColumnCells *cells) {
  if (reader->real) take_any(reader, cells);
  else take_unusual(reader, cells, take_usual(reader, cells, usual_integer));
}

INLINE bool usual_boolean(ColumnReader *reader, const Found *cell) {
  uint64_t truth = (uint64_t)cell->type - SERIAL_ZERO;
  bool usual = truth <= 1;
  reader->bits.words[cell->lane / 64] |= (truth & usual) << (cell->lane % 64);
  return usual;
}

HOT static void take_booleans(ColumnReader *reader, const ColumnCells *cells) {
  take_unusual(reader, cells, take_usual(reader, cells, usual_boolean));
}

INLINE bool usual_number(ColumnReader *reader, const Found *cell) {
  double number;
  bool usual = number_of(cell, &number);
  reader->f64[cell->lane] = number + 0.0; /* -0.0 becomes 0.0 */
  return usual;
}

HOT static void take_numbers(ColumnReader *reader, const ColumnCells *cells) {
  take_unusual(reader, cells, take_usual(reader, cells, usual_number));
}

INLINE bool usual_money(ColumnReader *reader, const Found *cell) {
  double number;
  int64_t money = 0;
  bool usual = number_of(cell, &number) && money_plain(number, &money);
  reader->i64[cell->lane] = usual ? money : 0;
  return usual;
}

HOT static void take_moneys(ColumnReader *reader, const ColumnCells *cells) {
  take_unusual(reader, cells, take_usual(reader, cells, usual_money));
}

/* ---- texts ---- */

/* As str_ends, of a cell, behind which there are bytes. */
static inline StrEnds ends_of(Str text) {
  static const uint64_t firsts[] = {0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, ~(uint64_t)0};
  uint32_t most = text.n < 8 ? text.n : 8;
  return (StrEnds){str_eight(text.p) & firsts[most], str_eight(text.p + (text.n - most)) & all_if(text.n >= 8)};
}

/* A text as it stands, in ASCII; most are short. */
static inline bool is_usual(Str text) {
#if defined(__SSE2__) && !defined(PLAIN)
  const __m128i *p = (const __m128i *)text.p;
  uint32_t high = (uint32_t)_mm_movemask_epi8(_mm_loadu_si128(p)) | (uint32_t)_mm_movemask_epi8(_mm_loadu_si128(p + 1)) << 16;
  if (text.n <= 32) return ((high & ((1ull << text.n) - 1)) | ((uint8_t)text.p[0] <= ' ') | (text.n == 0)) == 0;
#endif
  return is_plain(text) && text.n <= TEXT_MOST && is_ascii(text);
}

INLINE bool usual_coded(ColumnReader *reader, const Found *cell) {
  Str text = text_of(cell);
  int32_t code = dict_recent(&reader->dict, text, ends_of(text));
  reader->i32[cell->lane] = code & ~(code >> 31);
  return code > 0;
}

/* What the dictionary has is a text as it should be: it is looked for there first. */
HOT static void take_coded(ColumnReader *reader, const ColumnCells *cells) {
  uint64_t others = take_usual(reader, cells, usual_coded), unusual = others;
  reader->dict_rows += cells->choice.count - (uint32_t)__builtin_popcountll(others);
  for (; others; others &= others - 1) {
    Found cell = unusual_at(cells, others);
    Str text = text_of(&cell);
    if (is_usual(text) && put_code(reader, text, cell.lane)) unusual ^= others & -others;
  }
  take_unusual(reader, cells, unusual);
}

/* Only whether it is known is asked: every lane has the empty text's code. */
INLINE bool usual_bare(ColumnReader *reader, const Found *cell) {
  reader->i32[cell->lane] = 0;
  return is_usual(text_of(cell));
}

/* Texts stay where they are, in the pages of the batch. */
INLINE bool usual_text(ColumnReader *reader, const Found *cell) {
  Str text = text_of(cell);
  bool usual = is_usual(text);
  reader->str[cell->lane] = usual ? text : STR("");
  return usual;
}

HOT static void take_texts(ColumnReader *reader, const ColumnCells *cells) {
  if (reader->bare) take_unusual(reader, cells, take_usual(reader, cells, usual_bare));
  else if (reader->use_dict) take_coded(reader, cells);
  else take_unusual(reader, cells, take_usual(reader, cells, usual_text));
}

INLINE bool usual_label(ColumnReader *reader, const Found *cell) {
  Str text = text_of(cell);
  int32_t code = dict_recent(&reader->dict, text, ends_of(text)) - DICT_LABELS;
  reader->i32[cell->lane] = code & ~(code >> 31);
  return code >= 0;
}

HOT static void take_codes(ColumnReader *reader, const ColumnCells *cells) {
  if (!reader->dict_made) {
    take_any(reader, cells);
    return;
  }
  uint64_t others = take_usual(reader, cells, usual_label), unusual = others;
  for (; others; others &= others - 1) {
    Found cell = unusual_at(cells, others);
    int32_t code = dict_find(&reader->dict, text_of(&cell)) - DICT_LABELS;
    if (code < 0) continue;
    reader->i32[cell.lane] = code;
    unusual ^= others & -others;
  }
  take_unusual(reader, cells, unusual);
}

/* ---- dates ---- */

/* The year is worked out from its first day and its last of February. */
__attribute__((noinline, cold)) static bool learn_year(YearSeen *year, const uint8_t *p) {
  char day[10];
  int32_t first, leap;
  memcpy(day, p, 4);
  memcpy(day + 4, "-01-01", 6);
  if (!date_parse((Str){day, sizeof day}, &first)) return false;
  memcpy(day + 4, "-02-29", 6);
  *year = (YearSeen){str_four(day), first - 1, date_parse((Str){day, sizeof day}, &leap)};
  return true;
}

/* `YYYY-MM-DD`, eight bytes at once. Where it is something else, nothing. */
INLINE bool usual_date(ColumnReader *reader, const Found *cell) {
  static const struct {
    uint16_t before, days;
  } months[2][16] = {{{0, 0}, {0, 31}, {31, 28}, {59, 31}, {90, 30}, {120, 31}, {151, 30}, {181, 31}, {212, 31}, {243, 30}, {273, 31}, {304, 30}, {334, 31}},
                     {{0, 0}, {0, 31}, {31, 29}, {60, 31}, {91, 30}, {121, 31}, {152, 30}, {182, 31}, {213, 31}, {244, 30}, {274, 31}, {305, 30}, {335, 31}}};
  static const uint64_t form = 0x30302d30302d3030u, most = 0x76767f76767f7676u; /* the bytes of `00-00-00`; 127 less the most of each */
  uint64_t digits = str_eight((const char *)cell->p + 2) - form;
  bool usual = (cell->type == SERIAL_TEXT + 2 * 10) & (((digits | (digits + most)) & 0x8080808080808080u) == 0);
  uint64_t pairs = (digits * 10 + (digits >> 8)) & all_if(usual); /* each byte with the one behind as a number of two digits */
  uint32_t month = (uint32_t)(pairs >> 24 & 127), day = (uint32_t)(pairs >> 48 & 127);
  YearSeen *year = &reader->years[pairs & 127];
  if ((year->bytes ^ str_four((const char *)cell->p)) & (uint32_t)all_if(usual)) usual = learn_year(year, cell->p);
  uint32_t before = months[year->leap][month & 15].before, days = months[year->leap][month & 15].days;
  usual &= (month < 16) & (day - 1 < days);
  reader->i32[cell->lane] = (year->before + (int32_t)(before + day)) & (int32_t)all_if(usual);
  return usual;
}

HOT static void take_dates(ColumnReader *reader, const ColumnCells *cells) {
  take_unusual(reader, cells, take_usual(reader, cells, usual_date));
}

TakeCells column_cells_of(Kind kind) {
  switch (kind) {
  case KIND_BOOLEAN: return take_booleans;
  case KIND_INTEGER: return take_integers;
  case KIND_NUMBER: return take_numbers;
  case KIND_MONEY: return take_moneys;
  case KIND_TEXT: return take_texts;
  case KIND_DATE: return take_dates;
  case KIND_CODE: return take_codes;
  case KIND_DATETIME:
  case KIND_COUNT: break;
  }
  return take_any;
}
