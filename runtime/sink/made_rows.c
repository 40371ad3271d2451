/* SPDX-License-Identifier: MIT
 * Column by column for as many rows as stay in the nearest cache, then row by row into their records. */
#include "runtime/sink/made_rows.h"

#include <errno.h>

#include "runtime/data/dict.h"
#include "runtime/data/numeric.h"

enum { TILE = 64 /* rows: a word of a mask */ };

/* ---- the shape ---- */

static const Field *label_fields(const Labels *labels, Arena *arena) {
  Field *fields = ARENA_ARRAY(arena, Field, labels->count + 1);
  for (uint32_t i = 0; fields && i < labels->count; i++) fields[i] = field_text(labels->names[i]);
  return fields;
}

/* Bytes that a field of the column may take; of a text, while it is short. */
static uint32_t bytes_most(const RowShape *shape, uint32_t column, Kind kind) {
  uint32_t most = 0;
  switch (kind) {
  case KIND_BOOLEAN:
  case KIND_COUNT: break;
  case KIND_INTEGER:
  case KIND_NUMBER:
  case KIND_MONEY: most = sizeof(int64_t); break;
  case KIND_TEXT: most = SHORT_TEXT_MOST; break;
  case KIND_DATE: most = DATE_TEXT; break;
  case KIND_DATETIME: most = DATETIME_TEXT; break;
  case KIND_CODE:
    for (uint32_t i = 0; i < shape->label_counts[column]; i++)
      if (shape->labels[column][i].size > most) most = shape->labels[column][i].size;
    break;
  }
  return most;
}

static void find_rooms(RowShape *shape, const SinkConfig *config) {
  enum { WORD = sizeof(uint64_t) };
  uint64_t body = 0;
  shape->is_short = shape->width <= SHORT_FIELDS_MOST;
  for (uint32_t c = 0; c < shape->width && shape->is_short; c++) {
    const uint32_t most = bytes_most(shape, c, sink_column(config, c).kind);
    shape->is_short = most <= SHORT_TEXT_MOST;
    body += most;
  }
  shape->type_room = (shape->width + WORD - 1) / WORD * WORD;
  shape->body_room = (uint32_t)(body + 2 * WORD - 1) / WORD * WORD;
}

bool row_shape_init(RowShape *shape, const SinkConfig *config, Arena *arena) {
  *shape = (RowShape){.alloc = config->alloc, .width = config->column_count + 1};
  shape->by_key = sink_column(config, 0).kind == KIND_INTEGER;
  shape->labels = ARENA_ARRAY(arena, const Field *, shape->width);
  uint32_t *counts = ARENA_ARRAY(arena, uint32_t, shape->width);
  shape->label_counts = counts;
  for (uint32_t c = 1; counts && shape->labels && c < shape->width; c++) {
    SinkColumn column = sink_column(config, c);
    if (column.kind != KIND_CODE || !column.labels) continue;
    shape->labels[c] = label_fields(column.labels, arena);
    counts[c] = column.labels->count;
  }
  if (arena->failed) return false;
  find_rooms(shape, config);
  return true;
}

MadeRows *made_rows_new(const RowShape *shape) {
  MadeRows *made = MEM_NEW(shape->alloc, MadeRows);
  if (!made) return NULL;
  row_run_init(&made->run, shape->alloc, shape->by_key);
  made->fields = MEM_ARRAY(shape->alloc, Field, shape->width);
  made->texts = mem_new(shape->alloc, shape->width * sizeof *made->texts);
  made->keys = MEM_ARRAY(shape->alloc, int64_t, TILE);
  const uint32_t tile = shape->is_short ? TILE : 1; /* never used */
  made->tile = (ShortRows){.width = shape->width, .type_room = shape->type_room, .body_room = shape->body_room};
  made->tile.types = mem_new(shape->alloc, tile * (size_t)shape->type_room);
  made->tile.bodies = mem_new(shape->alloc, tile * (size_t)shape->body_room);
  made->tile.sizes = MEM_ARRAY(shape->alloc, uint32_t, TILE);
  if (made->fields && made->texts && made->keys && made->tile.types && made->tile.bodies && made->tile.sizes) return made;
  made_rows_free(shape, made);
  return NULL;
}

