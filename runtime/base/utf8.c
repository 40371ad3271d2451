/* SPDX-License-Identifier: MIT */
#include "runtime/base/utf8.h"

#include <utf8proc.h>

static bool is_tail(uint8_t c) { return (c & 0xC0) == 0x80; }

/* How many bytes at p, of which n are there, are ASCII; at least the first eight are looked at as one word. */
static uint32_t ascii_run(const uint8_t *p, uint32_t n) {
  uint32_t i = 0;
  for (; i + 8 <= n; i += 8) {
    uint64_t word;
    memcpy(&word, p + i, sizeof word);
    if (word & 0x8080808080808080ull) break;
  }
  while (i < n && p[i] < 0x80) i++;
  return i;
}

/* The length of the sequence at p and its code point; 0 where it is not UTF-8. */
static uint32_t decode(const uint8_t *p, uint32_t n, uint32_t *point) {
  uint8_t c = p[0];
  if (c < 0x80) {
    *point = c;
    return 1;
  }
  uint32_t length = c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
  if (!length || length > n) return 0;
  uint32_t value = c & (0x7F >> length);
  for (uint32_t i = 1; i < length; i++) {
    if (!is_tail(p[i])) return 0;
    value = value << 6 | (p[i] & 0x3F);
  }
  static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return 0;
  *point = value;
  return length;
}

uint32_t utf8_next(Str text, uint32_t at, uint32_t *point) {
  uint32_t length = decode((const uint8_t *)text.p + at, text.n - at, point);
  if (length) return length;
  *point = 0xFFFD;
  return 1;
}

bool utf8_valid(Str text) {
  const uint8_t *p = (const uint8_t *)text.p;
  for (uint32_t i = ascii_run(p, text.n); i < text.n; i += ascii_run(p + i, text.n - i)) {
    uint32_t point, length = decode(p + i, text.n - i, &point);
    if (!length) return false;
    i += length;
  }
  return true;
}

/* Code points that stand in NFC as they are, whatever stands around them: letters of the usual alphabets and what business
 * texts are full of. Others may too; they take the long way. */
static bool always_nfc(uint32_t c) {
  return c < 0x300 || (c >= 0x400 && c <= 0x482) || (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E) ||
         (c >= 0x20A0 && c <= 0x20BF) || (c >= 0x4E00 && c <= 0x9FEF) || (c >= 0x1F300 && c <= 0x1F64F);
}

/* 1 where it is NFC for sure, 0 where that must be found out, -1 where it is not UTF-8. */
static int nfc_state(Str text) {
  const uint8_t *p = (const uint8_t *)text.p;
  int state = 1;
  for (uint32_t i = ascii_run(p, text.n); i < text.n; i += ascii_run(p + i, text.n - i)) {
    uint32_t point, length = decode(p + i, text.n - i, &point);
    if (!length) return -1;
    if (!always_nfc(point)) state = 0;
    i += length;
  }
  return state;
}

/* Composes what is valid UTF-8. */
static bool compose(Str text, Arena *arena, Str *out) {
  const utf8proc_option_t options = (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text.p;
  utf8proc_ssize_t points = utf8proc_decompose(p, text.n, NULL, 0, options);
  if (points < 0) return false;
  /* Re-encoding works in place and ends with a NUL: four bytes a code point are always enough. */
  utf8proc_int32_t *buffer = arena_alloc(arena, ((size_t)points + 1) * sizeof *buffer);
  if (!buffer || utf8proc_decompose(p, text.n, buffer, points, options) != points) return false;
  utf8proc_ssize_t bytes = utf8proc_reencode(buffer, points, options);
  if (bytes < 0 || bytes > UINT32_MAX) return false;
  *out = (Str){(const char *)buffer, (uint32_t)bytes};
  return true;
}

bool utf8_nfc(Str text, Arena *arena, Str *out) {
  int state = nfc_state(text);
  *out = text;
  if (state) return state > 0;
  Str composed;
  if (!compose(text, arena, &composed)) return false;
  if (!str_equal(composed, text)) *out = composed;
  return true;
}

uint32_t utf8_length(Str text) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < text.n; i++) count += !is_tail((uint8_t)text.p[i]);
  return count;
}

uint32_t utf8_width(Str text) {
  uint32_t width = 0, point;
  for (uint32_t i = 0; i < text.n;) {
    i += utf8_next(text, i, &point);
    int columns = utf8proc_charwidth((utf8proc_int32_t)point);
    width += columns > 0 ? (uint32_t)columns : 0;
  }
  return width;
}

/* Unicode's White_Space. */
static bool is_blank(uint32_t c) {
  return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

Str utf8_trim(Str text) {
  uint32_t point;
  while (text.n) {
    uint32_t length = utf8_next(text, 0, &point);
    if (!is_blank(point)) break;
    text.p += length;
    text.n -= length;
  }
  while (text.n) {
    uint32_t at = text.n - 1;
    while (at && text.n - at < 4 && is_tail((uint8_t)text.p[at])) at--;
    if (utf8_next(text, at, &point) != text.n - at || !is_blank(point)) break;
    text.n = at;
  }
  return text;
}

/* Would it move the cursor, colour the terminal, turn the direction, or hide? */
static bool acts_on_terminal(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

void utf8_show(Buf *out, Str text) {
  uint32_t point;
  for (uint32_t i = 0, length; i < text.n; i += length) {
    length = utf8_next(text, i, &point);
    bool broken = point == 0xFFFD && length == 1;
    if (acts_on_terminal(point)) {
      buf_print(out, "\\u{%X}", (unsigned)point);
    } else if (broken) {
      buf_text(out, "\xEF\xBF\xBD");
    } else {
      buf_add(out, text.p + i, length);
    }
  }
}
