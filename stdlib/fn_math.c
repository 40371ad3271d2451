/* SPDX-License-Identifier: MIT
 * sqrt, ln, exp, power, logistic. All but sqrt, which is exact, are computed in long double and rounded once: the C library
 * has variants of the others for different processors, whose doubles differ in the last bit. */
#include "stdlib/kernels.h"

#include <math.h>

void fn_sqrt(FnCall *call) {
  EACH_LANE(call, i) give_number(call, i, sqrt(fn_f64(call, 0, i)));
}

void fn_ln(FnCall *call) {
  EACH_LANE(call, i) give_number(call, i, (double)logl(fn_f64(call, 0, i)));
}

void fn_exp(FnCall *call) {
  EACH_LANE(call, i) give_number(call, i, (double)expl(fn_f64(call, 0, i)));
}

void fn_power(FnCall *call) {
  EACH_LANE(call, i) give_number(call, i, (double)powl(fn_f64(call, 0, i), fn_f64(call, 1, i)));
}

void fn_logistic(FnCall *call) {
  EACH_LANE(call, i) give_number(call, i, (double)(1 / (1 + expl(-(long double)fn_f64(call, 0, i)))));
}
