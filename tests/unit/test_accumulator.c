/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "tests/unit/failing.h"
#include "tests/unit/group_kit.h"

#include "runtime/group/accumulator.h"

enum { ROWS = 3000, OWNERS = 41 };
typedef __int128 Wide;

typedef struct Rows {
  uint32_t ordinals[ROWS];
  Value values[ROWS], bys[ROWS];
  bool in[ROWS];
} Rows;
static Rows rows;
static KitVector value_kit, by_kit;

/* Owner 7 has no row; some rows have no owner, some are not selected. */
static void make_rows(Kind kind, Kind by, uint64_t seed) {
  for (uint32_t i = 0; i < ROWS; i++) {
    uint32_t owner = kit_below(&seed, OWNERS);
    rows.ordinals[i] = owner == 7 || owner == 12 ? ORDINAL_NONE : owner;
    rows.values[i] = kit_value(&seed, kind, 6);
    rows.bys[i] = kit_value(&seed, by, 9);
    rows.in[i] = kit_below(&seed, 5) != 0;
  }
}

static bool add_rows(Accumulator *acc, const AccumulatorSpec *spec, uint32_t cut, bool one_owner) {
  for (uint32_t from = 0; from < ROWS; from += cut) {
    uint32_t n = ROWS - from < cut ? ROWS - from : cut;
    Mask lanes;
    mask_none(&lanes);
    for (uint32_t i = 0; i < n; i++)
      if (rows.in[from + i]) mask_set(&lanes, i);
    if (!accumulator_add(acc, one_owner ? NULL : rows.ordinals + from,
                         kit_vector(&value_kit, spec->value, rows.values + from, n),
                         kit_vector(&by_kit, spec->by, rows.bys + from, n), &lanes, n))
      return false;
  }
  return true;
}

/* ---- the same, the slow way: all rows of one owner in an array ---- */

typedef struct Owned {
  uint32_t count;
  Value values[ROWS], bys[ROWS];
} Owned;
static Owned owned;

static void collect(const AccumulatorSpec *spec, uint32_t owner, bool one_owner) {
  bool any = spec->function == AGG_COUNT || spec->function == AGG_EXISTS;
  bool by = spec->function == AGG_FIRST || spec->function == AGG_LAST;
  owned.count = 0;
  for (uint32_t i = 0; i < ROWS; i++) {
    if (!rows.in[i] || (!one_owner && rows.ordinals[i] != owner)) continue;
    if ((!any && !rows.values[i].known) || (by && !rows.bys[i].known)) continue;
    owned.values[owned.count] = rows.values[i];
    owned.bys[owned.count++] = rows.bys[i];
  }
}

static int ascending(const void *a, const void *b) { return kit_compare(*(const Value *)a, *(const Value *)b); }

static Wide int_sum(void) {
  Wide sum = 0;
  for (uint32_t i = 0; i < owned.count; i++) sum += owned.values[i].i64;
  return sum;
}

static double number_sum(void) {
  double sum = 0, lost = 0;
  for (uint32_t i = 0; i < owned.count; i++) {
    double x = owned.values[i].f64, next = sum + x;
    lost += fabs(sum) >= fabs(x) ? (sum - next) + x : (x - next) + sum;
    sum = next;
  }
  return sum + lost;
}

/* a / b, half to even, by trying the neighbours. */
static int64_t half_even(Wide a, Wide b) {
  Wide q = a / b - 2;
  while (2 * (a - q * b) > b || (2 * (a - q * b) == b && q % 2 != 0)) q++;
  return (int64_t)q;
}

static Value slow_sum(const AccumulatorSpec *spec) {
  if (spec->value == KIND_NUMBER) return kit_number(number_sum());
  return (Value){.kind = spec->value, .known = true, .i64 = (int64_t)int_sum()};
}

static Value slow_average(const AccumulatorSpec *spec) {
  if (spec->value == KIND_NUMBER) return kit_number(number_sum() / owned.count);
  if (spec->value == KIND_MONEY) return kit_money(half_even(int_sum(), owned.count));
  return kit_number((double)int_sum() / owned.count); /* these sums are below 2^53 */
}

