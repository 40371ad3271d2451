/* SPDX-License-Identifier: MIT
 * text(x): values as they are written out. */
#include "stdlib/kernels.h"

#include "runtime/data/calendar.h"
#include "runtime/data/numeric.h"

/* A copy that lives as long as the batch. */
static void give_copy(FnCall *call, uint32_t lane, const char *bytes, uint32_t n) {
  Str copy = arena_str(call->texts, (Str){bytes, n});
  call->str[lane] = copy.p ? copy : STR(""); /* an arena that has failed says so itself */
}

void fn_text_boolean(FnCall *call) {
  EACH_LANE(call, i) call->str[i] = fn_bool(call, 0, i) ? STR("true") : STR("false");
}

void fn_text_integer(FnCall *call) {
  char bytes[NUMBER_TEXT];
  EACH_LANE(call, i) give_copy(call, i, bytes, integer_write(fn_i64(call, 0, i), bytes));
}

void fn_text_number(FnCall *call) {
  char bytes[NUMBER_TEXT];
  EACH_LANE(call, i) give_copy(call, i, bytes, number_write(fn_f64(call, 0, i), bytes));
}

void fn_text_money(FnCall *call) {
  char bytes[NUMBER_TEXT];
  EACH_LANE(call, i) give_copy(call, i, bytes, money_write(fn_i64(call, 0, i), bytes));
}

void fn_text_text(FnCall *call) {
  EACH_LANE(call, i) call->str[i] = fn_str(call, 0, i);
}

void fn_text_date(FnCall *call) {
  char bytes[DATE_TEXT];
  EACH_LANE(call, i) {
    date_write(fn_i32(call, 0, i), bytes);
    give_copy(call, i, bytes, DATE_TEXT - 1);
  }
}

void fn_text_datetime(FnCall *call) {
  char bytes[DATETIME_TEXT];
  EACH_LANE(call, i) {
    datetime_write(fn_i64(call, 0, i), bytes);
    give_copy(call, i, bytes, DATETIME_TEXT - 1);
  }
}
