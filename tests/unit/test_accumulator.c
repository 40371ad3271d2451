/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "tests/unit/failing.h"
#include "tests/unit/group_kit.h"

#include "runtime/data/dict.h"
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

/* ---- single cases ---- */

static AccumulatorFaults last_faults;

/* The result of a few values of owner 0. */
static Value result(Aggregate function, double argument, const Value *values, uint32_t n) {
  AccumulatorSpec spec = {.function = function, .value = values[0].kind, .argument = argument};
  Accumulator *acc = accumulator_new(&alloc_system, &spec);
  ck_assert(accumulator_add(acc, NULL, kit_vector(&value_kit, values[0].kind, values, n), NULL, NULL, n));
  SlotValues out;
  ck_assert(accumulator_finish(acc, 1, &out));
  Value got = slot_get(&out, 0);
  last_faults = accumulator_faults(acc);
  if (last_faults.count) ck_assert_uint_eq(last_faults.ordinals[0], 0);
  slot_free(&out);
  accumulator_free(acc);
  return got;
}
#define RESULT(function, argument, ...)                                                                                \
  result(function, argument, (Value[]){__VA_ARGS__}, sizeof((Value[]){__VA_ARGS__}) / sizeof(Value))

START_TEST(a_sum_may_wrap_on_its_way) {
  Value most = kit_int(INT64_MAX), least = kit_int(INT64_MIN);
  ck_assert(kit_same(RESULT(AGG_SUM, 0, most, most, least, least, kit_int(7)), kit_int(5)));
  ck_assert(kit_same(RESULT(AGG_SUM, 0, most, kit_int(1), kit_int(-1)), most));
  ck_assert(kit_same(RESULT(AGG_SUM, 0, least, kit_int(-1), kit_int(1)), least));
  ck_assert(!last_faults.count);
}
END_TEST

START_TEST(a_sum_that_does_not_fit_is_a_fault) {
  ck_assert(!RESULT(AGG_SUM, 0, kit_money(INT64_MAX), kit_money(1)).known);
  ck_assert(last_faults.count == 1 && last_faults.fault == FAULT_OVERFLOW);
  ck_assert(!RESULT(AGG_SUM, 0, kit_money(INT64_MIN), kit_money(-1)).known);
  ck_assert(!RESULT(AGG_SUM, 0, kit_int(INT64_MIN), kit_int(INT64_MIN)).known); /* wraps to 0 */
  ck_assert_uint_eq(last_faults.count, 1);
  ck_assert(!RESULT(AGG_SUM, 0, kit_number(1e308), kit_number(1e308)).known);
  ck_assert(last_faults.count == 1 && last_faults.fault == FAULT_OUT_OF_RANGE);
  ck_assert(!RESULT(AGG_AVERAGE, 0, kit_number(1e308), kit_number(1e308)).known);
  ck_assert_uint_eq(last_faults.count, 1);
}
END_TEST

START_TEST(faults_name_their_owners) {
  AccumulatorSpec spec = {.function = AGG_SUM, .value = KIND_MONEY};
  Accumulator *acc = accumulator_new(&alloc_system, &spec);
  for (int round = 0; round < 2; round++) {
    for (uint32_t o = 0; o < 100; o++) {
      Value value = kit_money(o % 3 ? 1 : INT64_MAX);
      ck_assert(accumulator_add(acc, &o, kit_vector(&value_kit, KIND_MONEY, &value, 1), NULL, NULL, 1));
    }
  }
  SlotValues out;
  ck_assert(accumulator_finish(acc, 100, &out));
  AccumulatorFaults faults = accumulator_faults(acc);
  ck_assert_uint_eq(faults.count, 34);
  for (uint32_t f = 0; f < faults.count; f++) ck_assert_uint_eq(faults.ordinals[f], f * 3);
  for (uint32_t o = 0; o < 100; o++) ck_assert(slot_known(&out, o) == (o % 3 != 0));
  slot_free(&out);
  accumulator_free(acc);
}
END_TEST

