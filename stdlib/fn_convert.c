/* SPDX-License-Identifier: MIT
 * From one kind to another: integer, number, money, date, datetime. Texts are read as stored ones are. */
#include "stdlib/kernels.h"

#include <math.h>

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"
#include "runtime/data/stored.h"

/* The argument read as a stored text of that kind; a fault where it is none. */
static Value read_text(FnCall *call, uint32_t lane, Kind kind) {
  StoredAs as = {.kind = kind};
  Value value;
  Fault fault = stored_read(&as, (Stored){.type = STORED_TEXT, .text = fn_str(call, 0, lane)}, call->texts, &value);
  if (!fault) return value;
  fn_fault(call, lane, fault);
  return (Value){.kind = kind};
}

/* ---- integer ---- */

void fn_integer_number(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t integer = 0;
    Fault fault = integer_half_even(trunc(fn_f64(call, 0, i)), &integer);
    give_i64(call, i, fault, integer);
  }
}

void fn_integer_money(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = fn_i64(call, 0, i) / MONEY_SCALE;
}

void fn_integer_text(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = read_text(call, i, KIND_INTEGER).i64;
}

void fn_integer_boolean(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = fn_bool(call, 0, i);
}

/* ---- number ---- */

void fn_number_money(FnCall *call) {
  EACH_LANE(call, i) call->f64[i] = number_of_money(fn_i64(call, 0, i));
}

void fn_number_text(FnCall *call) {
  EACH_LANE(call, i) call->f64[i] = read_text(call, i, KIND_NUMBER).f64;
}

void fn_number_boolean(FnCall *call) {
  EACH_LANE(call, i) call->f64[i] = fn_bool(call, 0, i);
}

/* ---- money ---- */

void fn_money_integer(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t money = 0;
    Fault fault = money_of_integer(fn_i64(call, 0, i), &money);
    give_i64(call, i, fault, money);
  }
}

void fn_money_number(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t money = 0;
    Fault fault = money_of_number(fn_f64(call, 0, i), &money);
    give_i64(call, i, fault, money);
  }
}

void fn_money_text(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = read_text(call, i, KIND_MONEY).i64;
}

/* ---- date ---- */

void fn_date_text(FnCall *call) {
  EACH_LANE(call, i) call->i32[i] = read_text(call, i, KIND_DATE).i32;
}

void fn_date_datetime(FnCall *call) {
  EACH_LANE(call, i) call->i32[i] = date_of_datetime(fn_i64(call, 0, i));
}

void fn_date_parts(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t year = fn_i64(call, 0, i), month = fn_i64(call, 1, i), day = fn_i64(call, 2, i);
    bool exists = civil_exists(year, month, day);
    call->i32[i] = exists ? date_of_civil((Civil){(int32_t)year, (uint32_t)month, (uint32_t)day}) : 0;
    if (!exists) fn_fault(call, i, FAULT_OUT_OF_RANGE);
  }
}

/* ---- datetime ---- */

void fn_datetime_text(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = read_text(call, i, KIND_DATETIME).i64;
}

void fn_datetime_date(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = (int64_t)fn_i32(call, 0, i) * 86400;
}

void fn_datetime_parts(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t hour = fn_i64(call, 1, i), minute = fn_i64(call, 2, i);
    bool exists = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
    int64_t datetime = exists ? (int64_t)fn_i32(call, 0, i) * 86400 + hour * 3600 + minute * 60 : 0;
    give_i64(call, i, exists ? FAULT_NONE : FAULT_OUT_OF_RANGE, datetime);
  }
}
