/* SPDX-License-Identifier: MIT */
/* Count, exists, sum, average. */
#include <math.h>

#include "runtime/group/accumulator_parts.h"
#include "runtime/group/wide.h"

static void add_counts(int64_t *counts, const AccumulatorRows *rows) {
  if (rows->one_owner) {
    counts[0] += rows->count;
    return;
  }
  for (uint32_t k = 0; k < rows->count; k++) {
    FETCH_AHEAD(rows, k, counts);
    counts[rows->owners[k]]++;
  }
}

static void add_met(uint64_t *words, const AccumulatorRows *rows) {
  for (uint32_t k = 0; k < rows->count; k++) words[rows->owners[k] / 64] |= (uint64_t)1 << (rows->owners[k] % 64);
}

static bool add_ints(Accumulator *acc, const AccumulatorRows *rows) {
  int64_t *sums = acc->arrays[OWNER_SUM].ints;
  const int64_t *values = rows->value->i64;
  const uint32_t step = !rows->value->constant;
  for (uint32_t k = 0; k < rows->count; k++) {
    FETCH_AHEAD(rows, k, sums);
    uint32_t owner = rows->owners[k];
    int64_t value = values[rows->rows[k] * step];
    if (__builtin_add_overflow(sums[owner], value, &sums[owner]))
      if (!carries_add(&acc->carries, owner, value < 0 ? -1 : 1)) return false;
  }
  return true;
}

/* Neumaier's sum: what an addition loses is kept beside it. */
static void add_numbers(Accumulator *acc, const AccumulatorRows *rows) {
  double *sums = acc->arrays[OWNER_NUMBER].numbers, *lost = acc->arrays[OWNER_LOST].numbers;
  const double *values = rows->value->f64;
  const uint32_t step = !rows->value->constant;
  for (uint32_t k = 0; k < rows->count; k++) {
    FETCH_AHEAD(rows, k, sums);
    FETCH_AHEAD(rows, k, lost);
    uint32_t owner = rows->owners[k];
    double x = values[rows->rows[k] * step], s = sums[owner], sum = s + x;
    lost[owner] += fabs(s) >= fabs(x) ? (s - sum) + x : (x - sum) + s;
    sums[owner] = sum;
  }
}

bool acc_tally_add(Accumulator *acc, const AccumulatorRows *rows) {
  if (acc->arrays[OWNER_COUNT].width) add_counts(acc->arrays[OWNER_COUNT].ints, rows);
  if (acc->arrays[OWNER_MET].width) add_met(acc->arrays[OWNER_MET].words, rows);
  if (acc->arrays[OWNER_NUMBER].width) add_numbers(acc, rows);
  return !acc->arrays[OWNER_SUM].width || add_ints(acc, rows);
}

static Wide wide_sum(const Accumulator *acc, uint32_t owner) {
  return (Wide)acc->arrays[OWNER_SUM].ints[owner] + (Wide)((UWide)carries_get(&acc->carries, owner) << 64);
}

/* Makes an owner's result unknown, and a fault. */
static bool fault(Accumulator *acc, uint32_t owner, SlotValues *out) {
  Value unknown = {.kind = out->kind};
  return slot_set(out, owner, &unknown) && accumulator_fault(acc, owner);
}

static bool finish_int_sums(Accumulator *acc, uint32_t count, SlotValues *out) {
  accumulator_give_data(acc, OWNER_SUM, count, out);
  if (!acc->carries.count) return true;
  for (uint32_t o = 0; o < count; o++)
    if (carries_get(&acc->carries, o) && !fault(acc, o, out)) return false;
  return true;
}

static bool finish_number_sums(Accumulator *acc, uint32_t count, SlotValues *out) {
  const double *lost = acc->arrays[OWNER_LOST].numbers;
  accumulator_give_data(acc, OWNER_NUMBER, count, out);
  for (uint32_t o = 0; o < count; o++) {
    out->f64[o] = out->f64[o] + lost[o] + 0.0; /* no -0.0 */
    if (isfinite(out->f64[o])) continue;
    out->f64[o] = 0;
    if (!fault(acc, o, out)) return false;
  }
  return true;
}

/* The result for an owner with rows; false where it does not fit. */
static bool average(const Accumulator *acc, uint32_t owner, uint64_t n, Value *value) {
  if (acc->spec.value == KIND_MONEY) {
    value->i64 = wide_mean_half_even(wide_sum(acc, owner), n);
    return true;
  }
  if (acc->spec.value == KIND_INTEGER) {
    value->f64 = wide_mean(wide_sum(acc, owner), n);
    return true;
  }
  double sum = acc->arrays[OWNER_NUMBER].numbers[owner] + acc->arrays[OWNER_LOST].numbers[owner];
  value->f64 = sum / (double)n + 0.0;
  return isfinite(value->f64);
}

static bool finish_averages(Accumulator *acc, uint32_t count, SlotValues *out) {
  if (!slot_extend(out, count)) return false;
  for (uint32_t o = 0; o < count; o++) {
    int64_t n = acc->arrays[OWNER_COUNT].ints[o];
    if (!n) continue;
    Value value = {.kind = out->kind, .known = true};
    if (!average(acc, o, (uint64_t)n, &value)) {
      if (!accumulator_fault(acc, o)) return false;
    } else if (!slot_set(out, o, &value)) {
      return false;
    }
  }
  return true;
}

bool acc_tally_finish(Accumulator *acc, uint32_t count, SlotValues *out) {
  if (acc->spec.function == AGG_AVERAGE) return finish_averages(acc, count, out);
  if (acc->arrays[OWNER_NUMBER].width) return finish_number_sums(acc, count, out);
  if (acc->arrays[OWNER_SUM].width) return finish_int_sums(acc, count, out);
  accumulator_give_data(acc, acc->arrays[OWNER_COUNT].width ? OWNER_COUNT : OWNER_MET, count, out);
  return true;
}
