/* SPDX-License-Identifier: MIT
 * Parts of texts: substring, left, right, replace. Positions count code points from 1; what lies outside is cut off. */
#include "stdlib/kernels.h"

#include "runtime/base/utf8.h"

static bool is_tail(char c) { return ((uint8_t)c & 0xC0) == 0x80; }

/* The byte behind the first `points` code points. */
static uint32_t bytes_of(Str text, int64_t points) {
  if (points >= text.n) return text.n;
  uint32_t at = 0;
  for (; points > 0 && at < text.n; points--)
    do at++;
    while (at < text.n && is_tail(text.p[at]));
  return at;
}

static Str first_points(Str text, int64_t n) { return (Str){text.p, bytes_of(text, n)}; }

static Str without_points(Str text, int64_t n) {
  uint32_t at = bytes_of(text, n);
  return (Str){text.p + at, text.n - at};
}

static Str last_points(Str text, int64_t n) {
  if (n >= text.n) return text;
  uint32_t at = text.n;
  for (; n > 0 && at > 0; n--)
    do at--;
    while (at > 0 && is_tail(text.p[at]));
  return (Str){text.p + at, text.n - at};
}

void fn_substring_from(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t from = fn_i64(call, 1, i);
    call->str[i] = without_points(fn_str(call, 0, i), from > 1 ? from - 1 : 0);
  }
}

void fn_substring(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t from = fn_i64(call, 1, i), n = fn_i64(call, 2, i), before = 0;
    if (from < 1) before = from < -INT32_MAX ? INT32_MAX : 1 - from; /* asked for, but ahead of the text */
    Str rest = without_points(fn_str(call, 0, i), from > 1 ? from - 1 : 0);
    call->str[i] = first_points(rest, n > before ? n - before : 0);
  }
}

void fn_left(FnCall *call) {
  EACH_LANE(call, i) call->str[i] = first_points(fn_str(call, 0, i), fn_i64(call, 1, i));
}

void fn_right(FnCall *call) {
  EACH_LANE(call, i) call->str[i] = last_points(fn_str(call, 0, i), fn_i64(call, 1, i));
}

static const char *find(Str text, Str what) { return text.n ? memmem(text.p, text.n, what.p, what.n) : NULL; }

static uint64_t occurrences(Str text, Str what) {
  uint64_t count = 0;
  for (const char *hit; (hit = find(text, what)) != NULL; count++) {
    text.n -= (uint32_t)(hit + what.n - text.p);
    text.p = hit + what.n;
  }
  return count;
}

/* Writes the text with each `what` as `by` to p, where there is room. */
static void write_replaced(char *p, Str text, Str what, Str by) {
  for (const char *hit; (hit = find(text, what)) != NULL;) {
    uint32_t ahead = (uint32_t)(hit - text.p);
    memcpy(p, text.p, ahead);
    if (by.n) memcpy(p + ahead, by.p, by.n);
    p += ahead + by.n;
    text.n -= ahead + what.n;
    text.p = hit + what.n;
  }
  memcpy(p, text.p, text.n);
}

static void replace_lane(FnCall *call, uint32_t lane) {
  enum { TEXT_MOST = 1 << 20 };
  Str text = fn_str(call, 0, lane), what = fn_str(call, 1, lane), by = fn_str(call, 2, lane), out = STR("");
  uint64_t count = what.n ? occurrences(text, what) : 0;
  uint64_t size = text.n + count * by.n - count * what.n;
  call->str[lane] = count ? out : text;
  if (!count) return;
  if (size > TEXT_MOST) {
    fn_fault(call, lane, FAULT_OVERFLOW);
    return;
  }
  char *bytes = arena_bytes(call->texts, size + 1);
  if (!bytes) return;
  write_replaced(bytes, text, what, by);
  /* Signs that now stand side by side may be one in NFC. */
  if (utf8_nfc((Str){bytes, (uint32_t)size}, call->texts, &out)) give_text(call, lane, out);
}

void fn_replace(FnCall *call) {
  EACH_LANE(call, i) replace_lane(call, i);
}