void made_rows_free(const RowShape *shape, MadeRows *made) {
  const uint32_t tile = shape->is_short ? TILE : 1;
  row_run_free(&made->run);
  if (made->fields) mem_free(shape->alloc, made->fields, shape->width * sizeof *made->fields);
  if (made->texts) mem_free(shape->alloc, made->texts, shape->width * sizeof *made->texts);
  if (made->keys) mem_free(shape->alloc, made->keys, TILE * sizeof *made->keys);
  if (made->tile.types) mem_free(shape->alloc, made->tile.types, tile * (size_t)shape->type_room);
  if (made->tile.bodies) mem_free(shape->alloc, made->tile.bodies, tile * (size_t)shape->body_room);
  if (made->tile.sizes) mem_free(shape->alloc, made->tile.sizes, TILE * sizeof *made->tile.sizes);
  mem_free(shape->alloc, made, sizeof *made);
}

/* ---- fields ---- */

/* Whole amounts as INTEGER, others as the REAL nearest to the decimal, which reads back as the same amount up to fifteen digits;
 * where that is whole after all, as an INTEGER again, as SQLite does in a column of type NUMERIC. */
static Field money_field(int64_t money) {
  if (money % MONEY_SCALE == 0) return field_integer(money / MONEY_SCALE);
  double number = number_of_money(money);
  return number == (double)(int64_t)number ? field_integer((int64_t)number) : field_real(number);
}

static Field date_field(int32_t date, char *text) {
  date_write(date, text);
  return field_text((Str){text, DATE_TEXT - 1});
}

static Field datetime_field(int64_t datetime, char *text) {
  datetime_write(datetime, text);
  return field_text((Str){text, DATETIME_TEXT - 1});
}

static Field text_field(const Vector *v, uint32_t lane) { return field_text(v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane]); }

static Field code_field(const RowShape *shape, uint32_t column, int32_t code) {
  return (uint32_t)code < shape->label_counts[column] ? shape->labels[column][code] : field_null();
}

/* One value of a column; `text`: room for a date. */
static Field field_of(const RowShape *shape, uint32_t column, const Vector *v, uint32_t lane, char *text) {
  if (!vector_known(v, lane)) return field_null();
  if (v->constant) lane = 0;
  switch (v->kind) {
  case KIND_BOOLEAN: return field_integer(mask_get(v->bits, lane));
  case KIND_INTEGER: return field_integer(v->i64[lane]);
  case KIND_NUMBER: return field_real(v->f64[lane]);
  case KIND_MONEY: return money_field(v->i64[lane]);
  case KIND_TEXT: return text_field(v, lane);
  case KIND_DATE: return date_field(v->i32[lane], text);
  case KIND_DATETIME: return datetime_field(v->i64[lane], text);
  case KIND_CODE: return code_field(shape, column, v->i32[lane]);
  case KIND_COUNT: break;
  }
  return field_null();
}

/* Some rows of a batch, up to TILE. */
typedef struct Tile {
  const RowShape *shape;
  uint32_t count;
  const uint8_t *lanes; /* within `base` … */
  uint32_t base;
} Tile;

#define EACH_KNOWN(FIELD)                                                                                             \
  if (!v.valid && !v.constant) {                                                                                      \
    for (uint32_t r = 0; r < t.count; r++) {                                                                          \
      const uint32_t lane = t.base + t.lanes[r];                                                                      \
      short_rows_put(rows, r, column, FIELD);                                                                         \
    }                                                                                                                 \
  } else {                                                                                                            \
    for (uint32_t r = 0; r < t.count; r++) {                                                                          \
      const uint32_t lane = v.constant ? 0 : t.base + t.lanes[r];                                                     \
      short_rows_put(rows, r, column, v.valid && !mask_get(v.valid, lane) ? field_null() : (FIELD));                  \
    }                                                                                                                 \
  }