static Value slow_best(const AccumulatorSpec *spec) {
  int sign = spec->function == AGG_MIN || spec->function == AGG_FIRST ? 1 : -1;
  bool by = spec->function == AGG_FIRST || spec->function == AGG_LAST;
  uint32_t best = 0;
  for (uint32_t i = 1; i < owned.count; i++) {
    int c = by ? kit_compare(owned.bys[i], owned.bys[best]) : 0;
    if (!c) c = kit_compare(owned.values[i], owned.values[best]);
    if (c * sign < 0) best = i;
  }
  return owned.values[best];
}

static Value slow_quantile(const AccumulatorSpec *spec, double p) {
  qsort(owned.values, owned.count, sizeof *owned.values, ascending);
  double position = p * (owned.count - 1), part = position - floor(position);
  const Value *x = &owned.values[(uint32_t)position], *y = part > 0 ? x + 1 : x;
  if (spec->value == KIND_NUMBER) return kit_number(x->f64 + (y->f64 - x->f64) * part);
  if (spec->value == KIND_INTEGER) return kit_number((double)x->i64 + (double)(y->i64 - x->i64) * part);
  Wide unit = (Wide)1 << 30; /* the tests' p have few digits in base 2 */
  return kit_money(half_even(x->i64 * unit + (y->i64 - x->i64) * (Wide)(part * (double)unit), unit));
}

static Value slow_distinct(void) {
  qsort(owned.values, owned.count, sizeof *owned.values, ascending);
  int64_t count = 0;
  for (uint32_t i = 0; i < owned.count; i++) count += i == 0 || kit_compare(owned.values[i - 1], owned.values[i]) != 0;
  return kit_int(count);
}

static Value slow(const AccumulatorSpec *spec, uint32_t owner, bool one_owner) {
  collect(spec, owner, one_owner);
  Aggregate f = spec->function;
  if (f == AGG_COUNT) return kit_int(owned.count);
  if (f == AGG_EXISTS) return (Value){.kind = KIND_BOOLEAN, .known = true, .truth = owned.count > 0};
  if (f == AGG_COUNT_DISTINCT) return slow_distinct();
  if (f == AGG_SUM) return slow_sum(spec);
  if (!owned.count) return kit_unknown(accumulator_kind(spec));
  if (f == AGG_AVERAGE) return slow_average(spec);
  if (f == AGG_MEDIAN || f == AGG_QUANTILE) return slow_quantile(spec, f == AGG_MEDIAN ? 0.5 : spec->argument);
  return slow_best(spec);
}

static void check_spec(const AccumulatorSpec *spec) {
  static const uint32_t cuts[] = {1, 3, 100, BATCH_SIZE};
  make_rows(spec->value, spec->by, 17 + (uint64_t)spec->function);
  for (int one_owner = 0; one_owner < 2; one_owner++) {
    for (uint32_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
      Accumulator *acc = accumulator_new(&alloc_system, spec);
      ck_assert(c != 1 || accumulator_reserve(acc, OWNERS + 3));
      ck_assert(add_rows(acc, spec, cuts[c], one_owner));
      SlotValues out;
      ck_assert(accumulator_finish(acc, OWNERS + 3, &out));
      ck_assert_int_eq(out.count, OWNERS + 3);
      ck_assert_int_eq(out.kind, accumulator_kind(spec));
      for (uint32_t o = 0; o < OWNERS + 3; o++) {
        if (one_owner && o > 0) break;
        Value got = slot_get(&out, o), wanted = slow(spec, o, one_owner);
        ck_assert_msg(kit_same(got, wanted), "%s of %s, owner %u, cut %u", aggregate_info(spec->function)->name,
                      kind_name(spec->value), o, cuts[c]);
      }
      ck_assert_uint_eq(accumulator_faults(acc).count, 0);
      accumulator_free(acc); /* the values own what they are */
      slot_free(&out);
    }
  }
}

