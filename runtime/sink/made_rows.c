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
  return !arena->failed;
}

MadeRows *made_rows_new(const RowShape *shape) {
  MadeRows *made = MEM_NEW(shape->alloc, MadeRows);
  if (!made) return NULL;
  row_run_init(&made->run, shape->alloc, shape->by_key);
  made->fields = MEM_ARRAY(shape->alloc, Field, TILE * (size_t)shape->width);
  made->texts = mem_new(shape->alloc, TILE * (size_t)shape->width * sizeof *made->texts);
  if (made->fields && made->texts) return made;
  made_rows_free(shape, made);
  return NULL;
}

void made_rows_free(const RowShape *shape, MadeRows *made) {
  size_t cells = TILE * (size_t)shape->width;
  row_run_free(&made->run);
  if (made->fields) mem_free(shape->alloc, made->fields, cells * sizeof *made->fields);
  if (made->texts) mem_free(shape->alloc, made->texts, cells * sizeof *made->texts);
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

/* Some rows of one column: field i of row r is to be fields[r * width]. */
typedef struct Tile {
  const RowShape *shape;
  uint32_t column, count;
  const uint8_t *lanes; /* within `base` … */
  uint32_t base;
  Field *fields;
  char (*texts)[DATETIME_TEXT];
} Tile;

#define EACH_KNOWN(EXPRESSION)                                                                                        \
  for (uint32_t r = 0; r < t->count; r++) {                                                                           \
    uint32_t lane = v->constant ? 0 : t->base + t->lanes[r];                                                          \
    t->fields[r * width] = v->valid && !mask_get(v->valid, lane) ? field_null() : (EXPRESSION);                       \
  }                                                                                                                   \
  break

static void fill_column(const Tile *t, const Vector *v) {
  uint32_t width = t->shape->width, labels = t->shape->label_counts[t->column];
  const Field *names = t->shape->labels[t->column];
  switch (v->kind) {
  case KIND_BOOLEAN: EACH_KNOWN(field_integer(mask_get(v->bits, lane)));
  case KIND_INTEGER: EACH_KNOWN(field_integer(v->i64[lane]));
  case KIND_NUMBER: EACH_KNOWN(field_real(v->f64[lane]));
  case KIND_MONEY: EACH_KNOWN(money_field(v->i64[lane]));
  case KIND_TEXT: EACH_KNOWN(field_text(v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane]));
  case KIND_DATE: EACH_KNOWN(date_field(v->i32[lane], t->texts[r * width]));
  case KIND_DATETIME: EACH_KNOWN(datetime_field(v->i64[lane], t->texts[r * width]));
  case KIND_CODE: EACH_KNOWN((uint32_t)v->i32[lane] < labels ? names[v->i32[lane]] : field_null());
  case KIND_COUNT: break;
  }
}

/* Keys are known; one that is an integer is no field but the row's number. */
static int add_tile(const RowShape *shape, MadeRows *made, const Vector *key, const Vector *const *columns, const Tile *rows) {
  if (!shape->by_key) fill_column(rows, key);
  for (uint32_t c = 1; c < shape->width; c++) {
    Tile tile = *rows;
    tile.column = c;
    tile.fields += c;
    tile.texts += c;
    fill_column(&tile, columns[c - 1]);
  }
  for (uint32_t r = 0; r < rows->count; r++) {
    Field *fields = made->fields + (size_t)r * shape->width;
    if (shape->by_key) fields[0] = field_null();
    int64_t number = shape->by_key ? key->i64[key->constant ? 0 : rows->base + rows->lanes[r]] : 0;
    int error = row_run_add(&made->run, number, fields, shape->width);
    if (error) return error;
  }
  return 0;
}

int made_rows_add(const RowShape *shape, MadeRows *made, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  uint8_t list[TILE];
  for (uint32_t w = 0; w < mask_words(n); w++) {
    Tile tile = {.shape = shape, .lanes = list, .base = w * TILE, .fields = made->fields, .texts = made->texts};
    for (uint64_t left = mask_word(lanes, w, n); left; left &= left - 1) list[tile.count++] = (uint8_t)__builtin_ctzll(left);
    int error = tile.count ? add_tile(shape, made, key, columns, &tile) : 0;
    if (error) return error;
  }
  return 0;
}
