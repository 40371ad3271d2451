/* SPDX-License-Identifier: MIT
 * Money times and over other things: each result rounded once, half to even. */
#include "runtime/vm/kernel.h"

#include <float.h>
#include <math.h>

#include "runtime/data/numeric.h"

/* The operands of one lane: an amount, and what it meets. */
typedef struct Pair {
  int64_t amount;
  union {
    int64_t integer;
    double number;
    ProgramDecimal decimal;
  };
} Pair;

typedef Fault (*MoneyOp)(Pair pair, int64_t *out);

static Fault over_integer(Pair pair, int64_t *out) {
  if (pair.integer == 0) return FAULT_ZERO_DIVISION;
  return muldiv_half_even(pair.amount, 1, pair.integer, out) ? FAULT_NONE : FAULT_OVERFLOW;
}

static Fault times_number(Pair pair, int64_t *out) { return integer_half_even((double)pair.amount * pair.number, out); }

static Fault over_number(Pair pair, int64_t *out) {
  if (pair.number == 0) return FAULT_ZERO_DIVISION;
  return integer_half_even((double)pair.amount / pair.number, out);
}

static int64_t power_of_ten(uint32_t exponent) {
  int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

static Fault times_decimal(Pair pair, int64_t *out) {
  int64_t scale = power_of_ten(pair.decimal.scale);
  return muldiv_half_even(pair.amount, pair.decimal.mantissa, scale, out) ? FAULT_NONE : FAULT_OVERFLOW;
}

static Fault over_decimal(Pair pair, int64_t *out) {
  if (pair.decimal.mantissa == 0) return FAULT_ZERO_DIVISION;
  int64_t scale = power_of_ten(pair.decimal.scale);
  return muldiv_half_even(pair.amount, scale, pair.decimal.mantissa, out) ? FAULT_NONE : FAULT_OVERFLOW;
}

typedef enum Meets { MEETS_INTEGER, MEETS_NUMBER, MEETS_DECIMAL } Meets;

static void compute(Vm *vm, const Instr *instr, Meets meets, MoneyOp op) {
  Work work;
  if (!work_begin(&work, vm, instr, meets == MEETS_DECIMAL ? 1 : 2)) return;
  FaultLanes faults;
  bool faulted = false;
  int64_t *out = work.dst->data;
  const Mask *known = work.dst->vec.valid;
  WORK_EACH_KNOWN(work, known, i, {
    Pair pair = {.amount = work.a.i64[work.a.constant ? 0 : i]};
    switch (meets) {
    case MEETS_INTEGER: pair.integer = work.b.i64[work.b.constant ? 0 : i]; break;
    case MEETS_NUMBER: pair.number = work.b.f64[work.b.constant ? 0 : i]; break;
    case MEETS_DECIMAL: pair.decimal = vm->program->decimals[instr->imm]; break;
    }
    int64_t result = 0;
    Fault fault = op(pair, &result);
    out[i] = result;
    if (fault) {
      if (!faulted) faults = (FaultLanes){0};
      faulted = true;
      work_fault(&faults, work_known(&work), i, fault);
    }
  })
  if (faulted) work_report(&work, &faults);
}

KERNEL(DIV_MI) { compute(vm, instr, MEETS_INTEGER, over_integer); }
KERNEL(MUL_MF) { compute(vm, instr, MEETS_NUMBER, times_number); }
KERNEL(DIV_MF) { compute(vm, instr, MEETS_NUMBER, over_number); }
KERNEL(MUL_MC) { compute(vm, instr, MEETS_DECIMAL, times_decimal); }
KERNEL(DIV_MC) { compute(vm, instr, MEETS_DECIMAL, over_decimal); }

static void find_zero_divisors(Work *work) {
  FaultLanes faults = {0};
  Mask *known = work_known(work);
  WORK_EACH_KNOWN(*work, known, i, {
    if (work->b.i64[work->b.constant ? 0 : i] == 0) work_fault(&faults, known, i, FAULT_ZERO_DIVISION);
  })
  work_report(work, &faults);
}

/* Two amounts are finite and so is their quotient, unless the divisor is zero. */
HOT KERNEL(DIV_MM) {
  Work work;
  if (!work_begin(&work, vm, instr, 2)) return;
  uint64_t bad = 0;
  WORK_MAP_2(work, double, int64_t, int64_t, r = (double)x / (double)y + 0.0; bad |= (uint64_t)!(fabs(r) <= DBL_MAX));
  if (bad) find_zero_divisors(&work);
}
