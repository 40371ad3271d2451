/* SPDX-License-Identifier: MIT */
#include "runtime/data/written.h"

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

/* All forms but text: short, ASCII, without anything to quote. The count of bytes. */
static uint32_t write_short(const Value *value, char out[NUMBER_TEXT]) {
  switch (value->kind) {
  case KIND_BOOLEAN: memcpy(out, value->truth ? "true" : "false", 5); return value->truth ? 4 : 5;
  case KIND_INTEGER: return integer_write(value->i64, out);
  case KIND_NUMBER: return number_write(value->f64, out);
  case KIND_MONEY: return money_write(value->i64, out);
  case KIND_DATE: date_write(value->i32, out); return DATE_TEXT - 1;
  case KIND_DATETIME: datetime_write(value->i64, out); return DATETIME_TEXT - 1;
  case KIND_TEXT:
  case KIND_CODE:
  case KIND_COUNT: break;
  }
  return 0;
}

static bool is_text(const Value *value) { return value->kind == KIND_TEXT || value->kind == KIND_CODE; }

static Str text_of(const Value *value, const Labels *labels) {
  if (value->kind == KIND_TEXT) return value->str;
  return labels && (uint32_t)value->i32 < labels->count ? labels->names[value->i32] : STR("");
}

static void add_short(Buf *out, const Value *value) {
  char *p = buf_room(out, NUMBER_TEXT);
  if (p) out->n += write_short(value, p);
}

void value_write(Buf *out, const Value *value, const Labels *labels) {
  if (!value->known) return;
  if (is_text(value)) {
    buf_str(out, text_of(value, labels));
  } else {
    add_short(out, value);
  }
}

void text_write_csv(Buf *out, Str text) {
  bool quoted = text.n == 0;
  for (uint32_t i = 0; i < text.n && !quoted; i++) {
    char c = text.p[i];
    quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
  }
  if (!quoted) {
    buf_str(out, text);
    return;
  }
  buf_char(out, '"');
  for (uint32_t i = 0, from = 0; i <= text.n; i++) {
    if (i < text.n && text.p[i] != '"') continue;
    buf_add(out, text.p + from, i - from);
    if (i < text.n) buf_text(out, "\"\"");
    from = i + 1;
  }
  buf_char(out, '"');
}

void value_write_csv(Buf *out, const Value *value, const Labels *labels) {
  if (!value->known) return;
  if (is_text(value)) {
    text_write_csv(out, text_of(value, labels));
  } else {
    add_short(out, value);
  }
}

static void write_escape(Buf *out, char c) {
  switch (c) {
  case '"': buf_text(out, "\\\""); return;
  case '\\': buf_text(out, "\\\\"); return;
  case '\b': buf_text(out, "\\b"); return;
  case '\f': buf_text(out, "\\f"); return;
  case '\n': buf_text(out, "\\n"); return;
  case '\r': buf_text(out, "\\r"); return;
  case '\t': buf_text(out, "\\t"); return;
  default: buf_print(out, "\\u%04x", (unsigned)(uint8_t)c);
  }
}

void text_write_json(Buf *out, Str text) {
  buf_char(out, '"');
  uint32_t from = 0;
  for (uint32_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if ((uint8_t)c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) continue;
    buf_add(out, text.p + from, i - from);
    write_escape(out, c);
    from = i + 1;
  }
  buf_add(out, text.p + from, text.n - from);
  buf_char(out, '"');
}

void value_write_json(Buf *out, const Value *value, const Labels *labels) {
  if (!value->known) {
    buf_text(out, "null");
  } else if (is_text(value)) {
    text_write_json(out, text_of(value, labels));
  } else if (value->kind == KIND_DATE || value->kind == KIND_DATETIME) {
    buf_char(out, '"');
    add_short(out, value);
    buf_char(out, '"');
  } else {
    add_short(out, value);
  }
}
