/* SPDX-License-Identifier: MIT
 * Functions of texts, code point by code point with utf8proc. */
#include "tests/naive/functions.h"

#include <stdlib.h>
#include <utf8proc.h>

/* A text as code points. */
typedef struct Points {
  int32_t *at;
  int64_t count;
} Points;

static Points points_of(const Call *c, Str text) {
  Points p = {ARENA_ARRAY(c->h->n->arena, int32_t, text.n + 1), 0};
  for (utf8proc_ssize_t i = 0; i < (utf8proc_ssize_t)text.n;) {
    utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text.p + i, (utf8proc_ssize_t)text.n - i, &p.at[p.count]);
    if (step < 1) break;
    p.count++;
    i += step;
  }
  return p;
}

/* Brought to NFC, as every text of the language is. */
static Value normal(const Call *c, const char *bytes, size_t n) {
  utf8proc_uint8_t *out = NULL;
  utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)n, &out, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  if (length < 0) return naive_lost(c->h->n, "a text that is not UTF-8");
  Str kept = length ? arena_str(c->h->n->arena, (Str){(char *)out, (uint32_t)length}) : STR("");
  free(out);
  return text_of(kept);
}

static Value text_from(const Call *c, const int32_t *at, int64_t count) {
  char *bytes = arena_bytes(c->h->n->arena, (size_t)(count > 0 ? count : 0) * 4 + 1);
  size_t n = 0;
  for (int64_t i = 0; i < count; i++) n += (size_t)utf8proc_encode_char(at[i], (utf8proc_uint8_t *)bytes + n);
  return normal(c, bytes, n);
}

/* n characters from the one numbered `from`; what lies outside is cut off. */
static Value slice(const Call *c, Points p, __int128 from, __int128 n) {
  __int128 first = from < 1 ? 1 : from, end = from + n; /* the first one behind */
  if (end > (__int128)p.count + 1) end = (__int128)p.count + 1;
  if (n <= 0 || first >= end) return text_of(STR(""));
  return text_from(c, p.at + (int64_t)first - 1, (int64_t)(end - first));
}

/* The full mappings of Unicode that give more than one letter, as far as the rows of these tests hold such letters. */
static int upper_of(int32_t point, int32_t out[3]) {
  switch (point) {
    case 0xDF: out[0] = out[1] = 'S'; return 2;
    case 0xFB01: out[0] = 'F', out[1] = 'I'; return 2;
    case 0x149: out[0] = 0x2BC, out[1] = 'N'; return 2;
    default: out[0] = utf8proc_toupper(point); return 1;
  }
}

static Value change_case(const Call *c, bool upper) {
  Points p = points_of(c, c->a[0].str);
  int32_t *out = ARENA_ARRAY(c->h->n->arena, int32_t, (size_t)p.count * 3 + 1);
  int64_t n = 0;
  for (int64_t i = 0; i < p.count; i++) {
    if (upper) n += upper_of(p.at[i], out + n);
    else if (p.at[i] == 0x130) out[n++] = 'i', out[n++] = 0x307;
    else out[n++] = utf8proc_tolower(p.at[i]);
  }
  return text_from(c, out, n);
}

static bool is_mark(int32_t point) {
  utf8proc_category_t category = utf8proc_category(point);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ME;
}

/* Case folded, marks dropped, œ æ as oe ae (ß folds to ss). */
static Value fold(const Call *c) {
  utf8proc_uint8_t *folded = NULL;
  Str text = c->a[0].str;
  utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, &folded,
                                    UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD);
  if (n < 0) return naive_lost(c->h->n, "a text that is not UTF-8");
  Points p = points_of(c, (Str){(char *)folded, (uint32_t)n});
  free(folded);
  int32_t *out = ARENA_ARRAY(c->h->n->arena, int32_t, (size_t)p.count * 2 + 1);
  int64_t count = 0;
  for (int64_t i = 0; i < p.count; i++) {
    if (is_mark(p.at[i])) continue;
    if (p.at[i] == 0x153 || p.at[i] == 0xE6) out[count++] = p.at[i] == 0x153 ? 'o' : 'a', out[count++] = 'e';
    else out[count++] = p.at[i];
  }
  return text_from(c, out, count);
}

static bool is_blank(int32_t p) {
  return (p >= 9 && p <= 13) || p == 32 || p == 0x85 || p == 0xA0 || p == 0x1680 || (p >= 0x2000 && p <= 0x200A) || p == 0x2028 ||
         p == 0x2029 || p == 0x202F || p == 0x205F || p == 0x3000;
}

static Value trim(const Call *c) {
  Points p = points_of(c, c->a[0].str);
  int64_t from = 0, to = p.count;
  while (from < to && is_blank(p.at[from])) from++;
  while (to > from && is_blank(p.at[to - 1])) to--;
  return text_from(c, p.at + from, to - from);
}

static Value replace(const Call *c) {
  Str text = c->a[0].str, what = c->a[1].str, by = c->a[2].str;
  if (what.n == 0) return c->a[0];
  char *out = arena_bytes(c->h->n->arena, (size_t)text.n * (by.n + 1) + 1);
  size_t n = 0;
  for (uint32_t i = 0; i < text.n;) {
    if (i + what.n <= text.n && memcmp(text.p + i, what.p, what.n) == 0) {
      if (by.n) memcpy(out + n, by.p, by.n);
      n += by.n;
      i += what.n;
    } else out[n++] = text.p[i++];
  }
  return normal(c, out, n);
}

bool call_text(const Call *c, Value *out) {
  const Value *a = c->a;
  Points p = {0};
  if (c->fn >= FN_LENGTH && c->fn <= FN_RIGHT) p = points_of(c, a->str);
  switch (c->fn) {
    case FN_LENGTH: *out = integer_of(p.count); return true;
    case FN_LOWER: *out = change_case(c, false); return true;
    case FN_UPPER: *out = change_case(c, true); return true;
    case FN_TRIM: *out = trim(c); return true;
    case FN_FOLD: *out = fold(c); return true;
    case FN_SUBSTRING_FROM: *out = slice(c, p, a[1].i64, (__int128)p.count + 1 - a[1].i64); return true;
    case FN_SUBSTRING: *out = slice(c, p, a[1].i64, a[2].i64); return true;
    case FN_LEFT: *out = slice(c, p, 1, a[1].i64); return true;
    case FN_RIGHT: *out = slice(c, p, (__int128)p.count + 1 - a[1].i64, a[1].i64); return true;
    case FN_REPLACE: *out = replace(c); return true;
    default: return false;
  }
}
