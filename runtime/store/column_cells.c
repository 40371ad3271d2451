/* SPDX-License-Identifier: MIT
 * Columns from cells of SQLite's pages: one loop a kind, in which numbers are decoded without branches on how many bytes they take.
 * What is stored otherwise than usual is left to stored_read. */
#include "runtime/data/calendar.h"
#include "runtime/store/column_parts.h"

static inline uint32_t lane_of(CellLanes lanes, uint32_t i) { return lanes.list ? lanes.list[i] : lanes.at + i; }

/* By serial type: is it an integer; the highest bytes of eight are its own; 0 and 1 have no bytes. */
static inline bool is_integer(uint32_t type) { return type <= SERIAL_ONE && 0x37eu >> type & 1; }

static inline int64_t integer_of(const Cell *cell) {
  static const uint8_t shifts[16] = {0, 56, 48, 40, 32, 16};
  static const int64_t masks[16] = {0, -1, -1, -1, -1, -1, -1}, added[16] = {[SERIAL_ONE] = 1};
  uint32_t type = cell->type & 15;
  return (((int64_t)get_be64(cell->p) >> shifts[type]) & masks[type]) + added[type];
}

static inline double real_of(const Cell *cell) {
  uint64_t bits = get_be64(cell->p);
  double real;
  memcpy(&real, &bits, sizeof real);
  return real;
}

/* An integer or a REAL; infinite where it is neither, or not finite. */
static inline double number_of(const Cell *cell) {
  double real = real_of(cell), whole = (double)integer_of(cell);
  return cell->type == SERIAL_REAL ? (isnan(real) ? INFINITY : real) : is_integer(cell->type) ? whole : INFINITY;
}

/* A text's bytes; none where it is no text. */
static inline Str text_of(const Cell *cell) {
  bool text = cell->type >= SERIAL_TEXT && cell->type & 1 && cell->type != CELL_ABSENT;
  return text ? (Str){(const char *)cell->p, (cell->type - SERIAL_TEXT) / 2} : STR("");
}

static Stored stored_of(const ColumnReader *reader, const Cell *cell) {
  if (cell->type == CELL_ABSENT) return reader->absent;
  if (is_integer(cell->type)) {
    if (reader->real) return (Stored){.type = STORED_REAL, .real = (double)integer_of(cell)};
    return (Stored){.type = STORED_INTEGER, .integer = integer_of(cell)};
  }
  if (cell->type == SERIAL_REAL && !isnan(real_of(cell))) return (Stored){.type = STORED_REAL, .real = real_of(cell)};
  if (cell->type < SERIAL_BLOB) return (Stored){.type = STORED_NULL}; /* as SQLite reads a NaN */
  if (cell->type & 1) return (Stored){.type = STORED_TEXT, .text = text_of(cell)};
  return (Stored){.type = STORED_BLOB, .text = {(const char *)cell->p, (cell->type - SERIAL_BLOB) / 2}};
}

__attribute__((noinline)) static void take_other(ColumnReader *reader, const Cell *cell, uint32_t lane) {
  column_reader_put(reader, stored_of(reader, cell), lane);
}

static void take_others(ColumnReader *reader, const Cell *cells, uint32_t count, CellLanes lanes) {
  for (uint32_t i = 0; i < count; i++) take_other(reader, &cells[i], lane_of(lanes, i));
}

static void take_integers(ColumnReader *reader, const Cell *cells, uint32_t count, CellLanes lanes) {
  if (reader->real) {
    take_others(reader, cells, count, lanes);
    return;
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t lane = lane_of(lanes, i);
    if (is_integer(cells[i].type)) reader->i64[lane] = integer_of(&cells[i]);
    else take_other(reader, &cells[i], lane);
  }
}

static void take_booleans(ColumnReader *reader, const Cell *cells, uint32_t count, CellLanes lanes) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t lane = lane_of(lanes, i);
    uint64_t truth = cells[i].type - SERIAL_ZERO;
    if (truth <= 1) reader->bits.words[lane / 64] |= truth << (lane % 64);
    else take_other(reader, &cells[i], lane);
  }
}

