/* SPDX-License-Identifier: MIT
 * A row is written with one look at the room that it takes; only texts, whose length is anything, ask for theirs. */
#include "runtime/sink/row_text.h"

#include "runtime/base/utf8.h"
#include "runtime/data/calendar.h"
#include "runtime/data/dict.h"
#include "runtime/data/numeric.h"
#include "runtime/data/written.h"

enum { AT_ONCE = 16 };

/* ---- the columns ---- */

static void write_text(const RowText *text, Buf *out, Str cell) {
  if (text->is_json) text_write_json(out, cell);
  else text_write_csv(out, cell);
}

/* A copy with as many bytes behind it as one that is put down takes at once. */
static Str kept(Buf *made, Arena *arena) {
  uint32_t n = (uint32_t)made->n;
  char *p = made->failed ? NULL : arena_alloc(arena, n + AT_ONCE);
  if (p && n) memcpy(p, made->p, n);
  if (made->failed) arena->failed = true;
  made->n = 0;
  return p ? (Str){p, n} : STR("");
}

static void init_column(RowText *text, uint32_t c, SinkColumn column, Buf *made, Arena *arena) {
  TextColumn *to = &text->columns[c];
  if (text->is_json) {
    buf_char(made, c ? ',' : '{');
    text_write_json(made, column.name);
    buf_char(made, ':');
  } else if (c) {
    buf_char(made, ',');
  }
  to->before = kept(made, arena);
  uint32_t longest = NUMBER_TEXT;
  uint32_t count = column.kind == KIND_CODE && column.labels ? column.labels->count : 0;
  Str *names = ARENA_ARRAY(arena, Str, count + 1);
  for (uint32_t i = 0; names && i < count; i++) {
    write_text(text, made, column.labels->names[i]);
    names[i] = kept(made, arena);
    if (names[i].n > longest) longest = names[i].n;
  }
  to->labels = (Labels){names, names ? count : 0};
  text->room += to->before.n + longest;
}

bool row_text_init(RowText *text, const SinkConfig *config, bool shown, Arena *arena) {
  bool is_json = config->format == SINK_JSONL;
  *text = (RowText){.is_json = is_json, .shown = shown, .width = config->column_count + 1};
  text->unknown = is_json ? STR("null") : STR("");
  text->behind = is_json ? STR("}\n") : STR("\r\n");
  text->room = text->behind.n + AT_ONCE;
  text->columns = ARENA_ARRAY(arena, TextColumn, text->width);
  Buf made;
  buf_init(&made, config->alloc);
  for (uint32_t c = 0; text->columns && c < text->width; c++) init_column(text, c, sink_column(config, c), &made, arena);
  buf_free(&made);
  return !arena->failed;
}

/* ---- rows ---- */

/* Of a kept text: its length, which changes from row to row, decides nothing as long as it is short. */
static inline char *put_kept(char *p, Str text) {
  memcpy(p, text.p, AT_ONCE);
  if (text.n > AT_ONCE) memcpy(p + AT_ONCE, text.p + AT_ONCE, text.n - AT_ONCE);
  return p + text.n;
}

/* Strings in JSON; the writers end theirs in a NUL, which is written over. */
static char *put_date(const RowText *text, char *p, int32_t date) {
  if (text->is_json) *p++ = '"';
  date_write(date, p);
  p += DATE_TEXT - 1;
  if (text->is_json) *p++ = '"';
  return p;
}

static char *put_datetime(const RowText *text, char *p, int64_t datetime) {
  if (text->is_json) *p++ = '"';
  datetime_write(datetime, p);
  p += DATETIME_TEXT - 1;
  if (text->is_json) *p++ = '"';
  return p;
}

/* Behind it there is room for the rest of the row again; NULL where memory is out. */
static char *put_text(const RowText *text, Buf *out, char *p, Str cell) {
  out->n = (size_t)(p - out->p);
  if (text->shown) {
    Buf shown;
    buf_init(&shown, out->alloc);
    utf8_show(&shown, cell);
    write_text(text, out, buf_view(&shown));
    out->failed |= shown.failed;
    buf_free(&shown);
  } else {
    write_text(text, out, cell);
  }
  return buf_room(out, text->room);
}

/* One beyond the list is an empty text. */
static char *put_label(char *p, const Labels *labels, int32_t code) {
  return (uint32_t)code < labels->count ? put_kept(p, labels->names[code]) : str_put(p, STR("\"\""));
}

static char *put_cell(const RowText *text, Buf *out, char *p, const TextColumn *column, const Vector *v, uint32_t lane) {
  p = put_kept(p, column->before);
  if (v->constant) lane = 0;
  if (v->valid && !mask_get(v->valid, lane)) return str_put(p, text->unknown);
  switch (v->kind) {
  case KIND_BOOLEAN: return str_put(p, mask_get(v->bits, lane) ? STR("true") : STR("false"));
  case KIND_INTEGER: return p + integer_write(v->i64[lane], p);
  case KIND_NUMBER: return p + number_write(v->f64[lane], p);
  case KIND_MONEY: return p + money_write(v->i64[lane], p);
  case KIND_DATE: return put_date(text, p, v->i32[lane]);
  case KIND_DATETIME: return put_datetime(text, p, v->i64[lane]);
  case KIND_CODE: return put_label(p, &column->labels, v->i32[lane]);
  case KIND_TEXT: return put_text(text, out, p, v->dict ? dict_text(v->dict, v->i32[lane]) : v->str[lane]);
  case KIND_COUNT: break;
  }
  return p;
}

void row_text_add(const RowText *text, Buf *out, const Vector *key, const Vector *const *columns, const Mask *lanes, uint32_t n) {
  MASK_EACH(lanes, n, lane) {
    char *p = buf_room(out, text->room);
    if (p) p = put_cell(text, out, p, &text->columns[0], key, (uint32_t)lane);
    for (uint32_t c = 1; p && c < text->width; c++)
      p = put_cell(text, out, p, &text->columns[c], columns[c - 1], (uint32_t)lane);
    if (!p) return;
    p = str_put(p, text->behind);
    out->n = (size_t)(p - out->p);
  }
}
