/* SPDX-License-Identifier: MIT
 * Integers and numbers. Loops compute all lanes and only note that something went wrong; what, and where, is looked for then. */
#include "runtime/vm/kernel.h"

#include <float.h>
#include <math.h>

typedef Fault (*CheckI)(int64_t x, int64_t y);
typedef Fault (*CheckF)(double x, double y);

static void find_faults_i(Work *work, int operands, CheckI check) {
  FaultLanes faults = {0};
  Mask *known = work_known(work);
  WORK_EACH_KNOWN(*work, known, i, {
    int64_t x = work->a.i64[work->a.constant ? 0 : i];
    int64_t y = operands < 2 ? 0 : work->b.i64[work->b.constant ? 0 : i];
    Fault fault = check(x, y);
    if (fault) work_fault(&faults, known, i, fault);
  })
  work_report(work, &faults);
}

static void find_faults_f(Work *work, CheckF check) {
  FaultLanes faults = {0};
  Mask *known = work_known(work);
  WORK_EACH_KNOWN(*work, known, i, {
    Fault fault = check(work->a.f64[work->a.constant ? 0 : i], work->b.f64[work->b.constant ? 0 : i]);
    if (fault) work_fault(&faults, known, i, fault);
  })
  work_report(work, &faults);
}

static Fault check_add_i(int64_t x, int64_t y) {
  int64_t r;
  return __builtin_add_overflow(x, y, &r) ? FAULT_OVERFLOW : FAULT_NONE;
}
static Fault check_sub_i(int64_t x, int64_t y) {
  int64_t r;
  return __builtin_sub_overflow(x, y, &r) ? FAULT_OVERFLOW : FAULT_NONE;
}
static Fault check_mul_i(int64_t x, int64_t y) {
  int64_t r;
  return __builtin_mul_overflow(x, y, &r) ? FAULT_OVERFLOW : FAULT_NONE;
}
static Fault check_neg_i(int64_t x, int64_t y) {
  (void)y;
  return x == INT64_MIN ? FAULT_OVERFLOW : FAULT_NONE;
}
static Fault check_add_f(double x, double y) { return fabs(x + y) <= DBL_MAX ? FAULT_NONE : FAULT_OUT_OF_RANGE; }
static Fault check_sub_f(double x, double y) { return fabs(x - y) <= DBL_MAX ? FAULT_NONE : FAULT_OUT_OF_RANGE; }
static Fault check_mul_f(double x, double y) { return fabs(x * y) <= DBL_MAX ? FAULT_NONE : FAULT_OUT_OF_RANGE; }
static Fault check_div_f(double x, double y) {
  if (y == 0) return FAULT_ZERO_DIVISION;
  return fabs(x / y) <= DBL_MAX ? FAULT_NONE : FAULT_OUT_OF_RANGE;
}

#define INTEGER_2(ID, check, ...)                                                                                      \
  HOT KERNEL(ID) {                                                                                                     \
    Work work;                                                                                                         \
    if (!work_begin(&work, vm, instr, 2)) return;                                                                      \
    work_apart(&work);                                                                                                 \
    uint64_t bad = 0;                                                                                                  \
    WORK_MAP_2(work, int64_t, int64_t, int64_t, __VA_ARGS__);                                                          \
    if (bad >> 63) find_faults_i(&work, 2, check);                                                                     \
  }

#define U(v) ((uint64_t)(v))
INTEGER_2(ADD_I, check_add_i, uint64_t s = U(x) + U(y); bad |= (s ^ U(x)) & (s ^ U(y)); r = (int64_t)s)
INTEGER_2(SUB_I, check_sub_i, uint64_t s = U(x) - U(y); bad |= (U(x) ^ U(y)) & (s ^ U(x)); r = (int64_t)s)
INTEGER_2(MUL_I, check_mul_i, bad |= U(__builtin_mul_overflow(x, y, &r)) << 63)

HOT KERNEL(NEG_I) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  work_apart(&work);
  uint64_t bad = 0;
  WORK_MAP_1(work, int64_t, int64_t, uint64_t s = -U(x); bad |= s & U(x); r = (int64_t)s);
  if (bad >> 63) find_faults_i(&work, 1, check_neg_i);
}

/* `bad` gathers whether any result is not finite; + 0.0 makes a negative zero positive. */
#define NUMBER_2(ID, check, ...)                                                                                       \
  HOT KERNEL(ID) {                                                                                                     \
    Work work;                                                                                                         \
    if (!work_begin(&work, vm, instr, 2)) return;                                                                      \
    work_apart(&work);                                                                                                 \
    uint64_t bad = 0;                                                                                                  \
    WORK_MAP_2(work, double, double, double, __VA_ARGS__; bad |= (uint64_t)!(fabs(r) <= DBL_MAX));                     \
    if (bad) find_faults_f(&work, check);                                                                              \
  }

NUMBER_2(ADD_F, check_add_f, r = x + y)
NUMBER_2(SUB_F, check_sub_f, r = x - y)
NUMBER_2(MUL_F, check_mul_f, r = x * y + 0.0)
NUMBER_2(DIV_F, check_div_f, r = x / y + 0.0)

HOT KERNEL(NEG_F) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  WORK_MAP_1(work, double, double, r = 0.0 - x);
}

/* (double)x, in a form that vectorises: the upper and the lower half, each exact as the low digits of a great double, summed
 * with one rounding. */
static inline double number_of(int64_t x) {
  const uint64_t high = ((uint64_t)x >> 32) ^ 0x4530000080000000 /* 2^84 + 2^63 */;
  const uint64_t low = ((uint64_t)x & 0xFFFFFFFF) | 0x4330000000000000 /* 2^52 */;
  double upper, lower;
  memcpy(&upper, &high, sizeof upper);
  memcpy(&lower, &low, sizeof lower);
  return (upper - (0x1p84 + 0x1p63 + 0x1p52)) + lower;
}

HOT KERNEL(NUM_I) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  WORK_MAP_1(work, double, int64_t, r = number_of(x));
}

HOT KERNEL(NUM_B) {
  Work work;
  if (!work_begin(&work, vm, instr, 1)) return;
  double *out = work.dst->data;
  for (uint32_t w = 0; w < mask_words(work.n); w++) {
    uint64_t word = bits_word(&work.a, w);
    uint32_t left = work.n - w * 64, lanes = left < 64 ? left : 64;
    for (uint32_t j = 0; j < lanes; j++) out[w * 64 + j] = (double)(int64_t)(word >> j & 1);
  }
}

static inline double held(double x, double lo, double hi) {
  double r = x > hi ? hi : x;
  return r < lo ? lo : r;
}

HOT KERNEL(HOLD_F) {
  Work work;
  if (!work_begin(&work, vm, instr, 3)) return;
  double *out = work.dst->data;
  const double *a = work.a.f64, *b = work.b.f64, *c = work.c.f64;
  if (work.b.constant && work.c.constant) {
    double lo = b[0], hi = c[0];
    WORK_EACH(work, i, out[i] = held(a[i], lo, hi));
    return;
  }
  uint32_t sa = !work.a.constant, sb = !work.b.constant, sc = !work.c.constant;
  double a0 = a[0], b0 = b[0], c0 = c[0];
  WORK_EACH(work, i, out[i] = held(sa ? a[i] : a0, sb ? b[i] : b0, sc ? c[i] : c0));
}