static void take_numbers(ColumnReader *reader, const Cell *cells, uint32_t count, CellLanes lanes) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t lane = lane_of(lanes, i);
    double number = number_of(&cells[i]);
    if (isfinite(number)) reader->f64[lane] = number + 0.0; /* -0.0 becomes 0.0 */
    else take_other(reader, &cells[i], lane);
  }
}

static void take_moneys(ColumnReader *reader, const Cell *cells, uint32_t count, CellLanes lanes) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t lane = lane_of(lanes, i);
    int64_t money;
    if (money_plain(number_of(&cells[i]), &money)) reader->i64[lane] = money;
    else take_other(reader, &cells[i], lane);
  }
}

static bool is_usual(Str text) { return is_plain(text) && text.n <= TEXT_MOST && is_ascii(text); }

/* What the dictionary has is a text as it should be: it is looked for there first. */
static void take_coded(ColumnReader *reader, const Cell *cells, uint32_t count, CellLanes lanes) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t lane = lane_of(lanes, i);
    Str text = text_of(&cells[i]);
    int32_t code = text.n ? dict_recent(&reader->dict, text) : -1;
    if (code > 0) reader->i32[lane] = code, reader->dict_rows++;
    else if (is_usual(text)) put_code(reader, text, lane);
    else take_other(reader, &cells[i], lane);
  }
}

/* Texts stay where they are, in the pages of the batch. */
static void take_texts(ColumnReader *reader, const Cell *cells, uint32_t count, CellLanes lanes) {
  if (reader->use_dict && !reader->bare) {
    take_coded(reader, cells, count, lanes);
    return;
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t lane = lane_of(lanes, i);
    Str text = text_of(&cells[i]);
    if (!is_usual(text)) take_other(reader, &cells[i], lane);
    else if (reader->bare) reader->i32[lane] = 0;
    else reader->str[lane] = text;
  }
}

/* The year is worked out from its first day and its last of February. */
static bool learn_year(YearSeen *year, const char *p) {
  char day[10];
  int32_t first, leap;
  memcpy(day, p, 4);
  memcpy(day + 4, "-01-01", 6);
  if (!date_parse((Str){day, sizeof day}, &first)) return false;
  memcpy(day + 4, "-02-29", 6);
  *year = (YearSeen){str_four(p), first - 1, date_parse((Str){day, sizeof day}, &leap)};
  return true;
}

/* `YYYY-MM-DD`; false where it may be something else. */
static inline bool take_day(YearSeen *seen, Str text, int32_t *out) {
  static const uint16_t before[2][14] = {{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
                                         {0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366}};
  if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-') return false;
  uint32_t digits[4], year = str_four(text.p);
  for (int i = 0; i < 4; i++) digits[i] = (uint32_t)(uint8_t)text.p[5 + i + i / 2] - '0';
  uint32_t month = digits[0] * 10 + digits[1], day = digits[2] * 10 + digits[3];
  YearSeen *known = &seen[year * 0x9e3779b1u >> 24];
  if ((known->bytes != year || !year) && !learn_year(known, text.p)) return false; /* four NULs are no year: nothing is known yet */
  if (digits[1] > 9 || digits[3] > 9 || month - 1 > 11) return false;
  const uint16_t *days = before[known->leap] + month;
  *out = known->before + (int32_t)(days[0] + day);
  return day - 1 < (uint32_t)(days[1] - days[0]);
}

static void take_dates(ColumnReader *reader, const Cell *cells, uint32_t count, CellLanes lanes) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t lane = lane_of(lanes, i);
    if (!take_day(reader->years, text_of(&cells[i]), &reader->i32[lane])) take_other(reader, &cells[i], lane);
  }
}

static void take_codes(ColumnReader *reader, const Cell *cells, uint32_t count, CellLanes lanes) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t lane = lane_of(lanes, i);
    if (!label_code(reader, text_of(&cells[i]), &reader->i32[lane])) take_other(reader, &cells[i], lane);
  }
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
  return take_others;
}