START_TEST(sums_of_numbers_are_compensated) {
  ck_assert_double_eq(RESULT(AGG_SUM, 0, kit_number(1), kit_number(1e100), kit_number(1), kit_number(-1e100)).f64, 2);
  Value zero = RESULT(AGG_SUM, 0, kit_number(1), kit_number(-1));
  ck_assert(zero.known && !signbit(zero.f64));
}
END_TEST

START_TEST(averages_are_exact) {
  ck_assert_int_eq(RESULT(AGG_AVERAGE, 0, kit_money(1), kit_money(2)).i64, 2);
  ck_assert_int_eq(RESULT(AGG_AVERAGE, 0, kit_money(0), kit_money(1)).i64, 0);
  ck_assert_int_eq(RESULT(AGG_AVERAGE, 0, kit_money(-1), kit_money(-2)).i64, -2);
  ck_assert_int_eq(RESULT(AGG_AVERAGE, 0, kit_money(-1), kit_money(0)).i64, 0);
  ck_assert_int_eq(RESULT(AGG_AVERAGE, 0, kit_money(INT64_MAX), kit_money(INT64_MAX)).i64, INT64_MAX);
  ck_assert_int_eq(RESULT(AGG_AVERAGE, 0, kit_money(INT64_MIN), kit_money(INT64_MIN)).i64, INT64_MIN);
  ck_assert_int_eq(RESULT(AGG_AVERAGE, 0, kit_money(INT64_MIN), kit_money(INT64_MAX)).i64, 0);
  int64_t big = (int64_t)1 << 53;
  ck_assert_double_eq(RESULT(AGG_AVERAGE, 0, kit_int(big + 1), kit_int(big + 1), kit_int(big + 2)).f64, (double)(big + 2));
  ck_assert_double_eq(RESULT(AGG_AVERAGE, 0, kit_int(big), kit_int(big + 2)).f64, (double)big); /* half to even */
  ck_assert_double_eq(RESULT(AGG_AVERAGE, 0, kit_int(INT64_MIN), kit_int(INT64_MAX)).f64, -0.5);
  ck_assert_double_eq(RESULT(AGG_AVERAGE, 0, kit_int(1), kit_int(0), kit_int(0)).f64, 1.0 / 3);
  ck_assert_double_eq(RESULT(AGG_AVERAGE, 0, kit_int(INT64_MAX), kit_int(INT64_MAX)).f64, 0x1p63);
}
END_TEST

START_TEST(quantiles_lie_between_neighbours) {
  ck_assert_double_eq(RESULT(AGG_MEDIAN, 0, kit_int(3), kit_int(2)).f64, 2.5);
  ck_assert_double_eq(RESULT(AGG_MEDIAN, 0, kit_int(3)).f64, 3);
  ck_assert_int_eq(RESULT(AGG_MEDIAN, 0, kit_money(1), kit_money(2)).i64, 2);
  ck_assert_int_eq(RESULT(AGG_MEDIAN, 0, kit_money(2), kit_money(3)).i64, 2);
  ck_assert_int_eq(RESULT(AGG_MEDIAN, 0, kit_money(-3), kit_money(-2)).i64, -2);
  ck_assert_int_eq(RESULT(AGG_MEDIAN, 0, kit_money(INT64_MIN), kit_money(INT64_MAX)).i64, 0);
  Value eleven[11];
  for (int i = 0; i < 11; i++) eleven[i] = kit_money((10 - i) * 5);
  ck_assert_int_eq(result(AGG_QUANTILE, 0.9, eleven, 11).i64, 45);
  ck_assert_int_eq(result(AGG_QUANTILE, 0.3, eleven, 11).i64, 15);
  ck_assert_int_eq(result(AGG_QUANTILE, 1e-300, eleven, 11).i64, 0);
  ck_assert_int_eq(result(AGG_QUANTILE, 0.9, eleven, 6).i64, 48); /* 45 + 5 * 0.5, half to even */
  ck_assert_double_eq(RESULT(AGG_MEDIAN, 0, kit_number(1.7e308), kit_number(-1.7e308)).f64, 0);
}
END_TEST

