/* SPDX-License-Identifier: MIT
 * Functions of dates and times, and conversions from one kind to another. */
#include "tests/naive/functions.h"

#include <math.h>

#include "runtime/base/utf8.h"
#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"
#include "runtime/data/stored.h"
#include "runtime/data/written.h"
#include "runtime/data/zone.h"

static int64_t second_of_day(int64_t t) { return ((t % 86400) + 86400) % 86400; }

static Value in_zone(const Call *c) {
  Arena *arena = c->h->n->arena;
  const Zone *zone = zone_open(c->a[1].str, arena);
  if (!zone) return naive_lost(c->h->n, "a time zone");
  int64_t local = zone_local(zone, c->a[0].i64);
  if (local < DATETIME_MIN || local > DATETIME_MAX) return call_fault(c, FAULT_OUT_OF_RANGE);
  return (Value){.kind = KIND_DATETIME, .known = true, .i64 = local};
}

bool call_date(const Call *c, Value *out) {
  const Value *a = c->a;
  bool has_day = a->kind == KIND_DATE || a->kind == KIND_DATETIME;
  if (!has_day) return false;
  int32_t day = day_of(a);
  Civil civil = civil_of_date(day);
  switch (c->fn) {
    case FN_YEAR_DATE: case FN_YEAR_DATETIME: *out = integer_of(civil.year); return true;
    case FN_QUARTER_DATE: case FN_QUARTER_DATETIME: *out = integer_of((civil.month + 2) / 3); return true;
    case FN_MONTH_DATE: case FN_MONTH_DATETIME: *out = integer_of(civil.month); return true;
    case FN_DAY_DATE: case FN_DAY_DATETIME: *out = integer_of(civil.day); return true;
    /* 1970-01-01 was a Thursday */
    case FN_WEEKDAY_DATE: case FN_WEEKDAY_DATETIME: *out = integer_of(((int64_t)day % 7 + 7 + 3) % 7 + 1); return true;
    case FN_HOUR: *out = integer_of(second_of_day(a->i64) / 3600); return true;
    case FN_MINUTE: *out = integer_of(second_of_day(a->i64) / 60 % 60); return true;
    case FN_IN_ZONE: *out = in_zone(c); return true;
    default: return false;
  }
}

/* ---- conversions ---- */

static Value of_fault(const Call *c, Fault fault, Value value) {
  if (fault) return call_fault(c, fault);
  value.kind = c->info->result;
  value.known = true;
  return value;
}

static Value integer_of_number(const Call *c, double x) {
  double whole = trunc(x);
  if (!(whole >= -0x1p63 && whole < 0x1p63)) return call_fault(c, FAULT_OVERFLOW);
  return integer_of((int64_t)whole);
}

/* As a stored text of that type is read: blanks around do not matter. */
static Value read_text(const Call *c) {
  StoredAs as = {.kind = c->info->result};
  Value value = unknown_of(as.kind);
  Fault fault = stored_read(&as, (Stored){.type = STORED_TEXT, .text = c->a[0].str}, c->h->n->arena, &value);
  return fault || !value.known ? call_fault(c, fault ? fault : FAULT_UNREADABLE) : value;
}

static Value written(const Call *c) {
  Buf out;
  buf_init(&out, &alloc_system);
  value_write(&out, &c->a[0], NULL);
  Str text = out.n ? arena_str(c->h->n->arena, buf_view(&out)) : STR("");
  buf_free(&out);
  return text_of(text);
}

static Value date_of_parts(const Call *c) {
  int64_t year = c->a[0].i64, month = c->a[1].i64, day = c->a[2].i64;
  if (!civil_exists(year, month, day)) return call_fault(c, FAULT_OUT_OF_RANGE);
  return (Value){.kind = KIND_DATE, .known = true, .i32 = date_of_civil((Civil){(int32_t)year, (uint32_t)month, (uint32_t)day})};
}

static Value datetime_of_parts(const Call *c) {
  int64_t hour = c->a[1].i64, minute = c->a[2].i64;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return call_fault(c, FAULT_OUT_OF_RANGE);
  return (Value){.kind = KIND_DATETIME, .known = true, .i64 = (int64_t)c->a[0].i32 * 86400 + hour * 3600 + minute * 60};
}

bool call_convert(const Call *c, Value *out) {
  Value a = c->a[0], v = unknown_of(c->info->result);
  Fault fault;
  switch (c->fn) {
    case FN_INTEGER_INTEGER: case FN_NUMBER_NUMBER: case FN_MONEY_MONEY: case FN_TEXT_TEXT: case FN_DATE_DATE:
    case FN_DATETIME_DATETIME:
      *out = a;
      return true;
    case FN_INTEGER_NUMBER: *out = integer_of_number(c, a.f64); return true;
    case FN_INTEGER_MONEY: *out = integer_of(a.i64 / 10000); return true;
    case FN_INTEGER_BOOLEAN: *out = integer_of(a.truth); return true;
    case FN_NUMBER_BOOLEAN: *out = number_of(c->h, c->node, a.truth); return true;
    case FN_NUMBER_MONEY: *out = number_of(c->h, c->node, number_of_money(a.i64)); return true;
    case FN_MONEY_INTEGER: *out = call_whole(c, (__int128)a.i64 * 10000); return true;
    case FN_MONEY_NUMBER:
      fault = money_of_number(a.f64, &v.i64);
      *out = of_fault(c, fault, v);
      return true;
    case FN_INTEGER_TEXT: case FN_NUMBER_TEXT: case FN_MONEY_TEXT: case FN_DATE_TEXT: case FN_DATETIME_TEXT: *out = read_text(c); return true;
    case FN_TEXT_BOOLEAN: case FN_TEXT_INTEGER: case FN_TEXT_NUMBER: case FN_TEXT_MONEY: case FN_TEXT_DATE: case FN_TEXT_DATETIME:
      *out = written(c);
      return true;
    case FN_DATE_DATETIME: *out = (Value){.kind = KIND_DATE, .known = true, .i32 = day_of(&a)}; return true;
    case FN_DATETIME_DATE: *out = (Value){.kind = KIND_DATETIME, .known = true, .i64 = (int64_t)a.i32 * 86400}; return true;
    case FN_DATE_PARTS: *out = date_of_parts(c); return true;
    case FN_DATETIME_PARTS: *out = datetime_of_parts(c); return true;
    default: return false;
  }
}
