/* SPDX-License-Identifier: MIT */
#include "runtime/data/stored.h"

#include <math.h>

#include "runtime/base/utf8.h"
#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

enum { TEXT_MOST = 1 << 20 };

static Fault whole_of_real(double real, int64_t *out) {
  if (isfinite(real) && real != trunc(real)) return FAULT_UNREADABLE;
  return integer_half_even(real, out);
}

static Fault read_integer(Stored stored, int64_t *out) {
  switch (stored.type) {
  case STORED_INTEGER: *out = stored.integer; return FAULT_NONE;
  case STORED_REAL: return whole_of_real(stored.real, out);
  case STORED_TEXT: return integer_parse(stored.text, out);
  case STORED_NULL:
  case STORED_BLOB: break;
  }
  return FAULT_UNREADABLE;
}

static Fault read_number(Stored stored, double *out) {
  switch (stored.type) {
  case STORED_INTEGER: *out = (double)stored.integer; return FAULT_NONE;
  case STORED_REAL:
    *out = stored.real == 0 ? 0 : stored.real; /* never -0.0 */
    return isfinite(stored.real) ? FAULT_NONE : FAULT_OUT_OF_RANGE;
  case STORED_TEXT: return number_parse(stored.text, out);
  case STORED_NULL:
  case STORED_BLOB: break;
  }
  return FAULT_UNREADABLE;
}

static Fault read_money(Stored stored, int64_t *out) {
  switch (stored.type) {
  case STORED_INTEGER: return money_of_integer(stored.integer, out);
  case STORED_REAL: return isfinite(stored.real) ? money_of_number(stored.real, out) : FAULT_OVERFLOW;
  case STORED_TEXT: return money_parse(stored.text, out, NULL);
  case STORED_NULL:
  case STORED_BLOB: break;
  }
  return FAULT_UNREADABLE;
}

static Fault read_boolean(Stored stored, bool *out) {
  Str text = stored.type == STORED_TEXT ? stored.text : STR("");
  bool one = (stored.type == STORED_INTEGER && stored.integer == 1) || (stored.type == STORED_REAL && stored.real == 1) ||
             str_equal(text, STR("1")) || str_equal(text, STR("true"));
  bool zero = (stored.type == STORED_INTEGER && stored.integer == 0) || (stored.type == STORED_REAL && stored.real == 0) ||
              str_equal(text, STR("0")) || str_equal(text, STR("false"));
  *out = one;
  return one || zero ? FAULT_NONE : FAULT_UNREADABLE;
}

static Fault read_date(Stored stored, int32_t *out) {
  if (stored.type != STORED_TEXT) return FAULT_UNREADABLE;
  if (date_parse(stored.text, out)) return FAULT_NONE;
  int64_t datetime;
  if (!datetime_parse(stored.text, &datetime)) return FAULT_UNREADABLE;
  *out = date_of_datetime(datetime);
  return FAULT_NONE;
}

static Fault read_datetime(Stored stored, int64_t *out) {
  return stored.type == STORED_TEXT && datetime_parse(stored.text, out) ? FAULT_NONE : FAULT_UNREADABLE;
}

static Fault read_text(Stored stored, Arena *texts, Str *out) {
  if (stored.type == STORED_INTEGER) {
    char digits[NUMBER_TEXT];
    *out = arena_str(texts, (Str){digits, integer_write(stored.integer, digits)});
    return FAULT_NONE;
  }
  if (stored.type != STORED_TEXT) return FAULT_UNREADABLE;
  if (stored.text.n > TEXT_MOST) return FAULT_OVERFLOW;
  return utf8_nfc(stored.text, texts, out) || texts->failed ? FAULT_NONE : FAULT_UNREADABLE;
}

static Fault read_code(Stored stored, const Labels *labels, Arena *texts, int32_t *out) {
  Str text;
  Fault fault = read_text(stored, texts, &text);
  if (fault || texts->failed) return fault;
  for (uint32_t i = 0; i < labels->count; i++) {
    if (!str_equal(labels->names[i], text)) continue;
    *out = (int32_t)i;
    return FAULT_NONE;
  }
  return FAULT_UNREADABLE;
}

static Fault read_kind(const StoredAs *as, Stored stored, Arena *texts, Value *out) {
  switch (as->kind) {
  case KIND_BOOLEAN: return read_boolean(stored, &out->truth);
  case KIND_INTEGER: return read_integer(stored, &out->i64);
  case KIND_NUMBER: return read_number(stored, &out->f64);
  case KIND_MONEY: return read_money(stored, &out->i64);
  case KIND_TEXT: return read_text(stored, texts, &out->str);
  case KIND_DATE: return read_date(stored, &out->i32);
  case KIND_DATETIME: return read_datetime(stored, &out->i64);
  case KIND_CODE: return read_code(stored, &as->labels, texts, &out->i32);
  case KIND_COUNT: break;
  }
  return FAULT_UNREADABLE;
}

/* No value of an ordinary text starts or ends with a byte that could be (part of) a blank. */
static bool may_be_padded(Str text) {
  uint8_t first = (uint8_t)text.p[0], last = (uint8_t)text.p[text.n - 1];
  return first <= ' ' || first >= 0x80 || last <= ' ' || last >= 0x80;
}

Fault stored_read(const StoredAs *as, Stored stored, Arena *texts, Value *out) {
  *out = (Value){.kind = as->kind};
  if (stored.type == STORED_NULL) return as->optional ? FAULT_NONE : FAULT_MISSING;
  if (stored.type == STORED_TEXT) {
    Str trimmed = stored.text.n && may_be_padded(stored.text) ? utf8_trim(stored.text) : stored.text;
    if (trimmed.n == 0 && as->optional) return FAULT_NONE;
    if (trimmed.n == 0 && as->kind != KIND_TEXT) return FAULT_UNREADABLE;
    if (as->kind != KIND_TEXT && as->kind != KIND_CODE) stored.text = trimmed;
  }
  Fault fault = read_kind(as, stored, texts, out);
  out->known = fault == FAULT_NONE && !texts->failed;
  return fault;
}