START_TEST(texts_are_replaced_in_place) {
  AccumulatorSpec spec = {.function = AGG_MAX, .value = KIND_TEXT};
  Accumulator *acc = accumulator_new(&alloc_system, &spec);
  char text[64];
  for (int i = 0; i < 2000; i++) {
    snprintf(text, sizeof text, "%06d%.*s", i, i % 30, "..............................");
    Value value = {.kind = KIND_TEXT, .known = true, .str = str_from(text)};
    ck_assert(accumulator_add(acc, NULL, kit_vector(&value_kit, KIND_TEXT, &value, 1), NULL, NULL, 1));
  }
  SlotValues out;
  ck_assert(accumulator_finish(acc, 1, &out));
  accumulator_free(acc);
  ck_assert(str_equal(slot_get(&out, 0).str, (Str){"001999...................", 6 + 1999 % 30}));
  ck_assert_uint_lt(out.texts.taken, 70000); /* a block, not 2 000 texts */
  slot_free(&out);
}
END_TEST

START_TEST(dictionaries_and_constants_are_read) {
  Dict dict;
  ck_assert(dict_init(&dict, &alloc_system));
  int32_t codes[] = {dict_code(&dict, STR("m")), dict_code(&dict, STR("c")), dict_code(&dict, STR("m"))};
  Vector coded = {.kind = KIND_TEXT, .i32 = codes, .dict = &dict};
  Str one = STR("x");
  Vector constant = {.kind = KIND_TEXT, .constant = true, .str = &one};
  static const Aggregate functions[] = {AGG_MIN, AGG_MAX};
  for (int f = 0; f < 2; f++) {
    Accumulator *acc = accumulator_new(&alloc_system, &(AccumulatorSpec){.function = functions[f], .value = KIND_TEXT});
    ck_assert(accumulator_add(acc, NULL, &coded, NULL, NULL, 3));
    ck_assert(accumulator_add(acc, NULL, &constant, NULL, NULL, 3));
    SlotValues out;
    ck_assert(accumulator_finish(acc, 1, &out));
    ck_assert(str_is(slot_get(&out, 0).str, f ? "x" : "c"));
    slot_free(&out);
    accumulator_free(acc);
  }
  Accumulator *acc = accumulator_new(&alloc_system, &(AccumulatorSpec){.function = AGG_COUNT_DISTINCT, .value = KIND_TEXT});
  ck_assert(accumulator_add(acc, NULL, &coded, NULL, NULL, 3));
  ck_assert(accumulator_add(acc, NULL, &constant, NULL, NULL, 3));
  SlotValues out;
  ck_assert(accumulator_finish(acc, 1, &out));
  ck_assert_int_eq(slot_get(&out, 0).i64, 3);
  slot_free(&out);
  accumulator_free(acc);
  dict_free(&dict);
  int64_t five = 5;
  acc = accumulator_new(&alloc_system, &(AccumulatorSpec){.function = AGG_SUM, .value = KIND_INTEGER});
  ck_assert(accumulator_add(acc, NULL, &(Vector){.kind = KIND_INTEGER, .constant = true, .i64 = &five}, NULL, NULL, 100));
  ck_assert(accumulator_finish(acc, 1, &out));
  ck_assert_int_eq(slot_get(&out, 0).i64, 500);
  slot_free(&out);
  accumulator_free(acc);
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
  tcase_add_test(tc, a_sum_may_wrap_on_its_way);
  tcase_add_test(tc, a_sum_that_does_not_fit_is_a_fault);
  tcase_add_test(tc, faults_name_their_owners);
  tcase_add_test(tc, sums_of_numbers_are_compensated);
  tcase_add_test(tc, averages_are_exact);
  tcase_add_test(tc, quantiles_lie_between_neighbours);
  tcase_add_test(tc, texts_are_replaced_in_place);
  tcase_add_test(tc, dictionaries_and_constants_are_read);
  tcase_add_test(tc, out_of_memory_is_told);
  suite_add_tcase(suite, tc);
  return suite;
}