START_TEST(of_any_kind) {
  static const Aggregate functions[] = {AGG_COUNT, AGG_EXISTS, AGG_MIN, AGG_MAX, AGG_COUNT_DISTINCT};
  for (uint32_t f = 0; f < sizeof functions / sizeof *functions; f++)
    check_spec(&(AccumulatorSpec){.function = functions[f], .value = (Kind)_i});
}
END_TEST

START_TEST(first_and_last_of_any_kind) {
  static const Kind bys[] = {KIND_DATE, KIND_DATETIME, KIND_TEXT, KIND_NUMBER, KIND_MONEY};
  for (uint32_t b = 0; b < sizeof bys / sizeof *bys; b++) {
    check_spec(&(AccumulatorSpec){.function = AGG_FIRST, .value = (Kind)_i, .by = bys[b]});
    check_spec(&(AccumulatorSpec){.function = AGG_LAST, .value = (Kind)_i, .by = bys[b]});
  }
}
END_TEST

START_TEST(of_what_can_be_added) {
  static const Kind kinds[] = {KIND_INTEGER, KIND_NUMBER, KIND_MONEY};
  Kind kind = kinds[_i];
  check_spec(&(AccumulatorSpec){.function = AGG_SUM, .value = kind});
  check_spec(&(AccumulatorSpec){.function = AGG_AVERAGE, .value = kind});
  check_spec(&(AccumulatorSpec){.function = AGG_MEDIAN, .value = kind});
  static const double ps[] = {0, 0.125, 0.25, 0.8125, 1};
  for (uint32_t p = 0; p < sizeof ps / sizeof *ps; p++)
    check_spec(&(AccumulatorSpec){.function = AGG_QUANTILE, .value = kind, .argument = ps[p]});
}
END_TEST

static bool whole_life(const Alloc *alloc, const AccumulatorSpec *spec) {
  SlotValues out = {0};
  Accumulator *acc = accumulator_new(alloc, spec);
  bool done = acc && add_rows(acc, spec, 1000, false) && accumulator_finish(acc, OWNERS, &out);
  slot_free(&out);
  accumulator_free(acc);
  return done;
}

START_TEST(out_of_memory_is_told) {
  static const AccumulatorSpec specs[] = {
      {.function = AGG_COUNT, .value = KIND_INTEGER},  {.function = AGG_EXISTS, .value = KIND_INTEGER},
      {.function = AGG_SUM, .value = KIND_MONEY},      {.function = AGG_AVERAGE, .value = KIND_NUMBER},
      {.function = AGG_MIN, .value = KIND_DATE},       {.function = AGG_LAST, .value = KIND_TEXT, .by = KIND_TEXT},
      {.function = AGG_MEDIAN, .value = KIND_INTEGER}, {.function = AGG_COUNT_DISTINCT, .value = KIND_TEXT},
  };
  for (uint32_t s = 0; s < sizeof specs / sizeof *specs; s++) {
    make_rows(specs[s].value, specs[s].by, s);
    if (specs[s].function == AGG_SUM) /* that carries are met too */
      for (uint32_t i = 0; i < ROWS; i++) rows.values[i] = kit_money(INT64_MAX - 1);
    for (long before = 0;; before++) {
      Failing failing = {.before = before};
      Alloc alloc = failing_alloc(&failing);
      bool done = whole_life(&alloc, &specs[s]);
      ck_assert(done != failing.failed);
      if (done) break;
    }
  }
}
END_TEST

Suite *suite_accumulator(void) {
  Suite *suite = suite_create("accumulator");
  TCase *tc = tcase_create("accumulator");
  tcase_add_loop_test(tc, of_any_kind, 0, KIND_COUNT);
  tcase_add_loop_test(tc, first_and_last_of_any_kind, 0, KIND_COUNT);
  tcase_add_loop_test(tc, of_what_can_be_added, 0, 3);
  tcase_add_test(tc, out_of_memory_is_told);
  suite_add_tcase(suite, tc);
  return suite;
}