static bool fill_texts(Tile t, uint32_t column, const Vector *v, ShortRows rows) {
  for (uint32_t r = 0; r < t.count; r++) {
    const uint32_t lane = t.base + t.lanes[r];
    const Field field = vector_known(v, lane) ? text_field(v, v->constant ? 0 : lane) : field_null();
    if (field.size > SHORT_TEXT_MOST) return false;
    short_rows_put(rows, r, column, field);
  }
  return true;
}

static bool fill_codes(Tile t, uint32_t column, Vector v, ShortRows rows) {
  const Field *labels = t.shape->labels[column];
  const uint32_t count = t.shape->label_counts[column];
  EACH_KNOWN((uint32_t)v.i32[lane] < count ? labels[v.i32[lane]] : field_null())
  return true;
}

/* False: there is a long text. All by value: see short_rows_put. */
static bool fill_column(Tile t, uint32_t column, Vector v, ShortRows rows) {
  char text[DATETIME_TEXT];
  switch (v.kind) {
  case KIND_BOOLEAN: EACH_KNOWN(field_integer(mask_get(v.bits, lane))) return true;
  case KIND_INTEGER: EACH_KNOWN(field_integer(v.i64[lane])) return true;
  case KIND_NUMBER: EACH_KNOWN(field_real(v.f64[lane])) return true;
  case KIND_MONEY: EACH_KNOWN(money_field(v.i64[lane])) return true;
  case KIND_TEXT: return fill_texts(t, column, &v, rows);
  case KIND_DATE: EACH_KNOWN(date_field(v.i32[lane], text)) return true;
  case KIND_DATETIME: EACH_KNOWN(datetime_field(v.i64[lane], text)) return true;
  case KIND_CODE: return fill_codes(t, column, v, rows);
  case KIND_COUNT: break;
  }
  return true;
}

/* Keys are known; one that is an integer is no field but the row's number. */
static bool fill_key(const Tile *t, MadeRows *made, const Vector *key) {
  if (!t->shape->by_key) return fill_column(*t, 0, *key, made->tile);
  for (uint32_t r = 0; r < t->count; r++) {
    made->keys[r] = key->i64[key->constant ? 0 : t->base + t->lanes[r]];
    made->tile.types[(size_t)r * t->shape->type_room] = SERIAL_NULL;
  }
  return true;
}

/* False: there is a long text, and nothing has been added. */
static bool add_short(const Tile *t, MadeRows *made, const Vector *key, const Vector *const *columns, int *error) {
  made->tile.count = t->count;
  memset(made->tile.sizes, 0, t->count * sizeof *made->tile.sizes);
  if (!fill_key(t, made, key)) return false;
  for (uint32_t c = 1; c < t->shape->width; c++)
    if (!fill_column(*t, c, *columns[c - 1], made->tile)) return false;
  *error = row_run_add_short(&made->run, made->keys, &made->tile);
  return true;
}

static int add_row(const RowShape *shape, MadeRows *made, const Vector *key, const Vector *const *columns, uint32_t lane) {
  made->fields[0] = shape->by_key ? field_null() : field_of(shape, 0, key, lane, made->texts[0]);
  for (uint32_t c = 1; c < shape->width; c++) made->fields[c] = field_of(shape, c, columns[c - 1], lane, made->texts[c]);
  return row_run_add(&made->run, shape->by_key ? key->i64[key->constant ? 0 : lane] : 0, made->fields, shape->width);
}

static int add_tile(const Tile *t, MadeRows *made, const Vector *key, const Vector *const *columns) {
  int error = 0;
  if (t->shape->is_short && add_short(t, made, key, columns, &error)) return error;
  for (uint32_t r = 0; r < t->count && !error; r++) error = add_row(t->shape, made, key, columns, t->base + t->lanes[r]);
  return error;
}

int made_rows_add(const RowShape *shape, MadeRows *made, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  uint8_t list[TILE];
  for (uint32_t w = 0; w < mask_words(n); w++) {
    Tile tile = {.shape = shape, .lanes = list, .base = w * TILE};
    for (uint64_t left = mask_word(lanes, w, n); left; left &= left - 1) list[tile.count++] = (uint8_t)__builtin_ctzll(left);
    int error = tile.count ? add_tile(&tile, made, key, columns) : 0;
    if (error) return error;
  }
  return 0;
}
