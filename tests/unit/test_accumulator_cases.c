/* SPDX-License-Identifier: MIT
 * Single cases of aggregates: sums that wrap, exact means, quantiles between neighbours, texts. */
#include <math.h>

#include "tests/unit/group_kit.h"

#include "runtime/data/dict.h"
#include "runtime/group/accumulator.h"

static KitVector value_kit;
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

Suite *suite_accumulator_cases(void) {
  Suite *suite = suite_create("accumulator_cases");
  TCase *tc = tcase_create("accumulator_cases");
  tcase_add_test(tc, a_sum_may_wrap_on_its_way);
  tcase_add_test(tc, a_sum_that_does_not_fit_is_a_fault);
  tcase_add_test(tc, faults_name_their_owners);
  tcase_add_test(tc, sums_of_numbers_are_compensated);
  tcase_add_test(tc, averages_are_exact);
  tcase_add_test(tc, quantiles_lie_between_neighbours);
  tcase_add_test(tc, texts_are_replaced_in_place);
  tcase_add_test(tc, dictionaries_and_constants_are_read);
  suite_add_tcase(suite, tc);
  return suite;
}
