/* SPDX-License-Identifier: MIT
 * abs, round, floor, ceil, div, mod, scaled, and conversions of a kind to itself. */
#include "stdlib/kernels.h"

#include <math.h>

#include "runtime/data/numeric.h"

enum { MONEY_PLACES = 4 };

void fn_same_i32(FnCall *call) {
  EACH_LANE(call, i) call->i32[i] = fn_i32(call, 0, i);
}

void fn_same_i64(FnCall *call) {
  EACH_LANE(call, i) call->i64[i] = fn_i64(call, 0, i);
}

void fn_same_f64(FnCall *call) {
  EACH_LANE(call, i) call->f64[i] = fn_f64(call, 0, i);
}

void fn_abs_integer(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t x = fn_i64(call, 0, i);
    give_i64(call, i, x == INT64_MIN ? FAULT_OVERFLOW : FAULT_NONE, x < 0 && x != INT64_MIN ? -x : x);
  }
}

void fn_abs_number(FnCall *call) {
  EACH_LANE(call, i) call->f64[i] = fabs(fn_f64(call, 0, i));
}

/* ---- rounding ---- */

void fn_round_number(FnCall *call) {
  EACH_LANE(call, i) give_number(call, i, number_round(fn_f64(call, 0, i), 0));
}

void fn_round_number_to(FnCall *call) {
  EACH_LANE(call, i) give_number(call, i, number_round(fn_f64(call, 0, i), fn_i64(call, 1, i)));
}

static void give_rounded(FnCall *call, uint32_t lane, int64_t places) {
  int64_t rounded = 0;
  Fault fault = integer_round(fn_i64(call, 0, lane), places, &rounded);
  give_i64(call, lane, fault, rounded);
}

void fn_round_integer_to(FnCall *call) {
  EACH_LANE(call, i) give_rounded(call, i, fn_i64(call, 1, i));
}

void fn_round_money(FnCall *call) {
  EACH_LANE(call, i) give_rounded(call, i, -MONEY_PLACES);
}

void fn_round_money_to(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t places = fn_i64(call, 1, i);
    give_rounded(call, i, places < 0 && places < INT64_MIN + MONEY_PLACES ? INT64_MIN : places - MONEY_PLACES);
  }
}

void fn_floor_number(FnCall *call) {
  EACH_LANE(call, i) give_number(call, i, floor(fn_f64(call, 0, i)));
}

void fn_ceil_number(FnCall *call) {
  EACH_LANE(call, i) give_number(call, i, ceil(fn_f64(call, 0, i)));
}

/* The whole amount below (step 0) or above (step 1) one that is not whole. */
static void give_whole_money(FnCall *call, uint32_t lane, int64_t step) {
  int64_t money = fn_i64(call, 0, lane), whole = money / MONEY_SCALE, rest = money % MONEY_SCALE;
  if (rest) whole += step - (rest < 0);
  int64_t amount = 0;
  Fault fault = money_of_integer(whole, &amount);
  give_i64(call, lane, fault, amount);
}

void fn_floor_money(FnCall *call) {
  EACH_LANE(call, i) give_whole_money(call, i, 0);
}

void fn_ceil_money(FnCall *call) {
  EACH_LANE(call, i) give_whole_money(call, i, 1);
}

/* ---- whole division ---- */

void fn_div(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t x = fn_i64(call, 0, i), y = fn_i64(call, 1, i);
    Fault fault = y == 0 ? FAULT_ZERO_DIVISION : x == INT64_MIN && y == -1 ? FAULT_OVERFLOW : FAULT_NONE;
    give_i64(call, i, fault, fault ? 0 : x / y);
  }
}

void fn_mod(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t x = fn_i64(call, 0, i), y = fn_i64(call, 1, i);
    give_i64(call, i, y == 0 ? FAULT_ZERO_DIVISION : FAULT_NONE, y == 0 || y == -1 ? 0 : x % y);
  }
}

/* ---- scaled ---- */

static void give_share(FnCall *call, uint32_t lane, double above, double span) {
  double share = above / span;
  bool finite = isfinite(above) && isfinite(span);
  call->f64[lane] = 0;
  if (finite && span == 0) {
    fn_fault(call, lane, FAULT_ZERO_DIVISION);
  } else if (!finite || !isfinite(share)) {
    fn_fault(call, lane, FAULT_OUT_OF_RANGE);
  } else {
    call->f64[lane] = share > 1 ? 1 : share > 0 ? share : 0;
  }
}

void fn_scaled_number(FnCall *call) {
  EACH_LANE(call, i) {
    double x = fn_f64(call, 0, i), a = fn_f64(call, 1, i), b = fn_f64(call, 2, i);
    give_share(call, i, x - a, b - a);
  }
}

void fn_scaled_money(FnCall *call) {
  EACH_LANE(call, i) {
    int64_t x = fn_i64(call, 0, i), a = fn_i64(call, 1, i), b = fn_i64(call, 2, i), above, span;
    if (__builtin_sub_overflow(x, a, &above) || __builtin_sub_overflow(b, a, &span)) {
      call->f64[i] = 0;
      fn_fault(call, i, FAULT_OVERFLOW);
    } else {
      give_share(call, i, (double)above, (double)span);
    }
  }
}
