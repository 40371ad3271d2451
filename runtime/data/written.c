/* SPDX-License-Identifier: MIT */
#include "runtime/data/written.h"

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

#define EACH_BYTE 0x0101010101010101ull

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

/* In bytes' highest bits: which of a word's eight bytes are that character (and perhaps such as stand above one that is). */
static inline uint64_t bytes_equal(uint64_t word, char c) {
  uint64_t rest = word ^ (uint64_t)(uint8_t)c * EACH_BYTE;
  return (rest - EACH_BYTE) & ~rest & EACH_BYTE * 0x80;
}

static inline bool is_csv_mark(char c) { return c == ',' || c == '"' || c == '\n' || c == '\r'; }

/* Does it hold what must be quoted? Eight bytes at once; the last ones may be looked at twice. */
static bool has_csv_mark(Str text) {
  if (text.n < 8) {
    for (uint32_t i = 0; i < text.n; i++)
      if (is_csv_mark(text.p[i])) return true;
    return false;
  }
  for (uint32_t i = 0;; i = i + 16 <= text.n ? i + 8 : text.n - 8) {
    uint64_t word = str_eight(text.p + i);
    if (bytes_equal(word, ',') | bytes_equal(word, '"') | bytes_equal(word, '\n') | bytes_equal(word, '\r')) return true;
    if (i + 8 == text.n) return false;
  }
}

void text_write_csv(Buf *out, Str text) {
  if (text.n && !has_csv_mark(text)) {
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

/* Beside JSON's own, what a terminal would obey: C1 controls and marks that turn the direction of writing. Gives the bytes that
 * such a character takes at text.p[i], 0 where it is none; its code goes to *code. */
static uint32_t acting(Str text, uint32_t i, uint32_t *code) {
  const uint8_t *p = (const uint8_t *)text.p + i;
  uint32_t left = text.n - i;
  if (left >= 2 && p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0) {
    *code = p[1];
    return 2;
  }
  if (left < 3 || p[0] != 0xE2 || (p[1] != 0x80 && p[1] != 0x81)) return 0;
  *code = 0x2000u + (p[1] - 0x80u) * 64 + (p[2] - 0x80u);
  bool turns = *code == 0x200E || *code == 0x200F || (*code >= 0x202A && *code <= 0x202E) || (*code >= 0x2066 && *code <= 0x2069);
  return turns ? 3 : 0;
}

/* Is there nothing to escape among the eight bytes? Bytes from 0xC2 and 0xE2 on may begin what acts. */
static inline bool is_plain_json(uint64_t word) {
  uint64_t low = (word - EACH_BYTE * 0x20) & ~word & EACH_BYTE * 0x80;
  return !(low | bytes_equal(word, '"') | bytes_equal(word, '\\') | bytes_equal(word, 0x7F) | bytes_equal(word, (char)0xC2) |
           bytes_equal(word, (char)0xE2));
}

void text_write_json(Buf *out, Str text) {
  buf_char(out, '"');
  uint32_t from = 0, code;
  for (uint32_t i = 0; i < text.n; i++) {
    while (i + 8 <= text.n && is_plain_json(str_eight(text.p + i))) i += 8;
    if (i == text.n) break;
    char c = text.p[i];
    uint32_t acts = (uint8_t)c == 0xC2 || (uint8_t)c == 0xE2 ? acting(text, i, &code) : 0;
    if (acts) {
      buf_add(out, text.p + from, i - from);
      buf_print(out, "\\u%04x", code);
      i += acts - 1;
      from = i + 1;
      continue;
    }
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
