/* SPDX-License-Identifier: MIT
 * Upper, lower and folded texts. A text that is not ASCII is decomposed, mapped mark by mark, and composed again: so most of
 * Unicode's one-to-many mappings need no table of their own. */
#include "runtime/base/utf8.h"

#include <utf8proc.h>

enum { MAPPED_MOST = 3, FINAL_SIGMA = 0x3C2, SIGMA = 0x3A3, OPTIONS = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE };

typedef struct Points {
  utf8proc_int32_t *items;
  utf8proc_ssize_t count;
} Points;

/* What code point i becomes: up to MAPPED_MOST others in `to`; their count. */
typedef int (*PointMap)(const Points *points, utf8proc_ssize_t i, utf8proc_int32_t to[MAPPED_MOST]);

/* ---- upper ---- */

typedef struct SpecialUpper {
  utf8proc_int32_t from, to[MAPPED_MOST];
} SpecialUpper;

/* Letters whose capital is several letters and that do not decompose. */
static const SpecialUpper special_uppers[] = {
    {0x00DF, {'S', 'S', 0}},       {0x0149, {0x02BC, 'N', 0}},    {0x0587, {0x0535, 0x0552, 0}}, {0x1E9A, {'A', 0x02BE, 0}},
    {0xFB00, {'F', 'F', 0}},       {0xFB01, {'F', 'I', 0}},       {0xFB02, {'F', 'L', 0}},       {0xFB03, {'F', 'F', 'I'}},
    {0xFB04, {'F', 'F', 'L'}},     {0xFB05, {'S', 'T', 0}},       {0xFB06, {'S', 'T', 0}},       {0xFB13, {0x0544, 0x0546, 0}},
    {0xFB14, {0x0544, 0x0535, 0}}, {0xFB15, {0x0544, 0x053B, 0}}, {0xFB16, {0x054E, 0x0546, 0}}, {0xFB17, {0x0544, 0x053D, 0}},
};

static int upper_point(const Points *points, utf8proc_ssize_t i, utf8proc_int32_t to[MAPPED_MOST]) {
  utf8proc_int32_t point = points->items[i];
  for (size_t k = 0; point >= 0xDF && k < sizeof special_uppers / sizeof *special_uppers; k++) {
    const SpecialUpper *special = &special_uppers[k];
    if (special->from != point) continue;
    memcpy(to, special->to, sizeof special->to);
    return special->to[2] ? 3 : 2;
  }
  to[0] = utf8proc_toupper(point);
  return 1;
}

/* ---- lower: all by themselves, but for the sigma that ends a word ---- */

static bool is_cased(utf8proc_int32_t c) {
  utf8proc_category_t category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_LT ||
         c == 0xAA || c == 0xBA || (c >= 0x2160 && c <= 0x217F) || (c >= 0x24B6 && c <= 0x24E9);
}

/* Unicode's Case_Ignorable: marks, and signs that stand within words. */
static bool is_case_ignorable(utf8proc_int32_t c) {
  switch (utf8proc_category(c)) {
  case UTF8PROC_CATEGORY_MN:
  case UTF8PROC_CATEGORY_ME:
  case UTF8PROC_CATEGORY_CF:
  case UTF8PROC_CATEGORY_LM:
  case UTF8PROC_CATEGORY_SK: return true;
  default: break;
  }
  static const utf8proc_int32_t others[] = {'\'',   '.',    ':',    0xB7,   0x387,  0x55F,  0x5F4,  0x2018, 0x2019,
                                            0x2024, 0x2027, 0xFE13, 0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A};
  for (size_t k = 0; k < sizeof others / sizeof *others; k++)
    if (others[k] == c) return true;
  return false;
}

/* Is the next code point in that direction, over those that do not count, a letter with case? */
static bool touches_cased(const Points *points, utf8proc_ssize_t i, int step) {
  for (i += step; i >= 0 && i < points->count; i += step)
    if (!is_case_ignorable(points->items[i])) return is_cased(points->items[i]);
  return false;
}

static int lower_point(const Points *points, utf8proc_ssize_t i, utf8proc_int32_t to[MAPPED_MOST]) {
  utf8proc_int32_t point = points->items[i];
  bool final = point == SIGMA && touches_cased(points, i, -1) && !touches_cased(points, i, 1);
  to[0] = final ? FINAL_SIGMA : utf8proc_tolower(point);
  return 1;
}

/* ---- fold: utf8proc has folded the case and dropped the marks ---- */

static int fold_point(const Points *points, utf8proc_ssize_t i, utf8proc_int32_t to[MAPPED_MOST]) {
  utf8proc_int32_t point = points->items[i];
  bool oe = point == 0x153, ae = point == 0xE6;
  to[0] = oe ? 'o' : ae ? 'a' : point;
  to[1] = 'e';
  return oe || ae ? 2 : 1;
}

/* ---- the common way ---- */

static bool decompose(Str text, int options, Arena *arena, Points *out) {
  const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text.p;
  out->count = utf8proc_decompose(p, text.n, NULL, 0, (utf8proc_option_t)options);
  if (out->count < 0) return false;
  out->items = arena_alloc(arena, ((size_t)out->count + 1) * sizeof *out->items);
  return out->items && utf8proc_decompose(p, text.n, out->items, out->count, (utf8proc_option_t)options) == out->count;
}

static bool mapped(Str text, int options, PointMap map, Arena *arena, Str *out) {
  Points from, to = {NULL, 0};
  if (!decompose(text, options, arena, &from)) return false;
  to.items = arena_alloc(arena, ((size_t)from.count * MAPPED_MOST + 1) * sizeof *to.items);
  if (!to.items) return false;
  for (utf8proc_ssize_t i = 0; i < from.count; i++) to.count += map(&from, i, to.items + to.count);
  utf8proc_ssize_t bytes = utf8proc_reencode(to.items, to.count, (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (bytes < 0) return false;
  *out = (Str){(const char *)to.items, (uint32_t)bytes};
  if (str_equal(*out, text)) *out = text;
  return true;
}

/* An ASCII text whose letters from..to change case; false where the text is not ASCII. */
static bool ascii_mapped(Str text, char from, Arena *arena, Str *out) {
  bool ascii = true, changes = false;
  for (uint32_t i = 0; i < text.n; i++) {
    ascii &= (uint8_t)text.p[i] < 0x80;
    changes |= (uint8_t)(text.p[i] - from) < 26;
  }
  *out = text;
  if (!ascii || !changes) return ascii;
  char *p = arena_bytes(arena, text.n);
  if (!p) return false;
  for (uint32_t i = 0; i < text.n; i++) p[i] = (char)(text.p[i] ^ ((uint8_t)(text.p[i] - from) < 26 ? 0x20 : 0));
  out->p = p;
  return true;
}

bool utf8_upper(Str text, Arena *arena, Str *out) {
  return ascii_mapped(text, 'a', arena, out) || mapped(text, OPTIONS, upper_point, arena, out);
}

bool utf8_lower(Str text, Arena *arena, Str *out) {
  return ascii_mapped(text, 'A', arena, out) || mapped(text, OPTIONS, lower_point, arena, out);
}

bool utf8_fold(Str text, Arena *arena, Str *out) {
  return ascii_mapped(text, 'A', arena, out) ||
         mapped(text, OPTIONS | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, fold_point, arena, out);
}
